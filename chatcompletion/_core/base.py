"""The base classes of the wire format.

Decoding is fast for one reason. A frozen dataclass sets each field with `object.__setattr__`, which takes longer than
all the checks of its value. So a class fills a *draft*: an instance of a hidden subclass that allows assignment. When
the draft is complete, it gets the frozen class, which Python allows because both have the same slots.

Every class follows the same pattern, which the `CONTRIBUTING.md` of the project explains.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import FrozenInstanceError, field
from math import copysign, isfinite
from operator import attrgetter, is_
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeGuard

from .constructor import make_constructor
from .decode import decode_again, reject_error_body
from .error_bodies import may_be_error_body
from .errors import MISSING, DecodeError, Problems, class_name
from .extra import NO_EXTRA, Note, collect_extra, find, get_notes, is_same, make_extra, write_extra
from .fields import encode, get_fields
from .frozen import SCALARS, FrozenDict, freeze, restore_nan
from .help import ClassDoc
from .validators import count_absent

if TYPE_CHECKING:
    from typing_extensions import Self as Self, TypeIs as TypeIs

    class Draft(Any):  # type: ignore[misc]
        """An instance under construction, whose fields and class can be assigned."""

        __class__: Any
else:
    TypeIs = TypeGuard
    Self = Draft = Any  # so that type hints can be resolved at run time


class Immutable:
    """The base class of objects that refuse changes. They can be referenced weakly."""

    __slots__ = ("__weakref__",)  # the option of `dataclass` for it came with Python 3.11

    def __setattr__(self, name: str, value: object) -> NoReturn:
        Immutable.__delattr__(self, name)

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot change {name!r}: instances of {class_name(type(self))} are immutable")


class _Open:
    """The first base class of a draft, which undoes what makes instances immutable."""

    __slots__ = ()

    __init__ = object.__init__
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__  # or Python would look up both for each assignment

    def __init_subclass__(cls) -> None:
        pass  # the hooks of the other base classes are for classes of the program


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, init=False, repr=False, eq=False)
class WireObject(Immutable):
    """The base class of all classes of the wire format.

    Instances are immutable and compare by value. The constructor takes keywords. It turns lists into tuples, copies
    mappings, and raises `TypeError` for an object of a class that does not belong in a field. It does not check
    strings and numbers, as with any dataclass; `from_dict` checks everything.
    """

    extra: Mapping[str, object] = field(default_factory=dict, hash=False)
    """The keys that the schema does not know, with their values. A dict that refuses changes; so do the dicts and lists
    in it. A deep copy of it is a plain dict. A constructor takes known keys, too, if they are null: a null is then
    encoded for the field."""

    _content: ClassVar[str | None] = None
    """The key of the answer in the body of a response, which an error body lacks. None for other objects."""
    _is_chunk: ClassVar[bool] = False
    """Whether the body is a chunk, which may have an error beside the key of the answer."""
    _known: ClassVar[Mapping[str, Any]]
    """The fields by their names, in order, without `extra`."""
    _if_absent: ClassVar[Mapping[str, Any]] = {}
    """The fields that `to_dict` always writes although their keys may be missing or null, with what they are then."""
    _null_keys: ClassVar[tuple[str, ...]]
    """The keys whose null must be noted, as `to_dict` would leave them out, or write another value."""
    _shorthand: ClassVar[str | None] = None
    """The field whose value services also send in place of the object."""
    _other_keys: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Keys under which services also send a field, by the names of the fields."""
    _aliases: ClassVar[tuple[str, ...]] = ()
    """Further values of the key that tells the variants of a union apart, which stand for the class, too."""
    _error_status: ClassVar[int] = 400
    """The HTTP status with which a server answers an error in the body."""
    _draft: ClassVar[type[Draft]]
    _compared: ClassVar[Any]
    _hashed: ClassVar[Any]

    def __init__(self, **values: object) -> None:
        raise TypeError(f"{class_name(type(self))} has no fields of its own, and cannot be constructed")

    def __init_subclass__(cls) -> None:
        super(WireObject, cls).__init_subclass__()
        if hasattr(cls, "_known"):
            _reject_fields(cls)
            _make_draft(cls)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: Problems | None = None) -> Self:
        """Decode an object from a dict or any other mapping, with any sequences in it.

        All of its content is kept, and no mutable object is shared with `data`. What does not fit raises a
        `DecodeError` that names the place. An error body in place of a response raises `APIError`, even if the HTTP
        status was 200. Nothing else is raised, whatever the data is.

        Given `problems`, such as a list, every `DecodeError` is appended to it instead, in the order of the body. A
        value whose meaning is clear is then converted. Otherwise the field has a placeholder, and `placeholders` names
        the field. `to_dict` writes what was sent. `DecodeError` is still raised if `data` is not an object.
        """
        try:
            decoded = cls._decode(data)
        except DecodeError as error:
            failed = [error]
        else:
            if (content := cls._content) is not None and may_be_error_body(decoded, content):
                reject_error_body(cls, data)
            return decoded
        repaired: Self = decode_again(cls, data, failed, problems)
        return repaired

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        """Decode an object strictly, field by field. Classes that are in every body do it without this loop."""
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft, surplus = cls._draft(), len(data)
        absent: tuple[str, ...] = ()
        try:
            for name, shape, is_always_written, if_absent, if_null, _ in get_fields(cls).values():
                surplus -= is_always_written
                if (v := data.get(name)) is not None:
                    if type(v) is not shape.exact:
                        v = shape.decode(v)
                    surplus -= not is_always_written
                elif (v := if_null if name in data else if_absent) is MISSING:
                    v = shape.decode(data[name])
                elif is_always_written and (name not in data or v is not None):
                    surplus, absent = count_absent(data, name, surplus, absent)
                setattr(draft, name, v)
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        """Encode the object as a new dict of plain JSON values, equal to the dict that it was decoded from."""
        fields = get_fields(type(self)).values()
        data: dict[str, Any] = {}
        for one in fields:
            if one.is_always_written:
                data[one.name] = encode(getattr(self, one.name))
        for one in fields:
            if not one.is_always_written and (value := getattr(self, one.name)) is not None:
                data[one.name] = encode(value)
        return data if self.extra is NO_EXTRA else write_extra(data, self)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names of the fields that hold a placeholder, because the value was missing or did not fit."""
        notes = [note for note in get_notes(self.extra) if note.is_placeholder]
        values = {name: encode(getattr(self, name)) for name in {note.name for note in notes}}
        found = {note.name for note in notes if is_same(find(values[note.name], note.path), note.decoded)}
        return tuple(name for name in self._known if name in found)

    def normalized(self) -> Self:
        """Return the same object without what was sent: `to_dict` gives what the attributes say.

        What it gives decodes strictly. NaN and the infinities, which JSON does not have, become 0 and the largest
        numbers. Returns the object itself if there is no difference.
        """
        changes = {name: new for name in self._known if (new := normalize(old := getattr(self, name))) is not old}
        if not changes and not get_notes(self.extra):
            return self
        draft = self._draft()
        for name in self._known:
            setattr(draft, name, changes.get(name, getattr(self, name)))
        draft.extra = make_extra(self.extra, type(self))
        draft.__class__ = type(self)
        return draft

    def __eq__(self, other: object) -> bool:  # pragma: no cover (below, its file gets another name)
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._compared(self) == other._compared(other)

    # By this name, pytest knows the method of a dataclass, and shows which fields differ.
    __eq__.__code__ = __eq__.__code__.replace(co_filename="<string>")

    def __hash__(self) -> int:
        return hash(self._hashed(self))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    # By this name, pprint and pytest know the method of a dataclass, and print one field a line.
    __repr__.__wrapped__ = FunctionType(__repr__.__code__, {})  # type: ignore[attr-defined]
    __repr__.__wrapped__.__qualname__ = "__create_fn__.<locals>.__repr__"  # type: ignore[attr-defined]

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the fields to print, with their values: those that are not None, and `extra` last."""
        for name in self._known:
            if (value := getattr(self, name)) is not None:
                yield name, value
        if self.extra:
            yield "extra", self.extra

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the object in IPython, with one field a line."""
        with printer.group(4, f"{type(self).__qualname__}(", ")"):
            for number, (name, value) in enumerate(self.__rich_repr__()):
                printer.text("," if number else "")
                printer.breakable(" " if number else "")
                printer.text(f"{name}=")
                printer.pretty(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from .pydantic_schema import make_class_schema

        return make_class_schema(cls, handler)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        values = {name: value for name in self._known if (value := getattr(self, name)) is not None}
        notes = get_notes(self.extra)
        return _restore, (
            type(self),
            values,
            *((dict(self.extra), [*map(tuple, notes)]) if self.extra or notes else ()),
        )


def _adapt(cls: Any) -> None:
    """Delete the methods of `dataclass` that change an instance or fail for a name that is no field."""
    del cls.__setattr__, cls.__delattr__, cls.__getstate__, cls.__setstate__
    cls.__dataclass_fields__ = {f.name: f for f in dataclasses.fields(cls)}  # help() shows it with class variables
    cls.__dataclass_params__.repr = True  # as it is printed like one that `dataclass` made


_adapt(WireObject)


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(**options: Any) -> Callable[[Any], Any]:
        """Make a class of the wire format. Type checkers take it for `dataclasses.dataclass`."""

        return lambda cls: _set_up(dataclasses.dataclass(**options)(cls))


def _set_up(cls: Any) -> Any:
    """Set what is derived from the fields of a class, and return the class."""
    known = {f.name: f for f in dataclasses.fields(cls) if f.name != "extra"}
    cls._known = known
    may_be_null = {name for name, f in known.items() if f.default is None} | cls._if_absent.keys()
    always_null = {name for name, value in cls._if_absent.items() if value is None}
    cls._null_keys = tuple(name for name in known if name in may_be_null - always_null)
    cls._compared = attrgetter(*known, "extra")
    cls._hashed = attrgetter(*(name for name, f in known.items() if f.hash is not False))
    cls.__init__ = make_constructor(cls)
    _adapt(cls)
    cls.__doc__ = ClassDoc(cls)
    _make_draft(cls)
    return cls


def _make_draft(cls: Any) -> None:
    cls._draft = type.__new__(type(cls), cls.__name__, (_Open, cls), {"__slots__": ()})


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


def locate(error: Exception, draft: Any) -> DecodeError:
    """Return the error that ended the decoding of an object, with its place: the first field that the draft lacks."""
    name = next((name for name in draft._known if not hasattr(draft, name)), None)
    if not isinstance(error, DecodeError):
        if isinstance(error, KeyError) and name is not None and error.args == (name,):
            error = DecodeError(get_fields(draft.__class__)[name].shape.expected.partition(" or ")[0])
        else:  # the methods of the data raise, or the call stack is almost full
            error = DecodeError("JSON value", found=f"one that raises {class_name(type(error))}")
    if name is not None:
        error.location = (name, *error.location)
    return error


def _restore(cls: Any, values: dict[str, Any], unknown: Mapping[str, Any] = NO_EXTRA, notes: Iterable[Any] = ()) -> Any:
    """Return an object that was pickled, by this version or by one whose class has other fields."""
    draft = cls._draft()
    for name in cls._known:
        setattr(draft, name, restore_nan(values.pop(name, None)))
    unknown = {**unknown, **{name: freeze(encode(value)) for name, value in values.items()}}
    pickled = [Note(*note) for note in notes]
    encoded = {name: encode(getattr(draft, name, None)) for name in {note.name for note in pickled}}
    draft.extra = make_extra(unknown, cls, [_rebind(encoded, note) for note in pickled])
    draft.__class__ = cls
    return draft


def _rebind(encoded: dict[str, Any], note: Note) -> Note:
    """Return a note that was pickled, with the same scalar that the object has."""
    value = find(encoded, (note.name, *note.path))
    decoded = restore_nan(note.decoded)
    is_equal = type(value) in SCALARS and type(value) is type(decoded) and value == decoded
    return note._replace(decoded=value if is_equal else decoded)


class WireBody(WireObject):
    """The base class of those classes that are a whole body: requests, responses, chunks, and lists of them."""

    __slots__ = ()

    _error_status = 502

    @classmethod
    def from_json(cls, text: str | bytes | bytearray, *, problems: Problems | None = None) -> Self:
        """Decode a body from JSON text, as `from_dict` does. Text that is not JSON always raises `DecodeError`.

        NaN and Infinity are not JSON. They are a problem in their place.
        """
        from .json_text import parse_json  # here for the same reason as in errors.quote

        try:
            data = parse_json(text)
        except DecodeError as error:
            error.status = cls._error_status
            raise
        return cls.from_dict(data, problems=problems)

    @classmethod
    def find_problems(cls, data: Mapping[str, Any]) -> list[DecodeError]:
        """Return every `DecodeError` of a body, in the order of the body.

        Raises `DecodeError` if the body is not an object, and `APIError` for an error body.
        """
        problems: list[DecodeError] = []
        cls.from_dict(data, problems=problems)
        return problems

    def to_json(self) -> str:
        """Encode the body as JSON text: in ASCII, on one line.

        Raises `ValueError` with the place of what is not JSON, and for more nesting than the encoder has room for.
        """
        from .json_text import write_json  # here for the same reason as in errors.quote

        return write_json(self.to_dict())


def normalize(value: Any) -> Any:
    """Return the value of a field without what was sent in its place: the value itself if there is no difference."""
    if isinstance(value, WireObject):
        return value.normalized()
    if isinstance(value, tuple):
        items = tuple(map(normalize, value))
        return value if all(map(is_, items, value)) else items
    if isinstance(value, FrozenDict):
        members = {key: normalize(member) for key, member in value.items()}
        return value if all(map(is_, members.values(), value.values())) else FrozenDict(members)
    if isinstance(value, str) and hasattr(value, "parts"):
        return value if (parts := normalize(value.parts)) is value.parts else type(value)(parts)
    if isinstance(value, float) and not isfinite(value):
        return 0.0 if value != value else copysign(sys.float_info.max, value)
    return value


def encode_array(items: Iterable[WireObject]) -> list[dict[str, Any]]:
    """Encode the objects of an array."""
    array = []
    for item in items:  # faster than a comprehension before Python 3.12
        array.append(item.to_dict())
    return array
