"""Changes at a location."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chatcompletion import (
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    replace_at,
)

from .support.responses import choice, message, response, response_with_calls, tool_call
from .support.streams import choice_chunk, chunk

PARTS = [{"type": "text", "text": "a"}, {"type": "x", "y": {"z": [1, {"w": 2}]}}]


@pytest.mark.parametrize(
    ("location", "new"),
    [
        (("choices", 0, "delta", "content"), "new"),
        (("choices", 0, "delta", "x"), ["new"]),
        (("choices", 0, "delta", "reasoning_details", 0, "text"), "new"),
        (("choices", 0, "finish_reason"), "stop"),
        (("model",), "new"),
        (("choices", -1, "index"), 1),
    ],
    ids=str,
)
def test_only_the_value_at_the_location_changes(location: tuple[str | int, ...], new: Any) -> None:
    details = [{"type": "reasoning.text", "text": "old"}]
    body = chunk(choice_chunk(content="old", refusal=None, reasoning_details=details), usage=None, y={"z": 1})
    del body["choices"][0]["logprobs"]
    decoded = CreateChatCompletionStreamResponse.from_dict(body)
    changed = replace_at(decoded, location, new)
    container: Any = body
    for key in location[:-1]:
        container = container[key]
    container[location[-1]] = new
    assert changed.to_dict() == body
    assert type(changed) is CreateChatCompletionStreamResponse


def test_a_part_of_the_content_changes() -> None:
    decoded = CreateChatCompletionResponse.from_dict(response(choice(message=message(content=PARTS))))
    changed = replace_at(decoded, ("choices", 0, "message", "content", 0, "text"), "new")
    assert changed.choices[0].message.content == "new"
    assert changed.to_dict()["choices"][0]["message"]["content"] == [{"type": "text", "text": "new"}, PARTS[1]]
    changed = replace_at(decoded, ("choices", 0, "message", "content", 1, "y", "z", 1, "w"), 3)
    assert changed.to_dict()["choices"][0]["message"]["content"][1] == {"type": "x", "y": {"z": [1, {"w": 3}]}}


@pytest.mark.parametrize(
    ("location", "new", "message"),
    [
        (("content",), [{"type": "text", "text": "a"}], "content[0]: expected ChatCompletionRequestMessageContentPart"),
        (("content",), 5, "content: expected a tuple, got int"),
        (("content", 0), "a", "content[0]: expected ChatCompletionRequestMessageContentPartText or another variant"),
    ],
    ids=str,
)
def test_what_is_no_part_does_not_belong_in_the_content(location: Any, new: Any, message: str) -> None:
    decoded = CreateChatCompletionResponse.from_dict(response(choice(message={"content": PARTS})))
    with pytest.raises(TypeError, match=re.escape(f"ChatCompletionResponseMessage: {message}")):
        replace_at(decoded, ("choices", 0, "message", *location), new)


def test_a_problem_is_repaired_at_its_location() -> None:
    problems: list[DecodeError] = []
    body = response_with_calls({**tool_call(), "function": {"name": "f", "arguments": {"x": 1}}})
    decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
    repaired = replace_at(decoded, problems[0].location, '{"x": 1}')
    assert CreateChatCompletionResponse.find_problems(repaired.to_dict()) == []


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ((), LookupError),
        (("choices", 7, "index"), LookupError),
        (("x", "y"), LookupError),
        (("usage", "x", "y"), LookupError),
        (("model", 0), LookupError),
        ((0,), LookupError),
        (("choices", "x"), LookupError),
        (("choices", 0, "message", "audio", "id"), LookupError),
        (("choices", 0, "message"), TypeError),
    ],
    ids=str,
)
def test_a_place_that_does_not_exist_is_an_error(location: tuple[str | int, ...], error: type[Exception]) -> None:
    decoded = CreateChatCompletionResponse.from_dict(response())
    with pytest.raises(error):
        replace_at(decoded, location, {})


BROKEN_CALL = {"id": 5, "type": "FUNCTION", "function": {"name": 7, "arguments": {"x": [1]}}}
TOKEN = {"token": "a", "logprob": "low", "bytes": [97, "x"], "top_logprobs": [{}]}
BROKEN_BODIES: dict[str, Any] = {
    "values": response(id=5, created="17", usage={"total_tokens": "3"}, metadata={"a": 1}),
    "an empty object": response(usage={}),
    "items": response(choices=[7, choice(index="x"), []]),
    "an object in place of an array": response(choice(message=message(tool_calls=BROKEN_CALL, content={"text": 5}))),
    "bytes": response(choice(logprobs={"content": [TOKEN], "refusal": None})),
    "parts": response(choice(message=message(content=["a", {"text": "b"}, {"type": "text"}, 5]))),
    "another key": response({"index": 0, "delta": {"content": 5}, "finish_reason": "stop"}),
    "a flat call": response(choice(message=message(tool_calls=[{"id": "1", "name": 5, "arguments": {"a": [1]}}]))),
    "a text of a choice": response({"index": "0", "text": "a", "finish_reason": 5}),
    "an array of one": response(choice(message=[message(content=5)]), usage=[{"total_tokens": "3"}]),
    "an array of one in an envelope": {
        "data": {**response(choices=[[choice(index="0")]]), "usage": [{"total_tokens": "3"}]},
    },
    "an envelope": {"code": 0, "data": {**response(choice(index=None)), "id": 5}},
    "unknown keys": response(x={"y": [float("inf")]}, extra={"z": float("nan")}),
}


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_every_location_of_a_problem_is_a_place(body: Any) -> None:
    problems: list[DecodeError] = []
    decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
    assert problems
    for problem in problems:
        value: Any = decoded.to_dict()
        for key in problem.location[:-1]:
            value = value[key]
        changed = replace_at(decoded, problem.location, find(decoded, problem.location))
        assert isinstance(changed, CreateChatCompletionResponse)


def find(value: Any, location: tuple[Any, ...]) -> Any:
    """Return what an object has at a location, or a number."""
    try:
        for key in location:
            value = getattr(value, "parts", value)
            value = getattr(value, key) if isinstance(key, str) else value[key]
    except (AttributeError, LookupError, TypeError):
        return 17
    return value


@pytest.mark.parametrize("number", [17, 1000, 1741569952])
def test_a_given_value_wins_whichever_numbers_python_shares(number: int) -> None:
    decoded = CreateChatCompletionRequest.from_dict({"model": "m", "messages": [], "n": str(number)}, problems=[])
    assert decoded.to_dict()["n"] == str(number)
    assert replace_at(decoded, ("n",), number).to_dict()["n"] == number
    assert replace_at(decoded, ("model",), "m").to_dict()["n"] == str(number)


def test_a_given_null_wins_over_a_missing_key() -> None:
    decoded = CreateChatCompletionResponse.from_dict(response(choice(message={"content": "x"})))
    changed = replace_at(decoded, ("choices", 0, "message", "refusal"), None)
    assert changed.to_dict()["choices"][0]["message"] == {"content": "x", "refusal": None}


def test_a_location_that_ends_in_extra_replaces_the_unknown_keys() -> None:
    decoded = CreateChatCompletionStreamResponse.from_dict(chunk(choice_chunk(content="a", x=1)))
    place = ("choices", 0, "delta", "extra")
    assert replace_at(decoded, place, {"y": [2]}).choices[0].delta.to_dict() == {"content": "a", "y": [2]}
    assert replace_at(decoded, (*place, "x"), 3).choices[0].delta.to_dict() == {"content": "a", "x": 3}
    assert replace_at(decoded, (*place[:-1], "x"), 3).choices[0].delta.to_dict() == {"content": "a", "x": 3}


def test_errors_have_the_whole_location() -> None:
    decoded = CreateChatCompletionResponse.from_dict(response(choice(x={"y": [1]})))
    with pytest.raises(LookupError, match=re.escape("('choices', 0, 'x', 'y', 7)")):
        replace_at(decoded, ("choices", 0, "x", "y", 7), 1)
    with pytest.raises(DecodeError, match=r"^choices\[0\]\.x\.y\[0\]: expected JSON value, got set$"):
        replace_at(decoded, ("choices", 0, "x", "y", 0), {1})
    with pytest.raises(DecodeError, match=r"^choices\[0\]\.message\.x: expected JSON value, got set$"):
        replace_at(decoded, ("choices", 0, "message", "x"), {1})


def test_a_value_that_was_sent_under_another_key_is_replaced_there() -> None:
    decoded = CreateChatCompletionResponse.from_dict(
        response({"index": 0, "delta": {"content": "a"}, "finish_reason": "stop"}), problems=[]
    )
    changed = replace_at(decoded, ("choices", 0, "delta"), {"content": "new"})
    assert changed.choices[0].message.content == "new"
    assert changed.to_dict()["choices"][0]["delta"] == {"content": "new"}
    changed = replace_at(decoded, ("choices", 0, "message", "content"), "new")
    assert changed.to_dict()["choices"][0]["delta"] == {"content": "new"}


def test_a_value_that_was_sent_beside_its_object_is_replaced_there() -> None:
    call = {"id": "1", "type": "function", "name": "f", "arguments": {"a": 1}}
    body = response(choice(message=message(tool_calls=[call])))
    decoded = CreateChatCompletionResponse.from_dict(body, problems=[])
    place = ("choices", 0, "message", "tool_calls", 0)
    for location in ((*place, "arguments"), (*place, "function", "arguments")):
        changed = replace_at(decoded, location, "{}")
        assert changed.choices[0].message.function_tool_calls[0].function.arguments == "{}"
        assert changed.to_dict()["choices"][0]["message"]["tool_calls"] == [{**call, "arguments": "{}"}]


def test_a_value_around_a_completion_is_replaced_there() -> None:
    decoded = CreateChatCompletionResponse.from_dict({"code": 0, "data": response()}, problems=[])
    assert replace_at(decoded, ("code",), 7).to_dict() == {"code": 7, "data": response()}
    assert replace_at(decoded, ("data", "model"), "x").to_dict() == {"code": 0, "data": response(model="x")}
    assert replace_at(decoded, ("model",), "x").to_dict() == {"code": 0, "data": response(model="x")}


@pytest.mark.parametrize("location", [("choices", 0.0), (["a"],), ("choices", None)], ids=str)
def test_what_is_no_key_is_no_place(location: Any) -> None:
    with pytest.raises(LookupError):
        replace_at(CreateChatCompletionResponse.from_dict(response()), location, 1)


def test_only_a_mapping_replaces_all_unknown_keys() -> None:
    with pytest.raises(TypeError, match="extra: expected a mapping, got str"):
        replace_at(CreateChatCompletionResponse.from_dict(response()), ("extra",), "new")
