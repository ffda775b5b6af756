"""Changes at a location."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chatcompletion import CreateChatCompletionResponse, CreateChatCompletionStreamResponse, DecodeError, replace_at

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
