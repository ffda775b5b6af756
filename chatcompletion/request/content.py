"""The content of the messages in a request: text, or an array of parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import (
    Problems,
    Variants,
    WireObject,
    dataclass,
    decode_str_or_array,
)
from ..common.content import (
    CONTENT_PART,
    ChatCompletionRequestMessageContentPartText,
    ContentPart,
    PromptCacheBreakpointParam,
)
from ..common.unknown import UnknownVariant

__all__ = [
    "ChatCompletionRequestAssistantMessageContentPart",
    "ChatCompletionRequestMessageContentPartAudio",
    "ChatCompletionRequestMessageContentPartFile",
    "ChatCompletionRequestMessageContentPartImage",
    "ChatCompletionRequestSystemMessageContentPart",
    "ChatCompletionRequestToolMessageContentPart",
    "ChatCompletionRequestUserMessageContentPart",
    "ImageUrl",
    "InputAudio",
    "InputFile",
    "decode_text_content_part",
    "decode_user_content_part",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ImageUrl(WireObject):
    """The location of an image.

    Schema: `ChatCompletionRequestMessageContentPartImage`, property `image_url`.
    """

    url: str
    """The URL of the image, or the image itself as a `data:` URL in Base64."""
    detail: Literal["auto", "low", "high"] | str | None = None
    """The detail in which the model processes the image."""

    _shorthand = "url"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestMessageContentPartImage(WireObject):
    """An image in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartImage`.
    """

    kind: ClassVar[Literal["image_url"]] = "image_url"

    type: Literal["image_url"] = "image_url"
    """Always `image_url`."""
    image_url: ImageUrl
    """The location of the image."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class InputAudio(WireObject):
    """Audio that is sent to the model.

    Schema: `ChatCompletionRequestMessageContentPartAudio`, property `input_audio`.
    """

    data: str
    """The audio in Base64."""
    format: Literal["wav", "mp3"] | str
    """The format of the audio."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestMessageContentPartAudio(WireObject):
    """Audio in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartAudio`.
    """

    kind: ClassVar[Literal["input_audio"]] = "input_audio"

    type: Literal["input_audio"] = "input_audio"
    """Always `input_audio`."""
    input_audio: InputAudio
    """The audio."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class InputFile(WireObject):
    """A file that is sent to the model: its content or the identifier of an uploaded file.

    Schema: `ChatCompletionRequestMessageContentPartFile`, property `file`.
    """

    filename: str | None = None
    """The name of the file."""
    file_data: str | None = None
    """The content of the file as a `data:` URL in Base64."""
    file_id: str | None = None
    """The identifier of an uploaded file."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestMessageContentPartFile(WireObject):
    """A file in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartFile`.
    """

    kind: ClassVar[Literal["file"]] = "file"

    type: Literal["file"] = "file"
    """Always `file`."""
    file: InputFile
    """The file."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""


TEXT_PART = Variants(
    "type",
    ChatCompletionRequestMessageContentPartText,
    unknown=UnknownVariant,
    default="text",
    decoder="decode_text_content_part",
)

ChatCompletionRequestSystemMessageContentPart: TypeAlias = Annotated[
    ChatCompletionRequestMessageContentPartText | UnknownVariant, TEXT_PART
]
"""A part of the content of a system message. Schema: `ChatCompletionRequestSystemMessageContentPart`. Developer
messages and predicted content have the same parts."""

ChatCompletionRequestToolMessageContentPart: TypeAlias = Annotated[
    ChatCompletionRequestMessageContentPartText | UnknownVariant, TEXT_PART
]
"""A part of the content of a tool message. Schema: `ChatCompletionRequestToolMessageContentPart`."""


def decode_text_content_part(
    data: Mapping[str, Any], *, problems: Problems | None = None
) -> ChatCompletionRequestSystemMessageContentPart:
    """Decode a part of the content of a system, developer or tool message.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ChatCompletionRequestSystemMessageContentPart = TEXT_PART.from_dict(data, problems)
    return decoded


ChatCompletionRequestAssistantMessageContentPart: TypeAlias = ContentPart
"""A part of the content of an assistant message. Schema: `ChatCompletionRequestAssistantMessageContentPart`."""

USER_PART = Variants(
    "type",
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    unknown=UnknownVariant,
    default="text",
    decoder="decode_user_content_part",
)

ChatCompletionRequestUserMessageContentPart: TypeAlias = Annotated[
    ChatCompletionRequestMessageContentPartText
    | ChatCompletionRequestMessageContentPartImage
    | ChatCompletionRequestMessageContentPartAudio
    | ChatCompletionRequestMessageContentPartFile
    | UnknownVariant,
    USER_PART,
]
"""A part of the content of a user message. Schema: `ChatCompletionRequestUserMessageContentPart`."""


def decode_user_content_part(
    data: Mapping[str, Any], *, problems: Problems | None = None
) -> ChatCompletionRequestUserMessageContentPart:
    """Decode a part of the content of a user message.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ChatCompletionRequestUserMessageContentPart = USER_PART.from_dict(data, problems)
    return decoded


def decode_text_content(value: Any) -> str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]:
    return decode_str_or_array(value, TEXT_PART.decode)


def decode_assistant_content(value: Any) -> str | tuple[ChatCompletionRequestAssistantMessageContentPart, ...]:
    return decode_str_or_array(value, CONTENT_PART.decode)


def decode_user_content(value: Any) -> str | tuple[ChatCompletionRequestUserMessageContentPart, ...]:
    return decode_str_or_array(value, USER_PART.decode)
