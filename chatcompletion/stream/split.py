"""Splits a response into the chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from .._core.decode import decode_answer
from .._core.extra import Note, make_extra
from .._core.frozen import FrozenDict
from ..common.tool_calls import ToolCall
from ..response.completion import Choices, CreateChatCompletionResponse
from .chunk import (
    ChatCompletionMessageToolCallChunk,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionStreamResponse,
    StreamChoices,
)

__all__ = ["split_response"]

T = TypeVar("T")

_REPEATED = frozenset({"id", "created", "model", "service_tier", "system_fingerprint"})
"""The keys of a response that every chunk has, too."""


def split_response(response: CreateChatCompletionResponse) -> Iterator[CreateChatCompletionStreamResponse]:
    """Iterate over the chunks that a server would send for a response, which `accumulate` turns into the response.

    Each choice has a chunk with the message, one for each tool call, and one with the finish reason. A chunk with the
    usage, and with unknown keys of the response, comes last. The index of a tool call is its position. So is that of a
    choice, if several choices have the same index.
    """
    data = {key: value for key, value in response.to_dict().items() if key not in ("object", "choices")}
    repeated = {key: data.pop(key) for key in _REPEATED & data.keys()}
    repeated.update(object="chat.completion.chunk", choices=[])
    # What does not fit is reported when the response is decoded, and nothing in an answer is an error body.
    empty = decode_answer(CreateChatCompletionStreamResponse, repeated, [])
    is_distinct = len({choice.index for choice in response.choices}) == len(response.choices)
    for position, choice in enumerate(response.choices):
        for piece in _split_choice(choice, choice.index if is_distinct else position):
            yield replace(empty, choices=(piece,))
    if data or not response.choices:
        yield decode_answer(CreateChatCompletionStreamResponse, {**repeated, **data}, [])


def _split_choice(choice: Choices, index: int) -> Iterator[StreamChoices]:
    data, calls = choice.message.to_dict(), choice.message.tool_calls
    if calls:
        del data["tool_calls"]
    delta = ChatCompletionStreamResponseDelta.from_dict(data, problems=[])
    yield StreamChoices(index=index, delta=delta, logprobs=choice.logprobs)
    for position, call in enumerate(calls or ()):
        delta = ChatCompletionStreamResponseDelta(tool_calls=(_make_piece(call, position),))
        yield StreamChoices(index=index, delta=delta)
    end = StreamChoices(index=index, finish_reason=choice.finish_reason)
    yield _with_unknown(end, FrozenDict(choice.extra)) if choice.extra else end


def _make_piece(call: ToolCall, position: int) -> ChatCompletionMessageToolCallChunk:
    piece = ChatCompletionMessageToolCallChunk.from_dict({**call.to_dict(), "index": position}, problems=[])
    if "index" not in call.extra:
        return piece
    note = Note("index", (), call.extra["index"], position)  # instead of the one that the response has
    return _with_unknown(piece, make_extra(dict(call.extra), type(piece), (note,)))


def _with_unknown(piece: T, extra: FrozenDict[Any]) -> T:
    """Give a piece unknown keys, even those that are fields of it but were unknown in the response."""
    object.__setattr__(piece, "extra", extra)
    return piece
