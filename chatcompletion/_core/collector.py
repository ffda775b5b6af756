"""Where problems are collected while a body is decoded leniently.

The strict decoders do not know of it: only errors look whether there is a collector, so what fits pays nothing for it.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol

from .errors import DecodeError, Location


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

    __slots__ = ("body", "count", "is_plain", "key_problems", "placed", "positions", "problems", "reached")

    def __init__(self, body: Any) -> None:
        self.problems: dict[tuple[int, Any], tuple[Any, dict[Any, list[DecodeError]]]] = {}
        """By the identity of a container, and the class that it is decoded as, if any: the container itself, so that no
        other object gets its identity, and the problems of its values by their keys or indices."""
        self.key_problems: dict[int, list[tuple[str | None, DecodeError]]] = {}
        """The problems of the keys of objects, by the identity of the object. With a name, if it is one for a class
        only that has a field of this name."""
        self.count = self.reached = 0
        """How often a problem was noted, and how many of these have been placed in the body."""
        self.placed: dict[int, Location] = {}
        """The locations that problems had in their containers, by the identity of the problems."""
        self.body = body
        self.positions: dict[int, int] = {}
        """The positions of objects in their arrays, by the identity of the object. Empty until one is asked for."""
        self.is_plain = True
        """Whether all objects and arrays are plain dicts with plain keys, and plain lists."""

    def note(self, container: Any, cls: Any, key: Any, problems: list[DecodeError]) -> None:
        """Note the problems of a value in a container, whose locations begin with its key."""
        _, by_key = self.problems.setdefault((id(container), cls), (container, {}))
        by_key[key] = problems
        self.count += len(problems)

    def find_position(self, item: dict[Any, Any]) -> int | None:
        """Return the position of an object in its array. None if it is not in an array of the body or of its items."""
        if not self.positions and type(self.body) is dict:
            self._find_positions(self.body, 2)
        return self.positions.get(id(item))

    def _find_positions(self, container: dict[Any, Any], levels: int) -> None:
        for array in container.values():
            if type(array) is list:
                for position, member in enumerate(array):
                    self.positions[id(member)] = position
                    if type(member) is dict and levels > 1:
                        self._find_positions(member, levels - 1)


COLLECTOR: ContextVar[Collector | None] = ContextVar("COLLECTOR", default=None)
