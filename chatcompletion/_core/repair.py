"""How problems are collected instead of raised.

To collect problems, a body is decoded from a private copy that is made of repairable containers. Decoders treat them as
normal dicts and lists. Where a value is invalid, `repair` records the problem and replaces the value by a placeholder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..errors import DecodeError

Location = tuple[str | int, ...]

PLACEHOLDERS: dict[str, Callable[[], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "array": list,
    "object": dict,
}
"""The placeholders by what a `DecodeError` says was expected. The placeholder of a constant is the constant; an object
gets placeholders in all its required keys. Where an unknown key has a value that is not JSON, it is None."""


class RepairableDict(dict[Any, Any]):
    __slots__ = ("key_problems", "location", "problems")

    location: Location
    """The place of this container in the body."""
    problems: dict[Any, DecodeError]
    """The problems of its values by their keys."""
    key_problems: tuple[DecodeError, ...]
    """The problems of its keys."""


class RepairableList(list[Any]):
    __slots__ = ("key_problems", "location", "problems")

    location: Location
    problems: dict[Any, DecodeError]
    key_problems: tuple[DecodeError, ...]


Repairable = RepairableDict | RepairableList


def make_repairable(data: dict[Any, Any] | list[Any], location: Location) -> Repairable:
    """Return a repairable container with the content of another one."""
    container = RepairableDict(data) if isinstance(data, dict) else RepairableList(data)
    container.location = location
    container.problems = {}
    container.key_problems = ()
    return container


def repair(container: Any, problem: DecodeError) -> Any:
    """Replace a value that does not fit by a placeholder, and return the placeholder.

    Raises the problem if the container is not repairable.
    """
    if not isinstance(container, (RepairableDict, RepairableList)) or not problem.location:
        raise problem from None
    key: Any = problem.location[0]
    container.problems[key] = problem.inside(*container.location)
    container[key] = placeholder = _make_placeholder(problem.expected, (*container.location, key))
    return placeholder


def _make_placeholder(expected: str, location: Location) -> Any:
    if expected.startswith('"'):
        return expected.strip('"')
    make = PLACEHOLDERS.get(expected.partition(" ")[0])
    placeholder = make() if make else None
    if isinstance(placeholder, (dict, list)):
        return make_repairable(placeholder, location)
    return placeholder


def iter_problems(container: Repairable) -> Iterator[DecodeError]:
    """Iterate over the problems in a container, in the order of the body. Missing keys come last in their object.

    Those in a placeholder are omitted.
    """
    members: Iterable[tuple[Any, Any]] = container.items() if isinstance(container, dict) else enumerate(container)
    yield from container.key_problems
    for key, value in members:
        if key in container.problems:
            yield container.problems[key]
        elif isinstance(value, (RepairableDict, RepairableList)):
            yield from iter_problems(value)
