"""What the schema says of a request beyond types: ranges, lengths, listed values, and what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .._core import DecodeError, WireObject
from .._core.errors import Location, quote

_RANGES: dict[str, tuple[float, float]] = {
    "frequency_penalty": (-2, 2),
    "n": (1, 128),
    "presence_penalty": (-2, 2),
    "seed": (-(2**63), 2**63 - 1),
    "temperature": (0, 2),
    "top_logprobs": (0, 20),
    "top_p": (0, 1),
}
_LENGTHS = {
    "content": (1, None, "item"),
    "functions": (1, 128, "item"),
    "messages": (1, None, "item"),
    "metadata": (0, 16, "key"),
    "safety_identifier": (0, 64, "character"),
    "stop": (1, 4, "item"),
}
"""The least and the largest length. A text in place of an array has any length."""
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NAMED = frozenset({"FunctionObject", "ChatCompletionFunctions", "JsonSchema"})
"""The classes whose name has this form."""


def find_mistakes(request: Any) -> list[DecodeError]:
    """Return what a request has that the schema does not allow."""
    return [*_check_object(request, ()), *_check_options(request), *_check_tools(request), *_check_messages(request)]


def _check_object(value: Any, location: Location) -> Iterator[DecodeError]:
    if getattr(value, "kind", "") == "unknown":
        tag = "role" if "role" in value._known else "type"
        yield DecodeError(f"a {tag} of the schema", getattr(value, tag), location=(*location, tag))
        return
    for key in value.extra:
        yield DecodeError("a key of the schema", location=(*location, key), found=quote(key))
    for name in value._known:
        yield from _check_field(value, name, getattr(value, name), (*location, name))


def _check_field(owner: Any, name: str, value: Any, location: Location) -> Iterator[DecodeError]:
    if value is None:
        return
    yield from _check_length(name, value, location)
    if name in _RANGES and not _RANGES[name][0] <= value <= _RANGES[name][1]:
        yield DecodeError("number from {} to {}".format(*_RANGES[name]), value, location=location)
    if name == "name" and type(owner).__name__ in _NAMED and not _NAME.fullmatch(value):
        yield DecodeError("1 to 64 letters, digits, underscores and hyphens", value, location=location)
    owner_class: Any = type(owner)
    listed = _list_values(owner_class).get(name)
    for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
        place = (*location, index) if isinstance(value, tuple) else location
        if isinstance(item, WireObject):
            yield from _check_object(item, place)
        elif listed is not None and item not in listed:
            yield DecodeError(f"one of {', '.join(listed)}", item, location=place)


def _check_length(name: str, value: Any, location: Location) -> Iterator[DecodeError]:
    least, most, unit = _LENGTHS.get(name, (0, None, ""))
    if unit == "item" and isinstance(value, str):
        return
    if unit and (len(value) < least or (most is not None and len(value) > most)):
        limit = f"at least {least} {unit}" if len(value) < least else f"at most {most} {unit}s"
        yield DecodeError(limit, location=location, found=str(len(value)))


@cache
def _list_values(cls: Any) -> dict[str, tuple[str, ...]]:
    """Return the values that the schema lists for the fields of a class."""
    values = {name: [*_iter_literals(hint)] for name, hint in get_type_hints(cls).items() if name != "kind"}
    return {name: tuple(listed) for name, listed in values.items() if listed}


def _iter_literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        for member in get_args(hint):
            yield from _iter_literals(member)


def _check_options(request: Any) -> Iterator[DecodeError]:
    needed = {
        "top_logprobs": (request.logprobs, "logprobs is not true"),
        "stream_options": (request.stream, "stream is not true"),
        "parallel_tool_calls": (request.tools, "there are no tools"),
        "function_call": (request.functions, "there are no functions"),
        "max_tokens": (request.max_completion_tokens is None, "there is max_completion_tokens"),
        "functions": (request.tools is None, "there are tools"),
    }
    for name, (is_present, reason) in needed.items():
        if (value := getattr(request, name)) is not None and not is_present:
            yield DecodeError(f"nothing, as {reason}", value, location=(name,))
    if "audio" in (request.modalities or ()) and request.audio is None:
        yield DecodeError("object", location=("audio",))
    for token, bias in (request.logit_bias or {}).items():
        if not -100 <= bias <= 100:
            yield DecodeError("number from -100 to 100", bias, location=("logit_bias", token))
    for key, value in (request.metadata or {}).items():
        if len(key) > 64 or len(value) > 512:
            yield DecodeError(
                "a key of at most 64 characters and a value of at most 512", value, location=("metadata", key)
            )


def _check_tools(request: Any) -> Iterator[DecodeError]:
    choice = request.tool_choice
    if choice is None or choice == "none":
        return
    if not request.tools:
        yield DecodeError("nothing, as there are no tools", choice, location=("tool_choice",))
        return
    names = {(tool.kind, getattr(tool, tool.kind).name) for tool in request.tools if tool.kind != "unknown"}
    for location, kind, name in _iter_chosen(choice):
        if (kind, name) not in names:
            yield DecodeError("the name of a tool in tools", name, location=("tool_choice", *location, kind, "name"))


def _iter_chosen(choice: Any) -> Iterator[tuple[Location, str, str]]:
    """Iterate over the locations, the types and the names of the tools that a choice names."""
    kind = getattr(choice, "kind", "")
    if kind in ("function", "custom"):
        yield (), kind, getattr(choice, kind).name
    elif kind == "allowed_tools":
        for index, tool in enumerate(choice.allowed_tools.tools):
            kind = str(tool.get("type"))
            if isinstance(named := tool.get(kind), Mapping) and isinstance(name := named.get("name"), str):
                yield ("allowed_tools", "tools", index), kind, name


def _check_messages(request: Any) -> Iterator[DecodeError]:
    ids: set[str] = set()
    for index, message in enumerate(request.messages):
        if message.kind == "assistant":
            ids.update(call.id for call in message.tool_calls or ())
            parts = (message.content, message.refusal, message.tool_calls, message.function_call, message.audio)
            if all(part is None for part in parts):
                yield DecodeError("str or array", location=("messages", index, "content"))
        elif message.kind == "tool" and message.tool_call_id not in ids:
            location = ("messages", index, "tool_call_id")
            yield DecodeError("the id of an earlier tool call", message.tool_call_id, location=location)
