"""Tool calls: what the model asks the client to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, TypeVar

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_literal,
    decode_object,
    decode_str,
    recover,
    write_extra,
)
from .unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCalls",
    "CustomCall",
    "FunctionCall",
    "ToolCall",
]

C = TypeVar("C", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FunctionCall(Model):
    """The name and the arguments of a function to call.

    Schema: `ChatCompletionMessageToolCall`, property `function`. The deprecated `function_call` of a message has the
    same form.
    """

    name: str
    """The name of the function."""
    arguments: str
    """The arguments as JSON text. The model wrote it, so it may be invalid or name parameters that do not exist."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            draft.arguments = v if type(v := data["arguments"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_call: Callable[[Any], FunctionCall] = FunctionCall.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CustomCall(Model):
    """The name and the input of a custom tool to call.

    Schema: `ChatCompletionMessageCustomToolCall`, property `custom`.
    """

    name: str
    """The name of the tool."""
    input: str
    """The input, as the model wrote it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            draft.input = v if type(v := data["input"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "input": self.input,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_custom_call: Callable[[Any], CustomCall] = CustomCall.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionMessageToolCall(Model):
    """A call of a function tool.

    Schema: `ChatCompletionMessageToolCall`. `type` may be missing or null, as some services send no type.
    """

    id: str
    """The identifier of the call. The message with the result refers to it."""
    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionCall
    """The function to call."""

    _defaults = {"type": "function"}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            if (v := data.get("type", MISSING)) is MISSING:
                v, surplus, missing = "function", surplus + 1, (*missing, "type")
            elif v is None:
                v, surplus = "function", surplus + 1
            draft.type = "function" if v == "function" else decode_literal(v, "function")
            draft.function = decode_function_call(data["function"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "function": self.function.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_function_tool_call: Callable[[Any], ChatCompletionMessageToolCall] = ChatCompletionMessageToolCall.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionMessageCustomToolCall(Model):
    """A call of a custom tool.

    Schema: `ChatCompletionMessageCustomToolCall`.
    """

    id: str
    """The identifier of the call. The message with the result refers to it."""
    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: CustomCall
    """The tool to call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.type = "custom" if (v := data["type"]) == "custom" else decode_literal(v, "custom")
            draft.custom = decode_custom_call(data["custom"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "custom": self.custom.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_custom_tool_call: Callable[[Any], ChatCompletionMessageCustomToolCall] = (
    ChatCompletionMessageCustomToolCall.from_dict
)


ToolCall: TypeAlias = ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | UnknownVariant
"""A call of a tool of any type."""

ChatCompletionMessageToolCalls: TypeAlias = tuple[ToolCall, ...]
"""The tool calls of a message. Schema: `ChatCompletionMessageToolCalls`."""


def decode_tool_call(value: Any) -> ToolCall:
    data = decode_object(value)
    variant = data.get("type")
    if variant == "function" or (variant is None and "function" in data):
        return decode_function_tool_call(data)
    if variant == "custom":
        return decode_custom_tool_call(data)
    return decode_unknown_variant(data)


def keep_keys(extra: Mapping[str, Any], names: Set[str]) -> dict[str, Any]:
    """Return those unknown keys that have one of the names."""
    return {name: value for name, value in extra.items() if name in names}


def strip_call(call: C, names: Set[str]) -> C:
    """Return a copy of a call with only the named unknown keys."""
    return replace(call, extra=keep_keys(call.extra, names))


def strip_tool_call(call: ToolCall, names: Set[str]) -> ToolCall:
    """Return a copy of a tool call with only the named unknown keys. A call of an unknown type is kept whole."""
    if isinstance(call, ChatCompletionMessageToolCall):
        return replace(strip_call(call, names), function=strip_call(call.function, names))
    if isinstance(call, ChatCompletionMessageCustomToolCall):
        return replace(strip_call(call, names), custom=strip_call(call.custom, names))
    return call
