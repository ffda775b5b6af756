"""The calls of functions and other tools that a model asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, OMITTED, Model, Self, extra_of, located, restore
from ._read import as_str, not_literal
from .unknown import UnknownVariant

__all__ = [
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCalls",
    "CustomCall",
    "FunctionCall",
    "ToolCall",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FunctionCall(Model):
    """A function to call, and with what.

    Schema: `ChatCompletionMessageToolCall`, property `function`; also the deprecated `function_call` of a message.
    """

    name: str
    """The name of the function."""
    arguments: str
    """Its arguments as JSON, as the model wrote them: the text may be broken or name parameters that do not exist."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.name = v if type(v := data["name"]) is str else as_str(v)
            self.arguments = v if type(v := data["arguments"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 2 else extra_of(data, cls, len(data) - 2)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_function_call: Callable[[Any], FunctionCall] = FunctionCall.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CustomCall(Model):
    """A custom tool to call, and with what.

    Schema: `ChatCompletionMessageCustomToolCall`, property `custom`.
    """

    name: str
    """The name of the tool."""
    input: str
    """Its input, as the model wrote it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.name = v if type(v := data["name"]) is str else as_str(v)
            self.input = v if type(v := data["input"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 2 else extra_of(data, cls, len(data) - 2)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "input": self.input,
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_custom_call: Callable[[Any], CustomCall] = CustomCall.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionMessageToolCall(Model):
    """A call of a function tool.

    Schema: `ChatCompletionMessageToolCall`. Some services leave `type` out.
    """

    id: str
    """The identifier of the call, which the message with its result refers to."""
    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionCall
    """The function to call."""

    _defaults = {"type": "function"}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            self.id = v if type(v := data["id"]) is str else as_str(v)
            if (v := data.get("type", OMITTED)) is OMITTED:
                v, n, omitted = "function", n + 1, (*omitted, "type")
            elif v is None:
                v, n = "function", n + 1
            self.type = "function" if v == "function" else not_literal(v, "function")
            self.function = as_function_call(data["function"])
            self.extra = NOTHING if n == 3 and not omitted else extra_of(data, cls, n - 3, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "function": self.function.to_dict(),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionMessageCustomToolCall(Model):
    """A call of a custom tool.

    Schema: `ChatCompletionMessageCustomToolCall`.
    """

    id: str
    """The identifier of the call, which the message with its result refers to."""
    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: CustomCall
    """The tool to call."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.id = v if type(v := data["id"]) is str else as_str(v)
            self.type = "custom" if (v := data["type"]) == "custom" else not_literal(v, "custom")
            self.custom = as_custom_call(data["custom"])
            self.extra = NOTHING if len(data) == 3 else extra_of(data, cls, len(data) - 3)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "custom": self.custom.to_dict(),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


ToolCall: TypeAlias = ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | UnknownVariant
"""A call of a tool, of whichever type."""

ChatCompletionMessageToolCalls: TypeAlias = tuple[ToolCall, ...]
"""The tool calls of a message. Schema: `ChatCompletionMessageToolCalls`."""


def as_tool_call(value: Any) -> ToolCall:
    data = as_object(value)
    variant = data.get("type")
    if variant == "function" or (variant is None and "function" in data):
        return ChatCompletionMessageToolCall.from_dict(data)
    if variant == "custom":
        return ChatCompletionMessageCustomToolCall.from_dict(data)
    return UnknownVariant.from_dict(data)
