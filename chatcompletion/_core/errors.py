"""The exceptions at the bottom of the package, and how their messages show values.

`APIError`, which reads JSON text and freezes bodies, is in `api_error`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Location = tuple[str | int, ...]
"""A place in a body, as keys and indices."""

MAX_SHOWN = 60
"""The number of characters of a value or a key that a message shows."""


class _Missing:
    """The class of `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"

    def __reduce__(self) -> str:
        return "MISSING"  # a copy, or what a pickle holds, is the same object


MISSING: Any = _Missing()
"""What stands for a key that is missing, where None stands for null."""

_NOT_DESCRIBED: Any = object()


class ChatCompletionError(Exception):
    """The base class of all exceptions that this package raises on purpose."""

    partial: Mapping[str, object] | None = None
    """The response accumulated from a stream before the error, as a dict. None if nothing was accumulated."""


class DecodeError(ChatCompletionError, ValueError):
    """The data does not fit the wire format.

    The message names the place, what was expected there, and what was found. To reject a value of your own accord, pass
    what you expect, the value, and its location: `DecodeError("int from 1 to 8", request.n, location=("n",))`.
    """

    expected: str
    """What belongs in the place: `int`, `object`, `"assistant"`, and so on."""
    value: Any
    """The value that was found. None if the key is missing, or if the error was pickled."""
    location: Location
    """The place as keys and indices, such as `("choices", 0, "message", "role")`."""
    source: str
    """Where the value is from, such as `line 7` of an event stream. Empty for a value that was passed to a decoder."""

    def __init__(
        self,
        expected: str,
        value: Any = MISSING,
        *,
        location: Location = (),
        found: str | None = None,
        position: str = "",
    ) -> None:
        self.expected = expected
        self.value = None if value is MISSING else value
        self.location = location
        self.source = ""
        self._found = found if found is not None or value is MISSING else _NOT_DESCRIBED
        self._position = position

    @property
    def found(self) -> str | None:
        """What was found, shortened. None if the key is missing."""
        if self._found is _NOT_DESCRIBED:
            self._found = describe(self.value)
        return self._found

    @property
    def path(self) -> str:
        """The place as text, such as `choices[0].message.role`. Empty if the error is about the whole value.

        For text that is not JSON, the path ends with the position in it, such as `line 3 column 7`.
        """
        path = ""
        for key in self.location:
            step = f"[{key}]" if isinstance(key, int) else key if key.isidentifier() else f"[{quote(key)}]"
            path += shorten(step) if step[0] == "[" or not path else f".{shorten(step)}"
        return ": ".join(filter(None, (path, self._position)))

    def __str__(self) -> str:
        problem = "missing" if self.found is None else f"expected {self.expected}, got {self.found}"
        return ": ".join(filter(None, (self.source, self.path, problem)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Callable[..., DecodeError], tuple[Any, ...]]:
        return _restore, (self.expected, self.found, self.location, self._position, self.source, self.partial)


def _restore(
    expected: str, found: str | None, location: Location, position: str, source: str, partial: Any
) -> DecodeError:
    error = DecodeError(expected, location=location, found=found, position=position)
    error.source, error.partial = source, partial
    return error


class StreamError(ChatCompletionError):
    """The stream ended inside an event or before every choice was finished, or one of its events is too large."""

    message: str
    """What is wrong with the stream."""

    def __init__(self, message: str, partial: Mapping[str, object] | None = None) -> None:
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
