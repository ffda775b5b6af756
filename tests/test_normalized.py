"""The normalized form of an object: what the attributes say, without what was sent."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from chatcompletion import ChatCompletionTokenLogprob, CreateChatCompletionResponse, ModerationResultBody, WireObject

from .support.introspect import CLASSES, FIELDS, Field, full_body, minimal_body
from .support.responses import choice, message, response, tool_call, without
from .test_replace_at import BROKEN_BODIES


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_it_has_the_same_values_and_decodes_strictly(body: Any) -> None:
    decoded = CreateChatCompletionResponse.from_dict(body, problems=[])
    normalized = decoded.normalized()
    assert CreateChatCompletionResponse.from_dict(normalized.to_dict()) == normalized
    assert normalized.extra == decoded.extra
    assert normalized.to_json()
    if "logprob" not in str(body):  # NaN stands for that of the token
        assert normalized == decoded


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_it_is_the_object_itself_if_there_is_no_difference(cls: type[WireObject]) -> None:
    made = cls.from_dict(full_body(cls) | {"x": {"y": 1}})
    assert made.normalized() is made
    once = cls.from_dict(minimal_body(cls)).normalized()
    assert once.normalized() is once


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_every_value_that_does_not_fit_is_normalized(field: Field) -> None:
    for value, _ in field.invalid_values():
        decoded = field.cls.from_dict({**full_body(field.cls), field.name: value}, problems=[])
        normalized = decoded.normalized()
        assert field.cls.from_dict(normalized.to_dict()) == normalized


def test_what_was_sent_is_forgotten_at_every_depth() -> None:
    call = {**tool_call(), "function": {"name": "f", "arguments": {"x": 1}}}
    body = response(choice(message=without(message(tool_calls=[call], x=[1]), "refusal"), index="0"), created="17", x=1)
    del body["system_fingerprint"]
    normalized = CreateChatCompletionResponse.from_dict(body, problems=[]).normalized()
    expected = response(
        choice(message=message(tool_calls=[{**call, "function": {"name": "f", "arguments": '{"x": 1}'}}], x=[1])),
        created=17,
        x=1,
    )
    del expected["system_fingerprint"]
    assert normalized.to_dict() == expected
    assert replace(normalized, created=17).to_dict()["created"] == 17


def test_numbers_that_json_does_not_have_become_numbers() -> None:
    token = ChatCompletionTokenLogprob.from_dict({"token": "a", "bytes": None, "top_logprobs": []}, problems=[])
    assert math.isnan(token.logprob)
    assert token.normalized().to_dict()["logprob"] == 0
    infinite = replace(token, logprob=-math.inf).normalized()
    assert infinite.to_dict()["logprob"] == -1.7976931348623157e308
    body = {**full_body(ModerationResultBody), "category_scores": {"a": "x", "b": 0.5}}
    scores = ModerationResultBody.from_dict(body, problems=[]).normalized().category_scores
    assert scores == {"a": 0.0, "b": 0.5}
