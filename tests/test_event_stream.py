"""Decoding of event streams, split at any byte and with any end."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionError,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamDecoder,
    StreamError,
    aaccumulate,
    accumulate,
    aread_stream,
    read_stream,
    write_stream,
)
from chatcompletion.stream import events as events_module

from .support.responses import Body, response, usage, without
from .support.streams import (
    azure_stream,
    choice_chunk,
    chunk,
    decode_chunks,
    event_stream,
    text_stream,
    tool_call_stream,
)

NEWLINES = {"LF": "\n", "CR": "\r", "CRLF": "\r\n"}
each_newline = pytest.mark.parametrize("newline", NEWLINES.values(), ids=NEWLINES)


def decode_stream(*pieces: bytes | str, **options: Any) -> list[CreateChatCompletionStreamResponse]:
    return list(read_stream(pieces, **options))


@each_newline
@pytest.mark.parametrize("stream", [text_stream, azure_stream, tool_call_stream])
def test_a_split_at_any_byte_gives_the_same_chunks(stream: Any, newline: str) -> None:
    text = event_stream(stream(), newline=newline).encode()
    for cut in range(len(text) + 1):
        decoder = StreamDecoder()
        chunks = [*decoder.feed(text[:cut]), *decoder.feed(b""), *decoder.feed(text[cut:])]
        assert [one.to_dict() for one in chunks] == stream()
        assert decoder.done
        decoder.close()


@each_newline
def test_a_stream_in_single_bytes_or_characters_gives_the_same_chunks(newline: str) -> None:
    text = "\ufeff" + event_stream(text_stream(), newline=newline)
    assert decode_stream(*[bytes([byte]) for byte in text.encode()]) == decode_chunks(text_stream())
    assert decode_stream(*text) == decode_chunks(text_stream())


def test_comments_and_other_fields_are_ignored() -> None:
    text = (
        ": OPENROUTER PROCESSING\n\nevent: message\nid: 1\nretry: 10\n" + event_stream(text_stream()) + "data: {}\n\n"
    )
    assert decode_stream(text.replace("\n\n", "\n:\n\n")) == decode_chunks(text_stream())
    assert decode_stream(
        "dat: 1\ndatadata: 2\n data: 3\n\ndata\n\ndata:\n\n", event_stream(text_stream())
    ) == decode_chunks(text_stream())


def test_the_data_of_an_event_can_have_several_lines() -> None:
    lines = json.dumps(text_stream()[1], indent=1).splitlines()
    text = "".join(f"data:{line}\n" for line in lines) + "\n"
    assert decode_stream(text) == decode_chunks(text_stream()[1:2])


def test_the_space_after_the_colon_is_optional() -> None:
    assert decode_stream(event_stream(text_stream()).replace("data: ", "data:")) == decode_chunks(text_stream())


def test_a_chunk_is_returned_when_its_event_is_complete() -> None:
    decoder = StreamDecoder()
    text = event_stream(text_stream(), end="")
    first = text.index("\n\n") + 2
    assert list(decoder.feed(text[: first - 1])) == []
    assert list(decoder.feed("\n")) == decode_chunks(text_stream()[:1])
    assert list(decoder.feed(text[first:])) == decode_chunks(text_stream()[1:])
    assert not decoder.done
    decoder.close()


def test_nothing_is_read_after_done() -> None:
    def source() -> Any:
        yield event_stream(text_stream())
        raise AssertionError

    assert list(read_stream(source())) == decode_chunks(text_stream())
    decoder = StreamDecoder()
    assert list(decoder.feed(event_stream(text_stream()) + "data: nonsense\n\n")) == decode_chunks(text_stream())
    assert list(decoder.feed("data: nonsense\n\n")) == []
    decoder.close()


@pytest.mark.parametrize(
    "end", ["", ": bye", "\n\n", "data: [DONE]", "data: [DONE]\n", "data:[DONE]\n\n", "event: x\n"]
)
def test_a_stream_can_end_after_any_complete_event(end: str) -> None:
    assert decode_stream(event_stream(text_stream(), end=end)) == decode_chunks(text_stream())


def test_a_stream_that_ends_inside_an_event_is_an_error() -> None:
    event = event_stream(text_stream()[:1], end="")
    for cut in range(1, len(event) - 1):
        chunks = read_stream([event_stream(text_stream()[1:], end=""), event[:cut]])
        assert [next(chunks) for _ in text_stream()[1:]] == decode_chunks(text_stream()[1:])
        with pytest.raises(StreamError, match=r"^the stream ended inside an event$"):
            next(chunks)
    with pytest.raises(StreamError):
        decode_stream("data: [DON")


def test_the_chunks_before_an_error_are_returned() -> None:
    good = event_stream(text_stream(), end="")
    for bad, kind in [
        ("data: {]\n\n", DecodeError),
        ('data: {"id": 1}\n\n', DecodeError),
        ('event: error\ndata: {"error": {"message": "Overloaded.", "code": 529}}\n\n', APIError),
        (
            event_stream([chunk(choice_chunk(finish_reason="error"), error={"message": "Overloaded."})], end=""),
            APIError,
        ),
        ("data: " + "x" * 2000 + "\n\n", StreamError),
        ("data: " + "x" * 2000, StreamError),
    ]:
        chunks: list[CreateChatCompletionStreamResponse] = []
        with pytest.raises(kind):
            chunks += read_stream([good + bad + good], max_event_size=1000)
        assert chunks == decode_chunks(text_stream())


@each_newline
def test_the_decoder_has_the_first_line_of_an_invalid_event(newline: str) -> None:
    text = (
        ":\n\n"
        + event_stream(text_stream()[:1], end="")
        + "event: x\ndata: {\ndata: }\n: comment\n\n"
        + event_stream(text_stream()[1:])
    )
    decoder = StreamDecoder()
    with pytest.raises(DecodeError):
        list(decoder.feed(text.replace("\n", newline)))
    assert decoder.line == 6


def test_decoding_can_continue_after_an_invalid_event() -> None:
    decoder = StreamDecoder()
    with pytest.raises(DecodeError):
        list(decoder.feed("data: {]\n\n" + event_stream(text_stream())))
    assert list(decoder.feed("")) == decode_chunks(text_stream())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("data: {]\n\n", 'line 1 column 2: expected JSON, got "]"'),
        ("\n:\ndata: {\ndata: ]\n\n", 'line 4 column 1: expected JSON, got "]"'),
        ("data: {]\nid: 7\nevent: m\n\n", 'event "m": line 1 column 2: expected JSON, got "]"'),
        ('data: {"id": ""}\n\n', "line 1: choices: missing"),
        ('event: m\ndata: {"id": ""}\n\n', 'line 2, event "m": choices: missing'),
        ("data: []\n\n", "line 1: expected object, got array"),
        (b'data: "\xff"\n\n', "byte 1: expected utf-8"),
    ],
    ids=repr,
)
def test_an_invalid_event_is_a_decode_error_with_its_place(text: bytes | str, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode_stream(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("line", ["data: " + "x" * 50 + "\n", "x" * 50], ids=["lines", "line"])
def test_an_event_over_the_size_limit_is_an_error(line: str) -> None:
    with pytest.raises(StreamError, match=r"an event of more than 100 bytes"):
        decode_stream(*[line] * 10_000, max_event_size=100)
    assert decode_stream(event_stream(text_stream()), max_event_size=1000) == decode_chunks(text_stream())


@pytest.mark.parametrize("end", ["data: " + "x" * 2000, "data: " + "x" * 2000 + "\n", "data:\ndata: " + "x" * 2000])
def test_an_event_over_the_size_limit_is_reported_at_its_first_line(end: str) -> None:
    decoder = StreamDecoder(max_event_size=1000)
    with pytest.raises(StreamError, match=r"^line 5: "):
        list(decoder.feed(event_stream(text_stream()[:2], end=end)))
    assert decoder.line == 5


@pytest.mark.parametrize("end", ["data: {", "data: {\n", "data", "id: 7"])
def test_an_incomplete_event_is_reported_at_its_first_line(end: str) -> None:
    decoder = StreamDecoder()
    assert list(decoder.feed(event_stream(text_stream()[:2], end=end))) == decode_chunks(text_stream()[:2])
    with pytest.raises(StreamError):
        decoder.close()
    assert decoder.line == 5


def test_empty_data_lines_count_towards_the_size_limit() -> None:
    with pytest.raises(StreamError):
        decode_stream(*["data:\n" * 20] * 10, max_event_size=100)


def test_a_byte_order_mark_alone_is_an_empty_stream() -> None:
    assert decode_stream(b"\xef\xbb\xbf") == []


@pytest.mark.parametrize("end", ["data: [DONE]\n\n", "", "data: {"])
def test_close_reports_chunks_that_are_waiting(end: str) -> None:
    decoder = StreamDecoder()
    decoder.feed(event_stream(text_stream(), end=end))
    with pytest.raises(StreamError, match=r"^chunks are waiting: iterate over what feed\(\) returns$"):
        decoder.close()


@pytest.mark.parametrize("text", ["", "\n\n", ": comment\n\n", "data: [DONE]\n\n", "data: [DONE]\n", "data: [DONE]"])
def test_close_does_not_need_an_iteration_if_there_are_no_chunks(text: str) -> None:
    decoder = StreamDecoder()
    decoder.feed(text)
    decoder.close()


def test_the_rest_of_a_piece_may_be_taken_later() -> None:
    event = event_stream(text_stream()[:1], end="")
    decoder = StreamDecoder(max_event_size=1000)
    next(decoder.feed(event * 2))
    for _ in range(20):
        next(decoder.feed(event))
    assert len(list(decoder.feed(""))) == 1


def test_a_stream_is_decoded_asynchronously() -> None:
    async def source(end: str) -> AsyncIterator[bytes]:
        for character in event_stream(text_stream(), end=end):
            yield character.encode()

    async def collect(end: str) -> list[CreateChatCompletionStreamResponse]:
        return [one async for one in aread_stream(source(end))]

    assert asyncio.run(collect("data: [DONE]\n\n")) == decode_chunks(text_stream())
    assert asyncio.run(collect("")) == decode_chunks(text_stream())
    with pytest.raises(StreamError):
        asyncio.run(collect("data: {"))


@pytest.mark.parametrize("body", [*azure_stream(), chunk(choice_chunk(), {"index": 1}, {"index": 2, "delta": None})])
def test_a_choice_without_a_delta_has_an_empty_delta_and_round_trips(body: Body) -> None:
    decoded_chunk = CreateChatCompletionStreamResponse.from_dict(body)
    assert decoded_chunk.to_dict() == body
    assert all(choice.delta is not None for choice in decoded_chunk.choices)


@pytest.mark.parametrize("ping", ["event: ping\ndata: {}\n\n", 'data: {"type": "ping"}\n\n', "event: ping\n\n"])
def test_a_ping_is_skipped(ping: str) -> None:
    text = event_stream(text_stream())
    assert decode_stream(ping + text.replace("data: [DONE]", ping + "data: [DONE]")) == decode_chunks(text_stream())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event: error\ndata: overloaded\n\n", "overloaded"),
        ('event: error\ndata: {"message": "overloaded"}\n\n', "overloaded"),
        ('event: error\ndata: {"choices": []}\n\n', "an error without a message"),
        ("event: error\n\n", "an error without a message"),
        ('error: {"code": 500, "message": "overloaded"}\n\n', "overloaded"),
        ('error: {"code": 500, "message": "overloaded"}', "overloaded"),
        ("error: overloaded\n\ndata: [DONE]\n\n", "overloaded"),
        ("event: error\ndata: overloaded", "overloaded"),
        ('data: {"x_groq": {"error": "overloaded"}, "choices": []}\n\n', "overloaded"),
        ('data: {"error": {"message": "overloaded"}}', "overloaded"),
    ],
)
def test_an_error_event_or_an_error_line_is_an_api_error(text: str, message: str) -> None:
    chunks = read_stream([event_stream(text_stream(), end="") + text])
    assert [next(chunks) for _ in text_stream()] == decode_chunks(text_stream())
    with pytest.raises(APIError, match=re.escape(message)):
        list(chunks)


def test_lines_without_their_ends_are_an_error_that_says_what_to_pass() -> None:
    lines = event_stream(text_stream()).splitlines()
    with pytest.raises(StreamError, match=r"^the pieces have no line ends: .* iter_bytes\(\)"):
        decode_stream(*lines)
    with pytest.raises(StreamError, match="no line ends"):
        decode_stream(*lines, max_event_size=700)


@pytest.mark.parametrize("end", ["", "\n"], ids=["no line end", "no empty line"])
def test_a_last_event_without_an_empty_line_after_it_is_a_chunk_given_problems(end: str) -> None:
    text = event_stream(text_stream(), end="").rstrip("\n") + end
    with pytest.raises(StreamError, match=r"^the stream ended inside an event$"):
        decode_stream(text)
    problems: list[DecodeError] = []
    assert [*read_stream([text], problems=problems)] == decode_chunks(text_stream())
    assert [str(problem) for problem in problems] == ["line 9: expected an empty line after the event, got the end"]


@pytest.mark.parametrize("end", ["data: {", "data: 5", "data", 'data: {"id": "1"}\ndata: {'])
def test_an_event_that_was_cut_off_is_an_error_given_problems_too(end: str) -> None:
    with pytest.raises(StreamError, match=r"^the stream ended inside an event$"):
        list(read_stream([event_stream(text_stream(), end=end)], problems=[]))


def test_events_may_have_no_empty_line_between_them() -> None:
    text = event_stream(text_stream()).replace("\n\n", "\n")
    assert decode_stream(text) == decode_chunks(text_stream())
    assert decode_stream(text.replace("data:", "event: chunk\ndata:")) == decode_chunks(text_stream())
    assert decode_stream(text.removesuffix("\n")) == decode_chunks(text_stream())
    with pytest.raises(APIError, match="Overloaded") as caught:
        accumulate(read_stream([text.removesuffix("data: [DONE]\n") + "event: error\ndata: Overloaded.\n\n"]))
    assert caught.value.partial == accumulate(decode_chunks(text_stream())).to_dict()


def test_the_last_event_before_a_line_without_an_end_is_complete() -> None:
    text = event_stream(text_stream(), end="").replace("\n\n", "\n")
    problems: list[DecodeError] = []
    assert decode_stream(text.removesuffix("\n"), problems=problems) == decode_chunks(text_stream())
    assert [problem.expected for problem in problems] == ["an empty line after the event"]


def test_an_event_may_have_its_object_on_several_lines() -> None:
    text = json.dumps(chunk(), indent=0).replace("\n", "\ndata: ")
    assert decode_stream(f"data: {text}\n\n") == decode_chunks([chunk()])


@pytest.mark.parametrize("line", ["data: : PROCESSING", "data::", "data: data: : PROCESSING"])
def test_a_comment_that_is_sent_as_data_is_skipped(line: str) -> None:
    assert decode_stream(f"{line}\n\n", event_stream(text_stream())) == decode_chunks(text_stream())


@pytest.mark.parametrize("prefix", ["data: data: ", "data:data:"])
def test_the_name_of_the_field_may_come_twice(prefix: str) -> None:
    assert decode_stream(event_stream(text_stream()).replace("data: ", prefix)) == decode_chunks(text_stream())


def test_an_error_may_have_its_data_after_an_empty_line() -> None:
    with pytest.raises(APIError, match=r"^No\. \(500\)$"):
        decode_stream('event: error\n\ndata: {"error": {"message": "No.", "code": 500}}\n\n')


@pytest.mark.parametrize("end", ["", "event: x\ndata: {}\n\n", "data: [DONE]\n\n"])
def test_an_error_without_data_is_an_error(end: str) -> None:
    with pytest.raises(APIError, match=r"^an error without a message$"):
        decode_stream("event: error\n\n", end)


@pytest.mark.parametrize(
    "text", ["ping", "keep-alive", "PING", "heartbeat", "[PING]", '"ping"', "OPENROUTER PROCESSING"]
)
def test_a_word_that_keeps_the_connection_open_is_skipped(text: str) -> None:
    assert decode_stream(f"data: {text}\n\n", event_stream(text_stream())) == decode_chunks(text_stream())


def test_a_whole_completion_before_done_is_split_into_chunks() -> None:
    body = without(response(), "system_fingerprint")
    text = json.dumps(body) + "\n\ndata: [DONE]\n\n"
    problems: list[DecodeError] = []
    assert accumulate(read_stream([text], problems=problems)).to_dict() == body
    assert [str(problem) for problem in problems] == ["expected chunks, got a whole completion"]
    with pytest.raises(StreamError) as caught:
        decode_stream(text)
    assert caught.value.partial == body


@pytest.mark.parametrize("done", [" [DONE] ", "DONE", '"DONE"', "'[DONE]'", "[done]", '"[DONE]" '])
@pytest.mark.parametrize("end", ["\n\n", "\n", ""], ids=ascii)
def test_done_may_have_other_forms(done: str, end: str) -> None:
    decoder = StreamDecoder()
    chunks = [*decoder.feed(event_stream(text_stream(), end=f"data: {done}{end}"))]
    assert (*chunks, *decoder.close()) == tuple(decode_chunks(text_stream()))
    assert decoder.done


NO_CHUNKS = [
    "data:",
    "data: ",
    "data:  ",
    "data",
    "data:\ndata:",
    "data: null",
    "data:null ",
    'data: ""',
    "event: x\ndata:",
]


@each_newline
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "lenient"])
@pytest.mark.parametrize("text", NO_CHUNKS, ids=repr)
def test_data_that_says_nothing_is_no_chunk(text: str, problems: list[DecodeError] | None, newline: str) -> None:
    events = f"{text}\n\n" + event_stream(text_stream()).replace("\n\n", f"\n\n{text}\n\n")
    end = event_stream(text_stream(), end=f"{text}\n")
    for stream in (events, end, f"{text}\n\n" + end):
        pieces = stream.replace("\n", newline)
        assert decode_stream(pieces, problems=problems) == decode_chunks(text_stream())
        assert decode_stream(*pieces, problems=problems) == decode_chunks(text_stream())
    assert not problems


PIECES = [json.dumps(body) for body in text_stream()]


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (f"{PIECES[0]}{PIECES[1]}", 2),
        (f"{PIECES[0]} {PIECES[1]}", 2),
        (f"{PIECES[0]}data: {PIECES[1]}", 2),
        (f"{PIECES[0][:40]}data: {PIECES[1]}", 1),
        (f'{PIECES[0]}{{"type": "ping"}}{PIECES[1]}', 2),
        (f"{PIECES[0][:40]}\ndata: {PIECES[1]}", 1),
    ],
    ids=["adjacent", "with a space", "with the field", "after a cut", "with a ping", "after a cut and a line end"],
)
def test_chunks_in_data_that_is_not_json_are_decoded_given_problems(data: str, count: int) -> None:
    text = f"data: {data}\n\ndata: {PIECES[2]}\n\n"
    with pytest.raises(DecodeError, match=r"^line \d column .*expected JSON"):
        decode_stream(text)
    problems: list[DecodeError] = []
    assert decode_stream(text, problems=problems) == decode_chunks(text_stream()[2 - count : 3])
    assert [str(problem) for problem in problems if "expected JSON" not in str(problem)] == []
    assert len(problems) == 1


@pytest.mark.parametrize("content", ['a}{"b"', "x data: y", "data:image/png;base64", "{\n"])
@pytest.mark.parametrize("place", ["message", "delta"])
def test_chunks_that_are_adjacent_keep_their_texts(content: str, place: str) -> None:
    bodies = [chunk({**choice_chunk(), "delta": None, place: {"content": text}}) for text in (content, "z")]
    text = f"data: {''.join(map(json.dumps, bodies))}\n\n" + event_stream([chunk(choice_chunk(finish_reason="stop"))])
    answer = accumulate(read_stream([text], problems=[]), problems=[])
    assert answer.choices[0].message.text == content + "z"


@pytest.mark.parametrize(
    "data",
    [PIECES[0][:40], "[1", "5 6", '{"a": 1}x', '{"a": [\ndata: {"message": "fine", "code": 5}', "{[\ndata: " * 999],
)
def test_data_without_a_whole_chunk_is_an_error(data: str) -> None:
    with pytest.raises(DecodeError, match="expected JSON"):
        decode_stream(f"data: {data}\n\n")
    with pytest.raises(DecodeError, match="expected JSON"):
        decode_stream(f"data: {data}\n\n", problems=[])


def message_chunk(content: str, **changes: Any) -> Body:
    whole = {"role": "assistant", "content": content}
    return {**chunk({"index": 0, "message": whole, "delta": None, "finish_reason": "stop"}), **changes}


class TestChunksWithMessageInPlaceOfDelta:
    @pytest.mark.parametrize("keys", [{}, {"object": "chat.completion"}, {"object": None}], ids=str)
    @pytest.mark.parametrize("end", ["data: [DONE]\n\n", "", "data: null\n"], ids=ascii)
    def test_are_pieces_like_any_other(self, keys: Body, end: str) -> None:
        bodies = [message_chunk(piece, **keys) for piece in ("", "06", ":", "41")]
        text = event_stream(bodies, end=end)
        choices = accumulate(read_stream([text])).choices
        assert [(one.message.content, one.finish_reason) for one in choices] == [("06:41", "stop")]
        problems: list[DecodeError] = []
        assert accumulate(read_stream(list(text), problems=problems), problems=problems).choices == choices
        assert [str(problem) for problem in problems] == [
            f'line {line}: choices[0].message: expected the key "delta", got the key "message"' for line in (1, 3, 5, 7)
        ]

    def test_may_be_alone_if_they_say_that_they_are_chunks(self) -> None:
        [one] = decode_stream(event_stream([message_chunk("06:41")]))
        assert one.choices[0].delta.content == "06:41"

    def test_may_have_choices_with_a_delta_beside_them(self) -> None:
        body = message_chunk("06:41")
        body["choices"] += [choice_chunk(1, content="19:02"), 5]
        problems: list[DecodeError] = []
        [one] = decode_stream(event_stream([body]), problems=problems)
        assert [piece.delta.content for piece in one.choices] == ["06:41", "19:02", None]
        assert str(problems[0]) == 'line 1: choices[0].message: expected the key "delta", got the key "message"'

    @pytest.mark.parametrize(
        "end", ["event: error\ndata: No.\n\n", "event: error\ndata: No.", "data: {]\n\n", "data: {"]
    )
    @pytest.mark.parametrize("count", [1, 2])
    def test_before_an_error_are_kept(self, end: str, count: int) -> None:
        text = event_stream([message_chunk("06", object=None)] * count, end=end)
        problems: list[DecodeError] = []
        with pytest.raises(ChatCompletionError) as caught:
            accumulate(read_stream([text], problems=problems), problems=problems)
        partial: Any = caught.value.partial
        assert partial["choices"][0]["message"]["content"] == "06" * count

    @pytest.mark.parametrize("delta", [{}, {"role": "assistant"}, {"role": "assistant", "content": ""}, None], ids=str)
    @pytest.mark.parametrize("place", ["message", "text"])
    def test_may_be_beside_a_delta_that_says_nothing(self, delta: Any, place: str) -> None:
        bodies = []
        for piece in ("06", ":", "41"):
            value: Any = {"role": "assistant", "content": piece} if place == "message" else piece
            bodies.append(chunk({**choice_chunk(), "delta": delta, place: value}))
        bodies.append(chunk(choice_chunk(finish_reason="stop")))
        text = event_stream(bodies)
        assert accumulate(read_stream([text])).choices[0].message.text == "06:41"
        assert accumulate(read_stream([text], problems=[])).choices[0].message.text == "06:41"

    @pytest.mark.parametrize(
        ("texts", "deltas"),
        [
            (["Hi", " there", "Hi there"], ["", "", ""]),
            (["Hi", "Hi there"], ["", ""]),
            (["Hi", "", "Hi there"], ["", " there", ""]),
            (["Hi", "Hi there"], ["Hi", " there"]),
            (["Hi there"], [""]),
        ],
        ids=["all at the end", "snapshots", "one delta", "deltas and snapshots", "one"],
    )
    def test_may_have_all_of_the_text(self, texts: list[str], deltas: list[str]) -> None:
        bodies = [
            chunk({**choice_chunk(content=delta), "message": {"role": "assistant", "content": text}})
            for text, delta in zip(texts, deltas, strict=True)
        ]
        text = event_stream([*bodies, chunk(choice_chunk(finish_reason="stop"))])
        assert accumulate(read_stream([text])).choices[0].message.text == "Hi there"
        assert accumulate(read_stream([text], problems=[])).choices[0].message.text == "Hi there"

    def test_do_not_replace_the_text_of_the_deltas(self) -> None:
        bodies = [chunk({**choice_chunk(content=text), "text": "a note"}) for text in ("Hi", " there")]
        text = event_stream([*bodies, chunk(choice_chunk(finish_reason="stop"))])
        answer = accumulate(read_stream([text])).choices[0]
        assert (answer.message.text, answer.extra) == ("Hi there", {"text": "a note"})

    def test_a_message_that_says_nothing_is_no_piece(self) -> None:
        start = {**choice_chunk(role="assistant"), "message": {"role": "assistant", "content": ""}}
        pieces = [chunk(start), chunk(choice_chunk(content="06:41"))]
        end = {**choice_chunk(finish_reason="stop"), "message": {"role": "assistant", "content": "06:41"}}
        answer = accumulate(read_stream([event_stream([*pieces, chunk(end)])]))
        assert answer.choices[0].message.text == "06:41"

    def test_after_a_delta_are_whole_messages(self) -> None:
        deltas = [chunk(choice_chunk(content="06:")), chunk(choice_chunk(content="41"))]
        answer = accumulate(read_stream([event_stream([*deltas, message_chunk("06:41")])]))
        assert answer.choices[0].message.content == "06:41"


def test_a_whole_completion_may_be_followed_by_the_usage() -> None:
    body = without(response(), "usage")
    problems: list[DecodeError] = []
    answer = accumulate(read_stream([event_stream([body, chunk(usage=usage())])], problems=problems))
    assert answer.to_dict() == {**body, "usage": usage(), "system_fingerprint": "fp_ff25b2783a"}
    assert [str(problem) for problem in problems] == ["expected chunks, got a whole completion"]


def test_a_problem_has_the_line_and_the_type_of_its_event() -> None:
    problems: list[DecodeError] = []
    text = 'event: status\ndata: {"choices": [], "id": 5}\n\n'
    decode_stream(text, 'data: {"choices": 1}\n\n', problems=problems)
    assert [str(problem) for problem in problems] == [
        'line 2, event "status": id: expected str, got int 5',
        "line 4: choices: expected array, got int 1",
    ]
    with pytest.raises(DecodeError) as caught:
        decode_stream(text)
    assert caught.value.source == 'line 2, event "status"'


def test_an_error_in_a_chunk_is_an_api_error() -> None:
    for error in ({"message": "Overloaded."}, "Overloaded."):
        with pytest.raises(APIError, match="Overloaded"):
            CreateChatCompletionStreamResponse.from_dict({**chunk(choice_chunk(content="x")), "error": error})


NO_ERRORS: list[Any] = [None, "", "0", {}, [], {"code": 0, "message": "success"}, {"message": "", "code": None}]


@pytest.mark.parametrize("value", NO_ERRORS, ids=str)
@pytest.mark.parametrize("keys", [{"error": ...}, {"x_groq": {"error": ...}}], ids=["error", "x_groq"])
def test_what_says_that_there_was_no_error_is_none(keys: Body, value: Any) -> None:
    extra = json.loads(json.dumps(keys, default=lambda _: value))
    for body in (chunk(), chunk(choice_chunk(content="x"))):
        assert CreateChatCompletionStreamResponse.from_dict({**body, **extra}).extra == extra


@pytest.mark.parametrize(
    "piece", [": comment\n", "\n", event_stream(text_stream(), end="")], ids=["comments", "empty lines", "events"]
)
def test_waiting_chunks_take_a_limited_memory(piece: str) -> None:
    decoder = StreamDecoder(max_event_size=10_000)
    with pytest.raises(StreamError, match=r"iterate over what feed\(\) returns"):
        list(map(decoder.feed, [piece] * 20_000))
    assert len(b"\n".join(decoder._reader._lines)) <= 10_000 + len(piece)


@pytest.mark.parametrize("line", ["event: x\n", "data: {\n", "data: [DONE]\n", "data: }\n", "id: 1\n", ": comment\n"])
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "lenient"])
def test_an_incomplete_event_is_parsed_once(
    line: str, problems: list[DecodeError] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []

    def count(data: bytes) -> bool:
        parsed.append(data)
        return False

    monkeypatch.setattr(events_module, "is_json", count)
    decoder = StreamDecoder(problems=problems)
    assert list(decoder.feed('data: {"choices": [}\n' + line * 400)) == []
    assert len(parsed) <= 1
    with suppress(DecodeError):
        list(decoder.feed('\ndata: {"choices": []}\n' + line * 400))
    list(decoder.feed(""))
    assert len(parsed) <= 2


def test_what_is_no_event_is_read_once() -> None:
    body = response()
    decoder = StreamDecoder(problems=[])
    assert len(list(decoder.feed(json.dumps(body) + "\ndata: [DONE]\n"))) == 3
    assert list(decoder.feed("data: [DONE]\n")) == []


def test_a_large_piece_may_wait_for_its_iteration() -> None:
    decoder = StreamDecoder(max_event_size=1000)
    for _ in range(3):
        assert len(list(decoder.feed(event_stream(text_stream() * 100, end="")))) == 500


def test_the_end_needs_no_empty_line() -> None:
    decoder = StreamDecoder()
    chunks = list(decoder.feed(event_stream(text_stream(), end="data: [DONE]\n") + event_stream(text_stream())))
    assert (len(chunks), decoder.done) == (5, True)


def iterate(*items: Any) -> Iterator[Any]:
    yield from items


async def aiterate(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        yield item


def is_closed(generator: Any) -> bool:
    return getattr(generator, "gi_frame" if isinstance(generator, Iterator) else "ag_frame") is None


EARLY_ENDS: dict[str, tuple[str, int]] = {
    "done": (event_stream(text_stream()), 5),
    "an error": (event_stream(text_stream(), end="data: {]\n\n"), 5),
    "the reader": (event_stream(text_stream()), 2),
}
each_early_end = pytest.mark.parametrize(("text", "taken"), EARLY_ENDS.values(), ids=EARLY_ENDS)


@each_early_end
def test_a_source_that_is_a_generator_is_closed(text: str, taken: int) -> None:
    source = iterate(text, "more")
    chunks = read_stream(source)
    assert len([next(chunks) for _ in range(taken)]) == taken
    assert not is_closed(source)
    with suppress(StopIteration, DecodeError):
        next(chunks) if taken == 5 else chunks.close()  # type: ignore[attr-defined]
    assert is_closed(source)


@each_early_end
def test_a_source_that_is_an_asynchronous_generator_is_closed(text: str, taken: int) -> None:
    async def read() -> None:
        source = aiterate(text, "more")
        chunks = aread_stream(source)
        assert len([await anext(chunks) for _ in range(taken)]) == taken
        assert not is_closed(source)
        with suppress(StopAsyncIteration, DecodeError):
            await (anext(chunks) if taken == 5 else chunks.aclose())  # type: ignore[attr-defined]
        assert is_closed(source)

    asyncio.run(read())


def test_chunks_of_a_generator_are_closed_if_they_cannot_be_added() -> None:
    async def add() -> None:
        source = aiterate("no chunk", "more")
        with pytest.raises(AttributeError):
            await aaccumulate(source)
        assert is_closed(source)

    asyncio.run(add())
    source = iterate("no chunk", "more")
    with pytest.raises(AttributeError):
        accumulate(source)
    assert is_closed(source)


def test_chunks_of_a_generator_are_closed_if_the_client_goes_away() -> None:
    source = iterate(*decode_chunks(text_stream()))
    events = write_stream(source)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert is_closed(source)


def test_a_source_that_is_no_generator_is_left_open(tmp_path: Path) -> None:
    file = tmp_path / "stream"
    file.write_text(event_stream(text_stream()))
    with file.open() as lines:
        assert len([*read_stream(lines)]) == 5
        assert not lines.closed

    class Source:
        def __init__(self) -> None:
            self.pieces = iterate(event_stream(text_stream()), "more")

        def __aiter__(self) -> Source:
            return self

        async def __anext__(self) -> str:
            return str(next(self.pieces))

        async def aclose(self) -> None:
            raise AssertionError

    async def count() -> int:
        return len([one async for one in aread_stream(Source())])

    assert asyncio.run(count()) == 5
