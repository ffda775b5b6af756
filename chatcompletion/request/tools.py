"""The tools that the model may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_bool,
    decode_json_object,
    decode_literal,
    decode_object,
    decode_str,
    recover,
    thaw,
    write_extra,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

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
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FunctionObject(Model):
    """A function that the model may call.

    Schema: `FunctionObject`.
    """

    description: str | None = None
    """What the function does. The model uses it to decide when and how to call the function."""
    name: str
    """The name of the function."""
    parameters: Mapping[str, Any] | None = field(default=None, hash=False)
    """The parameters as a JSON schema. A function without parameters may omit it."""
    strict: bool | None = None
    """Whether the model must follow the schema of the parameters exactly."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
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
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

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
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_object: Callable[[Any], FunctionObject] = FunctionObject.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionTool(Model):
    """A function tool.

    Schema: `ChatCompletionTool`. `type` may be missing or null, as some clients send no type.
    """

    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionObject
    """The function."""

    _defaults = {"type": "function"}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("type", MISSING)) is MISSING:
                v, surplus, missing = "function", surplus + 1, (*missing, "type")
            elif v is None:
                v, surplus = "function", surplus + 1
            draft.type = "function" if v == "function" else decode_literal(v, "function")
            draft.function = decode_function_object(data["function"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "function": self.function.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_tool: Callable[[Any], ChatCompletionTool] = ChatCompletionTool.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Grammar(Model):
    """The grammar of the input of a custom tool.

    Schema: `CustomToolChatCompletions`, property `grammar` of a format.
    """

    definition: str
    """The grammar."""
    syntax: Literal["lark", "regex"] | str
    """The syntax of the grammar."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.definition = v if type(v := data["definition"]) is str else decode_str(v)
            draft.syntax = v if type(v := data["syntax"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "definition": self.definition,
            "syntax": self.syntax,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_grammar: Callable[[Any], Grammar] = Grammar.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TextFormat(Model):
    """The format of a custom tool whose input is any text.

    Schema: `CustomToolChatCompletions`, property `format`.
    """

    type: Literal["text"] = "text"
    """Always `text`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.type = "text" if (v := data["type"]) == "text" else decode_literal(v, "text")
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_text_format: Callable[[Any], TextFormat] = TextFormat.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GrammarFormat(Model):
    """The format of a custom tool whose input follows a grammar.

    Schema: `CustomToolChatCompletions`, property `format`.
    """

    type: Literal["grammar"] = "grammar"
    """Always `grammar`."""
    grammar: Grammar
    """The grammar."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "grammar" if (v := data["type"]) == "grammar" else decode_literal(v, "grammar")
            draft.grammar = decode_grammar(data["grammar"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "grammar": self.grammar.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_grammar_format: Callable[[Any], GrammarFormat] = GrammarFormat.from_dict

CustomToolFormat: TypeAlias = TextFormat | GrammarFormat | UnknownVariant
"""The format of the input of a custom tool."""


def decode_custom_tool_format(value: Any) -> CustomToolFormat:
    data = decode_object(value)
    variant = data.get("type")
    if variant == "text":
        return decode_text_format(data)
    if variant == "grammar":
        return decode_grammar_format(data)
    return decode_unknown_variant(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CustomTool(Model):
    """A custom tool that the model may call.

    Schema: `CustomToolChatCompletions`, property `custom`.
    """

    name: str
    """The name of the tool."""
    description: str | None = None
    """What the tool does."""
    format: CustomToolFormat | None = None
    """The format of the input. Any text by default."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            if (v := data.get("description")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.description = v
            if (v := data.get("format")) is not None:
                v, surplus = decode_custom_tool_format(v), surplus - 1
            draft.format = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.description is not None:
            data["description"] = self.description
        if self.format is not None:
            data["format"] = self.format.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_custom_tool_definition: Callable[[Any], CustomTool] = CustomTool.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CustomToolChatCompletions(Model):
    """A custom tool, whose input is text.

    Schema: `CustomToolChatCompletions`.
    """

    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: CustomTool
    """The tool."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "custom" if (v := data["type"]) == "custom" else decode_literal(v, "custom")
            draft.custom = decode_custom_tool_definition(data["custom"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "custom": self.custom.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_custom_tool: Callable[[Any], CustomToolChatCompletions] = CustomToolChatCompletions.from_dict

Tool: TypeAlias = ChatCompletionTool | CustomToolChatCompletions | UnknownVariant
"""A tool of any type that the model may call."""


def decode_tool(value: Any) -> Tool:
    data = decode_object(value)
    variant = data.get("type")
    if variant == "function" or (variant is None and "function" in data):
        return decode_function_tool(data)
    if variant == "custom":
        return decode_custom_tool(data)
    return decode_unknown_variant(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionFunctions(Model):
    """Deprecated: a function that the model may call. Replaced by `ChatCompletionTool`.

    Schema: `ChatCompletionFunctions`.
    """

    description: str | None = None
    """What the function does."""
    name: str
    """The name of the function."""
    parameters: Mapping[str, Any] | None = field(default=None, hash=False)
    """The parameters as a JSON schema."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("description")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.description = v
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            if (v := data.get("parameters")) is not None:
                v, surplus = decode_json_object(v), surplus - 1
            draft.parameters = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.description is not None:
            data["description"] = self.description
        if self.parameters is not None:
            data["parameters"] = thaw(self.parameters)
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_functions_item: Callable[[Any], ChatCompletionFunctions] = ChatCompletionFunctions.from_dict
