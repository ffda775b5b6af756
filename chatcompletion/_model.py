"""What the classes of the wire format have in common, and the one trick that makes reading fast.

A frozen dataclass sets each field through `object.__setattr__`, which costs more than all the checks of its value. So
`from_dict` fills a *draft*, an instance of a hidden subclass that differs in one thing: it can be assigned to. Once the
draft is complete, its `__class__` becomes the frozen class, which Python allows since both have the same slots. Nobody
outside a `from_dict` ever sees a draft.

All `from_dict` go the same way:

- take the data as a real dict, and make a draft: `whole`, which is `self` to those who assign to it;
- fill it in the order in which the fields are declared, so that the first field that a draft lacks is the one that an
  error is about;
- look for what is odd about the object, unless there is `NOTHING`;
- give the draft its class.

A required key that may be null, or that is known to be left out, has its default in `_defaults` and is always written;
any other key is written if it has a value. What deviates from that is odd, and remembered: see `Extra`. Whether there
is anything odd costs next to nothing to know, as it can be counted: `n` starts as the number of keys; an optional key
with a value takes one away, a required key that is left out adds one and is in `omitted`, and a null where something
else is the default adds one. What `n` then is beyond the number of required keys is the number of keys that are unknown
or need not be null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from ._dataclass import dataclass
from ._extra import NOTHING, Extra, only_oddities
from ._json import ATOMS, FrozenDict, as_object, packed, parse, unpacked, with_plain_keys
from .errors import APIError, ChatCompletionError, DecodeError, name_of, quoted

if TYPE_CHECKING:
    from typing_extensions import Self as Self
else:
    Self = Any  # for those who ask for type hints at run time

__all__ = ["NOTHING", "OMITTED", "Model", "Root", "Self", "extra_of", "located", "restore", "to_dicts"]


OMITTED: Any = object()
"""What `get` gives for a key that is not there, where None would mean that it is null."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Model:
    """The base of the wire format's classes.

    Instances are immutable; they hash, compare, pickle and copy by their values. The constructor takes keywords and, as
    any dataclass, trusts that a type checker has seen them; `from_dict` trusts nothing.
    """

    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """The keys that the schema does not know, with their values as they came, in containers that refuse changes. A deep
    copy of it is a plain dict."""

    _defaults: ClassVar[Mapping[str, Any]] = {}
    """What stands for a required key that is left out; the key is written with it, too."""
    _known: ClassVar[frozenset[str]]
    _optional: ClassVar[tuple[str, ...]]
    """The keys whose null must be remembered, as it is not what is written by default."""
    _mappings: ClassVar[tuple[str, ...]]
    """The fields that are mappings, and so must be copied from what the constructor is given."""
    _draft: ClassVar[type[Any]]
    _values: ClassVar[Callable[[Any], tuple[Any, ...]]]
    _hashable: ClassVar[Callable[[Any], Any]]

    def __init_subclass__(cls, *, draft: bool = False) -> None:
        super(Model, cls).__init_subclass__()  # noqa: UP008 - the class that `super()` knows is the one without slots
        # A dataclass with slots is made twice. The first is dropped: it has no fields yet, nor has its base a draft.
        if draft or not ("__dataclass_fields__" in vars(cls) or "_draft" in vars(cls.__base__)):
            return
        known = [f for f in fields(cls) if f.name != "extra"]
        cls._known = frozenset(f.name for f in known)
        nullable = {key for key, default in cls._defaults.items() if default is None}
        optional = (f.name for f in known if f.default is None or f.name in cls._defaults)
        cls._optional = tuple(name for name in optional if name not in nullable)
        cls._mappings = tuple(f.name for f in known if f.hash is False)
        cls._values = attrgetter("extra", *(f.name for f in known))
        cls._hashable = attrgetter("__class__", *(f.name for f in known if f.hash is not False))
        plain = {name: getattr(object, name) for name in ("__init__", "__setattr__", "__delattr__")}
        cls._draft = type(cls.__name__, (cls,), {"__slots__": (), **plain}, draft=True)

    def __post_init__(self) -> None:
        put = object.__setattr__
        extra = self.extra
        if type(extra) is not Extra or not extra.suits(self._optional, self._defaults):
            extra = with_plain_keys(as_object(extra))
            put(self, "extra", extra_of(extra, type(self), len(extra)))
        if clash := self._known.intersection(extra):
            raise ValueError(f"{type(self).__name__}: {', '.join(sorted(clash))} is no extra key, but a field")
        for name in self._mappings:
            if (mapping := getattr(self, name)) is not None:
                put(self, name, FrozenDict(mapping))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Reads an object of the wire format: a dict, or any other mapping.

        Nothing is lost, and nothing mutable is shared with `data`. Raises `DecodeError`, and no other error, where the
        data does not fit.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The object as the wire has it: a new dict of plain JSON values, equal to the one that was read."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)._values(self) == type(self)._values(other)

    def __hash__(self) -> int:
        return hash(type(self)._hashable(self))

    def __repr__(self) -> str:
        names = sorted((f.name for f in fields(self)), key="extra".__eq__)
        given = [(name, value) for name in names if (value := getattr(self, name)) is not None]
        shown = [f"{name}={value!r}" for name, value in given if name != "extra" or value]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        # By way of the wire, so that a pickle outlives a change of the fields.
        return type(self).from_dict, (self.to_dict(),)


