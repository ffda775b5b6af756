"""The event stream in which chunks come, without any input or output.

The format is that of server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html. Of it, chat
completions use `data` alone, and `[DONE]` for the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from ._json import parse
from .chunk import CreateChatCompletionStreamResponse
from .errors import StreamError

__all__ = ["StreamDecoder", "aread_stream", "read_stream"]

MAX_EVENT_SIZE = 16 * 1024 * 1024
"""The bytes that an event may have, unless told otherwise."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
DONE = b"[DONE]"


class StreamDecoder:
    """Turns the pieces of an event stream, wherever it was cut, into chunks.

    `max_event_size` is the number of bytes that an event may have.
    """

    done: bool
    """Whether the stream has said that it is complete."""
    line: int
    """The line at which the data of the latest event began, or, if the stream broke off before it, where it did."""

    def __init__(self, *, max_event_size: int = MAX_EVENT_SIZE) -> None:
        self.done = False
        self.line = 1
        self._max_event_size = max_event_size
        self._after_cr = False
        self._lines: deque[bytes] = deque()  # complete, and not yet looked at
        self._seen = 0  # lines that were looked at
        self._rest: list[bytes] = []  # of a line that is not complete
        self._rest_size = 0
        self._data: list[bytes] = []  # of an event that is not complete
        self._data_size = 0

    def feed(self, data: bytes | str) -> Iterator[CreateChatCompletionStreamResponse]:
        """Takes the next piece of the stream and gives the chunks that are complete by now.

        The iterator raises at the place of what is wrong, so the chunks before it are given first: `DecodeError` for an
        event that is no chunk, `APIError` for an error of the service, `StreamError` for an event that is too large.
        """
        self._receive(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        return self._chunks()

    def close(self) -> None:
        """Takes note that nothing more comes. Raises `StreamError` if the stream ends inside an event."""
        last = b"".join(self._rest)
        for line in (*self._lines, *([last] if last else [])):
            self._seen += 1
            if line:
                self._look_at(line)
            else:
                self.done = self.done or self._data == [DONE]
                self._data = []
        self.done = self.done or self._data == [DONE]
        if not self.done and (self._data or last.removeprefix(BYTE_ORDER_MARK)[:1] not in (b"", b":")):
            self.line = self.line if self._data else self._seen
            raise StreamError("the stream ended inside an event")

    def _receive(self, data: bytes) -> None:
        if not data or self.done:
            return
        if self._after_cr and data.startswith(b"\n"):
            data = data[1:]
        self._after_cr = data.endswith(b"\r")
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *more = data.split(b"\n")
        self._rest.append(first)
        self._rest_size += len(first)
        if more:
            self._lines.append(b"".join(self._rest))
            self._lines.extend(more[:-1])
            self._rest = [more[-1]]
            self._rest_size = len(more[-1])

    def _chunks(self) -> Iterator[CreateChatCompletionStreamResponse]:
        for line, data in self._events():
            yield CreateChatCompletionStreamResponse.from_dict(parse(data, line))

    def _events(self) -> Iterator[tuple[int, bytes]]:
        """The data of the events that are complete, with their lines."""
        while self._lines and not self.done:
            line = self._lines.popleft()
            self._seen += 1
            if line:
                self._look_at(line)
            elif self._data:
                data = b"\n".join(self._data)
                self._data, self._data_size = [], 0
                if data == DONE:
                    self.done = True
                elif data:
                    yield self.line, data
            self._check_size(self._data_size)
        self._check_size(self._data_size + self._rest_size)

    def _look_at(self, line: bytes) -> None:
        if self._seen == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        field, _, value = line.partition(b":")
        if field == b"data":
            value = value.removeprefix(b" ")
            if not self._data:
                self.line = self._seen
            self._data.append(value)
            self._data_size += len(value) + 1

    def _check_size(self, size: int) -> None:
        if size > self._max_event_size:
            self.line = self.line if self._data else self._seen + 1
            raise StreamError(f"line {self.line}: an event of more than {self._max_event_size} bytes")


def read_stream(
    source: Iterable[bytes | str], *, max_event_size: int = MAX_EVENT_SIZE
) -> Iterator[CreateChatCompletionStreamResponse]:
    """Reads the chunks of an event stream that comes in pieces, such as the body of an HTTP response.

    Ends with the stream. Raises what `StreamDecoder` raises, where it is wrong; the chunks before it have been given.
    """
    decoder = StreamDecoder(max_event_size=max_event_size)
    for piece in source:
        yield from decoder.feed(piece)
        if decoder.done:
            return
    decoder.close()


async def aread_stream(
    source: AsyncIterable[bytes | str], *, max_event_size: int = MAX_EVENT_SIZE
) -> AsyncIterator[CreateChatCompletionStreamResponse]:
    """Reads the chunks of an event stream that comes in pieces; the asynchronous form of `read_stream`."""
    decoder = StreamDecoder(max_event_size=max_event_size)
    async for piece in source:
        for chunk in decoder.feed(piece):
            yield chunk
        if decoder.done:
            return
    decoder.close()
