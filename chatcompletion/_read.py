"""Readers of single values: each returns what an annotation says, or raises a `DecodeError`.

They are the one authority on what fits. For speed, a `from_dict` checks the usual type in place and asks them about the
rest only: `v if type(v := data["id"]) is str else as_str(v)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from ._json import FrozenDict, as_array, as_object, read_each, with_plain_keys
from .errors import DecodeError, described, quoted

T = TypeVar("T")

INT = frozenset({int})


def as_str(value: Any) -> str:
    if issubclass(type(value), str):
        return str.__str__(value)
    raise DecodeError("", "str", described(value))


def not_literal(value: Any, literal: str) -> NoReturn:
    """Refuses a value that does not equal this one string."""
    raise DecodeError("", quoted(literal), quoted(value) if issubclass(type(value), str) else described(value))


def as_bool(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise DecodeError("", "bool", described(value))


def as_int(value: Any) -> int:
    """An integer; as JSON Schema has it, a float without a fraction is one."""
    kind = type(value)
    if issubclass(kind, int) and kind is not bool:
        return int.__int__(value)
    if issubclass(kind, float) and float.is_integer(value):
        return int(float.__float__(value))
    raise DecodeError("", "int", described(value))


def as_float(value: Any) -> float:
    """A number; an integer serves, and stays one."""
    kind = type(value)
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, int) and kind is not bool:
        return int.__int__(value)
    raise DecodeError("", "float", described(value))


def as_tuple(value: Any, as_item: Callable[[Any], T]) -> tuple[T, ...]:
    """An array, item by item."""
    items: list[T] = []
    array = value if type(value) is list else as_array(value)
    try:
        if len(array) == 1:  # as in most, which then need no list
            return (as_item(array[0]),)
        for item in array:
            items.append(as_item(item))
    except DecodeError as error:
        raise error.inside(len(items)) from None
    return tuple(items)


def as_bytes(value: Any) -> bytes:
    """An array of integers from 0 to 255, as the bytes that it stands for."""
    try:
        if type(value) is list and INT.issuperset(map(type, value)):
            return bytes(value)
    except ValueError:
        pass  # the slow way finds the culprit
    return bytes(as_tuple(value, _as_byte))


def _as_byte(value: Any) -> int:
    if 0 <= (byte := as_int(value)) <= 255:
        return byte
    raise DecodeError("", "int from 0 to 255", described(value))


def as_mapping(value: Any, as_member: Callable[[Any], T]) -> FrozenDict[T]:
    """An object whose keys the schema leaves open, member by member."""
    return FrozenDict(read_each(with_plain_keys(as_object(value)).items(), as_member))
