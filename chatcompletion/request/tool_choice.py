"""The choice of the tools that the model calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import Problems, Variants, WireObject, dataclass, decode_str_or_object
from ..common.unknown import UnknownVariant

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
    "decode_tool_choice",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class NamedFunction(WireObject):
    """The name of the function that the model must call.

    Schema: `ChatCompletionNamedToolChoice`, property `function`.
    """

    name: str
    """The name of the function."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionNamedToolChoice(WireObject):
    """The choice of one function, which the model must call.

    Schema: `ChatCompletionNamedToolChoice`. `type` may be missing or null, as some clients send no type.
    """

    kind: ClassVar[Literal["function"]] = "function"

    type: Literal["function"] = "function"
    """Always `function`."""
    function: NamedFunction
    """The function."""

    _if_absent = {"type": "function"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class NamedCustomTool(WireObject):
    """The name of the custom tool that the model must call.

    Schema: `ChatCompletionNamedToolChoiceCustom`, property `custom`.
    """

    name: str
    """The name of the tool."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionNamedToolChoiceCustom(WireObject):
    """The choice of one custom tool, which the model must call.

    Schema: `ChatCompletionNamedToolChoiceCustom`.
    """

    kind: ClassVar[Literal["custom"]] = "custom"

    type: Literal["custom"] = "custom"
    """Always `custom`."""
    custom: NamedCustomTool
    """The tool."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionAllowedTools(WireObject):
    """The tools that the model may call, out of those in the request.

    Schema: `ChatCompletionAllowedTools`.
    """

    mode: Literal["auto", "required"] | str
    """Whether the model may (`auto`) or must (`required`) call one of them."""
    tools: tuple[Mapping[str, object], ...] = field(hash=False)
    """The tools, such as `{"type": "function", "function": {"name": "get_tide"}}`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionAllowedToolsChoice(WireObject):
    """The choice between some of the tools in the request.

    Schema: `ChatCompletionAllowedToolsChoice`.
    """

    kind: ClassVar[Literal["allowed_tools"]] = "allowed_tools"

    type: Literal["allowed_tools"] = "allowed_tools"
    """Always `allowed_tools`."""
    allowed_tools: ChatCompletionAllowedTools
    """The tools that the model may call."""


TOOL_CHOICE = Variants(
    "type",
    ChatCompletionAllowedToolsChoice,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    unknown=UnknownVariant,
    decoder="decode_tool_choice",
    default="function",
    or_str=True,
)

ChatCompletionToolChoiceOption: TypeAlias = Annotated[
    Literal["none", "auto", "required"]
    | str
    | ChatCompletionAllowedToolsChoice
    | ChatCompletionNamedToolChoice
    | ChatCompletionNamedToolChoiceCustom
    | UnknownVariant,
    TOOL_CHOICE,
]
"""Which tools the model calls: none, those that it chooses (`auto`), at least one (`required`), or the ones named.
Schema: `ChatCompletionToolChoiceOption`. Services accept other values too."""


def decode_tool_choice(
    data: str | Mapping[str, Any], *, problems: Problems | None = None
) -> ChatCompletionToolChoiceOption:
    """Decode a tool choice of any type.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ChatCompletionToolChoiceOption = TOOL_CHOICE.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionFunctionCallOption(WireObject):
    """Deprecated: the choice of one function, which the model must call.

    Schema: `ChatCompletionFunctionCallOption`.
    """

    name: str
    """The name of the function."""


FunctionCallChoice: TypeAlias = Literal["none", "auto"] | str | ChatCompletionFunctionCallOption
"""Deprecated: whether the model calls a function, and which. Replaced by `ChatCompletionToolChoiceOption`."""


def decode_function_call_choice(value: Any) -> FunctionCallChoice:
    return decode_str_or_object(value, ChatCompletionFunctionCallOption._decode)
