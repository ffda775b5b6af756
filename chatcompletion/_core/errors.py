"""The exceptions that this package raises, and how their messages show values.

ChatCompletionError
├── DecodeError   the data does not fit the wire format
├── APIError      the service answered with an error; in `api_error`, as it reads JSON text and freezes bodies
└── StreamError   the stream is incomplete, too large, or not a stream
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar, get_type_hints

E = TypeVar("E", bound=Exception)

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


def public(cls: type[E]) -> type[E]:
    """Name an exception by the package, as tracebacks show it and pickles import it."""
    cls.__annotations__ = get_type_hints(cls)  # whose names are in the module that defines the class
    cls.__module__ = __name__.partition("._core")[0]
    return cls


@public
class ChatCompletionError(Exception):
    """The base class of all exceptions that this package raises on purpose."""

    partial: Mapping[str, object] | None = None
    """The response accumulated from a stream before the error, as a dict. None if nothing was accumulated."""
    status: int | None = None
    """The HTTP status with which a server answers the error: from 400 to 499 for a fault of its client, from 500 for a
    fault of the server or of the service behind it. None if it is not known."""

    def to_dict(self) -> dict[str, Any]:
        """Return the error as the body of an answer, in the layout of the schema `ErrorResponse`."""
        return self._make_body()

    def _make_body(self, type: str | None = None, param: str | None = None, code: object = None) -> dict[str, Any]:
        kind = type or ("invalid_request_error" if 400 <= (self.status or 500) < 500 else "api_error")
        code = None if code is None else str(code)
        return {"error": {"message": str(self), "type": kind, "param": param, "code": code}}


@public
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
    source: str = ""
    """Where the value is from, such as `line 7` of an event stream. Empty for a value that was passed to a decoder."""
    status: int = 400
    """The HTTP status with which a server answers the error: 502 if a response or a chunk was decoded, as it is then
    from the service behind the server, otherwise 400."""

    def __init__(
        self,
        expected: str,
        value: Any = MISSING,
        *,
        location: Location = (),
        found: str | None = None,
        position: str = "",
    ) -> None:
        if type(value) is Unreadable:
            expected, found, value = value.expected or expected, value.found, value.value
        self.expected = expected
        self.value = None if value is MISSING else value
        self.location = location
        self._found = found if found is not None or value is MISSING else _NOT_DESCRIBED
        self._position = position

    @property
    def found(self) -> str | None:
        """What was found, shortened. None if the key is missing."""
        if self._found is _NOT_DESCRIBED:
            self._found = describe(self.value)
        return self._found

    def to_dict(self) -> dict[str, Any]:
        """Return the error as the body of an answer. For an error in a request, `param` is the path."""
        return self._make_body(param=_join_keys(self.location) or None if self.status == 400 else None)

    @property
    def path(self) -> str:
        """The place as text, such as `choices[0].message.role`. Empty if the error is about the whole value.

        For text that is not JSON, the path ends with the position in it, such as `line 3 column 7`.
        """
        return ": ".join(filter(None, (_join_keys(self.location), self._position)))

    def __str__(self) -> str:
        problem = "missing" if self.found is None else f"expected {self.expected}, got {self.found}"
        return ": ".join(filter(None, (self.source, self.path, problem)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        # The value and the class may be such that cannot be pickled.
        return DecodeError, (self.expected,), {**vars(self), "value": None, "_found": self.found}


def forget_frames(error: DecodeError) -> DecodeError:
    """Return an error that was caught, without the frames of the call stack, which would keep the body alive."""
    error.__traceback__ = error.__context__ = None
    return error


class Unreadable:
    """A value or a key that is not JSON and cannot be converted to JSON."""

    __slots__ = ("expected", "found", "value")

    def __init__(self, value: Any, found: str, expected: str | None = None) -> None:
        self.value = value
        self.found = found
        self.expected = expected  # replaces the expectation of the decoder in the error


class Problems(Protocol):
    """What problems are appended to: a list, a deque with a limit, or anything else that has `append`."""

    def append(self, problem: DecodeError, /) -> object: ...


def _join_keys(location: Location) -> str:
    path = ""
    for key in location:
        step = f"[{key}]" if isinstance(key, int) else key if key.isidentifier() else f"[{quote(key)}]"
        path += shorten(step) if step[0] == "[" or not path else f".{shorten(step)}"
    return path


@public
class StreamError(ChatCompletionError):
    """The stream ended too early, has an event that is too large, or is a whole completion instead."""

    message: str
    """What is wrong with the stream."""
    status: int = 502
    """The HTTP status with which a server answers the error."""

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


def name_type(value: Any) -> str:
    """Return the name of the JSON type of a value, or of its class if it is not JSON."""
    cls = type(value)  # isinstance() would trust the value's own __class__
    if value is None:
        return "null"
    for base, name in ((bool, "bool"), (str, "str"), (int, "int"), (float, "float"), (Mapping, "object")):
        if issubclass(cls, base):
            return name
    if issubclass(cls, Sequence) and not issubclass(cls, (bytes, bytearray, memoryview)):
        return "array"
    return class_name(cls)


def describe(value: Any) -> str:
    """Return the JSON type of a value, and the value itself, shortened, unless it is an array or an object."""
    try:
        name = name_type(value)
    except Exception:  # its class cannot be hashed
        name = class_name(type(value))
    if name == "bool":
        return "bool true" if value else "bool false"
    if name == "str":
        return f"str {quote(value)}"
    if name == "int":
        # Python refuses to print more than 4300 digits.
        return f"int {int.__repr__(value)}" if int.bit_length(value) < 200 else f"int of {int.bit_length(value)} bits"
    return f"float {float.__repr__(value)}" if name == "float" else name
