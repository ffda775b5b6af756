"""What the schema says of a request: types, required keys, nulls, ranges, lengths, values, and what belongs together.

The body is checked as `to_dict` writes it, beside the objects that it is written from, which know their classes. The
annotations of the classes say most of what the schema says, and the tables say the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, repeat
from math import inf
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .._core import DecodeError, WireBody, WireObject
from .._core.errors import Location, class_name, quote
from .._core.fields import Field, Shape, get_fields
from ..common.content import ThinkingPart
from .messages import ChatCompletionRequestAssistantMessage, ChatCompletionRequestFunctionMessage
from .options import ModerationParam, ModerationPolicyParam, WebSearchOptions
from .response_format import JsonSchema
from .tools import ChatCompletionFunctions, FunctionObject

_NULLABLE: dict[type, str] = {
    WireBody: "audio frequency_penalty logit_bias logprobs max_completion_tokens max_tokens metadata modalities "
    "moderation n prediction presence_penalty prompt_cache_key prompt_cache_retention reasoning_effort "
    "safety_identifier seed service_tier stop store stream stream_options temperature top_p verbosity",
    ChatCompletionRequestAssistantMessage: "audio content function_call refusal",
    ChatCompletionRequestFunctionMessage: "content",
    FunctionObject: "strict",
    JsonSchema: "strict",
    ModerationParam: "policy",
    ModerationPolicyParam: "input output",
    WebSearchOptions: "user_location",
}
"""The fields that may be null, by the class. The only `WireBody` is the request itself."""
RANGES: dict[str, tuple[float, float]] = {
    "frequency_penalty": (-2, 2),
    "logit_bias": (-100, 100),
    "n": (1, 128),
    "presence_penalty": (-2, 2),
    "seed": (-9223372036854776000, 9223372036854776000),
    "temperature": (0, 2),
    "top_logprobs": (0, 20),
    "top_p": (0, 1),
}
"""The least and the largest number. The schema rounds the limits of 64 bits."""
LENGTHS: dict[str, tuple[int, int | None, str]] = {
    "content": (1, None, "item"),
    "functions": (1, 128, "item"),
    "messages": (1, None, "item"),
    "metadata": (0, 16, "key"),
    "safety_identifier": (0, 64, "character"),
    "stop": (1, 4, "item"),
}
"""The least and the largest length. A text in place of an array has any length."""
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_NAMED = (FunctionObject, ChatCompletionFunctions, JsonSchema)
"""The classes whose name has this form."""
_ANY_TEXT = frozenset({"voice"})
"""The fields that may have any text, although the schema lists values."""

_KEY, _ROLE, _TYPE = _UNKNOWN = ("a key of the schema", "a role of the schema", "a type of the schema")
"""What is expected in place of what is unknown."""
_CONTAINERS = {
    "array": list,
    "mapping": dict,
    "object": dict,
    "str or array": list,
    "str or object": dict,
    "variants": dict,
}
"""How values are written in which there are other values to check, by the kinds of fields."""


def find_mistakes(request: Any, *, allow_unknown: bool) -> list[DecodeError]:
    """Return what a request has that the schema does not allow."""
    try:
        body = request.to_dict()
    except Exception as error:  # from an object that a constructor took in place of a scalar
        return [DecodeError("JSON value", found=f"one that raises {class_name(type(error))}")]
    mistakes = [*_check_object(request, body, ())]
    places = {mistake.location for mistake in mistakes}  # a value that does not fit is not compared with others
    for mistake in chain(_check_options(request), _check_tools(request), _check_messages(request)):
        if not any(mistake.location[:depth] in places for depth in range(1, len(mistake.location) + 1)):
            mistakes.append(mistake)
    return [mistake for mistake in mistakes if not (allow_unknown and mistake.expected in _UNKNOWN)]


def _check_object(owner: Any, body: dict[str, Any], location: Location) -> Iterator[DecodeError]:
    """Check an object and what was written of it."""
    fields = get_fields(type(owner))
    for name, field in fields.items():
        place = (*location, name)
        if name not in body:
            if field.is_always_written:
                yield DecodeError(field.shape.expected, location=place)
        elif body[name] is not None or not _is_nullable(owner, name):
            yield from _check_value(owner, field, getattr(owner, name), body[name], place)
    if getattr(owner, "kind", "") == "unknown" or isinstance(owner, ThinkingPart):
        tag, expected = ("role", _ROLE) if "role" in fields else ("type", _TYPE)
        if isinstance(body.get(tag), str):
            yield DecodeError(expected, body[tag], location=(*location, tag))
        return
    for key in body:
        if key not in fields:
            yield DecodeError(_KEY, location=(*location, key), found=quote(key))


def _is_nullable(owner: Any, name: str) -> bool:
    return any(isinstance(owner, cls) and name in names.split() for cls, names in _NULLABLE.items())


def _check_value(owner: Any, field: Field, value: Any, written: Any, location: Location) -> Iterator[DecodeError]:
    """Check the value of a field, or an item of it, and what was written of it."""
    shape = field.shape
    if type(written) is not _CONTAINERS.get(shape.name):
        try:
            written = shape.decode(written)
        except DecodeError as error:
            error.location = (*location, *error.location)
            yield error
            return
    elif isinstance(shape.item, Shape):
        field = field._replace(shape=shape.item)
        items = enumerate(written) if type(written) is list else written.items()
        # After lenient decoding, there may be fewer values than were sent.
        values = chain(getattr(value, "parts", value) or (), repeat(None))
        for (key, item), inner in zip(items, values, strict=False):
            yield from _check_value(owner, field, inner, item, (*location, key))
    else:
        if not isinstance(value, WireObject):  # lenient decoding made something else of the object
            value = shape.item.from_dict(written, problems=[])
        yield from _check_object(value, written, location)
        return
    yield from _check_limits(owner, field.name, written, location)


def _check_limits(owner: Any, name: str, value: Any, location: Location) -> Iterator[DecodeError]:
    """Check a value that fits its annotation."""
    if isinstance(value, (int, float)):
        least, most = RANGES.get(name, (-inf, inf))
        if not least <= value <= most:
            yield DecodeError(f"number from {least} to {most}", value, location=location)
        elif name == "logit_bias" and value % 1:
            yield DecodeError("int", value, location=location)
        return
    if isinstance(value, str):
        cls: Any = type(owner)
        listed = _list_values(cls).get(name)
        if listed and value not in listed:
            yield DecodeError(f"one of {', '.join(listed)}", value, location=location)
        if name == "name" and isinstance(owner, _NAMED) and not _NAME.fullmatch(value):
            yield DecodeError("1 to 64 letters, digits, underscores and hyphens", value, location=location)
        if name == "metadata" and (len(str(location[-1])) > 64 or len(value) > 512):
            expected = "a key of at most 64 characters and a value of at most 512"
            yield DecodeError(expected, value, location=location)
    shortest, longest, unit = LENGTHS.get(name, (0, None, ""))
    if isinstance(value, str) != (unit == "character"):
        return
    if len(value) < shortest or (longest is not None and len(value) > longest):
        limit = f"at least {shortest} {unit}" if len(value) < shortest else f"at most {longest} {unit}s"
        yield DecodeError(limit, location=location, found=str(len(value)))


@cache
def _list_values(cls: Any) -> dict[str, tuple[str, ...]]:
    """Return the values that the schema lists for the fields of a class."""
    owner = next(base for base in cls.__mro__ if "_known" in vars(base))  # not a subclass in a program
    values = {name: tuple(_iter_literals(hint)) for name, hint in get_type_hints(owner).items()}
    return {name: listed for name, listed in values.items() if name in owner._known and name not in _ANY_TEXT}


def _iter_literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        for member in get_args(hint):
            yield from _iter_literals(member)


def _check_options(request: Any) -> Iterator[DecodeError]:
    needed = {
        "top_logprobs": (request.logprobs is True, "logprobs is not true"),
        "stream_options": (request.stream is True, "stream is not true"),
        "max_tokens": (request.max_completion_tokens is None, "there is max_completion_tokens"),
    }
    for name, (is_met, reason) in needed.items():
        if (value := getattr(request, name)) is not None and not is_met:
            yield DecodeError(f"nothing, as {reason}", value, location=(name,))
    is_spoken = any(isinstance(modality, str) and modality == "audio" for modality in request.modalities or ())
    if is_spoken and request.audio is None:
        yield DecodeError("object", location=("audio",))


def _check_tools(request: Any) -> Iterator[DecodeError]:
    choice = request.tool_choice
    if choice is None or choice == "none":
        return
    if not request.tools:
        yield DecodeError("nothing, as there are no tools", choice, location=("tool_choice",))
        return
    tools = [(tool.kind, getattr(tool, tool.kind).name) for tool in request.tools if tool.kind != "unknown"]
    names = {(kind, name) for kind, name in tools if isinstance(name, str)}
    for location, kind, name in _iter_chosen(choice):
        if isinstance(name, str) and (kind, name) not in names:
            yield DecodeError("the name of a tool in tools", name, location=("tool_choice", *location, kind, "name"))


def _iter_chosen(choice: Any) -> Iterator[tuple[Location, str, Any]]:
    """Iterate over the locations, the types and the names of the tools that a choice names."""
    kind = getattr(choice, "kind", "")
    if kind in ("function", "custom"):
        yield (), kind, getattr(choice, kind).name
    elif kind == "allowed_tools":
        for index, tool in enumerate(choice.allowed_tools.tools):
            kind = str(tool.get("type"))
            if isinstance(named := tool.get(kind), Mapping):
                yield ("allowed_tools", "tools", index), kind, named.get("name")


def _check_messages(request: Any) -> Iterator[DecodeError]:
    ids: set[str] = set()
    for index, message in enumerate(request.messages):
        if message.kind == "assistant":
            ids.update(call.id for call in message.tool_calls or () if isinstance(call.id, str))
            parts = (message.content, message.refusal, message.tool_calls, message.function_call, message.audio)
            if all(part is None for part in parts):
                yield DecodeError("str or array", location=("messages", index, "content"))
        elif message.kind == "tool" and isinstance(id := message.tool_call_id, str) and id not in ids:
            yield DecodeError("the id of an earlier tool call", id, location=("messages", index, "tool_call_id"))
