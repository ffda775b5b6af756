"""Summaries: what they count, and that summaries of parts can be merged."""

from __future__ import annotations

import json
import pickle
from functools import reduce
from types import MappingProxyType
from typing import Any

import pytest

from chatcompletion import DecodeError, StreamError
from chatcompletion.logs import ModelSummary, ProblemSummary, Summary, summary as summary_module
from chatcompletion.logs.report import Report

from .support.responses import SERVICES, choice, response, response_with_calls, tool_call, usage, without
from .support.streams import choice_chunk, chunk, text_stream

DOCUMENTS: list[Any] = [
    response(),
    response_with_calls(tool_call(), tool_call()),
    response(choice(finish_reason=""), model="other"),
    response(without(choice(), "finish_reason", "index"), usage=None),
    {"error": {"message": "No."}},
    {"model": "m", "messages": []},
    [],
    "text",
    b"[1, 2]",
    *text_stream(),
    *(json.dumps(service()) for service in SERVICES),
]


def count_all(summary: Summary) -> list[dict[str, Any]]:
    """Return the rows of a summary without the examples, whose line numbers depend on the parts."""
    return [{key: value for key, value in row.items() if key != "example"} for row in summary.to_rows()]


def test_numbers_are_counted_by_model() -> None:
    summary = Summary.of(DOCUMENTS[:4])
    assert summary.documents == {("response", "valid"): 3, ("response", "invalid"): 1}
    assert summary.models["gpt-4.1-mini-2025-04-14"] == ModelSummary(
        responses=3,
        invalid=1,
        prompt_tokens=62,
        completion_tokens=18,
        tool_calls=2,
        finish_reasons=summary.models["gpt-4.1-mini-2025-04-14"].finish_reasons,
    )
    assert summary.models["gpt-4.1-mini-2025-04-14"].finish_reasons == {"stop": 1, "tool_calls": 1}
    assert summary.models["other"].finish_reasons == {"": 1}
    assert summary.problems == {
        "choices[*].finish_reason: missing": ProblemSummary(count=1, example=response()["id"]),
        "choices[*].index: missing": ProblemSummary(count=1, example=response()["id"]),
    }


def test_cached_and_reasoning_tokens_are_counted() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 5}, "completion_tokens_details": {"reasoning_tokens": 7}}
    summary = Summary.of([response(usage={**usage(), **details}), response(usage=usage())])
    [model] = summary.models.values()
    assert (model.cached_tokens, model.reasoning_tokens) == (5, 7)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document)[:30])
def test_text_counts_as_its_json_value(document: Any) -> None:
    if not isinstance(document, (str, bytes)):
        assert (
            Summary.of([document]) == Summary.of([json.dumps(document)]) == Summary.of([json.dumps(document).encode()])
        )


def test_each_item_of_an_array_is_counted() -> None:
    assert Summary.of([[response(), response()]]) == Summary.of([response(), response()])


@pytest.mark.parametrize("size", [1, 3, 7])
def test_summaries_of_parts_are_merged(size: int) -> None:
    parts = [Summary.of(DOCUMENTS[start : start + size]) for start in range(0, len(DOCUMENTS), size)]
    before = pickle.dumps(parts)
    assert count_all(reduce(Summary.merge, parts, Summary())) == count_all(Summary.of(DOCUMENTS))
    assert pickle.dumps(parts) == before


def test_a_summary_is_pickled() -> None:
    summary = Summary.of(DOCUMENTS)
    assert pickle.loads(pickle.dumps(summary)) == summary != Summary()


def test_the_first_place_of_a_problem_is_kept() -> None:
    one, other = Summary(), Summary()
    for number, summary in enumerate((one, one, other)):
        summary.add(response(created="1"), place=f"f:{number}")
    text = "created: expected int, got str"
    assert one.merge(other).problems == {text: ProblemSummary(count=3, example="f:0")}


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (response(object="x"), 'object: expected "chat.completion", got another text'),
        (response(object=5), 'object: expected "chat.completion", got int'),
        ("{]", "expected JSON, got another text"),
        ('{"a":', "expected JSON, got the end"),
        (b"\xff", "expected utf-8, got other bytes"),
        ({"error": {"message": "No.", "type": "t", "code": 4}}, "API error: t, 4"),
        ({"error": {"message": "No."}}, "API error"),
    ],
    ids=str,
)
def test_problems_are_grouped_without_their_values(document: Any, text: str) -> None:
    assert [*Summary.of([document]).problems] == [text]


