"""Properties that hold for all bodies and streams, tested with generated ones."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, given, settings, strategies as st

import chatcompletion
from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamChoices,
    accumulate,
    read_stream,
    split_response,
)
from chatcompletion._core.base import WireBody, WireObject

from .conftest import read_recorded
from .support.introspect import CLASSES, field_names, fits_annotation
from .support.responses import Body, without
from .support.strategies import (
    Damage,
    bodies,
    cut,
    damage_bytes,
    damages,
    event_texts,
    interleave,
    is_below,
    odd_responses,
)
from .support.streams import azure_stream, chunk, decode_chunks, text_stream, tool_call_stream

Test = TypeVar("Test", bound=Callable[..., None])

# The tests take names: hypothesis cannot print the classes, as it calls their `_repr_pretty_` without an instance.
each_class = pytest.mark.parametrize("name", [cls.__name__ for cls in CLASSES])
each_root = pytest.mark.parametrize("name", [cls.__name__ for cls in CLASSES if issubclass(cls, WireBody)])


def get_class(name: str) -> Any:
    return getattr(chatcompletion, name)


def examples(count: int) -> Callable[[Test], Test]:
    """Run a test with a fixed number of examples, which are the same every time."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=count, derandomize=True, database=None, deadline=None, suppress_health_check=slow)


# Decoding and encoding.


