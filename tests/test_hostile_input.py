"""Hostile input is decoded or rejected. Only errors of the package are raised."""

from __future__ import annotations

import contextlib
import enum
import inspect
import json
import sys
from collections import OrderedDict, UserDict, UserList, UserString, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionError,
    ChatCompletionResponseMessage,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
)
from chatcompletion._core import api_error
from chatcompletion._core.base import WireObject
from chatcompletion._core.frozen import FrozenDict, freeze_readable

from .support.helpers import nest
from .support.introspect import CLASSES, FIELDS, Field, full_body
from .support.responses import choice, message, response

decode = CreateChatCompletionResponse.from_dict
each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


@pytest.mark.parametrize("kind", [list, dict])
@pytest.mark.parametrize("levels", [128, 129, 5_000, 100_000])
def test_nesting_is_accepted_up_to_a_limit(kind: type, levels: int) -> None:
    body = response(x=nest(kind, levels))
    if levels <= 128:
        decoded = decode(body)
        assert decoded.to_dict() == body
        assert decoded == decode(body)
        assert repr(decoded)
    else:
        with pytest.raises(DecodeError, match="expected at most 128 levels of nesting, got more"):
            decode(body)


def test_a_full_call_stack_is_a_decode_error() -> None:
    body = response(x={"text": "x" * 2000, "nested": nest(dict, 120)})
    room = sys.getrecursionlimit() - len(inspect.stack())
    errors: list[DecodeError] = []

    def recurse(levels: int) -> Any:
        return decode(body) if levels == 0 else recurse(levels - 1)

    for levels in range(room - 400, room - 60, 20):
        try:
            assert recurse(levels).to_dict
        except DecodeError as error:
            errors.append(error)
    assert errors
    assert all("RecursionError" in str(error) for error in errors)


@pytest.mark.parametrize("place", ["mapping", "list", "known", "choices"])
def test_a_value_that_contains_itself_is_rejected(place: str) -> None:
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
        decode(body)


@pytest.mark.parametrize("key", [1, None, True, 0.5, (), b"id", ("id",)], ids=repr)
@each_class
def test_a_key_that_is_not_a_string_is_rejected(cls: type[WireObject], key: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected str for a key, got"):
        cls.from_dict({**full_body(cls), key: 1})
    with pytest.raises(DecodeError, match=r"^x\.y\[0\]: expected str for a key, got"):
        cls.from_dict({**full_body(cls), "x": {"y": [{key: 1}]}})


@each_class
def test_no_unknown_key_is_lost_beside_a_key_of_a_subclass_of_str(cls: type[WireObject]) -> None:
    class Key(str):
        __slots__ = ()

    data = {**full_body(cls), "a": 1, Key("b"): 2, "c": [3]}
    decoded = cls.from_dict(data)
    assert decoded.extra == {"a": 1, "b": 2, "c": [3]}
    assert decoded.to_dict() == data


def test_a_key_of_metadata_that_is_not_a_string_is_rejected() -> None:
    with pytest.raises(DecodeError, match=r"^metadata: expected str for a key, got int 1$"):
        decode(response(metadata={1: "one"}))


@pytest.mark.parametrize(
    "value", [{1}, b"x", bytearray(b"x"), memoryview(b"x"), object(), 1j, ..., int, len, UserString("x")], ids=repr
)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"y": v}], ids=["bare", "list", "dict"])
def test_a_value_that_is_not_json_is_rejected_at_every_depth(value: Any, wrap: Any) -> None:
    with pytest.raises(DecodeError, match=r"^x.*: expected JSON value, got"):
        decode(response(x=wrap(value)))


class Reason(str, enum.Enum):
    STOP = "stop"


class Count(enum.IntEnum):
    SEVEN = 7


class Share(float):
    pass


class Name(str):
    pass


def test_subclasses_of_json_types_become_json_types() -> None:
    body = response(choice(finish_reason=Reason.STOP), created=Count.SEVEN, x=[Reason.STOP, Count.SEVEN, Share(0.5)])
    decoded = decode({Name(key): value for key, value in {**body, "y": {Name("z"): 1}}.items()})
    assert decoded.to_dict() == {**body, "y": {"z": 1}}
    extra: Any = decoded.extra
    values = [decoded.choices[0].finish_reason, decoded.created, *extra["x"], *extra, *extra["y"]]
    assert {type(value) for value in values} == {str, int, float}
    json.dumps(decoded.to_dict())


@pytest.mark.parametrize("mapping", [OrderedDict, UserDict, lambda data: defaultdict(list, data)], ids=repr)
def test_every_kind_of_mapping_is_accepted(mapping: Any) -> None:
    body = response(x=UserList([deque([1, 2])]))
    decoded = decode(mapping({**body, "choices": tuple(mapping(item) for item in body["choices"])}))
    assert decoded.to_dict() == {**body, "x": [[1, 2]]}


