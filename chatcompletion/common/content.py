"""The content of a message: text, or an array of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, NoReturn, TypeAlias

from .._core import (
    NO_EXTRA,
    DecodeError,
    Problems,
    Self,
    TextOrParts,
    Variants,
    WireObject,
    collect_extra,
    dataclass,
    decode_literal,
    decode_str,
    encode_array,
    locate,
    write_extra,
)
from .unknown import UnknownVariant

__all__ = [
    "ChatCompletionRequestMessageContentPartRefusal",
    "ChatCompletionRequestMessageContentPartText",
    "ContentPart",
    "MultipartContent",
    "PromptCacheBreakpointParam",
    "ThinkingPart",
    "decode_content_part",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PromptCacheBreakpointParam(WireObject):
    """The end of a reusable prefix of the prompt.

    Schema: `PromptCacheBreakpointParam`.
    """

    mode: Literal["explicit"] = "explicit"
    """Always `explicit`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestMessageContentPartText(WireObject):
    """A text in the content of a message.

    Schema: `ChatCompletionRequestMessageContentPartText`.
    """

    kind: ClassVar[Literal["text"]] = "text"
    _aliases = ("output_text", "input_text")
    _other_keys = {"text": ("content",)}

    type: Literal["text"] = "text"
    """Always `text`. The names `output_text` and `input_text`, which other APIs have for it, are accepted too."""
    text: str
    """The text."""
    prompt_cache_breakpoint: PromptCacheBreakpointParam | None = None
    """Marks this part as the end of a reusable prefix of the prompt."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.type = "text" if (v := data["type"]) == "text" else decode_literal(v, "text")
            draft.text = v if type(v := data["text"]) is str else decode_str(v)
            if (v := data.get("prompt_cache_breakpoint")) is not None:
                v, surplus = PromptCacheBreakpointParam._decode(v), surplus - 1
            draft.prompt_cache_breakpoint = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "text": self.text,
        }
        if self.prompt_cache_breakpoint is not None:
            data["prompt_cache_breakpoint"] = self.prompt_cache_breakpoint.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionRequestMessageContentPartRefusal(WireObject):
    """A refusal in the content of an assistant message.

    Schema: `ChatCompletionRequestMessageContentPartRefusal`.
    """

    kind: ClassVar[Literal["refusal"]] = "refusal"

    type: Literal["refusal"] = "refusal"
    """Always `refusal`."""
    refusal: str
    """The refusal."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ThinkingPart(WireObject):
    """Reasoning text in the content of a message, as Mistral's reasoning models send it.

    Not in the schema.
    """

    kind: ClassVar[Literal["thinking"]] = "thinking"

    type: Literal["thinking"] = "thinking"
    """Always `thinking`."""
    thinking: Content
    """The reasoning text. A `MultipartContent` if the service sent an array of parts."""


CONTENT_PART = Variants(
    "type",
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestMessageContentPartRefusal,
    ThinkingPart,
    unknown=UnknownVariant,
    default="text",
    decoder="decode_content_part",
)

ContentPart: TypeAlias = Annotated[
    ChatCompletionRequestMessageContentPartText
    | ChatCompletionRequestMessageContentPartRefusal
    | ThinkingPart
    | UnknownVariant,
    CONTENT_PART,
]
"""A part of the content of a message that a model generated."""


def decode_content_part(data: Mapping[str, Any], *, problems: Problems | None = None) -> ContentPart:
    """Decode a part of the content of a message that a model generated.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ContentPart = CONTENT_PART.from_dict(data, problems)
    return decoded


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


CONTENT = TextOrParts(CONTENT_PART, MultipartContent)

Content: TypeAlias = Annotated[str, CONTENT]
"""The content of a message that a model generated: text, or a `MultipartContent`, which is a `str`."""

decode_content: Callable[[Any], str] = CONTENT.decode


def encode_content(content: str | Iterable[WireObject]) -> str | list[dict[str, Any]]:
    """Return the wire form of a content: text, or an array of parts."""
    if isinstance(content, MultipartContent):
        return encode_array(content.parts)
    return str(content) if isinstance(content, str) else encode_array(content)


def get_content_parts(content: str | None) -> tuple[ContentPart, ...]:
    """Return the parts of a content: of an array its parts, of a text one part, and of null none."""
    if isinstance(content, MultipartContent):
        return content.parts
    return () if content is None else (ChatCompletionRequestMessageContentPartText(text=content),)


class Message(WireObject):
    """The base class of the messages of requests and responses."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text of the content: of parts, their texts joined. Empty if there is none."""
        content: Any = getattr(self, "content", self.extra.get("content"))
        if isinstance(content, list):  # any JSON, of a message of an unknown role
            content = ThinkingPart.from_dict({"type": "thinking", "thinking": content}, problems=[]).thinking
        if isinstance(content, str):
            return str(content)
        parts = content if isinstance(content, (tuple, list)) else ()
        return "".join([part.text for part in parts if part.kind == "text"])


def find_refusal(content: str | None) -> str | None:
    """Return the text of the refusals among the parts of a content, or None if there is none."""
    return "".join(part.refusal for part in getattr(content, "parts", ()) if part.type == "refusal") or None
