"""Stored completions: pages of completions and messages, and deletions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Root,
    Self,
    choose_decoder,
    collect_extra,
    decode_array,
    decode_bool,
    decode_literal,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)
from .._core.error_body import decode_body
from ..common.content import decode_content, encode_content
from ..common.content_parts import (
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    decode_image_part,
    decode_text_part,
)
from ..common.tool_calls import FunctionCall, ToolCall, decode_function_call, decode_tool_call
from ..common.unknown import UnknownVariant, decode_unknown_variant
from ..errors import APIError, DecodeError
from .completion import CreateChatCompletionResponse
from .message import Annotation, Audio, decode_annotation, decode_audio

__all__ = [
    "ChatCompletionDeleted",
    "ChatCompletionList",
    "ChatCompletionMessageList",
    "ChatCompletionStoredMessage",
    "StoredContentPart",
]


def decode_response(value: Any) -> CreateChatCompletionResponse:
    try:
        return CreateChatCompletionResponse.from_dict(value)
    except APIError:
        raise DecodeError("", "object", "an error body") from None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionDeleted(Root):
    """The confirmation that a stored completion was deleted.

    Schema: `ChatCompletionDeleted`.
    """

    object: Literal["chat.completion.deleted"] = "chat.completion.deleted"
    """Always `chat.completion.deleted`."""
    id: str
    """The identifier of the completion."""
    deleted: bool
    """Whether the completion was deleted."""

    _is_response = True
    _content_key = "deleted"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: list[DecodeError] | None = None) -> Self:
        if type(data) is not dict:
            data = decode_body(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.object = (
                "chat.completion.deleted"
                if (v := data["object"]) == "chat.completion.deleted"
                else decode_literal(v, "chat.completion.deleted")
            )
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.deleted = v if type(v := data["deleted"]) is bool else decode_bool(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data, problems)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "object": self.object,
            "id": self.id,
            "deleted": self.deleted,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionList(Root):
    """A page of the list of stored completions.

    Schema: `ChatCompletionList`.
    """

    object: Literal["list"] = "list"
    """Always `list`."""
    data: tuple[CreateChatCompletionResponse, ...]
    """The completions."""
    first_id: str
    """The identifier of the first completion of the page."""
    last_id: str
    """The identifier of the last completion of the page."""
    has_more: bool
    """Whether there are more completions after this page."""

    _is_response = True
    _content_key = "data"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: list[DecodeError] | None = None) -> Self:
        if type(data) is not dict:
            data = decode_body(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 5
        missing: tuple[str, ...] = ()
        try:
            draft.object = "list" if (v := data["object"]) == "list" else decode_literal(v, "list")
            draft.data = decode_array(data["data"], decode_response)
            draft.first_id = v if type(v := data["first_id"]) is str else decode_str(v)
            draft.last_id = v if type(v := data["last_id"]) is str else decode_str(v)
            draft.has_more = v if type(v := data["has_more"]) is bool else decode_bool(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data, problems)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "object": self.object,
            "data": encode_array(self.data),
            "first_id": self.first_id,
            "last_id": self.last_id,
            "has_more": self.has_more,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


StoredContentPart: TypeAlias = (
    ChatCompletionRequestMessageContentPartText | ChatCompletionRequestMessageContentPartImage | UnknownVariant
)
"""A part of the content of a stored message."""

_DECODERS: dict[str, Callable[[Any], StoredContentPart]] = {"text": decode_text_part, "image_url": decode_image_part}


def decode_stored_part(value: Any) -> StoredContentPart:
    data = decode_object(value)
    return choose_decoder(_DECODERS, data.get("type"), decode_unknown_variant)(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionStoredMessage(Model):
    """A message of a stored completion.

    Schema: `ChatCompletionMessageList`, an item of its `data`.
    """

    content: str | None = None
    """The text of the message. A `MultipartContent`, which is a `str`, if the service sent an array of parts."""
    refusal: str | None = None
    """The refusal, if the model refused to answer."""
    tool_calls: tuple[ToolCall, ...] | None = None
    """The tool calls that the model asked for."""
    annotations: tuple[Annotation | UnknownVariant, ...] | None = None
    """The annotations of the content, such as citations."""
    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    function_call: FunctionCall | None = None
    """Deprecated: the function call that the model asked for."""
    audio: Audio | None = None
    """The spoken response."""
    id: str
    """The identifier of the message."""
    content_parts: tuple[StoredContentPart, ...] | None = None
    """The parts of the content, if it has texts and images."""

    _defaults = {"content": None, "refusal": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 4
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("content", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "content")
            draft.content = v if type(v) is str or v is None else decode_content(v)
            if (v := data.get("refusal", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "refusal")
            draft.refusal = None if v is None else decode_str(v)
            if (v := data.get("tool_calls")) is not None:
                v, surplus = decode_array(v, decode_tool_call), surplus - 1
            draft.tool_calls = v
            if (v := data.get("annotations")) is not None:
                v, surplus = decode_array(v, decode_annotation), surplus - 1
            draft.annotations = v
            draft.role = "assistant" if (v := data["role"]) == "assistant" else decode_literal(v, "assistant")
            if (v := data.get("function_call")) is not None:
                v, surplus = decode_function_call(v), surplus - 1
            draft.function_call = v
            if (v := data.get("audio")) is not None:
                v, surplus = decode_audio(v), surplus - 1
            draft.audio = v
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            if (v := data.get("content_parts")) is not None:
                v, surplus = decode_array(v, decode_stored_part), surplus - 1
            draft.content_parts = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else encode_content(self.content),
            "refusal": self.refusal,
            "role": self.role,
            "id": self.id,
        }
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.annotations is not None:
            data["annotations"] = encode_array(self.annotations)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        if self.content_parts is not None:
            data["content_parts"] = encode_array(self.content_parts)
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_stored_message: Callable[[Any], ChatCompletionStoredMessage] = ChatCompletionStoredMessage.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionMessageList(Root):
    """A page of the list of messages of a stored completion.

    Schema: `ChatCompletionMessageList`.
    """

    object: Literal["list"] = "list"
    """Always `list`."""
    data: tuple[ChatCompletionStoredMessage, ...]
    """The messages."""
    first_id: str
    """The identifier of the first message of the page."""
    last_id: str
    """The identifier of the last message of the page."""
    has_more: bool
    """Whether there are more messages after this page."""

    _is_response = True
    _content_key = "data"

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: list[DecodeError] | None = None) -> Self:
        if type(data) is not dict:
            data = decode_body(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 5
        missing: tuple[str, ...] = ()
        try:
            draft.object = "list" if (v := data["object"]) == "list" else decode_literal(v, "list")
            draft.data = decode_array(data["data"], decode_stored_message)
            draft.first_id = v if type(v := data["first_id"]) is str else decode_str(v)
            draft.last_id = v if type(v := data["last_id"]) is str else decode_str(v)
            draft.has_more = v if type(v := data["has_more"]) is bool else decode_bool(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data, problems)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "object": self.object,
            "data": encode_array(self.data),
            "first_id": self.first_id,
            "last_id": self.last_id,
            "has_more": self.has_more,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data
