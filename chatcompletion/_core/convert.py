"""Convert any sequence or mapping to a plain list or dict. Only the outer one is converted, not what it holds."""

from __future__ import annotations

from collections import UserString
from collections.abc import Mapping, Sequence
from typing import Any

from .collector import COLLECTOR
from .errors import DecodeError, class_name

STRINGS = (str, bytes, bytearray, memoryview, UserString)
"""Sequences that are not arrays."""


def as_dict(value: object) -> dict[Any, Any]:
    """Return any mapping as a dict."""
    return value if type(value) is dict else _convert(value, Mapping, dict, "object")


def as_list(value: object) -> list[Any]:
    """Return any sequence that is not a string as a list."""
    return value if type(value) is list else _convert(value, Sequence, list, "array")


def _convert(value: object, kind: type, plain: type, expected: str) -> Any:
    if (collector := COLLECTOR.get()) is not None:
        collector.is_plain = False
    try:
        if isinstance(value, kind) and not isinstance(value, STRINGS):
            return plain(value)
    except Exception as error:
        raise _make_error(expected, value, error) from error
    raise DecodeError(expected, value)


def _make_error(expected: str, value: object, error: Exception) -> DecodeError:
    found = f"{class_name(type(value))} that raises {class_name(type(error))}"
    return DecodeError(expected, value, found=found)


def as_key(key: Any) -> str:
    """Return the key of an object as a plain string."""
    if type(key) is str:
        return key
    if (collector := COLLECTOR.get()) is not None:
        collector.is_plain = False
    if issubclass(type(key), str):
        return str.__str__(key)
    raise DecodeError("str for a key", key)


def with_str_keys(data: dict[Any, Any]) -> dict[str, Any]:
    """Return an object with keys that are exactly of type `str`."""
    converted = {as_key(key): value for key, value in data.items()}
    if len(converted) < len(data):
        raise DecodeError("different keys", found="equal keys")
    return converted
