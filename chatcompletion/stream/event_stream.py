"""The decoder of event streams. It does no input or output.

The format is that of server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html. Chat
completions use only the field `data`, and the event `[DONE]` for the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

from .._core.api_error import raise_error_body
from .._core.errors import MAX_SHOWN, class_name, quote
from .._core.json_text import parse_json
from ..errors import DecodeError, StreamError
from .chunk import CreateChatCompletionStreamResponse

__all__ = ["StreamDecoder", "aread_stream", "read_stream"]

MAX_EVENT_SIZE = 16 * 1024 * 1024
"""The default limit for the size of an event, in bytes."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DONE = b"[DONE]"
NOT_TAKEN = "chunks are waiting: iterate over what feed() returns"
IGNORED_FIELDS = frozenset({b"", b"event", b"id", b"retry"})
"""Fields of the format that carry no data; a comment has an empty name."""


class StreamDecoder:
    """Decodes an event stream that arrives in pieces. A piece may end anywhere.

    `max_event_size` limits the size of an event, in bytes. Given a list of `problems`, chunks are decoded as
    `CreateChatCompletionStreamResponse.from_dict` does with `problems`.
    """

    done: bool
    """Whether `[DONE]` was received."""
    line: int
    """The line where the data of the latest event begins. After a `StreamError`, the line where the stream is wrong."""

    def __init__(self, *, max_event_size: int = MAX_EVENT_SIZE, problems: list[DecodeError] | None = None) -> None:
        self.done = False
        self.line = 1
        self._max_event_size = max_event_size
        self._problems = problems
        self._ends_with_cr = False
        self._lines: deque[bytes] = deque()  # complete lines that are not processed yet
        self._waiting_size = 0  # at least the size of these lines, which were counted some time ago
        self._line_count = 0  # processed lines
        self._rest = bytearray()  # the incomplete last line
        self._data: list[bytes] = []  # data lines of the incomplete last event
        self._data_size = 0
        self._has_data = False
        self._other: list[bytes] = []  # lines that do not belong to an event stream
        self._other_size = 0
        self._other_line = 0

    def feed(self, data: bytes | str) -> Iterator[CreateChatCompletionStreamResponse]:
        """Receive the next piece of the stream, and return an iterator over the chunks that are complete.

        The iterator raises after the chunks that come before the error: `DecodeError` for an event that is not a chunk,
        `APIError` for an error sent by the service, `StreamError` for an event that is too large.

        Raises `StreamError` if more than `max_event_size` bytes of earlier pieces are waiting for the iteration.
        """
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        elif not isinstance(data, (bytes, bytearray)):
            raise TypeError(f"a piece of an event stream must be bytes or str, got {class_name(type(data))}")
        self._receive(data)
        return self._decode_chunks()

    def close(self) -> None:
        """Declare the end of the stream.

        Raises `StreamError` if the stream ends inside an event, or if chunks are waiting for the iteration. If it was
        not an event stream, raises `APIError` for an error body, `StreamError` with `partial` for a whole completion,
        and `DecodeError` for anything else.
        """
        if self.done:
            return
        last_line = bytes(self._rest)
        for line in (*self._lines, *([last_line] if last_line else [])):
            self._line_count += 1
            if line:
                self._process_line(line)
                if self.done:
                    return
            elif self._data:
                raise StreamError(NOT_TAKEN)
        self._check_other_text()
        if self._data or last_line.removeprefix(BYTE_ORDER_MARK)[:1] not in (b"", b":"):
            self.line = self.line if self._data else self._line_count
            raise StreamError("the stream ended inside an event")

    def _receive(self, data: bytes) -> None:
        """Split the next piece of the stream into lines."""
        if not data or self.done:
            return
        if self._waiting_size > self._max_event_size:
            self._waiting_size = sum(map(len, self._lines))
            if self._waiting_size > self._max_event_size:
                raise StreamError(NOT_TAKEN)
        self._waiting_size += len(data)
        if self._ends_with_cr and data.startswith(b"\n"):
            data = data[1:]
        self._ends_with_cr = data.endswith(b"\r")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *more = data.split(b"\n")
        self._rest += first
        if more:
            self._lines.append(bytes(self._rest))
            self._lines.extend(more[:-1])
            self._rest = bytearray(more[-1])

    def _decode_chunks(self) -> Iterator[CreateChatCompletionStreamResponse]:
        for line, data in self._iter_events():
            body = parse_json(data, line)
            if _is_completion(body):
                raise StreamError("the service sent a whole completion in one event instead of chunks", body)
            yield CreateChatCompletionStreamResponse.from_dict(body, problems=self._problems)

    def _iter_events(self) -> Iterator[tuple[int, bytes]]:
        """Iterate over the complete events: the line where each begins, and its data."""
        while self._lines and not self.done:
            line = self._lines.popleft()
            self._line_count += 1
            if line:
                self._process_line(line)
            elif self._data:
                data = b"\n".join(self._data)
                self._data, self._data_size = [], 0
                if data:
                    yield self.line, data
            self._check_size(self._data_size)
        self._check_size(self._data_size + len(self._rest))

    def _process_line(self, line: bytes) -> None:
        if self._line_count == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        field, _, value = line.partition(b":")
        if field == b"data":
            value = value.removeprefix(b" ")
            if not self._data:
                self.line = self._line_count
                if value == DONE:
                    self.done = True  # some services send no empty line after it
                    return
            self._data.append(value)
            self._data_size += len(value) + 1
            self._has_data = True
        elif field not in IGNORED_FIELDS:
            self._keep_other_line(line)

    def _keep_other_line(self, line: bytes) -> None:
        """Keep a line that does not belong to an event stream: it may be the body of an error."""
        self._other_line = self._other_line or self._line_count
        self._other_size += len(line) + 1
        if self._other_size <= self._max_event_size or not self._other:
            self._other.append(line)

    def _check_other_text(self) -> None:
        """Raise an error if there was an error body among the lines, or if there were no events at all."""
        if not self._other:
            return
        text = b"\n".join(self._other)
        try:
            body = parse_json(text)
        except DecodeError:
            body = None
        if isinstance(body, (dict, list)) and not _is_completion(body):
            raise_error_body(body, "choices")
        if self._has_data:
            return
        self.line = self._other_line
        if _is_completion(body):
            raise StreamError("the service sent a whole completion instead of an event stream", body)
        beginning = quote(text[: 4 * MAX_SHOWN].decode("utf-8", "replace").lstrip())
        raise DecodeError("event stream", found=beginning, position=f"line {self.line}")

    def _check_size(self, size: int) -> None:
        if size > self._max_event_size:
            self.line = self.line if self._data else self._line_count + 1
            raise StreamError(f"line {self.line}: an event of more than {self._max_event_size} bytes")


