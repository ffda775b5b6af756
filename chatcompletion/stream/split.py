"""Splits a response into the chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from .._core.decode import decode_answer
from .._core.extra import Note, get_notes, make_extra
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

    Each choice has a chunk with the message, and one with the finish reason. A chunk with the usage, and with unknown
    keys of the response, comes last. The index of a tool call is its position. So is that of a choice, if the choices
    are not in the order of their indices.

    The event stream of the chunks cannot carry such indices of choices, and unknown keys that chunks know:
    `obfuscation` of the response, `delta` of a choice, `index` of a tool call, and `function` of a call of another
    type. An unknown key `error` of the response, a choice or a message makes it a stream that ends with an error.
    """
    data = {key: value for key, value in response.to_dict().items() if key not in ("object", "choices")}
    repeated = {key: data.pop(key) for key in _REPEATED & data.keys()}
    repeated.update(object="chat.completion.chunk", choices=[])
    # What does not fit is reported when the response is decoded, and nothing in an answer is an error body.
    empty = decode_answer(CreateChatCompletionStreamResponse, repeated, [])
    indices = [choice.index for choice in response.choices]
    are_in_order = indices == sorted({*indices})
    for position, choice in enumerate(response.choices):
        for piece in _split_choice(choice, choice.index if are_in_order else position):
            yield replace(empty, choices=(piece,))
    if response.usage is None:
        answers = [extra for choice in response.choices for extra in (choice.extra, choice.message.extra)]
        if any(map(_has_usage, [*response.extra.values(), *answers])):
            data["usage"] = None  # or `accumulate` would take the other one
        if not response.choices:
            repeated["object"] = response.object
    if data or not response.choices:
        end = decode_answer(CreateChatCompletionStreamResponse, {**repeated, **data}, [])
        yield _add_unknown(end, response.extra)


def _has_usage(value: object) -> bool:
    return isinstance(value, dict) and "usage" in value


def _split_choice(choice: Choices, index: int) -> Iterator[StreamChoices]:
    data, calls = choice.message.to_dict(), choice.message.tool_calls
    if calls:
        del data["tool_calls"]
    delta = ChatCompletionStreamResponseDelta.from_dict(data, problems=[])
    if calls:
        delta = replace(delta, tool_calls=tuple([_make_piece(call, position) for position, call in enumerate(calls)]))
    yield StreamChoices(index=index, delta=delta, logprobs=choice.logprobs)
    end = StreamChoices(index=index, finish_reason=choice.finish_reason)
    if index == choice.index:
        yield _add_unknown(end, choice.extra)
    else:
        yield _add_unknown(end, {**choice.extra, "index": choice.index}, [Note("index", (), choice.index, index)])


def _make_piece(call: ToolCall, position: int) -> ChatCompletionMessageToolCallChunk:
    data = {**call.to_dict(), "index": position, "type": call.type}
    piece = ChatCompletionMessageToolCallChunk.from_dict(data, problems=[])
    unknown = {**call.extra, "type": call.type} if call.kind == "unknown" else call.extra
    return _add_unknown(piece, unknown, [Note("index", (), unknown.get("index"), position)])


def _add_unknown(piece: T, unknown: Mapping[str, Any], notes: Iterable[Note] = ()) -> T:
    """Add unknown keys of a response to a piece of it, even those that are fields of the piece.

    `notes` say what `to_dict` writes instead.
    """
    extra: Any = piece.extra  # type: ignore[attr-defined]
    if unknown.keys() - extra.keys():
        object.__setattr__(piece, "extra", make_extra({**extra, **unknown}, type(piece), [*get_notes(extra), *notes]))
    return piece
