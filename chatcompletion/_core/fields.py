"""What the annotations of a class say of its fields.

The base class decodes and encodes by it. Errors, constructors, the repair of bodies, and tools also use it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from .errors import MISSING, quote
from .frozen import SCALARS, FrozenDict, thaw
from .validators import (
    decode_array,
    decode_bool,
    decode_bytes,
    decode_float,
    decode_int,
    decode_json_object,
    decode_literal,
    decode_mapping,
    decode_str,
    decode_str_or_array,
    decode_str_or_object,
)

JSON_TEXT = "JSON text"
"""Annotates a string that is JSON text, such as the arguments of a function call."""
POSITION = "position"
"""Annotates the index of an object that is its position in an array."""


class Shape(NamedTuple):
    """What a field, or an item of it, holds besides None."""

    name: str
    """`str`, `int`, `float`, `bool`, `bytes`, `constant`, `array`, `mapping`, `json`, `object`, `str or array`,
    `str or object`, or what annotates the type: `JSON text`, `position`, `variants` or `text or parts`."""
    expected: str
    """What an error says was expected."""
    decode: Callable[[Any], Any]
    """The strict decoder."""
    item: Any = None
    """The shape of the items of an array or a mapping, the class of an object, the value of a constant, or the object
    that annotates the type."""
    exact: type | None = None
    """The type of the values that the decoder returns as they are, if there is one."""


class IfNull(NamedTuple):
    """What a field is if its value is null, but its key must not be missing. Stated in `_if_absent` of a class."""

    value: Any


class Field(NamedTuple):
    """A field of a class."""

    name: str
    shape: Shape
    is_always_written: bool
    """Whether `to_dict` writes the key in any case."""
    if_absent: Any
    """What the field is if the key is missing. `MISSING` if it must not be missing."""
    if_null: Any
    """What the field is if the value is null. `MISSING` if it must not be null."""
    has_placeholder: bool
    """Whether `if_absent` or `if_null` is a placeholder, as the constructor has no default for the field."""


def _make_fields(cls: Any) -> dict[str, Field]:
    owner = next(base for base in cls.__mro__ if "_known" in vars(base))
    hints = get_type_hints(owner, include_extras=True)
    fields = {}
    for name, field in owner._known.items():
        stated = owner._if_absent.get(name, None if field.default is None else MISSING)
        if_absent, if_null = (MISSING, stated.value) if type(stated) is IfNull else (stated, stated)
        is_always_written = name in owner._if_absent or field.default is not None
        has_placeholder = if_absent is not MISSING and field.default is dataclasses.MISSING
        fields[name] = Field(name, get_shape(hints[name]), is_always_written, if_absent, if_null, has_placeholder)
    return fields


get_fields: Callable[[Any], dict[str, Field]] = lru_cache(maxsize=512)(_make_fields)
"""Return the fields of a class by their names, in order. A subclass in a program has those of its base class."""


@lru_cache(maxsize=512)
def get_required(cls: Any) -> tuple[tuple[str, Shape], ...]:
    """Return the names and shapes of the fields of a class whose keys must not be missing."""
    return tuple([(field.name, field.shape) for field in get_fields(cls).values() if field.if_absent is MISSING])


_SIMPLE: dict[Any, Shape] = {
    str: Shape("str", "str", decode_str, exact=str),
    int: Shape("int", "int", decode_int, exact=int),
    float: Shape("float", "float", decode_float),
    bool: Shape("bool", "bool", decode_bool, exact=bool),
    bytes: Shape("bytes", "array", decode_bytes),
}


@lru_cache(maxsize=512)
def get_shape(hint: Any) -> Shape:
    """Return what a type stands for."""
    members = _list_members(hint)
    first, arguments = members[0], get_args(members[0])
    origin = get_origin(first)
    if len(members) == 2:  # a string, or something else
        other = get_shape(members[1])
        name, item = f"str or {other.expected}", other.item
        if name == "str or array":
            return Shape(name, name, lambda value: decode_str_or_array(value, item.decode), item, str)
        return Shape(name, name, lambda value: decode_str_or_object(value, other.decode), item, str)
    if first in _SIMPLE:
        return _SIMPLE[first]
    if origin is Annotated:
        note = arguments[1]
        annotated: Shape = get_shape(arguments[0])._replace(name=note) if isinstance(note, str) else note.shape
        return annotated
    if origin is Literal:
        constant = arguments[0]
        return Shape("constant", quote(constant), lambda value: decode_literal(value, constant), constant)
    if origin is tuple:
        item = get_shape(arguments[0])
        return Shape("array", "array", lambda value: decode_array(value, item.decode), item)
    if origin is Mapping and arguments[1] is object:
        return Shape("json", "object", decode_json_object)
    if origin is Mapping:
        item = get_shape(arguments[1])
        return Shape("mapping", "object", lambda value: decode_mapping(value, item.decode), item)
    return Shape("object", "object", first._decode, first)


def _list_members(hint: Any) -> list[Any]:
    """Return the members of a type, without None, and without the literals of an open set of strings."""
    if get_origin(hint) not in (Union, UnionType):
        return [hint]
    members = [member for part in get_args(hint) for member in _list_members(part) if member is not NoneType]
    return [member for member in members if not (str in members and get_origin(member) is Literal)]


def encode(value: Any) -> Any:
    """Return the wire form of the value of a field."""
    if type(value) in SCALARS:
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, str):
        return [part.to_dict() for part in value.parts] if hasattr(value, "parts") else value
    if isinstance(value, (tuple, bytes)):
        return [encode(item) for item in value]
    if type(value) is FrozenDict:
        return {key: encode(member) if type(member) is tuple else thaw(member) for key, member in value.items()}
    return value
