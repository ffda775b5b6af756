"""Where problems are collected while a body is decoded leniently.

The strict decoders do not know of it: only errors look whether there is a collector, so what fits pays nothing for it.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol

from .errors import DecodeError


class Problems(Protocol):
    """What problems are appended to: a list, a deque with a limit, or anything else that has `append`."""

    def append(self, problem: DecodeError, /) -> object: ...


class Hollow(DecodeError):
    """Ends the lenient decoding of an object that has none of its required keys. An optional field is then None."""

    def __init__(self, decoded: Any) -> None:
        super().__init__("object")
        self.decoded = decoded


class Collector:
    """The problems of a body that is being decoded."""

    __slots__ = (
        "count",
        "finished",
        "is_cyclic",
        "is_plain",
        "is_repeated",
        "is_shared",
        "key_problems",
        "positions",
        "problems",
        "reached",
        "unsearched",
        "walked",
    )

    def __init__(self, body: Any) -> None:
        self.unsearched: list[dict[Any, Any]] = [body] if type(body) is dict else []
        """The objects in which no position was looked for."""
        self.problems: dict[tuple[int, Any], tuple[Any, dict[Any, list[DecodeError]]]] = {}
        """By the identity of a container, and the class that it is decoded as, if any: the container itself, so that no
        other object gets its identity, and the problems of its values by their keys or indices."""
        self.key_problems: dict[int, list[tuple[str | None, DecodeError]]] = {}
        """The problems of the keys of objects, by the identity of the object. With a name, if it is one for a class
        only that has a field of this name."""
        self.finished: dict[tuple[int, Any], tuple[Any, Any, bool]] = {}
        """By the identity of an object with problems, and its class: the object itself, what it was decoded to, and
        whether that is hollow. It is not decoded twice, although an array is read once more if an item does not fit."""
        self.count = self.reached = 0
        """How many problems were noted, and how many of these have been placed in the body."""
        self.is_repeated = False
        """Whether an object was decoded more often than once, so that it may be in several places."""
        self.is_shared = False
        """Whether one is. Then a copy of the body is decoded instead, in which it is several objects."""
        self.walked: set[tuple[int, Any]] = set()
        """The containers that were searched for problems, as the keys of `problems`, if one may be found twice."""
        self.is_cyclic = False
        """Whether a container contains itself. Each is then copied only once."""
        self.positions: dict[int, int] = {}
        """The positions of objects in their arrays, by the identity of the object, as far as one was asked for."""
        self.is_plain = True
        """Whether all objects and arrays are plain dicts with plain keys, and plain lists."""

    def note(self, container: Any, cls: Any, key: Any, problems: list[DecodeError]) -> None:
        """Note the problems of a value in a container, whose locations begin with its key."""
        _, by_key = self.problems.setdefault((id(container), cls), (container, {}))
        if key in by_key:
            self.is_repeated = True
        by_key[key] = problems
        self.count += len(problems)

    def find_position(self, item: dict[Any, Any]) -> int | None:
        """Return the position of an object in its array. None if it is in no array."""
        while id(item) not in self.positions and self.unsearched:
            containers, self.unsearched = self.unsearched, []
            for container in containers:
                for value in container.values():
                    if type(value) is list or type(value) is dict:  # a single object is an array of one
                        self._add_positions(value if type(value) is list else [value])
        return self.positions.get(id(item))

    def _add_positions(self, array: list[Any]) -> None:
        for position, member in enumerate(array):
            if type(member) is dict:
                if id(member) in self.positions:
                    self.is_shared = True
                else:
                    self.positions[id(member)] = position
                    self.unsearched.append(member)


COLLECTOR: ContextVar[Collector | None] = ContextVar("COLLECTOR", default=None)
