"""What the chunks of a stream add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._json import ATOMS, unpacked
from ._model import NOTHING, Model, to_dicts, unknown_of
from .chunk import (
    ChatCompletionMessageToolCallChunk,
    CreateChatCompletionStreamResponse,
    FunctionCallChunk,
    StreamChoices,
)
from .errors import ChatCompletionError, StreamError
from .logprobs import ChatCompletionTokenLogprob, Logprobs
from .response import CreateChatCompletionResponse

__all__ = ["Accumulator", "accumulate"]


def accumulate(chunks: Iterable[CreateChatCompletionStreamResponse]) -> CreateChatCompletionResponse:
    """The response that the chunks of a stream add up to.

    Raises `StreamError` if they end before every choice is finished. That error, and any of ours that the chunks raise
    themselves, has in `partial` what came before it.
    """
    accumulator = Accumulator()
    try:
        for chunk in chunks:
            accumulator.add(chunk)
        return accumulator.response()
    except ChatCompletionError as error:
        error.partial = accumulator.to_dict()
        raise


class Accumulator:
    """Adds up the chunks of one stream, in time that grows with their number alone.

    Of what the schema does not know, the latest value of a chunk or choice counts. In a delta, strings are joined,
    arrays appended (entries with the same integer `index` merged), and objects merged; strings in them that are labels,
    such as `type` and `id`, are not joined.
    """

    def __init__(self) -> None:
        self._id = ""
        self._created = 0
        self._model = ""
        self._latest: dict[str, Any] = {}
        self._choices: dict[int, _Choice] = {}
        self._extra: dict[str, Any] = {}

    def add(self, chunk: CreateChatCompletionStreamResponse) -> None:
        """Adds the next chunk."""
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
        if chunk.extra is not NOTHING:
            _keep_latest(self._extra, chunk)
        for piece in chunk.choices:
            choice = self._choices.get(piece.index)
            if choice is None:
                choice = self._choices[piece.index] = _Choice()
            choice.add(piece)

    def response(self) -> CreateChatCompletionResponse:
        """The response that the chunks add up to.

        Raises `StreamError`, with all that came in `partial`, if there was no chunk or a choice is not finished;
        `DecodeError` if what a chunk may leave open, such as a type of annotation, does not fit a response.
        """
        unfinished = [index for index, choice in self._choices.items() if choice.finish_reason is None]
        if unfinished or not (self._choices or self._latest):
            what = f"choice {unfinished[0]} was finished" if unfinished else "it had begun"
            raise StreamError(f"the stream ended before {what}", self.to_dict())
        return CreateChatCompletionResponse.from_dict(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """What has come so far, as a response of the wire, finished or not."""
        return {
            **_unpack(self._extra),
            "id": self._id,
            "object": "chat.completion",
            "created": self._created,
            "model": self._model,
            "choices": [choice.to_dict(index) for index, choice in sorted(self._choices.items())],
            **{key: value if isinstance(value, str) else value.to_dict() for key, value in self._latest.items()},
        }


class _Choice:
    """What the pieces of one choice add up to."""

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
            for call in delta.tool_calls:
                self.tool_calls.add(call)
        if delta.function_call is not None:
            self.function_call = self.function_call or _Function()
            self.function_call.add(delta.function_call)
        self.role = self.role or delta.role or ""
        if delta.extra is not NOTHING:
            _join(self.message_extra, delta)
        if piece.finish_reason is not None:
            # An empty one, which some services repeat in every chunk, does not undo the one that was given.
            self.finish_reason = piece.finish_reason or self.finish_reason or ""
        if piece.logprobs is not None:
            self.logprobs = self.logprobs or _Logprobs()
            self.logprobs.add(piece.logprobs)
        if piece.extra is not NOTHING:
            _keep_latest(self.extra, piece)

    def to_dict(self, index: int) -> dict[str, Any]:
        message: dict[str, Any] = {
            **_built(self.message_extra),
            "role": self.role or "assistant",
            "content": None if self.content is None else "".join(self.content),
            "refusal": None if self.refusal is None else "".join(self.refusal),
        }
        if self.tool_calls is not None:
            message["tool_calls"] = self.tool_calls.to_list()
        if self.function_call is not None:
            message["function_call"] = self.function_call.to_dict()
        return {
            **_unpack(self.extra),
            "index": index,
            "message": message,
            "logprobs": None if self.logprobs is None else self.logprobs.to_dict(),
            "finish_reason": self.finish_reason,
        }


class _ToolCalls:
    """Finds the call that a piece belongs to."""

    def __init__(self) -> None:
        self.calls: list[_ToolCall] = []
        self.by_index: dict[int, _ToolCall] = {}
        self.by_id: dict[str, _ToolCall] = {}

    def add(self, piece: ChatCompletionMessageToolCallChunk) -> None:
        call = self._found(piece)
        if call is None:
            call = _ToolCall()
            if piece.index is None:  # a later piece may name its position
                self.by_index.setdefault(len(self.calls), call)
            self.calls.append(call)
        if piece.index is not None:
            self.by_index[piece.index] = call
        if piece.id:
            self.by_id[piece.id] = call
        call.add(piece)

    def _found(self, piece: ChatCompletionMessageToolCallChunk) -> _ToolCall | None:
        if piece.index is not None:
            call = self.by_index.get(piece.index)
            other = call and piece.id and call.id and piece.id != call.id
            return self.by_id.get(piece.id or "") if other else call
        if piece.id:
            return self.by_id.get(piece.id)
        return self.calls[-1] if self.calls else None

    def to_list(self) -> list[dict[str, Any]]:
        return [call.to_dict() for call in self.calls]


class _ToolCall:
    """What the pieces of one tool call add up to."""

    def __init__(self) -> None:
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
        if piece.extra is not NOTHING:
            _join(self.extra, piece)

    def to_dict(self) -> dict[str, Any]:
        call = {**_built(self.extra), "id": self.id, "type": self.type or "function"}
        if self.function is not None or call["type"] == "function":
            call["function"] = (self.function or _Function()).to_dict()
        return call


class _Function:
    """What the pieces of one function call add up to."""

    def __init__(self) -> None:
        self.name: list[str] = []
        self.name_length = 0
        self.arguments: list[str] = []
        self.extra: dict[str, Any] = {}

    def add(self, piece: FunctionCallChunk) -> None:
        if piece.name and (len(piece.name) != self.name_length or piece.name != "".join(self.name)):
            self.name.append(piece.name)
            self.name_length += len(piece.name)
        if piece.arguments:
            self.arguments.append(piece.arguments)
        if piece.extra is not NOTHING:
            _join(self.extra, piece)

    def to_dict(self) -> dict[str, Any]:
        return {**_built(self.extra), "name": "".join(self.name), "arguments": "".join(self.arguments)}


class _Logprobs:
    """The log probabilities of a choice, one after another."""

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
        if piece.extra is not NOTHING:
            _join(self.extra, piece)

    def to_dict(self) -> dict[str, Any]:
        return {
            **_built(self.extra),
            "content": None if self.content is None else to_dicts(self.content),
            "refusal": None if self.refusal is None else to_dicts(self.refusal),
        }


# What the schema does not know: of chunks and choices the latest counts, of deltas the pieces are joined.


def _keep_latest(kept: dict[str, Any], piece: Model) -> None:
    for key, value in unknown_of(piece):
        if value is not None or key not in kept:
            kept[key] = value


def _unpack(kept: dict[str, Any]) -> dict[str, Any]:
    return {key: unpacked(value) for key, value in kept.items()}


LABELS = frozenset({"format", "id", "index", "name", "object", "role", "type"})
"""Keys inside of objects whose strings stand for themselves and are no pieces of a longer one."""


class _Text(list[str]):
    """The pieces of a string."""


class _Entries(list[Any]):
    """The entries of an array; pieces of an entry share an `index`."""

    def __init__(self) -> None:
        super().__init__()
        self.by_index: dict[int, Any] = {}

    def add(self, entry: Any) -> None:
        index = entry.get("index") if isinstance(entry, Mapping) else None
        if type(index) is not int:
            self.append(_joined(None, entry))
        elif index in self.by_index:
            _joined(self.by_index[index], entry)
        else:
            self.by_index[index] = _joined(None, entry)
            self.append(self.by_index[index])


def _join(kept: dict[str, Any], piece: Model) -> None:
    for key, value in unknown_of(piece):
        kept[key] = _joined(kept.get(key), value if type(value) in ATOMS else unpacked(value))


def _joined(kept: Any, piece: Any) -> Any:
    """What was kept of the pieces before, with one more."""
    if piece is None:
        return kept
    if isinstance(piece, str):
        text = kept if isinstance(kept, _Text) else _Text()
        text.append(piece)
        return text
    if isinstance(piece, Mapping):
        members = kept if isinstance(kept, dict) else {}
        for key, value in piece.items():
            if key in LABELS and isinstance(value, str):
                members[key] = value or members.get(key, "")
            else:
                members[key] = _joined(members.get(key), value)
        return members
    if isinstance(piece, list):
        entries = kept if isinstance(kept, _Entries) else _Entries()
        for entry in piece:
            entries.add(entry)
        return entries
    return piece


def _built(kept: Any) -> Any:
    if isinstance(kept, _Text):
        return "".join(kept)
    if isinstance(kept, _Entries):
        return [_built(entry) for entry in kept]
    if isinstance(kept, dict):
        return {key: _built(value) for key, value in kept.items()}
    return kept
