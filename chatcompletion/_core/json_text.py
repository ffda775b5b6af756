"""JSON text."""

from __future__ import annotations

import json
from typing import Any

from ..errors import MAX_SHOWN, DecodeError, describe, quote

WHITESPACE = " \t\n\r"

_decode_start = json.JSONDecoder().raw_decode


def parse_json(text: str | bytes | bytearray, line: int = 1) -> Any:
    """Return the value of a JSON text that begins at a line of its source.

    Text that is not JSON raises `DecodeError` with the line and the column.
    """
    try:
        # Faster than json.loads, which first looks for the encoding and for whitespace.
        decoded: Any = text.decode() if type(text) is bytes else text
        value, end = _decode_start(decoded)
        if end == len(decoded) or not decoded[end:].strip(WHITESPACE):
            return value
    except (ValueError, TypeError, RecursionError):
        pass  # text that needs this, or that is not JSON
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1} column {error.colno}"
        rest = error.doc[error.pos : error.pos + MAX_SHOWN + 1]
        raise DecodeError(place, "JSON", f"{quote(rest) if rest else 'the end'} ({error.msg})") from None
    except UnicodeDecodeError as error:
        raise DecodeError(f"byte {error.start}", error.encoding, f"other bytes ({error.reason})") from None
    except RecursionError:
        raise DecodeError("", "JSON", "more nesting than the call stack has room for") from None
    except ValueError:
        raise DecodeError("", "JSON", "a number with more digits than Python reads") from None
    except (TypeError, AttributeError):
        raise DecodeError("", "JSON text", describe(text)) from None
