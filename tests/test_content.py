"""Content as an array of parts, and reasoning in the keys of all services."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from typing import Any

import pytest

from chatcompletion import (
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionResponseMessage,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionResponse,
    DecodeError,
    MultipartContent,
    ThinkingPart,
    UnknownVariant,
    accumulate,
)

from .support.helpers import nest
from .support.responses import Body, choice, message, response
from .support.streams import choice_chunk, chunk, decode_chunks

THINKING = {
    "type": "thinking",
    "thinking": [{"type": "text", "text": "The table "}, {"type": "text", "text": "says so."}],
}
PARTS: list[Body] = [
    {**THINKING, "closed": True},
    {"type": "text", "text": "High water is "},
    {"type": "reference", "reference_ids": [1, 2]},
    {"type": "text", "text": "at 06:41."},
]

each_class = pytest.mark.parametrize("cls", [ChatCompletionResponseMessage, ChatCompletionStreamResponseDelta])


def decode(cls: Any, content: Any) -> Any:
    return cls.from_dict(message(content=content))


@each_class
def test_content_is_the_joined_text_of_the_text_parts(cls: Any) -> None:
    content = decode(cls, PARTS).content
    assert content == "High water is at 06:41."
    assert isinstance(content, str)
    assert isinstance(content, MultipartContent)
    assert content.upper() == "HIGH WATER IS AT 06:41."


@each_class
def test_the_parts_are_typed(cls: Any) -> None:
    first, second, third, _ = decode(cls, PARTS).content_parts
    assert isinstance(first, ThinkingPart)
    assert (first.thinking, first.extra) == ("The table says so.", {"closed": True})
    assert second == ChatCompletionRequestMessageContentPartText(text="High water is ")
    assert third == UnknownVariant(type="reference", extra={"reference_ids": [1, 2]})


@each_class
@pytest.mark.parametrize("parts", [PARTS, [], PARTS[1:2], [{"type": "thinking", "thinking": "Plain."}]], ids=len)
def test_parts_round_trip(cls: Any, parts: list[Body]) -> None:
    decoded = decode(cls, parts)
    assert decoded.to_dict() == message(content=parts)
    assert decode(cls, tuple(parts)) == decoded
    json.dumps(decoded.to_dict())


@each_class
def test_text_is_one_part_and_null_is_no_part(cls: Any) -> None:
    assert decode(cls, "06:41").content_parts == (ChatCompletionRequestMessageContentPartText(text="06:41"),)
    assert decode(cls, None).content_parts == ()
    assert type(decode(cls, "06:41").content) is str


@each_class
def test_content_of_a_subclass_of_str_becomes_a_str(cls: Any) -> None:
    class Text(str):
        pass

    assert type(decode(cls, Text("06:41")).content) is str


@each_class
def test_replacing_the_content_removes_the_parts_and_replacing_another_field_keeps_them(cls: Any) -> None:
    decoded = decode(cls, PARTS)
    assert replace(decoded, content="x").to_dict() == message(content="x")
    assert replace(decoded, refusal="no").to_dict() == message(content=PARTS, refusal="no")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (5, "content: expected str, got int 5"),
        ({"type": "text"}, "content: expected str, got object"),
        (["text"], 'content[0]: expected object, got str "text"'),
        ([{"type": "text", "text": None}], "content[0].text: expected str, got null"),
        ([{"type": "thinking", "thinking": [{"text": "x"}]}], "content[0].thinking[0].type: missing"),
        ([{"text": "x"}], "content[0].type: missing"),
    ],
    ids=repr,
)
@each_class
def test_invalid_content_is_rejected_with_its_place(cls: Any, content: Any, problem: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(cls, content)
    assert str(caught.value) == problem


def test_problems_in_parts_are_collected() -> None:
    problems: list[DecodeError] = []
    body = response(choice(message=message(content=[{"type": "text"}, 5, {"type": "text", "text": "06:41"}])))
    decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
    assert decoded.choices[0].message.content == "06:41"
    assert [problem.path for problem in problems] == [
        "choices[0].message.content[0].text",
        "choices[0].message.content[1]",
    ]


class TestMultipartContent:
    content = decode(ChatCompletionResponseMessage, PARTS).content

    def test_it_is_immutable(self) -> None:
        with pytest.raises(AttributeError):
            self.content.parts = ()
        with pytest.raises(AttributeError):
            del self.content.parts
        with pytest.raises(AttributeError):
            self.content.no_such_attribute = 1

    def test_it_equals_its_text_and_content_with_equal_parts(self) -> None:
        text = "High water is at 06:41."
        assert self.content == text
        assert text == self.content
        assert (self.content != text) is False
        assert hash(self.content) == hash(text)
        assert self.content == MultipartContent(self.content.parts)
        assert self.content != MultipartContent(self.content.parts[1:])
        assert self.content != 5

    def test_copies_and_pickles_keep_the_parts(self) -> None:
        for copied in (copy.copy(self.content), copy.deepcopy(self.content), pickle.loads(pickle.dumps(self.content))):
            assert copied.parts == self.content.parts

    def test_its_repr_shows_the_parts(self) -> None:
        text = MultipartContent([ChatCompletionRequestMessageContentPartText(text="x")])
        part = "ChatCompletionRequestMessageContentPartText(type='text', text='x')"
        assert repr(text) == f"MultipartContent(({part},))"

    def test_messages_with_other_parts_differ(self) -> None:
        assert decode(ChatCompletionResponseMessage, PARTS) != decode(ChatCompletionResponseMessage, PARTS[1:])


TEXT = {"type": "text", "text": "06:41"}
REASONING: list[tuple[Body, str | None]] = [
    ({"reasoning_content": "So."}, "So."),
    ({"reasoning": "So."}, "So."),
    ({"reasoning_content": "", "reasoning": "So."}, "So."),
    ({"content": PARTS}, "The table says so."),
    ({"content": [{"type": "thinking", "thinking": "So."}]}, "So."),
    ({}, None),
    ({"reasoning": None}, None),
    ({"reasoning_content": ""}, None),
    ({"reasoning_text": "So."}, "So."),
    ({"reasoning": {"text": "So."}}, "So."),
    ({"reasoning": {"content": "So.", "signature": "AVSo"}}, "So."),
    ({"reasoning_details": [{"type": "reasoning.text", "text": "So."}, {"data": "AVSo"}]}, "So."),
    ({"reasoning_details": [{"type": "reasoning.summary", "summary": "So."}]}, "So."),
    ({"thinking_blocks": [{"type": "thinking", "thinking": "So.", "signature": "AVSo"}]}, "So."),
    ({"content": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "So."}]}]}, "So."),
    ({"content": [{"type": "reasoning_text", "text": "So."}, TEXT]}, "So."),
    ({"reasoning": {"signature": "AVSo"}}, None),
    ({"content": PARTS[1:]}, None),
]
each_form = pytest.mark.parametrize("keys", [keys for keys, _ in REASONING], ids=repr)


@pytest.mark.parametrize(("keys", "reasoning"), REASONING, ids=repr)
@each_class
def test_reasoning_is_found_in_every_key(cls: Any, keys: Body, reasoning: str | None) -> None:
    decoded = cls.from_dict(message(**keys))
    assert decoded.reasoning == reasoning
    assert decoded.to_dict() == message(**keys)


@each_class
class TestSetReasoning:
    @each_form
    @pytest.mark.parametrize("key", [None, "reasoning", "reasoning_details", "content"])
    def test_it_is_read_back_whatever_was_there(self, cls: Any, keys: Body, key: str | None) -> None:
        decoded = cls.from_dict(message(**keys))
        changed = decoded.with_reasoning("New.", key)
        assert changed.reasoning == "New."
        assert changed.content == decoded.content or "".join(changed.content) == str(decoded.content)
        assert cls.from_dict(changed.to_dict()) == changed
        assert decoded.to_dict() == message(**keys)

    @each_form
    def test_none_removes_every_form(self, cls: Any, keys: Body) -> None:
        changed = cls.from_dict({**keys, "reasoning_text": "So.", "x": 1}).with_reasoning(None)
        assert changed.reasoning is None
        assert changed.extra == {"x": 1}
        assert not [part for part in changed.content_parts if part.type in ("thinking", "reasoning")]

    @pytest.mark.parametrize(
        ("keys", "changed"),
        [
            ({}, {"reasoning_content": "New."}),
            ({"reasoning": "So."}, {"reasoning": "New."}),
            ({"reasoning_content": "", "reasoning": "So."}, {"reasoning": "New."}),
            ({"reasoning": "So.", "reasoning_details": [{"type": "x", "text": "So."}]}, {"reasoning": "New."}),
            ({"reasoning": {"text": "So.", "signature": "AVSo"}}, {"reasoning": "New."}),
            (
                {"reasoning_details": [{"type": "reasoning.summary", "summary": "So."}, {"data": "AVSo"}]},
                {"reasoning_details": [{"type": "reasoning.text", "text": "New."}]},
            ),
            (
                {"thinking_blocks": [{"type": "thinking", "thinking": "So.", "signature": "AVSo"}]},
                {"thinking_blocks": [{"type": "thinking", "thinking": "New."}]},
            ),
            (
                {"content": [TEXT, {"type": "thinking", "thinking": "So.", "signature": "AVSo"}, TEXT, THINKING]},
                {"content": [TEXT, {"type": "thinking", "thinking": "New."}, TEXT]},
            ),
            (
                {"content": [THINKING, TEXT]},
                {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "New."}]}, TEXT]},
            ),
            ({"content": [THINKING, TEXT], "reasoning": "So."}, {"content": [TEXT], "reasoning": "New."}),
        ],
        ids=repr,
    )
    def test_it_keeps_its_form_and_everything_else(self, cls: Any, keys: Body, changed: Body) -> None:
        others = {"role": "assistant", "tool_calls": None, "x": [1]}
        decoded = cls.from_dict({**others, **keys})
        assert decoded.with_reasoning("New.").to_dict() == {**others, **changed}

    def test_a_text_becomes_a_part_beside_the_reasoning(self, cls: Any) -> None:
        changed = cls.from_dict({"content": "06:41"}).with_reasoning("New.", "content")
        assert [part.kind for part in changed.content_parts] == ["thinking", "text"]
        assert changed.text == "06:41" if cls is ChatCompletionResponseMessage else changed.content == "06:41"

    def test_what_did_not_fit_is_not_written_again(self, cls: Any) -> None:
        decoded = cls.from_dict(message(reasoning_details=nest(list, 129)), problems=[])
        assert "reasoning_details" in decoded.to_dict()
        assert decoded.with_reasoning(None).to_dict() == message()

    def test_a_key_that_reasoning_does_not_read_is_rejected(self, cls: Any) -> None:
        with pytest.raises(ValueError, match="cannot set reasoning as 'thoughts', but as reasoning_content, "):
            cls.from_dict(message()).with_reasoning("New.", "thoughts")

    def test_a_message_that_is_built_takes_it(self, cls: Any) -> None:
        assert cls(content="06:41").with_reasoning("New.").extra == {"reasoning_content": "New."}


@pytest.mark.parametrize("keys", [keys for keys, reasoning in REASONING if reasoning], ids=repr)
def test_rewritten_reasoning_adds_up_over_a_stream(keys: Body) -> None:
    pieces = [ChatCompletionStreamResponseDelta.from_dict(keys).with_reasoning(text) for text in ("It ", "is.")]
    chunks = [chunk({"index": 0, "delta": piece.to_dict(), "finish_reason": None}) for piece in pieces]
    answer = accumulate(decode_chunks([*chunks, chunk(choice_chunk(finish_reason="stop"))]))
    assert answer.choices[0].message.reasoning == "It is."


def accumulate_content(*contents: Any) -> Any:
    chunks = [chunk(choice_chunk(content=content)) for content in contents]
    return accumulate(decode_chunks([*chunks, chunk(choice_chunk(finish_reason="stop"))])).to_dict()["choices"][0][
        "message"
    ]["content"]


def test_an_accumulator_joins_adjacent_parts_of_the_same_type() -> None:
    def thinking(text: str, **more: Any) -> list[Body]:
        return [{"type": "thinking", "thinking": [{"type": "text", "text": text}], **more}]

    assert accumulate_content("", thinking("The "), thinking("table."), thinking("", closed=True), "06", ":41") == [
        {"type": "thinking", "thinking": [{"type": "text", "text": "The table."}], "closed": True},
        {"type": "text", "text": "06:41"},
    ]


@pytest.mark.parametrize(
    ("contents", "content"),
    [
        ([[], None], []),
        (["a", []], "a"),
        (
            [[{"type": "text", "text": "a"}], [{"type": "text", "text": "b"}, {"type": "reference", "ids": [1]}]],
            [{"type": "text", "text": "ab"}, {"type": "reference", "ids": [1]}],
        ),
        (
            [[{"type": "reference", "ids": [1]}], [{"type": "reference", "ids": [2]}]],
            [{"type": "reference", "ids": [1]}, {"type": "reference", "ids": [2]}],
        ),
        (
            [[{"type": "thinking", "thinking": "a"}], [{"type": "thinking", "thinking": "b"}]],
            [{"type": "thinking", "thinking": "ab"}],
        ),
        (
            [
                [{"type": "thinking", "thinking": "a"}],
                [{"type": "thinking", "thinking": [{"type": "text", "text": "b"}]}],
            ],
            [{"type": "thinking", "thinking": [{"type": "text", "text": "ab"}]}],
        ),
    ],
    ids=repr,
)
def test_an_accumulator_does_not_join_other_parts(contents: list[Any], content: list[Body]) -> None:
    assert accumulate_content(*contents) == content