def test_the_end_of_a_stream_is_grouped_without_its_numbers() -> None:
    summary = Summary()
    for number in (0, 1):
        summary.count(
            Report("", 1, "event stream", None, (StreamError(f"the stream ended before choice {number} was finished"),))
        )
    assert [*summary.problems] == ["the stream ended before choice * was finished"]


def test_the_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary_module, "MAX_ROWS", 3)
    summary = Summary()
    for number in range(9):
        summary.add(response(choice(finish_reason=f"reason {number}"), model=f"model {number}"))
        summary.add(response(choice(finish_reason=f"reason {number}"), model="model 0"))
        summary.count(Report("", 1, "other", None, (DecodeError("int", location=(f"key_{number}",)),)))
    for one in (summary, summary.merge(summary)):
        assert [*one.models] == ["model 0", "model 1", "model 2", "(others)"]
        assert [*one.models["model 0"].finish_reasons] == ["reason 0", "reason 1", "reason 2", "(others)"]
        assert [*one.problems] == ["key_0: missing", "key_1: missing", "key_2: missing", "(others)"]
    assert summary.models["(others)"].responses == 6


def test_blank_text_is_not_a_document() -> None:
    assert Summary.of(["", "\n", b"  \r\n"]) == Summary()


def test_a_summary_is_printed_as_tables() -> None:
    printed = str(Summary.of(DOCUMENTS))
    assert printed.startswith("documents   outcome  count\nchunk       valid        5\n")
    assert str(Summary()) == "no documents\n"


@pytest.mark.parametrize("tokens", [-5, 10**12, int("9" * 4300)], ids=["negative", "large", "huge"])
def test_numbers_of_tokens_that_make_no_sense_are_not_added(tokens: int) -> None:
    summary = Summary.of([response(), response(usage={**usage(), "prompt_tokens": tokens})])
    assert summary.models["gpt-4.1-mini-2025-04-14"].prompt_tokens == 31
    assert str(summary)


def test_the_responses_of_a_list_are_counted() -> None:
    page = {"object": "list", "data": [response(), response()], "first_id": "a", "last_id": "b", "has_more": False}
    summary = Summary.of([page])
    assert summary.documents == {("list of responses", "valid"): 1}
    assert summary.models["gpt-4.1-mini-2025-04-14"].responses == 2


def test_any_mapping_and_any_sequence_is_a_document() -> None:
    assert Summary.of([MappingProxyType(response()), (response(),)]) == Summary.of([response(), response()])


def test_what_is_not_json_is_counted_too() -> None:
    assert Summary.of([object(), {"model": type("", (), {})()}]).documents == {("other", "invalid"): 2}
    assert Summary.of([{"error": {"message": "No.", "code": 10**5000}}]).documents == {("error body", "error"): 1}


@pytest.mark.parametrize("source", [b"{}", bytearray(b"{}"), {}, response()], ids=lambda source: type(source).__name__)
def test_a_single_document_is_not_an_iterable_of_documents(source: Any) -> None:
    with pytest.raises(TypeError, match=f"^expected a path or an iterable of documents, got {type(source).__name__}$"):
        Summary.of(source)


def test_long_names_are_shortened() -> None:
    summary = Summary.of([response(model="m" * 1000)])
    assert [len(name) for name in summary.models] == [200]


def test_the_tokens_of_a_stream_are_counted_once() -> None:
    so_far = [chunk(choice_chunk(content="x"), usage=usage()) for _ in range(3)]
    ends = chunk(choice_chunk(finish_reason="stop"), usage=usage())
    for documents in ([*so_far, ends], [[*so_far, ends]], [chunk(usage=usage())]):
        [model] = Summary.of(documents).models.values()
        assert model.prompt_tokens == usage()["prompt_tokens"]
