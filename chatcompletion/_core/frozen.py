"""Frozen copies of JSON values: for keys that the schema does not know, and for objects with free keys."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, NoReturn, TypeVar

from .convert import STRINGS, as_dict, as_key, as_list, with_str_keys
from .errors import DecodeError

V = TypeVar("V")

MAX_DEPTH = 128
"""The allowed levels of nesting in an unknown value. The limit also stops at values that contain themselves."""

SCALARS = frozenset({str, int, float, bool, type(None)})
"""The types of JSON values that are immutable anyway."""


NAN = float("nan")
"""The placeholder for a number. It is equal to itself in a comparison of fields, so there is only this one."""


class Cycle(DecodeError):
    """A value contains itself. Only for this package: it is never raised to a caller."""


class NonFiniteNumber(float):
    """NaN or an infinity in JSON text, which JSON does not have but `json.loads` reads."""

    __slots__ = ()


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
        return FrozenDict, (dict(self),)

    def __deepcopy__(self, memo: Any) -> dict[str, V]:
        return deepcopy(dict(self), memo)


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


_IMMUTABLE = SCALARS | {FrozenDict, FrozenList}

# Calling the class would call two functions in Python for each container. These two calls are in C.
new_dict, fill_dict, set_member = dict.__new__, dict.update, dict.__setitem__
_new_list, _fill_list = list.__new__, list.extend

_shared: dict[bytes, Any] = {}
_NAN, _NEGATIVE_NAN = b"\xf8\x7f", b"\xf8\xff"  # NaN equals only itself, so it must remain the same object


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
        if len(key) <= _MAX_SHARED_SIZE and _NAN not in key and _NEGATIVE_NAN not in key:
            if len(_shared) >= _MAX_SHARED:
                _shared.clear()
            _shared[key] = frozen
    return frozen


def freeze(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return an immutable copy of a JSON value. Raise `DecodeError` for anything else."""
    cls = type(value)
    if cls is dict:
        return _freeze_object(value, depth)
    if cls in _IMMUTABLE:
        return value
    if cls is list or (issubclass(cls, Sequence) and not issubclass(cls, STRINGS)):
        return _freeze_array(as_list(value), depth)
    if issubclass(cls, Mapping):
        return _freeze_object(as_dict(value), depth)
    if issubclass(cls, str):  # such as a member of an enumeration
        return str.__str__(value)
    if issubclass(cls, int):
        return int.__int__(value)
    if issubclass(cls, float) and cls is not NonFiniteNumber:
        return float.__float__(value)
    raise DecodeError("JSON value", value)


def _freeze_object(data: dict[Any, Any], depth: int) -> FrozenDict[Any]:
    if not depth:
        raise DecodeError(f"at most {MAX_DEPTH} levels of nesting", data, found="more")
    members: dict[str, Any] = {}
    for key, value in data.items():
        if type(key) is not str:
            key = as_key(key)
        cls = type(value)
        if cls not in SCALARS:
            try:
                value = _freeze_object(value, depth - 1) if cls is dict else freeze(value, depth - 1)
            except DecodeError as error:
                error.location = (key, *error.location)
                raise
        members[key] = value
    if len(members) < len(data):
        raise DecodeError("different keys", found="equal keys")
    frozen = new_dict(FrozenDict)
    fill_dict(frozen, members)
    return frozen


def _freeze_array(array: list[Any], depth: int) -> FrozenList[Any]:
    if not depth:
        raise DecodeError(f"at most {MAX_DEPTH} levels of nesting", array, found="more")
    items: list[Any] = []
    for item in array:
        cls = type(item)
        if cls not in SCALARS:
            try:
                item = _freeze_object(item, depth - 1) if cls is dict else freeze(item, depth - 1)
            except DecodeError as error:
                error.location = (len(items), *error.location)
                raise
        items.append(item)
    frozen = _new_list(FrozenList)
    _fill_list(frozen, items)
    return frozen


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


def freeze_deep(value: Any) -> Any:
    """Do what `freeze` does, without a limit for the nesting and without recursion."""
    frozen = _freeze_outer(value)
    parents: set[int] = set()
    stack: list[tuple[Any, Any]] = [(value, frozen)]
    while stack:
        source, target = stack.pop()
        if source is None:  # all that is in the container has been copied
            parents.discard(target)
        elif type(target) in SCALARS:
            continue
        elif id(source) in parents:
            raise Cycle("JSON value", source, found="a value that contains itself")
        else:
            parents.add(id(source))
            stack.append((None, id(source)))
            if type(target) is FrozenDict:
                pairs = [(key, member, _freeze_outer(member)) for key, member in with_str_keys(as_dict(source)).items()]
                fill_dict(target, {key: copy for key, _, copy in pairs})
            else:
                pairs = [("", item, _freeze_outer(item)) for item in as_list(source)]
                _fill_list(target, [copy for _, _, copy in pairs])
            stack += [(member, copy) for _, member, copy in pairs]
    return frozen


def _freeze_outer(value: Any) -> Any:
    """Return a frozen scalar, or an empty frozen container for the members of a container."""
    cls = type(value)
    if issubclass(cls, Mapping):
        return new_dict(FrozenDict)
    if issubclass(cls, Sequence) and not issubclass(cls, STRINGS):
        return _new_list(FrozenList)
    return float(value) if cls is NonFiniteNumber else freeze(value)


def thaw_deep(value: Any) -> Any:
    """Do what `thaw` does, without recursion."""
    plain = _thaw_outer(value)
    stack = [(value, plain)]
    while stack:
        source, target = stack.pop()
        if type(target) is dict:
            target.update({key: _thaw_outer(member) for key, member in source.items()})
            stack += [(member, target[key]) for key, member in source.items()]
        elif type(target) is list:
            target += map(_thaw_outer, source)
            stack += zip(source, target, strict=True)
    return plain


def _thaw_outer(value: Any) -> Any:
    return {} if type(value) is FrozenDict else [] if type(value) is FrozenList else value
