"""The error that a service answers with in place of a completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._json import FrozenDict, as_key, freeze
from .errors import APIError, DecodeError


def raise_error(data: dict[Any, Any]) -> None:
    """Raises the `APIError` for an error envelope; does nothing for a body that is none."""
    error = data["error"]
    if isinstance(error, str):
        error = {"message": error}  # as some services have it
    elif not isinstance(error, Mapping):
        return
    message, kind, param, code = map(error.get, ("message", "type", "param", "code"))
    raise APIError(
        str(message) if isinstance(message, str) else "",
        str(kind) if isinstance(kind, str) else None,
        str(param) if isinstance(param, str) else None,
        code if isinstance(code, (str, int)) and not isinstance(code, bool) else None,
        _kept(data),
    )


def _kept(body: Mapping[Any, Any], whole: bool = True) -> FrozenDict[Any]:
    """The envelope, frozen; a part that is no JSON does not keep the rest from being seen."""
    kept: dict[str, Any] = {}
    for key, value in body.items():
        try:
            kept[as_key(key)] = freeze(value)
            continue
        except DecodeError:
            pass  # and on from here, so that no further error has this one for a context
        if whole and key == "error" and isinstance(value, Mapping):
            kept["error"] = _kept(value, whole=False)
    return FrozenDict(kept)
