"""Synchronous and asynchronous streams."""

from __future__ import annotations

import http.client
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from typing_extensions import assert_type

from chatcompletion import (
    Accumulator,
    CreateChatCompletionResponse,
    StreamDecoder,
    StreamError,
    ToolCallUpdate,
    accumulate,
    aread_stream,
    read_stream,
    split_response,
)


def print_text(body: http.client.HTTPResponse) -> CreateChatCompletionResponse:
    accumulator = Accumulator()
    for chunk in read_stream(body):
        accumulator.add(chunk)
        for choice in chunk.choices:
            print(choice.delta.content or "", end="")
    return accumulator.response()


def collect(pieces: list[bytes | str]) -> CreateChatCompletionResponse | None:
    try:
        return accumulate(read_stream(pieces, max_event_size=1_000_000))
    except StreamError:
        return None


def write_events(response: CreateChatCompletionResponse) -> list[str]:
    return [f"data: {chunk.to_json()}\n\n" for chunk in split_response(response)]


def iter_texts(pieces: Iterable[str]) -> Iterator[str]:
    return (choice.delta.content or "" for chunk in read_stream(pieces) for choice in chunk.choices)


async def iter_arguments(pieces: AsyncIterable[bytes]) -> AsyncIterator[str]:
    async for chunk in aread_stream(pieces):
        for call in chunk.choices[0].delta.tool_calls or ():
            if call.index is not None and call.function:
                yield call.function.arguments or ""


def count_chunks(pieces: Iterable[bytes]) -> int:
    decoder = StreamDecoder(max_event_size=1_000_000)
    count = sum(len(list(decoder.feed(piece))) for piece in pieces)
    decoder.close()
    return count if decoder.done else -1


def follow_tool_calls(pieces: Iterable[bytes]) -> dict[tuple[int, int], str]:
    accumulator = Accumulator()
    names: dict[tuple[int, int], str] = {}
    for chunk in read_stream(pieces):
        updates = accumulator.add(chunk)
        assert_type(updates, tuple[ToolCallUpdate, ...])
        for update in updates:
            names[update.choice, update.position] = update.name
    return names
