"""The messages of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Self,
    choose_decoder,
    collect_extra,
    decode_array,
    decode_literal,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)
from ..common.content import encode_content
from ..common.tool_calls import FunctionCall, ToolCall, decode_function_call, decode_tool_call
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
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestDeveloperMessage(Model):
    """Instructions of the developer, which the model follows whatever the user says.

    Schema: `ChatCompletionRequestDeveloperMessage`.
    """

    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""
    role: Literal["developer"] = "developer"
    """Always `developer`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.content = decode_text_content(data["content"])
            draft.role = "developer" if (v := data["role"]) == "developer" else decode_literal(v, "developer")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": encode_content(self.content),
            "role": self.role,
        }
        if self.name is not None:
            data["name"] = self.name
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_developer_message: Callable[[Any], ChatCompletionRequestDeveloperMessage] = (
    ChatCompletionRequestDeveloperMessage.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestSystemMessage(Model):
    """Instructions of the developer. Newer models use `ChatCompletionRequestDeveloperMessage`.

    Schema: `ChatCompletionRequestSystemMessage`.
    """

    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""
    role: Literal["system"] = "system"
    """Always `system`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.content = decode_text_content(data["content"])
            draft.role = "system" if (v := data["role"]) == "system" else decode_literal(v, "system")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": encode_content(self.content),
            "role": self.role,
        }
        if self.name is not None:
            data["name"] = self.name
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_system_message: Callable[[Any], ChatCompletionRequestSystemMessage] = (
    ChatCompletionRequestSystemMessage.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestUserMessage(Model):
    """A message of the user.

    Schema: `ChatCompletionRequestUserMessage`.
    """

    content: str | tuple[ChatCompletionRequestUserMessageContentPart, ...]
    """The content."""
    role: Literal["user"] = "user"
    """Always `user`."""
    name: str | None = None
    """The name of the participant. It distinguishes participants with the same role."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.content = decode_user_content(data["content"])
            draft.role = "user" if (v := data["role"]) == "user" else decode_literal(v, "user")
            if (v := data.get("name")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.name = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": encode_content(self.content),
            "role": self.role,
        }
        if self.name is not None:
            data["name"] = self.name
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_user_message: Callable[[Any], ChatCompletionRequestUserMessage] = ChatCompletionRequestUserMessage.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AudioReference(Model):
    """A reference to the spoken response of an earlier message.

    Schema: `ChatCompletionRequestAssistantMessage`, property `audio`.
    """

    id: str
    """The identifier of the audio."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_audio_reference: Callable[[Any], AudioReference] = AudioReference.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestAssistantMessage(Model):
    """A message that the model generated earlier in the conversation.

    Schema: `ChatCompletionRequestAssistantMessage`.
    """

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
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
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
                v, surplus = decode_audio_reference(v), surplus - 1
            draft.audio = v
            if (v := data.get("tool_calls")) is not None:
                v, surplus = decode_array(v, decode_tool_call), surplus - 1
            draft.tool_calls = v
            if (v := data.get("function_call")) is not None:
                v, surplus = decode_function_call(v), surplus - 1
            draft.function_call = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

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
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_assistant_message: Callable[[Any], ChatCompletionRequestAssistantMessage] = (
    ChatCompletionRequestAssistantMessage.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestToolMessage(Model):
    """The result of a tool call.

    Schema: `ChatCompletionRequestToolMessage`.
    """

    role: Literal["tool"] = "tool"
    """Always `tool`."""
    content: str | tuple[ChatCompletionRequestToolMessageContentPart, ...]
    """The result."""
    tool_call_id: str
    """The identifier of the tool call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.role = "tool" if (v := data["role"]) == "tool" else decode_literal(v, "tool")
            draft.content = decode_text_content(data["content"])
            draft.tool_call_id = v if type(v := data["tool_call_id"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": encode_content(self.content),
            "tool_call_id": self.tool_call_id,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_tool_message: Callable[[Any], ChatCompletionRequestToolMessage] = ChatCompletionRequestToolMessage.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestFunctionMessage(Model):
    """Deprecated: the result of a function call. Replaced by `ChatCompletionRequestToolMessage`.

    Schema: `ChatCompletionRequestFunctionMessage`.
    """

    role: Literal["function"] = "function"
    """Always `function`."""
    content: str | None = None
    """The result."""
    name: str
    """The name of the function."""

    _defaults = {"content": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.role = "function" if (v := data["role"]) == "function" else decode_literal(v, "function")
            if (v := data.get("content", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "content")
            draft.content = None if v is None else decode_str(v)
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": self.content,
            "name": self.name,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_message: Callable[[Any], ChatCompletionRequestFunctionMessage] = (
    ChatCompletionRequestFunctionMessage.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnknownMessage(Model):
    """A message of a role that the schema does not define.

    All its keys but `role` are in `extra`.
    """

    role: str
    """The role, as it was sent."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.role = v if type(v := data["role"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_unknown_message: Callable[[Any], UnknownMessage] = UnknownMessage.from_dict

ChatCompletionRequestMessage: TypeAlias = (
    ChatCompletionRequestUserMessage
    | ChatCompletionRequestDeveloperMessage
    | ChatCompletionRequestSystemMessage
    | ChatCompletionRequestAssistantMessage
    | ChatCompletionRequestToolMessage
    | ChatCompletionRequestFunctionMessage
    | UnknownMessage
)
"""A message of a conversation. Schema: `ChatCompletionRequestMessage`."""

_DECODERS: dict[str, Callable[[Any], ChatCompletionRequestMessage]] = {
    "developer": decode_developer_message,
    "system": decode_system_message,
    "user": decode_user_message,
    "assistant": decode_assistant_message,
    "tool": decode_tool_message,
    "function": decode_function_message,
}


def decode_request_message(value: Any) -> ChatCompletionRequestMessage:
    data = decode_object(value)
    return choose_decoder(_DECODERS, data.get("role"), decode_unknown_message)(data)
