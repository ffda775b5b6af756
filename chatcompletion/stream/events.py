"""Splits the text of an event stream into events.

The format is that of server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html. Chat
completions use only the fields `data` and `event`, and the event `[DONE]` for the end. Some services and proxies send
no empty line between events, the name `data:` twice, or a comment as data.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from .._core import StreamError
from .._core.json_text import is_json

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DONE = b"[DONE]"
_DONE_WORDS = frozenset({DONE, b"DONE"})
_IGNORED_FIELDS = frozenset({b"", b"id", b"retry"})
"""Fields of the format that say nothing about completions; a comment has an empty name."""
_FIELDS = (b"data:", b"event:")

NOT_TAKEN = "chunks are waiting: iterate over what feed() returns"
NO_LINE_ENDS = (
    "the pieces have no line ends: pass the body as it arrives, such as iter_bytes() of an HTTP client instead of "
    'iter_lines(), or add "\\n" to each line'
)


class Event(NamedTuple):
    """An event with data."""

    line: int
    """The line where the data begins."""
    type: str
    """The type. Empty by default."""
    data: bytes


def is_done_word(data: bytes) -> bool:
    """Return whether the data of an event is a form of `[DONE]`, with which a stream ends."""
    return data.strip().strip(b"\"'").upper() in _DONE_WORDS


class EventReader:
    """Splits text that arrives in pieces of any size into events. Keeps the lines that do not belong to events."""

    def __init__(self, max_event_size: int) -> None:
        self.done: bool = False
        self.line: int = 1  # where the data of the latest event begins, or where the stream is wrong
        self.line_count: int = 0  # processed lines
        self.has_data: bool = False
        self.other_line: int = 0  # the first line that does not belong to an event, if any
        self._max_event_size = max_event_size
        self._ends_with_cr = False
        self._lines: deque[bytes] = deque()  # complete lines that are not processed yet
        self._waiting_size = 0  # the size of these lines and of the incomplete one
        self._rest = bytearray()  # the incomplete last line
        self._field_starts = 0  # pieces before the first line end that begin as a line does
        self._type = ""  # of the incomplete last event
        self._data: list[bytes] = []  # its data lines
        self._data_line = 1  # where they begin
        self._data_size = 0
        self._is_cut = False  # whether the first data line is known not to be JSON
        self._other: list[bytes] = []
        self._other_size = 0

    @property
    def other_text(self) -> bytes:
        """The lines that do not belong to events. They may be the body of an error."""
        return b"\n".join(self._other)

    def receive(self, data: bytes) -> None:
        """Split the next piece of the text into lines."""
        if not data or self.done:
            return
        if self._waiting_size - len(self._rest) > self._max_event_size:
            raise StreamError(NOT_TAKEN)
        if self._ends_with_cr and data.startswith(b"\n"):
            data = data[1:]
        self._ends_with_cr = data.endswith(b"\r")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self._waiting_size += len(data)
        first, *more = data.split(b"\n")
        if self.line_count == 0 and self._rest[:1] != b"{":  # which a whole completion begins with
            self._field_starts += data.startswith(_FIELDS)
        self._rest += first
        if more:
            self._lines.append(bytes(self._rest))
            self._lines.extend(more[:-1])
            self._rest = bytearray(more[-1])

    def __iter__(self) -> Iterator[Event]:
        """Iterate over the events that are complete. The event `[DONE]` sets `done` instead."""
        while self._lines and not self.done:
            line = self._lines.popleft()
            self._waiting_size -= len(line) + 1
            event = self._process_line(line)
            if event is not None:
                yield event
            self._check_size(self._data_size)
        self._check_size(self._data_size + len(self._rest))

    def close(self) -> tuple[Event | None, Event | None]:
        """Process what is left, at the end of the text. Return the event that the last line completes, if any, and the
        incomplete event that the text ends with, if any.

        Raises `StreamError` if there are complete events that were not taken.
        """
        for line in self._lines:
            event = self._process_line(line)
            if event is not None and event.type != "error":
                raise StreamError(NOT_TAKEN)
            if self.done or event is not None:
                return None, event
        rest = bytes(self._rest)
        complete = self._process_line(rest) if rest else None
        if complete is not None and complete.type == "error":
            return None, complete
        if self.done:
            return complete, None
        if (error := self._end_error()) is not None:
            return None, error
        data = b"\n".join(self._data)
        if data and not data.isspace():
            return complete, Event(self._data_line, self._type, data)
        is_cut = rest.removeprefix(_BYTE_ORDER_MARK)[:1] not in (b"", b":")
        return complete, Event(self.line_count, self._type, b"") if is_cut else None

    @property
    def is_stream(self) -> bool:
        """Whether the text seems to be an event stream."""
        return self.has_data or not self.other_line

    @property
    def has_line_ends(self) -> bool:
        """Whether the pieces seem to have their line ends, rather than to be lines without them."""
        return self.line_count > 1 or self._field_starts < 2

    def _process_line(self, line: bytes) -> Event | None:
        """Process the next line. Return the event that it ends, if any."""
        self.line_count += 1
        if not line:
            return self._end_event()
        if self.line_count == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        field, _, value = line.partition(b":")
        if field == b"data":
            return self._add_data(value.removeprefix(b" "))
        if field == b"event":
            event = self._end_event() if self._is_complete() else self._end_error()
            self._type = value.strip().decode("utf-8", "replace")
            return event
        if field == b"error":  # not in the format, but services send it
            return Event(self.line_count, "error", value.strip())
        if field not in _IGNORED_FIELDS:
            self._keep_other(line)
        return None

    def _add_data(self, value: bytes) -> Event | None:
        """Add a line of data. Return the event before it, if that is complete without an empty line."""
        event = None
        if self._data or not value.startswith(b"{"):  # nearly all events are one line with an object
            text = value.strip()
            if text.startswith(b"data:"):
                value = text = text.removeprefix(b"data:").lstrip()
            is_done = is_done_word(text)
            if (is_done or text.startswith(b"{")) and self._is_complete():
                event = self._end_event()
            if is_done and not self._data:  # some services send no empty line after it
                event = event or self._end_error()
                self.done, self.line = True, self.line_count
                return event
            if text.startswith(b":") and not self._data:
                return None
        if not self._data:
            self._data_line = self.line_count
        self._data.append(value)
        self._data_size += len(value) + 1
        self.has_data = True
        return event

    def _is_complete(self) -> bool:
        """Return whether the data so far is one line that is JSON. More lines are one event, up to the empty line."""
        if len(self._data) != 1 or self._is_cut:
            return False
        self._is_cut = not (self._data[0].rstrip().endswith(b"}") and is_json(self._data[0]))
        return not self._is_cut

    def _end_event(self) -> Event | None:
        if not self._data:
            self._type = self._type if self._type == "error" else ""  # the data may come after an empty line
            return None
        self.line = self._data_line
        event = Event(self.line, self._type, b"\n".join(self._data))
        self._type, self._data, self._data_size, self._is_cut = "", [], 0, False
        is_empty = not event.data or event.data.isspace()
        return None if is_empty and event.type != "error" else event

    def _end_error(self) -> Event | None:
        """Return the event of the type `error` that has no data, if there is one."""
        if self._data or self._type != "error":
            return None
        self._type, self.line = "", self.line_count
        return Event(self.line, "error", b"")

    def _keep_other(self, line: bytes) -> None:
        self.other_line = self.other_line or self.line_count
        self._other_size += len(line) + 1
        if self._other_size <= self._max_event_size or not self._other:
            self._other.append(line)

    def _check_size(self, size: int) -> None:
        if size > self._max_event_size and not self.done:
            if not self.has_line_ends:
                raise StreamError(NO_LINE_ENDS)
            self.line = self._data_line if self._data else self.line_count + 1
            raise StreamError(f"line {self.line}: an event of more than {self._max_event_size} bytes")
