"""Validators for single values. Each returns a value of the annotated type, or raises `DecodeError`.

They define what is valid. The readers of the classes check only the usual type inline, to save a call:
`v if type(v := data["id"]) is str else decode_str(v)`. For a `float` they also check `isfinite(v)`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

from .convert import as_dict, as_list, with_str_keys
from .errors import DecodeError, quote
from .frozen import FrozenDict, freeze

T = TypeVar("T")

_INT = frozenset({int})


def decode_str(value: Any) -> str:
    if issubclass(type(value), str):
        return str.__str__(value)
    raise DecodeError("str", value)


def decode_bool(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise DecodeError("bool", value)


def decode_int(value: Any) -> int:
    """Return an integer. A float without a fraction is accepted, as in JSON Schema; `bool` is not."""
    cls = type(value)
    if issubclass(cls, int) and cls is not bool:
        return int.__int__(value)
    if issubclass(cls, float) and float.is_integer(value):
        return int(float.__float__(value))
    raise DecodeError("int", value)


def decode_float(value: Any) -> float:
    """Return a finite number. An `int` is accepted and stays one; `bool` is not."""
    cls = type(value)
    if issubclass(cls, float) and isfinite(number := float.__float__(value)):
        return number
    if issubclass(cls, int) and cls is not bool:
        return int.__int__(value)
    raise DecodeError("float", value)


def decode_literal(value: Any, literal: str) -> str:
    """Return the value if it is the constant."""
    if not issubclass(type(value), str):
        raise DecodeError(quote(literal), value)
    if (text := str.__str__(value)) == literal:
        return literal
    raise DecodeError(quote(literal), value, found=quote(text))


def decode_constant(
    data: dict[Any, Any], key: str, literal: str, surplus: int, missing: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """Check a constant that may be missing or null. Return the new values of `surplus` and `missing`."""
    if (value := data.get(key)) is None:
        return count_absent(data, key, surplus, missing)
    decode_literal(value, literal)
    return surplus, missing


def count_absent(data: dict[Any, Any], key: str, surplus: int, missing: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the new values of `surplus` and `missing` for a key that is missing or null, but written by `to_dict`."""
    return surplus + 1, missing if key in data else (*missing, key)


def decode_array(value: Any, decode_item: Callable[[Any], T]) -> tuple[T, ...]:
    """Return the decoded items of an array."""
    array = value if type(value) is list else as_list(value)
    items: list[T] = []
    try:
        for item in array:
            items.append(decode_item(item))
    except DecodeError as error:
        error.location = (len(items), *error.location)
        raise
    return tuple(items)


def decode_mapping(value: Any, decode_member: Callable[[Any], T]) -> FrozenDict[T]:
    """Return the decoded members of an object with free keys."""
    members: dict[str, T] = {}
    for key, member in with_str_keys(as_dict(value)).items():
        try:
            members[key] = decode_member(member)
        except DecodeError as error:
            error.location = (key, *error.location)
            raise
    return FrozenDict(members)


def decode_json_object(value: Any) -> FrozenDict[Any]:
    """Return an object with free keys and any JSON values, such as a JSON schema."""
    frozen: FrozenDict[Any] = freeze(as_dict(value))
    return frozen


def decode_str_or_array(value: Any, decode_item: Callable[[Any], T]) -> str | tuple[T, ...]:
    """Return a string, or the decoded items of an array."""
    if issubclass(type(value), str):
        return str.__str__(value)
    try:
        array = as_list(value)
    except DecodeError:
        raise DecodeError("str or array", value) from None
    return decode_array(array, decode_item)


def decode_str_or_object(value: Any, decode_object: Callable[[Any], T]) -> str | T:
    """Return a string, or a decoded object."""
    if issubclass(type(value), str):
        return str.__str__(value)
    try:
        data = as_dict(value)
    except DecodeError:
        raise DecodeError("str or object", value) from None
    return decode_object(data)


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
