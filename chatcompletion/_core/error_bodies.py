"""Decide whether a body is an error that a service sent instead of an answer.

An error that is named is an error unless there is content beside it. Without one, a body with content, with usage, or
with an `id`, an `object` and a `model` is an answer. Other bodies are errors if they have a message or a code of a
failure. What an error says is read in `api_error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from .api_error import (
    ENVELOPE_KEYS,
    MESSAGE_KEYS,
    APIError,
    add_text,
    choose_code,
    fold,
    fold_keys,
    read_details,
    unwrap,
)
from .frozen import freeze_readable

# The keys below are folded, as in `api_error`.
_ERROR_KEYS = ("error", "err", "errormessage", "errormsg", "odataerror")
"""Keys whose value names an error, unless it says that there was none. So does `errors`, if it is no text."""
_STATUS_KEYS = ("baseresp", "ret", "header", "status", "data")
"""Keys of objects that name an error by a code and a message."""
_NAMING_ERRORS = frozenset({*_ERROR_KEYS, "errors", "error_message", "error_msg", "odata.error"})
_NAMING = _NAMING_ERRORS | {
    *ENVELOPE_KEYS,
    *_STATUS_KEYS,
    "__type",
    "base_resp",
    "iserror",
    "is_error",
    "success",
    "type",
}
"""All keys that may name an error, in lower case, but for `x_groq`, which is in every body of its service. Folding the
keys of every valid body would take too long."""
_BESIDE_CONTENT = frozenset({"error", "Error", "ERROR", "x_groq"})
"""The keys under which a chunk may name an error beside content. They are not folded: most chunks are searched."""
_FAILURES = frozenset({"error", "fail", "failed", "failure", "response.failed"})
"""Values of `object`, `type` and `status` that name an error."""
_SUCCESSES = frozenset(
    {"", "200", "completed", "done", "false", "n/a", "no error", "none", "null", "ok", "success", "succeeded", "成功"}
)
"""Errors, codes and messages that say that there was no error. So do codes of zeros."""
_AMBIGUOUS_KEYS = frozenset({"msg", "statusmsg", "details", "title", "reason", "text", "value"})
"""Keys that other bodies have, too. Their text is the message of an error only beside a code."""
_LABELS = frozenset({*_ERROR_KEYS, "errors", "id", "index", "name", "role", "type"})
"""Keys of a message, or of a part of it, that are no content."""


def may_be_error_body(decoded: Any, content: str) -> bool:
    """Return whether a valid body may be an error body. It is a quick check of the unknown keys."""
    extra = decoded.extra
    if extra and not getattr(decoded, content):
        return True
    if extra and not _NAMING.isdisjoint(map(str.lower, extra)):
        return True
    if "x_groq" in extra and _names_error_beside_content(fold_keys(extra)):
        return True
    if content == "choices":
        for choice in decoded.choices:
            if choice.extra and not _NAMING.isdisjoint(map(str.lower, choice.extra)):
                return True
            answer = choice.delta if decoded._is_chunk else choice.message
            if answer.extra and not _NAMING_ERRORS.isdisjoint(map(str.lower, answer.extra)):
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

    `content` is the key of the answer. A chunk may name an error beside it. A body that is valid otherwise is an error
    only if it names one, or has the code of a failure.
    """
    body = unwrap(data)
    if not isinstance(body, dict):
        return None
    is_answer = _has_content(body.get(content), content)
    if is_answer and (not is_chunk or _BESIDE_CONTENT.isdisjoint(body)):
        return None
    frozen = freeze_readable(body)
    members = fold_keys(frozen)
    if is_answer and not _names_error_beside_content(members):
        return None
    inner = [value for key in ENVELOPE_KEYS if isinstance(value := members.get(key), dict)]
    if not is_answer and any(_has_content(value.get(content), content) for value in inner):
        return None
    is_named = is_answer or _names_error(frozen)
    if not is_named and any(map(_is_answer, (frozen, *inner))):
        return None
    code = choose_code(members)
    details = read_details(frozen, frozenset() if code or is_named else _AMBIGUOUS_KEYS)
    if not is_named:
        has_failed = isinstance(members.get("error"), dict) or (type(code) is int and code >= 400)
        if members.get("success") is True or _says_success(code) or (is_valid and code is None):
            return None
        if _says_success(details.message) and (details.message or not has_failed):
            return None
    return APIError(*add_text(details, frozen), frozen)


