"""The base classes of the wire format.

Decoding is fast for one reason. A frozen dataclass sets each field with `object.__setattr__`, which takes longer than
all the checks of its value. So a class fills a *draft*: an instance of a hidden subclass that allows assignment. When
the draft is complete, it gets the frozen class, which Python allows because both have the same slots.

Every class follows the same pattern, which the `CONTRIBUTING.md` of the project explains.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeGuard

from .api_error import NAMING, names_error, raise_error_body
from .collector import COLLECTOR, Collector, Hollow, Problems
from .constructor import make_constructor
from .convert import as_dict
from .decode import count_absent
from .errors import MISSING, DecodeError, class_name
from .extra import NO_EXTRA, Extra, Written, collect_extra, find, make_extra, write_extra
from .fields import encode, get_fields
from .frozen import NAN, FrozenDict, freeze
from .help import ClassDoc

if TYPE_CHECKING:
    from typing_extensions import Self as Self
    from typing_extensions import TypeIs as TypeIs

    class Draft(Any):  # type: ignore[misc]
        """An instance under construction, whose fields and class can be assigned."""

        __class__: Any
else:
    TypeIs = TypeGuard
    Self = Draft = Any  # so that type hints can be resolved at run time


class _WeaklyReferable:
    """Allows weak references, for which Python 3.10 has no dataclass option."""

    __slots__ = ("__weakref__",)


class _Open:
    """The first base class of a draft, which undoes what makes instances immutable."""

    __slots__ = ()

    __init__ = object.__init__
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__

    def __init_subclass__(cls) -> None:
        pass  # the hooks of the other base classes are for classes of the program


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WireObject(_WeaklyReferable):
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
    _has_error_beside_answer: ClassVar[bool] = False
    """Whether such a body is an error body even if it has an answer beside the key `error`."""
    _known: ClassVar[Mapping[str, Any]]
    """The fields by their names, in order, without `extra`."""
    _defaults: ClassVar[Mapping[str, Any]] = {}
    """The fields that `to_dict` always writes although their keys may be missing, with what they are then."""
    _nullable: ClassVar[Mapping[str, Any]] = {}
    """The other fields that are not None but may be null, with what they are then."""
    _placeholders: ClassVar[frozenset[str]] = frozenset()
    """Those fields of `_defaults` whose value is then a placeholder."""
    _shorthand: ClassVar[str | None] = None
    """The field whose value services also send in place of the object."""
    _optional: ClassVar[tuple[str, ...]]
    """The fields that `to_dict` does not write as null by default."""
    _error_status: ClassVar[int] = 400
    """The HTTP status with which a server answers an error in the body."""
    _draft: ClassVar[type[Draft]]
    _compared: ClassVar[Any]
    _hashed: ClassVar[Any]

    def __init_subclass__(cls) -> None:
        super(WireObject, cls).__init_subclass__()
        if hasattr(cls, "_known"):
            _reject_fields(cls)
        elif "__dataclass_fields__" in vars(cls):  # dataclass(slots=True) creates the class twice; the second has them
            _set_up(cls)
        else:
            return
        draft: Any = type.__new__(type(cls), cls.__name__, (_Open, cls), {"__slots__": ()})
        cls._draft = draft

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: Problems | None = None) -> Self:
        """Decode an object from a dict or any other mapping, with any sequences in it.

        All of its content is kept, and no mutable object is shared with `data`. What does not fit raises a
        `DecodeError` that names the place, and nothing else is raised, whatever the data is. Given `problems`, such
        as a list, every `DecodeError` is appended to it instead, in the order of the body. A value that is meant is
        then converted; in other places there is a placeholder, which the object's `placeholders` name; `to_dict`
        writes what was sent. `DecodeError` is still raised if `data` is not an object.
        """
        return cls._decode(data) if problems is None else collect(cls, data, problems)

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        """Decode an object strictly, field by field. Classes that are in every body do it without this loop."""
        if type(data) is not dict:
            data = as_dict(data)
        draft, surplus = cls._draft(), len(data)
        missing: tuple[str, ...] = ()
        try:
            for name, shape, is_always_written, if_missing, if_null in get_fields(cls).values():
                surplus -= is_always_written
                if (v := data.get(name)) is not None:
                    if type(v) is not shape.exact:
                        v = shape.decode(v)
                    surplus -= not is_always_written
                elif (v := if_null if name in data else if_missing) is MISSING:
                    v = shape.decode(data[name])
                elif is_always_written and (name not in data or v is not None):
                    surplus, missing = count_absent(data, name, surplus, missing)
                setattr(draft, name, v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return handle_error(error, draft, data)
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
        if type(self.extra) is not Extra:
            return ()
        written = self.extra.memory[1]
        names = [name for name, path, decoded, _, is_one in written if is_one and find(self, name, path) is decoded]
        return tuple(dict.fromkeys(names))

    def __eq__(self, other: object) -> bool:  # pragma: no cover (below, its file gets another name)
        if type(other) is not type(self):
            return NotImplemented
        return self is other or self._compared(self) == other._compared(other)

    # By this name, pytest knows the method of a dataclass, and shows which fields differ.
    __eq__.__code__ = __eq__.__code__.replace(co_filename="<string>")

    def __hash__(self) -> int:
        return hash(self._hashed(self))

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={value!r}' for name, value in self._iter_shown())})"

    def _iter_shown(self) -> Iterator[tuple[str, Any]]:
        """Iterate over the fields to print, with their values: those that are not None, and `extra` last."""
        for name in self._known:
            if (value := getattr(self, name)) is not None:
                yield name, value
        if self.extra:
            yield "extra", self.extra

    __rich_repr__ = _iter_shown

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        from .printing import print_with_ipython

        print_with_ipython(printer, type(self).__qualname__, self._iter_shown())

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
        memory = self.extra.memory[1] if type(self.extra) is Extra else ()
        written = [item for item in memory if find(self, *item[:2]) is item[2]]
        return _restore, (type(self), values, *((dict(self.extra), written) if self.extra or written else ()))


def _set_up(cls: type[WireObject]) -> None:
    """Set what is derived from the fields of a class."""
    known = {f.name: f for f in fields(cls) if f.name != "extra"}
    cls._known = known
    nullable = {name for name, default in cls._defaults.items() if default is None}
    optional = (name for name, f in known.items() if f.default is None or name in {**cls._defaults, **cls._nullable})
    cls._optional = tuple(name for name in optional if name not in nullable)
    cls._compared = attrgetter(*known, "extra")
    cls._hashed = attrgetter(*(name for name, f in known.items() if f.hash is not False))
    cls.__init__ = make_constructor(cls)  # type: ignore[method-assign]
    # The methods of `dataclass` fail for a name that is no field, as it creates the class twice for the slots.
    cls.__setattr__ = cls.__delattr__ = _refuse_change  # type: ignore[method-assign]
    cls.__doc__ = ClassDoc(cls)  # type: ignore[assignment]


def _refuse_change(self: object, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {name!r}: instances of {class_name(type(self))} are immutable")


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


def handle_error(error: Exception, draft: Any, data: Mapping[Any, Any]) -> Draft:
    """Raise the error that ended the decoding of an object, with its place: the first field that the draft lacks.

    If problems are collected, return the object that can be made of the data instead.
    """
    cls: Any = type(draft).__bases__[1]
    collector = COLLECTOR.get()
    try:
        if collector is not None:
            if isinstance(error, RecursionError):
                raise error  # otherwise every outer object would be decoded once more
            finished: Draft = _load_lenient().finish(cls, draft, data, collector)
            return finished
        raise _locate(error, draft) from None
    finally:
        del error  # it may be the one that is raised, whose traceback refers to this frame


def _locate(error: Exception, draft: Any) -> DecodeError:
    name = next((name for name in draft._known if not hasattr(draft, name)), None)
    if not isinstance(error, DecodeError):
        if isinstance(error, KeyError) and name is not None and error.args == (name,):
            error = DecodeError(get_fields(draft.__class__)[name].shape.expected.partition(" or ")[0])
        else:  # the methods of the data raise, or the call stack is almost full
            error = DecodeError("JSON value", found=f"one that raises {class_name(type(error))}")
    if name is not None:
        error.location = (name, *error.location)
    return error


def _restore(
    cls: Any, values: dict[str, Any], unknown: Mapping[str, Any] = NO_EXTRA, memory: Iterable[Written] = ()
) -> Any:
    """Return an object that was pickled, by this version or by one whose class has other fields."""
    draft = cls._draft()
    for name in cls._known:
        value = values.pop(name, None)
        setattr(draft, name, NAN if type(value) is float and value != value else value)
    draft.extra = FrozenDict({**unknown, **{name: freeze(encode(value)) for name, value in values.items()}})
    written = tuple([(name, path, find(draft, name, path), *how) for name, path, _, *how in memory])
    draft.extra = make_extra(draft.extra, (cls, written))
    draft.__class__ = cls
    return draft


class WireBody(WireObject):
    """The base class of those classes that are a whole body: requests, responses, chunks, and lists of them."""

    __slots__ = ()

    _error_status = 502

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, problems: Problems | None = None) -> Self:
        """Decode a body from a dict or any other mapping, with any sequences in it.

        All of its content is kept, and no mutable object is shared with `data`. What does not fit raises a
        `DecodeError` that names the place. An error body in place of a response raises `APIError`, even if the HTTP
        status was 200. Nothing else is raised, whatever the data is.

        Given `problems`, such as a list, every `DecodeError` is appended to it instead, in the order of the body. A
        value that is meant is then converted; in other places there is a placeholder, which the object's
        `placeholders` name; `to_dict` writes what was sent. `DecodeError` is still raised if `data` is not an object.
        """
        try:
            decoded = cls._decode(data) if problems is None else collect(cls, data, problems)
        except DecodeError as error:
            error.status = cls._error_status
            _reject_error_body(cls, data)
            raise
        if (extra := decoded.extra) and (content := cls._content):
            is_named = not NAMING.isdisjoint(extra) and names_error(extra)
            if is_named or not getattr(decoded, content):
                _reject_error_body(cls, data, is_valid=True)
        return decoded

    @classmethod
    def from_json(cls, text: str | bytes | bytearray, *, problems: Problems | None = None) -> Self:
        """Decode a body from JSON text, as `from_dict` does. Text that is not JSON always raises `DecodeError`.

        NaN and Infinity are not JSON. They are a problem in their place, and kept if `problems` are given.
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


