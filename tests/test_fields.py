"""Every field of every class: present, null, missing, valid and invalid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from random import Random
from types import MappingProxyType
from typing import Any

import pytest

from chatcompletion import APIError, CreateChatCompletionResponse, DecodeError
from chatcompletion._core.base import WireObject
from chatcompletion._core.extra import NO_EXTRA

from .support.introspect import CLASSES, FIELDS, Field, fits_annotation, full_body, minimal_body, wire_fields

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
each_field = pytest.mark.parametrize("field", FIELDS, ids=str)
each_invalid_value = pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        pytest.param(field, value, problem, id=f"{field}-{value!r}")
        for field in FIELDS
        for value, problem in field.invalid_values()
    ],
)


@each_class
def test_an_object_with_every_key_round_trips(cls: type[WireObject]) -> None:
    data = full_body(cls)
    instance = cls.from_dict(data)
    assert fits_annotation(instance, cls)
    assert instance.to_dict() == data


@each_class
def test_objects_without_unknown_keys_share_one_extra(cls: type[WireObject]) -> None:
    assert cls.from_dict(full_body(cls)).extra is NO_EXTRA


@each_class
def test_an_object_with_only_the_required_keys_round_trips(cls: type[WireObject]) -> None:
    data = minimal_body(cls)
    instance = cls.from_dict(data)
    assert fits_annotation(instance, cls)
    assert instance.to_dict() == data


@each_field
def test_an_object_with_one_optional_key_round_trips(field: Field) -> None:
    data = {**minimal_body(field.cls), field.name: full_body(field.cls)[field.name]}
    instance = field.cls.from_dict(data)
    assert fits_annotation(instance, field.cls)
    assert getattr(instance, field.name) is not None
    assert instance.to_dict() == data


@each_field
def test_null_round_trips_if_nullable_and_is_rejected_otherwise(field: Field) -> None:
    data = {**full_body(field.cls), field.name: None}
    if not field.nullable:
        with pytest.raises(DecodeError) as caught:
            field.cls.from_dict(data)
        assert str(caught.value) == f"{field.name}: expected {caught.value.expected}, got null"
        assert caught.value.found == "null"
        return
    instance = field.cls.from_dict(data)
    assert fits_annotation(instance, field.cls)
    assert instance.to_dict() == data


@each_field
def test_a_missing_key_round_trips_if_optional_and_is_rejected_otherwise(field: Field) -> None:
    data = full_body(field.cls)
    del data[field.name]
    if field.required:
        with pytest.raises(DecodeError) as caught:
            field.cls.from_dict(data)
        assert str(caught.value) == f"{field.name}: missing"
        assert caught.value.found is None
        assert caught.value.expected == get_expectation(field)
        return
    instance = field.cls.from_dict(data)
    assert fits_annotation(instance, field.cls)
    assert instance.to_dict() == data


@each_class
@pytest.mark.parametrize("unknown", [{}, {"x": None}, {"x": [1], "y": 2}, {"x": 1, "y": {}, "z": None}], ids=len)
def test_every_combination_of_values_nulls_and_missing_keys_round_trips(
    cls: type[WireObject], unknown: dict[str, Any]
) -> None:
    complete = full_body(cls)
    optional = [field.name for field in wire_fields(cls) if not field.required]
    for states in iter_combinations(len(optional)):
        data = {**complete, **{name: None for name, state in zip(optional, states, strict=True) if state == "null"}}
        for name, state in zip(optional, states, strict=True):
            if state == "missing":
                del data[name]
        data.update(unknown)
        instance = cls.from_dict(data)
        assert instance.to_dict() == data
        assert instance.extra == unknown


def iter_combinations(count: int) -> Iterator[tuple[str, ...]]:
    """Iterate over combinations of states for a number of keys: all, or a sample if there are many."""
    states = ("value", "null", "missing")
    if count <= 8:
        yield from product(states, repeat=count)
        return
    yield from ((state,) * count for state in states)
    random = Random(count)
    yield from (tuple(random.choices(states, k=count)) for _ in range(500))


@each_invalid_value
def test_an_invalid_value_is_rejected_with_its_place(field: Field, value: Any, problem: str) -> None:
    with pytest.raises(DecodeError) as caught:
        field.cls.from_dict({**full_body(field.cls), field.name: value})
    assert str(caught.value) == f"{field.name}: {problem}"


@each_class
def test_unknown_keys_are_in_extra_and_round_trip(cls: type[WireObject]) -> None:
    unknown = {"x_one": None, "x_two": {"deep": [1, {"er": 2.5}, []], "": {}}, "x_three": "text"}
    data = {**full_body(cls), **unknown}
    instance = cls.from_dict(data)
    assert instance.extra == unknown
    assert instance.to_dict() == data
    assert fits_annotation(instance, cls)


@each_class
@pytest.mark.parametrize("value", [None, [], "text", b"{}", 5, 0.5, True, object()], ids=repr)
def test_data_that_is_not_an_object_is_rejected(cls: type[WireObject], value: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected object, got"):
        cls.from_dict(value)


@each_class
def test_any_mapping_and_any_sequence_is_accepted(cls: type[WireObject]) -> None:
    def convert(value: Any) -> Any:
        if isinstance(value, dict):
            return MappingProxyType({key: convert(member) for key, member in value.items()})
        return tuple(map(convert, value)) if isinstance(value, list) else value

    data = {**full_body(cls), "unknown": {"of": ["a", {"kind": 1}]}}
    assert cls.from_dict(convert(data)) == cls.from_dict(data)
    assert cls.from_dict(convert(data)).to_dict() == data


@each_class
def test_an_encoded_object_is_json(cls: type[WireObject]) -> None:
    data = {**full_body(cls), "unknown": [{"of": None}]}
    assert json.loads(json.dumps(cls.from_dict(data).to_dict())) == data


def test_a_response_is_decoded_from_json_and_encoded_to_json() -> None:
    data = {**full_body(CreateChatCompletionResponse), "naïve": "\ud83d"}
    text = json.dumps(data)
    for source in (text, text.encode(), bytearray(text.encode())):
        assert CreateChatCompletionResponse.from_json(source).to_dict() == data
    response = CreateChatCompletionResponse.from_dict(data)
    assert json.loads(response.to_json()) == data
    assert response.to_json().isascii()
    with pytest.raises(APIError):
        CreateChatCompletionResponse.from_json('{"error": {}}')


def get_expectation(field: Field) -> str:
    return field.expected.partition(" or ")[0]