def _is_completion(body: Any) -> bool:
    """Return whether a JSON value is a response that was not streamed."""
    if (
        not isinstance(body, dict)
        or body.get("object") != "chat.completion"
        or not isinstance(body.get("choices"), list)
    ):
        return False
    return any(isinstance(choice, dict) and "message" in choice and "delta" not in choice for choice in body["choices"])


def read_stream(
    source: Iterable[bytes | str],
    *,
    max_event_size: int = MAX_EVENT_SIZE,
    problems: list[DecodeError] | None = None,
) -> Iterator[CreateChatCompletionStreamResponse]:
    """Decode the chunks of an event stream that arrives in pieces, such as the body of an HTTP response.

    Raises what `StreamDecoder` raises, after the chunks that come before the error. Raises `TypeError` if `source` is
    not an iterable of pieces. `max_event_size` and `problems` are those of `StreamDecoder`.
    """
    if isinstance(source, (str, bytes, bytearray)) or not isinstance(source, Iterable):
        raise TypeError(
            f"read_stream() takes an iterable of bytes or str, got {class_name(type(source))}; "
            "pass the pieces of the body as they arrive, or a list with the whole text: [text]"
        )
    return _read_stream(source, StreamDecoder(max_event_size=max_event_size, problems=problems))


def _read_stream(source: Iterable[bytes | str], decoder: StreamDecoder) -> Iterator[CreateChatCompletionStreamResponse]:
    for piece in source:
        yield from decoder.feed(piece)
        if decoder.done:
            return
    decoder.close()


def aread_stream(
    source: AsyncIterable[bytes | str],
    *,
    max_event_size: int = MAX_EVENT_SIZE,
    problems: list[DecodeError] | None = None,
) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    """Decode the chunks of an event stream that arrives in pieces. The asynchronous form of `read_stream`."""
    if not isinstance(source, AsyncIterable):
        raise TypeError(
            f"aread_stream() takes an asynchronous iterable of bytes or str, got {class_name(type(source))}; "
            "use read_stream() for an ordinary iterable"
        )
    return _aread_stream(source, StreamDecoder(max_event_size=max_event_size, problems=problems))


async def _aread_stream(
    source: AsyncIterable[bytes | str], decoder: StreamDecoder
) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    async for piece in source:
        for chunk in decoder.feed(piece):
            yield chunk
        if decoder.done:
            return
    decoder.close()
