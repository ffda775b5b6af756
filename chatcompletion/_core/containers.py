"""Arrays and objects of any kind as lists and dicts."""

from __future__ import annotations

from collections import UserString
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import DecodeError, class_name, describe
from .repair import RepairableDict, RepairableList

STRINGS = (str, bytes, bytearray, memoryview, UserString)
"""Sequences that are not arrays."""


def decode_object(value: object) -> dict[Any, Any]:
    """Return any mapping as a dict."""
    if type(value) is dict or type(value) is RepairableDict:
        return value
    try:
        if isinstance(value, Mapping):
            return dict(value)
    except Exception as error:
        raise _not_readable("object", value, error) from error
    raise DecodeError("", "object", describe(value))


def decode_list(value: object) -> list[Any]:
    """Return any sequence that is not a string as a list."""
    if type(value) is list or type(value) is RepairableList:
        return value
    try:
        if isinstance(value, Sequence) and not isinstance(value, STRINGS):
            return list(value)
    except Exception as error:
        raise _not_readable("array", value, error) from error
    raise DecodeError("", "array", describe(value))


def _not_readable(expected: str, value: object, error: Exception) -> DecodeError:
    return DecodeError("", expected, f"{class_name(type(value))} that raises {class_name(type(error))}")


def decode_key(key: Any) -> str:
    """Return the key of an object as a plain string."""
    if issubclass(type(key), str):
        return str.__str__(key)
    raise DecodeError("", "str for a key", describe(key))


def with_str_keys(data: dict[Any, Any]) -> dict[str, Any]:
    """Return an object with keys that are exactly of type `str`."""
    decoded = {decode_key(key): value for key, value in data.items()}
    if len(decoded) < len(data):
        raise DecodeError("", "different keys", "equal keys")
    return decoded
