"""Recorded bodies of real services, where a folder of them is given."""

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
from .introspect import fits_annotation

REFUSED = [
    r"choices\[\d+\]\.message\.tool_calls\[\d+\]\.function\.arguments: missing",
    r"choices\[\d+\]\.message: missing",
    r"created: expected int, got str",
    r"the stream ended before choice \d+ was finished",
]
"""What real services send that neither the schema allows nor the reader lets pass."""


def test_every_recorded_response_comes_back_or_is_rightly_refused(
    traffic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = 0
    refused: list[tuple[str, Exception]] = []
    for record in read_recorded(traffic, "responses"):
        before = copy.deepcopy(record["body"])
        try:
            response = CreateChatCompletionResponse.from_dict(record["body"])
        except (DecodeError, APIError) as error:
            refused.append((record["source"], error))
            continue
        read += 1
        assert record["body"] == before
        assert response.to_dict() == before
        assert response.to_json() == json.dumps(response.to_dict(), separators=(",", ":"))
        assert fits_annotation(response, CreateChatCompletionResponse)
        assert CreateChatCompletionResponse.from_json(response.to_json()) == response
    with capsys.disabled():
        print(f"\n{read} recorded responses came back as they were; {len(refused)} were refused:")
        for source, problem in refused:
            print(f"  {source}: {problem}")
    assert read
    assert len(refused) < 0.02 * read
    for _, problem in refused:
        assert isinstance(problem, APIError) or re.match("|".join(REFUSED), str(problem))


def test_every_recorded_error_is_an_api_error(traffic: Path) -> None:
    for record in read_recorded(traffic, "errors"):
        with pytest.raises(APIError) as caught:
            CreateChatCompletionResponse.from_dict(record["body"])
        assert caught.value.body == record["body"]
        assert caught.value.message == record["body"]["error"]["message"]


def test_every_recorded_stream_adds_up_or_is_rightly_refused(traffic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added_up, refused = 0, []
    for record in read_recorded(traffic, "streams"):
        text = record["body"]
        chunks = []
        try:
            for chunk in read_stream(text[start : start + 97] for start in range(0, len(text), 97)):
                chunks.append(chunk)
            response = accumulate(chunks)
        except ChatCompletionError as error:
            refused.append((record["source"], error))
        else:
            added_up += 1
            assert fits_annotation(response, CreateChatCompletionResponse)
            assert CreateChatCompletionResponse.from_dict(response.to_dict()) == response
        assert all(fits_annotation(chunk, CreateChatCompletionStreamResponse) for chunk in chunks)
        events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
        assert [chunk.to_dict() for chunk in chunks] == events[: len(chunks)]
    with capsys.disabled():
        print(f"\n{added_up} recorded streams added up; {len(refused)} were refused:")
        for source, problem in refused:
            print(f"  {source}: {problem}")
    assert added_up
    assert len(refused) < 0.05 * added_up
    for _, problem in refused:
        assert isinstance(problem, APIError) or re.match("|".join(REFUSED), str(problem))
