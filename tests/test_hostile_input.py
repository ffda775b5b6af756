"""Data that nobody sends by accident: it is read or refused, and nothing but our errors gets out."""

from __future__ import annotations

import enum
import inspect
import json
import sys
from collections import OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
)
from chatcompletion._core import error_body
from chatcompletion._core.frozen import FrozenDict, freeze
from chatcompletion._core.model import Model

from .introspect import CLASSES, FIELDS, Field, full_body
from .responses import choice, response

read = CreateChatCompletionResponse.from_dict
each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def nested(levels: int, kind: type) -> Any:
    value: Any = "bottom"
    for _ in range(levels):
        value = [value] if kind is list else {"a": value}
    return value


@pytest.mark.parametrize("kind", [list, dict])
@pytest.mark.parametrize("levels", [128, 129, 5_000, 100_000])
def test_deep_nesting_is_read_down_to_a_bound(kind: type, levels: int) -> None:
    body = response(x=nested(levels, kind))
    if levels <= 128:
        made = read(body)
        assert made.to_dict() == body
        assert made == read(body)
        assert repr(made)
    else:
        with pytest.raises(DecodeError, match="expected at most 128 levels of nesting, got more"):
            read(body)


def test_a_full_call_stack_is_a_decode_error() -> None:
    body = response(x=nested(120, dict))
    room = sys.getrecursionlimit() - len(inspect.stack())
    refused: list[DecodeError] = []

    def from_below(levels: int) -> Any:
        return read(body) if levels == 0 else from_below(levels - 1)

    for levels in range(room - 400, room - 60, 20):
        try:
            assert from_below(levels).to_dict
        except DecodeError as error:
            refused.append(error)
    assert refused
    assert all("RecursionError" in str(error) for error in refused)


@pytest.mark.parametrize("place", ["mapping", "list", "known", "choices"])
def test_a_value_that_holds_itself_is_refused(place: str) -> None:
    body = response()
    if place == "mapping":
        body["self"] = body
    elif place == "list":
        body["x"] = loop = [1]
        loop.append(loop)  # type: ignore[arg-type]
    elif place == "known":
        body["usage"] = body
    else:
        body["choices"].append(body)
    with pytest.raises(DecodeError):
        read(body)


@pytest.mark.parametrize("key", [1, None, True, 0.5, (), b"id", ("id",)], ids=repr)
@each_class
def test_a_key_that_is_no_string_is_refused(cls: type[Model], key: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected str for a key, got"):
        cls.from_dict({**full_body(cls), key: 1})
    with pytest.raises(DecodeError, match=r"^x\.y\[0\]: expected str for a key, got"):
        cls.from_dict({**full_body(cls), "x": {"y": [{key: 1}]}})


def test_a_key_of_a_free_mapping_must_be_a_string() -> None:
    with pytest.raises(DecodeError, match=r"^metadata: expected str for a key, got int 1$"):
        read(response(metadata={1: "one"}))


@pytest.mark.parametrize(
    "value", [{1}, b"x", bytearray(b"x"), memoryview(b"x"), object(), 1j, ..., int, len, UserString("x")], ids=repr
)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"y": v}], ids=["bare", "list", "dict"])
def test_what_is_no_json_is_refused_everywhere(value: Any, wrap: Any) -> None:
    with pytest.raises(DecodeError, match=r"^x.*: expected JSON value, got"):
        read(response(x=wrap(value)))


class Reason(str, enum.Enum):
    STOP = "stop"


class Count(enum.IntEnum):
    SEVEN = 7


class Share(float):
    pass


class Name(str):
    pass


def test_subclasses_of_plain_types_become_plain() -> None:
    body = response(choice(finish_reason=Reason.STOP), created=Count.SEVEN, x=[Reason.STOP, Count.SEVEN, Share(0.5)])
    made = read({Name(key): value for key, value in {**body, "y": {Name("z"): 1}}.items()})
    assert made.to_dict() == {**body, "y": {"z": 1}}
    values = [made.choices[0].finish_reason, made.created, *made.extra["x"], *made.extra, *made.extra["y"]]
    assert {type(value) for value in values} == {str, int, float}
    json.dumps(made.to_dict())


@pytest.mark.parametrize("mapping", [OrderedDict, UserDict, lambda data: defaultdict(list, data)], ids=repr)
def test_every_kind_of_mapping_is_read(mapping: Any) -> None:
    body = response(x=UserList([deque([1, 2])]))
    made = read(mapping({**body, "choices": tuple(mapping(item) for item in body["choices"])}))
    assert made.to_dict() == {**body, "x": [[1, 2]]}


class Rude(Exception):
    pass


