"""The error that a service sends instead of an answer: what it says, in all layouts that services use.

Whether a body is an error is decided in `error_bodies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from .errors import MAX_SHOWN, ChatCompletionError, DecodeError, Unreadable, public
from .frozen import FrozenDict, FrozenList, freeze_readable
from .plain import make_plain

MAX_TEXT = 10 * MAX_SHOWN
"""The number of characters of a body that is plain text or HTML that a message shows."""
MAX_SEARCHED = 100_000
"""The number of characters of such a body that are searched for the title."""
MAX_KEY = 40
"""The number of characters of a key that may be in the tables below."""

_NO_MESSAGE = "an error without a message"


@public
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
            details, frozen = _read_any(make_plain(body))
        except RecursionError:  # the call stack is almost full
            details, frozen = Details(), FrozenDict()
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


ENVELOPE_KEYS = ("data", "result", "response", "output")
"""Keys under which services send a whole completion."""

# All keys below are folded, as services write the same one in different ways: error_msg, errorMsg, ErrorMsg.
_OUTER_KEYS = ("error", "odataerror", "detail", "baseresp", "xgroq")
_TEXT_KEYS = ("message", "errordescription", "errormessage", "errormsg", "msg", "statusmsg", "fault", "faultstring")
_LAST_KEYS = ("errmsg", "details", "title", "reason", "text", "errors", "issues", "err", "retmsg", "resultmsg")
MESSAGE_KEYS = (*_OUTER_KEYS, *_TEXT_KEYS, *_LAST_KEYS, "exception", "nonfielderrors", "value")
"""In a body, and in the objects in it, the message is under the first of these keys that has one: a text, an object
that is searched in the same way, or a list of these."""
_OBJECT_KEYS = ("ret", "header", "status", "responsemetadata", *ENVELOPE_KEYS, "choices", "delta")
"""Further keys that may have a message, but only that of an object."""
_SECOND_MESSAGES = ("message", "errordescription", "detail", "msg", "errors")
"""Where more is said if `error` is a text. If another key has the text, only `errors` says more."""
CODE_KEYS = ("code", "statuscode", "errorcode", "errcode", "retcode", "resultcode", "errno", "httpcode", "status")
TYPE_KEYS = ("type", "errortype", "status")
_LABELS = frozenset({"object", *CODE_KEYS, *TYPE_KEYS})
"""Keys whose texts are not taken for a message."""
_NAMES = frozenset({"model", "param", "loc", "version"})
"""Keys whose texts are only taken for a message if there is no other. So are identifiers, such as `request_id`."""
SUCCESSES = (0, "0", 200, "200")
"""Codes of bodies that are no errors, although they have a message."""


def fold(key: str) -> str:
    """Return a key in lower case and without punctuation. A key that is too long to be in the tables stays as it is."""
    return _fold(key) if len(key) <= MAX_KEY else key


@lru_cache(maxsize=1024)
def _fold(key: str) -> str:
    return "".join(filter(str.isalnum, key)).lower()


def fold_keys(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an object by their folded keys. Of several, the one whose key is that of the tables, or
    the first that is neither null nor empty."""
    members: dict[str, Any] = {}
    for key, value in data.items():
        if type(key) is str:
            name = fold(key)
            is_empty = value is None or value == ""
            if name not in members or (not is_empty and (name == key or members[name] is None or members[name] == "")):
                members[name] = value
    return members


class Details(NamedTuple):
    """What an error says."""

    message: str = ""
    type: str | None = None
    param: str | None = None
    code: str | int | None = None


def read_details(body: Mapping[str, Any], ignored: frozenset[str] = frozenset()) -> Details:
    """Return what an error body says. The message is not looked for under the keys that are ignored."""
    data = fold_keys(body)
    keys = [key for key in MESSAGE_KEYS if key not in ignored]
    objects = [key for key in _OBJECT_KEYS if isinstance(data.get(key), (dict, list))]
    return _read_object(data, keys + objects, ignored)


def _read(value: Any, ignored: frozenset[str] = frozenset()) -> Details:
    """Return the details in a part of an error body. Without a message, if there is none."""
    if isinstance(value, dict):
        return read_details(value, ignored)
    if isinstance(value, list) and value:
        errors = [_read(item, ignored) for item in value]
        return errors[0]._replace(message="; ".join([error.message for error in errors if error.message]))
    return Details(value if isinstance(value, str) and value.strip() else "")


