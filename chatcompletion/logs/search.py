"""Finds the bodies in a JSON document: at any depth, under any key, and as JSON text or event streams in strings.

A body is recognized by its structure. What is inside a body is not searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, NamedTuple

from .._core import DecodeError
from .._core.api_error import CODE_KEYS, MESSAGE_KEYS, TYPE_KEYS, fold_keys
from .._core.error_bodies import find_error
from .._core.errors import Location
from .._core.json_text import parse_json
from .report import CHUNK, DELETION, ERROR_BODY, EVENT_STREAM, MESSAGES, REQUEST, RESPONSE, RESPONSES

MAX_DEPTH = 20
"""The number of levels of a document that are searched."""
_TEXT_MARKS = ("choices", "messages", "chat.completion", "rror", "data:", "\\u", 'list"', 'list\\"')
"""Texts of which a document that has a body in it has one, whether the body is an object or JSON text."""
_BYTE_MARKS = (*(mark.encode() for mark in _TEXT_MARKS), b"\0")  # a text with zeros is not in UTF-8
_CHOICE_KEYS = frozenset({"delta", "finish_reason", "index", "message"})
_FLAT_KEYS = ("messages", "choices", "tools", "functions")
"""The keys of a request or a response whose values are not searched, as they are part of it."""
# The keys below are folded, as in `api_error`.
_ERROR_NAMES = ("error", "errors", "detail", "baseresp")
_OUTER_NAMES = ("response", "responsemetadata")
"""Keys of objects in which an error is named."""
_SIDE_KEYS = {"created", "customid", "data", "id", "instance", "loc", "object", "param", "path", "requestid"}
_SIDE_KEYS |= {*_OUTER_NAMES, "success", "timestamp", "traceid", "userid"}
_ERROR_KEYS = frozenset({*MESSAGE_KEYS, *CODE_KEYS, *TYPE_KEYS, *_SIDE_KEYS}) - {"text"}
"""The keys of error bodies. An object with other keys is none, unless it has the request, too."""


class Found(NamedTuple):
    """A body in a document."""

    location: Location
    kind: str
    body: Any
    """A JSON value. The text of an event stream, or an array of chunks."""


def find_bodies(document: Any) -> Sequence[Found]:
    """Return the bodies in a document, in its order."""
    if is_response(document):
        return (Found((), RESPONSE, document),)
    found = [*_walk(document, (), 0)]
    kinds = {one.kind for one in found}
    if ERROR_BODY not in kinds and (error := find_error_body(document, kinds)):
        found += error
    elif kinds == {REQUEST}:
        found += _walk_beside(document, (), {one.location for one in found})
    return found


def find_error_body(document: Any, kinds: Set[str] = frozenset()) -> Sequence[Found]:
    """Return the document if it is an error body, or has an error beside the bodies of some kinds that are in it."""
    return (Found((), ERROR_BODY, document),) if type(document) is dict and _is_error(document, kinds) else ()


def is_response(document: Any) -> bool:
    """Return whether a document says that it is a response, and nothing else. It needs no search."""
    return type(document) is dict and document.get("object") == "chat.completion" and "messages" not in document


def find_at(document: Any, places: Sequence[Location]) -> Sequence[Found]:
    """Return the bodies at some places of a document."""
    found: list[Found] = []
    for place in places:
        value: Any = document
        for key in place:
            value = parse_text(value) if type(value) is str else value
            is_there = type(value) is dict or (type(value) is list and type(key) is int and key < len(value))
            value = (value.get(str(key)) if type(value) is dict else value[key]) if is_there else None
        if value is not None:
            found += [one._replace(location=(*place, *one.location)) for one in find_bodies(value)]
    return found


def is_stream(value: list[Any]) -> bool:
    """Return whether an array has the chunks of a stream."""
    return bool(value) and all(type(item) is dict and _recognize(item) == CHUNK for item in value)


def may_have_body(text: str | bytes | bytearray) -> bool:
    """Return whether a JSON text may have a body in it. It is a quick check for lines without one."""
    for mark in _TEXT_MARKS if isinstance(text, str) else _BYTE_MARKS:  # noqa: SIM110 (any() is slower)
        if mark in text:  # type: ignore[operator]
            return True
    return False


def parse_text(text: str) -> Any:
    """Return the JSON value that a string has as text. None if it has none."""
    try:
        return parse_json(text)
    except DecodeError:
        return None


def _walk(value: Any, location: Location, depth: int) -> Iterator[Found]:
    if depth > MAX_DEPTH:
        return
    if type(value) is dict:
        yield from _walk_object(value, location, depth)
    elif type(value) is list:
        if is_stream(value):
            yield Found(location, EVENT_STREAM, value)
            return
        for index, item in enumerate(value):
            if type(item) in (dict, list, str):
                yield from _walk(item, (*location, index), depth + 1)
    elif type(value) is str and len(value) > 20 and may_have_body(value):
        start = value.lstrip()[:6]
        if start.startswith(("{", "[")):
            if (parsed := parse_text(value)) is not None:
                yield from _walk(parsed, location, depth + 1)
        elif start.startswith(("data:", "event:", ":", "id:")):
            yield Found(location, EVENT_STREAM, value)


def _walk_object(value: dict[str, Any], location: Location, depth: int) -> Iterator[Found]:
    kind = _recognize(value)
    if kind in (RESPONSE, CHUNK) and _has_messages(value):  # a row with the request and the response
        yield Found(location, REQUEST, {key: value[key] for key in value if key != "choices"})
    if kind:
        yield Found(location, kind, value)
        if kind != REQUEST:
            return
    elif depth and type(value.get("error")) is dict and _is_error(value):
        yield Found(location, ERROR_BODY, value)
        return
    for key, member in value.items():
        if type(member) in (dict, list, str) and not (kind and key in _FLAT_KEYS):
            yield from _walk(member, (*location, key), depth + 1)


def _walk_beside(value: Any, location: Location, requests: set[Location]) -> Iterator[Found]:
    """Find the error bodies beside requests without an answer, where any layout of an error counts."""
    if type(value) is str and value.lstrip()[:1] == "{":
        value = parse_text(value)
    if type(value) is not dict or location in requests or len(location) > MAX_DEPTH:
        return
    if location and _is_error(value):
        yield Found(location, ERROR_BODY, value)
        return
    for key, member in value.items():
        yield from _walk_beside(member, (*location, key), requests)


def _recognize(value: dict[str, Any]) -> str:
    """Return what an object is. Empty if it is not a body."""
    name, choices = value.get("object"), value.get("choices")
    if name == "chat.completion":
        return RESPONSE
    if name == "chat.completion.chunk":
        return CHUNK
    if name == "chat.completion.deleted":
        return DELETION
    if type(choices) is list and name != "text_completion":
        if not choices:
            return RESPONSE if "model" in value or "usage" in value else ""
        if all(type(choice) is dict and not _CHOICE_KEYS.isdisjoint(choice) for choice in choices):
            is_chunk = any("delta" in choice and "message" not in choice for choice in choices)
            return CHUNK if is_chunk else "" if any("text" in choice for choice in choices) else RESPONSE
    if name == "list" and type(items := value.get("data")) is list:
        if any(type(item) is dict and "choices" in item for item in items):
            return RESPONSES
        is_list = not items or any(type(item) is dict and "role" in item for item in items)
        return MESSAGES if is_list else ""
    return REQUEST if _has_messages(value) else ""


def _has_messages(value: dict[str, Any]) -> bool:
    """Return whether an object has messages as a request has them."""
    messages = value.get("messages")
    if type(messages) is not list or (not messages and "model" not in value):
        return False
    return all(type(message) is dict and type(message.get("role")) is str for message in messages)


def _is_error(value: dict[str, Any], kinds: Set[str] = frozenset()) -> bool:
    """Return whether an object is an error body, or has one beside the bodies of some kinds that are in it."""
    if REQUEST in kinds:
        error = value.get("error")
        is_error = type(error) is dict or (type(error) is str and kinds == {REQUEST})
        return is_error and find_error({"error": error}, "choices") is not None
    members = fold_keys(value)
    if not _ERROR_KEYS.issuperset(members):
        return False
    outer = [fold_keys(inner) for name in _OUTER_NAMES if type(inner := members.get(name)) is dict]
    names_error = any(one.get(name) for one in (members, *outer) for name in _ERROR_NAMES)
    names_error = names_error or members.get("object") == "error"
    codes = [members.get(key) for key in CODE_KEYS]
    has_code = any(type(code) is int and code >= 400 for code in codes) or type(members.get("code")) is str
    return (names_error or has_code) and find_error(value, "choices") is not None
