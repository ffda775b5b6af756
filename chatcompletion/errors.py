"""What can go wrong, and whose fault it was.

ChatCompletionError
├── DecodeError   the data does not fit the wire format
├── APIError      the service answered with an error of its own
└── StreamError   the stream broke off, or went beyond all bounds
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

__all__ = ["APIError", "ChatCompletionError", "DecodeError", "StreamError"]

LONGEST = 60
"""Characters of a value or a key that a message shows."""


class ChatCompletionError(Exception):
    """The root of every error that this package raises on purpose."""

    partial: Mapping[str, Any] | None = None
    """What a stream had added up to before the error; None where nothing was adding up."""


class DecodeError(ChatCompletionError, ValueError):
    """The data does not fit the wire format; says where, what was expected and what was found."""

    path: str
    """The place, such as `choices[0].message.role` or `line 3 column 7` of a text; empty for the whole value."""
    expected: str
    """What belongs there: `int`, `object`, `"assistant"`, …"""
    found: str | None
    """What was there instead, cut short; None where nothing was."""

    def __init__(self, path: str, expected: str, found: str | None) -> None:
        super().__init__(path, expected, found)
        self.path = path
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        problem = "missing" if self.found is None else f"expected {self.expected}, got {self.found}"
        return f"{self.path}: {problem}" if self.path else problem

    def inside(self, key: str | int) -> DecodeError:
        """The same error, seen from the object or array that holds the value under this key."""
        step = f"[{key}]" if isinstance(key, int) else key if key.isidentifier() else f"[{quoted(key)}]"
        dot = "" if not self.path or self.path.startswith("[") else "."
        return DecodeError(shortened(step) + dot + self.path, self.expected, self.found)


class APIError(ChatCompletionError):
    """The service answered with an error envelope, `{"error": {...}}`, in place of a completion.

    Schema: `ErrorResponse` and its `Error`.
    """

    message: str
    """What the service says went wrong; empty if it does not say."""
    type: str | None
    """The kind of error, such as `invalid_request_error`."""
    param: str | None
    """The request's parameter that is to blame."""
    code: str | int | None
    """The service's name or number for the error, such as `model_not_found` or 429."""
    body: Mapping[str, Any]
    """The whole envelope, with whatever else the service put into it."""

    def __init__(
        self,
        message: str,
        type: str | None = None,
        param: str | None = None,
        code: str | int | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        body = {} if body is None else body
        super().__init__(message, type, param, code, body)
        self.message = message
        self.type = type
        self.param = param
        self.code = code
        self.body = body

    def __str__(self) -> str:
        labels = [str(label) for label in (self.type, self.code) if label is not None]
        message = self.message or "an error without a message"
        return f"{message} ({', '.join(labels)})" if labels else message


class StreamError(ChatCompletionError):
    """A stream broke off inside an event or before every choice was finished, or an event of it is too large."""

    message: str
    """What is wrong with the stream."""

    def __init__(self, message: str, partial: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, partial)
        self.message = message
        self.partial = partial

    def __str__(self) -> str:
        return self.message


name_of: Callable[[type], str] = type.__dict__["__name__"].__get__
"""The name of a class, whatever its metaclass says."""


def shortened(text: str, longest: int = LONGEST) -> str:
    """The text's beginning, in characters that a terminal shows and does not obey."""
    text = text if len(text) <= longest else text[:longest] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(text: str) -> str:
    """The text as JSON writes it, cut short."""
    import json  # not above, where it would take a twentieth of the time that importing the package takes

    return shortened(json.dumps(str.__str__(text)[: LONGEST + 1], ensure_ascii=False)[:-1]) + '"'


def described(value: Any) -> str:
    """A value's JSON type and, if it is no container, the value itself, cut short."""
    kind = type(value)  # isinstance() would believe what the value says of its class
    if value is None:
        return "null"
    if kind is bool:
        return "bool true" if value else "bool false"
    if issubclass(kind, str):
        return f"str {quoted(value)}"
    if issubclass(kind, int):
        # Python refuses to print the digits of a huge number.
        return f"int {int.__repr__(value)}" if int.bit_length(value) < 200 else f"int of {int.bit_length(value)} bits"
    if issubclass(kind, float):
        return f"float {float.__repr__(value)}"
    if issubclass(kind, Mapping):
        return "object"
    if issubclass(kind, Sequence) and not issubclass(kind, (bytes, bytearray, memoryview)):
        return "array"
    return name_of(kind)
