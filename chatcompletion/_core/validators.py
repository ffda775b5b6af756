"""Validators for single values. Each returns a value of the annotated type, or raises `DecodeError`.

They define what is valid. The readers of the classes check only the usual type inline, to save a call:
`v if type(v := data["id"]) is str else decode_str(v)`. For a `float` they also check `isfinite(v)`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

from .errors import DecodeError, quote
from .frozen import NAN, FrozenDict, NonFinite, freeze

T = TypeVar("T")

_INT = frozenset({int})


def decode_str(value: Any) -> str:
    if type(value) is str:
        return value
    raise DecodeError("str", value)


def decode_bool(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise DecodeError("bool", value)


def decode_int(value: Any) -> int:
    """Return an integer. A float without a fraction is accepted, as in JSON Schema; `bool` is not."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    raise DecodeError("int", value)


def decode_float(value: Any) -> float:
    """Return a finite number. An `int` is accepted and stays one; `bool` is not."""
    cls = type(value)
    if cls is int or (cls is float and isfinite(value)):
        number: float = value
        return number
    if cls is NonFinite:
        return NAN if value != value else float(value)
    raise DecodeError("float", value)


def decode_literal(value: Any, literal: str) -> str:
    """Return the value if it is the constant."""
    if type(value) is str and value == literal:
        return value
    raise DecodeError(quote(literal), value, found=quote(value) if type(value) is str else None)


def decode_constant(
    data: dict[str, Any], key: str, literal: str, surplus: int, absent: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """Reject another value than a constant that may be missing or null, or return what `count_absent` returns."""
    if (value := data.get(key)) is not None:
        decode_literal(value, literal)
    return count_absent(data, key, surplus, absent)


def count_absent(data: dict[str, Any], key: str, surplus: int, absent: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the new values of `surplus` and `absent` for a key that is missing or null, but written by `to_dict`."""
    return surplus + 1, absent if key in data else (*absent, key)


def decode_array(value: Any, decode_item: Callable[[Any], T]) -> tuple[T, ...]:
    """Return the decoded items of an array."""
    if type(value) is not list:
        raise DecodeError("array", value)
    items: list[T] = []
    try:
        for item in value:
            items.append(decode_item(item))
    except DecodeError as error:
        error.location = (len(items), *error.location)
        raise
    return tuple(items)


def decode_mapping(value: Any, decode_member: Callable[[Any], T]) -> FrozenDict[T]:
    """Return the decoded members of an object with free keys."""
    if type(value) is not dict:
        raise DecodeError("object", value)
    members: dict[str, T] = {}
    for key, member in value.items():
        if type(key) is not str:
            raise DecodeError("str for a key", key)
        try:
            members[key] = decode_member(member)
        except DecodeError as error:
            error.location = (key, *error.location)
            raise
    return FrozenDict(members)


def decode_json_object(value: Any) -> FrozenDict[Any]:
    """Return an object with free keys and any JSON values, such as a JSON schema."""
    if type(value) is dict or type(value) is FrozenDict:
        frozen: FrozenDict[Any] = freeze(value)
        return frozen
    raise DecodeError("object", value)


def decode_str_or_array(value: Any, decode_item: Callable[[Any], T]) -> str | tuple[T, ...]:
    """Return a string, or the decoded items of an array."""
    if type(value) is str:
        return value
    if type(value) is list:
        return decode_array(value, decode_item)
    raise DecodeError("str or array", value)


def decode_str_or_object(value: Any, decode_object: Callable[[Any], T]) -> str | T:
    """Return a string, or a decoded object."""
    if type(value) is str:
        return value
    if type(value) is dict:
        return decode_object(value)
    raise DecodeError("str or object", value)


def decode_bytes(value: Any) -> bytes:
    """Return an array of integers from 0 to 255 as bytes."""
    try:
        if type(value) is list and _INT.issuperset(map(type, value)):
            return bytes(value)
    except ValueError:
        pass  # decode_array finds the item
    return bytes(decode_array(value, decode_byte))


def decode_byte(value: Any) -> int:
    if 0 <= (byte := decode_int(value)) <= 255:
        return byte
    raise DecodeError("int from 0 to 255", value)
