"""Progress on standard error, if it is a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from types import TracebackType

from .._core.errors import shorten

INTERVAL = 0.5
"""The time between two updates, in seconds."""


class Progress:
    """Shows how many documents were checked, the share of the bytes, the rate, and the time left.

    Shows nothing if standard error is not a terminal, or if standard output is a terminal that shows the documents. An
    interruption always says how far the command came.
    """

    def __init__(self, files: Sequence[str], *, prints_documents: bool) -> None:
        output_is_terminal = sys.stdout is not None and sys.stdout.isatty()
        self._enabled = sys.stderr is not None and sys.stderr.isatty() and not (prints_documents and output_is_terminal)
        self._sizes = [_get_size(file) for file in files] if self._enabled else []
        self._position = 0  # in all files together
        self._count = 0
        self._place = ""
        self._start = self._shown = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: TracebackType | None) -> None:
        self.clear()
        if isinstance(error, KeyboardInterrupt):
            last = f", the last at {shorten(self._place, 1000)}" if self._place else ""
            error.args = (f"after {self._count:,} documents{last}",)

    def move(self, file: int, position: int) -> None:
        """Set the number of the file that is read, and the number of bytes of it that were read."""
        self._position = sum(self._sizes[:file]) + position

    def add(self, count: int, place: str) -> None:
        """Add a number of documents, with the place of the last one, and show the progress from time to time."""
        self._count += count
        self._place = place or self._place
        if self._enabled and (now := time.monotonic()) - self._shown > INTERVAL:
            self._shown = now
            print(f"\r\x1b[K{self._format(now - self._start)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Erase what is shown."""
        if self._enabled:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _format(self, elapsed: float) -> str:
        text = f"{self._count:,} documents, {self._count / elapsed:,.0f}/s"
        total = sum(self._sizes)
        if total and self._position:
            share = min(self._position / total, 1.0)
            left = round(elapsed / share - elapsed)
            text += f", {share:.0%}, {left // 60}:{left % 60:02} left"
        return text


def _get_size(file: str) -> int:
    """Return the size of a file in bytes, or 0 if it has none, such as standard input."""
    try:
        return os.stat(file).st_size
    except OSError:
        return 0
