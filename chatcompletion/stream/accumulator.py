"""Accumulates the chunks of a stream into a response."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .._core import NO_EXTRA, WireObject, encode_array
from .._core.frozen import thaw
from ..common.content import encode_content
from ..errors import ChatCompletionError, DecodeError, StreamError
from ..response.completion import CreateChatCompletionResponse
from ..response.logprobs import ChatCompletionTokenLogprob, Logprobs
from .chunk import (
    ChatCompletionMessageToolCallChunk,
    CreateChatCompletionStreamResponse,
    FunctionCallChunk,
    StreamChoices,
)

__all__ = ["Accumulator", "ToolCallUpdate", "aaccumulate", "accumulate"]


def accumulate(
    chunks: Iterable[CreateChatCompletionStreamResponse], *, problems: list[DecodeError] | None = None
) -> CreateChatCompletionResponse:
    """Return the response that the chunks of a stream add up to.

    Raises `StreamError` if the stream ends before every choice is finished. `partial` of that error, and of any error
    of this package that `chunks` raises, has the response accumulated so far.

    Given a list of `problems`, a missing `finish_reason` is appended to the list instead; `StreamError` is only raised
    if there was no chunk at all.
    """
    accumulator = Accumulator()
    try:
        for chunk in chunks:
            accumulator.add(chunk)
        return accumulator._finish(problems)
    except ChatCompletionError as error:
        accumulator._add_partial(error)
        raise


async def aaccumulate(
    chunks: AsyncIterable[CreateChatCompletionStreamResponse], *, problems: list[DecodeError] | None = None
) -> CreateChatCompletionResponse:
    """Return the response that the chunks of a stream add up to. The asynchronous form of `accumulate`."""
    accumulator = Accumulator()
    try:
        async for chunk in chunks:
            accumulator.add(chunk)
        return accumulator._finish(problems)
    except ChatCompletionError as error:
        accumulator._add_partial(error)
        raise


MAX_NAME = 1000
"""The number of characters of a function's name that updates show. Without a limit, many pieces of a name would take
quadratic time."""


class ToolCallUpdate(NamedTuple):
    """What a chunk added to a tool call."""

    choice: int
    """The index of the choice."""
    position: int
    """The index of the call in the tool calls of the message."""
    id: str
    """The identifier of the call. Empty if none was received yet."""
    name: str
    """The name of the function or the tool, as far as it was received. At most 1000 characters."""
    chunk: ChatCompletionMessageToolCallChunk
    """The piece of the call."""


class Accumulator:
    """Accumulates the chunks of one stream, in time that is linear in their number.

    Unknown keys of chunks and choices: the latest value counts. Unknown keys of deltas: strings are joined, arrays are
    appended (items with the same integer `index` are merged), and objects are merged. Strings that are labels, such as
    `type` and `id` in an object, are not joined.
    """

    def __init__(self) -> None:
        self._id = ""
        self._created = 0
        self._model = ""
        self._latest: dict[str, Any] = {}
        self._choices: dict[int, _Choice] = {}
        self._extra: dict[str, Any] = {}

    def add(self, chunk: CreateChatCompletionStreamResponse) -> tuple[ToolCallUpdate, ...]:
        """Add the next chunk. Return what it added to tool calls: an update for each piece of a call."""
        self._id = self._id or chunk.id
        self._created = self._created or chunk.created
        self._model = self._model or chunk.model
        if chunk.service_tier is not None:
            self._latest["service_tier"] = chunk.service_tier
        if chunk.system_fingerprint is not None:
            self._latest["system_fingerprint"] = chunk.system_fingerprint
        if chunk.usage is not None:
            self._latest["usage"] = chunk.usage
        if chunk.moderation is not None:
            self._latest["moderation"] = chunk.moderation
        if chunk.extra is not NO_EXTRA:
            _keep_latest(self._extra, chunk)
        updates: list[ToolCallUpdate] = []
        for piece in chunk.choices:
            choice = self._choices.get(piece.index)
            if choice is None:
                choice = self._choices[piece.index] = _Choice()
            choice.add(piece)
            if piece.delta.tool_calls:
                updates += choice.add_tool_calls(piece.index, piece.delta.tool_calls)
        return tuple(updates)

    def response(self, *, problems: list[DecodeError] | None = None) -> CreateChatCompletionResponse:
        """Return the response that the chunks add up to.

        Raises `StreamError`, with the response so far in `partial`, if there was no chunk or a choice is not finished.
        Raises `DecodeError` if the accumulated response is invalid.

        Given a list of `problems`, it raises neither, appends the problems to the list, and returns the response so
        far, with placeholders as `CreateChatCompletionResponse.from_dict` has them.
        """
        if problems is None:
            unfinished = [index for index, choice in self._choices.items() if choice.finish_reason is None]
            if unfinished or self._is_empty():
                what = f"choice {unfinished[0]} was finished" if unfinished else "the first chunk"
                raise StreamError(f"the stream ended before {what}", self.to_dict())
        return CreateChatCompletionResponse.from_dict(self.to_dict(), problems=problems)

    def to_dict(self) -> dict[str, Any]:
        """Return the response so far as a dict, whether it is finished or not."""
        return {
            **_thaw_values(self._extra),
            "id": self._id,
            "object": "chat.completion",
            "created": self._created,
            "model": self._model,
            "choices": [choice.to_dict(index) for index, choice in sorted(self._choices.items())],
            **{key: value if isinstance(value, str) else value.to_dict() for key, value in self._latest.items()},
        }

    def _is_empty(self) -> bool:
        return not (self._choices or self._latest)

    def _finish(self, problems: list[DecodeError] | None) -> CreateChatCompletionResponse:
        return self.response(problems=None if self._is_empty() else problems)

    def _add_partial(self, error: ChatCompletionError) -> None:
        if error.partial is None:
            error.partial = self.to_dict()


class _Choice:
    """Accumulates one choice."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.role = ""
        self.content: list[str] | None = None
        self.refusal: list[str] | None = None
        self.function_call: _Function | None = None
        self.tool_calls: _ToolCalls | None = None
        self.logprobs: _Logprobs | None = None
        self.message_extra: dict[str, Any] = {}
        self.extra: dict[str, Any] = {}

    def add(self, piece: StreamChoices) -> None:
        delta = piece.delta
        if delta.content is not None:
            if self.content is None:
                self.content = []
            self.content.append(delta.content)
        if delta.refusal is not None:
            if self.refusal is None:
                self.refusal = []
            self.refusal.append(delta.refusal)
        if delta.tool_calls is not None:
            self.tool_calls = self.tool_calls or _ToolCalls()
        if delta.function_call is not None:
            self.function_call = self.function_call or _Function()
            self.function_call.add(delta.function_call)
        self.role = self.role or delta.role or ""
        if delta.extra is not NO_EXTRA:
            _join_values(self.message_extra, delta)
        if piece.finish_reason is not None:
            # Some services send an empty reason in every chunk. It does not replace another one.
            self.finish_reason = piece.finish_reason or self.finish_reason or ""
        if piece.logprobs is not None:
            self.logprobs = self.logprobs or _Logprobs()
            self.logprobs.add(piece.logprobs)
        if piece.extra is not NO_EXTRA:
            _keep_latest(self.extra, piece)

    def add_tool_calls(
        self, index: int, pieces: tuple[ChatCompletionMessageToolCallChunk, ...]
    ) -> Iterator[ToolCallUpdate]:
        tool_calls = self.tool_calls = self.tool_calls or _ToolCalls()
        for piece in pieces:
            call = tool_calls.add(piece)
            yield ToolCallUpdate(index, call.position, call.id, call.get_name(), piece)

    def to_dict(self, index: int) -> dict[str, Any]:
        message: dict[str, Any] = {
            **_build(self.message_extra),
            "role": self.role or "assistant",
            "content": None if self.content is None else _join_content(self.content),
            "refusal": None if self.refusal is None else "".join(self.refusal),
        }
        if self.tool_calls is not None:
            message["tool_calls"] = self.tool_calls.to_list()
        if self.function_call is not None:
            message["function_call"] = self.function_call.to_dict()
        return {
            **_thaw_values(self.extra),
            "index": index,
            "message": message,
            "logprobs": None if self.logprobs is None else self.logprobs.to_dict(),
            "finish_reason": self.finish_reason,
        }


