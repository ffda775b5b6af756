"""Returns a copy of an object with another value deep in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from .._core import WireObject
from .._core.extra import Extra, make_extra
from .._core.frozen import freeze

__all__ = ["replace_at"]

T = TypeVar("T", bound=WireObject)


def replace_at(value: T, location: Sequence[str | int], new: object) -> T:
    """Return an object with another value at a location, such as `("choices", 0, "delta", "content")`.

    A location consists of keys and indices, as that of a `DecodeError`. Everything else is kept, also how it was
    written. A key that is no field is set in `extra`.

    Raises `LookupError` if there is no such place, `TypeError` for an object that does not belong in it, and
    `DecodeError` for what is not JSON among the unknown keys.
    """
    if not location:
        raise LookupError("the location is empty")
    replaced: T = _replace(value, tuple(location), 0, new)
    return replaced


def _replace(value: Any, location: tuple[str | int, ...], depth: int, new: object) -> Any:
    if depth == len(location):
        return new
    key = location[depth]
    inner = _get(value, key)
    if inner is _NOTHING and depth + 1 < len(location):
        raise LookupError(f"there is no {key!r} at {location[:depth]!r}")
    changed = _replace(inner, location, depth + 1, new)
    if isinstance(value, WireObject):
        if key in value._known:
            return replace(value, **{str(key): changed})
        old: Any = value.extra
        extra = {**old, str(key): freeze(changed)}
        return replace(value, extra=make_extra(extra, old.memory) if type(old) is Extra else extra)
    if isinstance(value, Mapping):
        return {**value, key: changed}
    items = list(getattr(value, "parts", value))
    items[int(key)] = changed
    return tuple(items)


_NOTHING: Any = object()


def _get(value: Any, key: str | int) -> Any:
    """Return what is at a key or an index."""
    if isinstance(value, WireObject) and key in value._known:
        return getattr(value, str(key))
    if isinstance(value, WireObject):
        return value.extra.get(str(key), _NOTHING)
    if isinstance(value, Mapping):
        return value.get(key, _NOTHING)
    items = getattr(value, "parts", value)
    if not isinstance(items, (tuple, list)) or not isinstance(key, int):
        raise LookupError(f"there is no {key!r} in a value of the type {type(value).__name__}")
    return items[key]
