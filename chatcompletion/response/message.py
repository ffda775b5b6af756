"""The message that the model generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from .._core import (
    MISSING,
    NO_EXTRA,
    Problems,
    Self,
    Variants,
    WireObject,
    as_dict,
    collect_extra,
    decode_array,
    decode_constant,
    decode_int,
    decode_literal,
    decode_str,
    encode_array,
    handle_error,
    write_extra,
)
from ..common.content import (
    Content,
    ContentPart,
    Message,
    decode_content,
    encode_content,
    find_reasoning,
    get_content_parts,
)
from ..common.tool_calls import (
    TOOL_CALL,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCalls,
    FunctionCall,
    decode_function_call,
)
from ..common.unknown import UnknownVariant

# part: request
if TYPE_CHECKING:
    from ..request.messages import ChatCompletionRequestAssistantMessage
else:

    def _import_request_message() -> type:
        from ..request.messages import ChatCompletionRequestAssistantMessage

        return ChatCompletionRequestAssistantMessage

    ChatCompletionRequestAssistantMessage = "_import_request_message()"  # for get_type_hints, which evaluates it
# end of part

__all__ = [
    "Annotation",
    "Audio",
    "ChatCompletionResponseMessage",
    "UrlCitation",
    "decode_annotation",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class UrlCitation(WireObject):
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
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_dict(data)
        draft = cls._draft()
        surplus = len(data) - 4
        try:
            draft.end_index = v if type(v := data["end_index"]) is int else decode_int(v)
            draft.start_index = v if type(v := data["start_index"]) is int else decode_int(v)
            draft.url = v if type(v := data["url"]) is str else decode_str(v)
            draft.title = v if type(v := data["title"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            return handle_error(error, draft, data)
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "end_index": self.end_index,
            "start_index": self.start_index,
            "title": self.title,
            "url": self.url,
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


decode_url_citation: Callable[[Any], UrlCitation] = UrlCitation._decode


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Annotation(WireObject):
    """An annotation of the message: a citation of a web page.

    Schema: `ChatCompletionResponseMessage`, an item of its `annotations`.
    """

    kind: ClassVar[Literal["url_citation"]] = "url_citation"

    type: Literal["url_citation"] = "url_citation"
    """Always `url_citation`."""
    url_citation: UrlCitation
    """The citation."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_dict(data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.type = "url_citation" if (v := data["type"]) == "url_citation" else decode_literal(v, "url_citation")
            draft.url_citation = decode_url_citation(data["url_citation"])
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            return handle_error(error, draft, data)
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "url_citation": self.url_citation.to_dict(),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


ANNOTATION = Variants("type", Annotation, unknown=UnknownVariant)


def decode_annotation(data: Mapping[str, Any], *, problems: Problems | None = None) -> Annotation | UnknownVariant:
    """Decode an annotation of any type.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: Annotation | UnknownVariant = ANNOTATION.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Audio(WireObject):
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


decode_audio: Callable[[Any], Audio] = Audio._decode


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionResponseMessage(Message):
    """A message generated by the model.

    Schema: `ChatCompletionResponseMessage`.
    """

    content: Content | None = None
    """The text of the message. A `MultipartContent`, which is a `str`, if the service sent an array of parts."""
    refusal: str | None = None
    """The refusal, if the model refused to answer."""
    tool_calls: ChatCompletionMessageToolCalls | None = None
    """The tool calls that the model asks for."""
    annotations: tuple[Annotated[Annotation | UnknownVariant, ANNOTATION], ...] | None = None
    """The annotations of the content, such as citations."""
    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    function_call: FunctionCall | None = None
    """Deprecated: the function to call, if the request used `functions` instead of `tools`."""
    audio: Audio | None = None
    """The spoken response, if the request asked for audio."""

    _defaults = {"content": None, "refusal": None, "role": "assistant"}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_dict(data)
        draft = cls._draft()
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
                v, surplus = decode_array(v, TOOL_CALL.decode), surplus - 1
            draft.tool_calls = v
            if (v := data.get("annotations")) is not None:
                v, surplus = decode_array(v, ANNOTATION.decode), surplus - 1
            draft.annotations = v
            if data.get("role") != "assistant":
                surplus, missing = decode_constant(data, "role", "assistant", surplus, missing)
            draft.role = "assistant"
            if (v := data.get("function_call")) is not None:
                v, surplus = decode_function_call(v), surplus - 1
            draft.function_call = v
            if (v := data.get("audio")) is not None:
                v, surplus = decode_audio(v), surplus - 1
            draft.audio = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return handle_error(error, draft, data)
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "role": self.role,
            "content": content if type(content := self.content) is str or content is None else encode_content(content),
            "refusal": self.refusal,
        }
        if self.tool_calls is not None:
            data["tool_calls"] = encode_array(self.tool_calls)
        if self.function_call is not None:
            data["function_call"] = self.function_call.to_dict()
        if self.annotations is not None:
            data["annotations"] = encode_array(self.annotations)
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)

    @property
    def content_parts(self) -> tuple[ContentPart, ...]:
        """The parts of the content. Content that is text is one text part."""
        return get_content_parts(self.content)

    @property
    def reasoning(self) -> str | None:
        """The model's reasoning text, or None.

        The schema has none. Services send it as `reasoning_content`, `reasoning`, `reasoning_text`, `reasoning_details`
        or `thinking_blocks`, or as content parts of the types `thinking` and `reasoning`.
        """
        return find_reasoning(self.extra, self.content)

    @property
    def function_tool_calls(self) -> tuple[ChatCompletionMessageToolCall, ...]:
        """The calls of function tools among the tool calls. Empty if there are none."""
        return tuple(call for call in self.tool_calls or () if isinstance(call, ChatCompletionMessageToolCall))

    # part: request
    def to_request(self, *, keep: Iterable[str] = ()) -> ChatCompletionRequestAssistantMessage:
        """Return the message for the next request, which continues the conversation.

        It has the content or the refusal, the tool calls, and a reference to the audio. Null content stays null, and
        missing content stays missing. If the content is an array, only its text and refusal parts are sent.

        Other keys are omitted, because services reject them in requests. `keep` names the unknown keys, of the message
        or in its tool calls, that a service requires, such as `reasoning_content`. If it names `content`, an array of
        parts is sent as it came.
        """
        from ..request.continuation import continue_with

        return continue_with(self, keep)

    # end of part


decode_chat_completion_response_message: Callable[[Any], ChatCompletionResponseMessage] = (
    ChatCompletionResponseMessage._decode
)
