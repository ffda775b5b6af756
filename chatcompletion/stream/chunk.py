"""The chunks of a streamed response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, get_args

from .._core import (
    JSON_TEXT,
    MISSING,
    NO_EXTRA,
    POSITION,
    DecodeError,
    IfNull,
    Self,
    TypeIs,
    WireBody,
    WireObject,
    collect_extra,
    count_absent,
    dataclass,
    decode_array,
    decode_int,
    decode_str,
    encode_array,
    locate,
    write_extra,
)
from ..common.content import (
    Content,
    ContentPart,
    decode_content,
    encode_content,
    get_content_parts,
)
from ..common.open_sets import FinishReason, ServiceTier
from ..common.reasoning import find_reasoning, set_reasoning
from ..response.logprobs import Logprobs
from ..response.moderation import ChatCompletionModeration
from ..response.usage import CompletionUsage, decode_completion_usage

__all__ = [
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionStreamResponseDelta",
    "ChunkObject",
    "CreateChatCompletionStreamResponse",
    "DeltaAudio",
    "FunctionCallChunk",
    "KnownRole",
    "Role",
    "StreamChoices",
    "is_known_role",
]

ChunkObject: TypeAlias = Literal["chat.completion.chunk"] | str
"""The value of `object` in a chunk. Services send other values too, such as an empty one."""

KnownRole: TypeAlias = Literal["developer", "system", "user", "assistant", "tool"]
"""The roles that the schema lists."""

Role: TypeAlias = KnownRole | str
"""The role of the author of a message."""


def is_known_role(value: object) -> TypeIs[KnownRole]:
    """Return whether the schema lists a value of `Role`."""
    return value in get_args(KnownRole)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class FunctionCallChunk(WireObject):
    """A piece of a function call.

    Schema: `ChatCompletionMessageToolCallChunk`, property `function`. The deprecated `function_call` of a delta has the
    same form.
    """

    name: str | None = None
    """The name of the function."""
    arguments: Annotated[str, JSON_TEXT] | None = None
    """The next characters of the arguments, which form JSON text when complete."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data)
        try:
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            if (v := data.get("arguments")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.arguments = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.name is not None:
            data["name"] = self.name
        if self.arguments is not None:
            data["arguments"] = self.arguments
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionMessageToolCallChunk(WireObject):
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
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data)
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
                v, surplus = FunctionCallChunk._decode(v), surplus - 1
            draft.function = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

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
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class DeltaAudio(WireObject):
    """A piece of the spoken response.

    Not in the schema.
    """

    id: str | None = None
    """The identifier of the audio. Only the first piece has it."""
    data: str | None = None
    """The next piece of the audio, in Base64."""
    transcript: str | None = None
    """The next characters of the transcript."""
    expires_at: int | None = None
    """When the audio expires on the server, in Unix seconds. Only the last piece has it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionStreamResponseDelta(WireObject):
    """What a chunk adds to a message.

    Schema: `ChatCompletionStreamResponseDelta`.
    """

    content: Content | None = None
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
    audio: DeltaAudio | None = None
    """The next piece of the spoken response. Not in the schema."""

    _shorthand = "content"

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data)
        try:
            if (v := data.get("content")) is not None:
                v, surplus = v if type(v) is str else decode_content(v), surplus - 1
            draft.content = v
            if (v := data.get("function_call")) is not None:
                v, surplus = FunctionCallChunk._decode(v), surplus - 1
            draft.function_call = v
            if (v := data.get("tool_calls")) is not None:
                v, surplus = decode_array(v, ChatCompletionMessageToolCallChunk._decode), surplus - 1
            draft.tool_calls = v
            if (v := data.get("role")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.role = v
            if (v := data.get("refusal")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.refusal = v
            if (v := data.get("audio")) is not None:
                v, surplus = DeltaAudio._decode(v), surplus - 1
            draft.audio = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.role is not None:
            data["role"] = self.role
        if self.content is not None:
            data["content"] = self.content if type(self.content) is str else encode_content(self.content)
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)

    @property
    def content_parts(self) -> tuple[ContentPart, ...]:
        """The parts of the content. Content that is text is one text part."""
        return get_content_parts(self.content)

    @property
    def reasoning(self) -> str | None:
        """The next characters of the model's reasoning text, in whichever form the service sends it, or None."""
        return find_reasoning(self.extra, self.content)

    def with_reasoning(self, text: str | None, key: str | None = None) -> Self:
        """Return the delta with other characters of the reasoning text, as `ChatCompletionResponseMessage` does it."""
        return set_reasoning(self, self.content, text, key)


