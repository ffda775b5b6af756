"""The chunks of a streamed response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Root,
    Self,
    collect_extra,
    decode_array,
    decode_int,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)
from .._core.error_body import decode_body, raise_error_body
from ..common.content import decode_content, encode_content, find_reasoning
from ..common.service_tier import ServiceTier
from ..errors import DecodeError
from ..response.completion import FinishReason
from ..response.logprobs import Logprobs, decode_logprobs
from ..response.moderation import ChatCompletionModeration, decode_chat_moderation
from ..response.usage import CompletionUsage, decode_usage

if TYPE_CHECKING:
    from ..common.content_parts import ContentPart

__all__ = [
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionStreamResponseDelta",
    "ChunkObject",
    "CreateChatCompletionStreamResponse",
    "FunctionCallChunk",
    "Role",
    "StreamChoices",
]

ChunkObject: TypeAlias = Literal["chat.completion.chunk"] | str
"""The value of `object` in a chunk. Services send other values too, such as an empty one."""

Role: TypeAlias = Literal["developer", "system", "user", "assistant", "tool"] | str
"""The role of the author of a message."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FunctionCallChunk(Model):
    """A piece of a function call.

    Schema: `ChatCompletionMessageToolCallChunk`, property `function`. The deprecated `function_call` of a delta has the
    same form.
    """

    name: str | None = None
    """The name of the function."""
    arguments: str | None = None
    """The next characters of the arguments, which form JSON text when complete."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            if (v := data.get("arguments")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.arguments = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.name is not None:
            data["name"] = self.name
        if self.arguments is not None:
            data["arguments"] = self.arguments
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_call_chunk: Callable[[Any], FunctionCallChunk] = FunctionCallChunk.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionMessageToolCallChunk(Model):
    """A piece of a tool call.

    Schema: `ChatCompletionMessageToolCallChunk`. `index` may be missing, as some services do not send it.
    """

    index: int | None = None
    """The index of the call in the tool calls of the message."""
    id: str | None = None
    """The identifier of the call. Only the first piece of a call has it."""
    type: Literal["function"] | str | None = None
    """The type of the tool. Only the first piece of a call has it."""
    function: FunctionCallChunk | None = None
    """The next piece of the function call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("index")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.index = v
            if (v := data.get("id")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.id = v
            if (v := data.get("type")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.type = v
            if (v := data.get("function")) is not None:
                v, surplus = decode_function_call_chunk(v), surplus - 1
            draft.function = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

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
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_tool_call_chunk: Callable[[Any], ChatCompletionMessageToolCallChunk] = (
    ChatCompletionMessageToolCallChunk.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionStreamResponseDelta(Model):
    """What a chunk adds to a message.

    Schema: `ChatCompletionStreamResponseDelta`.
    """

    content: str | None = None
    """The next characters of the content. A `MultipartContent`, which is a `str`, if the service sent an array of
    parts."""
    function_call: FunctionCallChunk | None = None
    """Deprecated: the next piece of the function call."""
    tool_calls: tuple[ChatCompletionMessageToolCallChunk, ...] | None = None
    """The next pieces of the tool calls."""
    role: Role | None = None
    """The role of the author. Only the first chunk has it."""
    refusal: str | None = None
    """The next characters of the refusal."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("content")) is not None:
                v, surplus = v if type(v) is str else decode_content(v), surplus - 1
            draft.content = v
            if (v := data.get("function_call")) is not None:
                v, surplus = decode_function_call_chunk(v), surplus - 1
            draft.function_call = v
            if (v := data.get("tool_calls")) is not None:
                v, surplus = decode_array(v, decode_tool_call_chunk), surplus - 1
            draft.tool_calls = v
            if (v := data.get("role")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.role = v
            if (v := data.get("refusal")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.refusal = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.content is not None:
            data["content"] = self.content if type(self.content) is str else encode_content(self.content)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.role is not None:
            data["role"] = self.role
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data

    @property
    def content_parts(self) -> tuple[ContentPart, ...]:
        """The parts of the content. Content that is text is one text part."""
        from ..common.content_parts import get_content_parts

        return get_content_parts(self.content)

    @property
    def reasoning(self) -> str | None:
        """The next characters of the model's reasoning text, in whichever form the service sends it, or None."""
        return find_reasoning(self.extra, self.content)


decode_delta: Callable[[Any], ChatCompletionStreamResponseDelta] = ChatCompletionStreamResponseDelta.from_dict
EMPTY_DELTA = ChatCompletionStreamResponseDelta()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StreamChoices(Model):
    """What a chunk adds to a choice.

    Schema: `CreateChatCompletionStreamResponse`, an item of its `choices`. `delta` may be missing or null, as some
    services do not send it.
    """

    delta: ChatCompletionStreamResponseDelta
    """What the chunk adds to the message. Empty if the key is missing or null."""
    logprobs: Logprobs | None = None
    """The log probabilities of the added tokens, if the request asked for them."""
    finish_reason: FinishReason | None = None
    """Why the model stopped. Only the last chunk of a choice has it."""
    index: int
    """The index of the choice in the list of choices."""

    _defaults = {"delta": {}, "finish_reason": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("delta", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "delta")
            elif v is None:
                surplus += 1
            draft.delta = EMPTY_DELTA if v is None else decode_delta(v)
            if (v := data.get("logprobs")) is not None:
                v, surplus = decode_logprobs(v), surplus - 1
            draft.logprobs = v
            if (v := data.get("finish_reason", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "finish_reason")
            draft.finish_reason = None if v is None else decode_str(v)
            draft.index = v if type(v := data["index"]) is int else decode_int(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "delta": self.delta.to_dict(),
            "finish_reason": self.finish_reason,
            "index": self.index,
        }
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_stream_choice: Callable[[Any], StreamChoices] = StreamChoices.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CreateChatCompletionStreamResponse(Root):
    """A chunk of a streamed response.

    Schema: `CreateChatCompletionStreamResponse`.
    """

    id: str
    """The identifier of the completion, the same in every chunk."""
    choices: tuple[StreamChoices, ...]
    """What the chunk adds to the choices. Empty in a chunk that only holds the usage, for example."""
    created: int
    """When the completion was created, in Unix seconds."""
    model: str
    """The model that generates the completion."""
    obfuscation: str | None = None
    """Random characters that hide the length of the content from observers of the network."""
    service_tier: ServiceTier | None = None
    """The processing type that is used for the request."""
    system_fingerprint: str | None = None
    """Deprecated: identifies the backend configuration that the model runs with."""
    object: ChunkObject = "chat.completion.chunk"
    """`chat.completion.chunk`. May be missing or null, and services send other values too."""
    usage: CompletionUsage | None = None
    """The number of tokens that the completion used. Only the last chunk has it, if the request asked for it."""
    moderation: ChatCompletionModeration | None = None
    """The moderation of the prompt and of the completion, if the request asked for it."""

    _defaults = {"object": "chat.completion.chunk"}
    _is_response = True

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: list[DecodeError] | None = None) -> Self:
        if type(data) is not dict:
            data = decode_body(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 5
        missing: tuple[str, ...] = ()
        try:
            if data.get("error"):
                raise_error_body(data)
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.choices = decode_array(data["choices"], decode_stream_choice)
            draft.created = v if type(v := data["created"]) is int else decode_int(v)
            draft.model = v if type(v := data["model"]) is str else decode_str(v)
            if (v := data.get("obfuscation")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.obfuscation = v
            if (v := data.get("service_tier")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.service_tier = v
            if (v := data.get("system_fingerprint")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.system_fingerprint = v
            if (v := data.get("object", MISSING)) is MISSING:
                v, surplus, missing = "chat.completion.chunk", surplus + 1, (*missing, "object")
            elif v is None:
                v, surplus = "chat.completion.chunk", surplus + 1
            draft.object = "chat.completion.chunk" if v == "chat.completion.chunk" else decode_str(v)
            if (v := data.get("usage")) is not None:
                v, surplus = decode_usage(v), surplus - 1
            draft.usage = v
            if (v := data.get("moderation")) is not None:
                v, surplus = decode_chat_moderation(v), surplus - 1
            draft.moderation = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data, problems)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "choices": encode_array(self.choices),
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
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data
