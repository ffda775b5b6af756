"""Error bodies, in all layouts that services use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import MAX_SHOWN, APIError, DecodeError
from .containers import decode_key, decode_list, decode_object
from .frozen import FrozenDict, FrozenList, freeze
from .repair import RepairableDict

MAX_TEXT = 10 * MAX_SHOWN
"""The number of characters of a body that is plain text or HTML that a message shows."""


def decode_body(data: object) -> dict[Any, Any]:
    """Return a body as a dict. Raise `APIError` for an array that holds an error body."""
    try:
        return decode_object(data)
    except DecodeError:
        first = _get_first_item(data)
        if issubclass(type(first), Mapping):
            raise_error_body(decode_object(first))
        raise


def _get_first_item(data: object) -> object:
    try:
        return next(iter(decode_list(data)), None)
    except DecodeError:
        return None


def raise_error_body(data: dict[Any, Any]) -> None:
    """Raise `APIError` if an object is an error body. A copy with placeholders was checked before it was made."""
    if type(data) is not RepairableDict and (error := find_error(data)):
        raise error


def raise_error_instead_of(content: str, data: dict[Any, Any]) -> None:
    """Raise `APIError` if an object is an error body and lacks the content of a response, such as its choices."""
    try:
        if not data.get(content):
            raise_error_body(data)
    except APIError:
        raise
    except Exception:
        pass  # the methods of the data raise


def find_error(data: dict[Any, Any], status: int | None = None) -> APIError | None:
    """Return the error that an error body describes, or None for any other object."""
    body = _freeze_readable(data)
    details = _find_details(body)
    if details is None:
        return None
    message, kind, param, code = details
    return APIError(
        message if type(message) is str else "",
        kind if type(kind) is str else None,
        param if type(param) is str else None,
        code if type(code) is str or (type(code) is int and code.bit_length() < 64) else None,
        body,
        status,
    )


def _find_details(body: Mapping[str, Any]) -> tuple[Any, Any, Any, Any] | None:
    """Return message, type, param and code, in the first layout that fits."""
    error = body.get("error")
    if type(error) is str:
        return error, body.get("type"), body.get("param"), body.get("code")
    if type(error) is FrozenDict:
        return error.get("message"), error.get("type", error.get("status")), error.get("param"), error.get("code")
    detail = body.get("detail")
    if type(detail) is str:
        return detail, body.get("type"), body.get("param"), body.get("code")
    for items in (detail, body.get("errors")):
        if type(items) is FrozenList and items:
            return _join_details(items)
    if type(body.get("message")) is str:
        return body["message"], body.get("type"), body.get("param"), body.get("code")
    return (None, None, None, body.get("code")) if body.get("object") == "error" else None


def _join_details(items: FrozenList[Any]) -> tuple[Any, Any, Any, Any]:
    """Return the details of a list of errors: all messages, and the rest of the first error."""
    messages: list[str] = []
    params: list[str | None] = []
    for item in items:
        error = item if type(item) is FrozenDict else {"message": item}
        place = error.get("loc")
        param = ".".join(map(str, place)) if type(place) is FrozenList else error.get("param")
        message = error.get("message", error.get("msg"))
        if type(message) is str:
            messages.append(f"{param}: {message}" if place else message)
        params.append(param)
    first = items[0] if type(items[0]) is FrozenDict else {}
    return "; ".join(messages), first.get("type"), params[0], first.get("code")


def _freeze_readable(body: Mapping[Any, Any], nested: bool = False) -> FrozenDict[Any]:
    """Return a frozen copy of an error body without the parts that are not JSON."""
    readable: dict[str, Any] = {}
    for key, value in body.items():
        try:
            readable[decode_key(key)] = freeze(value)
            continue
        except DecodeError:
            pass  # continue outside the handler, so that a later error does not get this one as its context
        if key == "error" and issubclass(type(value), Mapping) and not nested:
            readable["error"] = _freeze_readable(value, nested=True)
    return FrozenDict(readable)


def make_api_error(body: object, status: int | None = None) -> APIError:
    """Return the error that any body of a failed request describes: an object, an array, text, HTML or nothing."""
    if isinstance(body, (str, bytes, bytearray)):
        from .json_text import parse_json  # here for the same reason as in errors.quote

        try:
            return make_api_error(parse_json(body), status)
        except DecodeError:
            text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
            return APIError(_summarize(text), body={"body": text} if text else {}, status=status)
    data = _get_first_item(body)
    try:
        data = decode_object(body if data is None else data)
    except DecodeError:
        return APIError("", body=_freeze_readable({} if body is None else {"body": body}), status=status)
    return find_error(data, status) or APIError("", body=_freeze_readable(data), status=status)


def _summarize(text: str) -> str:
    """Return the title of an HTML page, or the beginning of any other text."""
    import re  # only needed here

    title = re.search(r"<title[^>]*>(.*?)</title>", text[:100_000], re.IGNORECASE | re.DOTALL)
    words = (title[1] if title else text[:100_000]).split()
    return " ".join(words)[:MAX_TEXT]
