"""Constructors: what they convert, and what they reject with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from typing import Any

import pytest

from chatcompletion import (
    ChatCompletionRequestUserMessage,
    ChatCompletionResponseMessage,
    Choices,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    FunctionObject,
    ModerationResultBody,
    MultipartContent,
    UrlCitation,
)
from chatcompletion._core.errors import MISSING

Namesake = type("ChatCompletionRequestToolMessage", (), {"__module__": "acme.models"})

REJECTED: dict[str, tuple[Callable[[], Any], str]] = {
    "a dict in place of a message": (
        lambda: CreateChatCompletionRequest(model="m", messages=[{"role": "user"}]),  # type: ignore[arg-type]
        "CreateChatCompletionRequest: messages[0]: expected ChatCompletionRequestUserMessage or another variant, "
        "got dict; decode it with decode_request_message, or from_dict of its class",
    ),
    "a message in place of a choice": (
        lambda: CreateChatCompletionResponse(
            id="",
            created=0,
            model="",
            choices=(ChatCompletionResponseMessage(),),  # type: ignore[arg-type]
        ),
        "CreateChatCompletionResponse: choices[0]: expected Choices, got ChatCompletionResponseMessage",
    ),
    "a dict in place of an object": (
        lambda: Choices(index=0, finish_reason="stop", message={}),  # type: ignore[arg-type]
        "Choices: message: expected ChatCompletionResponseMessage, got dict; decode it with "
        "ChatCompletionResponseMessage.from_dict",
    ),
    "a number in place of an array": (
        lambda: ChatCompletionResponseMessage(tool_calls=5),  # type: ignore[arg-type]
        "ChatCompletionResponseMessage: tool_calls: expected a tuple, got int",
    ),
    "a list in place of a mapping": (
        lambda: FunctionObject(name="f", parameters=[]),  # type: ignore[arg-type]
        "FunctionObject: parameters: expected a mapping, got list",
    ),
    "a set in a JSON object": (
        lambda: FunctionObject(name="f", parameters={"a": {1}}),
        "FunctionObject: parameters: a: expected JSON value, got set",
    ),
    "a number as a key": (
        lambda: CreateChatCompletionRequest(model="m", messages=(), metadata={5: ""}),  # type: ignore[dict-item]
        "CreateChatCompletionRequest: metadata: expected str for a key, got int 5",
    ),
    "an object of a class of the same name": (
        lambda: CreateChatCompletionRequest(model="m", messages=(Namesake(),)),
        "CreateChatCompletionRequest: messages[0]: expected ChatCompletionRequestUserMessage or another variant, "
        "got acme.models.ChatCompletionRequestToolMessage",
    ),
    "an unknown keyword": (
        lambda: ChatCompletionResponseMessage(content="x", reasoning="x"),  # type: ignore[call-arg]
        "ChatCompletionResponseMessage.__init__() got an unexpected keyword argument 'reasoning'; a key that is no "
        "field belongs in extra={'reasoning': ...}",
    ),
    "an unknown keyword of a change": (
        lambda: replace(ChatCompletionResponseMessage(content="x"), reasoning="x"),  # type: ignore[call-arg]
        "ChatCompletionResponseMessage.__init__() got an unexpected keyword argument 'reasoning'; a key that is no "
        "field belongs in extra={'reasoning': ...}",
    ),
    "a part of another class": (
        lambda: ChatCompletionRequestUserMessage(content=(5,)),  # type: ignore[arg-type]
        "ChatCompletionRequestUserMessage: content[0]: expected ChatCompletionRequestMessageContentPartText or another "
        "variant, got int",
    ),
}


@pytest.mark.parametrize(("construct", "message"), REJECTED.values(), ids=REJECTED)
def test_an_object_that_does_not_belong_in_a_field_is_a_type_error(construct: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as caught:
        construct()
    assert str(caught.value) == message


def test_lists_become_tuples_at_every_level() -> None:
    types: Any = {"hate": ["text"]}
    body = ModerationResultBody(
        flagged=False, categories={}, category_scores={}, category_applied_input_types=types, model="m"
    )
    assert body.category_applied_input_types == {"hate": ("text",)}
    assert ChatCompletionRequestUserMessage(content=[]).content == ()  # type: ignore[arg-type]


def test_a_number_of_a_subclass_is_written_as_it_is() -> None:
    class Index(IntEnum):
        END = 5

    citation = UrlCitation(start_index=0, end_index=Index.END, title="", url="")
    assert citation.to_dict()["end_index"] is Index.END


def test_a_value_that_is_not_given_has_a_name() -> None:
    assert repr(MISSING) == "MISSING"


def test_the_parts_of_a_text_are_checked() -> None:
    parts: Any = [{"type": "text", "text": "x"}]
    with pytest.raises(TypeError, match=r"content\[0\]: expected ChatCompletionRequestMessageContentPartText"):
        ChatCompletionResponseMessage(content=MultipartContent(parts))
