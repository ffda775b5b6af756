"""Repair a body so that the decoders accept it.

`repair` walks over a plain body along the annotations of its class, and knows nothing of how it is decoded. It returns
the body with other values in the places of those that do not fit: a converted value, null, or a placeholder. What fits
is neither copied nor changed. What was sent instead is noted in the repaired object, under the key `NOTES`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from .api_error import ENVELOPE_KEYS, fold
from .errors import MISSING, DecodeError, Location, forget_frames, quote
from .extra import NOTES, Envelope, Note, OtherKey
from .fields import Shape, get_fields, get_required
from .frozen import NAN, SCALARS, FrozenList, NonFinite, freeze, freeze_readable, freeze_shared
from .validators import decode_byte

_STR = frozenset({str})


def repair(cls: Any, data: dict[Any, Any], error_place: Location) -> tuple[dict[Any, Any], list[DecodeError]]:
    """Return a body that the decoder of a class accepts, and the problems of the one that was sent, in its order.

    `error_place` is the location of the error that the decoder raised. Only what is on the way to it is walked over. A
    value beside it is decoded, and only walked over if that fails. So no value is decoded more than twice.
    """
    problems: list[DecodeError] = []
    key = _find_envelope(cls, data)
    if key is None:
        return _repair_object(cls, data, (), problems, error_place)[0], problems
    walk = _Walk((), problems)
    repaired: dict[Any, Any] = {}
    others: dict[str, Any] = {}
    for name, value in walk.drop_keys(data, ()).items():
        if name == key:
            walk.report(DecodeError("a body without this key around it", value), (key,))
            repaired, _ = _repair_object(cls, value, (key,), problems, ())
        else:
            others[name] = walk.fit_json(value, (name,))
    notes = [*repaired.get(NOTES, ()), Note("", (), None, Envelope(key, freeze(others)))]
    if type(usage := others.get("usage")) is dict and not data[key].get("usage"):
        fitting = walk.fit(get_fields(cls)["usage"].shape, usage, ("usage",), is_optional=True)
        if fitting is not None:
            notes.insert(-1, Note("usage", (), freeze(usage), data[key].get("usage", MISSING)))
            repaired = {**repaired, "usage": fitting}
    return {**repaired, NOTES: notes}, problems


def _find_envelope(cls: Any, data: dict[Any, Any]) -> Any:
    """Return the key under which a body without choices has a whole completion, or None."""
    if cls._content == "choices" and not data.get("choices"):
        for key, inner in data.items():
            is_envelope = type(key) is str and fold(key) in ENVELOPE_KEYS
            if is_envelope and isinstance(inner, dict) and isinstance(inner.get("choices"), (list, dict)):
                return key
    return None


def _repair_object(
    cls: Any,
    data: dict[Any, Any],
    location: Location,
    problems: list[DecodeError],
    error_place: Location,
    position: int | None = None,
) -> tuple[dict[Any, Any], bool]:
    """Return an object that the decoder of a class accepts, and whether it has none of the keys that are required."""
    fields, required = get_fields(cls), get_required(cls)
    walk, sent, start = _Walk(location, problems), data, len(problems)
    sent_keys: dict[str, str] = {}
    if cls._other_keys or cls._aliases or not _STR.issuperset(map(type, data)):
        data, sent_keys = _rename_keys(cls, data, walk)
    lifted: dict[Any, Any] = {}
    if inner_objects := _get_inner_objects(cls):
        data, lifted = _lift_members(inner_objects, fields, data, walk, position)
    changed = {**lifted}
    is_incomplete = False
    for key, value in data.items():
        path = (sent_keys.get(key, key),)
        if (field := fields.get(key)) is None:
            fitting = walk.fit_json(value, path)
        else:
            _, shape, _, if_absent, if_null, _ = field
            if type(value) is shape.exact or (value is None and if_null is not MISSING):
                continue
            if value is None:
                is_incomplete = is_incomplete or shape.name != "position"
                walk.report(DecodeError(shape.expected, None), path)
                fitting = walk.substitute(shape, None, path, position)
            else:
                inner = error_place[1:] if error_place and error_place[0] == key else None
                fitting = walk.fit(shape, value, path, inner, position, is_optional=if_absent is None)
        if fitting is not value:
            changed[key] = fitting
    for name, shape in required:
        if name not in data and name not in lifted:
            is_incomplete = is_incomplete or shape.name != "position"
            walk.report(DecodeError(shape.expected.partition(" or ")[0]), (name,))
            changed[name] = walk.substitute(shape, MISSING, (name,), position)
    if walk.notes:
        changed[NOTES] = walk.notes
    if sent_keys or lifted:  # these were reported first
        _sort_problems(problems, start, sent, len(location))
    is_empty = is_incomplete and not any(
        data.get(name) is not None for name, shape in required if shape.name != "position"
    )
    return {**data, **changed} if changed else data, is_empty and not lifted


def _rename_keys(cls: Any, data: dict[Any, Any], walk: _Walk) -> tuple[dict[Any, Any], dict[str, str]]:
    """Return an object with the keys and the variant that the schema has, and the keys under which fields were sent."""
    if not _STR.issuperset(map(type, data)):
        data = walk.drop_keys(data, ())
    if cls._aliases and data.get("type") in cls._aliases:
        walk.note(("type",), cls.kind, data["type"])
        data = {**data, "type": cls.kind}
    sent_keys: dict[str, str] = {}
    for name, keys in cls._other_keys.items():
        shape = get_fields(cls)[name].shape
        key = next((key for key in keys if _may_be(shape, data.get(key))), None)
        if key is not None and data.get(name) is None:
            walk.report(DecodeError(f"the key {quote(name)}", key, found=f"the key {quote(key)}"), (key,))
            walk.note((name,), None, OtherKey(key))
            if name in data:
                walk.note((name,), None, None)
            sent_keys[name] = key
            value = data[key]
            if type(value) is str and shape.name == "object":
                value = {shape.item._shorthand: value}
                walk.note((key,), value, data[key])
            data = dict([(name, value) if other == key else (other, data[other]) for other in data if other != name])
    return data, sent_keys


def _may_be(shape: Shape, value: Any) -> bool:
    """Return whether a value under another key may be that of a field."""
    if shape.name == "object":
        return type(value) is dict or (type(value) is str and shape.item._shorthand is not None)
    return type(value) is shape.exact


@lru_cache(maxsize=512)
def _get_inner_objects(cls: Any) -> list[tuple[str, Shape]]:
    """Return the required fields of a class that are objects."""
    return [(name, shape) for name, shape in get_required(cls) if shape.name == "object"]


def _lift_members(
    inner_objects: list[tuple[str, Shape]],
    fields: Mapping[str, Any],
    data: dict[Any, Any],
    walk: _Walk,
    position: int | None,
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return an object without the members of an inner object that were sent beside it, and the inner objects."""
    lifted: dict[Any, Any] = {}
    for name, shape in inner_objects:
        if not data.get(name):
            members = {key: data[key] for key in get_fields(shape.item) if key in data and key not in fields}
            if members:
                found = "an empty object" if data.get(name) == {} else None
                walk.report(DecodeError("object", data.get(name, MISSING), found=found), (name,))
                walk.note((name,), None, OtherKey(""))
                if name in data:
                    walk.note((name,), None, freeze_readable(data[name]))
                lifted[name], _ = _repair_object(shape.item, members, walk.location, walk.problems, (), position)
                data = {key: value for key, value in data.items() if key != name and key not in members}
    return data, lifted


