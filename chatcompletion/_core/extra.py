"""What an object holds besides its fields: the unknown keys, and how its fields were sent.

Most objects have neither, and share `NO_EXTRA`. What was null, missing or of another type is noted, so that `to_dict`
writes it in the same way, unless the field has been given another value. The notes belong to `extra`, because that is
what `dataclasses.replace` passes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from .errors import MISSING, DecodeError, Location
from .fields import encode, get_fields
from .frozen import SCALARS, FrozenDict, fill_dict, freeze_shared, new_dict, set_member, thaw
from .plain import make_plain
from .validators import decode_json_object

NOTES: Any = object()
"""The key under which a repaired object has its notes. Not a string, so no object from outside has it."""


class OtherKey(NamedTuple):
    """The key under which a field was sent."""

    key: str
    """Empty for an object whose members were sent beside it."""


class Envelope(NamedTuple):
    """The object in which a body was sent."""

    key: str
    others: FrozenDict[Any]
    """The other members of the object."""


class Note(NamedTuple):
    """How a value was sent where `to_dict` would write another."""

    name: str
    """The key in the object."""
    path: Location
    """The place in the value of the key. Empty for the whole value."""
    decoded: Any
    """What `to_dict` writes for the value that was decoded, frozen."""
    sent: Any
    """What was sent, frozen. `MISSING` if the key was missing. Written instead, unless the value has been replaced.
    Or an `OtherKey` or an `Envelope`."""
    is_placeholder: bool = False
    """Whether the value that was decoded is a placeholder."""


class Sent(NamedTuple):
    """How the fields of an object were sent."""

    owner: type
    """The class of the object. For objects of other classes, the notes mean nothing."""
    notes: tuple[Note, ...]


class Extra(FrozenDict[Any]):
    """The unknown keys of an object that has notes. The notes are not compared."""

    __slots__ = ("sent",)

    sent: Sent

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"cannot assign to {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"cannot delete {name!r}")


_set_sent: Any = vars(Extra)["sent"].__set__

NO_EXTRA: FrozenDict[Any] = FrozenDict()
"""The `extra` of an object that has exactly the keys that `to_dict` writes by default."""


def make_extra(unknown: Mapping[str, Any], owner: Any, notes: Iterable[Note] = ()) -> FrozenDict[Any]:
    """Return an `extra` of unknown keys, whose values are frozen, with the notes of an object of a class."""
    sent = Sent(owner, tuple(notes))
    if not sent.notes:
        return FrozenDict(unknown) if unknown else NO_EXTRA
    extra = new_dict(Extra)
    fill_dict(extra, unknown)
    _set_sent(extra, sent)
    return extra


def get_notes(extra: Any) -> tuple[Note, ...]:
    """Return the notes of an object."""
    return extra.sent.notes if type(extra) is Extra else ()


@lru_cache(maxsize=512)
def _note_absent(cls: Any, nulls: tuple[str, ...], absent: tuple[str, ...]) -> Sent:
    """Return the notes on nulls and missing keys. There are few different ones, so objects share them."""
    fields = get_fields(cls)
    noted = [(fields[name], None) for name in nulls] + [(fields[name], MISSING) for name in absent]
    return Sent(cls, tuple([Note(f.name, (), encode(f.if_null), sent, f.has_placeholder) for f, sent in noted]))


@lru_cache(maxsize=512)
def _share_extra(cls: Any, nulls: tuple[str, ...], absent: tuple[str, ...]) -> FrozenDict[Any]:
    """Return the `extra` of objects without unknown keys."""
    return make_extra({}, *_note_absent(cls, nulls, absent))


def collect_extra(data: dict[Any, Any], cls: Any, surplus: int, absent: tuple[str, ...] = ()) -> FrozenDict[Any]:
    """Return what an object holds besides its fields.

    `surplus` is the number of keys that are unknown, or null although they could have been left out. `absent` has the
    missing keys that `to_dict` writes by default.
    """
    nulls: tuple[str, ...] = ()
    if surplus:
        for key in cls._null_keys:
            if key in data and data[key] is None:
                nulls = (*nulls, key)
    left = surplus - len(nulls)  # the unknown keys
    if not left:
        return _share_extra(cls, nulls, absent)
    extra = new_dict(Extra if nulls or absent else FrozenDict)
    known = cls._known
    for key in data:  # pragma: no branch (they were counted)
        if key not in known:
            value = data[key]
            if type(key) is not str:
                if key is NOTES:
                    return _add_notes(data, cls, surplus, absent)
                raise DecodeError("str for a key", key)
            if (kind := type(value)) not in SCALARS or (kind is float and not isfinite(value)):
                try:
                    value = freeze_shared(value)
                except DecodeError as error:
                    error.location = (key, *error.location)
                    raise
            set_member(extra, key, value)
            left -= 1
            if not left:
                break
    if nulls or absent:
        _set_sent(extra, _note_absent(cls, nulls, absent))
    return extra


def _add_notes(data: dict[Any, Any], cls: Any, surplus: int, absent: tuple[str, ...]) -> FrozenDict[Any]:
    """Return what a repaired object holds besides its fields."""
    notes = data[NOTES]
    if surplus == 1:
        return make_extra({}, cls, (*_note_absent(cls, (), absent).notes, *notes) if absent else notes)
    data = {key: value for key, value in data.items() if key is not NOTES}
    extra = collect_extra(data, cls, surplus - 1, absent)
    return make_extra(extra, cls, (*get_notes(extra), *notes))


def take_extra(extra: Any, owner: Any, cls: Any) -> FrozenDict[Any]:
    """Return the `extra` of an object of a class that is being constructed, whose fields have been set.

    An `extra` of an object of the same class is taken as it is, with its notes. A null for a field that is None is
    noted. Raises `ValueError` for other known keys, and `TypeError` for what is not JSON.
    """
    if type(extra) is Extra and extra.sent.owner is cls:
        return extra
    try:
        frozen = extra if isinstance(extra, FrozenDict) else decode_json_object(make_plain(extra))
    except DecodeError as error:
        raise TypeError(f"{cls.__name__}: extra: {error}") from None
    unknown: dict[str, Any] = dict(frozen)
    nulls = tuple(key for key in unknown if key in cls._known)
    if clash := sorted(key for key in nulls if not _is_null_field(owner, key, unknown.pop(key))):
        raise ValueError(f"{cls.__name__}: {', '.join(clash)} is a field and cannot be in extra")
    return make_extra(unknown, *_note_absent(cls, nulls, ())) if unknown or nulls else NO_EXTRA


def _is_null_field(owner: Any, name: str, value: Any) -> bool:
    return value is None and getattr(owner, name) is get_fields(type(owner))[name].if_null


def write_extra(data: dict[str, Any], owner: Any) -> dict[str, Any]:
    """Add the unknown keys to an encoded object, write values as they were sent, and return the object."""
    extra = owner.extra
    for key, value in extra.items():
        data[key] = value if type(value) in SCALARS else thaw(value)
    if type(extra) is Extra:
        for name, path, decoded, sent, _ in extra.sent.notes:
            if path:
                _write_item(data.get(name), path, decoded, sent)
            elif type(sent) is OtherKey:
                value = data.pop(name)
                data.update({sent.key: value} if sent.key else value)
            elif type(sent) is Envelope:
                data = {**thaw(sent.others), sent.key: data}
            elif not is_same(data.get(name), decoded):
                pass  # the field has been given another value
            elif sent is MISSING:
                data.pop(name, None)
            else:
                data[name] = sent if type(sent) in SCALARS else thaw(sent)
    return data


def _write_item(value: Any, path: Location, decoded: Any, sent: Any) -> None:
    outer = find(value, path[:-1])
    if is_same(find(outer, path[-1:]), decoded):
        outer[path[-1]] = thaw(sent)


def is_same(value: Any, decoded: Any) -> bool:
    """Return whether a value in an encoded object is the one that was decoded, not another one that is equal."""
    return value is decoded or (type(value) not in SCALARS and value == decoded)


def find(value: Any, path: Location) -> Any:
    """Return what is in a place of an encoded value. `MISSING` if there is nothing."""
    try:
        for key in path:
            value = value[key]
    except (LookupError, TypeError):
        return MISSING
    return value
