"""Splits a response into the chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

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
"""The keys that every chunk has."""


def split_response(response: CreateChatCompletionResponse) -> Iterator[CreateChatCompletionStreamResponse]:
    """Iterate over the chunks that a server would send for a response, which `accumulate` turns into the response.

    Each choice has a chunk with the message, one for each tool call, and one with the finish reason. A chunk with the
    usage, and with unknown keys of the response, comes last.
    """
    data = {key: value for key, value in response.to_dict().items() if key != "object"}
    repeated = {key: data.pop(key) for key in _REPEATED & data.keys()}
    decode = CreateChatCompletionStreamResponse.from_dict
    empty = decode({**repeated, "choices": []}, problems=[])  # what does not fit, is a problem of the response
    for choice in response.choices:
        for piece in _split_choice(choice):
            yield replace(empty, choices=(piece,))
    if len(data) > 1 or not response.choices:
        yield decode({**repeated, **data, "choices": []}, problems=[])


def _split_choice(choice: Choices) -> Iterator[StreamChoices]:
    data, calls = choice.message.to_dict(), choice.message.tool_calls
    if calls:
        del data["tool_calls"]
    delta = ChatCompletionStreamResponseDelta.from_dict(data, problems=[])
    yield StreamChoices(index=choice.index, delta=delta, logprobs=choice.logprobs)
    for position, call in enumerate(calls or ()):
        delta = ChatCompletionStreamResponseDelta(tool_calls=(_make_piece(call, position),))
        yield StreamChoices(index=choice.index, delta=delta)
    end = StreamChoices(index=choice.index, finish_reason=choice.finish_reason)
    yield _with_unknown(end, choice.extra) if choice.extra else end


def _make_piece(call: ToolCall, position: int) -> ChatCompletionMessageToolCallChunk:
    piece = ChatCompletionMessageToolCallChunk.from_dict({**call.to_dict(), "index": position}, problems=[])
    return _with_unknown(piece, call.extra) if "index" in call.extra else piece


def _with_unknown(piece: T, extra: Mapping[str, object]) -> T:
    """Give a piece unknown keys, even those that are fields of it but were unknown in the response."""
    object.__setattr__(piece, "extra", FrozenDict(extra))
    return piece