class CustomError(Exception):
    pass


class RaisingMapping(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise CustomError

    def __iter__(self) -> Iterator[str]:
        return iter(("id",))

    def __len__(self) -> int:
        return 1


class RaisingSequence(Sequence[Any]):
    def __getitem__(self, index: Any) -> Any:
        raise CustomError

    def __len__(self) -> int:
        return 1


class RaisingClass:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise CustomError


class RaisingEquality:
    def __eq__(self, other: object) -> bool:
        raise CustomError

    __hash__ = None  # type: ignore[assignment]


class WrongClass:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return str


def test_an_object_with_a_wrong_class_attribute_is_rejected() -> None:
    for body in (WrongClass(), response(id=WrongClass()), response(x=WrongClass())):
        with pytest.raises(DecodeError, match="got WrongClass"):
            decode(body)  # type: ignore[arg-type]
    with pytest.raises(DecodeError, match="got WrongClass"):
        CreateChatCompletionResponse.from_json(WrongClass())  # type: ignore[arg-type]


each_raising_class = pytest.mark.parametrize("kind", [RaisingMapping, RaisingSequence, RaisingClass, RaisingEquality])


@each_raising_class
@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_an_object_that_raises_is_rejected_in_every_field(field: Field, kind: type) -> None:
    with pytest.raises(DecodeError) as caught:
        field.cls.from_dict({**full_body(field.cls), field.name: kind()})
    assert caught.value.path.startswith(field.name)


@each_raising_class
def test_an_object_that_raises_is_rejected_elsewhere(kind: type) -> None:
    hostile = kind()
    bodies: tuple[Any, ...] = (
        hostile,
        [hostile],
        {"x": hostile},
        response(x=hostile),
        response(x=[hostile]),
        response(hostile),
        {"error": hostile},
    )
    for body in bodies:
        with pytest.raises(ChatCompletionError):
            decode(body)


class RaisingKey(str):
    """A key whose comparison raises an error."""

    error: type[Exception] = CustomError

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        raise self.error


@pytest.mark.parametrize("error", [CustomError, KeyError])
@pytest.mark.parametrize("key", ["id", "error", "choices", "usage", "unknown"])
def test_a_key_that_raises_is_rejected(key: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RaisingKey, "error", error)
    with pytest.raises(ChatCompletionError):
        decode({RaisingKey(key): 1, "created": 5})


def test_huge_numbers_round_trip() -> None:
    body = response(created=10**400, x=[-(10**4000), 1e308])
    assert decode(body).to_dict() == body


@pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=repr)
def test_nan_and_infinity_are_not_accepted_as_int(value: float) -> None:
    with pytest.raises(DecodeError, match=r"^created: expected int, got float"):
        decode(response(created=value))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
@pytest.mark.parametrize("text", ["@", "[@]", '{"a": [1, {"b": @}]}'])
def test_a_number_that_json_text_cannot_hold_is_a_problem_and_null(text: str, number: str) -> None:
    body = response(x=json.loads(text.replace("@", number)))
    with pytest.raises(DecodeError, match=r"^x.*: expected JSON value, got float (nan|-?inf)$"):
        decode(body)
    problems: list[DecodeError] = []
    decoded = decode(body, problems=problems)
    assert len(problems) == 1
    assert json.loads(decoded.to_json())["x"] == json.loads(text.replace("@", "null"))


class CaseInsensitiveKey(str):
    """A case-insensitive key, as some HTTP clients use."""

    def __hash__(self) -> int:
        return hash(self.lower())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.lower() == other.lower()


def test_a_key_with_its_own_comparison_becomes_a_str() -> None:
    decoded = decode({**response(), CaseInsensitiveKey("Cost"): {CaseInsensitiveKey("Total"): 3}})
    assert decoded.to_dict() == {**response(), "Cost": {"Total": 3}}
    extra: Any = decoded.extra
    assert {type(key) for key in (*extra, *extra["Cost"])} == {str}


