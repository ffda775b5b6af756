"""The unknown keys of an object, plus what is needed to encode the object exactly as it was."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import DecodeError, quote
from .containers import with_str_keys
from .frozen import SCALARS, FrozenDict, OpenDict, ReadOnlyDict, freeze, thaw
from .repair import repair

if TYPE_CHECKING:
    from .model import Model


class OpenExtra(OpenDict[Any]):
    """A dict that can become an Extra."""

    __slots__ = ("missing", "nulls")

    nulls: tuple[str, ...]
    """The keys that were null although they could have been left out."""
    missing: tuple[str, ...]
    """The missing keys that `to_dict` would write by default."""


class Extra(ReadOnlyDict, OpenExtra):
    """The unknown keys of an object with nulls or missing keys to restore. Its two attributes are not compared.

    The unknown keys of other objects are a FrozenDict.
    """

    __slots__ = ()

    def __new__(cls, items: Any = ()) -> Any:
        return FrozenDict(items)


def _make_extra(unknown: dict[str, Any], nulls: tuple[str, ...], missing: tuple[str, ...]) -> Extra:
    extra: Any = OpenExtra(unknown)
    extra.nulls = nulls
    extra.missing = missing
    extra.__class__ = Extra
    made: Extra = extra
    return made


@lru_cache(maxsize=256)
def _share_extra(nulls: tuple[str, ...], missing: tuple[str, ...]) -> Extra:
    """Return the Extra of objects without unknown keys. There are few different ones, so objects share them."""
    return _make_extra({}, nulls, missing)


NO_EXTRA: FrozenDict[Any] = FrozenDict()
"""The `extra` of an object that has exactly the keys that `to_dict` writes by default."""


def collect_extra(
    data: dict[Any, Any], cls: type[Model], surplus: int, missing: tuple[str, ...] = ()
) -> FrozenDict[Any] | Extra:
    """Return what `to_dict` needs besides the fields of an object.

    `surplus` is the number of keys that are unknown, or null although they could have been left out.
    """
    nulls: tuple[str, ...] = ()
    if surplus:
        for key in cls._omittable:
            if key in data and data[key] is None:
                nulls = (*nulls, key)
    left = surplus - len(nulls)  # the unknown keys
    if not left:
        return _share_extra(nulls, missing)
    unknown: Any = OpenDict()
    known = cls._known
    for key in data:
        if key not in known:
            if type(key) is not str:
                return collect_extra(_with_readable_keys(data, cls), cls, surplus, missing)
            value = data[key]
            if type(value) not in SCALARS:
                try:
                    value = freeze(value)
                except DecodeError as error:
                    value = repair(data, error.inside(key))
            unknown[key] = value
            left -= 1
            if not left:
                break
    if nulls or missing:
        return _make_extra(unknown, nulls, missing)
    unknown.__class__ = FrozenDict
    frozen: FrozenDict[Any] = unknown
    return frozen


def _with_readable_keys(data: dict[Any, Any], cls: type[Model]) -> dict[str, Any]:
    """Return an object with plain string keys. Reject a known key that the decoder could not look up."""
    decoded = with_str_keys(data)
    for key in decoded:
        if key in cls._known and key not in data:
            raise DecodeError("", "str for a key", f"something else that reads {quote(key)}")
    return decoded


def write_extra(data: dict[str, Any], model: Model) -> None:
    """Add the unknown keys and the nulls to an encoded object, and remove the keys that were missing."""
    extra: Any = model.extra
    if type(extra) is Extra:
        for key in extra.missing:
            if data[key] == model._defaults[key]:
                del data[key]
        for key in extra.nulls:
            if key not in data or data[key] == model._defaults.get(key):
                data[key] = None
    for key, value in extra.items():
        data[key] = value if type(value) in SCALARS else thaw(value)


def is_extra_for(extra: object, model: Model) -> bool:
    """Return whether an object's `extra` may be used for this one: not if it lists keys of another class."""
    return type(extra) is Extra and model._defaults.keys() >= {*extra.missing} and {*model._omittable} >= {*extra.nulls}
