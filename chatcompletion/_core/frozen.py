"""Frozen copies of JSON values: for keys that the schema does not know, and for objects with free keys."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from copy import deepcopy
from math import isfinite
from typing import Any, NoReturn, TypeVar

from .errors import DecodeError, Location, forget_frames

V = TypeVar("V")

MAX_DEPTH = 128
"""The allowed levels of nesting in an unknown value. The limit also stops at values that contain themselves."""

SCALARS = frozenset({str, int, float, bool, type(None)})
"""The types of JSON values that are immutable anyway."""


class NonFinite(float):
    """NaN or an infinity in a repaired body, where decoders accept it."""

    __slots__ = ()


NAN = float("nan")
"""The placeholder for a number. It is equal to itself in a comparison of fields, so there is only this one."""

_MAX_SHARED = 256
"""The number of frozen values that are kept to be shared."""
_MAX_SHARED_SIZE = 1000
"""The number of bytes of a value that is kept."""


def _refuse(self: object, *args: object, **kwargs: object) -> NoReturn:
    raise TypeError(f"{type(self).__name__} does not support changes; use copy.deepcopy() for a copy that does")


class FrozenDict(dict[str, V]):
    """A dict that refuses changes. A deep copy of it is a plain dict."""

    __slots__ = ()

    __setitem__: Any = _refuse
    __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = __setitem__

    def __new__(cls, items: Any = ()) -> FrozenDict[V]:
        self = super().__new__(cls)
        dict.update(self, items)
        return self

    def __init__(self, items: object = ()) -> None:
        pass  # __new__ has filled it, and a second call must change nothing

    def __reduce__(self) -> tuple[object, ...]:
        return _restore_dict, (dict(self),)

    def __deepcopy__(self, memo: Any) -> dict[str, V]:
        return deepcopy(dict(self), memo)


def _restore_dict(members: dict[str, V]) -> FrozenDict[V]:
    return FrozenDict({key: restore_nan(member) for key, member in members.items()})


def restore_nan(value: Any) -> Any:
    """Return a value that was pickled, with the NaN that is equal to itself."""
    return NAN if type(value) is float and value != value else value


class FrozenList(list[V]):
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


_IMMUTABLE = SCALARS - {float} | {FrozenDict, FrozenList}

# Calling the class would call two functions in Python for each container. These two calls are in C.
new_dict, fill_dict, set_member = dict.__new__, dict.update, dict.__setitem__
_new_list, _fill_list = list.__new__, list.extend

_shared: dict[bytes, Any] = {}


def freeze_shared(value: Any) -> Any:
    """Do what `freeze` does, and return the same object for small values that are equal and have equal types.

    Services repeat them in every body, such as the results of content filters. Looking up the serialized value takes a
    third of the time that freezing it takes. Longer arrays, such as search results, are seldom the same.
    """
    if type(value) is list and len(value) != 1:
        return _freeze_array(value, MAX_DEPTH)
    try:
        key = marshal.dumps(value)
    except ValueError:  # a type that JSON does not have, or deep nesting
        return freeze(value)
    frozen = _shared.get(key)
    if frozen is None:
        frozen = freeze(value)
        if len(key) <= _MAX_SHARED_SIZE:
            if len(_shared) >= _MAX_SHARED:
                _shared.clear()
            _shared[key] = frozen
    return frozen


def freeze(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return an immutable copy of a JSON value. Raise `DecodeError` for anything else."""
    cls = type(value)
    if cls is dict:
        return _freeze_object(value, depth)
    if cls is list:
        return _freeze_array(value, depth)
    if cls in _IMMUTABLE or (cls is float and isfinite(value)):
        return value
    raise DecodeError("JSON value", value)


def _freeze_object(data: dict[Any, Any], depth: int) -> FrozenDict[Any]:
    if not depth:
        raise DecodeError(f"at most {MAX_DEPTH} levels of nesting", data, found="more")
    members: dict[str, Any] = {}
    for key, value in data.items():
        if type(key) is not str:
            raise DecodeError("str for a key", key)
        cls = type(value)
        if cls not in _IMMUTABLE:
            try:
                value = _freeze_object(value, depth - 1) if cls is dict else freeze(value, depth - 1)
            except DecodeError as error:
                error.location = (key, *error.location)
                raise
        members[key] = value
    frozen = new_dict(FrozenDict)
    fill_dict(frozen, members)
    return frozen


def _freeze_array(array: list[Any], depth: int) -> FrozenList[Any]:
    if not depth:
        raise DecodeError(f"at most {MAX_DEPTH} levels of nesting", array, found="more")
    items: list[Any] = []
    for item in array:
        cls = type(item)
        if cls not in _IMMUTABLE:
            try:
                item = _freeze_object(item, depth - 1) if cls is dict else freeze(item, depth - 1)
            except DecodeError as error:
                error.location = (len(items), *error.location)
                raise
        items.append(item)
    frozen = _new_list(FrozenList)
    _fill_list(frozen, items)
    return frozen


def freeze_readable(
    value: Any, report: Callable[[DecodeError], object] = lambda problem: None, location: Location = ()
) -> Any:
    """Freeze a value, with null in place of what is not JSON, and without keys that are not strings. Report each."""
    depth = MAX_DEPTH - len(location)
    try:
        if depth and type(value) is dict:
            members: dict[str, Any] = {}
            for key, member in value.items():
                if type(key) is str:
                    members[key] = freeze_readable(member, report, (*location, key))
                else:
                    report(DecodeError("str for a key", key, location=location))
            return FrozenDict(members)
        if depth and type(value) is list:
            return FrozenList([freeze_readable(item, report, (*location, n)) for n, item in enumerate(value)])
        return freeze(value, depth)
    except DecodeError as problem:
        problem.location = location
        report(forget_frames(problem))
        return None


def thaw(value: Any) -> Any:
    """Return a new JSON value of plain dicts and lists for a frozen one."""
    if isinstance(value, FrozenDict):
        data = dict(value)  # faster than a comprehension, as most members are scalars
        for key, member in value.items():
            if type(member) not in SCALARS:
                data[key] = thaw(member)
        return data
    if isinstance(value, FrozenList):
        return [item if type(item) in SCALARS else thaw(item) for item in value]
    return value
