"""The error that a service answers with in place of a completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._json import FrozenDict, as_key, freeze
from .errors import APIError, DecodeError


def raise_error(data: dict[Any, Any]) -> None:
    """Raises the `APIError` for an error envelope; does nothing for a body that is none."""
    body = _kept(data)
    error = body.get("error")
    if type(error) is str:  # as some services have it
        error = {"message": error}
    elif type(error) is not FrozenDict:
        return
    message, kind, param, code = map(error.get, ("message", "type", "param", "code"))
    raise APIError(
        message if type(message) is str else "",
        kind if type(kind) is str else None,
        param if type(param) is str else None,
        code if type(code) in (str, int) else None,
        body,
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
