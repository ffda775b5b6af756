"""What the model says: text, a refusal, tool calls, audio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, OMITTED, Model, Self, extra_of, located, restore, to_dicts
from ._read import as_int, as_str, as_tuple, not_literal
from .tool_calls import ChatCompletionMessageToolCalls, FunctionCall, as_function_call, as_tool_call
from .unknown import UnknownVariant

__all__ = ["Annotation", "Audio", "ChatCompletionResponseMessage", "UrlCitation"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UrlCitation(Model):
    """A web page that a part of the message goes back to.

    Schema: `ChatCompletionResponseMessage`, property `url_citation` of an annotation.
    """

    end_index: int
    """The position in the content of the last character that goes back to the page."""
    start_index: int
    """The position in the content of the first such character."""
    url: str
    """The address of the page."""
    title: str
    """The title of the page."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.end_index = v if type(v := data["end_index"]) is int else as_int(v)
            self.start_index = v if type(v := data["start_index"]) is int else as_int(v)
            self.url = v if type(v := data["url"]) is str else as_str(v)
            self.title = v if type(v := data["title"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 4 else extra_of(data, cls, len(data) - 4)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "end_index": self.end_index,
            "start_index": self.start_index,
            "url": self.url,
            "title": self.title,
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_url_citation: Callable[[Any], UrlCitation] = UrlCitation.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Annotation(Model):
    """A citation in the message.

    Schema: `ChatCompletionResponseMessage`, an item of its `annotations`.
    """

    type: Literal["url_citation"] = "url_citation"
    """Always `url_citation`."""
    url_citation: UrlCitation
    """The web page that is cited."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.type = "url_citation" if (v := data["type"]) == "url_citation" else not_literal(v, "url_citation")
            self.url_citation = as_url_citation(data["url_citation"])
            self.extra = NOTHING if len(data) == 2 else extra_of(data, cls, len(data) - 2)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "url_citation": self.url_citation.to_dict(),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


def as_annotation(value: Any) -> Annotation | UnknownVariant:
    data = as_object(value)
    if data.get("type") == "url_citation":
        return Annotation.from_dict(data)
    return UnknownVariant.from_dict(data)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Audio(Model):
    """What the model said aloud.

    Schema: `ChatCompletionResponseMessage`, property `audio`.
    """

    id: str
    """The identifier by which a later request refers to this audio."""
    expires_at: int
    """When the service forgets the audio, in Unix seconds."""
    data: str
    """The audio itself, in Base64, in the format that the request asked for."""
    transcript: str
    """What is said in it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.id = v if type(v := data["id"]) is str else as_str(v)
            self.expires_at = v if type(v := data["expires_at"]) is int else as_int(v)
            self.data = v if type(v := data["data"]) is str else as_str(v)
            self.transcript = v if type(v := data["transcript"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 4 else extra_of(data, cls, len(data) - 4)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "expires_at": self.expires_at,
            "data": self.data,
            "transcript": self.transcript,
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_audio: Callable[[Any], Audio] = Audio.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionResponseMessage(Model):
    """A message that the model generated.

    Schema: `ChatCompletionResponseMessage`.
    """

    content: str | None = None
    """The text of the message."""
    refusal: str | None = None
    """Why the model refuses to answer, if it does."""
    tool_calls: ChatCompletionMessageToolCalls | None = None
    """The tools to call."""
    annotations: tuple[Annotation | UnknownVariant, ...] | None = None
    """The citations in the content."""
    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    function_call: FunctionCall | None = None
    """Deprecated: the function to call, where the request had `functions` for `tools`."""
    audio: Audio | None = None
    """What the model said aloud, where the request asked for audio."""

    _defaults = {"content": None, "refusal": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            if (v := data.get("content", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "content")
            self.content = v if type(v) is str or v is None else as_str(v)
            if (v := data.get("refusal", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "refusal")
            self.refusal = None if v is None else as_str(v)
            if (v := data.get("tool_calls")) is not None:
                v, n = as_tuple(v, as_tool_call), n - 1
            self.tool_calls = v
            if (v := data.get("annotations")) is not None:
                v, n = as_tuple(v, as_annotation), n - 1
            self.annotations = v
            self.role = "assistant" if (v := data["role"]) == "assistant" else not_literal(v, "assistant")
            if (v := data.get("function_call")) is not None:
                v, n = as_function_call(v), n - 1
            self.function_call = v
            if (v := data.get("audio")) is not None:
                v, n = as_audio(v), n - 1
            self.audio = v
            self.extra = NOTHING if n == 3 and not omitted else extra_of(data, cls, n - 3, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": self.content,
            "refusal": self.refusal,
            "role": self.role,
        }
        if self.tool_calls is not None:
            data["tool_calls"] = to_dicts(self.tool_calls)
        if self.annotations is not None:
            data["annotations"] = to_dicts(self.annotations)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_message: Callable[[Any], ChatCompletionResponseMessage] = ChatCompletionResponseMessage.from_dict
