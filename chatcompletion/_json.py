"""JSON values: plain ones outside, frozen ones inside.

What the schema does not know is kept as a copy that nobody can change. As most of it is only ever written again, it is
kept `packed`; who looks at it is `shown` a `FrozenDict` or a `FrozenList`.
"""

from __future__ import annotations

import marshal
from collections import UserString
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any, NoReturn, TypeVar

from .errors import LONGEST, DecodeError, described, name_of, quoted

K = TypeVar("K", str, int)
V = TypeVar("V")

DEEPEST = 128
"""Levels of nesting in what the schema does not know; the bound also ends a value that contains itself."""

ATOMS = frozenset({str, int, float, bool, type(None)})
STRINGS = (str, bytes, bytearray, memoryview, UserString)


def _refuse(self: object, *args: object, **kwargs: object) -> NoReturn:
    raise TypeError(f"{type(self).__name__} cannot be changed, only copied")


class FrozenDict(dict[str, V]):
    """A dict with string keys that refuses every change; a deep copy of it is a plain one."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __new__(cls, items: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> FrozenDict[V]:
        self = super().__new__(cls)
        dict.update(self, items)
        return self

    def __init__(self, items: object = ()) -> None:
        pass  # all is there, and stays when this is called once more

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (dict(self),)

    def __deepcopy__(self, memo: Any) -> dict[str, V]:
        return deepcopy(dict(self), memo)


class FrozenList(list[V]):
    """A list that refuses every change; a deep copy of it is a plain one."""

    __slots__ = ()

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __new__(cls, items: Iterable[V] = ()) -> FrozenList[V]:
        self = super().__new__(cls)
        list.extend(self, items)
        return self

    def __init__(self, items: object = ()) -> None:
        pass  # all is there, and stays when this is called once more

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (list(self),)

    def __deepcopy__(self, memo: Any) -> list[V]:
        return deepcopy(list(self), memo)


def _unreadable(expected: str, value: object, problem: Exception) -> DecodeError:
    return DecodeError("", expected, f"{name_of(type(value))} that raises {name_of(type(problem))}")


def as_object(value: object) -> dict[Any, Any]:
    """Any mapping as a real dict, which can do nothing but look a key up."""
    if type(value) is dict:
        return value
    try:
        if isinstance(value, Mapping):
            return dict(value)
    except Exception as problem:
        raise _unreadable("object", value, problem) from problem
    raise DecodeError("", "object", described(value))


def as_array(value: object) -> list[Any]:
    """Any sequence that is no string as a real list."""
    try:
        if isinstance(value, Sequence) and not isinstance(value, STRINGS):
            return list(value)
    except Exception as problem:
        raise _unreadable("array", value, problem) from problem
    raise DecodeError("", "array", described(value))


def parse(text: str | bytes | bytearray, line: int = 1) -> Any:
    """The value of a JSON text that starts at a line; what is none is a `DecodeError` with the line and the column."""
    import json  # see errors.quoted

    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1} column {error.colno}"
        rest = error.doc[error.pos : error.pos + LONGEST + 1]
        raise DecodeError(place, "JSON", f"{quoted(rest) if rest else 'the end'} ({error.msg})") from None
    except UnicodeDecodeError as error:
        raise DecodeError(f"byte {error.start}", error.encoding, f"bytes that are not ({error.reason})") from None
    except RecursionError:
        raise DecodeError("", "JSON", "more nesting than the call stack has room for") from None
    except ValueError:
        raise DecodeError("", "JSON", "a number of more digits than Python reads") from None
    except (TypeError, AttributeError):
        raise DecodeError("", "JSON text", described(text)) from None


def as_key(value: Any) -> str:
    """The key of an object, which JSON knows as a string only."""
    if issubclass(type(value), str):
        return str.__str__(value)
    raise DecodeError("", "str for a key", described(value))


def with_plain_keys(data: dict[Any, Any]) -> dict[str, Any]:
    """The same object with keys that are nothing but strings."""
    plain = {as_key(key): value for key, value in data.items()}
    if len(plain) < len(data):
        raise DecodeError("", "different keys", "equal ones")
    return plain


def read_each(members: Iterable[tuple[K, Any]], read: Callable[[Any], V]) -> Iterator[tuple[K, V]]:
    """The members of an object or array as `read` makes them, with their keys or indices; its errors gain the place."""
    for key, member in members:
        try:
            yield key, read(member)
        except DecodeError as error:
            raise error.inside(key) from None


def freeze(value: Any, depth: int = DEEPEST) -> Any:
    """An immutable copy of a JSON value; anything else is a `DecodeError`."""
    kind = type(value)
    if kind in ATOMS:
        return value
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, int):
        return int.__int__(value)
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, Mapping):
        return FrozenDict(read_each(with_plain_keys(as_object(value)).items(), _freeze_below(depth)))
    if issubclass(kind, Sequence) and not issubclass(kind, STRINGS):
        return FrozenList([item for _, item in read_each(enumerate(as_array(value)), _freeze_below(depth))])
    raise DecodeError("", "JSON value", described(value))


def _freeze_below(depth: int) -> Callable[[Any], Any]:
    if not depth:
        raise DecodeError("", f"at most {DEEPEST} levels of nesting", "more")
    return partial(freeze, depth=depth - 1)


def packed(value: Any) -> Any:
    """What to keep of a JSON value: the bytes that `marshal` makes of a plain array or object, or else a frozen copy.

    The bytes take a small part of the memory that containers would, and one call makes plain containers of them again.
    Anything but a JSON value is a `DecodeError`.
    """
    return marshal.dumps(value) if _is_plain(value) else freeze(value)


def unpacked(value: Any) -> Any:
    """What was `packed`, new and plain."""
    return marshal.loads(value) if type(value) is bytes else deepcopy(value)


def shown(value: Any) -> Any:
    """What was `packed`, in containers that refuse changes."""
    return _wrapped(marshal.loads(value)) if type(value) is bytes else value


def _wrapped(value: Any) -> Any:
    if type(value) is dict:
        return FrozenDict({key: _wrapped(member) for key, member in value.items()})
    if type(value) is list:
        return FrozenList([_wrapped(item) for item in value])
    return value


def _is_plain(value: Any, depth: int = DEEPEST) -> bool:
    """Whether a value is an array or object of Python's own types, which are the same when they come out of `marshal`.

    The one that is not is NaN, which equals nothing but itself.
    """
    if not depth:
        return False
    if type(value) is dict:
        for key in value:
            if type(key) is not str:
                return False
        value = value.values()
    elif type(value) is not list:
        return False
    for member in value:
        if type(member) in ATOMS:
            if member != member:
                return False
        elif not _is_plain(member, depth - 1):
            return False
    return True
