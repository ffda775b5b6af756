"""Strategies for hypothesis: valid bodies of every class, generated from the annotations, and damaged bodies."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st

from chatcompletion import ContentPart, UnknownMessage, UnknownToolCall, UnknownVariant
from chatcompletion._core.base import WireObject

from .introspect import MULTIPART, Field, union_members, wire_fields
from .responses import Body

Location = tuple[str | int, ...]
Strategy = st.SearchStrategy[Any]

texts = st.text(max_size=8)
integers = st.integers() | st.integers(0, 300) | st.integers(-(10**6), 10**6).map(float)
"""JSON integers. A float without a fraction is one, too."""
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | integers | floats | texts
json_values: Strategy = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
"""Any JSON value. NaN is left out, because it is not equal to itself."""

ERROR_KEYS = frozenset({"error", "errors", "detail", "message"})
"""Unknown keys that make a body an error body."""
COMMON_KEYS = ("content", "function", "id", "index", "object", "reasoning_content", "role", "text", "type", "usage")
"""Keys that are known in many classes. They may be unknown keys in the others."""


def bodies(cls: Any) -> Strategy:
    """Generate valid objects of a class: with unknown keys, with null and with missing keys where this is allowed."""
    return st.deferred(lambda: _bodies(cls))


@cache
def _bodies(cls: Any) -> Strategy:
    fields = {field.name: field for field in wire_fields(cls)}
    required = {name: _field_values(field) for name, field in fields.items() if field.required}
    optional = {name: _field_values(field) for name, field in fields.items() if not field.required}
    nullable = [name for name, field in fields.items() if field.nullable]
    names = texts | st.sampled_from(COMMON_KEYS)
    unknown = names.filter(lambda name: name not in fields and name not in ERROR_KEYS)

    @st.composite
    def draw_body(draw: Callable[[Strategy], Any]) -> Body:
        body = {name: draw(values) for name, values in required.items()}
        if optional:
            for name in draw(st.lists(st.sampled_from(list(optional)), max_size=4, unique=True)):
                body[name] = draw(optional[name])
        if nullable:
            for name in draw(st.lists(st.sampled_from(nullable), max_size=2, unique=True)):
                body[name] = None
        return {**body, **draw(st.dictionaries(unknown, json_values, max_size=2))}

    return draw_body()


def _field_values(field: Field) -> Strategy:
    if field.cls in (UnknownVariant, UnknownMessage, UnknownToolCall):
        # Other values may be those of a known variant.
        return texts if field.name == "id" else texts.map("x-".__add__)
    values = _values(field.hint)
    if (field.cls.__name__, field.name) in MULTIPART:
        return values | st.lists(_values(ContentPart), max_size=2)
    return values


def _values(hint: Any) -> Strategy:
    """Generate JSON values that fit a type."""
    return st.one_of([_member_values(member) for member in union_members(hint)])


def _member_values(hint: Any) -> Strategy:
    origin = get_origin(hint)
    if origin is Annotated:
        return _values(get_args(hint)[0])
    if origin is Literal:
        return st.sampled_from(get_args(hint))
    if origin is tuple:
        return st.lists(_values(get_args(hint)[0]), max_size=2)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(texts, _values(get_args(hint)[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, WireObject):
        return bodies(hint)
    if hint in (Any, object):
        return json_values
    simple: dict[Any, Strategy] = {
        str: texts,
        int: integers,
        float: floats | integers,
        bool: st.booleans(),
        bytes: st.lists(st.integers(0, 255), max_size=4),
    }
    return simple[hint]


# Responses that are hard to split into chunks.

ODD_TEXTS = (
    *("", "{}", '{}{"a":1}', '{"a":1}{"a":1}', "null", "f", "stop"),
    *("\ud83d\ude00", "\ude00", "YQ==Yg==", "=", "https://example.org", "data:image/png;base64,AAAA"),
)
ODD_KEYS = (
    *("obfuscation", "delta", "index", "function", "usage", "custom", "x_groq", "error", "closed", "signature"),
    *("url", "images", "reasoning_content", "thinking_blocks"),
)
"""Keys that mean something in a chunk, or when the pieces of values are joined."""


def odd_responses() -> Strategy:
    """Generate responses with values that have a meaning of their own when they come in pieces."""
    odd_texts = st.sampled_from(ODD_TEXTS)
    counts = st.integers(0, 2)
    usages = st.fixed_dictionaries({"prompt_tokens": counts, "completion_tokens": counts, "total_tokens": counts})
    types = st.sampled_from(["text", "image_url"])
    items = st.fixed_dictionaries({"index": counts}, optional={"type": types, "text": odd_texts, "url": odd_texts})
    values = st.none() | odd_texts | usages | st.fixed_dictionaries({"usage": usages})
    unknown = st.dictionaries(st.sampled_from(ODD_KEYS), values | st.lists(items | odd_texts, max_size=3), max_size=2)

    def objects(optional: dict[str, Strategy] | None = None, **required: Strategy) -> Strategy:
        known = st.fixed_dictionaries(required, optional=optional or {})
        return st.builds(lambda known, unknown: {**unknown, **known}, known, unknown)

    functions = objects(name=odd_texts, arguments=odd_texts)
    calls = st.one_of(
        objects({"type": st.sampled_from(["function", None])}, id=odd_texts, function=functions),
        objects(id=odd_texts, type=st.just("custom"), custom=objects(name=odd_texts, input=odd_texts)),
        objects(id=odd_texts, type=st.sampled_from(["", "mcp", "Function"])),
    )
    parts = objects(type=st.sampled_from(["text", "x"]), text=odd_texts)
    audio = objects(id=odd_texts, data=odd_texts, transcript=odd_texts, expires_at=counts)
    more = {"refusal": odd_texts, "function_call": functions, "tool_calls": st.lists(calls, max_size=3), "audio": audio}
    messages = objects(more, role=st.just("assistant"), content=st.none() | odd_texts | st.lists(parts, max_size=3))
    choices = objects(index=counts, message=messages, finish_reason=odd_texts)
    more = {"usage": usages, "service_tier": odd_texts, "system_fingerprint": st.none() | odd_texts}
    return objects(more, id=odd_texts, created=counts, model=odd_texts, choices=st.lists(choices, max_size=3))


# Damages.


@dataclass(frozen=True)
class Damage:
    """A change of one value of a body."""

    location: Location
    """The place of the value."""
    value: Any
    """What replaces it. `REMOVED` if its key is removed."""

    def apply(self, body: Body) -> Body:
        """Return a damaged copy of a body."""
        damaged = copy.deepcopy(body)
        parent = get_value(damaged, self.location[:-1])
        if self.value is REMOVED:
            del parent[self.location[-1]]
        else:
            parent[self.location[-1]] = self.value
        return damaged

    def scope(self, body: Body) -> Location:
        """Return the place where the damage may show: its own, or that of the object whose variant it changes."""
        key = self.location[-1]
        is_variant = key in ("type", "role", "object")
        # A call without a type is a function call if it has a function.
        is_variant = is_variant or (key == "function" and get_value(body, self.location[:-1]).get("type") is None)
        return self.location[:-1] if is_variant else self.location

    def is_local(self, body: Body) -> bool:
        """Return whether the damage can only show in its own place, not inside of it."""
        return self.scope(body) == self.location and not isinstance(self.value, (dict, list))


REMOVED: Any = object()
NOT_JSON: list[Any] = [object(), {1, 2}, b"bytes", 1j, [object()], {"key": ...}, {1: "number as a key"}]


def iter_locations(value: Any, location: Location = ()) -> Iterator[Location]:
    """Iterate over the places of all values in a body."""
    members: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*location, key)
        yield from iter_locations(member, (*location, key))


def get_value(body: Any, location: Location) -> Any:
    for key in location:
        body = body[key]
    return body


def is_below(location: Location, scope: Location) -> bool:
    """Return whether a place is another place, or inside of it."""
    return location[: len(scope)] == scope


@st.composite
def damages(draw: Callable[[Strategy], Any], body: Body) -> Damage:
    """Generate damages of a body."""
    location = draw(st.sampled_from(list(iter_locations(body))))
    values = st.none() | json_values | st.sampled_from(NOT_JSON)
    return Damage(location, draw(values | st.just(REMOVED) if isinstance(location[-1], str) else values))


# Streams.


@st.composite
def event_texts(draw: Callable[[Strategy], Any], chunks: list[Body]) -> bytes:
    """Generate event streams of chunks: with any line ends, with data in one or in several lines, and with comments."""
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text: str = draw(st.sampled_from(["", "\ufeff", ": comment\n\n", "event: chunk\nid: 1\n", "\n\n"]))
    for chunk in chunks:
        document = json.dumps(chunk, ensure_ascii=False, indent=draw(st.sampled_from([None, 0])))
        text += "".join(f"data: {line}\n" for line in document.split("\n")) + "\n"
    return (text + "data: [DONE]\n\n").replace("\n", newline).encode()


@st.composite
def cut(draw: Callable[[Strategy], Any], text: bytes) -> list[bytes]:
    """Generate the pieces of a text: a few that are cut anywhere, or many of the same size."""
    places = st.integers(0, len(text))
    sizes = st.integers(1, 9)
    ends = draw(st.lists(places, max_size=6) | sizes.map(lambda size: list(range(0, len(text), size))))
    return [text[start:end] for start, end in pairwise([0, *sorted(ends), len(text)])]


@st.composite
def interleave(draw: Callable[[Strategy], Any], sequences: list[list[Any]]) -> list[list[Any]]:
    """Generate orders of the items of several sequences, each in its own order. Neighbouring items are in groups."""
    order = draw(st.permutations([number for number, items in enumerate(sequences) for _ in items]))
    rest = [iter(items) for items in sequences]
    groups: list[list[Any]] = [[]]
    for number in order:
        if draw(st.booleans()):
            groups.append([])
        groups[-1].append(next(rest[number]))
    return groups


@st.composite
def damage_bytes(draw: Callable[[Strategy], Any], text: bytes) -> bytes:
    """Generate texts in which some bytes were changed, removed or inserted."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 2))
        text = text[:start] + draw(st.binary(max_size=2) | st.sampled_from(EVENT_PIECES)) + text[end:]
    return text


EVENT_PIECES = [b"\n", b"\r", b"\n\n", b"\r\n", b"data:", b"data: [DONE]\n\n", b":", b'"', b"}", b"\xef\xbb\xbf", b"[]"]
