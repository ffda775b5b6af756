"""The tools that the model may call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import (
    NO_EXTRA,
    DecodeError,
    Problems,
    Self,
    Variants,
    WireObject,
    collect_extra,
    dataclass,
    decode_bool,
    decode_constant,
    decode_json_object,
    decode_str,
    locate,
    thaw,
    write_extra,
)
from ..common.unknown import UnknownVariant

__all__ = [
    "ChatCompletionFunctions",
    "ChatCompletionTool",
    "CustomTool",
    "CustomToolChatCompletions",
    "CustomToolFormat",
    "FunctionObject",
    "Grammar",
    "GrammarFormat",
    "TextFormat",
    "Tool",
    "decode_custom_tool_format",
    "decode_tool",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class FunctionObject(WireObject):
    """A function that the model may call.

    Schema: `FunctionObject`.
    """

    description: str | None = None
    """What the function does. The model uses it to decide when and how to call the function."""
    name: str
    """The name of the function."""
    parameters: Mapping[str, object] | None = field(default=None, hash=False)
    """The parameters as a JSON schema. A function without parameters may omit it."""
    strict: bool | None = None
    """Whether the model must follow the schema of the parameters exactly."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 1
        try:
            if (v := data.get("description")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.description = v
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            if (v := data.get("parameters")) is not None:
                v, surplus = decode_json_object(v), surplus - 1
            draft.parameters = v
            if (v := data.get("strict")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.strict = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.description is not None:
            data["description"] = self.description
        if self.parameters is not None:
            data["parameters"] = thaw(self.parameters)
        if self.strict is not None:
            data["strict"] = self.strict
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionTool(WireObject):
    """A function tool.

    Schema: `ChatCompletionTool`. `type` may be missing or null, as some clients send no type.
    """

    kind: ClassVar[Literal["function"]] = "function"

    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionObject
    """The function."""

    _if_absent = {"type": "function"}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        absent: tuple[str, ...] = ()
        try:
            if data.get("type") != "function":
                surplus, absent = decode_constant(data, "type", "function", surplus, absent)
            draft.type = "function"
            draft.function = FunctionObject._decode(data["function"])
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "function": self.function.to_dict(),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Grammar(WireObject):
    """The grammar of the input of a custom tool.

    Schema: `CustomToolChatCompletions`, property `grammar` of a format.
    """

    definition: str
    """The grammar."""
    syntax: Literal["lark", "regex"] | str
    """The syntax of the grammar."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TextFormat(WireObject):
    """The format of a custom tool whose input is any text.

    Schema: `CustomToolChatCompletions`, property `format`.
    """

    kind: ClassVar[Literal["text"]] = "text"

    type: Literal["text"] = "text"
    """Always `text`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class GrammarFormat(WireObject):
    """The format of a custom tool whose input follows a grammar.

    Schema: `CustomToolChatCompletions`, property `format`.
    """

    kind: ClassVar[Literal["grammar"]] = "grammar"

    type: Literal["grammar"] = "grammar"
    """Always `grammar`."""
    grammar: Grammar
    """The grammar."""


CUSTOM_TOOL_FORMAT = Variants(
    "type", TextFormat, GrammarFormat, unknown=UnknownVariant, decoder="decode_custom_tool_format"
)

CustomToolFormat: TypeAlias = Annotated[TextFormat | GrammarFormat | UnknownVariant, CUSTOM_TOOL_FORMAT]
"""The format of the input of a custom tool."""


def decode_custom_tool_format(data: Mapping[str, Any], *, problems: Problems | None = None) -> CustomToolFormat:
    """Decode the format of the input of a custom tool.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: CustomToolFormat = CUSTOM_TOOL_FORMAT.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CustomTool(WireObject):
    """A custom tool that the model may call.

    Schema: `CustomToolChatCompletions`, property `custom`.
    """

    name: str
    """The name of the tool."""
    description: str | None = None
    """What the tool does."""
    format: CustomToolFormat | None = None
    """The format of the input. Any text by default."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CustomToolChatCompletions(WireObject):
    """A custom tool, whose input is text.

    Schema: `CustomToolChatCompletions`.
    """

    kind: ClassVar[Literal["custom"]] = "custom"

    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: CustomTool
    """The tool."""


TOOL = Variants(
    "type",
    ChatCompletionTool,
    CustomToolChatCompletions,
    unknown=UnknownVariant,
    decoder="decode_tool",
    default="function",
)

Tool: TypeAlias = Annotated[ChatCompletionTool | CustomToolChatCompletions | UnknownVariant, TOOL]
"""A tool of any type that the model may call."""


def decode_tool(data: Mapping[str, Any], *, problems: Problems | None = None) -> Tool:
    """Decode a tool of any type.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: Tool = TOOL.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionFunctions(WireObject):
    """Deprecated: a function that the model may call. Replaced by `ChatCompletionTool`.

    Schema: `ChatCompletionFunctions`.
    """

    description: str | None = None
    """What the function does."""
    name: str
    """The name of the function."""
    parameters: Mapping[str, object] | None = field(default=None, hash=False)
    """The parameters as a JSON schema."""
