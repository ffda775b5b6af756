"""Whole completions: split into chunks, in the place of a stream, and at its end."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamError,
    aaccumulate,
    accumulate,
    aread_stream,
    read_stream,
    split_response,
    write_stream,
)

from .support.responses import SERVICES, Body, choice, message, response, response_with_calls, tool_call, usage, without
from .support.streams import choice_chunk, chunk, event_stream

INCOMPLETE = message(content=[{"type": "text", "text": "06:41"}], annotations=[], x=[1])
BODIES: dict[str, Body] = {
    **{body.__name__: body() for body in SERVICES},
    "several choices": response(choice(), choice(index=1, finish_reason="length")),
    "tool calls": response_with_calls(tool_call(), tool_call(id="call_2")),
    "a custom tool": response_with_calls({"id": "call_3", "type": "custom", "custom": {"name": "sql", "input": "x"}}),
    "parts and unknown keys": response(choice(message=INCOMPLETE, y={"z": []}), w=None),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_chunks_of_a_response_add_up_to_it(body: Body) -> None:
    decoded = CreateChatCompletionResponse.from_dict(body)
    chunks = [*split_response(decoded)]
    assert accumulate(chunks) == decoded
    bodies = [one.to_dict() for one in chunks]
    assert [CreateChatCompletionStreamResponse.from_dict(one).to_dict() for one in bodies] == bodies


@pytest.mark.parametrize("keys", [{"error": "partial"}, {"code": 1, "message": "success"}, {"errors": ["e"]}], ids=repr)
def test_unknown_keys_of_an_answer_that_name_an_error_are_kept(keys: Body) -> None:
    decoded = CreateChatCompletionResponse.from_dict(response(**keys))
    assert accumulate(split_response(decoded)) == decoded


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_chunks_have_the_keys_that_the_schema_requires(body: Body) -> None:
    for one in split_response(CreateChatCompletionResponse.from_dict(body)):
        assert {"id", "created", "model", "choices"} <= one.to_dict().keys()
        assert one.to_dict()["object"] == "chat.completion.chunk"


@pytest.mark.parametrize("indices", [(0, 0), (None, None), (5, 1)], ids=str)
def test_the_index_of_a_tool_call_is_its_position(indices: tuple[Any, Any]) -> None:
    calls = [tool_call(id=f"call_{number}", index=index) for number, index in enumerate(indices)]
    decoded = CreateChatCompletionResponse.from_dict(response_with_calls(*calls))
    chunks = [*split_response(decoded)]
    pieces = [piece for one in chunks for choice in one.choices for piece in choice.delta.tool_calls or ()]
    assert [piece.to_dict()["index"] for piece in pieces] == [0, 1]
    assert accumulate(chunks) == decoded


def encode_and_decode(response: CreateChatCompletionResponse) -> CreateChatCompletionResponse:
    """Return what a client makes of the event stream of a response."""
    return accumulate(read_stream(write_stream(split_response(response))))


@pytest.mark.parametrize("indices", [(0, 0), (1, 0), (1, 0, 1)], ids=str)
def test_choices_whose_indices_are_not_in_order_stay_apart(indices: tuple[int, ...]) -> None:
    """On the wire, their positions are their indices."""
    body = response(*[choice(index=index, message=message(content=f"{at}")) for at, index in enumerate(indices)])
    decoded = CreateChatCompletionResponse.from_dict(body)
    assert accumulate(split_response(decoded)) == decoded
    choices = encode_and_decode(decoded).choices
    assert [(one.index, one.message.content) for one in choices] == [(at, f"{at}") for at in range(len(indices))]


USAGE: Body = {"usage": usage()}
NOTHING = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
CALL = {"id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "x"}}
AUDIO = {"id": "audio_1", "expires_at": 1754436218, "data": "YQ==Yg==", "transcript": ""}
ODD: dict[str, Body] = {
    "choices that are missing": response(choice(index=1), choice(index=5)),
    "a usage in another object": response(x_groq=USAGE, usage=None),
    "no usage but in another object": without(response(x_groq=USAGE), "usage"),
    "a usage in a choice": without(response(choice(**USAGE)), "usage"),
    "a usage in a message": without(response(choice(message=message(**USAGE))), "usage"),
    "a usage of zeros and another": response(usage=NOTHING, x_groq=USAGE),
    "no choices": response(choices=[]),
    "neither choices nor usage": without(response(choices=[]), "usage", "metadata"),
    "{} before the arguments": response_with_calls(tool_call(function={"name": "f", "arguments": '{}{"a":1}'})),
    "arguments twice": response_with_calls(tool_call(function={"name": "f", "arguments": '{"a":1}{"a":1}'})),
    "arguments that were cut off": response_with_calls(
        tool_call(function={"name": "f", "arguments": "{"}), {"id": "", "function": {"name": "", "arguments": "}"}}
    ),
    "the same id twice": response_with_calls(tool_call(), tool_call(function={"name": "", "arguments": "{}"})),
    "audio that was encoded apart": response(choice(message=message(audio=AUDIO), finish_reason="")),
    "halves of a character": response(choice(message=message(content="\ud83d\ude00"))),
    "an image twice": response(choice(message=message(images=[{"index": 0, "url": "https://a.org"}] * 2))),
    "text that begins again": response(choice(message=message(content=[{"type": "text", "text": "a"}] * 5))),
}
HIDDEN: dict[str, Body] = {
    "obfuscation": response(obfuscation="x"),
    "obfuscation of another type": response(obfuscation=[5]),
    "delta": response(choice(delta={"content": "a"})),
    "index of a call": response_with_calls(tool_call(index=7)),
    "a null beside a custom call": response_with_calls({**CALL, "function": None}),
    "a function beside a custom call": response_with_calls({**CALL, "function": {"name": 5}}),
    "a call that says nothing": response_with_calls({"id": "", "function": {"name": "", "arguments": ""}}),
    "a call without a name": response_with_calls({"id": "", "function": {"name": "null", "arguments": "", "x": 1}}),
    "a flat call without a type": response_with_calls({"id": "c", "type": "", "name": "f", "parameters": {"x": 1}}),
    "a text in place of the content": response(choice(message=message(content=None), text="a")),
    "a name beside a custom call": response_with_calls({**CALL, "name": "g", "arguments": "{}"}),
    "a name beside an unknown call": response_with_calls({"id": "1", "type": "mcp", "name": "g", "arguments": "{}"}),
    "a name beside a function": response_with_calls({**tool_call(), "name": "g"}),
    "the finish reason None": response(choice(finish_reason="None")),
    "a text beside a message": response(choice(text="a")),
    "another type of a call": response_with_calls({"id": "1", "type": "Function"}, {"id": "2", "type": ""}),
}
"""Responses with keys that mean something else in a chunk."""


@pytest.mark.parametrize("body", [*ODD.values(), *HIDDEN.values()], ids=[*ODD, *HIDDEN])
def test_the_chunks_of_an_odd_response_add_up_to_it(body: Body) -> None:
    decoded = CreateChatCompletionResponse.from_dict(body)
    assert accumulate(split_response(decoded)) == decoded


@pytest.mark.parametrize("body", [body for name, body in ODD.items() if "halves" not in name])
def test_the_event_stream_of_an_odd_response_adds_up_to_it(body: Body) -> None:
    decoded = CreateChatCompletionResponse.from_dict(body)
    assert encode_and_decode(decoded) == decoded


def test_the_usage_is_in_a_chunk_of_its_own() -> None:
    *chunks, last = split_response(CreateChatCompletionResponse.from_dict(response()))
    assert (last.choices, last.usage is None) == ((), False)
    assert all(one.usage is None for one in chunks)


def write_event(body: Body) -> str:
    return event_stream([body])


@pytest.mark.parametrize(
    ("write", "keys"),
    [
        *((write, keys) for write in (json.dumps, write_event) for keys in ({}, {"object": None})),
        (json.dumps, {"object": "chat.completion.chunk"}),
        (lambda body: event_stream([body], end=""), {}),
    ],
    ids=["body", "body, null", "event", "event, null", "body, chunk", "no end"],
)
class TestAWholeCompletionInPlaceOfAStream:
    def test_is_an_error_that_has_it(self, keys: Body, write: Callable[[Body], str]) -> None:
        body = {**without(response(), "object"), **keys}
        with pytest.raises(StreamError, match=r"^the service sent a whole completion instead of chunks$") as caught:
            list(read_stream([write(body)]))
        assert caught.value.partial == body

    def test_is_split_into_chunks_given_problems(self, keys: Body, write: Callable[[Body], str]) -> None:
        body = {**without(response(), "object"), **keys}
        problems: list[DecodeError] = []
        expected = CreateChatCompletionResponse.from_dict(response()).choices
        assert accumulate(read_stream([write(body)], problems=problems), problems=problems).choices == expected
        assert str(problems[0]) == "expected chunks, got a whole completion"

    def test_is_split_asynchronously(self, keys: Body, write: Callable[[Body], str]) -> None:
        async def iterate() -> AsyncIterator[str]:
            yield write({**without(response(), "object"), **keys})

        async def count() -> int:
            return len([one async for one in aread_stream(iterate(), problems=[])])

        assert asyncio.run(count()) == 3  # the message, the finish reason, the usage


WHOLE = response(choice(message=message(content="data: 06:41 data: ", reasoning_content="It is Brest.")), cost=1)
TEXTS = {
    "on one line": json.dumps(WHOLE),
    "indented": json.dumps(WHOLE, indent=2),
    "with CRLF": json.dumps(WHOLE, indent=2).replace("\n", "\r\n") + "\r\n",
    "after a byte order mark": "\ufeff" + json.dumps(WHOLE),
    "after blanks": " \r\n\n" + json.dumps(WHOLE) + "\n\n",
}


@pytest.mark.parametrize("size", [1, 6, 1000])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_one_function_reads_streamed_and_other_answers(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    problems: list[DecodeError] = []
    expected = CreateChatCompletionResponse.from_dict(WHOLE)
    assert accumulate(read_stream(pieces, problems=problems)) == expected
    assert list(map(str, problems)) == ["expected chunks, got a whole completion"]

    async def iterate() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece

    async def read() -> CreateChatCompletionResponse:
        return await aaccumulate(aread_stream(iterate(), problems=[]))

    assert asyncio.run(read()) == expected


def test_pieces_of_a_whole_completion_are_not_taken_for_lines_without_ends() -> None:
    text = json.dumps(WHOLE)
    pieces = re.split(r"(?=data: )", text)
    assert [piece[:6] for piece in pieces[1:]] == ["data: ", "data: "]
    assert accumulate(read_stream(pieces, problems=[])) == CreateChatCompletionResponse.from_dict(WHOLE)


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ({**WHOLE, "choices": WHOLE["choices"][0]}, "data: 06:41 data: "),
        ({**WHOLE, "choices": [{"index": 0, "message": "06:41", "finish_reason": "stop"}]}, None),
        ({**WHOLE, "choices": []}, None),
        ({"id": "1"}, None),
    ],
    ids=["one choice", "a text", "no choice", "no choices"],
)
def test_a_damaged_completion_in_place_of_a_stream_is_decoded_leniently(body: Body, content: str | None) -> None:
    problems: list[DecodeError] = []
    answer = accumulate(read_stream([json.dumps(body)], problems=problems), problems=problems)
    expected: list[DecodeError] = []
    decoded = CreateChatCompletionResponse.from_dict(body, problems=expected)
    assert answer.choices == decoded.choices
    assert [one.message.text for one in answer.choices[:1] if content] == [content] * bool(content)
    assert list(map(str, problems[: len(expected) + 1])) == [
        "expected chunks, got a whole completion",
        *map(str, expected),
    ]


@pytest.mark.parametrize("text", ['{"error": {"message": "No."}}', '{"detail": "No."}', '[{"error": "No."}]'])
def test_an_error_body_in_place_of_a_stream_is_an_error_given_problems(text: str) -> None:
    with pytest.raises(APIError, match="No"):
        list(read_stream([text], problems=[]))


@pytest.mark.parametrize("text", ["5", '"text"', "[]", "null", "<p>No.</p>", '{"id": '])
def test_other_text_in_place_of_a_stream_is_rejected_given_problems(text: str) -> None:
    with pytest.raises(DecodeError, match="expected event stream"):
        list(read_stream([text], problems=[]))


END = {**response(choice(message=message(content="06:41"))), "cost": 1}


def test_a_whole_completion_at_the_end_of_a_stream_is_not_added_again() -> None:
    text = event_stream([chunk(choice_chunk(content="06:")), chunk(choice_chunk(content="41")), END])
    answer = accumulate(read_stream([text]))
    assert answer.choices[0].message.content == "06:41"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage == CreateChatCompletionResponse.from_dict(END).usage
    assert answer.extra["cost"] == 1


def test_a_message_at_the_end_adds_what_the_deltas_did_not_have() -> None:
    whole = message(content="06:41", reasoning_content="It is Brest.")
    ends = chunk(choice_chunk(finish_reason="stop", more={"message": whole}))
    answer = accumulate(read_stream([event_stream([chunk(choice_chunk(content="06:41")), ends])]))
    assert answer.choices[0].message.content == "06:41"
    assert answer.choices[0].message.reasoning == "It is Brest."


def test_a_body_with_an_error_is_no_completion() -> None:
    with pytest.raises(APIError, match="overloaded"):
        list(read_stream([json.dumps({"error": {"message": "overloaded"}, "choices": []})]))


def test_recorded_responses_are_equal_to_their_accumulated_chunks(traffic: Path) -> None:
    count = 0
    for body in iter_recorded_responses(traffic):
        try:
            decoded = CreateChatCompletionResponse.from_dict(body)
        except (APIError, DecodeError):
            continue
        assert accumulate(split_response(decoded)) == decoded
        count += 1
    assert count


def iter_recorded_responses(traffic: Path) -> Any:
    for path in sorted(traffic.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            body = json.loads(line)["body"]
            if isinstance(body, dict) and "choices" in body:
                yield body


def test_a_response_without_usage_has_no_chunk_after_its_choices() -> None:
    body = without(response(), "usage", "service_tier", "system_fingerprint", "metadata", "moderation")
    chunks = [*split_response(CreateChatCompletionResponse.from_dict(body))]
    assert [len(one.choices) for one in chunks] == [1, 1]
