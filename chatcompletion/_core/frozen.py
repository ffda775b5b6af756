"""Frozen copies of JSON values: for keys that the schema does not know, and for objects with free keys.

A frozen container is filled as an instance of an open class and then gets the frozen class, which Python allows because
their memory layouts are the same. This is twice as fast as filling it in a constructor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NoReturn, TypeVar

from ..errors import DecodeError, describe
from .containers import STRINGS, decode_key, decode_list, decode_object
from .repair import repair

V = TypeVar("V")

MAX_DEPTH = 128
"""The allowed levels of nesting in an unknown value. The limit also stops at values that contain themselves."""

SCALARS = frozenset({str, int, float, bool, type(None)})
"""The types of JSON values that are immutable anyway."""


def _refuse(self: object, *args: object, **kwargs: object) -> NoReturn:
    raise TypeError(f"{type(self).__name__} does not support changes; use copy.deepcopy() for a copy that does")


class OpenDict(dict[str, V]):
    """A dict that can become a FrozenDict."""

    __slots__ = ()


class OpenList(list[V]):
    """A list that can become a FrozenList."""

    __slots__ = ()


class ReadOnlyDict:
    """The methods of a dict that refuses changes. A deep copy of it is a plain dict."""

    __slots__ = ()

    __setitem__: Any = _refuse
    __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = __setitem__

    def __new__(cls, items: Any = ()) -> Any:
        self: Any = super().__new__(cls)
        dict.update(self, items)
        return self

    def __init__(self, items: object = ()) -> None:
        pass  # __new__ has filled it, and a second call must change nothing

    def __reduce__(self) -> tuple[object, ...]:
        return FrozenDict, (dict(self),)  # type: ignore[call-overload]

    def __deepcopy__(self, memo: Any) -> Any:
        return deepcopy(dict(self), memo)  # type: ignore[call-overload]


class FrozenDict(ReadOnlyDict, OpenDict[V]):
    """A dict that refuses changes."""

    __slots__ = ()


class FrozenList(OpenList[V]):
    """A list that refuses changes. A deep copy of it is a plain list."""

    __slots__ = ()

    __setitem__: Any = _refuse
    __delitem__ = __iadd__ = __imul__ = append = clear = extend = insert = pop = remove = reverse = sort = __setitem__

    def __new__(cls, items: Iterable[V] = ()) -> FrozenList[V]:
        self = super().__new__(cls)
        list.extend(self, items)
        return self

    def __init__(self, items: object = ()) -> None:
        pass  # see FrozenDict

    def __reduce__(self) -> tuple[object, ...]:
        return FrozenList, (list(self),)

    def __deepcopy__(self, memo: Any) -> list[V]:
        return deepcopy(list(self), memo)


def freeze(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return an immutable copy of a JSON value. Raise `DecodeError` for anything else."""
    cls = type(value)
    if cls is dict or issubclass(cls, Mapping):
        return _freeze_object(decode_object(value), depth)
    if cls is list or (issubclass(cls, Sequence) and not issubclass(cls, STRINGS)):
        return _freeze_array(decode_list(value), depth)
    if cls in SCALARS:
        return value
    if issubclass(cls, str):  # such as a member of an enumeration
        return str.__str__(value)
    if issubclass(cls, int):
        return int.__int__(value)
    if issubclass(cls, float):
        return float.__float__(value)
    raise DecodeError("", "JSON value", describe(value))


def _freeze_object(data: dict[Any, Any], depth: int) -> FrozenDict[Any]:
    if not depth:
        raise DecodeError("", f"at most {MAX_DEPTH} levels of nesting", "more")
    frozen: Any = OpenDict(data)  # faster than member by member, as most are scalars
    for key, value in data.items():
        if type(key) is not str:
            del frozen[key]
            key = decode_key(key)
            frozen[key] = value
        cls = type(value)
        if cls not in SCALARS:
            try:
                frozen[key] = _freeze_object(value, depth - 1) if cls is dict else freeze(value, depth - 1)
            except DecodeError as error:
                frozen[key] = repair(data, error.inside(key))
    if len(frozen) < len(data):
        raise DecodeError("", "different keys", "equal keys")
    frozen.__class__ = FrozenDict
    made: FrozenDict[Any] = frozen
    return made


def _freeze_array(items: list[Any], depth: int) -> FrozenList[Any]:
    if not depth:
        raise DecodeError("", f"at most {MAX_DEPTH} levels of nesting", "more")
    frozen: Any = OpenList(items)
    for index, item in enumerate(items):
        cls = type(item)
        if cls not in SCALARS:
            try:
                frozen[index] = _freeze_object(item, depth - 1) if cls is dict else freeze(item, depth - 1)
            except DecodeError as error:
                frozen[index] = repair(items, error.inside(index))
    frozen.__class__ = FrozenList
    made: FrozenList[Any] = frozen
    return made


def thaw(value: Any) -> Any:
    """Return a new JSON value of plain dicts and lists for a frozen one."""
    if type(value) is FrozenDict:
        data = dict(value)  # faster than a comprehension, as most members are scalars
        for key, member in value.items():
            if type(member) not in SCALARS:
                data[key] = thaw(member)
        return data
    if type(value) is FrozenList:
        return [item if type(item) in SCALARS else thaw(item) for item in value]
    return value
