"""Collected problems: decoding continues after an invalid value."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamError,
    UnknownVariant,
    accumulate,
    read_stream,
)
from chatcompletion._core.model import Root

from .introspect import CLASSES, FIELDS, Field, fits_annotation, full_body, wire_fields
from .responses import Body, choice, message, response, tool_call, usage, without
from .streams import choice_chunk, chunk, event_stream, text_stream

ROOTS = [cls for cls in CLASSES if issubclass(cls, Root)]


def decode(data: Any) -> tuple[CreateChatCompletionResponse, list[str]]:
    problems: list[DecodeError] = []
    decoded = CreateChatCompletionResponse.from_dict(data, problems=problems)
    assert fits_annotation(decoded, CreateChatCompletionResponse)
    assert CreateChatCompletionResponse.from_dict(decoded.to_dict()) == decoded
    return decoded, [str(problem) for problem in problems]


@pytest.mark.parametrize("cls", ROOTS, ids=lambda cls: cls.__name__)
def test_a_valid_body_has_no_problems(cls: Any) -> None:
    problems: list[DecodeError] = []
    assert cls.from_dict(full_body(cls), problems=problems).to_dict() == full_body(cls)
    assert cls.find_problems(full_body(cls)) == problems == []


def test_missing_keys_have_placeholders() -> None:
    call = without(tool_call(), "id")
    body = {"choices": [{"message": {"content": "06:41", "tool_calls": [call]}, "finish_reason": None}], "usage": {}}
    decoded, problems = decode(body)
    assert problems == [
        "choices[0].message.tool_calls[0].id: missing",
        "choices[0].message.role: missing",
        "choices[0].finish_reason: expected str, got null",
        "choices[0].index: missing",
        "usage.completion_tokens: missing",
        "usage.prompt_tokens: missing",
        "usage.total_tokens: missing",
        "id: missing",
        "created: missing",
        "model: missing",
        "object: missing",
    ]
    [decoded_choice] = decoded.choices
    assert (decoded.id, decoded.created, decoded.model, decoded.object) == ("", 0, "", "chat.completion")
    assert (decoded_choice.index, decoded_choice.finish_reason, decoded_choice.message.role) == (0, "", "assistant")
    assert decoded_choice.message.content == "06:41"
    assert decoded.usage
    assert decoded.usage.total_tokens == 0


def test_problems_below_a_missing_object_are_not_reported_again() -> None:
    decoded, problems = decode(response({"index": 0, "finish_reason": "stop"}))
    assert problems == ["choices[0].message: missing"]
    assert decoded.choices[0].message.to_dict() == {"role": "assistant"}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"usage": "none"}, ['usage: expected object, got str "none"']),
        ({"choices": 5}, ["choices: expected array, got int 5"]),
        ({"choices": [choice(), 7]}, ["choices[1]: expected object, got int 7"]),
        ({"choices": [[], None]}, ["choices[0]: expected object, got array", "choices[1]: expected object, got null"]),
        ({"metadata": {"a": 1, "b": "x", "c d": []}}, [
            "metadata.a: expected str, got int 1",
            'metadata["c d"]: expected str, got array',
        ]),
        ({"moderation": {"input": 3}}, ["moderation.input: expected object, got int 3", "moderation.output: missing"]),
        ({"object": "text"}, ['object: expected "chat.completion", got "text"']),
        ({"x": {"y": {1, 2}, "z": 1}}, ["x.y: expected JSON value, got set"]),
        ({"x": [object()]}, ["x[0]: expected JSON value, got object"]),
    ],
)  # fmt: skip
def test_every_problem_is_collected_with_its_place(changes: Body, problems: list[str]) -> None:
    assert decode(response(**changes))[1] == problems


def test_the_rest_of_an_unknown_value_is_kept() -> None:
    decoded, _ = decode(response(x={"y": {1}, "z": [1, object()]}))
    assert decoded.extra == {"x": {"y": None, "z": [1, None]}}


def test_every_invalid_byte_is_collected() -> None:
    token = {"token": "a", "logprob": "low", "bytes": [97, 256, "x", 98], "top_logprobs": []}
    decoded, problems = decode(response(choice(logprobs={"content": [token], "refusal": None})))
    assert problems == [
        'choices[0].logprobs.content[0].logprob: expected float, got str "low"',
        "choices[0].logprobs.content[0].bytes[1]: expected int from 0 to 255, got int 256",
        'choices[0].logprobs.content[0].bytes[2]: expected int, got str "x"',
    ]
    assert decoded.choices[0].logprobs
    assert decoded.choices[0].logprobs.content
    assert decoded.choices[0].logprobs.content[0].bytes == b"a\0\0b"


def test_a_variant_without_its_type_is_an_unknown_variant() -> None:
    decoded, problems = decode(response(choice(message=message(tool_calls=[{"id": "x"}]))))
    assert problems == ["choices[0].message.tool_calls[0].type: missing"]
    assert decoded.choices[0].message.tool_calls == (UnknownVariant(type="", extra={"id": "x"}),)


def test_keys_that_are_not_strings_are_dropped_and_reported() -> None:
    class Name(str):
        def __hash__(self) -> int:
            return 7

    keys: Any = {1: 2, Name("id"): "twice", Name("x"): 1}
    decoded, problems = decode({**response(), **keys, "y": [{None: 1, "a": 2}]})
    assert problems == [
        "expected str for a key, got int 1",
        "expected different keys, got equal keys",
        "y[0]: expected str for a key, got null",
    ]
    assert decoded.extra == {"x": 1, "y": [{"a": 2}]}
    assert decoded.id == response()["id"]


def test_nesting_beyond_the_limit_is_collected() -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    decoded, [problem] = decode(response(x=deep, y=1))
    assert problem.endswith(": expected at most 128 levels of nesting, got more")
    assert decoded.extra["y"] == 1


def test_a_body_that_contains_itself_is_decoded() -> None:
    body: Any = response()
    body["usage"] = body["x"] = body
    body["choices"].append(body)
    _, problems = decode(body)
    assert "choices[1].finish_reason: missing" in problems


def test_a_mapping_that_raises_is_a_problem() -> None:
    class Failing(dict[str, Any]):
        def keys(self) -> Any:
            raise KeyError

        __iter__ = keys

    decoded, problems = decode(response(usage=Failing(a=1)))
    assert problems == ["usage: expected object, got Failing that raises KeyError"]
    assert decoded.usage


def test_the_list_of_problems_is_appended_to() -> None:
    problems = CreateChatCompletionResponse.find_problems(without(response(), "id"))
    CreateChatCompletionResponse.from_json(json.dumps(without(response(), "model")), problems=problems)
    assert [problem.location for problem in problems] == [("id",), ("model",)]


def test_the_data_is_not_changed() -> None:
    body = without(response(choice(index="0"), without(choice(), "message"), usage={}, x={1}), "id")
    before = copy.deepcopy(body)
    decode(body)
    assert body == before


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_a_body_that_is_not_an_object_still_raises(data: Any) -> None:
    with pytest.raises(DecodeError):
        CreateChatCompletionResponse.from_dict(data, problems=[])


def test_invalid_json_still_raises() -> None:
    with pytest.raises(DecodeError, match=r"^line 1 column 2: expected JSON"):
        CreateChatCompletionResponse.from_json("{", problems=[])


def test_an_error_body_still_raises() -> None:
    problems: list[DecodeError] = []
    with pytest.raises(APIError):
        CreateChatCompletionResponse.from_dict({"error": {"message": "no"}}, problems=problems)
    assert not problems


def test_choices_of_another_type_do_not_make_an_error_body() -> None:
    body = {**response(), "choices": 5, "error": {"message": "No."}}
    with pytest.raises(DecodeError, match=r"^choices: expected array, got int 5$"):
        CreateChatCompletionResponse.from_dict(body)
    problems: list[DecodeError] = []
    decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
    assert [str(problem) for problem in problems] == ["choices: expected array, got int 5"]
    assert decoded.extra["error"] == {"message": "No."}


@pytest.mark.parametrize("field", [field for field in FIELDS if issubclass(field.cls, Root)], ids=str)
def test_a_problem_equals_the_error_that_is_raised_without_the_list(field: Field) -> None:
    cls: Any = field.cls
    invalid: list[Body] = [{**full_body(cls), field.name: value} for value, _ in field.invalid_values()]
    invalid += [without(full_body(cls), field.name)] * field.required
    for body in invalid:
        with pytest.raises(DecodeError) as caught:
            cls.from_dict(body)
        [problem] = cls.find_problems(body)
        assert problem.args == caught.value.args


def iter_places(cls: Any, data: Any, location: tuple[Any, ...] = ()) -> Any:
    """Iterate over the required keys of the objects in a full body, with their locations."""
    for field in wire_fields(cls):
        if field.required and field.name != "type":  # without its type, an object is another variant
            yield data, field.name, (*location, field.name)
        value = data[field.name]
        hint = field.hint
        inner = getattr(hint, "__args__", (None,))[0] if isinstance(value, list) else hint
        if isinstance(inner, type) and hasattr(inner, "_known"):
            for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
                yield from iter_places(inner, item, (*location, field.name, *([] if index is None else [index])))


@pytest.mark.parametrize("cls", ROOTS, ids=lambda cls: cls.__name__)
def test_exactly_the_removed_keys_are_reported(cls: Any) -> None:
    count = len(list(iter_places(cls, full_body(cls))))
    assert count >= 3
    for step in (1, 2, 3, 5):
        body = full_body(cls)
        places = [place for number, place in enumerate(list(iter_places(cls, body))) if number % step == 0]
        removed: set[Any] = set()
        for parent, key, location in reversed(places):
            if not any(location[:length] in removed for length in range(len(location))):
                parent.pop(key)
                removed = {other for other in removed if other[: len(location)] != location} | {location}
        assert {problem.location for problem in cls.find_problems(body)} == removed


def test_many_problems_take_linear_time() -> None:
    """In quadratic time, this test would take hours."""
    choices: list[Any] = [{"index": number, "message": {"content": []}} for number in range(5_000)] + [None] * 5_000
    body = response(*choices)
    body["metadata"] = {f"key {number}": number for number in range(10_000)}
    assert len(CreateChatCompletionResponse.find_problems(body)) == 5_000 * 2 + 5_000 + 10_000


def test_the_chunks_of_a_stream_are_decoded_with_their_problems() -> None:
    chunks = [without(text_stream()[0], "id"), *text_stream()[1:4]]
    problems: list[DecodeError] = []
    decoded = accumulate(read_stream([event_stream(chunks)], problems=problems), problems=problems)
    assert [str(problem) for problem in problems] == ["id: missing"]
    assert decoded.choices[0].message.content == "High water is at 06:41 — näher."


@pytest.mark.parametrize("end", ["data: [DONE]\n\n", ""])
def test_a_stream_without_a_finish_reason_is_a_response_with_a_problem(end: str) -> None:
    problems: list[DecodeError] = []
    stream = event_stream([chunk(choice_chunk(content="High ")), chunk(choice_chunk(content="water"))], end=end)
    decoded = accumulate(read_stream([stream]), problems=problems)
    assert decoded.choices[0].message.content == "High water"
    assert [str(problem) for problem in problems] == ["choices[0].finish_reason: expected str, got null"]


def test_a_partial_response_is_decoded_with_its_problems() -> None:
    with pytest.raises(StreamError) as caught:
        accumulate([CreateChatCompletionStreamResponse.from_dict(chunk(choice_chunk(content="High ")))])
    assert caught.value.partial
    decoded, problems = decode(caught.value.partial)
    assert decoded.choices[0].message.content == "High "
    assert problems == ["choices[0].finish_reason: expected str, got null"]


def test_a_stream_without_a_chunk_still_raises() -> None:
    with pytest.raises(StreamError):
        accumulate([], problems=[])


def test_usage_with_missing_counts_is_kept() -> None:
    decoded, problems = decode(response(usage=without(usage(), "total_tokens")))
    assert problems == ["usage.total_tokens: missing"]
    assert decoded.usage
    assert (decoded.usage.prompt_tokens, decoded.usage.total_tokens) == (31, 0)