def _sort_problems(problems: list[DecodeError], start: int, data: dict[Any, Any], level: int) -> None:
    """Sort the problems of an object by the positions of its keys. Missing keys come last."""
    positions = {key: position for position, key in enumerate(data)}
    found = problems[start:]
    found.sort(
        key=lambda problem: positions.get(problem.location[level], len(data)) if problem.location[level:] else -1
    )
    problems[start:] = found


class _Walk:
    """The walk over the values in one object. A path is the place of a value in the object."""

    __slots__ = ("location", "notes", "problems")

    def __init__(self, location: Location, problems: list[DecodeError]) -> None:
        self.location = location  # of the object, in the body
        self.problems = problems
        self.notes: list[Note] = []

    def report(self, problem: DecodeError, path: Location) -> None:
        problem.location = self.location + path + problem.location
        self.problems.append(problem)

    def note(self, path: Location, decoded: Any, sent: Any, *, is_placeholder: bool = False) -> None:
        """Note what was sent, and in the place of which value `to_dict` writes it."""
        self.notes.append(Note(str(path[0]), path[1:], decoded, sent, is_placeholder))

    def fit(
        self,
        shape: Shape,
        value: Any,
        path: Location,
        error_place: Location | None = None,
        position: int | None = None,
        *,
        is_optional: bool = False,
    ) -> Any:
        """Return a value that the decoder accepts: the value itself if it fits."""
        name, problem = shape.name, None
        if error_place is None or name not in _CONTAINERS:
            problem = _find_problem(shape, value)
            if problem is None:
                return value
            error_place = problem.location
        if type(value) is dict:
            if name in _OBJECTS:
                cls = shape.item.choose(value) if name == "variants" else shape.item
                inner, is_empty = _repair_object(cls, value, self.location + path, self.problems, error_place, position)
                if not (is_empty and is_optional):
                    return inner
                self.note(path, None, freeze_readable(value), is_placeholder=True)
                return None
            if name == "mapping":
                value = self.drop_keys(value, path)
                return {**value, **self.fit_members(shape.item, value.items(), path, error_place)}
            if name == "json":
                return self.fit_json(value, path)
        elif type(value) is list and name in _ARRAYS:
            changed = self.fit_members(_get_item(shape), enumerate(value), path, error_place)
            return [changed.get(index, item) for index, item in enumerate(value)]
        self.report(problem or _find_problem(shape, value), path)
        return self.replace(shape, value, path, position, is_optional=is_optional)

    def fit_members(
        self, shape: Shape, members: Iterable[tuple[Any, Any]], path: Location, error_place: Location
    ) -> dict[Any, Any]:
        """Return those items of an array, or members of an object with free keys, that are replaced."""
        changed = {}
        for key, member in members:
            if type(member) is not shape.exact:
                inner = error_place[1:] if error_place and error_place[0] == key else None
                position = key if type(key) is int else None
                fitting = self.fit(shape, member, (*path, key), inner, position)
                if fitting is not member:
                    changed[key] = fitting
        return changed

    def replace(self, shape: Shape, value: Any, path: Location, position: int | None, *, is_optional: bool) -> Any:
        """Return what stands for a value that does not fit: the value converted, null, or a placeholder."""
        if shape.name == "float" and type(value) is float:
            return NonFinite(value)
        item = _get_item(shape) if shape.name in _ARRAYS else None
        if item is not None and item.name in _OBJECTS and type(value) is dict:
            sent = freeze_readable(value)
            self.note(path, FrozenList([sent]), sent)
            return [self.fit(item, value, path, position=0)]
        if shape.name in _OBJECTS and type(value) is list and len(value) == 1 and type(value[0]) is dict:
            inner = _Walk(self.location, [])  # its problems count only if the object is taken
            fitting = inner.fit(shape, value[0], path, position=position, is_optional=is_optional)
            if fitting is not None:
                self.problems += inner.problems
                sent = freeze_readable(value)
                self.note(path, sent[0], sent)
                return fitting
        problems: list[DecodeError] = []
        sent = freeze_readable(value, problems.append)
        if type(value) in (dict, list):
            for problem in {problem.expected: problem for problem in problems}.values():
                problem.location = ()  # a place in what is replaced is none
                self.report(problem, path)
        try:
            converted = _convert(shape, sent)
            shape.decode(converted)
        except (DecodeError, ValueError, OverflowError):
            return self.substitute(shape, sent, path, position, is_optional=is_optional)
        self.note(path, converted, sent)
        return converted

    def substitute(
        self, shape: Shape, sent: Any, path: Location, position: int | None, *, is_optional: bool = False
    ) -> Any:
        """Return what stands for an unknown value: null, or a placeholder. What was sent is frozen."""
        name = shape.name
        fitting: Any = None
        if is_optional:
            pass
        elif name == "position":
            fitting = position or 0
        elif name in ("object", "variants"):
            cls = shape.item if name == "object" else shape.item.unknown
            fitting = _repair_object(cls, {}, (), [], (), position)[0]
        elif name == "constant":
            fitting = shape.item
        else:
            fitting = _PLACEHOLDERS.get(name, "")
        decoded = {} if type(fitting) is dict else NAN if type(fitting) is NonFinite else fitting
        is_placeholder = name != "position" or position is None or is_optional
        self.note(path, decoded, sent, is_placeholder=is_placeholder)
        return fitting

    def fit_json(self, value: Any, path: Location) -> Any:
        """Return a value with null for what is not JSON, and for what is nested too deeply."""
        if type(value) in SCALARS and type(value) is not float:
            return value
        try:
            freeze_shared(value)
            return value
        except DecodeError:
            return freeze_readable(value, lambda problem: self.report(problem, path))

    def drop_keys(self, data: dict[Any, Any], path: Location) -> dict[str, Any]:
        """Return an object without the keys that are not strings. They are reported."""
        for key in data:
            if type(key) is not str:
                self.report(DecodeError("str for a key", key), path)
        return {key: value for key, value in data.items() if type(key) is str}


