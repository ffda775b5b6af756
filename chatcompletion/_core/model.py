"""The base classes of the wire format.

Decoding is fast for one reason. A frozen dataclass sets each field with `object.__setattr__`, which takes longer
than all the checks of its value. So `from_dict` fills a *draft*: an instance of a hidden subclass that allows
assignment. When the draft is complete, it gets the frozen class, which Python allows because both have the same slots.

Every class follows the same pattern, which the `CONTRIBUTING.md` of the project explains.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import DecodeError
from .containers import decode_object, with_str_keys
from .extra import NO_EXTRA, collect_extra, is_extra_for
from .frozen import FrozenDict, freeze

if TYPE_CHECKING:
    from typing_extensions import Self as Self
else:
    Self = Any  # so that type hints can be resolved at run time


MISSING: Any = object()
"""What `get` returns for a key that is missing, where None means null."""


class _WeaklyReferable:
    """Allows weak references, for which Python 3.10 has no dataclass option."""

    __slots__ = ("__weakref__",)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Model(_WeaklyReferable):
    """The base class of the wire format's classes.

    Instances are immutable and compare by their values. The constructor takes keywords and does not check them, as with
    any dataclass; `from_dict` checks everything.
    """

    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The keys that the schema does not know, with their values. A dict that refuses changes; so do the dicts and lists
    in it. A deep copy of it is a plain dict."""

    _defaults: ClassVar[Mapping[str, Any]] = {}
    """The required keys that may be left out, with the values that stand for them."""
    _known: ClassVar[frozenset[str]]
    _omittable: ClassVar[tuple[str, ...]]
    """The keys that are not encoded as null by default."""
    _mappings: ClassVar[Mapping[str, Callable[[Any], Any]]]
    """The fields that hold mappings, with the functions that copy what the constructor is given."""
    _draft: ClassVar[type[Any]]
    _is_response: ClassVar[bool] = False
    """Whether a service may send an error body instead."""
    _content_key: ClassVar[str] = "choices"
    """The key with the content of such a response, which an error body lacks."""

    def __init_subclass__(cls, *, draft: bool = False) -> None:
        super(Model, cls).__init_subclass__()
        # dataclass(slots=True) creates the class twice. Skip the first one, which has no fields yet.
        if draft or not ("__dataclass_fields__" in vars(cls) or "_draft" in vars(cls.__base__)):
            return
        if "_draft" in vars(cls.__base__):
            _reject_fields(cls)
        known = [f for f in fields(cls) if f.name != "extra"]
        cls._known = frozenset(f.name for f in known)
        nullable = {key for key, default in cls._defaults.items() if default is None}
        optional = (f.name for f in known if f.default is None or f.name in cls._defaults)
        cls._omittable = tuple(name for name in optional if name not in nullable)
        cls._mappings = {
            f.name: freeze if "Mapping[str, Any]" in str(f.type) else FrozenDict for f in known if f.hash is False
        }
        assignable = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
        cls._draft = type(cls.__name__, (cls,), {"__slots__": (), **assignable}, draft=True)

    def __post_init__(self) -> None:
        set_field = object.__setattr__
        extra = self.extra
        if not is_extra_for(extra, self):
            extra = with_str_keys(decode_object(extra))
            set_field(self, "extra", collect_extra(extra, type(self), len(extra)) if extra else NO_EXTRA)
        if clash := self._known.intersection(extra):
            raise ValueError(f"{type(self).__name__}: {', '.join(sorted(clash))} is a field and cannot be in extra")
        for name, freeze_mapping in self._mappings.items():
            set_field(self, name, _freeze_constructed(getattr(self, name), freeze_mapping))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Decode an object from a dict or any other mapping.

        All of its content is kept, and no mutable object is shared with `data`. Raises `DecodeError` if it does not
        fit.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Encode the object as a new dict of plain JSON values, equal to the dict that it was decoded from."""
        raise NotImplementedError

    def __repr__(self) -> str:
        if "pprint" in sys.modules:
            from .printing import register_with_pprint

            register_with_pprint(Model.__repr__)
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in self._iter_shown())})"

    def _iter_shown(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the fields to print, with their values: those that are not None, and `extra` last."""
        for name in (*(f.name for f in fields(self) if f.name != "extra"), "extra"):
            value = getattr(self, name)
            if value is not None and not (name == "extra" and not value):
                yield name, value

    __rich_repr__ = _iter_shown

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        from .printing import print_with_ipython

        print_with_ipython(self, printer)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic_schema import make_core_schema

        return make_core_schema(cls, handler)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        # A pickle holds the encoded object, so that it can be loaded by a version with other fields.
        return _unpickle, (type(self), self.to_dict())


def _freeze_constructed(value: Any, freeze_mapping: Callable[[Any], Any]) -> Any:
    """Return a frozen copy of a mapping that the constructor was given, or of an array of them."""
    if isinstance(value, Mapping):
        return freeze_mapping(value)
    return tuple(map(freeze_mapping, value)) if isinstance(value, (tuple, list)) else value


def _reject_fields(cls: type) -> None:
    """Raise `TypeError` for a subclass of a class of the wire format that declares fields of its own."""
    if sys.version_info >= (3, 14):
        from annotationlib import Format, get_annotations

        annotations = get_annotations(cls, format=Format.STRING)
    else:
        annotations = vars(cls).get("__annotations__", {})
    if names := [name for name, annotation in annotations.items() if "ClassVar" not in str(annotation)]:
        raise TypeError(
            f"{cls.__name__}: a subclass cannot declare fields ({', '.join(names)}); unknown keys are in extra, "
            "which a property can read"
        )


def _unpickle(cls: type[Model], data: dict[str, Any]) -> Any:
    return cls.from_dict(data)


class Root(Model):
    """The base class of those classes that are a whole body."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: list[DecodeError] | None = None) -> Self:
        """Decode a body from a dict or any other mapping.

        All of its content is kept, and no mutable object is shared with `data`.

        Raises `DecodeError` if the body does not fit. Given a list of `problems`, it appends every `DecodeError` of the
        body to the list instead, in the order of the body, and puts a placeholder in each place: `""`, `0`, `0.0`,
        `False`, `()`, the constant itself, or an object of placeholders. It still raises if `data` is not an object.
        """
        raise NotImplementedError

    @classmethod
    def from_json(cls, text: str | bytes | bytearray, *, problems: list[DecodeError] | None = None) -> Self:
        """Decode a body from JSON text, as `from_dict` does. Text that is not JSON always raises `DecodeError`."""
        from .json_text import parse_json  # here for the same reason as in errors.quote

        return cls.from_dict(parse_json(text), problems=problems)

    @classmethod
    def find_problems(cls, data: Mapping[str, Any]) -> list[DecodeError]:
        """Return every `DecodeError` of a body, in the order of the body. Raises what `from_dict` still raises."""
        problems: list[DecodeError] = []
        cls.from_dict(data, problems=problems)
        return problems

    def to_json(self) -> str:
        """Encode the body as JSON text: in ASCII, on one line."""
        import json  # here for the same reason as in errors.quote

        return json.dumps(self.to_dict(), separators=(",", ":"))


def encode_array(items: Iterable[Model]) -> list[dict[str, Any]]:
    """Encode the objects of an array."""
    array = []
    for item in items:  # faster than a comprehension before Python 3.12
        array.append(item.to_dict())
    return array
