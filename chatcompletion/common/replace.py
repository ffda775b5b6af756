"""Returns a copy of an object with another value deep in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeVar

from .._core import DecodeError, WireObject
from .._core.decode import decode_answer
from .._core.extra import Envelope, OtherKey, find, get_notes, make_extra
from .._core.fields import encode
from .._core.frozen import freeze, thaw
from .._core.plain import make_plain
from .._core.validators import decode_byte

__all__ = ["replace_at"]

T = TypeVar("T", bound=WireObject)


def replace_at(value: T, location: Sequence[str | int], new: object) -> T:
    """Return an object with another value at a location, such as `("choices", 0, "delta", "content")`.

    A location consists of keys and indices, as that of a `DecodeError`: every location of a problem of the object is
    one. `to_dict` writes the new value, whatever was sent in its place. Everything else is kept, also how it was sent.
    A key that is no field is set in `extra`, and a location that ends in `extra` replaces all unknown keys.

    `dataclasses.replace` does the same for one field, but what was sent is still written if the new value is the same
    object as the old one (None, True, a small integer, a constant) or an equal array or object. It cannot tell these.

    Raises `LookupError` if there is no such place, `TypeError` for an object that does not belong in it, and
    `DecodeError` for what is not JSON among the unknown keys.
    """
    path = tuple(location)
    try:
        if path and all(isinstance(key, (str, int)) for key in path):
            replaced: T = _replace(value, path, new)
            return replaced
    except LookupError:
        pass
    except DecodeError as error:
        error.location = (*path, *error.location)
        raise
    raise LookupError(f"{type(value).__name__} has no place {path!r}")


def _replace(value: Any, path: tuple[str | int, ...], new: object) -> Any:
    """Return a value with another one at a place in it. Raise `LookupError` if there is no such place."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(value, WireObject):
        if key not in value._known and key in [*_list_other_keys(value)]:
            return _replace_in_sent(value, path, new, may_be_wrapped=True)
        try:
            return _replace_in_object(value, key, rest, new)
        except LookupError:
            if not rest:
                raise
            return _replace_in_sent(value, path, new)
    if isinstance(value, Mapping):
        return {**value, key: _replace(value[key] if rest else None, rest, new)}
    items = getattr(value, "parts", value)
    if not isinstance(items, (tuple, list, bytes)) or not isinstance(key, int):
        raise LookupError
    changed = list(items)
    changed[key] = _replace(changed[key], rest, new)
    return bytes(map(decode_byte, changed)) if isinstance(items, bytes) else tuple(changed)


def _replace_in_object(value: WireObject, key: Any, rest: tuple[str | int, ...], new: object) -> WireObject:
    """Return an object with another value in a field or in `extra`, without the notes on what was sent there."""
    notes = get_notes(value.extra)
    if key in value._known:
        kept = [
            note
            for note in notes
            if note.name != key or not _overlap(note.path, rest) or (rest and isinstance(note.sent, OtherKey))
        ]
        changed = _replace(getattr(value, key), rest, new)
        return replace(value, **{key: changed}, extra=make_extra(dict(value.extra), type(value), kept))
    unknown = dict(value.extra)
    if key == "extra" and key not in unknown:
        unknown = _freeze(_replace(unknown, rest, new))
        if not isinstance(unknown, dict):
            raise TypeError(f"{type(value).__name__}: extra: expected a mapping, got {type(new).__name__}")
    elif isinstance(key, str):
        unknown[key] = _freeze(_replace(unknown[key] if rest else None, rest, new))
    else:
        raise LookupError
    return replace(value, extra=make_extra(unknown, type(value), notes))


def _list_other_keys(value: WireObject) -> Iterator[str]:
    """Iterate over the keys that `to_dict` writes although the object has other ones in their place."""
    for note in get_notes(value.extra):
        if isinstance(note.sent, (Envelope, OtherKey)):
            yield note.sent.key
            yield from getattr(note.sent, "others", ())
            if not note.sent.key:
                yield from getattr(value, note.name).to_dict()


def _overlap(first: Sequence[object], second: Sequence[object]) -> bool:
    length = min(len(first), len(second))
    return first[:length] == second[:length]


def _freeze(value: Any) -> Any:
    try:
        return freeze(make_plain(encode(value)))
    except DecodeError as error:
        error.location = ()
        raise


def _replace_in_sent(
    value: WireObject, path: tuple[str | int, ...], new: object, *, may_be_wrapped: bool = False
) -> WireObject:
    """Return an object with another value in what was sent, in a place that the object does not have. Below another
    key, an object may be in an array of one."""
    data = value.to_dict()
    outer: Any = data
    for key, inner_key in pairwise(path):
        outer = find(outer, (key,))
        if may_be_wrapped and isinstance(inner_key, str) and isinstance(outer, list) and len(outer) == 1:
            outer = outer[0]
    key = path[-1]
    if not (isinstance(outer, dict) if isinstance(key, str) else isinstance(outer, list) and key < len(outer)):
        raise LookupError
    outer[key] = thaw(_freeze(new))
    changed: WireObject = decode_answer(type(value), data, [])
    return changed
