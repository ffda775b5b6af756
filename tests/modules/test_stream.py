"""The modules of streams: limits, boundaries and unusual orders."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chatcompletion import (
    Accumulator,
    DecodeError,
    StreamDecoder,
    StreamError,
    aread_stream,
    read_stream,
)

from ..support.responses import choice, response, without
from ..support.streams import choice_chunk, chunk, decode_chunks, event_stream, tool_call_chunk


class TestAccumulator:
    def add(self, *chunks: Any) -> Accumulator:
        accumulator = Accumulator()
        for one in decode_chunks([*chunks]):
            accumulator.add(one)
        return accumulator

    def test_the_first_identity_counts(self) -> None:
        made = self.add(
            chunk(id="", created=0, model=""), chunk(id="a", created=1, model="m"), chunk(id="b", created=2, model="n")
        ).to_dict()
        assert (made["id"], made["created"], made["model"]) == ("a", 1, "m")

    def test_the_first_role_counts(self) -> None:
        roles: list[Any] = [{}, {"role": ""}, {"role": "tool"}, {"role": "user"}, {"role": ""}]
        made = self.add(*(chunk(choice_chunk(**delta)) for delta in roles)).to_dict()
        assert made["choices"][0]["message"] == {"role": "tool", "content": None, "refusal": None}
        made = self.add(*(chunk(choice_chunk(**delta)) for delta in roles[:2])).to_dict()
        assert made["choices"][0]["message"] == {"role": "assistant", "content": None, "refusal": None}

    def test_the_first_choice_that_is_not_finished_is_named(self) -> None:
        accumulator = self.add(chunk(*(choice_chunk(index, finish_reason="stop"[:index]) for index in (4, 1))))
        assert len(accumulator.response().choices) == 2
        accumulator = self.add(chunk(choice_chunk(7), choice_chunk(1, finish_reason="stop"), choice_chunk(2)))
        with pytest.raises(StreamError) as caught:
            accumulator.response()
        assert str(caught.value) == "the stream ended before choice 7 was finished"
        assert caught.value.partial == accumulator.to_dict()

    def test_a_choice_alone_is_a_response(self) -> None:
        one = without(chunk(choice_chunk(content="a", finish_reason="stop")), "system_fingerprint")
        assert self.add(one).response().choices[0].message.content == "a"
        with pytest.raises(StreamError, match=r"^the stream ended before the first choice$"):
            self.add(without(chunk(), "system_fingerprint")).response()

    def test_an_identifier_may_come_late(self) -> None:
        pieces = [tool_call_chunk(0, "a", "1"), tool_call_chunk(0, None, "2", id="call")]
        made = self.add(*(chunk(choice_chunk(tool_calls=[piece])) for piece in pieces)).to_dict()
        function = {"name": "a", "arguments": "12"}
        assert made["choices"][0]["message"]["tool_calls"] == [{"id": "call", "type": "function", "function": function}]

    def test_the_texts_in_one_piece_of_reasoning_are_different_texts(self) -> None:
        def thinking(*texts: str) -> Any:
            return [{"type": "thinking", "thinking": [{"type": "text", "text": text} for text in texts]}]

        made = self.add(
            *(chunk(choice_chunk(content=thinking(*texts))) for texts in (("a", "b"), ("c", "d")))
        ).to_dict()
        assert made["choices"][0]["message"]["content"] == thinking("a", "bc", "d")

    def test_a_call_of_another_type_keeps_its_function(self) -> None:
        piece = tool_call_chunk(0, "a", "1", id="call", type="other")
        made = self.add(chunk(choice_chunk(tool_calls=[piece]))).to_dict()
        call = {"id": "call", "type": "other", "function": {"name": "a", "arguments": "1"}}
        assert made["choices"][0]["message"]["tool_calls"] == [call]

    def test_nulls_in_an_array_are_kept(self) -> None:
        made = self.add(chunk(choice_chunk(a=[None, {"index": 0, "b": None}])), chunk(choice_chunk(a=[None]))).to_dict()
        assert made["choices"][0]["message"]["a"] == [None, {"index": 0, "b": None}, None]

    @pytest.mark.parametrize("key", ["content", "refusal"])
    def test_log_probabilities_of_one_kind_leave_the_other_null(self, key: str) -> None:
        token = {"token": "t", "logprob": -1.0, "bytes": None, "top_logprobs": []}
        logprobs = {"content": None, "refusal": None, key: [token]}
        made = self.add(chunk(choice_chunk(more={"logprobs": logprobs}))).to_dict()
        assert made["choices"][0]["logprobs"] == logprobs

    def test_calls_with_one_identifier_are_told_apart_by_their_index(self) -> None:
        pieces = [
            tool_call_chunk(0, "a", "1", id="call"),
            tool_call_chunk(1, "b", "2", id="call"),
            tool_call_chunk(0, None, "3", id="call"),
        ]
        made = self.add(*(chunk(choice_chunk(tool_calls=[piece])) for piece in pieces)).to_dict()
        calls = made["choices"][0]["message"]["tool_calls"]
        assert [call["function"]["arguments"] for call in calls] == ["13", "2"]

    def test_updates_show_a_limited_part_of_a_name(self) -> None:
        accumulator = Accumulator()
        calls = [tool_call_chunk(0, name, id="call_1", type="function") for name in ("a" * 999, "bcd", "e")]
        pieces = decode_chunks([chunk(choice_chunk(tool_calls=[call])) for call in calls])
        names = [update.name for piece in pieces for update in accumulator.add(piece)]
        assert names == ["a" * 999, "a" * 999 + "b", "a" * 999 + "b"]
        [call] = accumulator.response(problems=[]).choices[0].message.function_tool_calls
        assert call.function.name == "a" * 999 + "bcde"


def make_event(size: int) -> bytes:
    """Return an event with a chunk, whose data and line end have this size."""
    start = json.dumps(chunk(choice_chunk(content="")))
    return b"data: " + start.replace('""', f'"{"x" * (size - len(start) - 1)}"', 1).encode() + b"\n\n"


class TestEventStream:
    def test_a_new_decoder_is_at_the_first_line(self) -> None:
        assert (StreamDecoder().line, StreamDecoder().done) == (1, False)

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_every_event_may_have_the_size_of_the_limit(self, number: int) -> None:
        decoder = StreamDecoder(max_event_size=500)
        assert len([*decoder.feed(make_event(500) * number)]) == number
        with pytest.raises(StreamError) as caught:
            [*decoder.feed(make_event(501))]
        assert str(caught.value) == f"line {2 * number + 1}: an event of more than 500 bytes"

    @pytest.mark.parametrize("start", [b"", b"\n", b"data: {\n"])
    def test_an_incomplete_line_may_have_the_size_of_the_limit(self, start: bytes) -> None:
        decoder = StreamDecoder(max_event_size=100)
        room = 100 - 2 * start.count(b"{")
        assert [*decoder.feed(start + b":" * (room - 1)), *decoder.feed(b":")] == []
        with pytest.raises(StreamError):
            [*decoder.feed(b":")]

    @pytest.mark.parametrize(("limit", "shown"), [(10, r"abcd\nefgh"), (9, "abcd"), (1, "abcd")])
    def test_other_text_is_kept_up_to_the_limit(self, limit: int, shown: str) -> None:
        decoder = StreamDecoder(max_event_size=limit)
        for line in (b"abcd\n", b"efgh\n", b"ijkl\n"):
            assert [*decoder.feed(line)] == []
        with pytest.raises(DecodeError) as caught:
            decoder.close()
        assert str(caught.value) == f'line 1: expected event stream, got "{shown}"'

    def test_text_with_a_lone_surrogate_is_accepted(self) -> None:
        decoder = StreamDecoder()
        with pytest.raises(DecodeError) as caught:
            [*decoder.feed('data: "\ud800"\n\n')]
        assert str(caught.value) == r'line 1: expected object, got str "\ud800"'

    @pytest.mark.parametrize(
        "text", ["data: [DONE]", "data: [DONE]\n", "data: [DONE]\n\n", "data: [DONE]\n\ndata: 5\n\n: end\n\n"]
    )
    def test_an_end_that_was_not_read_is_an_end(self, text: str) -> None:
        decoder = StreamDecoder()
        decoder.feed(text)
        decoder.close()
        assert decoder.done

    @pytest.mark.parametrize("text", [b"", b":", b"\xef\xbb\xbf", b"\xef\xbb\xbf: comment", b": comment\n:"])
    def test_a_stream_may_end_in_a_comment(self, text: bytes) -> None:
        decoder = StreamDecoder()
        assert [*decoder.feed(text)] == []
        decoder.close()
        assert not decoder.done

    def test_a_piece_after_a_carriage_return_is_kept(self) -> None:
        event = b"data: " + json.dumps(chunk()).encode()
        decoder = StreamDecoder()
        pieces = [b": a\r", event + b"\n", b"\r", b"\n" + event, b"\r\n\r\n"]
        assert [len([*decoder.feed(piece)]) for piece in pieces] == [0, 0, 1, 0, 1]
        decoder = StreamDecoder()
        pieces = [event + b"\r", b"\n" + event.replace(b"data: ", b"id: "), b"\r\n\r\n"]
        assert [len([*decoder.feed(piece)]) for piece in pieces] == [0, 0, 1]

    def test_what_comes_after_the_end_is_ignored(self) -> None:
        decoder = StreamDecoder()
        assert len([*decoder.feed(event_stream([chunk()]))]) == 1
        assert [*decoder.feed("\ndata: 5\n\nx\n")] == []
        decoder.close()
        assert (decoder.done, decoder.line) == (True, 3)

    def test_lines_of_exactly_the_limit_may_wait(self) -> None:
        decoder = StreamDecoder(max_event_size=1000)
        decoder.feed(b":" * 999 + b"\n")
        decoder.feed(b":\n")
        with pytest.raises(StreamError, match="waiting"):
            decoder.feed(b"\n")

    def test_what_comes_after_the_end_is_not_kept(self) -> None:
        decoder = StreamDecoder(max_event_size=1000)
        assert len([*decoder.feed(event_stream([chunk()]))]) == 1
        for _ in range(3):
            decoder.feed(b": not taken\n" * 100)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [(b"\xff", "\ufffd"), (b" " * 239 + b"ab", "a"), (b" " * 240 + b"ab", ""), (b"5", "5"), (b"[]", "[]")],
        ids=["not UTF-8", "239 spaces", "240 spaces", "number", "array"],
    )
    def test_the_beginning_of_other_text_is_shown(self, text: bytes, shown: str) -> None:
        with pytest.raises(DecodeError) as caught:
            [*read_stream([text])]
        assert str(caught.value) == f'line 1: expected event stream, got "{shown}"'

    @pytest.mark.parametrize(
        ("choices", "is_completion"),
        [
            ([choice()], True),
            ([{"delta": {}}, choice()], True),
            ([choice(delta={})], False),
            ([{}], False),
            (["message"], False),
            ([], False),
            (5, False),
        ],
        ids=["choice", "delta and message", "delta in a choice", "empty choice", "text", "no choice", "number"],
    )
    def test_a_whole_completion_has_a_message(self, choices: Any, is_completion: bool) -> None:
        body = {**response(), "choices": choices}
        for text in (json.dumps(body), f"data: {json.dumps(body)}\n\n"):
            partial: Any = None
            try:
                [*read_stream([text])]
            except StreamError as error:
                partial = error.partial
            except DecodeError:
                pass
            assert partial == (body if is_completion else None)

    def test_a_whole_completion_may_have_an_error_beside_its_choices(self) -> None:
        body = response(error={"message": "No."})
        with pytest.raises(StreamError) as caught:
            [*read_stream([json.dumps(body)])]
        assert caught.value.partial == body

    @pytest.mark.parametrize("body", [response(object="other"), without(response(), "object")], ids=["other", "none"])
    def test_a_whole_completion_may_have_any_object(self, body: Any) -> None:
        with pytest.raises(StreamError) as caught:
            [*read_stream([json.dumps(body)])]
        assert caught.value.partial == body

    def test_a_source_of_another_type_is_explained(self) -> None:
        source: Any = "data: [DONE]"
        with pytest.raises(TypeError) as caught:
            read_stream(source)
        assert str(caught.value) == (
            "read_stream() takes an iterable of bytes or str, got str; "
            "pass the pieces of the body as they arrive, or a list with the whole text: [text]"
        )
        source = ["data: [DONE]"]
        with pytest.raises(TypeError) as caught:
            aread_stream(source)
        assert str(caught.value) == (
            "aread_stream() takes an asynchronous iterable of bytes or str, got list; "
            "use read_stream() for an ordinary iterable"
        )

    def test_the_asynchronous_form_collects_problems(self) -> None:
        async def iterate() -> AsyncIterator[str]:
            yield event_stream([chunk(created="x")])

        async def read(problems: list[DecodeError]) -> int:
            return len([one async for one in aread_stream(iterate(), problems=problems)])

        problems: list[DecodeError] = []
        assert asyncio.run(read(problems)) == 1
        assert [problem.path for problem in problems] == ["created"]

    def test_the_asynchronous_form_has_the_same_limits(self) -> None:
        async def iterate(*pieces: bytes) -> AsyncIterator[bytes]:
            for piece in pieces:
                yield piece
            raise OSError("read too far")

        async def read(*pieces: bytes) -> int:
            return len([one async for one in aread_stream(iterate(*pieces), max_event_size=500)])

        assert asyncio.run(read(make_event(500), b"data: [DONE]\n\n")) == 1
        with pytest.raises(StreamError, match=r"^line 1: an event of more than 500 bytes$"):
            asyncio.run(read(make_event(501)))
        with pytest.raises(OSError, match=r"^read too far$"):
            asyncio.run(read(make_event(500)))

    def test_a_line_end_may_be_cut_in_two(self) -> None:
        decoder = StreamDecoder()
        event = b"data: " + json.dumps(chunk()).encode()
        pieces = [event, b"\r", b"", b"\n", b"\r", b"\n" + event + b"\r\n\r\n"]
        assert [len([*decoder.feed(piece)]) for piece in pieces] == [0, 0, 0, 0, 1, 1]
        assert decoder.line == 3