def _is_answer(body: dict[str, Any]) -> bool:
    """Return whether a body without content and without a named error is an answer."""
    return bool(body.get("usage")) or all(map(body.get, ("id", "object", "model")))


def _names_error(body: Mapping[str, Any], levels: int = 3) -> bool:
    """Return whether a body names an error, or an object in it does."""
    members = fold_keys(body)
    if members.get("success") is False or members.get("iserror") is True or "__type" in body:
        return True
    states = [members.get(key) for key in ("object", "type", "status")]
    if any(isinstance(state, str) and state.lower() in _FAILURES for state in states):
        return True
    if any(_is_failure(members.get(key)) for key in _STATUS_KEYS):
        return True
    errors = [members.get(key) for key in _ERROR_KEYS]
    if not isinstance(members.get("errors"), str):
        errors.append(members.get("errors"))
    if any(map(_is_error, errors)) and not _says_success(choose_code(members)):
        return True
    choices = members.get("choices")
    inner = [members.get(key) for key in ("xgroq", "message", "delta", *ENVELOPE_KEYS)]
    inner = [*map(unwrap, inner), *map(unwrap, choices if isinstance(choices, list) else [choices])]
    return levels > 0 and any(isinstance(value, dict) and _names_error(value, levels - 1) for value in inner)


def _names_error_beside_content(members: Mapping[str, Any]) -> bool:
    """Return whether a body names an error under a key that also a chunk with content may have."""
    inner = members.get("xgroq")
    return _is_error(members.get("error")) or (isinstance(inner, dict) and _is_error(inner.get("error")))


def _is_error(value: Any) -> bool:
    """Return whether the value of a key for an error is one."""
    if isinstance(value, dict):
        says_nothing = all(member in (None, [], {}) or _says_success(member) for member in value.values())
        return not says_nothing and not _says_success(choose_code(fold_keys(value)))
    if isinstance(value, list):
        return any(map(_is_error, value))
    return bool(value) and not _says_success(value)


def _is_failure(value: Any) -> bool:
    """Return whether a value is an object with a message and the code of a failure."""
    if not isinstance(value, dict):
        return False
    members = fold_keys(value)
    if (code := choose_code(members)) is None or _says_success(code):
        return False
    return any(isinstance(members.get(key), str) and not _says_success(members[key]) for key in MESSAGE_KEYS)


def _says_success(value: Any) -> bool:
    """Return whether an error, a code or a message says that there was no error."""
    if isinstance(value, str):
        text = value.strip().lower().rstrip(".!")
        return text in _SUCCESSES or not text.strip("0")
    return value in (0, 200) if type(value) is int else value is False


def _has_content(value: Any, content: str) -> bool:
    """Return whether the value of the key of the answer has a piece of an answer."""
    if content != "choices":
        return bool(value)
    for choice in value if isinstance(value, list) else [value]:
        if isinstance(choice := unwrap(choice), dict):
            choice = choice.get("message") or choice.get("delta") or choice.get("text")
        if isinstance(choice, (str, dict, list)) and _is_filled(choice):
            return True
    return False


def _is_filled(value: Any, levels: int = 4) -> bool:
    """Return whether there is anything but labels in a message or in a part of it."""
    if not levels or not isinstance(value, (dict, list)):
        return bool(value) and (type(value) is not float or isfinite(value))
    if isinstance(value, list):
        return any(_is_filled(item, levels - 1) for item in value if isinstance(item, (str, dict, list)))
    for key, member in value.items():
        if member and type(key) is str and fold(key) not in _LABELS and _is_filled(member, levels - 1):
            return True
    return False
