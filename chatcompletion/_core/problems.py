"""Decoding that collects problems. Only imported when a body has some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import DecodeError
from .containers import STRINGS, decode_key, decode_list, decode_object
from .frozen import MAX_DEPTH
from .repair import Location, Repairable, iter_problems, make_repairable

if TYPE_CHECKING:
    from .model import Root


def decode_with_problems(cls: type[Root], data: dict[Any, Any], problems: list[DecodeError]) -> Any:
    """Decode a body that does not fit. Append its problems to a list."""
    body: Any = _copy_object(data, (), ())
    decoded = cls.from_dict(body)
    problems.extend(iter_problems(body))
    return decoded


def _copy_value(value: Any, location: Location, parents: tuple[int, ...]) -> Any:
    """Return a repairable copy of an array or object. A value that contains itself is not copied."""
    cls = type(value)
    if id(value) in parents or len(parents) > 2 * MAX_DEPTH:
        return value
    try:
        if issubclass(cls, Mapping):
            return _copy_object(decode_object(value), location, (*parents, id(value)))
        if issubclass(cls, Sequence) and not issubclass(cls, STRINGS):
            return _copy_array(decode_list(value), location, (*parents, id(value)))
    except DecodeError:
        pass  # the decoder reports it
    return value


def _copy_object(data: dict[Any, Any], location: Location, parents: tuple[int, ...]) -> Repairable:
    members: dict[str, Any] = {}
    problems: list[DecodeError] = []
    for key, value in data.items():
        try:
            name = decode_key(key)
            if name in members:
                raise DecodeError("", "different keys", "equal keys")
        except DecodeError as problem:
            problems.append(problem.inside(*location))
        else:
            members[name] = _copy_value(value, (*location, name), parents)
    copy = make_repairable(members, location)
    copy.key_problems = tuple(problems)
    return copy


def _copy_array(items: list[Any], location: Location, parents: tuple[int, ...]) -> Repairable:
    return make_repairable(
        [_copy_value(item, (*location, index), parents) for index, item in enumerate(items)], location
    )