@each_class
@examples(12)
@given(data=st.data())
def test_an_object_is_encoded_as_it_was_decoded(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    body = data.draw(bodies(cls))
    before = copy.deepcopy(body)
    decoded = cls.from_dict(body)
    assert decoded.to_dict() == body == before
    assert fits_annotation(decoded, cls)
    json.dumps(decoded.to_dict())


@each_root
@examples(10)
@given(data=st.data())
def test_a_body_is_encoded_as_the_json_that_it_was_decoded_from(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    body = data.draw(bodies(cls))
    for text in (json.dumps(body), json.dumps(body, ensure_ascii=False).encode("utf-16")):
        decoded = cls.from_json(text)
        assert json.loads(decoded.to_json()) == body
        assert decoded == cls.from_dict(body)


@each_class
@examples(6)
@given(data=st.data())
def test_copies_are_equal(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    body = data.draw(bodies(cls))
    decoded = cls.from_dict(body)
    copies = [copy.copy(decoded), copy.deepcopy(decoded), replace(decoded), cls.from_dict(decoded.to_dict())]
    copies += [pickle.loads(pickle.dumps(decoded, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for other in copies:
        assert other == decoded
        assert hash(other) == hash(decoded)
        assert other.to_dict() == body


@each_class
@examples(1)
@given(data=st.data())
def test_cloudpickle_keeps_an_object(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    cloudpickle = pytest.importorskip("cloudpickle")
    body = data.draw(bodies(cls))
    assert cloudpickle.loads(cloudpickle.dumps(cls.from_dict(body))).to_dict() == body


@each_class
@examples(8)
@given(data=st.data())
def test_replace_changes_one_field(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    first = cls.from_dict(data.draw(bodies(cls)))
    second = cls.from_dict(data.draw(bodies(cls)))
    names = field_names(cls)
    changed = data.draw(st.sampled_from(names))
    replaced = replace(first, **{changed: getattr(second, changed)})
    for field in names:
        assert getattr(replaced, field) == getattr(second if field == changed else first, field)
    assert (replaced == first) == (getattr(first, changed) == getattr(second, changed))
    assert cls.from_dict(replaced.to_dict()) == replaced
    if changed != "extra":  # which also has the keys that are null or missing
        assert without(replaced.to_dict(), changed) == without(first.to_dict(), changed)


# Damaged bodies.


@each_class
@examples(15)
@given(data=st.data())
def test_a_damage_is_kept_or_located(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    check_damage(cls, data.draw(bodies(cls).filter(bool)), data)


@examples(100)
@given(data=st.data())
def test_a_damage_of_a_recorded_body_is_kept_or_located(recorded: list[Body], data: st.DataObject) -> None:
    check_damage(CreateChatCompletionResponse, data.draw(st.sampled_from(recorded)), data)


@pytest.fixture(scope="session")
def recorded(traffic: Path) -> list[Body]:
    """The recorded responses that can be decoded."""
    bodies = [line["body"] for line in read_recorded(traffic, "responses")]
    return [body for body in bodies if isinstance(body, dict) and is_valid(CreateChatCompletionResponse, body)]


def is_valid(cls: type[WireObject], body: Body) -> bool:
    try:
        cls.from_dict(body)
    except ChatCompletionError:
        return False
    return True


def check_damage(cls: type[WireObject], body: Body, data: st.DataObject) -> None:
    damage = data.draw(damages(body))
    damaged = damage.apply(body)
    try:
        decoded = cls.from_dict(damaged)
    except APIError:
        assert getattr(cls, "_content", None)
    except DecodeError as error:
        check_location(error, damage, body)
    else:
        assert decoded.to_dict() == damaged


def check_location(error: DecodeError, damage: Damage, body: Body) -> None:
    if damage.is_local(body):
        assert error.location == damage.location
    else:
        assert is_below(error.location, damage.scope(body))


@each_root
@examples(30)
@given(data=st.data())
def test_the_problems_of_a_body_are_those_of_its_damages(name: str, data: st.DataObject) -> None:
    cls = get_class(name)
    body = data.draw(bodies(cls))
    chosen = data.draw(independent_damages(body))
    damaged = body
    for damage in chosen:
        damaged = damage.apply(damaged)
    problems: list[DecodeError] = []
    try:
        decoded = cls.from_dict(damaged, problems=problems)
    except APIError:
        with pytest.raises(APIError):
            cls.from_dict(damaged)
        return
    found = [repr(problem) for problem in problems]
    separate = [repr(problem) for damage in chosen for problem in cls.find_problems(damage.apply(body))]
    assert sorted(found) == sorted(separate)
    assert all(any(is_below(problem.location, damage.scope(body)) for damage in chosen) for problem in problems)
    assert is_valid(cls, damaged) == (not problems)
    assert fits_annotation(decoded, cls)
    if is_json(damaged):
        assert decoded.to_dict() == damaged
        assert pickle.loads(pickle.dumps(decoded)).to_dict() == damaged
        assert pickle.loads(pickle.dumps(decoded)) == decoded
    damaged_keys = {damage.location[0] for damage in chosen}
    kept = {key: value for key, value in body.items() if key not in damaged_keys}
    assert {key: decoded.to_dict()[key] for key in kept} == kept


def is_json(value: Any) -> bool:
    """Return whether a value is plain JSON. A number as a key is not, although json.dumps writes it."""
    if isinstance(value, dict):
        return all(type(key) is str and is_json(member) for key, member in value.items())
    return (
        all(map(is_json, value)) if isinstance(value, list) else value is None or type(value) in (str, int, float, bool)
    )


@st.composite
def independent_damages(draw: Callable[[Any], Any], body: Body) -> list[Damage]:
    """Generate damages that have no effect on each other."""
    chosen: dict[tuple[str | int, ...], Damage] = {}
    for damage in draw(st.lists(damages(body), min_size=1, max_size=4)):
        scope = damage.scope(body)
        if not any(is_below(scope, other) or is_below(other, scope) for other in chosen):
            chosen[scope] = damage
    return list(chosen.values())


# Streams.

streams = st.sampled_from([text_stream(), azure_stream(), tool_call_stream()]) | st.lists(
    bodies(CreateChatCompletionStreamResponse), max_size=3
)


@examples(50)
@given(chunks=streams, data=st.data())
def test_a_stream_may_be_cut_anywhere(chunks: list[Body], data: st.DataObject) -> None:
    pieces = data.draw(cut(data.draw(event_texts(chunks))))
    assert [chunk.to_dict() for chunk in read_stream(pieces)] == chunks


@examples(40)
@given(
    choices=st.lists(st.lists(bodies(StreamChoices), min_size=1, max_size=3), min_size=2, max_size=3), data=st.data()
)
def test_the_chunks_of_choices_may_be_interleaved(choices: list[list[Body]], data: st.DataObject) -> None:
    pieces = [[{**piece, "index": index} for piece in choice] for index, choice in enumerate(choices)]
    separate = [chunk(piece) for choice in pieces for piece in choice]
    interleaved = [chunk(*group) for group in data.draw(interleave(pieces))]
    expected, found = Accumulator(), Accumulator()
    updates = [update for item in decode_chunks(separate) for update in expected.add(item)]
    other_updates = [update for item in decode_chunks(interleaved) for update in found.add(item)]
    assert found.to_dict() == expected.to_dict()
    assert found.response(problems=[]) == expected.response(problems=[])
    assert sorted(other_updates, key=lambda update: update.choice) == updates


@examples(100)
@given(body=bodies(CreateChatCompletionResponse) | odd_responses())
def test_the_chunks_of_a_response_that_decodes_strictly_add_up_to_it(body: Body) -> None:
    try:
        response = CreateChatCompletionResponse.from_dict(body)
    except ChatCompletionError:
        return
    assert accumulate(split_response(response)) == response


@examples(80)
@given(chunks=streams, data=st.data())
def test_a_damaged_stream_raises_the_same_error_however_it_is_cut(chunks: list[Body], data: st.DataObject) -> None:
    text = data.draw(damage_bytes(data.draw(event_texts(chunks))))
    assert read_outcome(data.draw(cut(text))) == read_outcome([text])


def read_outcome(pieces: list[bytes]) -> tuple[list[Body], str]:
    """Return the chunks of a stream, and the error that ended it."""
    chunks: list[Body] = []
    try:
        for item in read_stream(pieces):
            chunks.append(item.to_dict())
    except ChatCompletionError as error:
        return chunks, repr(error)
    return chunks, ""


@examples(60)
@given(chunks=streams, problems=st.none() | st.builds(list), data=st.data())
def test_an_error_of_a_damaged_stream_has_the_response_so_far(
    chunks: list[Body], problems: list[DecodeError] | None, data: st.DataObject
) -> None:
    text = data.draw(damage_bytes(data.draw(event_texts(chunks))))
    accumulator = Accumulator()
    expected: Body | None = None

    def iter_chunks() -> Iterator[CreateChatCompletionStreamResponse]:
        nonlocal expected
        for item in read_stream([text], problems=problems):
            yield item
            accumulator.add(item)
            expected = accumulator.to_dict()

    try:
        response = accumulate(iter_chunks(), problems=problems)
    except ChatCompletionError as error:
        partial = error.partial
    else:
        assert response.to_dict() == expected or problems
        return
    json.dumps(partial)
    assert partial == expected
