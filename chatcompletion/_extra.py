"""What an object holds beside the values of the schema, so that it can be given back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ._json import ATOMS, FrozenDict


class Extra(FrozenDict[Any]):
    """An object's unknown keys and, behind them, what is odd about its known ones.

    What is behind shows in neither the mapping's content nor its equality nor its repr.
    """

    __slots__ = ("_nested", "_nulls", "_omitted")

    _nested: tuple[str, ...]
    """The unknown keys whose values are objects or arrays."""
    _nulls: tuple[str, ...]
    """The keys that were written as null though they need not be written at all."""
    _omitted: tuple[str, ...]
    """The keys that were left out though the schema wants them."""

    def suits(self, optional: tuple[str, ...], defaults: Mapping[str, Any]) -> bool:
        """Whether it is of an object with such keys: of no other class, and no copy that `dataclasses.asdict` made."""
        return hasattr(self, "_nulls") and {*optional} >= {*self._nulls} and {*defaults} >= {*self._omitted}

    def __reduce__(self) -> tuple[object, ...]:
        return make_extra, (dict(self), getattr(self, "_nulls", ()), getattr(self, "_omitted", ()))


def make_extra(unknown: dict[str, Any], nulls: tuple[str, ...] = (), omitted: tuple[str, ...] = ()) -> Extra:
    extra = Extra(unknown)
    extra._nested = tuple(key for key, value in unknown.items() if type(value) not in ATOMS)
    extra._nulls = nulls
    extra._omitted = omitted
    return extra


@lru_cache(maxsize=256)
def only_oddities(nulls: tuple[str, ...], omitted: tuple[str, ...]) -> Extra:
    """The `Extra` of an object without unknown keys; most objects share one of a few."""
    return make_extra({}, nulls, omitted)


NOTHING = only_oddities((), ())
"""The `Extra` of an object that is written just as the schema has it."""
