"""The schema for Pydantic, with which it validates, serializes and describes the classes. Imported when it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_type_hints

from ..errors import APIError, DecodeError

if TYPE_CHECKING:
    from .model import Model

PARTS = {"content": str | list[dict[str, Any]] | None, "thinking": str | list[dict[str, Any]]}
"""The wire types of the fields that are annotated as `str` and also decode an array of parts."""


def make_core_schema(cls: type[Model], handler: Any) -> Any:
    """Return a schema that decodes with `from_dict` and encodes with `to_dict`.

    It wraps a schema of the wire form, which serves only for the JSON schema.
    """
    # Not an import statement: a type checker would look for the package, which may not be installed.
    pydantic_core: Any = import_module("pydantic_core")
    core_schema = pydantic_core.core_schema

    def validate(value: Any, _: Any) -> Model:
        if isinstance(value, cls):
            return value
        try:
            return cls.from_dict(value)
        except DecodeError as error:
            location, message = error.location, str(DecodeError("", error.expected, error.found))
        except APIError as error:
            location, message = (), f"an error body: {error}"
        problem = pydantic_core.PydanticCustomError("chat_completion", "{message}", {"message": message})
        details = [{"type": problem, "loc": location, "input": value}]
        raise pydantic_core.ValidationError.from_exception_data(cls.__name__, details)

    wire_fields = {
        name: core_schema.typed_dict_field(handler.generate_schema(wire_type), required=required)
        for name, wire_type, required in _iter_wire_fields(cls)
    }
    return core_schema.no_info_wrap_validator_function(
        validate,
        core_schema.typed_dict_schema(wire_fields, cls_name=cls.__name__, extra_behavior="allow"),
        ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict),
    )


def _iter_wire_fields(cls: type[Model]) -> Any:
    """Iterate over the keys of the wire form: name, type and whether the key is required."""
    hints = get_type_hints(cls)
    for field in fields(cls):
        if field.name == "extra":
            continue
        hint = hints[field.name]
        if hint == PARTS.get(field.name) or hint in (str, str | None):
            hint = PARTS.get(field.name, hint)
        elif hint in (bytes, bytes | None):
            hint = Sequence[int] | None
        has_default = field.default is not MISSING or field.default_factory is not MISSING
        is_constant = has_default and field.default is not None
        yield field.name, hint, (not has_default or is_constant) and field.name not in cls._defaults
