"""The door for data that is not plain JSON.

Decoders know the types of `json.loads` alone: dicts with string keys, lists, strings, numbers, booleans and None. Other
mappings and sequences, subclasses, and values that contain themselves are converted here, once for a whole body, after
the decoders have rejected it.
"""

from __future__ import annotations

from collections import UserString
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import Unreadable, class_name, describe

MAX_LEVELS = 256
"""The levels of nesting of a body that are converted."""

_SCALARS = frozenset({str, int, float, bool, type(None)})
_STR = frozenset({str})
_CONVERTERS: tuple[tuple[type, Any], ...] = ((str, str.__str__), (int, int.__int__), (float, float.__float__))
_STRINGS = (str, bytes, bytearray, memoryview, UserString)
"""Sequences that are not arrays."""


def is_plain(value: Any) -> bool:
    """Return whether decoders know the types of a value and of all that is in it, and no container is in two places."""
    containers: list[Any] = [value]
    seen: set[int] = set()
    try:
        if type(value) is not dict and type(value) is not list:
            return type(value) in _SCALARS
        for container in containers:
            if id(container) in seen:
                return False
            seen.add(id(container))
            if type(container) is dict:
                if not _STR.issuperset(map(type, container)):
                    return False
                container = container.values()
            for member in container:
                if type(member) is dict or type(member) is list:
                    containers.append(member)
                elif type(member) not in _SCALARS:
                    return False
    except TypeError:  # a class that cannot be hashed
        return False
    return True


def make_plain(value: Any) -> Any:
    """Return a value as decoders know it. What cannot be converted becomes an `Unreadable`, which they reject."""
    try:
        return value if is_plain(value) else _convert(value, MAX_LEVELS, ())
    except RecursionError:  # of a method of the value, or the call stack is almost full
        return Unreadable(value, "one that raises RecursionError", expected="JSON value")


class _Cycle(Exception):
    """A value contains itself. The argument is its identity."""


def _convert(value: Any, levels: int, parents: tuple[int, ...]) -> Any:
    cls = type(value)
    if id(value) in parents[1:]:  # the body itself is treated below
        raise _Cycle(id(value))
    try:
        if value is None or cls is bool:
            return value
        for plain, convert in _CONVERTERS:
            if issubclass(cls, plain):
                return convert(value)
        is_object = issubclass(cls, Mapping)
        if not is_object and (issubclass(cls, _STRINGS) or not issubclass(cls, Sequence)):
            return Unreadable(value, describe(value))
        if id(value) in parents:  # the body itself, all of which would be lost
            return Unreadable(value, "a value that contains itself")
        if not levels:
            return Unreadable(value, "more", expected=f"at most {MAX_LEVELS} levels of nesting")
        parents = (*parents, id(value))
        if is_object:
            return _convert_members(value if cls is dict else dict(value), levels - 1, parents)
        return [_convert(item, levels - 1, parents) for item in list(value)]
    except RecursionError:
        raise
    except _Cycle as cycle:
        if cycle.args[0] != id(value):
            raise
        return Unreadable(value, "a value that contains itself")
    except Exception as error:
        return Unreadable(value, f"{class_name(cls)} that raises {class_name(type(error))}")


def _convert_members(data: dict[Any, Any], levels: int, parents: tuple[int, ...]) -> dict[Any, Any]:
    members: dict[Any, Any] = {}
    for key, member in data.items():
        name: Any = str.__str__(key) if issubclass(type(key), str) else Unreadable(key, describe(key))
        if name in members:
            name = Unreadable(key, "equal keys", expected="different keys")
        members[name] = _convert(member, levels, parents)
    return members
