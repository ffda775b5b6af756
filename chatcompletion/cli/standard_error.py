"""Standard error, which may be closed or full."""

from __future__ import annotations

import io
import os
from typing import TextIO


class StandardError(io.TextIOBase):
    """Writes messages to a stream, and drops them if that fails: a status says that there were some."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        if self._stream is not None:
            try:
                self._stream.write(text)
                self._stream.flush()
            except OSError:
                silence(self._stream)
                self._stream = None
        return len(text)


def silence(stream: TextIO) -> None:
    """Lead a stream that cannot be written to nowhere, as Python would fail again to flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
