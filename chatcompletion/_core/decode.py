"""Validators for single values. Each returns a value of the annotated type, or raises `DecodeError`.

They define what is valid. `from_dict` checks only the usual type inline, to save a call:
`v if type(v := data["id"]) is str else decode_str(v)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..errors import DecodeError, describe, quote
from .containers import decode_list, decode_object, with_str_keys
from .frozen import FrozenDict, freeze
from .repair import repair

T = TypeVar("T")

INT = frozenset({int})


def decode_str(value: Any) -> str:
    if issubclass(type(value), str):
        return str.__str__(value)
    raise DecodeError("", "str", describe(value))


def decode_literal(value: Any, literal: str) -> str:
    """Return the value if it is the constant."""
    if value == literal:
        return literal
    raise DecodeError("", quote(literal), quote(value) if issubclass(type(value), str) else describe(value))


def decode_bool(value: Any) -> bool:
    if type(value) is bool:
        return value
    raise DecodeError("", "bool", describe(value))


def decode_int(value: Any) -> int:
    """Return an integer. A float without a fraction is accepted, as in JSON Schema; `bool` is not."""
    cls = type(value)
    if issubclass(cls, int) and cls is not bool:
        return int.__int__(value)
    if issubclass(cls, float) and float.is_integer(value):
        return int(float.__float__(value))
    raise DecodeError("", "int", describe(value))


def decode_float(value: Any) -> float:
    """Return a number. An `int` is accepted and stays one; `bool` is not."""
    cls = type(value)
    if issubclass(cls, float):
        return float.__float__(value)
    if issubclass(cls, int) and cls is not bool:
        return int.__int__(value)
    raise DecodeError("", "float", describe(value))


def decode_array(value: Any, decode_item: Callable[[Any], T]) -> tuple[T, ...]:
    """Return the decoded items of an array."""
    array = value if type(value) is list else decode_list(value)
    items: list[T] = []
    for item in array:
        try:
            items.append(decode_item(item))
        except DecodeError as error:
            items.append(decode_item(repair(array, error.inside(len(items)))))
    return tuple(items)


def decode_mapping(value: Any, decode_member: Callable[[Any], T]) -> FrozenDict[T]:
    """Return the decoded members of an object with free keys."""
    data = decode_object(value)
    members: dict[str, T] = {}
    for key, member in with_str_keys(data).items():
        try:
            members[key] = decode_member(member)
        except DecodeError as error:
            members[key] = decode_member(repair(data, error.inside(key)))
    return FrozenDict(members)


def decode_json_object(value: Any) -> FrozenDict[Any]:
    """Return an object with free keys and any JSON values, such as a JSON schema."""
    frozen: FrozenDict[Any] = freeze(decode_object(value))
    return frozen


def decode_str_or_array(value: Any, decode_item: Callable[[Any], T]) -> str | tuple[T, ...]:
    """Return a string, or the decoded items of an array."""
    if issubclass(type(value), str):
        return str.__str__(value)
    try:
        array = decode_list(value)
    except DecodeError:
        raise DecodeError("", "str or array", describe(value)) from None
    return decode_array(array, decode_item)


def decode_str_or_object(value: Any) -> str | dict[Any, Any]:
    """Return a string, or an object as a dict."""
    if issubclass(type(value), str):
        return str.__str__(value)
    try:
        return decode_object(value)
    except DecodeError:
        raise DecodeError("", "str or object", describe(value)) from None


def choose_decoder(
    decoders: Mapping[str, Callable[[Any], T]], variant: Any, default: Callable[[Any], T]
) -> Callable[[Any], T]:
    """Return the decoder of a variant of a union by the value of its discriminator."""
    return decoders.get(str.__str__(variant), default) if issubclass(type(variant), str) else default


def decode_bytes(value: Any) -> bytes:
    """Return an array of integers from 0 to 255 as bytes."""
    try:
        if type(value) is list and INT.issuperset(map(type, value)):
            return bytes(value)
    except ValueError:
        pass  # decode_array finds the item
    return bytes(decode_array(value, _decode_byte))


def _decode_byte(value: Any) -> int:
    if 0 <= (byte := decode_int(value)) <= 255:
        return byte
    raise DecodeError("", "int from 0 to 255", describe(value))