class _ToolCalls:
    """Accumulates the tool calls of a message. Finds the call that a piece belongs to."""

    def __init__(self) -> None:
        self.calls: list[_ToolCall] = []
        self.by_index: dict[int, _ToolCall] = {}
        self.by_id: dict[str, _ToolCall] = {}

    def add(self, piece: ChatCompletionMessageToolCallChunk) -> _ToolCall:
        call = self._find(piece)
        if call is None:
            call = _ToolCall(len(self.calls))
            if piece.index is None:  # a later piece may have the position as its index
                self.by_index.setdefault(len(self.calls), call)
            self.calls.append(call)
        if piece.index is not None:
            self.by_index[piece.index] = call
        if piece.id:
            self.by_id[piece.id] = call
        call.add(piece)
        return call

    def _find(self, piece: ChatCompletionMessageToolCallChunk) -> _ToolCall | None:
        if piece.index is not None:
            call = self.by_index.get(piece.index)
            is_other = call and piece.id and call.id and piece.id != call.id
            return self.by_id.get(piece.id or "") if is_other else call
        if piece.id:
            return self.by_id.get(piece.id)
        return self.calls[-1] if self.calls else None

    def to_list(self) -> list[dict[str, Any]]:
        return [call.to_dict() for call in self.calls]


class _ToolCall:
    """Accumulates one tool call."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.id = ""
        self.type = ""
        self.function: _Function | None = None
        self.extra: dict[str, Any] = {}

    def add(self, piece: ChatCompletionMessageToolCallChunk) -> None:
        self.id = self.id or piece.id or ""
        self.type = self.type or piece.type or ""
        if piece.function is not None:
            self.function = self.function or _Function()
            self.function.add(piece.function)
        if piece.extra is not NO_EXTRA:
            _join_values(self.extra, piece)

    def get_name(self) -> str:
        if self.function is not None:
            return self.function.name
        tool = self.extra.get(self.type)
        name = tool.get("name") if isinstance(tool, dict) else None
        return name if isinstance(name, str) else ""

    def to_dict(self) -> dict[str, Any]:
        call = {**_build(self.extra), "id": self.id, "type": self.type or "function"}
        if self.function is not None or call["type"] == "function":
            call["function"] = (self.function or _Function()).to_dict()
        return call


class _Function:
    """Accumulates one function call."""

    def __init__(self) -> None:
        self.name = ""  # up to MAX_NAME characters
        self.names: list[str] = []
        self.arguments: list[str] = []
        self.extra: dict[str, Any] = {}

    def add(self, piece: FunctionCallChunk) -> None:
        if piece.name and piece.name != self.name:  # some services repeat the whole name in every piece
            self.names.append(piece.name)
            if len(self.name) < MAX_NAME:
                self.name = (self.name + piece.name)[:MAX_NAME]
        if piece.arguments:
            self.arguments.append(piece.arguments)
        if piece.extra is not NO_EXTRA:
            _join_values(self.extra, piece)

    def to_dict(self) -> dict[str, Any]:
        return {**_build(self.extra), "name": "".join(self.names), "arguments": "".join(self.arguments)}


class _Logprobs:
    """Accumulates the log probabilities of a choice."""

    def __init__(self) -> None:
        self.content: list[ChatCompletionTokenLogprob] | None = None
        self.refusal: list[ChatCompletionTokenLogprob] | None = None
        self.extra: dict[str, Any] = {}

    def add(self, piece: Logprobs) -> None:
        if piece.content is not None:
            self.content = self.content or []
            self.content += piece.content
        if piece.refusal is not None:
            self.refusal = self.refusal or []
            self.refusal += piece.refusal
        if piece.extra is not NO_EXTRA:
            _join_values(self.extra, piece)

    def to_dict(self) -> dict[str, Any]:
        return {
            **_build(self.extra),
            "content": None if self.content is None else encode_array(self.content),
            "refusal": None if self.refusal is None else encode_array(self.refusal),
        }


# Content: text, or parts.


def _join_content(pieces: list[str]) -> str | list[dict[str, Any]]:
    """Return the content that the pieces add up to: text, or an array if one of the pieces is an array."""
    if all(type(piece) is str for piece in pieces):
        return "".join(pieces)
    parts: list[dict[str, Any]] = []
    for piece in pieces:
        content = encode_content(piece)
        parts += [{"type": "text", "text": content}] * bool(content) if isinstance(content, str) else content
    return _join_parts(parts)


def _join_parts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbouring parts if both are text, or both are reasoning."""
    groups: list[list[dict[str, Any]]] = []
    for part in parts:
        if groups and part.get("type") in ("text", "thinking") and part["type"] == groups[-1][0].get("type"):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [_join_group(group) for group in groups]


