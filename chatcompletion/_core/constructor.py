"""The constructors of the classes.

A constructor is compiled from the annotations when its class is first constructed. It fills a draft, as decoding does
(see `base`), which takes a third of the time of the constructor that `dataclass` makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import wraps
from operator import is_
from typing import Any, NoReturn

from .errors import DecodeError, class_name
from .extra import NO_EXTRA, take_extra
from .fields import Shape, get_fields
from .frozen import FrozenDict, restore_nan
from .plain import make_plain
from .validators import decode_json_object, decode_mapping

_UNCHECKED = frozenset({"str", "int", "bool", "bytes", "constant", "JSON text", "position"})
"""The kinds of values that a constructor takes as they are."""


def make_constructor(cls: Any) -> Callable[..., None]:
    """Return the constructor of a class. The first call replaces it by the compiled one."""
    generated = cls.__init__  # by `dataclass`; it has the signature

    @wraps(generated)
    def __init__(self: Any, **values: Any) -> None:
        cls.__init__ = wraps(generated)(_compile(cls))
        cls.__init__(self, **values)

    return __init__


def _compile(cls: Any) -> Callable[..., None]:
    # These names are not those of fields, which the constructor also has.
    names: dict[str, Any] = {
        "_hasattr": hasattr,
        "_type": type,
        "_tuple": tuple,
        "_float": float,
        "_set": object.__setattr__,
        "_refuse_call": _refuse_call,
        "_take": _take,
        "_take_extra": take_extra,
        "_refuse": _refuse,
    }
    names["_NO_EXTRA"] = NO_EXTRA
    parameters, lines = [], []
    for field in fields(cls):
        name = field.name
        if name == "extra":
            continue
        names[f"_default_{name}"] = field.default
        parameters.append(name if field.default is MISSING else f"{name}=_default_{name}")
        shape = get_fields(cls)[name].shape
        if shape.name in _UNCHECKED:
            lines.append(f"        self.{name} = {name}")
            continue
        names[f"_shape_{name}"] = shape
        if shape.name == "array":
            names[f"_classes_{name}"] = _list_classes(shape.item)
            fits = f"_type({name}) is _tuple and {{*map(_type, {name})}} <= _classes_{name}"
        elif shape.name == "float":
            fits = f"_type({name}) is not _float or {name} == {name}"
        else:
            names[f"_class_{name}"] = shape.item if shape.name == "object" else shape.exact
            fits = f"_type({name}) is _class_{name}"
        taken = f"_take({name}, _shape_{name}, '{cls.__name__}: {name}')"
        lines.append(f"        self.{name} = {name} if {name} is _default_{name} or {fits} else {taken}")
    source = [
        f"def __init__(self, *, {', '.join([*parameters, 'extra=_NO_EXTRA'])}, **_unknown):",
        "    if _unknown: _refuse(self, _unknown)",
        "    _cls = _type(self)",
        "    if _hasattr(self, 'extra'): _refuse_call(_cls)",
        "    _set(self, '__class__', _cls._draft)",
        "    try:",
        *lines,
        "        self.extra = extra if extra is _NO_EXTRA else _take_extra(extra, self, _cls)",
        "    finally:",
        "        self.__class__ = _cls",
    ]
    exec(compile("\n".join(source), f"<constructor of {cls.__name__}>", "exec"), names)
    constructor: Callable[..., None] = names["__init__"]
    return constructor


def _refuse_call(cls: type) -> NoReturn:
    raise TypeError(f"{class_name(cls)} is immutable: its constructor cannot be called again")


def _refuse(owner: Any, unknown: dict[str, Any]) -> NoReturn:
    name = next(iter(unknown))
    raise TypeError(
        f"{type(owner).__qualname__}.__init__() got an unexpected keyword argument {name!r}; "
        f"a key that is no field belongs in extra={{{name!r}: ...}}"
    )


def _list_classes(item: Shape) -> frozenset[type]:
    """Return the classes whose instances an array may have as they are."""
    if item.name == "object":
        return frozenset([item.item])
    return frozenset(item.item.instances) if item.name == "variants" else frozenset()


def _take(value: Any, shape: Shape, place: str) -> Any:
    """Return an immutable value for a field or an item of it. Raise `TypeError` for an object of another class."""
    name = shape.name
    if name.startswith("str or "):
        return value if isinstance(value, str) else _take(value, shape._replace(name=name[7:]), place)
    if name == "array":
        return _take_array(value, shape.item, place)
    if name == "text or parts":
        parts = getattr(value, "parts", value)
        taken = parts if isinstance(parts, str) else _take_array(parts, shape.item.parts.shape, place)
        return value if isinstance(value, str) else shape.item.join(taken)
    if name in ("mapping", "json"):
        return _take_mapping(value, shape.item, place)
    if name == "object":
        return _check_class(value, (shape.item,), f"{shape.item.__name__}.from_dict", place)
    if name == "variants":
        return _check_class(value, shape.item.instances, f"{shape.item.decoder}, or from_dict of its class", place)
    return restore_nan(value)


def _take_array(value: Any, item: Shape, place: str) -> Any:
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{place}: expected a tuple, got {type(value).__name__}")
    taken = tuple([_take(member, item, f"{place}[{index}]") for index, member in enumerate(value)])
    return value if type(value) is tuple and all(map(is_, value, taken)) else taken


def _take_mapping(value: Any, item: Shape | None, place: str) -> FrozenDict[Any]:
    if type(value) is FrozenDict:
        return value
    if not isinstance(value, Mapping):
        raise TypeError(f"{place}: expected a mapping, got {type(value).__name__}")
    try:
        if item is None:
            return decode_json_object(make_plain(value))
        members: FrozenDict[Any] = decode_mapping(make_plain(dict.fromkeys(value)), lambda member: member)
        return FrozenDict({key: _take(value[key], item, place) for key in members})
    except DecodeError as error:
        raise TypeError(f"{place}: {error}") from None


def _check_class(value: Any, classes: tuple[type, ...], decoder: str, place: str) -> Any:
    if isinstance(value, classes):
        return value
    cls, others = type(value), " or another variant" if len(classes) > 1 else ""
    is_namesake = cls.__name__ in [one.__name__ for one in classes]  # of another library, or of a vendored copy
    found = f"{cls.__module__}.{cls.__qualname__}" if is_namesake else cls.__name__
    hint = f"; decode it with {decoder}" if isinstance(value, Mapping) else ""
    raise TypeError(f"{place}: expected {classes[0].__name__}{others}, got {found}{hint}")
