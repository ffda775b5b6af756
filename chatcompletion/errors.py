"""The exceptions that this package raises.

ChatCompletionError
├── DecodeError   the data does not fit the wire format
├── APIError      the service answered with an error
└── StreamError   the stream is incomplete, too large, or not a stream
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["APIError", "ChatCompletionError", "DecodeError", "StreamError"]

MAX_SHOWN = 60
"""The number of characters of a value or a key that a message shows."""


class ChatCompletionError(Exception):
    """The base class of all exceptions that this package raises on purpose."""

    partial: Mapping[str, Any] | None = None
    """The response accumulated from a stream before the error, as a dict. None if nothing was accumulated."""


class DecodeError(ChatCompletionError, ValueError):
    """The data does not fit the wire format.

    The message names the place, what was expected there, and what was found.
    """

    path: str
    """The place, such as `choices[0].message.role`. For text that is not JSON, such as `line 3 column 7`. Empty if the
    error is about the whole value."""
    expected: str
    """What belongs there: `int`, `object`, `"assistant"`, and so on."""
    found: str | None
    """What was found, shortened. None if the key is missing."""
    location: tuple[str | int, ...]
    """The place as keys and indices, such as `("choices", 0, "message", "role")`."""

    def __init__(self, path: str, expected: str, found: str | None, location: tuple[str | int, ...] = ()) -> None:
        super().__init__(path, expected, found, location)
        self.path = path
        self.expected = expected
        self.found = found
        self.location = location

    def __str__(self) -> str:
        problem = "missing" if self.found is None else f"expected {self.expected}, got {self.found}"
        return f"{self.path}: {problem}" if self.path else problem

    def inside(self, *keys: str | int) -> DecodeError:
        """Return the same error with its place prefixed by the keys and indices that lead to it."""
        path = self.path
        for key in reversed(keys):
            step = f"[{key}]" if isinstance(key, int) else key if key.isidentifier() else f"[{quote(key)}]"
            dot = "" if not path or path.startswith("[") else "."
            path = shorten(step) + dot + path
        return DecodeError(path, self.expected, self.found, (*keys, *self.location))


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
    body: Mapping[str, Any]
    """The whole error body. For a body that is not a JSON object, an object with the key `body`."""
    status: int | None
    """The HTTP status, if it was given to `from_body`."""

    def __init__(
        self,
        message: str,
        type: str | None = None,
        param: str | None = None,
        code: str | int | None = None,
        body: Mapping[str, Any] | None = None,
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
        from ._core.error_body import make_api_error  # here, as that module imports this one

        return make_api_error(body, status)

    def __str__(self) -> str:
        status = None if self.status is None else f"HTTP {self.status}"
        labels = [str(label) for label in (status, self.type, self.code) if label is not None]
        message = self.message or "an error without a message"
        return f"{message} ({', '.join(labels)})" if labels else message


class StreamError(ChatCompletionError):
    """The stream ended inside an event or before every choice was finished, or one of its events is too large."""

    message: str
    """What is wrong with the stream."""

    def __init__(self, message: str, partial: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, partial)
        self.message = message
        self.partial = partial

    def __str__(self) -> str:
        return self.message


class_name: Callable[[type], str] = type.__dict__["__name__"].__get__
"""Return the name of a class, whatever its metaclass defines."""


def shorten(text: str, length: int = MAX_SHOWN) -> str:
    """Return the beginning of a text, with characters escaped that are not printable."""
    text = text if len(text) <= length else text[:length] + "…"
    return text if text.isprintable() else "".join(map(_escape, text))


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode()


def quote(text: str) -> str:
    """Return a text as JSON writes it, shortened."""
    import json  # here, as importing it takes a twentieth of the time that importing this package takes

    return shorten(json.dumps(str.__str__(text)[: MAX_SHOWN + 1], ensure_ascii=False)[:-1]) + '"'


def describe(value: Any) -> str:
    """Return the JSON type of a value, and the value itself, shortened, unless it is an array or an object."""
    cls = type(value)  # isinstance() would trust the value's own __class__
    if value is None:
        return "null"
    if cls is bool:
        return "bool true" if value else "bool false"
    if issubclass(cls, str):
        return f"str {quote(value)}"
    if issubclass(cls, int):
        # Python refuses to print more than 4300 digits.
        return f"int {int.__repr__(value)}" if int.bit_length(value) < 200 else f"int of {int.bit_length(value)} bits"
    if issubclass(cls, float):
        return f"float {float.__repr__(value)}"
    if issubclass(cls, Mapping):
        return "object"
    if issubclass(cls, Sequence) and not issubclass(cls, (bytes, bytearray, memoryview)):
        return "array"
    return class_name(cls)
