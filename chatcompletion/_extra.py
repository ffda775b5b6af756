"""What an object holds beside the values of the schema, so that it can be given back exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ._json import FrozenDict, shown, unpacked


class Extra(Mapping[str, Any]):
    """An object's unknown keys and, behind them, what is odd about its known ones.

    What is behind shows in neither the mapping's content nor its equality nor its repr. The mapping itself is left to a
    `FrozenDict`, which is made when somebody looks.
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
        """Whether an object with such keys could have what is behind."""
        return {*optional} >= {*self._nulls} and {*defaults} >= {*self._omitted}

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """The unknown keys with their values, as `packed` keeps them."""
        items = iter(self._items)
        return zip(items, items)  # noqa: B905 - `strict` would cost half as much again

    def _mapping(self) -> FrozenDict[Any]:
        try:
            return self._shown
        except AttributeError:
            self._shown = FrozenDict({key: shown(value) for key, value in self.pairs()})
            return self._shown

    def __getitem__(self, key: str) -> Any:
        return self._mapping()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items[::2])

    def __len__(self) -> int:
        return len(self._items) // 2

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Extra):
            return self._items == other._items or self._mapping() == other._mapping()
        return self._mapping() == other

    def __repr__(self) -> str:
        return repr(self._mapping())

    def __copy__(self) -> Extra:
        return self

    def __deepcopy__(self, memo: object) -> dict[str, Any]:
        return {key: unpacked(value) for key, value in self.pairs()}

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