decode_chat_completion_stream_response_delta: Callable[[Any], ChatCompletionStreamResponseDelta] = (
    ChatCompletionStreamResponseDelta._decode
)
EMPTY_DELTA = decode_chat_completion_stream_response_delta({})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class StreamChoices(WireObject):
    """What a chunk adds to a choice.

    Schema: `CreateChatCompletionStreamResponse`, an item of its `choices`. `delta` may be missing or null, as some
    services do not send it.
    """

    delta: ChatCompletionStreamResponseDelta = EMPTY_DELTA
    """What the chunk adds to the message. Empty if the key is missing or null."""
    logprobs: Logprobs | None = None
    """The log probabilities of the added tokens, if the request asked for them."""
    finish_reason: FinishReason | None = None
    """Why the model stopped. Only the last chunk of a choice has it."""
    index: Annotated[int, POSITION]
    """The index of the choice in the list of choices."""

    _if_absent = {"delta": EMPTY_DELTA, "finish_reason": None}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 3
        absent: tuple[str, ...] = ()
        try:
            if (v := data.get("delta")) is None:
                surplus, absent = count_absent(data, "delta", surplus, absent)
            draft.delta = EMPTY_DELTA if v is None else decode_chat_completion_stream_response_delta(v)
            if (v := data.get("logprobs")) is not None:
                v, surplus = Logprobs._decode(v), surplus - 1
            draft.logprobs = v
            if (v := data.get("finish_reason", MISSING)) is MISSING:
                v, surplus, absent = None, surplus + 1, (*absent, "finish_reason")
            draft.finish_reason = None if v is None else decode_str(v)
            draft.index = v if type(v := data["index"]) is int else decode_int(v)
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "index": self.index,
            "delta": self.delta.to_dict(),
            "finish_reason": self.finish_reason,
        }
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)


decode_stream_choices: Callable[[Any], StreamChoices] = StreamChoices._decode


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CreateChatCompletionStreamResponse(WireBody):
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

    _if_absent = {"id": "", "choices": IfNull(()), "created": 0, "model": "", "object": "chat.completion.chunk"}
    _content = "choices"
    _is_chunk = True

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 5
        absent: tuple[str, ...] = ()
        try:
            if (v := data.get("id")) is None:
                v, (surplus, absent) = "", count_absent(data, "id", surplus, absent)
            draft.id = v if type(v) is str else decode_str(v)
            if (v := data["choices"]) is None:
                v, surplus = [], surplus + 1
            draft.choices = decode_array(v, decode_stream_choices)
            if (v := data.get("created")) is None:
                v, (surplus, absent) = 0, count_absent(data, "created", surplus, absent)
            draft.created = v if type(v) is int else decode_int(v)
            if (v := data.get("model")) is None:
                v, (surplus, absent) = "", count_absent(data, "model", surplus, absent)
            draft.model = v if type(v) is str else decode_str(v)
            if (v := data.get("obfuscation")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.obfuscation = v
            if (v := data.get("service_tier")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.service_tier = v
            if (v := data.get("system_fingerprint")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.system_fingerprint = v
            if (v := data.get("object")) is None:
                v, (surplus, absent) = "chat.completion.chunk", count_absent(data, "object", surplus, absent)
            draft.object = "chat.completion.chunk" if v == "chat.completion.chunk" else decode_str(v)
            if (v := data.get("usage")) is not None:
                v, surplus = decode_completion_usage(v), surplus - 1
            draft.usage = v
            if (v := data.get("moderation")) is not None:
                v, surplus = ChatCompletionModeration._decode(v), surplus - 1
            draft.moderation = v
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "object": self.object,
            "created": self.created,
            "model": self.model,
            "choices": encode_array(self.choices),
        }
        if self.usage is not None:
            data["usage"] = self.usage.to_dict()
        if self.service_tier is not None:
            data["service_tier"] = self.service_tier
        if self.system_fingerprint is not None:
            data["system_fingerprint"] = self.system_fingerprint
        if self.obfuscation is not None:
            data["obfuscation"] = self.obfuscation
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)
