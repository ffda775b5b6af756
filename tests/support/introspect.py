"""JSON values for every class and field, generated from the annotations. New fields are covered automatically."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import chatcompletion
from chatcompletion._core.base import WireObject

CLASSES: list[type[WireObject]] = sorted(
    (
        value
        for value in (getattr(chatcompletion, name) for name in chatcompletion.__all__)
        if inspect.isclass(value) and issubclass(value, WireObject) and hasattr(value, "_draft")
    ),
    key=lambda cls: cls.__name__,
)

MAY_BE_MISSING = {
    ("ChatCompletionDeleted", "object"),
    ("ChatCompletionList", "object"),
    ("ChatCompletionMessageList", "object"),
    ("ChatCompletionMessageToolCall", "type"),
    ("ChatCompletionNamedToolChoice", "type"),
    ("ChatCompletionResponseMessage", "role"),
    ("ChatCompletionStoredMessage", "role"),
    ("ChatCompletionTool", "type"),
    ("CreateChatCompletionResponse", "object"),
    ("CreateChatCompletionStreamResponse", "created"),
    ("CreateChatCompletionStreamResponse", "id"),
    ("CreateChatCompletionStreamResponse", "model"),
    ("CreateChatCompletionStreamResponse", "object"),
    ("StreamChoices", "delta"),
}
"""Keys that the schema requires, but that may be missing or null, because services leave them out."""

MAY_BE_NULL = {("CreateChatCompletionStreamResponse", "choices")}
"""Other keys that the schema requires, but that may be null."""

MULTIPART = {
    ("ChatCompletionResponseMessage", "content"),
    ("ChatCompletionStoredMessage", "content"),
    ("ChatCompletionStreamResponseDelta", "content"),
    ("ThinkingPart", "thinking"),
}
"""Fields that are annotated as `str` and also accept an array of parts."""


@dataclasses.dataclass(frozen=True)
class Field:
    """A field of a class, and what its key accepts in JSON."""

    cls: type[WireObject]
    name: str
    hint: Any
    """The annotated type without None. An open set is `str`."""
    nullable: bool
    required: bool

    def __str__(self) -> str:
        return f"{self.cls.__name__}.{self.name}"

    @property
    def expected(self) -> str:
        """The expectation that an error reports for this field."""
        return " or ".join(dict.fromkeys(describe_type(member) for member in union_members(self.hint)))

    def invalid_values(self) -> Iterator[tuple[Any, str]]:
        """Iterate over invalid values, each with the message of its error."""
        accepted = self.expected.split(" or ") + ["array"] * ((self.cls.__name__, self.name) in MULTIPART)
        for value, found in SAMPLES:
            if found.split(" ")[0] not in accepted and not ("float" in accepted and found == "int 5"):
                shown = found.removeprefix("str ") if self.expected.startswith('"') else found
                yield value, f"expected {self.expected}, got {shown}"


SAMPLES: list[tuple[Any, str]] = [
    ("other", 'str "other"'),
    (5, "int 5"),
    (0.5, "float 0.5"),
    (True, "bool true"),
    ([], "array"),
    ({}, "object"),
    (b"x", "bytes"),
]
"""Values, each with its description in an error message."""


def wire_fields(cls: type[WireObject]) -> Iterator[Field]:
    """Iterate over the fields of a class, without `extra`."""
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        if field.name == "extra":
            continue
        members = union_members(hints[field.name])
        has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        is_constant = get_origin(members[0]) is Literal and len(members) == 1
        place = (cls.__name__, field.name)
        optional = type(None) in members or place in MAY_BE_MISSING
        union: Any = Union
        hint = union[tuple(member for member in members if member is not type(None))]
        required = (not has_default or is_constant) and not optional
        yield Field(cls, field.name, hint, optional or place in MAY_BE_NULL, required)


def union_members(hint: Any) -> list[Any]:
    """Return the members of a union, in order. The literals of an open set are omitted."""
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for part in get_args(hint) for member in union_members(part)]
        return [member for member in members if not (str in members and get_origin(member) is Literal)]
    return [hint]


def describe_type(hint: Any) -> str:
    """Return the name of a type in error messages."""
    origin = get_origin(hint) or hint
    if origin is Literal:
        return f'"{get_args(hint)[0]}"'
    names = {str: "str", int: "int", float: "float", bool: "bool", tuple: "array", bytes: "array"}
    return names.get(origin, "object")


def valid_value(hint: Any) -> Any:
    """Return a valid JSON value of a type."""
    hint = union_members(hint)[0]
    origin = get_origin(hint)
    if origin is Literal:
        return get_args(hint)[0]
    if origin is tuple:
        return [valid_value(get_args(hint)[0]), valid_value(get_args(hint)[0])]
    if origin is not None and issubclass(origin, Mapping):
        return {"a": valid_value(get_args(hint)[1]), "b/c": valid_value(get_args(hint)[1])}
    if isinstance(hint, type) and issubclass(hint, WireObject):
        return full_body(hint)
    if hint in (Any, object):
        return [None, {"x": [0.5]}]
    return {str: "text", int: 7, float: -0.25, bool: True, bytes: [240, 159]}[hint]


def full_body(cls: type[WireObject]) -> dict[str, Any]:
    """Return an object with every known key of a class."""
    return {field.name: valid_value(field.hint) for field in wire_fields(cls)}


def minimal_body(cls: type[WireObject]) -> dict[str, Any]:
    """Return an object with only the required keys of a class."""
    return {field.name: minimal_value(field.hint) for field in wire_fields(cls) if field.required}


def minimal_value(hint: Any) -> Any:
    hint = union_members(hint)[0]
    if isinstance(hint, type) and issubclass(hint, WireObject):
        return minimal_body(hint)
    return valid_value(hint)


def fits_annotation(value: object, hint: Any) -> bool:
    """Return whether a value has the annotated type, at every level."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return any(fits_annotation(value, member) for member in get_args(hint))
    if origin is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if origin is tuple:
        return type(value) is tuple and all(fits_annotation(item, get_args(hint)[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, dict) and all(
            type(key) is str and (get_args(hint)[1] in (Any, object) or fits_annotation(member, get_args(hint)[1]))
            for key, member in value.items()
        )
    if hint is float:
        return type(value) in (float, int)
    if isinstance(hint, type) and issubclass(hint, WireObject):
        hints = get_type_hints(hint)
        names = field_names(hint)
        return type(value) is hint and all(fits_annotation(getattr(value, name), hints[name]) for name in names)
    if hint is str:
        return type(value) in (str, chatcompletion.MultipartContent)
    return type(value) is hint


def field_names(cls: type[WireObject]) -> list[str]:
    return [field.name for field in dataclasses.fields(cls)]


FIELDS = [field for cls in CLASSES for field in wire_fields(cls)]
