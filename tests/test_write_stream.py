"""Event streams as a server writes them, and the bodies of errors."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    DONE_EVENT,
    APIError,
    ChatCompletionError,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamChoices,
    StreamError,
    accumulate,
    aread_stream,
    awrite_stream,
    read_stream,
    write_event,
    write_stream,
)

from .support.responses import Body
from .support.streams import azure_stream, decode_chunks, text_stream, tool_call_stream

each_stream = pytest.mark.parametrize("stream", [text_stream, azure_stream, tool_call_stream])


@each_stream
def test_a_written_stream_is_read_as_it_was(stream: Any) -> None:
    chunks = decode_chunks(stream())
    events = [*write_stream(chunks)]
    assert [*read_stream(events)] == chunks
    assert events[-1] == DONE_EVENT == b"data: [DONE]\n\n"
    assert [json.loads(event.removeprefix(b"data: ")) for event in events[:-1]] == stream()
    assert b"".join(map(write_event, chunks)) + DONE_EVENT == b"".join(events)


class Source:
    """An asynchronous source of chunks, which may raise, and notes that it was closed."""

    def __init__(self, *chunks: CreateChatCompletionStreamResponse, error: Exception | None = None) -> None:
        self.is_closed = False
        self._chunks = chunks
        self._error = error

    async def __call__(self) -> AsyncIterator[CreateChatCompletionStreamResponse]:
        try:
            for chunk in self._chunks:
                yield chunk
            if self._error is not None:
                raise self._error
        finally:
            self.is_closed = True


@each_stream
def test_a_stream_is_written_asynchronously(stream: Any) -> None:
    chunks = decode_chunks(stream())

    async def collect() -> list[CreateChatCompletionStreamResponse]:
        return [chunk async for chunk in aread_stream(awrite_stream(Source(*chunks)()))]

    assert asyncio.run(collect()) == chunks


def test_the_source_may_be_any_asynchronous_iterable() -> None:
    class Chunks:
        def __init__(self) -> None:
            self.chunks = iter(decode_chunks(text_stream()))

        def __aiter__(self) -> Chunks:
            return self

        async def __anext__(self) -> CreateChatCompletionStreamResponse:
            for chunk in self.chunks:
                return chunk
            raise StopAsyncIteration

    async def collect() -> list[bytes]:
        return [event async for event in awrite_stream(Chunks())]

    assert asyncio.run(collect()) == [*write_stream(decode_chunks(text_stream()))]


def test_the_source_is_closed_if_the_client_goes_away() -> None:
    source = Source(*decode_chunks(text_stream()))

    async def go_away() -> None:
        events = awrite_stream(source())
        await anext(events)
        await events.aclose()  # type: ignore[attr-defined]

    asyncio.run(go_away())
    assert source.is_closed


ERRORS: dict[str, tuple[ChatCompletionError, Body]] = {
    "of the service": (
        APIError("Slow down.", "rate_limit", None, 429, status=429),
        {"message": "Slow down.", "type": "rate_limit", "param": None, "code": "429"},
    ),
    "of the service, without details": (
        APIError(""),
        {"message": "an error without a message", "type": "api_error", "param": None, "code": None},
    ),
    "of a stream": (
        StreamError("the stream ended inside an event"),
        {"message": "the stream ended inside an event", "type": "api_error", "param": None, "code": None},
    ),
    "of a request": (
        DecodeError("int", "5", location=("messages", 0, "x")),
        {
            "message": 'messages[0].x: expected int, got str "5"',
            "type": "invalid_request_error",
            "param": "messages[0].x",
            "code": None,
        },
    ),
}
each_error = pytest.mark.parametrize(("error", "body"), ERRORS.values(), ids=ERRORS)


@each_error
def test_an_error_becomes_an_event_and_ends_the_stream(error: ChatCompletionError, body: Body) -> None:
    def iterate() -> Iterator[CreateChatCompletionStreamResponse]:
        yield from decode_chunks(text_stream()[:1])
        raise error

    async def collect() -> list[bytes]:
        return [event async for event in awrite_stream(Source(*decode_chunks(text_stream()[:1]), error=error)())]

    events = [*write_stream(iterate())]
    assert asyncio.run(collect()) == events
    assert events[1:] == [write_event(error), DONE_EVENT]
    assert error.to_dict() == {"error": body}
    chunks = read_stream(events)
    next(chunks)
    with pytest.raises(APIError) as caught:
        next(chunks)
    assert caught.value.message == body["message"]


def test_other_exceptions_pass() -> None:
    def iterate() -> Iterator[CreateChatCompletionStreamResponse]:
        yield from decode_chunks(text_stream()[:1])
        raise ZeroDivisionError

    events = write_stream(iterate())
    next(events)
    with pytest.raises(ZeroDivisionError):
        next(events)


def test_what_is_not_json_is_not_written() -> None:
    [chunk] = decode_chunks(text_stream()[:1])
    with pytest.raises(ValueError, match="x: expected JSON value, got float nan"):
        write_event(CreateChatCompletionStreamResponse.from_dict({**chunk.to_dict(), "x": float("nan")}))


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ({"detail": "Not Found"}, "Not Found"),
        ({"error": {"message": "No.", "code": 5}}, "No."),
        ("<title>502 Bad Gateway</title>", "502 Bad Gateway"),
    ],
    ids=str,
)
def test_an_error_of_any_layout_is_written_in_the_standard_one(layout: Any, message: str) -> None:
    error = APIError.from_body(layout, 404)
    body = error.to_dict()
    assert [*body["error"]] == ["message", "type", "param", "code"]
    assert (body["error"]["message"], body["error"]["type"]) == (message, "invalid_request_error")
    assert APIError.from_body(body, 404).to_dict() == body


@pytest.mark.parametrize(
    ("cls", "status"),
    [
        (CreateChatCompletionRequest, 400),
        (CreateChatCompletionResponse, 502),
        (CreateChatCompletionStreamResponse, 502),
    ],
)
def test_the_fault_of_a_client_and_of_an_upstream_are_told_apart(cls: Any, status: int) -> None:
    errors = [*cls.find_problems({"model": 5})]
    for decode, value in ((cls.from_dict, {"x": 1}), (cls.from_json, "{")):
        with pytest.raises(DecodeError) as caught:
            decode(value)
        errors.append(caught.value)
    for error in errors:
        assert (error.status, pickle.loads(pickle.dumps(error)).status) == (status, status)
        assert error.to_dict()["error"]["type"] == ("invalid_request_error" if status == 400 else "api_error")


@pytest.mark.parametrize("text", ["data: {x\n\n", "data: 5\n\n", "abc", 'data: {"id": 5, "choices": []}\n\n'])
def test_what_is_wrong_with_a_stream_is_the_fault_of_the_upstream(text: str) -> None:
    problems: list[DecodeError] = []
    options: Any
    for options in ({}, {"problems": problems}):
        try:
            accumulate(read_stream([text], **options), **options)
        except DecodeError as error:
            problems.append(error)
    assert {problem.status for problem in problems} == {502}


def test_a_server_rejects_a_value_of_its_own_accord() -> None:
    error = DecodeError("one of gpt-4.1", "gpt-5", location=("model",))
    assert error.to_dict()["error"]["message"] == 'model: expected one of gpt-4.1, got str "gpt-5"'
    assert error.to_dict()["error"]["param"] == "model"


def test_nulls_are_constructed_on_purpose() -> None:
    choice = StreamChoices(index=0, extra={"delta": None})
    chunk = CreateChatCompletionStreamResponse(
        id="1", created=0, model="m", choices=(choice,), extra={"usage": None, "x": 1}
    )
    body = chunk.to_dict()
    assert body["usage"] is None
    assert body["x"] == 1
    assert body["choices"][0]["delta"] is None
    assert CreateChatCompletionStreamResponse.from_dict(body) == chunk


def test_recorded_streams_arrive_unchanged(traffic: Path) -> None:
    count = 0
    for path in sorted(traffic.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            text = json.loads(line)["body"]
            try:
                chunks = [*read_stream([text])] if isinstance(text, str) else []
            except ChatCompletionError:
                continue
            assert [chunk.to_dict() for chunk in read_stream(write_stream(chunks))] == [
                chunk.to_dict() for chunk in chunks
            ]
            count += bool(chunks)
    assert count
