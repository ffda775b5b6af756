"""JSON text."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

from .errors import MAX_SHOWN, DecodeError, Location, quote
from .frozen import SCALARS, freeze

WHITESPACE = " \t\n\r"
"""What may be around a JSON value."""
_EVENT_FIELD = re.compile(r"\ufeff?\s*(data|event|id|retry)?:")
decode_start = json.JSONDecoder().raw_decode
"""Return the value at a position of a text, and the position after it. Raise `ValueError` if there is none."""


def parse_json(text: str | bytes | bytearray, line: int = 1) -> Any:
    """Return the value of a JSON text that begins at a line of its source.

    Text that is not JSON raises `DecodeError` with the line and the column. NaN and Infinity become floats, which
    decoders reject with their place in the body.
    """
    if not issubclass(type(text), (str, bytes, bytearray)):
        raise DecodeError("JSON text", text)
    try:
        # Faster than json.loads, which first looks for the encoding and for whitespace.
        decoded: Any = text.decode() if type(text) is bytes else text
        value, end = decode_start(decoded)
        if end == len(decoded) or not decoded[end:].strip(WHITESPACE):
            return value
    except (ValueError, TypeError, RecursionError):
        pass  # text that needs this, or that is not JSON
    try:
        text = str.removeprefix(text, "\ufeff") if isinstance(text, str) else text  # as json does for bytes
        return json.loads(text)
    except json.JSONDecodeError as error:
        position = f"line {line + error.lineno - 1} column {error.colno}"
        rest = error.doc[error.pos : error.pos + MAX_SHOWN + 1]
        found = f"{quote(rest) if rest else 'the end'} ({error.msg})"
        if _EVENT_FIELD.match(error.doc) and "data:" in error.doc:
            found = "an event stream, which read_stream() of the part stream reads"
        raise DecodeError("JSON", found=found, position=position) from None
    except UnicodeDecodeError as error:
        found = f"other bytes ({error.reason})"
        raise DecodeError(error.encoding, found=found, position=f"byte {error.start}") from None
    except RecursionError:
        raise DecodeError("JSON", found="more nesting than the call stack has room for") from None
    except ValueError:
        raise DecodeError("JSON", found="a number with more digits than Python reads") from None


def is_json(text: str | bytes) -> bool:
    """Return whether a text is JSON."""
    try:
        parse_json(text)
    except DecodeError:
        return False
    return True


def parse_object(text: str, name: str) -> dict[str, Any]:
    """Return the object of a JSON text that is the value of a key. Raise `DecodeError` if it is anything else."""
    try:
        value = parse_json(text)
        if isinstance(value, dict):
            freeze(value)  # rejects NaN and Infinity
            return value
        raise DecodeError("object", value)
    except DecodeError as error:
        error.location = (name, *error.location)
        raise


_encode_json = json.JSONEncoder(allow_nan=False, separators=(",", ":")).encode  # dumps() would make one for each call


def write_json(data: dict[str, Any]) -> str:
    """Return an encoded object as JSON text: in ASCII, on one line. Raise `ValueError` if it is not JSON."""
    try:
        return _encode_json(data)
    except RecursionError:
        reason = "more nesting than the encoder has room for"
    except (TypeError, ValueError) as error:
        place = _find_place(data)
        reason = str(error) if place is None else str(DecodeError("JSON value", place[1], location=place[0]))
    raise ValueError(reason)


def _find_place(data: Any) -> tuple[Location, Any] | None:
    """Return the first value that is not JSON, and its location."""
    stack: list[tuple[Location, Any]] = [((), data)]
    while stack:
        location, value = stack.pop()
        if isinstance(value, (dict, list)):
            members = value.items() if isinstance(value, dict) else enumerate(value)
            stack += reversed([((*location, key), member) for key, member in members])
        elif type(value) not in SCALARS or (type(value) is float and not isfinite(value)):
            return location, value
    return None
