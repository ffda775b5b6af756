"""The messages of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import (
    NO_EXTRA,
    DecodeError,
    Problems,
    Self,
    Variants,
    WireObject,
    collect_extra,
    dataclass,
    decode_array,
    decode_literal,
    decode_str,
    encode_array,
    locate,
    write_extra,
)
from ..common.content import Message, encode_content
from ..common.tool_calls import TOOL_CALL, FunctionCall, ToolCall
from .content import (
    ChatCompletionRequestAssistantMessageContentPart,
    ChatCompletionRequestSystemMessageContentPart,
    ChatCompletionRequestToolMessageContentPart,
    ChatCompletionRequestUserMessageContentPart,
    decode_assistant_content,
    decode_text_content,
    decode_user_content,
)

__all__ = [
    "AudioReference",
    "ChatCompletionRequestAssistantMessage",
    "ChatCompletionRequestDeveloperMessage",
    "ChatCompletionRequestFunctionMessage",
    "ChatCompletionRequestMessage",
    "ChatCompletionRequestSystemMessage",
    "ChatCompletionRequestToolMessage",
    "ChatCompletionRequestUserMessage",
    "UnknownMessage",
    "decode_request_message",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestDeveloperMessage(Message):
    """Instructions of the developer, which the model follows whatever the user says.

    Schema: `ChatCompletionRequestDeveloperMessage`.
    """

    kind: ClassVar[Literal["developer"]] = "developer"

    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""
    role: Literal["developer"] = "developer"
    """Always `developer`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.content = decode_text_content(data["content"])
            draft.role = "developer" if (v := data["role"]) == "developer" else decode_literal(v, "developer")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": encode_content(self.content),
        }
        if self.name is not None:
            data["name"] = self.name
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestSystemMessage(Message):
    """Instructions of the developer. Newer models use `ChatCompletionRequestDeveloperMessage`.

    Schema: `ChatCompletionRequestSystemMessage`.
    """

    kind: ClassVar[Literal["system"]] = "system"

    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""
    role: Literal["system"] = "system"
    """Always `system`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.content = decode_text_content(data["content"])
            draft.role = "system" if (v := data["role"]) == "system" else decode_literal(v, "system")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": encode_content(self.content),
        }
        if self.name is not None:
            data["name"] = self.name
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestUserMessage(Message):
    """A message of the user.

    Schema: `ChatCompletionRequestUserMessage`.
    """

    kind: ClassVar[Literal["user"]] = "user"

    content: str | tuple[ChatCompletionRequestUserMessageContentPart, ...]
    """The content."""
    role: Literal["user"] = "user"
    """Always `user`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.content = decode_user_content(data["content"])
            draft.role = "user" if (v := data["role"]) == "user" else decode_literal(v, "user")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": encode_content(self.content),
        }
        if self.name is not None:
            data["name"] = self.name
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class AudioReference(WireObject):
    """A reference to the spoken response of an earlier message.

    Schema: `ChatCompletionRequestAssistantMessage`, property `audio`.
    """

    id: str
    """The identifier of the audio."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestAssistantMessage(Message):
    """A message that the model generated earlier in the conversation.

    Schema: `ChatCompletionRequestAssistantMessage`.
    """

    kind: ClassVar[Literal["assistant"]] = "assistant"

    content: str | tuple[ChatCompletionRequestAssistantMessageContentPart, ...] | None = None
    """The content. It may be missing if there are tool calls."""
    refusal: str | None = None
    """The refusal, if the model refused to answer."""
    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""
    audio: AudioReference | None = None
    """A reference to the spoken response."""
    tool_calls: tuple[ToolCall, ...] | None = None
    """The tool calls that the model asked for."""
    function_call: FunctionCall | None = None
    """Deprecated: the function call that the model asked for. Replaced by `tool_calls`."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 1
        try:
            if (v := data.get("content")) is not None:
                v, surplus = decode_assistant_content(v), surplus - 1
            draft.content = v
            if (v := data.get("refusal")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.refusal = v
            draft.role = "assistant" if (v := data["role"]) == "assistant" else decode_literal(v, "assistant")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            if (v := data.get("audio")) is not None:
                v, surplus = AudioReference._decode(v), surplus - 1
            draft.audio = v
            if (v := data.get("tool_calls")) is not None:
                v, surplus = decode_array(v, TOOL_CALL.decode), surplus - 1
            draft.tool_calls = v
            if (v := data.get("function_call")) is not None:
                v, surplus = FunctionCall._decode(v), surplus - 1
            draft.function_call = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
        }
        if self.content is not None:
            data["content"] = encode_content(self.content)
        if self.refusal is not None:
            data["refusal"] = self.refusal
        if self.name is not None:
            data["name"] = self.name
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestToolMessage(Message):
    """The result of a tool call.

    Schema: `ChatCompletionRequestToolMessage`.
    """

    kind: ClassVar[Literal["tool"]] = "tool"

    role: Literal["tool"] = "tool"
    """Always `tool`."""
    content: str | tuple[ChatCompletionRequestToolMessageContentPart, ...]
    """The result."""
    tool_call_id: str
    """The identifier of the tool call."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 3
        try:
            draft.role = "tool" if (v := data["role"]) == "tool" else decode_literal(v, "tool")
            draft.content = decode_text_content(data["content"])
            draft.tool_call_id = v if type(v := data["tool_call_id"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": encode_content(self.content),
            "tool_call_id": self.tool_call_id,
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestFunctionMessage(Message):
    """Deprecated: the result of a function call. Replaced by `ChatCompletionRequestToolMessage`.

    Schema: `ChatCompletionRequestFunctionMessage`.
    """

    kind: ClassVar[Literal["function"]] = "function"

    role: Literal["function"] = "function"
    """Always `function`."""
    content: str | None = None
    """The result."""
    name: str
    """The name of the function."""

    _if_absent = {"content": None}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class UnknownMessage(Message):
    """A message of a role that the schema does not define.

    All its keys but `role` are in `extra`.
    """

    kind: ClassVar[Literal["unknown"]] = "unknown"

    role: str
    """The role, as it was sent."""


REQUEST_MESSAGE = Variants(
    "role",
    ChatCompletionRequestUserMessage,
    ChatCompletionRequestDeveloperMessage,
    ChatCompletionRequestSystemMessage,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestToolMessage,
    ChatCompletionRequestFunctionMessage,
    unknown=UnknownMessage,
    decoder="decode_request_message",
)

ChatCompletionRequestMessage: TypeAlias = Annotated[
    ChatCompletionRequestUserMessage
    | ChatCompletionRequestDeveloperMessage
    | ChatCompletionRequestSystemMessage
    | ChatCompletionRequestAssistantMessage
    | ChatCompletionRequestToolMessage
    | ChatCompletionRequestFunctionMessage
    | UnknownMessage,
    REQUEST_MESSAGE,
]
"""A message of a conversation. Schema: `ChatCompletionRequestMessage`."""


def decode_request_message(
    data: Mapping[str, Any], *, problems: Problems | None = None
) -> ChatCompletionRequestMessage:
    """Decode a message of any role.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ChatCompletionRequestMessage = REQUEST_MESSAGE.from_dict(data, problems)
    return decoded