def _reject_error_body(cls: Any, data: Any, *, is_valid: bool = False) -> None:
    """Raise the `APIError` that was sent in place of a body of a class."""
    if cls._content is not None:
        raise_error_body(data, cls._content, beside_answer=cls._has_error_beside_answer, is_valid=is_valid)


def collect(cls: Any, data: Any, problems: Problems, *, is_answer: bool = False) -> Any:
    """Decode an object leniently, and append its problems. If it is known to be an answer, it is no error body."""
    collector = Collector(data)
    decoded = _decode_with(collector, cls, data)
    found = _load_lenient().find_problems(cls, data, collector) if collector.count else ()
    if not collector.is_plain or collector.is_shared:
        collector = Collector(data)
        data = _load_lenient().make_plain(data, collector)
        collector.unsearched = [data]
        decoded = _decode_with(collector, cls, data)
        found = _load_lenient().find_problems(cls, data, collector)
    if found and not is_answer:
        _reject_error_body(cls, data)
    for problem in found:
        problem.status = cls._error_status
        problems.append(problem)
    return decoded


def _decode_with(collector: Collector, cls: Any, data: Any) -> Any:
    token = COLLECTOR.set(collector)
    try:
        return cls._decode(data)
    except Hollow as error:
        return error.decoded
    except RecursionError:
        raise DecodeError("JSON value", found="one that raises RecursionError") from None
    finally:
        COLLECTOR.reset(token)


@cache
def _load_lenient() -> Any:
    from . import lenient  # only for bodies with problems

    return lenient


def encode_array(items: Iterable[WireObject]) -> list[dict[str, Any]]:
    """Encode the objects of an array."""
    array = []
    for item in items:  # faster than a comprehension before Python 3.12
        array.append(item.to_dict())
    return array
