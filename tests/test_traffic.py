"""Recorded bodies of real services, in the folder that `CHATCOMPLETION_TRAFFIC` names."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    accumulate,
    read_stream,
)

from .conftest import read_recorded
from .support.introspect import fits_annotation

KNOWN_PROBLEMS = [
    r"choices\[\d+\]\.message\.tool_calls\[\d+\]\.function\.arguments: missing",
    r"choices\[\d+\]\.message: missing",
    r"created: expected int, got str",
    r"the stream ended before choice \d+ was finished",
]
"""Errors that some recorded bodies must raise, because they are invalid."""


def test_recorded_responses_round_trip_or_have_a_known_problem(
    traffic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = 0
    rejected: list[tuple[str, Exception]] = []
    for record in read_recorded(traffic, "responses"):
        before = copy.deepcopy(record["body"])
        try:
            response = CreateChatCompletionResponse.from_dict(record["body"])
        except (DecodeError, APIError) as error:
            rejected.append((record["source"], error))
            continue
        accepted += 1
        assert record["body"] == before
        assert response.to_dict() == before
        assert response.to_json() == json.dumps(response.to_dict(), separators=(",", ":"))
        assert fits_annotation(response, CreateChatCompletionResponse)
        assert CreateChatCompletionResponse.from_json(response.to_json()) == response
    with capsys.disabled():
        print(f"\n{accepted} recorded responses round-trip; {len(rejected)} are rejected:")
        for source, problem in rejected:
            print(f"  {source}: {problem}")
    assert accepted
    assert len(rejected) < 0.02 * accepted
    for _, problem in rejected:
        assert isinstance(problem, APIError) or re.match("|".join(KNOWN_PROBLEMS), str(problem))


def test_recorded_errors_are_api_errors(traffic: Path) -> None:
    for record in read_recorded(traffic, "errors"):
        with pytest.raises(APIError) as caught:
            CreateChatCompletionResponse.from_dict(record["body"])
        assert caught.value.body == record["body"]
        assert caught.value.message == record["body"]["error"]["message"]


def test_recorded_streams_are_accumulated_or_have_a_known_problem(
    traffic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted, rejected = 0, []
    for record in read_recorded(traffic, "streams"):
        text = record["body"]
        chunks = []
        try:
            for chunk in read_stream(text[start : start + 97] for start in range(0, len(text), 97)):
                chunks.append(chunk)
            response = accumulate(chunks)
        except ChatCompletionError as error:
            rejected.append((record["source"], error))
        else:
            accepted += 1
            assert fits_annotation(response, CreateChatCompletionResponse)
            assert CreateChatCompletionResponse.from_dict(response.to_dict()) == response
        assert all(fits_annotation(chunk, CreateChatCompletionStreamResponse) for chunk in chunks)
        events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
        assert [chunk.to_dict() for chunk in chunks] == events[: len(chunks)]
    with capsys.disabled():
        print(f"\n{accepted} recorded streams are accumulated; {len(rejected)} are rejected:")
        for source, problem in rejected:
            print(f"  {source}: {problem}")
    assert accepted
    assert len(rejected) < 0.05 * accepted
    for _, problem in rejected:
        assert isinstance(problem, APIError) or re.match("|".join(KNOWN_PROBLEMS), str(problem))