def _find_problem(shape: Shape, value: Any) -> Any:
    """Return the error that the decoder of a shape raises. None if the value fits."""
    try:
        shape.decode(value)
    except DecodeError as problem:
        return forget_frames(problem)
    return None


def _convert(shape: Shape, value: Any) -> Any:
    """Return the value that fits a shape and says the same. Raise `ValueError` if there is none."""
    name, cls = shape.name, type(value)
    if name in _NUMBERS:
        number = _parse_number(value) if cls is str else value if cls in (int, float) else None
        if number is not None:
            return number if name == "float" else int(number)
    elif name == "JSON text" and isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    elif shape.exact is str and isinstance(value, dict):
        for text in (value.get("value"), value.get("text")):
            if isinstance(text, str):
                return text
    elif shape.exact is str and cls in (int, float):
        return json.dumps(value, allow_nan=False)
    elif name == "array":
        return [value]
    elif name == "object" and shape.item._shorthand and cls is str:
        return {shape.item._shorthand: value}
    elif name == "variants" and shape.item.default == "text" and cls is str:
        return {"type": "text", "text": value}
    raise ValueError


def _parse_number(text: str) -> int | float:
    """Return the number of digits. Raise `ValueError` if the text is not a number."""
    if not _NUMBER.fullmatch(text := text.strip()):
        raise ValueError(text)
    try:
        return int(text)
    except ValueError:  # a fraction, an exponent, or more digits than Python reads
        return float(text)


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")

_PLACEHOLDERS: dict[str, Any] = {
    "int": 0,
    "byte": 0,
    "float": NonFinite("nan"),
    "bool": False,
    "array": [],
    "bytes": [],
    "mapping": {},
    "json": {},
}
"""The placeholders that are not an empty text."""
_BYTE = Shape("byte", "int", decode_byte)
_NUMBERS = frozenset({"int", "position", "byte", "float"})
_ARRAYS = frozenset({"array", "bytes", "str or array", "text or parts"})
_OBJECTS = frozenset({"object", "variants", "str or object"})
_CONTAINERS = _ARRAYS | _OBJECTS | {"mapping", "json"}


def _get_item(shape: Shape) -> Shape:
    """Return what the items of an array hold."""
    if shape.name == "bytes":
        return _BYTE
    item: Shape = shape.item.parts.shape if shape.name == "text or parts" else shape.item
    return item
