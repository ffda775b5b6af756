"""Schemas for Pydantic, with which it validates, serializes and describes the classes. Imported when it asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, get_type_hints

from .api_error import APIError
from .errors import MISSING, DecodeError
from .fields import get_fields


def make_class_schema(cls: Any, handler: Any) -> Any:
    """Return the schema of a class: it decodes with `from_dict` and encodes with `to_dict`."""
    core_schema = _import_core().core_schema
    hints = get_type_hints(cls, include_extras=True)
    wire_fields = {}
    for name, field in cls._known.items():
        hint = Sequence[int] | None if field.type.startswith("builtins.bytes") else hints[name]
        is_required = get_fields(cls)[name].if_absent is MISSING
        wire_fields[name] = core_schema.typed_dict_field(handler.generate_schema(hint), required=is_required)
    wire_schema = core_schema.typed_dict_schema(wire_fields, cls_name=cls.__name__, extra_behavior="allow")
    schema: dict[str, Any] = make_decoding_schema(
        lambda value: value if isinstance(value, cls) else cls.from_dict(value), wire_schema
    )
    schema["ref"] = f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"
    return schema


def make_decoding_schema(decode: Callable[[Any], Any], wire_schema: Any) -> Any:
    """Return a schema that decodes with a function. The schema of the wire form only serves for the JSON schema."""
    pydantic_core = _import_core()

    def validate(value: Any, _: Any) -> Any:
        try:
            return decode(value)
        except DecodeError as error:
            location, message = error.location, str(error).removeprefix(f"{error.path}: ")
        except APIError as error:
            location, message = (), f"an error body: {error}"
        problem = pydantic_core.PydanticCustomError("chat_completion", "{message}", {"message": message})
        details = [{"type": problem, "loc": location, "input": value}]
        raise pydantic_core.ValidationError.from_exception_data("chat_completion", details)

    return pydantic_core.core_schema.no_info_wrap_validator_function(
        validate,
        wire_schema,
        serialization=pydantic_core.core_schema.plain_serializer_function_ser_schema(_encode),
    )


def _encode(value: Any) -> Any:
    return value if isinstance(value, str) else value.to_dict()


def _import_core() -> Any:
    # Not an import statement: a type checker would look for the package, which may not be installed.
    return import_module("pydantic_core")
