"""Writes chunks as an event stream, as a server sends it. It does no input or output."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from .._core import ChatCompletionError
from .._core.json_text import write_json
from .chunk import CreateChatCompletionStreamResponse
from .events import DONE
from .sources import aclosing_generator, closing_generator

__all__ = ["DONE_EVENT", "awrite_stream", "write_event", "write_stream"]

DONE_EVENT = b"data: %b\n\n" % DONE
"""The event that ends a stream."""


def write_event(item: CreateChatCompletionStreamResponse | ChatCompletionError) -> bytes:
    """Return the event with a chunk, or with an error, as the official clients understand it.

    Raises `ValueError` with the place of what is not JSON.
    """
    return b"data: %b\n\n" % write_json(item.to_dict()).encode()


def write_stream(chunks: Iterable[CreateChatCompletionStreamResponse]) -> Iterator[bytes]:
    """Iterate over the events of a stream: one for each chunk, and `[DONE]`.

    An error of this package that `chunks` raises becomes the last event before `[DONE]`. Other exceptions pass. A
    generator is closed at the end, also if the client went away.
    """
    with closing_generator(chunks):
        try:
            for chunk in chunks:
                yield write_event(chunk)
        except ChatCompletionError as error:
            yield write_event(error)
    yield DONE_EVENT


async def awrite_stream(chunks: AsyncIterable[CreateChatCompletionStreamResponse]) -> AsyncIterator[bytes]:
    """Iterate over the events of a stream. The asynchronous form of `write_stream`."""
    async with aclosing_generator(chunks):
        try:
            async for chunk in chunks:
                yield write_event(chunk)
        except ChatCompletionError as error:
            yield write_event(error)
    yield DONE_EVENT
