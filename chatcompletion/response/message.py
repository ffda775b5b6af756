"""The message that the model generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_array,
    decode_int,
    decode_literal,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)
from ..common.content import decode_content, encode_content, find_reasoning, find_refusal
from ..common.tool_calls import (
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCalls,
    FunctionCall,
    decode_function_call,
    decode_tool_call,
    keep_keys,
    strip_call,
    strip_tool_call,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

if TYPE_CHECKING:
    from ..common.content_parts import ContentPart
    from ..request.messages import ChatCompletionRequestAssistantMessage

__all__ = ["Annotation", "Audio", "ChatCompletionResponseMessage", "UrlCitation"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UrlCitation(Model):
    """A citation of a web page.

    Schema: `ChatCompletionResponseMessage`, property `url_citation` of an annotation.
    """

    end_index: int
    """The index of the last character of the citation in the message content."""
    start_index: int
    """The index of the first character of the citation in the message content."""
    url: str
    """The URL of the page."""
    title: str
    """The title of the page."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 4
        missing: tuple[str, ...] = ()
        try:
            draft.end_index = v if type(v := data["end_index"]) is int else decode_int(v)
            draft.start_index = v if type(v := data["start_index"]) is int else decode_int(v)
            draft.url = v if type(v := data["url"]) is str else decode_str(v)
            draft.title = v if type(v := data["title"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "end_index": self.end_index,
            "start_index": self.start_index,
            "url": self.url,
            "title": self.title,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_url_citation: Callable[[Any], UrlCitation] = UrlCitation.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Annotation(Model):
    """An annotation of the message: a citation of a web page.

    Schema: `ChatCompletionResponseMessage`, an item of its `annotations`.
    """

    type: Literal["url_citation"] = "url_citation"
    """Always `url_citation`."""
    url_citation: UrlCitation
    """The citation."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "url_citation" if (v := data["type"]) == "url_citation" else decode_literal(v, "url_citation")
            draft.url_citation = decode_url_citation(data["url_citation"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "url_citation": self.url_citation.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_url_annotation: Callable[[Any], Annotation] = Annotation.from_dict


def decode_annotation(value: Any) -> Annotation | UnknownVariant:
    data = decode_object(value)
    if data.get("type") == "url_citation":
        return decode_url_annotation(data)
    return decode_unknown_variant(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Audio(Model):
    """The spoken response of the model.

    Schema: `ChatCompletionResponseMessage`, property `audio`.
    """

    id: str
    """The identifier of the audio. A later request can refer to it."""
    expires_at: int
    """When the audio expires on the server, in Unix seconds."""
    data: str
    """The audio in Base64, in the format that the request asked for."""
    transcript: str
    """The transcript of the audio."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 4
        missing: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.expires_at = v if type(v := data["expires_at"]) is int else decode_int(v)
            draft.data = v if type(v := data["data"]) is str else decode_str(v)
            draft.transcript = v if type(v := data["transcript"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "expires_at": self.expires_at,
            "data": self.data,
            "transcript": self.transcript,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_audio: Callable[[Any], Audio] = Audio.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionResponseMessage(Model):
    """A message generated by the model.

    Schema: `ChatCompletionResponseMessage`.
    """

    content: str | None = None
    """The text of the message. A `MultipartContent`, which is a `str`, if the service sent an array of parts."""
    refusal: str | None = None
    """The refusal, if the model refused to answer."""
    tool_calls: ChatCompletionMessageToolCalls | None = None
    """The tool calls that the model asks for."""
    annotations: tuple[Annotation | UnknownVariant, ...] | None = None
    """The annotations of the content, such as citations."""
    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    function_call: FunctionCall | None = None
    """Deprecated: the function to call, if the request used `functions` instead of `tools`."""
    audio: Audio | None = None
    """The spoken response, if the request asked for audio."""

    _defaults = {"content": None, "refusal": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
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
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": content if type(content := self.content) is str or content is None else encode_content(content),
            "refusal": self.refusal,
            "role": self.role,
        }
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.annotations is not None:
            data["annotations"] = encode_array(self.annotations)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
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
        """The model's reasoning text, or None.

        Services send it as `reasoning_content`, as `reasoning`, or as content parts of type `thinking`. The schema has
        none of these.
        """
        return find_reasoning(self.extra, self.content)

    @property
    def function_tool_calls(self) -> tuple[ChatCompletionMessageToolCall, ...]:
        """The calls of function tools among the tool calls. Empty if there are none."""
        return tuple(call for call in self.tool_calls or () if isinstance(call, ChatCompletionMessageToolCall))

    def to_request(self, *, keep: Iterable[str] = ()) -> ChatCompletionRequestAssistantMessage:
        """Return the message for the next request, which continues the conversation.

        It has the content or the refusal, the tool calls, and a reference to the audio. Other keys are omitted,
        because services reject them in requests. `keep` names unknown keys, of the message or in its tool calls, that a
        service requires, such as `reasoning_content`. Of content that is an array, the texts and the refusals are sent.
        """
        from ..request.messages import AudioReference, ChatCompletionRequestAssistantMessage

        names = frozenset((keep,) if isinstance(keep, str) else keep)
        extra = keep_keys(self.extra, names)
        name = extra.pop("name", None)  # a field of the request
        content = None if self.content is None else str(self.content)
        if not content and hasattr(self.content, "parts"):
            content = None
        return ChatCompletionRequestAssistantMessage(
            content=content,
            refusal=self.refusal or find_refusal(self.content),
            name=name if isinstance(name, str) else None,
            audio=None if self.audio is None else AudioReference(id=self.audio.id),
            tool_calls=tuple(strip_tool_call(call, names) for call in self.tool_calls or ()) or None,
            function_call=None if self.function_call is None else strip_call(self.function_call, names),
            extra=extra,
        )


decode_message: Callable[[Any], ChatCompletionResponseMessage] = ChatCompletionResponseMessage.from_dict
