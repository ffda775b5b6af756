"""Where the time of decoding goes, and how close it is to the limit.

The limit is a set of functions, generated from the annotations. They build the same objects in the same way as
`from_dict`, but check nothing and ignore unknown keys:

    def build_FunctionCall(data):
        get = data.get
        draft = new_FunctionCall()
        draft.name = data["name"]
        draft.arguments = data["arguments"]
        draft.extra = NO_EXTRA
        draft.__class__ = FunctionCall
        return draft
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Literal, NamedTuple, get_args, get_origin

from chatcompletion import CreateChatCompletionResponse
from chatcompletion._core.base import WireObject
from chatcompletion._core.extra import NO_EXTRA
from chatcompletion._core.frozen import FrozenDict

from ..support.introspect import union_members, wire_fields
from .benchmark_measure import Job, measure_times

MORE_PASSES = 120
"""The number of passes, as a difference of times is less stable than a time."""


def compile_unchecked(cls: type[WireObject]) -> Callable[[Any], Any]:
    """Return a function that builds an object of a class from a dict, without checks and without unknown keys."""
    namespace: dict[str, Any] = {"NO_EXTRA": NO_EXTRA, "FrozenDict": FrozenDict}
    compile_into(namespace, cls)
    build: Callable[[Any], Any] = namespace[f"build_{cls.__name__}"]
    return build


def compile_into(namespace: dict[str, Any], cls: type[WireObject]) -> str:
    """Define the function for a class and for the classes in its fields. Return its name."""
    name = f"build_{cls.__name__}"
    if name not in namespace:
        namespace[name] = None  # the class may contain itself
        namespace[f"new_{cls.__name__}"] = cls._draft
        namespace[cls.__name__] = cls
        lines = [f"def {name}(data):", "get = data.get", f"draft = new_{cls.__name__}()", *field_lines(namespace, cls)]
        lines += ["draft.extra = NO_EXTRA", f"draft.__class__ = {cls.__name__}", "return draft"]
        exec("\n    ".join(lines), namespace)
    return name


def field_lines(namespace: dict[str, Any], cls: type[WireObject]) -> Iterator[str]:
    for field in wire_fields(cls):
        hint = union_members(field.hint)[0]
        expression = build_expression(namespace, hint)
        if get_origin(hint) is Literal and len(union_members(field.hint)) == 1:
            yield f"draft.{field.name} = {get_args(hint)[0]!r}"
        elif field.required:
            yield f"draft.{field.name} = {expression.format(f'data[{field.name!r}]')}"
        elif expression == "{}":
            yield f"draft.{field.name} = get({field.name!r})"
        else:
            yield f"v = get({field.name!r})"
            yield f"draft.{field.name} = None if v is None else {expression.format('v')}"


def build_expression(namespace: dict[str, Any], hint: Any) -> str:
    """Return a template of the expression that makes the value of a field. Of a union, it makes the first member."""
    origin = get_origin(hint)
    if origin is tuple:
        item = union_members(get_args(hint)[0])[0]
        build = build_expression(namespace, item).partition("(")[0]
        return "tuple({})" if build == "{}" else f"tuple(map({build}, {{}}))"
    if origin is Mapping:
        return "FrozenDict({})"
    if hint is bytes:
        return "bytes({})"
    if isinstance(hint, type) and issubclass(hint, WireObject):
        return f"{compile_into(namespace, hint)}({{}})"
    return "{}"


def without_extra(value: Any) -> Any:
    """Return an object without its unknown keys, nulls of optional keys and missing keys, at every level."""
    if isinstance(value, tuple):
        return tuple(map(without_extra, value))
    if not isinstance(value, WireObject):
        return value
    changes = {field.name: without_extra(getattr(value, field.name)) for field in fields(value)}
    return replace(value, **{**changes, "extra": {}})


class Shares(NamedTuple):
    """The parts of the time that decoding takes, in microseconds for a response."""

    objects: float
    """Function calls, and making and filling the objects: the limit."""
    checks: float
    """Checks of the types and of the number of keys."""
    extra: float
    """Unknown keys, nulls of optional keys and missing keys."""
    bodies: int
    """The number of bodies that were measured."""

    @property
    def total(self) -> float:
        return self.objects + self.checks + self.extra

    def describe(self) -> list[str]:
        total = self.total
        return [
            f"{self.objects / total:.0%} calls, and making and filling the objects. "
            f"Without any check, decoding would take {self.objects:.2f} µs instead of {total:.2f} µs.",
            f"{self.checks / total:.0%} checks of types and of missing keys.",
            f"{self.extra / total:.0%} unknown keys, nulls of optional keys and missing keys, kept for the round trip.",
        ]


def measure_shares(texts: Sequence[str]) -> Shares:
    """Measure three ways to decode, each with less work than the one before.

    1. `from_dict` on the bodies. 2. `from_dict` on the same bodies, with exactly the keys that it encodes by default.
    3. The generated functions on the bodies of 2. Only bodies of which 2 and 3 make equal objects count.
    """
    decode, build = CreateChatCompletionResponse.from_dict, compile_unchecked(CreateChatCompletionResponse)
    pairs = []
    for text in texts:
        plain_text = json.dumps(without_extra(decode(json.loads(text))).to_dict())
        try:
            is_equal = build(json.loads(plain_text)) == decode(json.loads(plain_text))
        except LookupError:  # a variant of a union that is not the first one
            continue
        if is_equal:
            pairs.append((text, plain_text))
    complete = [json.loads(text) for text, _ in pairs]  # made in one go, as dicts far apart in memory are slower
    plain = [json.loads(plain_text) for _, plain_text in pairs]
    jobs = {"all": Job(decode, complete), "plain": Job(decode, plain), "unchecked": Job(build, plain)}
    times = {name: sample.best for name, sample in measure_times(jobs, MORE_PASSES).items()}
    return Shares(
        objects=times["unchecked"],
        checks=times["plain"] - times["unchecked"],
        extra=times["all"] - times["plain"],
        bodies=len(pairs),
    )
