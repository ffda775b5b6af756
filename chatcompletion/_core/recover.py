"""What happens when a value does not fit while an object is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from ..errors import APIError, DecodeError, class_name, quote
from .repair import repair

if TYPE_CHECKING:
    from .model import Model

M = TypeVar("M", bound="Model")


def recover(error: Exception, draft: M, data: Any, problems: list[DecodeError] | None = None) -> M:
    """Raise the error that ended the decoding of an object, with its place.

    If problems are collected, replace the value that does not fit by a placeholder and decode the object again.
    """
    cls: Any = type(draft).__base__
    if isinstance(error, APIError):
        raise error
    if cls._is_response:
        from .error_body import raise_error_instead_of

        raise_error_instead_of(cls._content_key, data)
    decoded: M
    if problems is not None:
        from .problems import decode_with_problems

        decoded = decode_with_problems(cls, data, problems)
        return decoded
    repair(data, _locate(error, draft))
    decoded = cls.from_dict(data)
    return decoded


def _locate(error: Exception, draft: Any) -> DecodeError:
    """Return the error as a `DecodeError` with the field that was being decoded: the first that the draft lacks."""
    name = next((f.name for f in fields(draft) if f.name != "extra" and not hasattr(draft, f.name)), None)
    if name is not None and isinstance(error, KeyError) and error.args == (name,):
        error = DecodeError("", _describe_type(type(draft).__base__, name), None)
    if not isinstance(error, DecodeError):  # the methods of the data raise, or the call stack is almost full
        error = DecodeError("", "JSON value", f"one that raises {class_name(type(error))}")
    return error if name is None else error.inside(name)


@lru_cache(maxsize=1024)
def _describe_type(cls: Any, name: str) -> str:
    """Return the expected type of a field, as the validators name it."""
    try:
        hint = get_type_hints(cls)[name]
    except Exception:  # a subclass with annotations that only type checkers can resolve
        return "value"
    origin = get_origin(hint) or hint
    if origin is Literal:
        return quote(get_args(hint)[0])
    words = {str: "str", int: "int", float: "float", bool: "bool", tuple: "array", Mapping: "object"}
    return words.get(origin) or ("str" if str in get_args(hint) else "object")