class NeverEqualKey(str):
    """A key that equals no other key, so that a dict cannot look it up."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


def test_a_known_key_that_cannot_be_looked_up_is_converted() -> None:
    assert decode(response() | {NeverEqualKey("metadata"): {"a": "b"}}).metadata == {"a": "b"}


class DifferentHashKey(str):
    """A key whose hash differs from that of an equal `str`."""

    def __hash__(self) -> int:
        return 7


@pytest.mark.parametrize(
    "duplicates", [{"x": 1, DifferentHashKey("x"): 2}, {DifferentHashKey("id"): 2}], ids=["unknown", "known"]
)
def test_duplicate_keys_are_rejected(duplicates: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected different keys, got equal keys$"):
        decode({**response(), **duplicates})
    with pytest.raises(DecodeError, match=r"^y\.z: expected different keys, got equal keys$"):
        decode(response(y={"z": {"id": 1, **duplicates, DifferentHashKey("id"): 2}}))
    with pytest.raises(DecodeError, match=r"^metadata: expected different keys, got equal keys$"):
        decode(response(metadata={"id": "1", DifferentHashKey("id"): "2"}))


def test_keys_of_a_str_subclass_are_converted_once_at_every_level() -> None:
    value: Any = {"a": 1}
    for _ in range(100):
        value = {"a": value, Name("z"): 1}
    assert decode(response(x=value)).to_dict() == response(x=value)


def test_many_unknown_keys_round_trip() -> None:
    unknown: dict[str, Any] = {f"x{number}": [] for number in range(10_000)}
    decoded = decode(response(**unknown))
    assert decoded.to_dict() == response(**unknown)
    assert dict(decoded.extra) == unknown


@pytest.mark.parametrize("levels", [100, 900])
def test_nested_errors_are_copied_once(levels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[Any] = []

    def record_copy(value: Any, report: Any) -> Any:
        copied.append(value)
        return freeze_readable(value, report)

    monkeypatch.setattr(api_error, "freeze_readable", record_copy)
    error: Any = {}
    for _ in range(levels):
        error = {"message": "no", "error": error}
    with pytest.raises(APIError, match=r"^no$"):
        decode({"error": error})
    assert len(copied) <= 3


class RaisingStr(str):
    def __str__(self) -> str:
        raise CustomError


def test_the_attributes_of_an_error_have_json_types() -> None:
    error = {"message": RaisingStr("no"), "type": RaisingStr("kind"), "code": Count.SEVEN}
    for value in (error, RaisingStr("no")):
        with pytest.raises(APIError) as caught:
            decode({"error": value})
        assert {type(part) for part in caught.value.args} <= {str, int, type(None), FrozenDict}
        assert caught.value.message == "no"


class NamelessMeta(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise CustomError


class Nameless(metaclass=NamelessMeta):
    pass


def test_a_class_whose_name_raises_is_named() -> None:
    for body in (Nameless(), response(x=Nameless()), response(created=Nameless())):
        with pytest.raises(DecodeError, match=r"got Nameless$"):
            decode(body)  # type: ignore[arg-type]


def test_a_constant_can_be_a_subclass_of_str() -> None:
    class Kind(str, enum.Enum):
        CHUNK = "chat.completion.chunk"

    chunk = {"id": "x", "object": Kind.CHUNK, "created": 1, "model": "m", "choices": []}
    assert type(CreateChatCompletionStreamResponse.from_dict(chunk).object) is str


def test_lenient_decoding_raises_the_same_at_any_depth_of_the_stack() -> None:
    """Close to the limit, the body is rejected. Where even that needs too many frames, the call does not begin."""
    body: Any = {"choices": [{"message": {"tool_calls": [{"function": {"arguments": {"x": [{}]}}}]}}]}

    def call(depth: int) -> str:
        if depth:
            return call(depth - 1)
        try:
            CreateChatCompletionResponse.from_dict(body, problems=[])
        except DecodeError:
            return "rejected"
        return "decoded"

    outcomes = set()
    limit = sys.getrecursionlimit()
    for depth in range(limit - len(inspect.stack()) - 150, limit - len(inspect.stack())):
        with contextlib.suppress(RecursionError):
            outcomes.add(call(depth))
    assert outcomes == {"rejected", "decoded"}


def test_a_cyclic_body_with_keys_that_are_no_strings_is_decoded_leniently() -> None:
    body: dict[Any, Any] = {5: 1, "choices": []}
    body["x"] = body
    problems: list[DecodeError] = []
    decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
    assert decoded.choices == ()
    assert problems


def test_a_role_can_be_a_subclass_of_str() -> None:
    class Role(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return False

        def __ne__(self, other: object) -> bool:
            return True

        __hash__ = str.__hash__

    assert ChatCompletionResponseMessage.from_dict({"role": Role("assistant")}).role == "assistant"


def test_what_is_nested_as_deeply_as_can_be_decoded_can_be_encoded() -> None:
    def decode_nested(levels: int) -> Any:
        parts: list[Any] = [{"type": "text", "text": "x"}]
        for _ in range(levels):
            parts = [{"type": "thinking", "thinking": parts}]
        return decode(response(choice(message={**message(), "content": parts})))

    levels = 0
    with contextlib.suppress(DecodeError):
        while decode_nested(levels + 1):
            levels += 1
    assert levels > 100
    assert decode_nested(levels).to_dict()


class Key(str, enum.Enum):
    """Keys that a dict cannot look up, as an enumeration hashes its names."""

    ID = "id"
    CHOICES = "choices"
    MESSAGE = "message"


@pytest.mark.parametrize("problems", [None, []], ids=["strict", "with problems"])
def test_keys_that_are_enumerations_are_converted_at_every_level(problems: Any) -> None:
    body: Any = {Key(key) if key in ("id", "choices") else key: value for key, value in response().items()}
    body[Key.CHOICES] = [{Key(key) if key == "message" else key: value for key, value in choice().items()}]
    decoded = decode(body, problems=problems)
    assert decoded.to_dict() == response(choice())
    assert {type(key) for key in decoded.to_dict()} == {str}
    assert not problems


def test_decoding_inside_a_mapping_that_is_decoded_is_strict() -> None:
    raised: list[DecodeError] = []

    class Lazy(UserDict[str, Any]):
        def __iter__(self) -> Iterator[str]:
            try:
                decode({"id": 5})
            except DecodeError as error:
                raised.append(error)
            return super().__iter__()

    problems: list[DecodeError] = []
    assert decode(Lazy(response(created="17")), problems=problems).created == 17
    assert [str(problem) for problem in problems] == ['created: expected int, got str "17"']
    assert {str(error) for error in raised} == {"id: expected str, got int 5"}


class UnhashableMeta(type):
    __hash__ = None  # type: ignore[assignment]


class Unhashable(metaclass=UnhashableMeta):
    pass


HOSTILE: dict[str, type] = {
    "mapping": RaisingMapping,
    "sequence": RaisingSequence,
    "class": RaisingClass,
    "equality": RaisingEquality,
    "hash of the class": Unhashable,
    "name of the class": Nameless,
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "with problems"])
def test_nothing_but_errors_of_this_package_escapes(kind: str, problems: Any) -> None:
    value: Any = HOSTILE[kind]()
    bodies: list[Any] = [value, [value], {"x": value}, {"id": value}, response(usage=value), response(x=[{"y": value}])]
    bodies += [response(choice(message=value)), {"error": value}, {"error": {"message": value}}]
    for body in bodies:
        for function in (
            partial(decode, problems=problems),
            partial(CreateChatCompletionResponse.from_json, problems=problems),
            APIError.from_body,
        ):
            try:
                result: Any = function(body)
            except ChatCompletionError as error:
                result = error
            assert str(result)
            assert repr(result)
    for problem in problems or ():
        assert str(problem)
        assert repr(problem)


@pytest.mark.parametrize("problems", [None, []], ids=["strict", "with problems"])
def test_a_container_in_several_places_is_a_copy_in_each(problems: Any) -> None:
    shared: Any = [1]
    decoded = decode(response(x=[shared, {"y": shared}]), problems=problems).to_dict()
    assert decoded == response(x=[[1], {"y": [1]}])
    assert decoded["x"][0] is not decoded["x"][1]["y"]
    assert not problems


@pytest.mark.parametrize("problems", [None, []], ids=["strict", "with problems"])
def test_odd_data_is_converted_up_to_a_limit(problems: Any) -> None:
    with contextlib.suppress(DecodeError):
        assert decode(UserDict(response(x=nest(dict, 5_000))), problems=problems).extra["x"]
    nested: Any = UserDict(nest(dict, 100))
    assert decode(response(x=nested), problems=problems).to_dict() == response(x=nest(dict, 100))


def test_a_cycle_below_the_body_is_null() -> None:
    loop: Any = {"a": UserDict()}
    loop["a"]["b"] = [1, loop]
    problems: list[DecodeError] = []
    decoded = decode(response(x={"y": loop, "z": 1}), problems=problems)
    assert decoded.extra == {"x": {"y": None, "z": 1}}
    assert [str(problem) for problem in problems] == ["x.y: expected JSON value, got a value that contains itself"]


def test_the_body_of_a_failed_request_is_read_at_any_depth_of_the_call_stack() -> None:
    body = {"error": {"message": "No.", "details": nest(dict, 60)}}

    def call(depth: int) -> Any:
        return call(depth - 1) if depth else APIError.from_body(body)

    room = sys.getrecursionlimit() - len(inspect.stack())
    failed = response({"index": 0, "error": {"message": "No."}, "message": {"content": None}, "finish_reason": ""})

    def call_valid(depth: int) -> Any:
        return call_valid(depth - 1) if depth else decode(failed)

    for depth in range(room - 60, room):
        with pytest.raises((ChatCompletionError, RecursionError)):
            call_valid(depth)
    messages = set()
    for depth in range(room - 100, room):
        with contextlib.suppress(RecursionError):
            messages.add(call(depth).message)
    assert messages == {"", "No."}
