"""The decoder of event streams. It does no input or output."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

from .._core import APIError, DecodeError, Problems, StreamError
from .._core.error_bodies import raise_error_body
from .._core.errors import MAX_SHOWN, class_name, quote
from .._core.json_text import decode_start, parse_json
from ..response.completion import CreateChatCompletionResponse
from .chunk import CreateChatCompletionStreamResponse
from .events import NO_LINE_ENDS, Event, EventReader
from .sources import aclosing_generator, closing_generator
from .split import split_response

__all__ = ["StreamDecoder", "aread_stream", "read_stream"]

MAX_EVENT_SIZE = 16 * 1024 * 1024
"""The default limit for the size of an event, in bytes."""

_KEEP_ALIVES = frozenset({b"heartbeat", b"keep-alive", b"keepalive", b"openrouter processing", b"ping"})
"""Data, in lower case and without quotes or brackets, that proxies send so that the connection stays open."""

_ERROR_TEXT = re.compile(rb"\s*(?:\[error\]:?|error:)\s*(.*)", re.DOTALL | re.IGNORECASE)
"""An error as text in the data of an event."""
_BODY_START = re.compile(r"(?:^|\n|data:|(?<=\}))[ \t]*(?=\{)")
"""Where an object may begin in data that is not JSON."""
MAX_STARTS = 100
"""How many of these places are tried. Each may be parsed to the end of the data."""
_BODY_KEYS = frozenset({"choices", "error"})

NO_CHUNKS = (None, "")
"""JSON values that services send in place of a chunk."""


class StreamDecoder:
    """Decodes an event stream that arrives in pieces of any size.

    Pass each piece to `feed`, iterate over the chunks that it returns, and call `close` at the end of the body, unless
    `done` is true. Events of the type `ping` are skipped, and so are `ping`, `null` and nothing as data. An error
    of the service is raised as `APIError`, whether it is an event, a line, or the body itself.

    A stream that ends without `[DONE]` is accepted, since not all services send it. Whether the answer is complete is
    for the accumulator to decide. Also accepted: events without an empty line between them, `data:` twice in a line,
    comments that a proxy sends as data, and chunks with `message` in place of `delta`. A chunk has `delta` then.

    `max_event_size` limits the size of an event, in bytes. Given `problems`, chunks are decoded as
    `CreateChatCompletionStreamResponse.from_dict` does with `problems`.
    """

    def __init__(self, *, max_event_size: int = MAX_EVENT_SIZE, problems: Problems | None = None) -> None:
        self._reader = EventReader(max_event_size)
        self._problems = None if problems is None else _SourcedProblems(problems)
        self._has_content = False
        self._has_ended = False
        self._completion: tuple[int, dict[str, Any]] | None = None  # the first event, and its line, if it may be one
        self._has_messages = False  # whether chunks have `message` in place of `delta`

    @property
    def done(self) -> bool:
        """Whether `[DONE]` was received."""
        return self._reader.done

    @property
    def line(self) -> int:
        """The line where the data of the latest event begins. After a `StreamError`, the line where the stream is
        wrong."""
        return self._reader.line

    def feed(self, data: bytes | str) -> Iterator[CreateChatCompletionStreamResponse]:
        """Receive the next piece of the stream, and return an iterator over the chunks that are complete.

        The iterator raises after the chunks that come before the error: `DecodeError` for an event that is not a chunk,
        `APIError` for an error of the service, `StreamError` for an event that is too large, and for a whole completion
        in place of chunks, which `partial` then has. Given `problems`, it is split into chunks instead. It is known to
        be one when the next event, or the end, is there.

        Raises `StreamError` if more than `max_event_size` bytes of earlier pieces are waiting for the iteration.
        """
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        elif not isinstance(data, (bytes, bytearray)):
            raise TypeError(f"a piece of an event stream must be bytes or str, got {class_name(type(data))}")
        self._reader.receive(data)
        return self._iter_chunks()

    def close(self) -> tuple[CreateChatCompletionStreamResponse, ...]:
        """Declare the end of the stream. Given `problems`, return the chunks of a body that is a whole completion, or
        of a last event that has no empty line after it.

        Raises `StreamError` if the stream ends inside an event, or if chunks are waiting for the iteration. If it was
        not an event stream, raises `APIError` for an error body, `StreamError` for a whole completion, and
        `DecodeError` for anything else.
        """
        return tuple(self._close())

    def _close(self) -> Iterator[CreateChatCompletionStreamResponse]:
        if self.done:
            return
        complete, incomplete = self._reader.close()
        if incomplete is not None and not self._reader.has_line_ends:
            raise StreamError(NO_LINE_ENDS)
        if incomplete is not None and incomplete.type == "error":
            yield from self._split_completion()
            raise APIError.from_body(incomplete.data)
        if complete is not None:
            yield from self._decode_event(complete)
        yield from self._decode_other()
        if incomplete is not None and self._reader.is_stream:
            yield from self._decode_incomplete(incomplete)
        yield from self._split_completion()

    def _decode_incomplete(self, event: Event) -> Iterator[CreateChatCompletionStreamResponse]:
        body = self._reject_error(event)
        if body in NO_CHUNKS:
            return
        if self._problems is None or not isinstance(body, dict):
            yield from self._split_completion()
            self._reader.line = event.line
            raise StreamError("the stream ended inside an event")
        self._problems.source = f"line {event.line}"
        self._problems.append(DecodeError("an empty line after the event", found="the end"))
        yield from self._decode_event(event)

    def _iter_chunks(self) -> Iterator[CreateChatCompletionStreamResponse]:
        for event in self._reader:
            yield from self._decode_event(event)
        if self.done and not self._has_ended:
            self._has_ended = True
            yield from self._split_completion()
            yield from self._decode_other()

    def _decode_event(self, event: Event) -> Iterator[CreateChatCompletionStreamResponse]:
        if event.type == "error":
            yield from self._split_completion()
            raise APIError.from_body(event.data)
        if event.type == "ping":
            return
        kind = f"event {quote(event.type)}" if event.type else ""
        try:
            body = parse_json(event.data, event.line)
        except DecodeError as error:
            if not is_keep_alive(event.data):
                error.source, error.status = kind, StreamError.status
                yield from self._decode_broken(event, error)
            return
        if isinstance(body, dict) or not (body in NO_CHUNKS or is_keep_alive(event.data)):
            source = f"line {event.line}, {kind}" if kind else f"line {event.line}"
            yield from self._decode_body(body, source, event.line)

    def _decode_body(self, body: Any, source: str, line: int) -> Iterator[CreateChatCompletionStreamResponse]:
        if isinstance(body, dict) and body.get("type") == "ping" and "choices" not in body:
            return
        if (self._has_messages or not self._has_content) and is_completion(body):
            if self._completion is None and not self._has_messages and body.get("object") != "chat.completion.chunk":
                self._completion = line, body
                return
            self._has_messages = True
            if self._completion is not None:
                (first_line, first), self._completion = self._completion, None
                yield self._decode_chunk(self._move_messages(first, f"line {first_line}"), f"line {first_line}")
            body = self._move_messages(body, source)
        yield from self._split_completion()
        yield self._decode_chunk(body, source)

    def _decode_broken(self, event: Event, error: DecodeError) -> Iterator[CreateChatCompletionStreamResponse]:
        """Raise the error of an event that is not JSON, or the error of the service that is in it. Given `problems`,
        decode the chunks in it, up to an error of the service."""
        text, bodies = _ERROR_TEXT.match(event.data), find_bodies(event.data)
        if text is not None or self._problems is None or not bodies:
            yield from self._split_completion()
            if text is not None:
                raise APIError.from_body(text[1])
            for body in bodies:
                raise_error_body(body, "choices", is_chunk=True)
            raise error
        self._problems.source = error.source
        self._problems.append(error)
        for body in bodies:
            yield from self._decode_body(body, f"line {event.line}", event.line)

    def _decode_chunk(self, body: Any, source: str) -> CreateChatCompletionStreamResponse:
        try:
            if self._problems is not None:
                self._problems.source = source
            chunk = CreateChatCompletionStreamResponse.from_dict(body, problems=self._problems)
        except DecodeError as error:
            error.source = source
            raise
        self._has_content = self._has_content or has_content(chunk)
        return chunk

    def _move_messages(self, body: dict[str, Any], source: str) -> dict[str, Any]:
        """Return a chunk with `delta` in place of `message`."""
        choices: list[Any] = []
        for position, choice in enumerate(body["choices"]):
            if has_message(choice):
                choice = {key: value for key, value in choice.items() if key != "delta"}
                choice["delta"] = choice.pop("message")
                if self._problems is not None:
                    self._problems.source = source
                    location = ("choices", position, "message")
                    self._problems.append(DecodeError('the key "delta"', found='the key "message"', location=location))
            choices.append(choice)
        return {**body, "choices": choices}

    def _split_completion(self) -> Iterator[CreateChatCompletionStreamResponse]:
        """Split the first event if it is a whole completion: no other event with a message came after it."""
        if self._completion is not None:
            (line, body), self._completion = self._completion, None
            self._has_content = True
            yield from self._split(body, line)

    def _split(self, body: dict[str, Any], line: int) -> Iterator[CreateChatCompletionStreamResponse]:
        """Split a whole completion that is in the place of chunks."""
        if self._problems is None:
            self._reader.line = line
            raise StreamError("the service sent a whole completion instead of chunks", body)
        self._problems.source = ""
        self._problems.append(DecodeError("chunks", found="a whole completion"))
        yield from split_response(CreateChatCompletionResponse.from_dict(body, problems=self._problems))

    def _decode_other(self) -> Iterator[CreateChatCompletionStreamResponse]:
        """Raise the error that is in the lines that do not belong to events. If the body is not an event stream, split
        it if it is a whole completion, or, given `problems`, any object. Reject anything else."""
        body: Any = self._reject_error_text() if self._reader.other_line else None
        if self._reader.is_stream:
            return
        self._reader.line = self._reader.other_line
        if is_completion(body) or (self._problems is not None and isinstance(body, dict)):
            yield from self._split(body, self._reader.other_line)
            return
        text = self._reader.other_text[: 4 * MAX_SHOWN].decode("utf-8", "replace").lstrip()
        error = DecodeError("event stream", found=quote(text), position=f"line {self.line}")
        error.status = StreamError.status
        raise error

    def _reject_error_text(self) -> Any:
        """Raise the error that is in the lines that do not belong to events. Return their JSON value."""
        try:
            body = parse_json(self._reader.other_text)
        except DecodeError:
            return None
        if isinstance(body, (dict, list)) and not is_completion(body):
            raise_error_body(body, "choices")
        return body

    def _reject_error(self, event: Event) -> Any:
        """Raise the error that is the data of an incomplete event. Return its JSON value, which is false for none."""
        try:
            body = parse_json(event.data)
        except DecodeError:
            return False
        raise_error_body(body, "choices", is_chunk=True)
        return body


class _SourcedProblems:
    """Adds the place in the stream to problems."""

    def __init__(self, problems: Problems) -> None:
        self.source = ""
        self._problems = problems

    def append(self, problem: DecodeError) -> None:
        problem.source, problem.status = self.source, StreamError.status
        self._problems.append(problem)


def is_keep_alive(data: bytes) -> bool:
    """Return whether data only keeps the connection open."""
    return data.strip(b' \t\n"[]').lower() in _KEEP_ALIVES


def find_bodies(data: bytes) -> list[dict[str, Any]]:
    """Return the chunks and errors in data that is not JSON: one after the other, or after one that is cut off."""
    text, position = data.decode("utf-8", "replace"), 0
    bodies: list[dict[str, Any]] = []
    for _ in range(MAX_STARTS):
        if (start := _BODY_START.search(text, position)) is None:
            break
        try:
            body, position = decode_start(text, start.end())
            if not _BODY_KEYS.isdisjoint(body):
                bodies.append(body)
        except (ValueError, RecursionError):
            position = start.end() + 1
    return bodies


def is_completion(body: Any) -> bool:
    """Return whether a JSON value is a response that was not streamed."""
    choices = body.get("choices") if isinstance(body, dict) else None
    return isinstance(choices, list) and any(map(has_message, choices))


def has_message(choice: Any) -> bool:
    """Return whether a JSON value is a choice with a message that was not streamed."""
    return isinstance(choice, dict) and isinstance(choice.get("message"), dict) and choice.get("delta") is None


def has_content(chunk: CreateChatCompletionStreamResponse) -> bool:
    """Return whether a chunk has a piece of an answer."""
    deltas = [choice.delta for choice in chunk.choices]
    return any(
        delta.content
        or delta.refusal
        or delta.tool_calls
        or delta.function_call
        or delta.audio
        or any(delta.extra.values())
        for delta in deltas
    )


def read_stream(
    source: Iterable[bytes | str],
    *,
    max_event_size: int = MAX_EVENT_SIZE,
    problems: Problems | None = None,
) -> Iterator[CreateChatCompletionStreamResponse]:
    """Decode the chunks of an event stream that arrives in pieces, such as the body of an HTTP response.

    Given `problems`, the body may be a whole completion instead, as some services ignore `stream`. It is decoded as
    `CreateChatCompletionResponse.from_dict` does with `problems`, and split into chunks.

    Raises what `StreamDecoder` raises, after the chunks that come before the error. Raises `TypeError` if `source` is
    not an iterable of pieces. `max_event_size` and `problems` are those of `StreamDecoder`. If `source` is a
    generator, it is closed at the end, also if the iteration is closed before.
    """
    if isinstance(source, (str, bytes, bytearray)) or not isinstance(source, Iterable):
        raise TypeError(
            f"read_stream() takes an iterable of bytes or str, got {class_name(type(source))}; "
            "pass the pieces of the body as they arrive, or a list with the whole text: [text]"
        )
    return _read_stream(source, StreamDecoder(max_event_size=max_event_size, problems=problems))


def _read_stream(source: Iterable[bytes | str], decoder: StreamDecoder) -> Iterator[CreateChatCompletionStreamResponse]:
    with closing_generator(source):
        for piece in source:
            yield from decoder.feed(piece)
            if decoder.done:
                return
        yield from decoder._close()


def aread_stream(
    source: AsyncIterable[bytes | str],
    *,
    max_event_size: int = MAX_EVENT_SIZE,
    problems: Problems | None = None,
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
    async with aclosing_generator(source):
        async for piece in source:
            for chunk in decoder.feed(piece):
                yield chunk
            if decoder.done:
                return
        for chunk in decoder._close():
            yield chunk
