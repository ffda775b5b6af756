"""The message of a response as a message of the next request, which continues the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Any, TypeVar

from .._core import WireObject
from ..common.content import MultipartContent, find_refusal
from ..common.tool_calls import ChatCompletionMessageCustomToolCall, ChatCompletionMessageToolCall, ToolCall
from .messages import AudioReference, ChatCompletionRequestAssistantMessage

C = TypeVar("C", bound=WireObject)


def continue_with(message: Any, keep: Iterable[str]) -> ChatCompletionRequestAssistantMessage:
    """Return the message of the next request for that of a response, whose method `to_request` explains it."""
    names = frozenset((keep,) if isinstance(keep, str) else keep)
    extra = _keep_keys(message.extra, names)
    name = extra.pop("name", None)  # a field of the request
    content: Any = message.content
    if isinstance(content, MultipartContent):
        content = content.parts if "content" in names else str(content) or None
    if content is None and "content" in message.to_dict():
        extra["content"] = None  # null, where None would be a missing key
    return ChatCompletionRequestAssistantMessage(
        content=content,
        refusal=message.refusal or (find_refusal(message.content) if "content" not in names else None),
        name=name if isinstance(name, str) else None,
        audio=None if message.audio is None else AudioReference(id=message.audio.id),
        tool_calls=tuple(_strip_tool_call(call, names) for call in message.tool_calls or ()) or None,
        function_call=None if message.function_call is None else _strip(message.function_call, names),
        extra=extra,
    )


def _keep_keys(extra: Mapping[str, object], names: Set[str]) -> dict[str, object]:
    return {name: value for name, value in extra.items() if name in names}


def _strip(call: C, names: Set[str]) -> C:
    """Return a copy of a call with only the named unknown keys."""
    return replace(call, extra=_keep_keys(call.extra, names))


def _strip_tool_call(call: ToolCall, names: Set[str]) -> ToolCall:
    """Return a copy of a tool call with only the named unknown keys. A call of an unknown type is kept whole."""
    if isinstance(call, ChatCompletionMessageToolCall):
        return replace(_strip(call, names), function=_strip(call.function, names))
    if isinstance(call, ChatCompletionMessageCustomToolCall):
        return replace(_strip(call, names), custom=_strip(call.custom, names))
    return call