def _read_object(data: Mapping[str, Any], keys: Iterable[str], ignored: frozenset[str]) -> Details:
    """Return the details that are in an object: the message, and the others beside it or in the object that has it."""
    found = Details()
    for key in keys:
        if key in data:
            details = _read(data[key], ignored if key in _OBJECT_KEYS else frozenset())
            if key == "baseresp" and details.code in SUCCESSES:
                continue
            found = Details(found.message or details.message, *map(_first_given, found[1:], details[1:]))
            if found.message:
                break
    message = _add_second_message(found.message, key, data) if found.message else ""
    path = data.get("path")
    location = data.get("loc", path if type(path) is FrozenList else None)
    param = data.get("param") if location is None else location
    if type(param) is FrozenList:
        param = ".".join(map(_write_step, param)) or None
    elif not isinstance(param, str):
        param = None
    if location is not None:
        message = f"{param}: {message}" if param and message else message
    code = choose_code(data)
    kind = next((data[key] for key in TYPE_KEYS if isinstance(data.get(key), str) and data[key] != code), None)
    return Details(message, *map(_first_given, found[1:], (kind, param, code)))


def _add_second_message(message: str, key: str, data: Mapping[str, Any]) -> str:
    if isinstance(data[key], str):
        for other in _SECOND_MESSAGES if key == "error" else ("errors",):
            if other != key and not (other == "errors" and isinstance(data.get(other), str)):
                value = data.get(other)
                text = _read(value).message or ("; ".join(_iter_texts(value)) if other == "errors" else "")
                if text and text not in message:
                    return f"{message}: {text}"
    return message


def _write_step(step: Any) -> str:
    return str(step) if isinstance(step, str) or (type(step) is int and step.bit_length() < 64) else ""


def _first_given(first: Any, second: Any) -> Any:
    return second if first is None else first


def choose_code(data: Mapping[str, Any]) -> str | int | None:
    """Return the name or number of an error from the members of an object by their folded keys."""
    for key in CODE_KEYS:
        code = data.get(key)
        if type(code) is str and code and (key != "status" or code.isdecimal()):
            return code
        if type(code) is int and code.bit_length() < 64:
            return code
    return None


def add_text(details: Details, body: Mapping[str, Any]) -> Details:
    """Return details with a message, if there is any text in the body."""
    if details.message:
        return details
    label = details.type or (details.code if isinstance(details.code, str) else "")
    parts = [*map(fold_keys(body).get, ("error", "errors")), body]
    text = next(_iter_texts(parts), "") or label or next(_iter_texts(parts, with_names=True), "")
    return details._replace(message=text)


def _iter_texts(value: Any, *, with_names: bool = False) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _iter_texts(item, with_names=with_names)
    elif isinstance(value, dict):
        for key, member in value.items():
            name = fold(key)
            is_name = name in _NAMES or name.endswith("id")
            if name not in _LABELS and name != "choices" and (with_names or not is_name):
                yield from _iter_texts(member, with_names=with_names)


def unwrap(body: Any) -> Any:
    """Return the first item of an array, as some services send an object in one. Return anything else as it is."""
    return body[0] if isinstance(body, list) and body else body


def _read_any(body: Any) -> tuple[Details, FrozenDict[Any]]:
    """Return the details of any body of a failed request, and the frozen body."""
    if isinstance(body, Unreadable) and issubclass(type(body.value), (bytes, bytearray)):
        body = bytes(body.value)
    if isinstance(body, (str, bytes)):
        from .json_text import is_json, parse_json  # here for the same reason as in errors.quote

        try:
            value = parse_json(body)
        except DecodeError:
            text = body if isinstance(body, str) else body.decode("utf-8", "replace")
            for line in text[:MAX_SEARCHED].splitlines():  # of an event stream, or of JSON Lines
                value = line.partition(":")[2].strip() if line.startswith(("data:", "error:")) else line
                if value.startswith("{") and is_json(value):
                    return _read_any(value)
            return Details(_summarize(text)), FrozenDict({"body": text} if text else {})
        return _read_any(value)
    data = unwrap(body)
    if not isinstance(data, dict):
        data = {} if body is None else {"body": body}
    frozen = freeze_readable(data)
    return add_text(read_details(frozen), frozen), frozen


def _summarize(text: str) -> str:
    """Return the title of an HTML page, or the beginning of any other text."""
    text = text[:MAX_SEARCHED]
    lower = text.lower()
    start = lower.find("<title")
    end = lower.find("</title>", start)
    title = text[start:end].partition(">")[2].strip() if 0 <= start < end else ""
    if title:
        from html import unescape  # few errors need it

        text = unescape(title)
    return " ".join(text.split())[:MAX_TEXT]