class RudeMapping(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise Rude

    def __iter__(self) -> Iterator[str]:
        return iter(("id",))

    def __len__(self) -> int:
        return 1


class RudeSequence(Sequence[Any]):
    def __getitem__(self, index: Any) -> Any:
        raise Rude

    def __len__(self) -> int:
        return 1


class RudeClass:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise Rude


class RudeEquality:
    def __eq__(self, other: object) -> bool:
        raise Rude

    __hash__ = None  # type: ignore[assignment]


class FalseClass:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return str


def test_an_object_with_a_false_class_is_what_it_is() -> None:
    for body in (FalseClass(), response(id=FalseClass()), response(x=FalseClass())):
        with pytest.raises(DecodeError, match="got FalseClass"):
            read(body)  # type: ignore[arg-type]
    with pytest.raises(DecodeError, match="got FalseClass"):
        CreateChatCompletionResponse.from_json(FalseClass())  # type: ignore[arg-type]


each_rude_kind = pytest.mark.parametrize("kind", [RudeMapping, RudeSequence, RudeClass, RudeEquality])


@each_rude_kind
@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_an_object_with_code_of_its_own_does_no_harm_in_a_field(field: Field, kind: type) -> None:
    with pytest.raises(DecodeError) as caught:
        field.cls.from_dict({**full_body(field.cls), field.name: kind()})
    assert caught.value.path.startswith(field.name)


@each_rude_kind
def test_an_object_with_code_of_its_own_does_no_harm_elsewhere(kind: type) -> None:
    rude = kind()
    bodies: tuple[Any, ...] = (
        rude,
        [rude],
        {"x": rude},
        response(x=rude),
        response(x=[rude]),
        response(rude),
        {"error": rude},
    )
    for body in bodies:
        with pytest.raises(ChatCompletionError):
            read(body)


class RudeKey(str):
    """A key with the hash of another that cannot be compared with it."""

    error: type[Exception] = Rude

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        raise self.error


@pytest.mark.parametrize("error", [Rude, KeyError])
@pytest.mark.parametrize("key", ["id", "error", "choices", "usage", "unknown"])
def test_a_key_with_code_of_its_own_does_no_harm(
    key: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RudeKey, "error", error)
    with pytest.raises(ChatCompletionError):
        read({RudeKey(key): 1, "created": 5})


def test_huge_numbers_are_read() -> None:
    body = response(created=10**400, x=[-(10**4000), 1e308, float("inf")])
    assert read(body).to_dict() == body


@pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=repr)
def test_what_is_no_number_is_no_integer(value: float) -> None:
    with pytest.raises(DecodeError, match=r"^created: expected int, got float"):
        read(response(created=value))


def test_what_is_no_number_comes_back_from_wherever_it_was() -> None:
    body = json.loads('{"x": NaN, "y": [NaN], "z": {"a": [1, {"b": NaN}]}}')
    made = read(response(**body))
    assert made.to_dict() == response(**body)
    assert made.extra == body
    assert made == read(response(**body)) == replace(made, extra=dict(made.extra))


class Caseless(str):
    """A key as some HTTP clients have it."""

    def __hash__(self) -> int:
        return hash(self.lower())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == other.lower()


def test_a_key_that_compares_in_its_own_way_becomes_a_plain_one() -> None:
    made = read({**response(), Caseless("Cost"): {Caseless("Total"): 3}})
    assert made.to_dict() == {**response(), "Cost": {"Total": 3}}
    assert {type(key) for key in (*made.extra, *made.extra["Cost"])} == {str}


class Loner(str):
    """A key that is equal to no other, and so is not found under its name."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def test_a_known_key_that_is_not_found_under_its_name_is_refused() -> None:
    with pytest.raises(DecodeError, match=r'^expected str for a key, got something else that reads "moderation"$'):
        read(response() | {Loner("moderation"): {}})


class Twin(str):
    """A key that a dict does not take for the equal one."""

    def __hash__(self) -> int:
        return 7


@pytest.mark.parametrize("twins", [{"x": 1, Twin("x"): 2}, {Twin("id"): 2}], ids=["unknown", "known"])
def test_two_keys_with_one_name_are_refused(twins: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected different keys, got equal keys$"):
        read({**response(), **twins})
    with pytest.raises(DecodeError, match=r"^y\.z: expected different keys, got equal keys$"):
        read(response(y={"z": {"id": 1, **twins, Twin("id"): 2}}))
    with pytest.raises(DecodeError, match=r"^metadata: expected different keys, got equal keys$"):
        read(response(metadata={"id": "1", Twin("id"): "2"}))


def test_odd_keys_do_not_make_reading_slow_with_every_level() -> None:
    value: Any = {"a": 1}
    for _ in range(100):
        value = {"a": value, Name("z"): 1}
    assert read(response(x=value)).to_dict() == response(x=value)


def test_many_unknown_keys_come_back() -> None:
    unknown: dict[str, Any] = {f"x{number}": [] for number in range(10_000)}
    made = read(response(**unknown))
    assert made.to_dict() == response(**unknown)
    assert dict(made.extra) == unknown


@pytest.mark.parametrize("levels", [100, 900])
def test_an_error_of_many_errors_is_looked_into_once(levels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Any] = []

    def look(value: Any) -> Any:
        looked.append(value)
        return freeze(value)

    monkeypatch.setattr(error_body, "freeze", look)
    error: Any = {}
    for _ in range(levels):
        error = {"message": "no", "error": error}
    with pytest.raises(APIError, match=r"^no$"):
        read({"error": error})
    assert len(looked) <= 3


class Unspeakable(str):
    def __str__(self) -> str:
        raise Rude


def test_the_parts_of_an_error_are_plain() -> None:
    error = {"message": Unspeakable("no"), "type": Unspeakable("kind"), "code": Count.SEVEN}
    for envelope in (error, Unspeakable("no")):
        with pytest.raises(APIError) as caught:
            read({"error": envelope})
        assert {type(part) for part in caught.value.args} <= {str, int, type(None), FrozenDict}
        assert caught.value.message == "no"


class Nameless(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise Rude


class Thing(metaclass=Nameless):
    pass


def test_a_class_that_hides_its_name_is_named() -> None:
    for body in (Thing(), response(x=Thing()), response(created=Thing())):
        with pytest.raises(DecodeError, match=r"got Thing$"):
            read(body)  # type: ignore[arg-type]


def test_a_constant_may_be_a_subclass_of_a_string() -> None:
    class Kind(str, enum.Enum):
        CHUNK = "chat.completion.chunk"

    chunk = {"id": "x", "object": Kind.CHUNK, "created": 1, "model": "m", "choices": []}
    assert type(CreateChatCompletionStreamResponse.from_dict(chunk).object) is str
