"""Decide whether a body is an error that a service sent instead of an answer.

An error that is named is an error unless there is content beside it. Without one, a body with content, with usage, or
with an `id`, an `object` and a `model` is an answer. Other bodies are errors if they have a message or a code of a
failure. What an error says is read in `api_error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .api_error import MESSAGE_KEYS, APIError, add_text, find_code, freeze_body, read_details

ENVELOPE_KEYS = ("data", "result", "response")
"""Keys under which services send a whole completion."""

_ERROR_KEYS = ("error", "Error", "errors", "error_message", "error_msg", "errorMessage")
"""Keys whose value names an error, unless it says that there was none."""
_OUTER_KEYS = ("x_groq", "Output", "Response", *ENVELOPE_KEYS)
"""Keys of objects in which an error may be named."""
_STATUS_KEYS = ("base_resp", "ret", "header", "status", "data")
"""Keys of objects that name an error by a code and a message."""
_FAILURES = frozenset({"error", "fail", "failed", "failure", "response.failed"})
"""Values of `object`, `type` and `status` that name an error."""
_SUCCESSES = frozenset({"", "0", "200", "null", "none", "false", "ok", "success", "succeeded"})
"""Errors, codes and messages that say that there was no error."""
_AMBIGUOUS_KEYS = frozenset({"msg", "status_msg", "details", "title", "reason", "text"})
"""Keys that other bodies have, too. Their text is the message of an error only beside a code."""
_KEYS_BESIDE_CODE = frozenset({"error", "x_groq", "message", "Message"})
"""The same for bodies that are valid otherwise."""


def may_be_error_body(decoded: Any, content: str) -> bool:
    """Return whether a valid body may be an error body. It is a quick check of the unknown keys."""
    if (extra := decoded.extra) and (not getattr(decoded, content) or _names_error_beside_content(extra)):
        return True
    if content == "choices":
        for choice in decoded.choices:
            if choice.extra and "error" in choice.extra:
                return True
    return False


def raise_error_body(data: Any, content: str, *, is_chunk: bool = False, is_valid: bool = False) -> None:
    """Raise the error that was sent in place of an answer, if a body is an error body."""
    error = find_error(data, content, is_chunk=is_chunk, is_valid=is_valid)
    try:
        if error is not None:
            raise error from None
    finally:
        del error  # its traceback refers to this frame


def find_error(data: Any, content: str, *, is_chunk: bool = False, is_valid: bool = False) -> APIError | None:
    """Return the error that was sent in place of an answer, or None if a body is not an error body.

    `content` is the key of the answer. A chunk may name an error beside it.
    """
    body = data[0] if isinstance(data, list) and data else data
    if not isinstance(body, dict):
        return None
    if _has_content(body, content) or any(_has_content(body.get(key), content) for key in ENVELOPE_KEYS):
        is_named = is_chunk and _names_error_beside_content(body)
        if not is_named:
            return None
    else:
        is_named = _names_error(body)
        if not is_named and (body.get("usage") or all(map(body.get, ("id", "object", "model")))):
            return None
    frozen = freeze_body(body)
    code = find_code(frozen)
    ignored = frozenset() if code or is_named else _AMBIGUOUS_KEYS
    if is_valid and not (code or is_named):
        ignored |= _KEYS_BESIDE_CODE
    details = read_details(frozen, ignored)
    if not is_named:
        has_failed = not is_valid and (isinstance(body.get("error"), dict) or (type(code) is int and code >= 400))
        if _says_success(code) or (_says_success(details.message) and (details.message or not has_failed)):
            return None
    return APIError(*add_text(details, frozen), frozen)


def _names_error(body: dict[str, Any], levels: int = 2) -> bool:
    """Return whether a body names an error, or an object in it does."""
    if any(_is_error(body.get(key)) for key in _ERROR_KEYS) or body.get("success") is False or "__type" in body:
        return True
    states = [body.get(key) for key in ("object", "type", "status")]
    if any(isinstance(state, str) and state.lower() in _FAILURES for state in states):
        return True
    if any(_is_failure(body.get(key)) for key in _STATUS_KEYS):
        return True
    choices = body.get("choices")
    inner = [body.get(key) for key in _OUTER_KEYS] + (choices if isinstance(choices, list) else [])
    return levels > 0 and any(isinstance(value, dict) and _names_error(value, levels - 1) for value in inner)


def _names_error_beside_content(body: Mapping[str, Any]) -> bool:
    """Return whether a body names an error under a key that also a chunk with content may have."""
    inner = body.get("x_groq")
    return _is_error(body.get("error")) or (isinstance(inner, dict) and _is_error(inner.get("error")))


def _is_error(value: Any) -> bool:
    """Return whether the value of a key for an error is one."""
    if isinstance(value, dict):
        return any(value.values()) and not ("code" in value and _says_success(value["code"]))
    return bool(value) and not _says_success(value)


def _is_failure(value: Any) -> bool:
    """Return whether a value is an object with a message and the code of a failure."""
    if not isinstance(value, dict) or (code := find_code(value)) is None or _says_success(code):
        return False
    return any(isinstance(value.get(key), str) and not _says_success(value[key]) for key in MESSAGE_KEYS)


def _says_success(value: Any) -> bool:
    return value.strip().lower() in _SUCCESSES if isinstance(value, str) else value in (0, 200)


def _has_content(body: Any, content: str) -> bool:
    """Return whether a body has a piece of an answer."""
    value = body.get(content) if isinstance(body, dict) else None
    if content != "choices" or not isinstance(value, list):
        return bool(value)
    for choice in value:
        message = (choice.get("message") or choice.get("delta")) if isinstance(choice, dict) else None
        if message if not isinstance(message, dict) else any(message[key] for key in message if key != "role"):
            return True
    return False