class Root(Model):
    """The base of the classes that are a body of their own."""

    __slots__ = ()

    @classmethod
    def from_json(cls, text: str | bytes | bytearray) -> Self:
        """Reads a body from its JSON text; raises what `from_dict` raises."""
        return cls.from_dict(parse(text))

    def to_json(self) -> str:
        """The body as JSON text, in ASCII and on one line."""
        import json  # see errors.quoted

        return json.dumps(self.to_dict(), separators=(",", ":"))


def located(problem: Exception, draft: Model, data: dict[Any, Any]) -> ChatCompletionError:
    """The error for what went wrong while a draft was filled, with the key at which it did."""
    if isinstance(problem, APIError):
        return problem
    name = next((f.name for f in fields(draft) if f.name != "extra" and not hasattr(draft, f.name)), None)
    if name is not None and isinstance(problem, KeyError) and problem.args == (name,):
        problem = DecodeError("", _wanted(type(draft), name), None)
    if not isinstance(problem, DecodeError):  # data with code of its own, or a call stack that is nearly full
        problem = DecodeError("", "JSON value", f"one that raises {name_of(type(problem))}")
    return problem if name is None else problem.inside(name)


def _wanted(cls: type[Model], name: str) -> str:
    """What belongs under a required key, in the words of the readers."""
    try:
        hint = get_type_hints(cls)[name]
    except Exception:  # a subclass with annotations for type checkers alone
        return "value"
    kind = get_origin(hint) or hint
    if kind is Literal:
        return quoted(get_args(hint)[0])
    words = {str: "str", int: "int", float: "float", bool: "bool", tuple: "array", Mapping: "object"}
    return words.get(kind) or ("str" if str in get_args(hint) else "object")


def extra_of(data: dict[Any, Any], cls: type[Model], odd: int, omitted: tuple[str, ...] = ()) -> Extra:
    """What an object holds beside the values of its known keys, where so many keys are unknown or need not be null."""
    if not odd:
        return only_oddities((), omitted)
    items: list[Any] = []
    known = cls._known
    left = odd
    for key in data:
        if key not in known:
            if type(key) is not str:
                return extra_of(_with_keys_that_were_read(data, cls), cls, odd, omitted)
            value = data[key]
            if type(value) not in ATOMS:
                try:
                    value = packed(value)
                except DecodeError as error:
                    raise error.inside(key) from None
            items.append(key)
            items.append(value)
            left -= 1
            if not left:
                break
    nulls: tuple[str, ...] = ()
    if left:
        for key in cls._optional:
            if key in data and data[key] is None:
                nulls = (*nulls, key)
    if not items:
        return only_oddities(nulls, omitted)
    extra = Extra()
    extra._items, extra._nulls, extra._omitted = tuple(items), nulls, omitted
    return extra


def _with_keys_that_were_read(data: dict[Any, Any], cls: type[Model]) -> dict[str, Any]:
    """The same object with plain keys; a known one that could not be found as such is refused."""
    plain = with_plain_keys(data)
    for key in plain:
        if key in cls._known and key not in data:
            raise DecodeError("", "str for a key", f"something else that reads {quoted(key)}")
    return plain


def restore(data: dict[str, Any], model: Model) -> None:
    """Writes into an object what `extra_of` found beside the values of its known keys."""
    extra: Any = model.extra  # an Extra, as from_dict and __post_init__ see to
    if extra._omitted:
        for key in extra._omitted:
            if data[key] == model._defaults[key]:
                del data[key]
    if extra._nulls:
        for key in extra._nulls:
            if key not in data or data[key] == model._defaults.get(key):
                data[key] = None
    if extra._items:
        for key, value in extra.pairs():
            data[key] = value if type(value) in ATOMS else unpacked(value)


def unknown_of(model: Model) -> Iterable[tuple[str, Any]]:
    """The unknown keys of an object with their values, as `packed` keeps them."""
    extra: Any = model.extra
    return extra.pairs() if extra._items else ()


def to_dicts(items: Iterable[Model]) -> list[dict[str, Any]]:
    """What an array of objects is on the wire."""
    dicts = []
    for item in items:  # faster than a comprehension before Python 3.12
        dicts.append(item.to_dict())
    return dicts
