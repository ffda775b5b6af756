"""Lenient decoding: what fits is decoded, what is meant is converted, and everything else is reported and kept.

When the strict decoder of an object fails while problems are collected, this module takes over. It is only imported
then. It reads the fields that are left one by one, as their annotations say. The objects in these fields are decoded by
their own strict decoders, which call this module in turn if they fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from .collector import Collector, Hollow
from .convert import STRINGS, as_dict, as_key, as_list
from .decode import decode_byte, decode_str
from .errors import MISSING, DecodeError, Location, quote
from .extra import Written, make_extra
from .fields import Field, Shape, get_fields, get_shape
from .frozen import (
    MAX_DEPTH,
    NAN,
    SCALARS,
    Cycle,
    FrozenDict,
    FrozenList,
    NonFiniteNumber,
    freeze,
    freeze_deep,
    freeze_shared,
)

_UNFIT: Any = object()
"""Stands for a value that does not fit and cannot be converted."""


class _Place:
    """The place of a value that is read: a field of an object, or an item of it."""

    __slots__ = ("cls", "collector", "container", "path", "written")

    def __init__(self, container: Any, cls: Any, path: Location, collector: Collector, written: list[Written]) -> None:
        self.container = container
        self.cls = cls  # that the container is decoded as, if any
        self.path = path  # in the object; the last key is that in the container
        self.collector = collector
        self.written = written

    def report(self, problem: DecodeError) -> None:
        problem.location = (self.path[-1], *problem.location)
        self.collector.note(self.container, self.cls, self.path[-1], [_detach(problem)])

    def remember(self, decoded: Any, value: Any, is_placeholder: bool) -> Any:
        """Remember the value in whose place there is a converted value or a placeholder, and return the latter."""
        try:
            written = value if value is MISSING else freeze_deep(value)
        except DecodeError:
            written = None  # what is not JSON is encoded as null
        self.written.append((str(self.path[0]), self.path[1:], decoded, written, is_placeholder))
        return decoded


def _detach(problem: DecodeError) -> DecodeError:
    """Remove what would keep the body alive."""
    problem.__traceback__ = problem.__context__ = None
    return problem


def finish(cls: Any, draft: Any, data: dict[Any, Any], collector: Collector) -> Any:
    """Return the object of a draft, whose first fields have been decoded. Collect the problems of the others.

    Raises `Hollow` if the data has none of the keys that the class requires.
    """
    if (id(data), cls) in collector.finished:
        collector.is_repeated = True
        _, draft, is_hollow = collector.finished[id(data), cls]
        if is_hollow:
            raise Hollow(draft)
        return draft
    written: list[Written] = []
    is_incomplete = False
    is_filled = True  # up to this field
    fields = get_fields(cls)
    for name, shape, is_always_written, if_missing, if_null in fields.values():
        value = data.get(name, MISSING)
        if value is not None and value is not MISSING:
            if is_filled and hasattr(draft, name):
                continue
            try:
                decoded = _UNFIT if is_filled else _try(shape, value)
            except Hollow:
                decoded = _UNFIT
            is_filled = False
            if decoded is _UNFIT:  # read it leniently, outside the handler
                place = _Place(data, cls, (name,), collector, written)
                decoded = _read_field(shape, value, place, is_optional=if_missing is None)
        elif (decoded := if_missing if value is MISSING else if_null) is not MISSING:
            if (value is MISSING or decoded is not None) if is_always_written else value is None:
                written.append((name, (), decoded, value, name in cls._placeholders))
        else:
            is_filled = False
            is_incomplete = is_incomplete or shape.kind != "position"
            expected = shape.expected if value is None else shape.expected.partition(" or ")[0]
            collector.note(data, cls, name, [DecodeError(expected, value, location=(name,))])
            decoded, is_placeholder = _make_placeholder(shape, data, name, collector)
            written.append((name, (), decoded, value, is_placeholder))
        setattr(draft, name, decoded)
    unknown: dict[str, Any] = {}
    known = cls._known
    if not data.keys() <= known.keys():
        for key in data:
            if key not in known:
                try:
                    unknown[as_key(key)] = freeze_shared(data[key])
                except DecodeError:
                    unknown[key] = _read_unknown(data[key], _Place(data, cls, ("extra", key), collector, written))
    draft.extra = make_extra(unknown, (cls, tuple(written)))
    draft.__class__ = cls
    is_hollow = is_incomplete and not any(
        if_missing is MISSING and shape.kind != "position" and data.get(name) is not None
        for name, shape, _, if_missing, _ in fields.values()
    )
    collector.finished[id(data), cls] = (data, draft, is_hollow)
    if is_hollow:
        raise Hollow(draft)
    return draft


def _try(shape: Shape, value: Any) -> Any:
    """Return a decoded value, or `_UNFIT`, as it is then read outside the handler of the error."""
    try:
        return shape.decode(value)
    except (Hollow, RecursionError):
        raise
    except Exception:
        return _UNFIT


def _read_field(shape: Shape, value: Any, place: _Place, *, is_optional: bool) -> Any:
    """Return the value of a field whose value does not fit: what is meant, None, or a placeholder."""
    try:
        decoded = _read(shape, value, place)
    except Hollow as error:
        decoded = _UNFIT if is_optional else error.decoded
    if decoded is _UNFIT:
        decoded, is_placeholder = None, True
        if not is_optional:
            decoded, is_placeholder = _make_placeholder(shape, place.container, place.path[-1], place.collector)
        place.remember(decoded, value, is_placeholder)
    return decoded


def _read(shape: Shape, value: Any, place: _Place) -> Any:
    """Decode a value, and report what does not fit. Return `_UNFIT` if it cannot be converted either."""
    if type(value) is list and shape.kind in _ARRAYS:
        return _build(shape, _read_items(shape, value, enumerate(value), place))
    if type(value) is dict and shape.kind == "mapping":
        return FrozenDict(zip(value, _read_items(shape, value, value.items(), place), strict=True))
    if type(value) is dict and shape.kind == "json":
        return _read_unknown(value, place)
    try:
        return shape.decode(value)
    except (Hollow, RecursionError):
        raise
    except DecodeError as error:
        place.report(error)
    if shape.kind == "float" and issubclass(type(value), float):  # NaN and infinities are kept
        return place.remember(float(value), value, False)
    try:
        converted = _convert(shape, value)
    except Exception:
        return _UNFIT
    try:
        decoded = _try(shape, converted)
    except Hollow as error:  # a single object in the place of an array
        decoded = _build(shape, [error.decoded])
    return _UNFIT if decoded is _UNFIT else place.remember(decoded, value, False)


def _read_items(shape: Shape, container: Any, members: Iterable[tuple[Any, Any]], place: _Place) -> list[Any]:
    """Return the decoded items of an array, or members of an object with free keys."""
    item_shape = _get_item(shape)
    items: list[Any] = []
    for key, member in members:
        try:
            decoded = _try(item_shape, member)
        except Hollow as error:
            decoded = error.decoded
        if decoded is _UNFIT:  # read it leniently, outside the handler
            inner = _Place(container, None, (*place.path, key), place.collector, place.written)
            decoded = _read_field(item_shape, member, inner, is_optional=False)
        items.append(decoded)
    return items


def _read_unknown(value: Any, place: _Place) -> Any:
    """Return a frozen JSON value, with null for what is not JSON, and for what is nested too deeply."""
    problems: list[DecodeError] = []
    written = None
    try:
        written = freeze_deep(value)
    except Cycle as error:
        place.report(DecodeError(error.expected, value, found=error.found))
        return None
    except DecodeError:
        pass  # it cannot be encoded as it was
    frozen = _freeze(value, (place.path[-1],), problems)
    place.collector.note(place.container, place.cls, place.path[-1], problems)
    if written is None:
        return frozen
    place.written.append((str(place.path[0]), place.path[1:], frozen, written, False))
    return frozen


def _freeze(value: Any, location: Location, problems: list[DecodeError]) -> Any:
    try:
        if type(value) is not dict and type(value) is not list:
            return freeze(value)
        if len(location) > MAX_DEPTH:
            raise DecodeError(f"at most {MAX_DEPTH} levels of nesting", value, found="more")
    except DecodeError as problem:
        problem.location = location + problem.location
        problems.append(_detach(problem))
        return float(value) if type(value) is NonFiniteNumber else None
    if isinstance(value, list):
        return FrozenList([_freeze(item, (*location, n), problems) for n, item in enumerate(value)])
    return FrozenDict({key: _freeze(member, (*location, key), problems) for key, member in value.items()})


# What is meant by a value of another type.


def _convert(shape: Shape, value: Any) -> Any:
    """Return the JSON value that is meant by one that does not fit. Raise `DecodeError` if there is none."""
    kind, cls = shape.kind, type(value)
    is_number = issubclass(cls, (int, float)) and cls is not bool
    if kind in ("int", "position", "byte", "float"):
        number = freeze(value) if is_number else _parse_number(value)
        return number if kind == "float" else int(number)
    if kind == "JSON text" and cls in (dict, list):
        return json.dumps(freeze_deep(value), ensure_ascii=False)
    if shape.exact is str and is_number:
        return json.dumps(freeze(value), allow_nan=False)
    if kind in _ARRAYS and (cls is dict or (kind == "array" and shape.item.kind in _SCALARS)):
        return [value]
    if kind == "object" and shape.item._shorthand and issubclass(cls, str):
        return {shape.item._shorthand: value}
    raise DecodeError(shape.expected, value)


def _parse_number(text: Any) -> int | float:
    """Return the number of digits. Raise `ValueError` if the text is not a number."""
    if not _NUMBER.fullmatch(text := decode_str(text).strip()):
        raise ValueError(text)
    try:
        return int(text)
    except ValueError:  # a fraction, an exponent, or more digits than Python reads
        return float(text)


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")

_SCALARS: dict[str, Any] = {"str": "", "JSON text": "", "int": 0, "byte": 0, "float": NAN, "bool": False}
"""The placeholders of scalars."""
_JSON = Shape("json", "JSON value", freeze)
_BYTE = Shape("byte", "int", decode_byte)
_ARRAYS = frozenset({"array", "bytes", "str or array", "text or parts"})
_NESTED = _ARRAYS | {"mapping", "object", "variants", "str or object"}
"""The kinds of values in which there can be values with problems of their own."""


def _get_item(shape: Shape) -> Any:
    """Return what the items of an array, or the members of an object with free keys, hold."""
    if shape.kind in ("bytes", "json"):
        return _BYTE if shape.kind == "bytes" else shape
    return shape.item.parts.shape if shape.kind == "text or parts" else shape.item


def _build(shape: Shape, items: list[Any]) -> Any:
    """Return the value of a field that holds an array."""
    if shape.kind == "text or parts":
        return shape.item.join(items)
    return bytes(items) if shape.kind == "bytes" else tuple(items)


def _make_placeholder(shape: Shape, container: Any, key: Any, collector: Collector) -> tuple[Any, bool]:
    """Return what stands for an unknown value in a container, and whether it is a placeholder, not a known position."""
    kind, item = shape.kind, shape.item
    if kind in _SCALARS:
        return _SCALARS[kind], True
    if kind == "position":
        position = collector.find_position(container)
        return position or 0, position is None
    if kind in ("object", "variants"):
        cls = item if kind == "object" else item.unknown
        empty: dict[Any, Any] = {}
        unheard = Collector(empty)  # of the problems of an object of placeholders
        if type(container) is list:
            unheard.positions[id(empty)] = key
        try:
            return finish(cls, cls._draft(), empty, unheard), True
        except Hollow as error:
            return error.decoded, True
    others = {"constant": item, "array": (), "bytes": b"", "mapping": FrozenDict(), "json": FrozenDict()}
    return others.get(kind, ""), True


# The places of the problems.


def make_plain(data: Any, collector: Collector) -> Any:
    """Return a body of any mappings and sequences as one of dicts with plain keys and lists, each in one place.

    The problems of keys are collected, and these keys are left out. What contains itself is not copied.
    """
    return _make_plain(data, collector, (), {})


def _make_plain(value: Any, collector: Collector, parents: tuple[int, ...], copies: dict[int, tuple[Any, Any]]) -> Any:
    if id(value) in parents or len(parents) > MAX_DEPTH:
        collector.is_cyclic = collector.is_cyclic or id(value) in parents
        return value
    if collector.is_cyclic and id(value) in copies:
        return copies[id(value)][1]
    parents = (*parents, id(value))
    try:
        if issubclass(type(value), Sequence) and not issubclass(type(value), STRINGS):
            items = [_make_plain(item, collector, parents, copies) for item in as_list(value)]
            copies[id(value)] = (value, items)
            return items
        source = as_dict(value)
    except DecodeError:
        return value  # it is none of these, or its methods raise, which the decoder reports
    plain: dict[str, Any] = {}
    problems: list[tuple[str | None, DecodeError]] = []
    for key, member in source.items():
        try:
            name = as_key(key)
            if name in plain:
                raise DecodeError("different keys", found="equal keys")
        except DecodeError as problem:
            problems.append((None, _detach(problem)))
            continue
        plain[name] = _make_plain(member, collector, parents, copies)
        if name not in source:
            found = f"something else that reads {quote(name)}"
            problems.append((name, DecodeError("str for a key", found=found)))
    if problems:
        collector.key_problems[id(plain)] = problems
        collector.count += len(problems)
    copies[id(value)] = (value, plain)  # with the value itself, so that no other gets its identity
    return plain


def find_problems(cls: Any, data: Any, collector: Collector) -> list[DecodeError]:
    """Return the problems that were collected, with their places, in the order of the body."""
    found: list[DecodeError] = []
    _find_problems(data, get_shape(cls), (), collector, found)
    return found


def _find_problems(
    value: Any, shape: Shape, location: Location, collector: Collector, found: list[DecodeError]
) -> None:
    kind, cls = shape.kind, None
    fields: dict[str, Field] = {}
    members = _JSON  # besides the fields
    keys: Iterable[Any]
    if type(value) is dict:
        keys = value
        if kind in _ARRAYS:  # a single object instead of an array
            shape = _get_item(shape)
            kind = shape.kind
        if kind == "mapping":
            members = shape.item
        elif kind in ("object", "str or object", "variants"):
            cls = shape.item.choose(value) if kind == "variants" else shape.item
            fields = get_fields(cls)
    elif type(value) is list and (kind in _ARRAYS or kind == "json"):
        keys = range(len(value))
        members = _get_item(shape)
    else:
        return
    if collector.is_repeated or kind == "json":
        if (id(value), cls) in collector.walked:
            collector.is_shared = True
            return
        collector.walked.add((id(value), cls))
    by_key: dict[Any, list[DecodeError]] = {}
    if noted := collector.problems.get((id(value), cls)):
        by_key = dict(noted[1])
        for problems in by_key.values():
            collector.reached += len(problems)
    for name, problem in collector.key_problems.get(id(value), ()):
        if name is None or name in fields:  # that a key cannot be looked up only matters if it is known
            collector.reached += 1
            found.append(_place(problem, location))
    is_last = collector.reached == collector.count and not collector.is_repeated
    for key in keys:
        if key in by_key:
            for problem in by_key.pop(key):
                found.append(_place(problem, location))
        if is_last:
            if not by_key:
                return
        elif type(value[key]) not in SCALARS:
            inner = fields[key].shape if key in fields else members
            if inner.kind in _NESTED or (inner.kind == "json" and collector.key_problems):
                _find_problems(value[key], inner, (*location, key), collector, found)
                is_last = collector.reached == collector.count and not collector.is_repeated
    for problems in by_key.values():  # of missing keys, which come last
        for problem in problems:
            found.append(_place(problem, location))


def _place(problem: DecodeError, location: Location) -> DecodeError:
    """Return a problem with the location of its container before its own."""
    problem.location = location + problem.location
    return problem
