"""A server: it checks requests, and writes responses, streams and errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from typing_extensions import assert_type

from chatcompletion import (
    DONE_EVENT,
    APIError,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionRequest,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamChoices,
    accumulate,
    awrite_stream,
    replace_at,
    write_event,
    write_stream,
)

Answer = tuple[int, object]


def make_chunks(words: list[str]) -> Iterator[CreateChatCompletionStreamResponse]:
    pieces = [StreamChoices(index=0, delta=ChatCompletionStreamResponseDelta(content=word)) for word in words]
    for choice in (*pieces, StreamChoices(index=0, finish_reason="stop")):
        yield CreateChatCompletionStreamResponse(id="1", created=0, model="m", choices=(choice,))


def answer(body: bytes) -> Answer | Iterator[bytes]:
    """Return a status and the JSON of a response or an error, or the events of a stream."""
    try:
        request = CreateChatCompletionRequest.from_json(body)
        if request.model != "m":
            raise DecodeError("m", request.model, location=("model",))
        for mistake in request.check():
            raise mistake
    except DecodeError as error:
        return error.status, error.to_dict()
    chunks = make_chunks(["High", " water"])
    return write_stream(chunks) if request.stream else (200, accumulate(chunks).to_dict())


def check(request: CreateChatCompletionRequest) -> int:
    mistakes = request.check(allow_unknown=True)
    assert_type(mistakes, list[DecodeError])
    assert_type(mistakes[0].status, int)
    return len(mistakes)


async def forward(chunks: AsyncIterator[CreateChatCompletionStreamResponse]) -> AsyncIterator[bytes]:
    async for event in awrite_stream(chunks):
        yield event


def write_own_loop(chunks: Iterator[CreateChatCompletionStreamResponse]) -> Iterator[bytes]:
    for chunk in chunks:
        changed = replace_at(chunk, ("choices", 0, "delta", "content"), "…")
        assert_type(changed, CreateChatCompletionStreamResponse)
        yield write_event(changed)
    yield write_event(APIError("too long"))
    yield DONE_EVENT
