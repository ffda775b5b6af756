"""What the wire may hold, made from the annotations, so that a class or a field that is added is tested unnamed."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import chatcompletion
from chatcompletion import ChatCompletionMessageToolCall, StreamChoices
from chatcompletion._model import Model

CLASSES: list[type[Model]] = sorted(
    (
        value
        for value in (getattr(chatcompletion, name) for name in chatcompletion.__all__)
        if inspect.isclass(value) and dataclasses.is_dataclass(value) and issubclass(value, Model)
    ),
    key=lambda cls: cls.__name__,
)

MAY_BE_LEFT_OUT = {(ChatCompletionMessageToolCall, "type"), (StreamChoices, "delta")}
"""What the schema requires and real services leave out."""


@dataclasses.dataclass(frozen=True)
class Field:
    """A field of a class, as the wire sees it."""

    cls: type[Model]
    name: str
    hint: Any
    nullable: bool
    required: bool

    def __str__(self) -> str:
        return f"{self.cls.__name__}.{self.name}"


def fields_of(cls: type[Model]) -> Iterator[Field]:
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        if field.name == "extra":
            continue
        arms = arms_of(hints[field.name])
        without_default = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        constant = get_origin(arms[0]) is Literal and len(arms) == 1
        optional = (cls, field.name) in MAY_BE_LEFT_OUT
        nullable = type(None) in arms or optional
        yield Field(cls, field.name, arms[0], nullable, (without_default or constant) and not nullable)


def arms_of(hint: Any) -> list[Any]:
    """The alternatives of a type, in the order in which they are written; of an open set, `str`."""
    if get_origin(hint) in (Union, types.UnionType):
        arms = [arm for part in get_args(hint) for arm in arms_of(part)]
        return [str, *(arm for arm in arms if arm is type(None))] if str in arms else arms
    return [hint]


def wire(hint: Any) -> Any:
    """A JSON value that fits a type."""
    hint = arms_of(hint)[0]
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)[0]
    if origin is tuple:
        return [wire(get_args(hint)[0]), wire(get_args(hint)[0])]
    if origin is not None and issubclass(origin, Mapping):
        return {"a": wire(get_args(hint)[1]), "b/c": wire(get_args(hint)[1])}
    if isinstance(hint, type) and issubclass(hint, Model):
        return full(hint)
    return {str: "text", int: 7, float: -0.25, bool: True, bytes: [240, 159]}[hint]


def full(cls: type[Model]) -> dict[str, Any]:
    """An object of the wire with every key that the class knows."""
    return {field.name: wire(field.hint) for field in fields_of(cls)}


def least(cls: type[Model]) -> dict[str, Any]:
    """An object of the wire with the keys that must be there."""
    return {field.name: least_wire(field.hint) for field in fields_of(cls) if field.required}


def least_wire(hint: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, Model):
        return least(hint)
    return wire(hint)


def misfits(hint: Any) -> Iterator[tuple[Any, str]]:
    """JSON values that do not fit a type, with what the error says of them."""
    origin = get_origin(hint)
    expected, values = {
        str: ("str", [(1, "int 1"), (True, "bool true"), ([], "array"), ({}, "object"), (0.5, "float 0.5")]),
        int: ("int", [("7", 'str "7"'), (7.5, "float 7.5"), (False, "bool false"), ([7], "array"), ({}, "object")]),
        float: ("float", [("-0.25", 'str "-0.25"'), (True, "bool true"), ([], "array"), ({}, "object")]),
        bool: ("bool", [(1, "int 1"), ("true", 'str "true"'), (1.0, "float 1.0"), ([], "array")]),
        bytes: ("array", [("text", 'str "text"'), (5, "int 5"), ({}, "object"), (b"x", "bytes")]),
        tuple: ("array", [("text", 'str "text"'), (5, "int 5"), ({}, "object"), (b"x", "bytes"), (True, "bool true")]),
    }.get(origin or hint, ("object", [("text", 'str "text"'), (5, "int 5"), ([], "array"), (True, "bool true")]))
    if origin is Literal:
        expected = f'"{get_args(hint)[0]}"'
        values = [("other", '"other"'), (" ", '" "'), (1, "int 1"), ([], "array"), (True, "bool true")]
    for value, found in values:
        yield value, f"expected {expected}, got {found}"


def conforms(value: object, hint: Any) -> bool:
    """Whether a value is what an annotation says; arrays and objects are looked into."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return any(conforms(value, arm) for arm in get_args(hint))
    if origin is Literal:
        return value in get_args(hint) and isinstance(value, str)
    if origin is tuple:
        return type(value) is tuple and all(conforms(item, get_args(hint)[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(
            type(key) is str and (get_args(hint)[1] is Any or conforms(member, get_args(hint)[1]))
            for key, member in value.items()
        )
    if hint is float:
        return type(value) in (float, int)
    if isinstance(hint, type) and issubclass(hint, Model):
        hints = get_type_hints(hint)
        return type(value) is hint and all(conforms(getattr(value, name), hints[name]) for name in names_of(hint))
    return type(value) is hint


def names_of(cls: type[Model]) -> list[str]:
    return [field.name for field in dataclasses.fields(cls)]


FIELDS = [field for cls in CLASSES for field in fields_of(cls)]
