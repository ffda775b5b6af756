"""Collect problems in a list instead of raising."""

from __future__ import annotations

from collections.abc import AsyncIterable, Mapping
from typing import Any

from typing_extensions import assert_type

from chatcompletion import (
    Accumulator,
    APIError,
    CreateChatCompletionResponse,
    DecodeError,
    aaccumulate,
    accumulate,
    aread_stream,
    read_stream,
)


def decode(body: Mapping[str, Any], text: bytes) -> list[DecodeError]:
    problems: list[DecodeError] = []
    assert_type(CreateChatCompletionResponse.from_dict(body, problems=problems), CreateChatCompletionResponse)
    assert_type(CreateChatCompletionResponse.from_json(text, problems=problems), CreateChatCompletionResponse)
    assert_type(CreateChatCompletionResponse.find_problems(body), list[DecodeError])
    return [problem for problem in problems if problem.location[:1] != ("usage",)]


def decode_stream(pieces: list[bytes]) -> CreateChatCompletionResponse:
    problems: list[DecodeError] = []
    return accumulate(read_stream(pieces, problems=problems), problems=problems)


async def decode_stream_asynchronously(pieces: AsyncIterable[bytes]) -> CreateChatCompletionResponse:
    problems: list[DecodeError] = []
    return await aaccumulate(aread_stream(pieces, problems=problems), problems=problems)


def get_snapshot(accumulator: Accumulator) -> CreateChatCompletionResponse:
    return accumulator.response(problems=[])


def make_error(body: bytes, status: int) -> int | None:
    return APIError.from_body(body, status=status).status