def _join_group(group: list[dict[str, Any]]) -> dict[str, Any]:
    key = group[0]["type"]
    if len(group) == 1 and not isinstance(group[0].get(key), list):
        return group[0]
    joined = {name: value for part in group for name, value in part.items()}  # the latest value counts
    values = [part[key] for part in group]
    if all(isinstance(value, str) for value in values):
        joined[key] = "".join(values)
    else:
        nested = [[{"type": "text", "text": value}] if isinstance(value, str) else value for value in values]
        joined[key] = _join_parts([part for parts in nested for part in parts])
    return joined


# Unknown keys: of chunks and choices, the latest value counts; those of deltas are joined.


def _keep_latest(kept: dict[str, Any], piece: WireObject) -> None:
    for key, value in piece.extra.items():
        if value is not None or key not in kept:
            kept[key] = value


def _thaw_values(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: thaw(value) for key, value in kept.items()}


LABELS = frozenset({"channel", "format", "id", "index", "name", "object", "role", "type"})
"""Unknown keys whose strings are complete values, not pieces of a longer string."""


class _Text(list[str]):
    """The pieces of a string."""


class _Items(list[Any]):
    """The items of an array. The pieces of an item have the same `index`."""

    def __init__(self) -> None:
        super().__init__()
        self.by_index: dict[int, Any] = {}

    def add(self, item: Any) -> None:
        index = item.get("index") if isinstance(item, Mapping) else None
        if type(index) is not int:
            self.append(_join_value(None, item))
        elif index in self.by_index:
            _join_value(self.by_index[index], item)
        else:
            self.by_index[index] = _join_value(None, item)
            self.append(self.by_index[index])


def _join_values(kept: dict[str, Any], piece: WireObject) -> None:
    _join_members(kept, piece.extra)


def _join_members(kept: dict[str, Any], piece: Mapping[str, Any]) -> None:
    for key, value in piece.items():
        if key in LABELS and isinstance(value, str):
            kept[key] = value or kept.get(key, "")
        else:
            kept[key] = _join_value(kept.get(key), value)


def _join_value(kept: Any, piece: Any) -> Any:
    """Return the accumulated value after another piece."""
    if piece is None:
        return kept
    if isinstance(piece, str):
        text = kept if isinstance(kept, _Text) else _Text()
        text.append(piece)
        return text
    if isinstance(piece, Mapping):
        members = kept if isinstance(kept, dict) else {}
        _join_members(members, piece)
        return members
    if isinstance(piece, list):
        items = kept if isinstance(kept, _Items) else _Items()
        for item in piece:
            items.add(item)
        return items
    return piece


def _build(kept: Any) -> Any:
    """Return the JSON value that was joined."""
    if isinstance(kept, _Text):
        return "".join(kept)
    if isinstance(kept, _Items):
        return [_build(item) for item in kept]
    if isinstance(kept, dict):
        return {key: _build(value) for key, value in kept.items()}
    return kept
