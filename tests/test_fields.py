"""Every field of every class: present, null, absent, of the right type and of the wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from random import Random
from types import MappingProxyType
from typing import Any

import pytest

from chatcompletion import APIError, CreateChatCompletionResponse, DecodeError
from chatcompletion._core.model import Model

from .introspect import CLASSES, FIELDS, Field, fits_annotation, full_body, minimal_body, wire_fields

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
each_field = pytest.mark.parametrize("field", FIELDS, ids=str)
misfit = pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        pytest.param(field, value, problem, id=f"{field}-{value!r}")
        for field in FIELDS
        for value, problem in field.invalid_values()
    ],
)


@each_class
def test_an_object_with_every_key_is_read_and_written_back(cls: type[Model]) -> None:
    data = full_body(cls)
    instance = cls.from_dict(data)
    assert fits_annotation(instance, cls)
    assert instance.to_dict() == data
    assert instance.extra == {}


@each_class
def test_an_object_with_the_least_keys_is_read_and_written_back(cls: type[Model]) -> None:
    data = minimal_body(cls)
    instance = cls.from_dict(data)
    assert fits_annotation(instance, cls)
    assert instance.to_dict() == data


@each_field
def test_a_value_can_be_read_alone(field: Field) -> None:
    data = {**minimal_body(field.cls), field.name: full_body(field.cls)[field.name]}
    instance = field.cls.from_dict(data)
    assert fits_annotation(instance, field.cls)
    assert getattr(instance, field.name) is not None
    assert instance.to_dict() == data


@each_field
def test_null_is_read_and_written_back_where_it_may_be(field: Field) -> None:
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
def test_a_key_may_be_left_out_where_it_is_not_required(field: Field) -> None:
    data = full_body(field.cls)
    del data[field.name]
    if field.required:
        with pytest.raises(DecodeError) as caught:
            field.cls.from_dict(data)
        assert str(caught.value) == f"{field.name}: missing"
        assert caught.value.found is None
        assert caught.value.expected == expectation(field)
        return
    instance = field.cls.from_dict(data)
    assert fits_annotation(instance, field.cls)
    assert instance.to_dict() == data


@each_class
@pytest.mark.parametrize("unknown", [{}, {"x": None}, {"x": [1], "y": 2}, {"x": 1, "y": {}, "z": None}], ids=len)
def test_every_mixture_of_values_nulls_omissions_and_unknown_keys_comes_back(
    cls: type[Model], unknown: dict[str, Any]
) -> None:
    everything = full_body(cls)
    free = [field.name for field in wire_fields(cls) if not field.required]
    for states in mixtures(len(free)):
        data = {**everything, **{name: None for name, state in zip(free, states, strict=True) if state == "null"}}
        for name, state in zip(free, states, strict=True):
            if state == "left out":
                del data[name]
        data.update(unknown)
        instance = cls.from_dict(data)
        assert instance.to_dict() == data
        assert instance.extra == unknown


def mixtures(count: int) -> Iterator[tuple[str, ...]]:
    """Iterate over the ways in which a number of keys can be written: all of them, or a sample if there are many."""
    states = ("given", "null", "left out")
    if count <= 8:
        yield from product(states, repeat=count)
        return
    yield from ((state,) * count for state in states)
    random = Random(count)
    yield from (tuple(random.choices(states, k=count)) for _ in range(500))


@misfit
def test_a_value_of_another_type_is_refused_with_its_place(field: Field, value: Any, problem: str) -> None:
    with pytest.raises(DecodeError) as caught:
        field.cls.from_dict({**full_body(field.cls), field.name: value})
    assert str(caught.value) == f"{field.name}: {problem}"


@each_class
def test_unknown_keys_are_kept_apart_and_written_back(cls: type[Model]) -> None:
    unknown = {"x_one": None, "x_two": {"deep": [1, {"er": 2.5}, []], "": {}}, "x_three": "text"}
    data = {**full_body(cls), **unknown}
    instance = cls.from_dict(data)
    assert instance.extra == unknown
    assert instance.to_dict() == data
    assert fits_annotation(instance, cls)


@each_class
@pytest.mark.parametrize("value", [None, [], "text", b"{}", 5, 0.5, True, object()], ids=repr)
def test_what_is_no_object_is_refused(cls: type[Model], value: Any) -> None:
    with pytest.raises(DecodeError, match=r"^expected object, got"):
        cls.from_dict(value)


@each_class
def test_any_mapping_and_any_sequence_is_read(cls: type[Model]) -> None:
    def disguised(value: Any) -> Any:
        if isinstance(value, dict):
            return MappingProxyType({key: disguised(member) for key, member in value.items()})
        return tuple(map(disguised, value)) if isinstance(value, list) else value

    data = {**full_body(cls), "unknown": {"of": ["a", {"kind": 1}]}}
    assert cls.from_dict(disguised(data)) == cls.from_dict(data)
    assert cls.from_dict(disguised(data)).to_dict() == data


@each_class
def test_what_is_written_is_json(cls: type[Model]) -> None:
    data = {**full_body(cls), "unknown": [{"of": None}]}
    assert json.loads(json.dumps(cls.from_dict(data).to_dict())) == data


def test_the_response_is_read_from_its_text_and_written_as_such() -> None:
    data = {**full_body(CreateChatCompletionResponse), "naïve": "\ud83d"}
    text = json.dumps(data)
    for source in (text, text.encode(), bytearray(text.encode())):
        assert CreateChatCompletionResponse.from_json(source).to_dict() == data
    response = CreateChatCompletionResponse.from_dict(data)
    assert json.loads(response.to_json()) == data
    assert response.to_json().isascii()
    with pytest.raises(APIError):
        CreateChatCompletionResponse.from_json('{"error": {}}')


def expectation(field: Field) -> str:
    return field.expected.partition(" or ")[0]
