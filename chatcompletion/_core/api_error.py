"""The error that a service sends instead of an answer, in all layouts that services use.

This module alone decides what is an error body: `find_error` is asked about whatever does not decode.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .convert import as_dict, as_key, as_list
from .errors import MAX_SHOWN, ChatCompletionError, DecodeError
from .frozen import FrozenDict, FrozenList, freeze

MAX_TEXT = 10 * MAX_SHOWN
"""The number of characters of a body that is plain text or HTML that a message shows."""
MAX_SEARCHED = 100_000
"""The number of characters of such a body that are searched for the title."""


_NO_MESSAGE = "an error without a message"


class APIError(ChatCompletionError):
    """The service answered with an error instead of a completion, such as `{"error": {...}}`.

    Schema: `ErrorResponse` and its `Error`.
    """

    message: str
    """The message of the service. Empty if there is none."""
    type: str | None
    """The kind of error, such as `invalid_request_error`."""
    param: str | None
    """The parameter of the request that caused the error."""
    code: str | int | None
    """The name or number of the error, such as `model_not_found` or 429."""
    body: Mapping[str, object]
    """The whole error body. For a body that is not a JSON object, an object with the key `body`."""
    status: int | None
    """The HTTP status, if it was given to `from_body`."""

    def __init__(
        self,
        message: str,
        type: str | None = None,
        param: str | None = None,
        code: str | int | None = None,
        body: Mapping[str, object] | None = None,
        status: int | None = None,
    ) -> None:
        body = {} if body is None else body
        super().__init__(message, type, param, code, body, status)
        self.message = message
        self.type = type
        self.param = param
        self.code = code
        self.body = body
        self.status = status

    @classmethod
    def from_body(
        cls, body: Mapping[str, Any] | Sequence[Any] | str | bytes | None, status: int | None = None
    ) -> APIError:
        """Return the error that the body of a failed request describes.

        The body may have any layout: an object, JSON text, an HTML page, or nothing. Raises nothing.
        """
        try:
            details, frozen = _read_any(body)
        except Exception:  # the methods of the body raise, or the call stack is almost full
            details, frozen = _Details(), FrozenDict()
        return cls(*details, frozen, status)

    def to_dict(self) -> dict[str, Any]:
        """Return the error as the body of an answer, in the layout of the schema `ErrorResponse`."""
        body = self._make_body(self.type, self.param, self.code)
        body["error"]["message"] = self.message or _NO_MESSAGE
        return body

    def __str__(self) -> str:
        status = None if self.status is None else f"HTTP {self.status}"
        labels = [str(label) for label in (status, self.type, self.code) if label is not None]
        message = self.message or _NO_MESSAGE
        return f"{message} ({', '.join(labels)})" if labels else message


# The layouts. In a body, and in the objects in it, the message is under the first of these keys that has one: a text,
# an object that is searched in the same way, or a list of these.
MESSAGE_KEYS = (
    "error",
    "Error",
    "detail",
    "base_resp",
    "x_groq",
    "Response",
    "ResponseMetadata",
    "Output",
    "message",
    "Message",
    "error_description",
    "error_message",
    "error_msg",
    "errorMessage",
    "msg",
    "status_msg",
    "fault",
    "faultstring",
    "errmsg",
    "details",
    "title",
    "reason",
    "text",
    "errors",
    "issues",
)
_WEAK = frozenset({"msg", "status_msg", "details", "title", "reason", "text"})
"""Keys that other bodies have, too. They make an error body only beside a code."""
NAMING = frozenset({"error", "x_groq"})
"""Keys that a valid body has, too. They make an error body only if they name an error."""
_PLAIN = frozenset({"message", "Message"})
"""Keys that make an error body of a valid body only beside a code."""
_SECOND_MESSAGES = ("message", "error_description", "detail", "msg", "errors")
"""Where more is said if `error` is a text. If another key has the text, only `errors` says more."""
CODE_KEYS = (
    "code",
    "Code",
    "status_code",
    "error_code",
    "errorCode",
    "errorcode",
    "errno",
    "statusCode",
    "http_code",
    "status",
)
TYPE_KEYS = ("type", "Type", "error_type", "errorType", "__type", "status")
_LABELS = frozenset({"object", *CODE_KEYS, *TYPE_KEYS})
"""Keys whose texts are not taken for a message."""
_NAMES = frozenset({"model", "param", "loc", "version", "Version"})
"""Keys whose texts are only taken for a message if there is no other. So are identifiers, such as `request_id`."""
_SUCCESSES = (0, "0", 200, "200")
"""Codes of bodies that are no errors, although they have a message."""


class _Details(NamedTuple):
    message: str = ""
    type: str | None = None
    param: str | None = None
    code: str | int | None = None


def raise_error_body(data: object, content: str, *, beside_answer: bool = False, is_valid: bool = False) -> None:
    """Raise the error that was sent in place of an answer, if a body is an error body."""
    error = find_error(data, content, beside_answer=beside_answer, is_valid=is_valid)
    try:
        if error is not None:
            raise error from None
    finally:
        del error  # its traceback refers to this frame


def find_error(data: object, content: str, *, beside_answer: bool = False, is_valid: bool = False) -> APIError | None:
    """Return the error that was sent in place of an answer, or None if a body is not an error body.

    A body with an answer, which is under the key `content`, is none, unless the key `error` may be beside the answer.
    Nor is a body without an answer that is valid otherwise, unless it has a message or its key `error` names an error.
    """
    try:
        if _has_answer(data, content) and not (beside_answer and names_error(as_dict(data))):
            return None
    except Exception:
        pass  # the choices are of another form
    try:
        if (body := _freeze_body(data)) is None:
            return None
        code, is_named = _find_code(body), names_error(body)
        is_marked = is_named or _is_marked(body)
        if code in _SUCCESSES and not is_marked:
            return None
        ignored = frozenset() if code or is_named else _WEAK
        if is_valid and not is_named:
            ignored, is_marked = ignored | NAMING | (frozenset() if code else _PLAIN), False
        details = _read_object(body, [key for key in MESSAGE_KEYS if key not in ignored])
        is_failure = type(code) is int and code >= 400 and not is_valid
        is_error = details.message or is_marked or is_failure
        return APIError(*_with_text(details, body), body) if is_error else None
    except Exception:  # the methods of the data raise, or the call stack is almost full
        return None


def names_error(data: Mapping[str, Any]) -> bool:
    """Return whether an object that may have an answer names an error beside it."""
    inner = data.get("x_groq")
    return _is_error(data.get("error")) or (
        bool(inner) and isinstance(inner, Mapping) and _is_error(inner.get("error"))
    )


def _is_error(value: Any) -> bool:
    """Return whether the value of the key `error` says that there was one."""
    if not value or value in _SUCCESSES:
        return False
    return not isinstance(value, Mapping) or (value.get("code") not in _SUCCESSES and any(value.values()))


def _has_answer(data: Any, content: str) -> bool:
    value = as_dict(data).get(content)
    if content != "choices" or not value or not isinstance(value, Sequence) or isinstance(value, str):
        return bool(value)
    for choice in value:
        message = choice.get("message") or choice.get("delta") or {}
        if message.get("content") or any(message[key] for key in message if key != "role"):
            return True
    return False


def _is_marked(body: FrozenDict[Any]) -> bool:
    """Return whether a body is an error body even if it has no message."""
    if body.get("object") == "error" or type(body.get("error")) is FrozenDict:
        return True
    if any("__type" in part for part in (body, body.get("Output")) if type(part) is FrozenDict):
        return True
    return any(body.get(key) for key in ("Error", "errors") if type(body.get(key)) in (FrozenDict, FrozenList))


def _read(value: Any) -> _Details:
    """Return the details in a part of an error body. Without a message, if there is none."""
    if type(value) is FrozenDict:
        return _read_object(value, MESSAGE_KEYS)
    if type(value) is FrozenList and value:
        errors = [_read(item) for item in value]
        return errors[0]._replace(message="; ".join([error.message for error in errors if error.message]))
    return _Details(value if isinstance(value, str) and value.strip() else "")


def _read_object(data: FrozenDict[Any], keys: Iterable[str]) -> _Details:
    """Return the details that are in an object: the message, and the others beside it or in the object that has it."""
    found = _Details()
    for key in keys:
        if key in data:
            details = _read(data[key])
            if key == "base_resp" and details.code in _SUCCESSES:
                continue
            found = _Details(found.message or details.message, *map(_choose, found[1:], details[1:]))
            if found.message:
                break
    message = _add_second_message(found.message, key, data) if found.message else ""
    path = data.get("path")
    location = data.get("loc", path if type(path) is FrozenList else None)
    param = data.get("param") if location is None else location
    if type(param) is FrozenList:
        param = ".".join(map(str, param)) or None
    elif not isinstance(param, str):
        param = None
    if location is not None:
        message = f"{param}: {message}" if param and message else message
    code = _find_code(data)
    kind = next((data[key] for key in TYPE_KEYS if isinstance(data.get(key), str) and data[key] != code), None)
    return _Details(message, *map(_choose, found[1:], (kind, param, code)))


def _add_second_message(message: str, key: str, data: FrozenDict[Any]) -> str:
    if isinstance(data[key], str):
        for other in _SECOND_MESSAGES if key == "error" else ("errors",):
            if other != key and not (other == "errors" and isinstance(data.get(other), str)):
                value = data.get(other)
                text = _read(value).message or ("; ".join(_iter_texts(value)) if other == "errors" else "")
                if text and text not in message:
                    return f"{message}: {text}"
    return message


def _choose(first: Any, second: Any) -> Any:
    return second if first is None else first


def _find_code(data: FrozenDict[Any]) -> str | int | None:
    for key in CODE_KEYS:
        code = data.get(key)
        if type(code) is str and code and (key != "status" or code.isdecimal()):
            return code
        if type(code) is int and code.bit_length() < 64:
            return code
    return None


def _with_text(details: _Details, body: FrozenDict[Any]) -> _Details:
    """Return details with a message, if there is any text in the body."""
    if details.message:
        return details
    label = details.type or (details.code if isinstance(details.code, str) else "")
    parts = [body.get("error"), body.get("errors"), body]
    text = next(_iter_texts(parts), "") or label or next(_iter_texts(parts, with_names=True), "")
    return details._replace(message=text)


def _iter_texts(value: Any, *, with_names: bool = False) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _iter_texts(item, with_names=with_names)
    elif isinstance(value, FrozenDict):
        for key, member in value.items():
            is_name = key in _NAMES or key.lower().endswith("id")
            if key not in _LABELS and (with_names or not is_name):
                yield from _iter_texts(member, with_names=with_names)


def _freeze_body(data: object) -> FrozenDict[Any] | None:
    """Return the frozen body of an error. Some services send an array with one object in it."""
    try:
        return _freeze_readable(as_dict(data))
    except DecodeError:
        try:
            first = next(iter(as_list(data)), None)
            return _freeze_readable(as_dict(first))
        except DecodeError:
            return None


def _freeze_readable(body: Mapping[Any, Any], nested: bool = False) -> FrozenDict[Any]:
    """Return a frozen copy of an error body without the parts that are not JSON."""
    readable: dict[str, Any] = {}
    for key, value in body.items():
        try:
            readable[as_key(key)] = freeze(value)
            continue
        except DecodeError:
            pass  # continue outside the handler, so that a later error does not get this one as its context
        if key == "error" and issubclass(type(value), Mapping) and not nested:
            readable["error"] = _freeze_readable(value, nested=True)
    return FrozenDict(readable)


def _read_any(body: object) -> tuple[_Details, FrozenDict[Any]]:
    """Return the details of any body of a failed request, and the frozen body."""
    if isinstance(body, (str, bytes, bytearray)):
        from .json_text import is_json, parse_json  # here for the same reason as in errors.quote

        try:
            value = parse_json(body)
        except DecodeError:
            text = body if isinstance(body, str) else bytes(body).decode("utf-8", "replace")
            for line in text[:MAX_SEARCHED].splitlines():  # of an event stream
                if line.startswith("data:") and is_json(line[5:]):
                    return _read_any(line[5:])
            return _Details(_summarize(text)), FrozenDict({"body": text} if text else {})
        if not isinstance(value, str):
            return _read_any(value)
        return _Details(_summarize(value)), FrozenDict({"body": value})
    frozen = _freeze_body(body)
    if frozen is None:
        frozen = FrozenDict() if body is None else _freeze_readable({"body": body})
    return _with_text(_read_object(frozen, MESSAGE_KEYS), frozen), frozen


def _summarize(text: str) -> str:
    """Return the title of an HTML page, or the beginning of any other text."""
    text = text[:MAX_SEARCHED]
    lower = text.lower()
    start = lower.find("<title")
    end = lower.find("</title>", start)
    if 0 <= start < end:
        text = text[start:end].partition(">")[2]
    return " ".join(text.split())[:MAX_TEXT]
