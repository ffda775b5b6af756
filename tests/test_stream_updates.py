"""Streams in an SDK: asynchronous accumulation, updates of tool calls, snapshots, and wrong arguments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chatcompletion import (
    Accumulator,
    APIError,
    CreateChatCompletionResponse,
    DecodeError,
    StreamDecoder,
    StreamError,
    aaccumulate,
    accumulate,
    aread_stream,
    read_stream,
)

from .support.responses import Body
from .support.streams import (
    choice_chunk,
    chunk,
    decode_chunks,
    event_stream,
    text_stream,
    tool_call_chunk,
    tool_call_stream,
)


async def iterate(pieces: list[str]) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece


def accumulate_asynchronously(text: str, problems: list[DecodeError] | None = None) -> CreateChatCompletionResponse:
    return asyncio.run(aaccumulate(aread_stream(iterate([text]), problems=problems), problems=problems))


@pytest.mark.parametrize("stream", [text_stream, tool_call_stream])
def test_an_asynchronous_stream_is_accumulated(stream: Any) -> None:
    assert accumulate_asynchronously(event_stream(stream())) == accumulate(decode_chunks(stream()))


@pytest.mark.parametrize(
    ("end", "error"),
    [('data: {"error": {"message": "Overloaded."}}\n\n', APIError), ("data: {", StreamError), ("", StreamError)],
)
def test_an_error_has_the_partial_response_with_and_without_asyncio(end: str, error: Any) -> None:
    text = event_stream(text_stream()[:2], end=end)
    for run in (accumulate_asynchronously, lambda text: accumulate(read_stream([text]))):
        with pytest.raises(error) as caught:
            run(text)
        assert caught.value.partial["choices"][0]["message"]["content"] == "High water is at "


def test_problems_are_collected_asynchronously() -> None:
    problems: list[DecodeError] = []
    decoded = accumulate_asynchronously(event_stream(text_stream()[:2]), problems)
    assert decoded.choices[0].message.content == "High water is at "
    assert [problem.path for problem in problems] == ["choices[0].finish_reason"]


@pytest.mark.parametrize("source", [b"data: {}", "data: {}", bytearray(b"x"), None, 5], ids=repr)
def test_a_source_that_is_not_an_iterable_of_pieces_is_a_type_error(source: Any) -> None:
    with pytest.raises(
        TypeError, match=r"^read_stream\(\) takes an iterable of bytes or str, got \w+; pass the pieces"
    ):
        read_stream(source)


@pytest.mark.parametrize("source", [[b"data: {}"], b"data: {}", None], ids=repr)
def test_a_source_that_is_not_asynchronous_is_a_type_error(source: Any) -> None:
    with pytest.raises(TypeError, match=r"^aread_stream\(\) takes an asynchronous iterable .*; use read_stream\(\)"):
        aread_stream(source)


@pytest.mark.parametrize("piece", [5, None, {}], ids=repr)
def test_a_piece_that_is_neither_bytes_nor_str_is_a_type_error(piece: Any) -> None:
    with pytest.raises(TypeError, match=r"^a piece of an event stream must be bytes or str, got \w+$"):
        StreamDecoder().feed(piece)


def get_updates(*pieces: list[Body]) -> list[list[tuple[int, int, str, str]]]:
    accumulator = Accumulator()
    updates = [
        accumulator.add(one) for one in decode_chunks([chunk(choice_chunk(tool_calls=calls)) for calls in pieces])
    ]
    return [[update[:4] for update in one] for one in updates]


def test_add_returns_an_update_for_each_piece_of_a_tool_call() -> None:
    assert get_updates(
        [tool_call_chunk(0, "get_tide", "", id="call_1", type="function")],
        [tool_call_chunk(0, None, "{")],
        [tool_call_chunk(0, None, "}"), tool_call_chunk(1, "get_", id="call_2")],
        [tool_call_chunk(1, "wind", "{}")],
    ) == [
        [(0, 0, "call_1", "get_tide")],
        [(0, 0, "call_1", "get_tide")],
        [(0, 0, "call_1", "get_tide"), (0, 1, "call_2", "get_")],
        [(0, 1, "call_2", "get_wind")],
    ]


def test_an_update_has_the_position_of_a_call_without_an_index() -> None:
    assert get_updates(
        [tool_call_chunk(None, "f", "{", id="1")],
        [tool_call_chunk(None, None, "}")],
        [tool_call_chunk(None, "g", id="2")],
    ) == [[(0, 0, "1", "f")], [(0, 0, "1", "f")], [(0, 1, "2", "g")]]


def test_an_update_has_the_name_of_a_custom_tool() -> None:
    custom = {"index": 0, "id": "1", "type": "custom", "custom": {"name": "sql", "input": "SELECT"}}
    assert get_updates([custom], [{"index": 0, "custom": {"input": " 1"}}]) == [[(0, 0, "1", "sql")]] * 2
    assert get_updates([{"index": 0, "id": "1", "type": "new", "new": 5}]) == [[(0, 0, "1", "")]]


def test_an_update_has_the_choice_and_the_piece() -> None:
    accumulator = Accumulator()
    calls = [tool_call_chunk(0, "f", '{"a":', id="1")]
    [one] = decode_chunks([chunk(choice_chunk(1, tool_calls=calls), choice_chunk(0, tool_calls=calls))])
    first, second = accumulator.add(one)
    assert (first.choice, second.choice) == (1, 0)
    assert first.chunk.function
    assert first.chunk.function.arguments == '{"a":'
    assert hash(first) != hash(second)


def test_an_update_has_the_new_arguments_and_says_whether_it_is_the_first() -> None:
    accumulator = Accumulator()
    pieces = [
        [tool_call_chunk(0, "get_tide", "{", id="1")],
        [tool_call_chunk(0, None, "}"), tool_call_chunk(1, "get_wind", id="2")],
        [{"index": 2, "id": "3", "type": "custom", "custom": {"name": "sql", "input": "SELECT"}}],
    ]
    updates = [
        update
        for calls in pieces
        for update in accumulator.add(decode_chunks([chunk(choice_chunk(tool_calls=calls))])[0])
    ]
    assert [(update.arguments, update.is_first) for update in updates] == [
        ("{", True),
        ("}", False),
        ("", True),
        ("SELECT", True),
    ]


def test_a_chunk_without_tool_calls_has_no_updates() -> None:
    accumulator = Accumulator()
    assert [accumulator.add(one) for one in decode_chunks(text_stream())] == [()] * 5


def test_response_with_problems_is_a_snapshot_at_any_time() -> None:
    accumulator = Accumulator()
    assert accumulator.response(problems=[]).choices == ()
    for one in decode_chunks(text_stream()[:2]):
        accumulator.add(one)
    problems: list[DecodeError] = []
    assert accumulator.response(problems=problems).choices[0].message.content == "High water is at "
    assert [str(problem) for problem in problems] == ["choices[0].finish_reason: expected str, got null"]
    with pytest.raises(StreamError):
        accumulator.response()


def test_repeated_labels_in_deltas_are_not_joined() -> None:
    chunks = [chunk(choice_chunk(content="a", channel="analysis")) for _ in range(3)]
    decoded = accumulate(decode_chunks([*chunks, chunk(choice_chunk(finish_reason="stop"))]))
    assert decoded.choices[0].message.extra == {"channel": "analysis"}
