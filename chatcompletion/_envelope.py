"""The error that a service answers with in place of a completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._json import freeze
from .errors import APIError


def raise_error(data: dict[Any, Any]) -> None:
    """Raises the `APIError` for an error envelope; does nothing for a body that is none."""
    error = data["error"]
    if isinstance(error, str):
        error = {"message": error}  # as some services have it
    if not isinstance(error, Mapping):
        return
    message, type_, param, code = (freeze(error.get(name)) for name in ("message", "type", "param", "code"))
    raise APIError(
        message if isinstance(message, str) else "",
        type_ if isinstance(type_, str) else None,
        param if isinstance(param, str) else None,
        code if isinstance(code, (str, int)) and not isinstance(code, bool) else None,
        freeze(data),
    )
