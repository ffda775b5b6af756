"""Content parts, and content that consists of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, TypeAlias

from .._core import (
    NO_EXTRA,
    Model,
    Self,
    choose_decoder,
    collect_extra,
    decode_array,
    decode_literal,
    decode_object,
    decode_str,
    recover,
    write_extra,
)
from .content import decode_content, encode_content
from .unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "ChatCompletionRequestMessageContentPartAudio",
    "ChatCompletionRequestMessageContentPartFile",
    "ChatCompletionRequestMessageContentPartImage",
    "ChatCompletionRequestMessageContentPartRefusal",
    "ChatCompletionRequestMessageContentPartText",
    "ContentPart",
    "ImageUrl",
    "InputAudio",
    "InputFile",
    "MultipartContent",
    "PromptCacheBreakpointParam",
    "ThinkingPart",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PromptCacheBreakpointParam(Model):
    """The end of a reusable prefix of the prompt.

    Schema: `PromptCacheBreakpointParam`.
    """

    mode: Literal["explicit"] = "explicit"
    """Always `explicit`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.mode = "explicit" if (v := data["mode"]) == "explicit" else decode_literal(v, "explicit")
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "mode": self.mode,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_prompt_cache_breakpoint: Callable[[Any], PromptCacheBreakpointParam] = PromptCacheBreakpointParam.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestMessageContentPartText(Model):
    """A text in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartText`.
    """

    type: Literal["text"] = "text"
    """Always `text`."""
    text: str
    """The text."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "text" if (v := data["type"]) == "text" else decode_literal(v, "text")
            draft.text = v if type(v := data["text"]) is str else decode_str(v)
            if (v := data.get("prompt_cache_breakpoint")) is not None:
                v, surplus = decode_prompt_cache_breakpoint(v), surplus - 1
            draft.prompt_cache_breakpoint = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "text": self.text,
        }
        if self.prompt_cache_breakpoint is not None:
            data["prompt_cache_breakpoint"] = self.prompt_cache_breakpoint.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_text_part: Callable[[Any], ChatCompletionRequestMessageContentPartText] = (
    ChatCompletionRequestMessageContentPartText.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestMessageContentPartRefusal(Model):
    """A refusal in the content of an assistant message.

    Schema: `ChatCompletionRequestMessageContentPartRefusal`.
    """

    type: Literal["refusal"] = "refusal"
    """Always `refusal`."""
    refusal: str
    """The refusal."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "refusal" if (v := data["type"]) == "refusal" else decode_literal(v, "refusal")
            draft.refusal = v if type(v := data["refusal"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "refusal": self.refusal,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_refusal_part: Callable[[Any], ChatCompletionRequestMessageContentPartRefusal] = (
    ChatCompletionRequestMessageContentPartRefusal.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ImageUrl(Model):
    """The location of an image.

    Schema: `ChatCompletionRequestMessageContentPartImage`, property `image_url`.
    """

    url: str
    """The URL of the image, or the image itself as a `data:` URL in Base64."""
    detail: Literal["auto", "low", "high"] | str | None = None
    """The detail in which the model processes the image."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.url = v if type(v := data["url"]) is str else decode_str(v)
            if (v := data.get("detail")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.detail = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "url": self.url,
        }
        if self.detail is not None:
            data["detail"] = self.detail
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_image_url: Callable[[Any], ImageUrl] = ImageUrl.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestMessageContentPartImage(Model):
    """An image in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartImage`.
    """

    type: Literal["image_url"] = "image_url"
    """Always `image_url`."""
    image_url: ImageUrl
    """The location of the image."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "image_url" if (v := data["type"]) == "image_url" else decode_literal(v, "image_url")
            draft.image_url = decode_image_url(data["image_url"])
            if (v := data.get("prompt_cache_breakpoint")) is not None:
                v, surplus = decode_prompt_cache_breakpoint(v), surplus - 1
            draft.prompt_cache_breakpoint = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "image_url": self.image_url.to_dict(),
        }
        if self.prompt_cache_breakpoint is not None:
            data["prompt_cache_breakpoint"] = self.prompt_cache_breakpoint.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_image_part: Callable[[Any], ChatCompletionRequestMessageContentPartImage] = (
    ChatCompletionRequestMessageContentPartImage.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InputAudio(Model):
    """Audio that is sent to the model.

    Schema: `ChatCompletionRequestMessageContentPartAudio`, property `input_audio`.
    """

    data: str
    """The audio in Base64."""
    format: Literal["wav", "mp3"] | str
    """The format of the audio."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.data = v if type(v := data["data"]) is str else decode_str(v)
            draft.format = v if type(v := data["format"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "data": self.data,
            "format": self.format,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_input_audio: Callable[[Any], InputAudio] = InputAudio.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestMessageContentPartAudio(Model):
    """Audio in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartAudio`.
    """

    type: Literal["input_audio"] = "input_audio"
    """Always `input_audio`."""
    input_audio: InputAudio
    """The audio."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "input_audio" if (v := data["type"]) == "input_audio" else decode_literal(v, "input_audio")
            draft.input_audio = decode_input_audio(data["input_audio"])
            if (v := data.get("prompt_cache_breakpoint")) is not None:
                v, surplus = decode_prompt_cache_breakpoint(v), surplus - 1
            draft.prompt_cache_breakpoint = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "input_audio": self.input_audio.to_dict(),
        }
        if self.prompt_cache_breakpoint is not None:
            data["prompt_cache_breakpoint"] = self.prompt_cache_breakpoint.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_audio_part: Callable[[Any], ChatCompletionRequestMessageContentPartAudio] = (
    ChatCompletionRequestMessageContentPartAudio.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InputFile(Model):
    """A file that is sent to the model: its content or the identifier of an uploaded file.

    Schema: `ChatCompletionRequestMessageContentPartFile`, property `file`.
    """

    filename: str | None = None
    """The name of the file."""
    file_data: str | None = None
    """The content of the file as a `data:` URL in Base64."""
    file_id: str | None = None
    """The identifier of an uploaded file."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("filename")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.filename = v
            if (v := data.get("file_data")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.file_data = v
            if (v := data.get("file_id")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.file_id = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.filename is not None:
            data["filename"] = self.filename
        if self.file_data is not None:
            data["file_data"] = self.file_data
        if self.file_id is not None:
            data["file_id"] = self.file_id
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_input_file: Callable[[Any], InputFile] = InputFile.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionRequestMessageContentPartFile(Model):
    """A file in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartFile`.
    """

    type: Literal["file"] = "file"
    """Always `file`."""
    file: InputFile
    """The file."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "file" if (v := data["type"]) == "file" else decode_literal(v, "file")
            draft.file = decode_input_file(data["file"])
            if (v := data.get("prompt_cache_breakpoint")) is not None:
                v, surplus = decode_prompt_cache_breakpoint(v), surplus - 1
            draft.prompt_cache_breakpoint = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "file": self.file.to_dict(),
        }
        if self.prompt_cache_breakpoint is not None:
            data["prompt_cache_breakpoint"] = self.prompt_cache_breakpoint.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_file_part: Callable[[Any], ChatCompletionRequestMessageContentPartFile] = (
    ChatCompletionRequestMessageContentPartFile.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ThinkingPart(Model):
    """Reasoning text in the content of a message, as Mistral's reasoning models send it.

    Not in the schema.
    """

    type: Literal["thinking"] = "thinking"
    """Always `thinking`."""
    thinking: str
    """The reasoning text. A `MultipartContent` if the service sent an array of parts."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "thinking" if (v := data["type"]) == "thinking" else decode_literal(v, "thinking")
            draft.thinking = v if type(v := data["thinking"]) is str else decode_content(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "thinking": encode_content(self.thinking),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_thinking_part: Callable[[Any], ThinkingPart] = ThinkingPart.from_dict

ContentPart: TypeAlias = (
    ChatCompletionRequestMessageContentPartText
    | ChatCompletionRequestMessageContentPartRefusal
    | ThinkingPart
    | UnknownVariant
)
"""A part of the content of a message that a model generated."""

_DECODERS: dict[str, Callable[[Any], ContentPart]] = {
    "text": decode_text_part,
    "refusal": decode_refusal_part,
    "thinking": decode_thinking_part,
}


def decode_content_part(value: Any) -> ContentPart:
    data = decode_object(value)
    return choose_decoder(_DECODERS, data.get("type"), decode_unknown_variant)(data)


class MultipartContent(str):
    """Content that a service sent as an array of parts.

    It is the joined text of the text parts. Compared with another `MultipartContent`, it is equal if the parts are.
    """

    __slots__ = ("parts",)

    parts: tuple[ContentPart, ...]
    """The parts, in the order of the array."""

    def __new__(cls, parts: Iterable[ContentPart]) -> MultipartContent:
        parts = tuple(parts)
        texts = [part.text for part in parts if isinstance(part, ChatCompletionRequestMessageContentPartText)]
        self = super().__new__(cls, "".join(texts))
        str.__setattr__(self, "parts", parts)
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"cannot assign to {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, MultipartContent):
            return self.parts == other.parts
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.parts!r})"

    def __copy__(self) -> MultipartContent:
        return self

    def __deepcopy__(self, memo: object) -> MultipartContent:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return MultipartContent, (self.parts,)


def decode_content_parts(parts: list[Any]) -> MultipartContent:
    return MultipartContent(decode_array(parts, decode_content_part))


def get_content_parts(content: str | None) -> tuple[ContentPart, ...]:
    """Return the parts of a content: of an array its parts, of a text one part, and of null none."""
    if isinstance(content, MultipartContent):
        return content.parts
    return () if content is None else (ChatCompletionRequestMessageContentPartText(text=content),)
