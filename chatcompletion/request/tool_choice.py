"""The choice of the tools that the model calls."""

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
    decode_array,
    decode_json_object,
    decode_literal,
    decode_object,
    decode_str,
    decode_str_or_object,
    recover,
    thaw,
    write_extra,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "ChatCompletionAllowedTools",
    "ChatCompletionAllowedToolsChoice",
    "ChatCompletionFunctionCallOption",
    "ChatCompletionNamedToolChoice",
    "ChatCompletionNamedToolChoiceCustom",
    "ChatCompletionToolChoiceOption",
    "FunctionCallChoice",
    "NamedCustomTool",
    "NamedFunction",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NamedFunction(Model):
    """The name of the function that the model must call.

    Schema: `ChatCompletionNamedToolChoice`, property `function`.
    """

    name: str
    """The name of the function."""

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
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_named_function: Callable[[Any], NamedFunction] = NamedFunction.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionNamedToolChoice(Model):
    """The choice of one function, which the model must call.

    Schema: `ChatCompletionNamedToolChoice`. `type` may be missing or null, as some clients send no type.
    """

    type: Literal["function"] = "function"
    """Always `function`."""
    function: NamedFunction
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
            draft.function = decode_named_function(data["function"])
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


decode_named_tool_choice: Callable[[Any], ChatCompletionNamedToolChoice] = ChatCompletionNamedToolChoice.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NamedCustomTool(Model):
    """The name of the custom tool that the model must call.

    Schema: `ChatCompletionNamedToolChoiceCustom`, property `custom`.
    """

    name: str
    """The name of the tool."""

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
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_named_custom_tool: Callable[[Any], NamedCustomTool] = NamedCustomTool.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionNamedToolChoiceCustom(Model):
    """The choice of one custom tool, which the model must call.

    Schema: `ChatCompletionNamedToolChoiceCustom`.
    """

    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: NamedCustomTool
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
            draft.custom = decode_named_custom_tool(data["custom"])
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


decode_named_custom_tool_choice: Callable[[Any], ChatCompletionNamedToolChoiceCustom] = (
    ChatCompletionNamedToolChoiceCustom.from_dict
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionAllowedTools(Model):
    """The tools that the model may call, out of those in the request.

    Schema: `ChatCompletionAllowedTools`.
    """

    mode: Literal["auto", "required"] | str
    """Whether the model may (`auto`) or must (`required`) call one of them."""
    tools: tuple[Mapping[str, Any], ...] = field(hash=False)
    """The tools, such as `{"type": "function", "function": {"name": "get_tide"}}`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.mode = v if type(v := data["mode"]) is str else decode_str(v)
            draft.tools = decode_array(data["tools"], decode_json_object)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "mode": self.mode,
            "tools": [thaw(tool) for tool in self.tools],
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_allowed_tools: Callable[[Any], ChatCompletionAllowedTools] = ChatCompletionAllowedTools.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionAllowedToolsChoice(Model):
    """The choice between some of the tools in the request.

    Schema: `ChatCompletionAllowedToolsChoice`.
    """

    type: Literal["allowed_tools"] = "allowed_tools"
    """Always `allowed_tools`."""
    allowed_tools: ChatCompletionAllowedTools
    """The tools that the model may call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = (
                "allowed_tools" if (v := data["type"]) == "allowed_tools" else decode_literal(v, "allowed_tools")
            )
            draft.allowed_tools = decode_allowed_tools(data["allowed_tools"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "allowed_tools": self.allowed_tools.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_allowed_tools_choice: Callable[[Any], ChatCompletionAllowedToolsChoice] = (
    ChatCompletionAllowedToolsChoice.from_dict
)

ChatCompletionToolChoiceOption: TypeAlias = (
    Literal["none", "auto", "required"]
    | str
    | ChatCompletionAllowedToolsChoice
    | ChatCompletionNamedToolChoice
    | ChatCompletionNamedToolChoiceCustom
    | UnknownVariant
)
"""Which tools the model calls: none, those that it chooses (`auto`), at least one (`required`), or the ones named.
Schema: `ChatCompletionToolChoiceOption`. Services accept other values too."""


def decode_tool_choice(value: Any) -> ChatCompletionToolChoiceOption:
    data = decode_str_or_object(value)
    if isinstance(data, str):
        return data
    variant = data.get("type")
    if variant == "function" or (variant is None and "function" in data):
        return decode_named_tool_choice(data)
    if variant == "custom":
        return decode_named_custom_tool_choice(data)
    if variant == "allowed_tools":
        return decode_allowed_tools_choice(data)
    return decode_unknown_variant(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionFunctionCallOption(Model):
    """Deprecated: the choice of one function, which the model must call.

    Schema: `ChatCompletionFunctionCallOption`.
    """

    name: str
    """The name of the function."""

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
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_call_option: Callable[[Any], ChatCompletionFunctionCallOption] = (
    ChatCompletionFunctionCallOption.from_dict
)

FunctionCallChoice: TypeAlias = Literal["none", "auto"] | str | ChatCompletionFunctionCallOption
"""Deprecated: whether the model calls a function, and which. Replaced by `ChatCompletionToolChoiceOption`."""


def decode_function_call_choice(value: Any) -> FunctionCallChoice:
    data = decode_str_or_object(value)
    return data if isinstance(data, str) else decode_function_call_option(data)
