"""The content of the messages in a request: text, or an array of parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .._core import choose_decoder, decode_object, decode_str_or_array
from ..common.content_parts import (
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    ContentPart,
    decode_audio_part,
    decode_content_part,
    decode_file_part,
    decode_image_part,
    decode_text_part,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "ChatCompletionRequestAssistantMessageContentPart",
    "ChatCompletionRequestSystemMessageContentPart",
    "ChatCompletionRequestToolMessageContentPart",
    "ChatCompletionRequestUserMessageContentPart",
]

ChatCompletionRequestSystemMessageContentPart: TypeAlias = ChatCompletionRequestMessageContentPartText | UnknownVariant
"""A part of the content of a system message. Schema: `ChatCompletionRequestSystemMessageContentPart`. Developer
messages and predicted content have the same parts."""

ChatCompletionRequestToolMessageContentPart: TypeAlias = ChatCompletionRequestMessageContentPartText | UnknownVariant
"""A part of the content of a tool message. Schema: `ChatCompletionRequestToolMessageContentPart`."""

ChatCompletionRequestAssistantMessageContentPart: TypeAlias = ContentPart
"""A part of the content of an assistant message. Schema: `ChatCompletionRequestAssistantMessageContentPart`."""

ChatCompletionRequestUserMessageContentPart: TypeAlias = (
    ChatCompletionRequestMessageContentPartText
    | ChatCompletionRequestMessageContentPartImage
    | ChatCompletionRequestMessageContentPartAudio
    | ChatCompletionRequestMessageContentPartFile
    | UnknownVariant
)
"""A part of the content of a user message. Schema: `ChatCompletionRequestUserMessageContentPart`."""

# System, developer and tool messages and predictions have the same parts.
_TEXT_DECODERS: dict[str, Callable[[Any], ChatCompletionRequestSystemMessageContentPart]] = {
    "text": decode_text_part,
}

_USER_DECODERS: dict[str, Callable[[Any], ChatCompletionRequestUserMessageContentPart]] = {
    "text": decode_text_part,
    "image_url": decode_image_part,
    "input_audio": decode_audio_part,
    "file": decode_file_part,
}


def decode_text_content_part(value: Any) -> ChatCompletionRequestSystemMessageContentPart:
    data = decode_object(value)
    return choose_decoder(_TEXT_DECODERS, data.get("type"), decode_unknown_variant)(data)


def decode_user_content_part(value: Any) -> ChatCompletionRequestUserMessageContentPart:
    data = decode_object(value)
    return choose_decoder(_USER_DECODERS, data.get("type"), decode_unknown_variant)(data)


def decode_text_content(value: Any) -> str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]:
    return decode_str_or_array(value, decode_text_content_part)


def decode_assistant_content(value: Any) -> str | tuple[ChatCompletionRequestAssistantMessageContentPart, ...]:
    return decode_str_or_array(value, decode_content_part)


def decode_user_content(value: Any) -> str | tuple[ChatCompletionRequestUserMessageContentPart, ...]:
    return decode_str_or_array(value, decode_user_content_part)
