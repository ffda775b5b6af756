"""Stored completions: pages of completions and messages, and deletions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from .._core import Problems, Variants, WireBody, dataclass
from ..common.content import ChatCompletionRequestMessageContentPartText, Content, Message
from ..common.tool_calls import FunctionCall, ToolCall
from ..common.unknown import UnknownVariant
from ..request.content import ChatCompletionRequestMessageContentPartImage
from ..response.completion import CreateChatCompletionResponse
from ..response.message import ANNOTATION, Annotation, Audio

__all__ = [
    "ChatCompletionDeleted",
    "ChatCompletionList",
    "ChatCompletionMessageList",
    "ChatCompletionStoredMessage",
    "StoredContentPart",
    "decode_stored_content_part",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionDeleted(WireBody):
    """The confirmation that a stored completion was deleted.

    Schema: `ChatCompletionDeleted`.
    """

    object: Literal["chat.completion.deleted"] = "chat.completion.deleted"
    """Always `chat.completion.deleted`."""
    id: str
    """The identifier of the completion."""
    deleted: bool
    """Whether the completion was deleted."""

    _if_absent = {"object": "chat.completion.deleted"}
    _content = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionList(WireBody):
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

    _if_absent = {"object": "list"}
    _content = "data"


STORED_PART = Variants(
    "type",
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestMessageContentPartImage,
    unknown=UnknownVariant,
    default="text",
    decoder="decode_stored_content_part",
)

StoredContentPart: TypeAlias = Annotated[
    ChatCompletionRequestMessageContentPartText | ChatCompletionRequestMessageContentPartImage | UnknownVariant,
    STORED_PART,
]
"""A part of the content of a stored message."""


def decode_stored_content_part(data: Mapping[str, Any], *, problems: Problems | None = None) -> StoredContentPart:
    """Decode a part of the content of a stored message.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: StoredContentPart = STORED_PART.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionStoredMessage(Message):
    """A message of a stored completion.

    Schema: `ChatCompletionMessageList`, an item of its `data`.
    """

    content: Content | None = None
    """The text of the message. A `MultipartContent`, which is a `str`, if the service sent an array of parts."""
    refusal: str | None = None
    """The refusal, if the model refused to answer."""
    tool_calls: tuple[ToolCall, ...] | None = None
    """The tool calls that the model asked for."""
    annotations: tuple[Annotated[Annotation | UnknownVariant, ANNOTATION], ...] | None = None
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

    _if_absent = {"content": None, "refusal": None, "role": "assistant"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionMessageList(WireBody):
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

    _if_absent = {"object": "list"}
    _content = "data"
