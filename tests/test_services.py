"""What real services send though the schema does not say so; all of it is read, and given back as it came."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatcompletion import (
    Annotation,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    CreateChatCompletionResponse,
    DecodeError,
    UnknownVariant,
)

from .responses import SERVICES, Body, choice, message, response, response_with_calls, tool_call, usage, without


def read(body: Body) -> CreateChatCompletionResponse:
    """The response, which must be written back as it came."""
    made = CreateChatCompletionResponse.from_dict(body)
    assert made.to_dict() == body
    return made


@pytest.mark.parametrize("body", SERVICES, ids=lambda body: body.__name__)
def test_a_body_of_this_service_is_read(body: Callable[[], Body]) -> None:
    """Each stands for a service by name; its docstring says what is odd."""
    assert read(body()).choices[0].message.role == "assistant"


@pytest.mark.parametrize("kind", [{}, {"type": None}], ids=["without", "null"])
@pytest.mark.parametrize("more", [{}, {"index": 0}, {"index": 0, "x": None}], ids=len)
def test_a_tool_call_with_a_function_needs_no_type(kind: Body, more: Body) -> None:
    call = read(response_with_calls({**without(tool_call(), "type"), **kind, **more})).choices[0].message.tool_calls
    assert call
    assert isinstance(call[0], ChatCompletionMessageToolCall)
    assert call[0].type == "function"
    assert call[0].extra == more


def test_a_tool_call_without_type_and_function_is_refused() -> None:
    with pytest.raises(DecodeError, match=r"^choices\[0\]\.message\.tool_calls\[0\]\.type: missing$"):
        read(response_with_calls({"id": "call_1"}))


@pytest.mark.parametrize("reason", ["", "stop", "eos", "error", "MAX_TOKENS"])
def test_any_finish_reason_is_read(reason: str) -> None:
    assert read(response(choice(finish_reason=reason))).choices[0].finish_reason == reason


@pytest.mark.parametrize("tier", ["default", "on_demand", "standard", "provisioned", ""])
def test_any_service_tier_is_read(tier: str) -> None:
    assert read(response(service_tier=tier)).service_tier == tier


@pytest.mark.parametrize("key", ["tool_calls", "annotations", "function_call", "audio", "content", "refusal"])
def test_null_stands_for_nothing_in_a_message(key: str) -> None:
    assert getattr(read(response(choice(message=message(**{key: None})))).choices[0].message, key) is None


@pytest.mark.parametrize("key", ["usage", "metadata", "moderation", "service_tier", "system_fingerprint"])
def test_null_stands_for_nothing_in_a_response(key: str) -> None:
    assert getattr(read(response(**{key: None})), key) is None


@pytest.mark.parametrize("key", ["completion_tokens_details", "prompt_tokens_details"])
def test_null_stands_for_no_details(key: str) -> None:
    assert getattr(read(response(usage={**usage(), key: None})).usage, key) is None


@pytest.mark.parametrize("key", ["content", "refusal"])
def test_a_message_may_lack_what_may_be_null(key: str) -> None:
    assert getattr(read(response(choice(message=without(message(), key)))).choices[0].message, key) is None


def test_log_probabilities_may_be_left_out() -> None:
    assert read(response(without(choice(), "logprobs"))).choices[0].logprobs is None


def test_an_annotation_of_unknown_type_keeps_everything() -> None:
    citation = {"start_index": 0, "end_index": 4, "url": "https://example.org/tides", "title": "Tides"}
    known: Body = {"type": "url_citation", "url_citation": {**citation, "content": "06:41"}}
    unknown: Body = {"type": "file", "file": {"hash": "9f86d0", "content": [{"type": "text", "text": "06:41"}]}}
    first, second = (
        read(response(choice(message=message(annotations=[known, unknown])))).choices[0].message.annotations or ()
    )
    assert isinstance(first, Annotation)
    assert first.url_citation.extra == {"content": "06:41"}
    assert isinstance(second, UnknownVariant)
    assert (second.type, second.extra) == ("file", {"file": unknown["file"]})


def test_tool_calls_are_told_apart_by_their_type() -> None:
    custom = {"id": "call_2", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    unknown = {"id": "call_3", "type": "mcp", "server": {"label": "tides"}}
    calls = read(response_with_calls(tool_call(), custom, unknown)).choices[0].message.tool_calls or ()
    assert [type(call) for call in calls] == [
        ChatCompletionMessageToolCall,
        ChatCompletionMessageCustomToolCall,
        UnknownVariant,
    ]


def test_a_moderation_has_results_or_an_error_or_something_new() -> None:
    result = {
        "type": "moderation_result",
        "model": "omni-moderation-latest",
        "flagged": False,
        "categories": {"harassment/threatening": False},
        "category_scores": {"harassment/threatening": 1},
        "category_applied_input_types": {"harassment/threatening": ["text"], "sexual": []},
    }
    results = {"type": "moderation_results", "model": "omni-moderation-latest", "results": [result]}
    error = {"type": "error", "code": "timeout", "message": "No answer in time."}
    read(response(moderation={"input": results, "output": error}))
    read(response(moderation={"input": {"type": "skipped"}, "output": error}))


def test_an_integer_may_be_written_with_a_fraction_of_zero() -> None:
    created = read(response(created=1748706491.0)).created
    assert (created, type(created)) == (1748706491, int)
