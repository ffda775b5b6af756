"""Bodies that real services send although the schema does not allow them. All of them round-trip."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatcompletion import (
    Annotation,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    CreateChatCompletionResponse,
    DecodeError,
    UnknownToolCall,
    UnknownVariant,
)

from .services.page import PAGE, make_page, read_libraries
from .services.shapes import Shape, find_mistakes, load_shapes
from .support.responses import SERVICES, Body, choice, message, response, response_with_calls, tool_call, usage, without


def decode(body: Body) -> CreateChatCompletionResponse:
    """Decode a response and check the round trip."""
    decoded = CreateChatCompletionResponse.from_dict(body)
    assert decoded.to_dict() == body
    return decoded


@pytest.mark.parametrize("shape", load_shapes(), ids=lambda shape: shape.id)
def test_every_shape_gives_the_answer_that_its_service_meant(shape: Shape) -> None:
    assert [*find_mistakes(shape)] == []


def test_the_page_about_the_services_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == make_page(read_libraries())


@pytest.mark.parametrize("body", SERVICES, ids=lambda body: body.__name__)
def test_the_body_of_every_service_is_accepted(body: Callable[[], Body]) -> None:
    """The docstring of a body lists the differences from the schema."""
    assert decode(body()).choices[0].message.role == "assistant"


@pytest.mark.parametrize("kind", [{}, {"type": None}], ids=["without", "null"])
@pytest.mark.parametrize("more", [{}, {"index": 0}, {"index": 0, "x": None}], ids=len)
def test_a_tool_call_with_a_function_does_not_need_a_type(kind: Body, more: Body) -> None:
    call = decode(response_with_calls({**without(tool_call(), "type"), **kind, **more})).choices[0].message.tool_calls
    assert call
    assert isinstance(call[0], ChatCompletionMessageToolCall)
    assert call[0].type == "function"
    assert call[0].extra == more


def test_a_tool_call_without_type_and_function_is_rejected() -> None:
    with pytest.raises(DecodeError, match=r"^choices\[0\]\.message\.tool_calls\[0\]\.type: missing$"):
        decode(response_with_calls({"id": "call_1"}))


@pytest.mark.parametrize("reason", ["", "stop", "eos", "error", "MAX_TOKENS"])
def test_any_finish_reason_is_accepted(reason: str) -> None:
    assert decode(response(choice(finish_reason=reason))).choices[0].finish_reason == reason


@pytest.mark.parametrize("tier", ["default", "on_demand", "standard", "provisioned", ""])
def test_any_service_tier_is_accepted(tier: str) -> None:
    assert decode(response(service_tier=tier)).service_tier == tier


@pytest.mark.parametrize("key", ["tool_calls", "annotations", "function_call", "audio", "content", "refusal"])
def test_null_is_accepted_in_a_message(key: str) -> None:
    assert getattr(decode(response(choice(message=message(**{key: None})))).choices[0].message, key) is None


@pytest.mark.parametrize("key", ["usage", "metadata", "moderation", "service_tier", "system_fingerprint"])
def test_null_is_accepted_in_a_response(key: str) -> None:
    assert getattr(decode(response(**{key: None})), key) is None


@pytest.mark.parametrize("key", ["completion_tokens_details", "prompt_tokens_details"])
def test_null_is_accepted_in_usage(key: str) -> None:
    assert getattr(decode(response(usage={**usage(), key: None})).usage, key) is None


@pytest.mark.parametrize("key", ["content", "refusal"])
def test_nullable_keys_of_a_message_may_be_missing(key: str) -> None:
    assert getattr(decode(response(choice(message=without(message(), key)))).choices[0].message, key) is None


def test_logprobs_may_be_missing() -> None:
    assert decode(response(without(choice(), "logprobs"))).choices[0].logprobs is None


def test_an_annotation_of_unknown_type_keeps_all_keys() -> None:
    citation = {"start_index": 0, "end_index": 4, "url": "https://example.org/tides", "title": "Tides"}
    known: Body = {"type": "url_citation", "url_citation": {**citation, "content": "06:41"}}
    unknown: Body = {"type": "file", "file": {"hash": "9f86d0", "content": [{"type": "text", "text": "06:41"}]}}
    first, second = (
        decode(response(choice(message=message(annotations=[known, unknown])))).choices[0].message.annotations or ()
    )
    assert isinstance(first, Annotation)
    assert first.url_citation.extra == {"content": "06:41"}
    assert isinstance(second, UnknownVariant)
    assert (second.type, second.extra) == ("file", {"file": unknown["file"]})


def test_the_type_of_a_tool_call_selects_its_class() -> None:
    custom = {"id": "call_2", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}}
    unknown = {"id": "call_3", "type": "mcp", "server": {"label": "tides"}}
    calls = decode(response_with_calls(tool_call(), custom, unknown)).choices[0].message.tool_calls or ()
    assert [type(call) for call in calls] == [
        ChatCompletionMessageToolCall,
        ChatCompletionMessageCustomToolCall,
        UnknownToolCall,
    ]


def test_a_moderation_has_results_an_error_or_an_unknown_variant() -> None:
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
    decode(response(moderation={"input": results, "output": error}))
    decode(response(moderation={"input": {"type": "skipped"}, "output": error}))


def test_a_float_without_a_fraction_is_accepted_as_int() -> None:
    created = decode(response(created=1748706491.0)).created
    assert (created, type(created)) == (1748706491, int)
