"""What an object holds besides its fields: the unknown keys, and how its fields were written.

Most objects have neither, and share `NO_EXTRA`. What was null, missing or of another type is remembered, so that
`to_dict` writes it in the same way, unless the field has been given another value. The memory belongs to `extra`,
because that is what `dataclasses.replace` passes on.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from .convert import as_dict, with_str_keys
from .errors import MISSING, DecodeError, quote
from .frozen import SCALARS, FrozenDict, fill_dict, freeze, freeze_shared, new_dict, set_member, thaw, thaw_deep

Written = tuple[str, tuple[str | int, ...], Any, Any, bool]
"""How a field, or an item of it, was written where `to_dict` would write something else:

- the name of the field,
- the place of the item in the field, empty for the whole field,
- what was decoded; this object is encoded as it was written, as long as it is in its place,
- the JSON value that was found, frozen, or `MISSING` if the key was missing,
- whether what was decoded is a placeholder.
"""

Memory = tuple[type, tuple[Written, ...]]
"""The class of an object, and how its fields were written. Objects of other classes have no use for the memory."""


class Extra(FrozenDict[Any]):
    """The unknown keys of an object that has a memory. The memory is not compared."""

    __slots__ = ("memory",)

    memory: Memory

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot assign to {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete {name!r}")


_AS_DECODED: ContextVar[bool] = ContextVar("_AS_DECODED", default=False)
"""Whether values that did not fit are encoded as they were decoded."""

_set_memory: Any = vars(Extra)["memory"].__set__

NO_EXTRA: FrozenDict[Any] = FrozenDict()
"""The `extra` of an object that has exactly the keys that `to_dict` writes by default."""


def make_extra(unknown: dict[str, Any], memory: Memory) -> FrozenDict[Any]:
    """Return an `extra` of unknown keys, whose values are frozen, with a memory."""
    if not memory[1]:
        return FrozenDict(unknown) if unknown else NO_EXTRA
    extra = new_dict(Extra)
    if unknown:
        fill_dict(extra, unknown)
    _set_memory(extra, memory)
    return extra


@lru_cache(maxsize=512)
def _remember(cls: Any, nulls: tuple[str, ...], missing: tuple[str, ...]) -> Memory:
    """Return the memory of an object with nulls and missing keys. There are few different ones, so objects share
    them."""
    absent = [(name, None) for name in nulls] + [(name, MISSING) for name in missing]
    defaults = {**cls._defaults, **cls._nullable}
    return cls, tuple([(name, (), defaults.get(name), how, name in cls._placeholders) for name, how in absent])


@lru_cache(maxsize=512)
def _share_extra(cls: Any, nulls: tuple[str, ...], missing: tuple[str, ...]) -> FrozenDict[Any]:
    """Return the `extra` of objects without unknown keys."""
    return make_extra({}, _remember(cls, nulls, missing))


def collect_extra(data: dict[Any, Any], cls: Any, surplus: int, missing: tuple[str, ...] = ()) -> FrozenDict[Any]:
    """Return what an object holds besides its fields.

    `surplus` is the number of keys that are unknown, or null although they could have been left out. `missing` has the
    missing keys that `to_dict` writes by default.
    """
    nulls: tuple[str, ...] = ()
    if surplus:
        for key in cls._optional:
            if key in data and data[key] is None:
                nulls = (*nulls, key)
    left = surplus - len(nulls)  # the unknown keys
    if not left:
        return _share_extra(cls, nulls, missing)
    extra = new_dict(Extra if nulls or missing else FrozenDict)
    known = cls._known
    for key in data:  # pragma: no branch (they were counted)
        if key not in known:
            if type(key) is not str:
                return collect_extra(_with_plain_keys(data, cls), cls, surplus, missing)
            value = data[key]
            if type(value) not in SCALARS:
                try:
                    value = freeze_shared(value)
                except DecodeError as error:
                    error.location = (key, *error.location)
                    raise
            set_member(extra, key, value)
            left -= 1
            if not left:
                break
    if nulls or missing:
        _set_memory(extra, _remember(cls, nulls, missing))
    return extra


def _with_plain_keys(data: dict[Any, Any], cls: Any) -> dict[str, Any]:
    """Return an object with plain string keys. Reject a known key that the decoder could not look up."""
    plain = with_str_keys(data)
    for key in plain:
        if key in cls._known and key not in data:
            raise DecodeError("str for a key", found=f"something else that reads {quote(key)}")
    return plain


def take_extra(extra: Any, owner: Any, cls: Any) -> FrozenDict[Any]:
    """Return the `extra` of an object of a class that is being constructed, whose fields have been set.

    An `extra` of an object of the same class is taken as it is, with its memory. A null for a field that is None is
    remembered. Raises `ValueError` for other known keys, and `TypeError` for what is not JSON.
    """
    if type(extra) is Extra and extra.memory[0] is cls:
        return extra
    try:
        unknown: dict[str, Any] = dict(freeze(as_dict(extra)))
    except DecodeError as error:
        raise TypeError(f"{cls.__name__}: extra: {error}") from None
    nulls = tuple(key for key in unknown if key in cls._known)
    if clash := sorted(key for key in nulls if not _is_null_field(owner, key, unknown.pop(key))):
        raise ValueError(f"{cls.__name__}: {', '.join(clash)} is a field and cannot be in extra")
    return make_extra(unknown, _remember(cls, nulls, ())) if unknown or nulls else NO_EXTRA


def _is_null_field(owner: Any, name: str, value: Any) -> bool:
    return value is None and getattr(owner, name) is {**owner._defaults, **owner._nullable}.get(name)


def encode_decoded(value: Any) -> Any:
    """Encode an object with the values that were decoded, instead of those that did not fit."""
    token = _AS_DECODED.set(True)
    try:
        return value.to_dict()
    finally:
        _AS_DECODED.reset(token)


def write_extra(data: dict[str, Any], owner: Any) -> dict[str, Any]:
    """Add the unknown keys to an encoded object, write fields as they were found, and return the object."""
    extra = owner.extra
    for key, value in extra.items():
        data[key] = value if type(value) in SCALARS else thaw(value)
    if type(extra) is Extra:
        is_as_decoded = _AS_DECODED.get()
        for name, path, decoded, written, _ in extra.memory[1]:
            if is_as_decoded and written is not None and written is not MISSING:
                pass
            elif path:
                if find(owner, name, path) is decoded:
                    _write_item(data if name == "extra" else data[name], path, thaw_deep(written))
            elif getattr(owner, name) is not decoded:
                pass  # the field has been given another value
            elif written is MISSING:
                data.pop(name, None)
            else:
                data[name] = written if type(written) in SCALARS else thaw_deep(written)
    return data


def find(owner: Any, name: str, path: tuple[str | int, ...]) -> Any:
    """Return a field of an object, or the item of it in a place. `MISSING` if there is none."""
    value = getattr(owner, name)
    try:
        for key in path:
            value = getattr(value, "parts", value)[key]
    except (LookupError, TypeError):
        return MISSING
    return value


def _write_item(data: Any, path: tuple[str | int, ...], value: Any) -> None:
    *outer, last = path
    for key in outer:
        data = data[key]
    data[last] = value
