"""The pieces in which a streamed response comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from ._dataclass import dataclass
from ._envelope import raise_error
from ._json import as_object
from ._model import NOTHING, OMITTED, Model, Root, Self, extra_of, located, restore, to_dicts
from ._read import as_int, as_str, as_tuple, not_literal
from .logprobs import Logprobs, as_logprobs
from .moderation import ChatCompletionModeration, as_moderation_of
from .response import FinishReason, ServiceTier
from .usage import CompletionUsage, as_usage

__all__ = [
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionStreamResponseDelta",
    "ChunkObject",
    "CreateChatCompletionStreamResponse",
    "FunctionCallChunk",
    "Role",
    "StreamChoices",
]

ChunkObject: TypeAlias = Literal["chat.completion.chunk", ""]
"""The `object` of a chunk; empty where a service has only filter results to send."""

Role: TypeAlias = Literal["developer", "system", "user", "assistant", "tool"] | str
"""Who says something."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FunctionCallChunk(Model):
    """A piece of the call of a function.

    Schema: `ChatCompletionMessageToolCallChunk`, property `function`; also the deprecated `function_call` of a delta.
    """

    name: str | None = None
    """The name of the function."""
    arguments: str | None = None
    """The next characters of its arguments, which are JSON once they are complete."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if (v := data.get("name")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.name = v
            if (v := data.get("arguments")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.arguments = v
            self.extra = NOTHING if n == 0 else extra_of(data, cls, n)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.name is not None:
            data["name"] = self.name
        if self.arguments is not None:
            data["arguments"] = self.arguments
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_function_call_chunk: Callable[[Any], FunctionCallChunk] = FunctionCallChunk.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionMessageToolCallChunk(Model):
    """A piece of a tool call.

    Schema: `ChatCompletionMessageToolCallChunk`. Some services leave `index` out.
    """

    index: int | None = None
    """The position of the call among the tool calls of the message."""
    id: str | None = None
    """The identifier of the call, in its first piece."""
    type: Literal["function"] | str | None = None
    """The type of the tool, in the first piece of a call."""
    function: FunctionCallChunk | None = None
    """The next piece of the function to call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if (v := data.get("index")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.index = v
            if (v := data.get("id")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.id = v
            if (v := data.get("type")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.type = v
            if (v := data.get("function")) is not None:
                v, n = as_function_call_chunk(v), n - 1
            self.function = v
            self.extra = NOTHING if n == 0 else extra_of(data, cls, n)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.index is not None:
            data["index"] = self.index
        if self.id is not None:
            data["id"] = self.id
        if self.type is not None:
            data["type"] = self.type
        if self.function is not None:
            data["function"] = self.function.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_tool_call_chunk: Callable[[Any], ChatCompletionMessageToolCallChunk] = ChatCompletionMessageToolCallChunk.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionStreamResponseDelta(Model):
    """What a chunk adds to a message.

    Schema: `ChatCompletionStreamResponseDelta`.
    """

    content: str | None = None
    """The next characters of the text."""
    function_call: FunctionCallChunk | None = None
    """Deprecated: the next piece of the function to call."""
    tool_calls: tuple[ChatCompletionMessageToolCallChunk, ...] | None = None
    """The next pieces of the tool calls."""
    role: Role | None = None
    """Who says it, in the first chunk."""
    refusal: str | None = None
    """The next characters of the refusal."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if (v := data.get("content")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.content = v
            if (v := data.get("function_call")) is not None:
                v, n = as_function_call_chunk(v), n - 1
            self.function_call = v
            if (v := data.get("tool_calls")) is not None:
                v, n = as_tuple(v, as_tool_call_chunk), n - 1
            self.tool_calls = v
            if (v := data.get("role")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.role = v
            if (v := data.get("refusal")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.refusal = v
            self.extra = NOTHING if n == 0 else extra_of(data, cls, n)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.content is not None:
            data["content"] = self.content
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.tool_calls is not None:
            data["tool_calls"] = to_dicts(self.tool_calls)
        if self.role is not None:
            data["role"] = self.role
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_delta: Callable[[Any], ChatCompletionStreamResponseDelta] = ChatCompletionStreamResponseDelta.from_dict
EMPTY_DELTA = ChatCompletionStreamResponseDelta()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StreamChoices(Model):
    """What a chunk adds to a choice.

    Schema: `CreateChatCompletionStreamResponse`, an item of its `choices`. Some services leave `delta` out.
    """

    delta: ChatCompletionStreamResponseDelta
    """What it adds to the message; empty where there was none."""
    logprobs: Logprobs | None = None
    """The log probabilities of the added tokens, where the request asked for them."""
    finish_reason: FinishReason | None = None
    """Why the model stopped, in the last chunk of the choice."""
    index: int
    """The position of the choice among the choices."""

    _defaults = {"delta": {}, "finish_reason": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            if (v := data.get("delta", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "delta")
            elif v is None:
                n += 1
            self.delta = EMPTY_DELTA if v is None else as_delta(v)
            if (v := data.get("logprobs")) is not None:
                v, n = as_logprobs(v), n - 1
            self.logprobs = v
            if (v := data.get("finish_reason", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "finish_reason")
            self.finish_reason = None if v is None else as_str(v)
            self.index = v if type(v := data["index"]) is int else as_int(v)
            self.extra = NOTHING if n == 3 and not omitted else extra_of(data, cls, n - 3, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "delta": self.delta.to_dict(),
            "finish_reason": self.finish_reason,
            "index": self.index,
        }
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_stream_choice: Callable[[Any], StreamChoices] = StreamChoices.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateChatCompletionStreamResponse(Root):
    """A chunk of a streamed response.

    Schema: `CreateChatCompletionStreamResponse`.
    """

    id: str
    """The identifier of the completion, the same in every chunk."""
    choices: tuple[StreamChoices, ...]
    """What the chunk adds to the choices; empty in a chunk that only brings the usage, say."""
    created: int
    """When the completion was begun, in Unix seconds."""
    model: str
    """The model that makes it."""
    obfuscation: str | None = None
    """Padding that hides how long the content is."""
    service_tier: ServiceTier | None = None
    """How the request is processed."""
    system_fingerprint: str | None = None
    """Deprecated: names the configuration that the model runs with."""
    object: ChunkObject = "chat.completion.chunk"
    """`chat.completion.chunk`, or empty."""
    usage: CompletionUsage | None = None
    """The tokens that the completion used, in the last chunk and where the request asked for it."""
    moderation: ChatCompletionModeration | None = None
    """The moderation of the prompt and of the completion, where the request asked for it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if data.get("error"):
                raise_error(data)
            self.id = v if type(v := data["id"]) is str else as_str(v)
            self.choices = as_tuple(data["choices"], as_stream_choice)
            self.created = v if type(v := data["created"]) is int else as_int(v)
            self.model = v if type(v := data["model"]) is str else as_str(v)
            if (v := data.get("obfuscation")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.obfuscation = v
            if (v := data.get("service_tier")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.service_tier = v
            if (v := data.get("system_fingerprint")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.system_fingerprint = v
            v = data["object"]
            usual = v == "chat.completion.chunk"
            self.object = (
                "chat.completion.chunk" if usual else "" if v == "" else not_literal(v, "chat.completion.chunk")
            )
            if (v := data.get("usage")) is not None:
                v, n = as_usage(v), n - 1
            self.usage = v
            if (v := data.get("moderation")) is not None:
                v, n = as_moderation_of(v), n - 1
            self.moderation = v
            self.extra = NOTHING if n == 5 else extra_of(data, cls, n - 5)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "choices": to_dicts(self.choices),
            "created": self.created,
            "model": self.model,
            "object": self.object,
        }
        if self.obfuscation is not None:
            data["obfuscation"] = self.obfuscation
        if self.service_tier is not None:
            data["service_tier"] = self.service_tier
        if self.system_fingerprint is not None:
            data["system_fingerprint"] = self.system_fingerprint
        if self.usage is not None:
            data["usage"] = self.usage.to_dict()
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data
