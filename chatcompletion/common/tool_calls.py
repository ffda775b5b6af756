"""Tool calls: what the model asks the client to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import (
    JSON_TEXT,
    NO_EXTRA,
    DecodeError,
    Problems,
    Self,
    Variants,
    WireObject,
    collect_extra,
    dataclass,
    decode_constant,
    decode_str,
    locate,
    write_extra,
)

__all__ = [
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCalls",
    "CustomCall",
    "FunctionCall",
    "ToolCall",
    "UnknownToolCall",
    "decode_tool_call",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class FunctionCall(WireObject):
    """The name and the arguments of a function to call.

    Schema: `ChatCompletionMessageToolCall`, property `function`. The deprecated `function_call` of a message has the
    same form.
    """

    name: str
    """The name of the function."""
    arguments: Annotated[str, JSON_TEXT]
    """The arguments as JSON text. The model wrote it, so it may be invalid or name parameters that do not exist."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            draft.arguments = v if type(v := data["arguments"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "arguments": self.arguments,
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)

    def parse_arguments(self) -> dict[str, Any]:
        """Return the arguments as a new dict of plain JSON values. No arguments at all, `""`, are an empty dict.

        Raises `DecodeError` with the place in the JSON text if it is not a JSON object.
        """
        if not self.arguments.strip():
            return {}
        from .._core.json_text import parse_object  # here for the same reason as in errors.quote

        return parse_object(self.arguments, "arguments")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CustomCall(WireObject):
    """The name and the input of a custom tool to call.

    Schema: `ChatCompletionMessageCustomToolCall`, property `custom`.
    """

    name: str
    """The name of the tool."""
    input: Annotated[str, JSON_TEXT]
    """The input, as the model wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionMessageToolCall(WireObject):
    """A call of a function tool.

    Schema: `ChatCompletionMessageToolCall`. `type` may be missing or null, as some services send no type.
    """

    kind: ClassVar[Literal["function"]] = "function"

    id: str
    """The identifier of the call. The message with the result refers to it."""
    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionCall
    """The function to call."""

    _if_absent = {"type": "function"}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 3
        absent: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            if data.get("type") != "function":
                surplus, absent = decode_constant(data, "type", "function", surplus, absent)
            draft.type = "function"
            draft.function = FunctionCall._decode(data["function"])
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "type": self.type,
            "function": self.function.to_dict(),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionMessageCustomToolCall(WireObject):
    """A call of a custom tool.

    Schema: `ChatCompletionMessageCustomToolCall`.
    """

    kind: ClassVar[Literal["custom"]] = "custom"

    id: str
    """The identifier of the call. The message with the result refers to it."""
    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: CustomCall
    """The tool to call."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class UnknownToolCall(WireObject):
    """A call of a tool of a type that the schema does not define.

    All its keys but `id` and `type` are in `extra`.
    """

    kind: ClassVar[Literal["unknown"]] = "unknown"

    id: str
    """The identifier of the call. The message with the result refers to it."""
    type: str
    """The type, as the service sent it."""


TOOL_CALL = Variants(
    "type",
    ChatCompletionMessageToolCall,
    ChatCompletionMessageCustomToolCall,
    unknown=UnknownToolCall,
    decoder="decode_tool_call",
    default="function",
)

ToolCall: TypeAlias = Annotated[
    ChatCompletionMessageToolCall | ChatCompletionMessageCustomToolCall | UnknownToolCall, TOOL_CALL
]
"""A call of a tool of any type."""


def decode_tool_call(data: Mapping[str, Any], *, problems: Problems | None = None) -> ToolCall:
    """Decode a tool call of any type.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ToolCall = TOOL_CALL.from_dict(data, problems)
    return decoded


ChatCompletionMessageToolCalls: TypeAlias = tuple[ToolCall, ...]
"""The tool calls of a message. Schema: `ChatCompletionMessageToolCalls`."""
