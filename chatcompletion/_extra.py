"""What an object holds beside the values of the schema, so that it can be given back exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from ._json import FrozenDict

new: Callable[[type], Any] = dict.__new__
fill: Callable[[Any, Mapping[str, Any]], None] = dict.update


class Extra(FrozenDict[Any]):
    """An object's unknown keys and, behind them, what is odd about its known ones.

    What is behind shows in neither the mapping's content nor its equality nor its repr.
    """

    __slots__ = ("_nulls", "_omitted")

    _nulls: tuple[str, ...]
    """The keys that were written as null though they need not be written at all."""
    _omitted: tuple[str, ...]
    """The keys that were left out though the schema wants them."""

    def __init__(self, unknown: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(unknown)
        self._nulls = self._omitted = ()

    def is_odd_for(self, optional: frozenset[str], defaults: Mapping[str, Any]) -> bool:
        """Whether it comes from an object of another class, whose oddities these keys cannot have."""
        return not (optional.issuperset(self._nulls) and defaults.keys() >= set(self._omitted))

    def __reduce__(self) -> tuple[object, ...]:
        return make_extra, (dict(self), self._nulls, self._omitted)


def make_extra(unknown: dict[str, Any], nulls: tuple[str, ...], omitted: tuple[str, ...]) -> Extra:
    extra: Extra = new(Extra)
    fill(extra, unknown)
    extra._nulls = nulls
    extra._omitted = omitted
    return extra


@lru_cache(maxsize=256)
def only_oddities(nulls: tuple[str, ...], omitted: tuple[str, ...]) -> Extra:
    """The `Extra` of an object without unknown keys; most objects share one of a few."""
    return make_extra({}, nulls, omitted)


NOTHING = only_oddities((), ())
"""The `Extra` of an object that is written just as the schema has it."""
