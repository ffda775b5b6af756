"""What an object holds beside the values of the schema, so that it can be given back exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ._json import FrozenDict, freeze, unpacked


class Extra(Mapping[str, Any]):
    """An object's unknown keys and, behind them, what is odd about its known ones.

    What is behind shows in neither the mapping's content nor its equality nor its repr. Most of it is only ever written
    again, so that it is kept small; what a mapping does is left to one that is made when somebody looks.
    """

    __slots__ = ("_items", "_nulls", "_omitted", "_shown")

    _items: tuple[Any, ...]
    """The unknown keys, each followed by its value, which is `packed`."""
    _nulls: tuple[str, ...]
    """The keys that were written as null though they need not be written at all."""
    _omitted: tuple[str, ...]
    """The keys that were left out though the schema wants them."""
    _shown: FrozenDict[Any]
    """The mapping, once somebody has looked at it."""

    def suits(self, optional: tuple[str, ...], defaults: Mapping[str, Any]) -> bool:
        """Whether it is of an object with such keys, and not of another class."""
        return {*optional} >= {*self._nulls} and {*defaults} >= {*self._omitted}

    def _mapping(self) -> FrozenDict[Any]:
        try:
            return self._shown
        except AttributeError:
            self._shown = FrozenDict({key: freeze(value) for key, value in self._plain()})
            return self._shown

    def _plain(self) -> Iterator[tuple[str, Any]]:
        return zip(self._items[::2], map(unpacked, self._items[1::2]), strict=True)

    def __getitem__(self, key: str) -> Any:
        return self._mapping()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._mapping())

    def __len__(self) -> int:
        return len(self._items) // 2

    def __repr__(self) -> str:
        return repr(self._mapping())

    def __copy__(self) -> Extra:
        return self

    def __deepcopy__(self, memo: object) -> dict[str, Any]:
        return dict(self._plain())

    def __reduce__(self) -> tuple[object, ...]:
        return self._mapping().__reduce__()


@lru_cache(maxsize=256)
def only_oddities(nulls: tuple[str, ...], omitted: tuple[str, ...]) -> Extra:
    """The `Extra` of an object without unknown keys; most objects share one of a few."""
    extra = Extra()
    extra._items, extra._nulls, extra._omitted = (), nulls, omitted
    return extra


NOTHING = only_oddities((), ())
"""The `Extra` of an object that is written just as the schema has it."""
