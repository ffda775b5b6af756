"""Lenient decoding: nothing is lost, what is meant is kept, and every problem is reported with its place."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections import deque
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion import (
    APIError,
    ChatCompletionList,
    ChatCompletionMessageToolCall,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    FunctionObject,
    ModerationResultBody,
    MultipartContent,
    StreamError,
    UnknownToolCall,
    accumulate,
    decode_content_part,
    read_stream,
)
from chatcompletion._core.base import WireBody

from .support.helpers import nest
from .support.introspect import CLASSES, FIELDS, Field, fits_annotation, full_body, wire_fields
from .support.responses import Body, choice, message, response, response_with_calls, tool_call, usage, without
from .support.streams import choice_chunk, chunk, event_stream, text_stream

BODIES = [cls for cls in CLASSES if issubclass(cls, WireBody)]
each_body = pytest.mark.parametrize("cls", BODIES, ids=lambda cls: cls.__name__)


def decode(data: Any, cls: Any = CreateChatCompletionResponse) -> tuple[Any, list[str]]:
    """Decode a body leniently. Return the object and its problems, and check what holds for every body."""
    before = copy.deepcopy(data)
    problems: list[DecodeError] = []
    decoded = cls.from_dict(data, problems=problems)
    assert fits_annotation(decoded, cls)
    assert decoded.to_dict() == data == before
    assert pickle.loads(pickle.dumps(decoded)).to_dict() == data
    assert replace(decoded).to_dict() == data
    return decoded, [str(problem) for problem in problems]


class TestProblems:
    @each_body
    def test_a_valid_body_has_none(self, cls: Any) -> None:
        assert decode(full_body(cls), cls)[1] == []
        assert cls.find_problems(full_body(cls)) == []

    def test_all_are_reported_in_the_order_of_the_body(self) -> None:
        call = without(tool_call(), "id")
        broken = {"message": {"content": "06:41", "tool_calls": [call]}, "finish_reason": None}
        _, problems = decode({"choices": [broken], "usage": {}, "created": "1", "x": 1, "model": 5})
        assert problems == [
            "choices[0].message.tool_calls[0].id: missing",
            "choices[0].finish_reason: expected str, got null",
            "choices[0].index: missing",
            "usage.completion_tokens: missing",
            "usage.prompt_tokens: missing",
            "usage.total_tokens: missing",
            'created: expected int, got str "1"',
            "model: expected str, got int 5",
            "id: missing",
        ]

    @pytest.mark.parametrize(
        ("changes", "problems"),
        [
            ({"usage": "none"}, ['usage: expected object, got str "none"']),
            ({"choices": 5}, ["choices: expected array, got int 5"]),
            ({"choices": [choice(), 7]}, ["choices[1]: expected object, got int 7"]),
            ({"choices": [[], 5]}, [
                "choices[0]: expected object, got array",
                "choices[1]: expected object, got int 5",
            ]),
            ({"metadata": {"a": 1, "b": "x", "c d": []}}, [
                "metadata.a: expected str, got int 1",
                'metadata["c d"]: expected str, got array',
            ]),
            ({"moderation": {"input": 3}}, [
                "moderation.input: expected object, got int 3",
                "moderation.output: missing",
            ]),
            ({"object": "text"}, ['object: expected "chat.completion", got "text"']),
        ],
    )  # fmt: skip
    def test_each_has_its_place(self, changes: Body, problems: list[str]) -> None:
        assert decode(response(**changes))[1] == problems

    @pytest.mark.parametrize("field", [field for field in FIELDS if issubclass(field.cls, WireBody)], ids=str)
    def test_the_first_is_the_error_that_is_raised_without_the_list(self, field: Field) -> None:
        cls: Any = field.cls
        invalid: list[Body] = [{**full_body(cls), field.name: value} for value, _ in field.invalid_values()]
        invalid += [without(full_body(cls), field.name)] * field.required
        for body in invalid:
            with pytest.raises(DecodeError) as caught:
                cls.from_dict(body)
            problem = cls.find_problems(body)[0]
            assert repr(problem) == repr(caught.value)
            assert problem.location == caught.value.location

    @pytest.mark.parametrize("value", [{"a": [1]}, [{"a": {"b": 1}}]], ids=json.dumps)
    def test_those_after_an_object_in_the_place_of_texts_are_found(self, value: object) -> None:
        body = {"messages": [], "stop": value, "modalities": value, "n": "1", "model": "m"}
        assert [problem.location[0] for problem in CreateChatCompletionRequest.find_problems(body)] == [
            "stop",
            "modalities",
            "n",
        ]

    def test_those_below_a_missing_object_are_not_reported_again(self) -> None:
        decoded, problems = decode(response({"index": 0, "finish_reason": "stop"}))
        assert problems == ["choices[0].message: missing"]
        assert decoded.choices[0].message.to_dict() == {}

    def test_an_object_in_several_places_has_them_in_each(self) -> None:
        broken = choice(finish_reason=5)
        _, problems = decode(response(broken, broken, x=broken))
        assert problems == [f"choices[{index}].finish_reason: expected str, got int 5" for index in (0, 1)]

    def test_an_object_in_several_places_is_several_objects(self) -> None:
        one = without(choice(), "index")
        decoded, problems = decode(response(one, one, one))
        assert problems == [f"choices[{index}].index: missing" for index in (0, 1, 2)]
        assert [choice.index for choice in decoded.choices] == [0, 1, 2]
        assert decode(response(one, more=[1, 2, one]))[0].choices[0].index == 0

    def test_an_array_in_places_of_different_types_has_those_of_each(self) -> None:
        texts = [{"content": "x"}]
        problems = CreateChatCompletionRequest.find_problems({"model": "m", "messages": texts, "stop": texts})
        assert [str(problem) for problem in problems] == [
            "messages[0].role: missing",
            "stop[0]: expected str, got object",
        ]

    @pytest.mark.parametrize("collect", [list, lambda: deque(maxlen=2)], ids=["list", "deque"])
    def test_they_are_appended_to_anything_with_append(self, collect: Any) -> None:
        problems = collect()
        CreateChatCompletionResponse.from_dict({"choices": []}, problems=problems)
        assert [problem.path for problem in problems] == ["id", "created", "model"][-len(problems) :]

    def test_they_are_appended_to_what_is_there(self) -> None:
        problems = CreateChatCompletionResponse.find_problems(without(response(), "id"))
        CreateChatCompletionResponse.from_json(json.dumps(without(response(), "model")), problems=problems)
        assert [problem.location for problem in problems] == [("id",), ("model",)]

    def test_the_value_is_an_attribute_but_not_in_the_message_or_in_a_pickle(self) -> None:
        value = {"secret": [1]}
        [problem] = CreateChatCompletionResponse.find_problems(response(created=value))
        assert problem.value is value
        assert "secret" not in repr(problem)
        copied = pickle.loads(pickle.dumps(problem))
        assert (copied.value, str(copied)) == (None, str(problem))

    def test_many_take_linear_time(self) -> None:
        """In quadratic time, this test would take hours."""
        choices: list[Any] = [{"index": number, "message": {"content": []}} for number in range(5_000)] + [5] * 5_000
        body = response(*choices)
        body["metadata"] = {f"key {number}": number for number in range(10_000)}
        assert len(CreateChatCompletionResponse.find_problems(body)) == 5_000 + 5_000 + 10_000

    def test_many_in_one_field_take_linear_time_to_copy(self) -> None:
        """In quadratic time, this test would take minutes."""
        body = response(choice(message=message(content=[0] * 5_000)))
        decoded = CreateChatCompletionResponse.from_dict(body, problems=[])
        assert decoded.choices[0].message.placeholders == ("content",)
        assert pickle.loads(pickle.dumps(decoded)).to_dict() == body

    def test_nested_arrays_with_one_each_take_linear_time(self) -> None:
        parts: list[Any] = [{"type": "text", "text": "x"}]
        for _ in range(60):
            parts = [{"type": "thinking", "thinking": parts}, 5]
        body = response(choice(message={**message(), "content": parts}))
        decoded, problems = decode(body)
        assert len(problems) == 60
        assert decoded.to_dict() == body

    def test_more_nesting_than_the_call_stack_has_room_for_is_one(self) -> None:
        parts: list[Any] = [{"type": "text", "text": "x"}]
        for _ in range(sys.getrecursionlimit()):
            parts = [{"type": "thinking", "thinking": parts}]
        with pytest.raises(DecodeError, match=r"^expected JSON value, got one that raises RecursionError$"):
            CreateChatCompletionResponse.find_problems(response(choice(message={**message(), "content": parts})))

    def test_arguments_with_more_nesting_than_json_text_may_have_are_one(self) -> None:
        call = tool_call(function={"name": "get_tide", "arguments": nest(dict, 5000)})
        problems = CreateChatCompletionResponse.find_problems(response_with_calls(call))
        assert [str(problem) for problem in problems] == [
            "choices[0].message.tool_calls[0].function.arguments: expected str, got object",
            "choices[0].message.tool_calls[0].function.arguments: expected at most 128 levels of nesting, got more",
        ]

    @pytest.mark.parametrize("count", [1, 12])
    def test_an_unknown_value_that_contains_itself_is_one_and_null(self, count: int) -> None:
        values: list[Body] = [{} for _ in range(count)]
        for value in values:
            value.update({str(number): other for number, other in enumerate(values)})
        keys: Body = {1: 2}  # type: ignore[dict-item]
        problems: list[DecodeError] = []
        body = {**response(usage={}, x=values[0]), **keys}
        decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
        assert str(problems[0]) == "expected str for a key, got int 1"
        assert str(problems[-1]) == "x: expected JSON value, got a value that contains itself"
        assert decoded.extra == {"x": None}

    def test_a_subclass_that_overrides_from_dict_finds_them(self) -> None:
        class Response(CreateChatCompletionResponse):
            @classmethod
            def from_dict(cls, data: Any, *, problems: Any = None) -> Any:
                return super().from_dict({**data, "model": data.get("model", "unknown")}, problems=problems)

        problems: list[DecodeError] = []
        decoded = Response.from_dict(without(response(), "model", "id"), problems=problems)
        assert (type(decoded), decoded.model) == (Response, "unknown")
        assert [problem.path for problem in problems] == ["id"]

    def test_a_class_that_is_not_a_body_collects_them_too(self) -> None:
        problems: list[DecodeError] = []
        decoded = ChatCompletionMessageToolCall.from_dict({"id": 5, "function": {}}, problems=problems)
        assert (decoded.id, decoded.function.name) == ("5", "")
        assert [problem.path for problem in problems] == ["id", "function.name", "function.arguments"]


class TestWhatIsMeant:
    """A value that is meant is kept, and reported all the same."""

    @pytest.mark.parametrize(
        ("value", "text"), [(5, "5"), (-0.5, "-0.5"), (10**30, str(10**30))], ids=["int", "float", "large"]
    )
    def test_a_number_where_text_belongs_becomes_its_text(self, value: Any, text: str) -> None:
        decoded, problems = decode(response(choice(message=message(content=value, refusal=value)), id=value))
        assert (decoded.id, decoded.choices[0].message.content, decoded.choices[0].message.refusal) == (text,) * 3
        assert [problem.partition(":")[0] for problem in problems] == [
            "id",
            "choices[0].message.content",
            "choices[0].message.refusal",
        ]

    @pytest.mark.parametrize(
        ("value", "number"),
        [("46", 46), ("-46", -46), (" 46\n", 46), ("46.9", 46), ("1e3", 1000), (46.9, 46), (-46.9, -46)],
    )
    def test_digits_and_fractions_where_an_integer_belongs_become_the_integer(self, value: Any, number: int) -> None:
        decoded, problems = decode(response(created=value))
        assert (decoded.created, type(decoded.created)) == (number, int)
        assert decoded.placeholders == ()
        assert len(problems) == 1

    @pytest.mark.parametrize(("value", "number"), [("-0.5", -0.5), ("1", 1), ("1e-2", 0.01)])
    def test_digits_where_a_number_belongs_become_the_number(self, value: Any, number: float) -> None:
        decoded, _ = decode({"model": "m", "messages": [], "temperature": value}, CreateChatCompletionRequest)
        assert decoded.temperature == number

    @pytest.mark.parametrize("value", ["", "x", "4 6", "0x10", "1_000", "٣", "nan", "1e999", "9" * 5000], ids=ascii)
    def test_other_text_is_no_number(self, value: str) -> None:
        decoded, _ = decode(response(created=value))
        assert (decoded.created, decoded.placeholders) == (0, ("created",))

    @pytest.mark.parametrize("value", [{"harbour": "Brest", "n": [1, {"é": None}]}, ["Brest"], {}], ids=repr)
    def test_an_object_where_json_text_belongs_becomes_json_text(self, value: Any) -> None:
        call = tool_call(function={"name": "get_tide", "arguments": value})
        custom = {"id": "c", "type": "custom", "custom": {"name": "n", "input": value}}
        decoded, problems = decode(response_with_calls(call, custom))
        function, tool = decoded.choices[0].message.tool_calls
        assert json.loads(function.function.arguments) == json.loads(tool.custom.input) == value
        assert len(problems) == 2

    def test_a_single_object_where_an_array_belongs_becomes_an_array_of_one(self) -> None:
        decoded, problems = decode(response(choice(message=message(tool_calls=tool_call(id=5)))))
        assert [call.id for call in decoded.choices[0].message.tool_calls] == ["5"]
        assert problems == [
            "choices[0].message.tool_calls: expected array, got object",
            "choices[0].message.tool_calls.id: expected str, got int 5",
        ]

    def test_a_single_part_where_text_or_parts_belong_is_an_array_of_one(self) -> None:
        part = {"type": "text", "text": "06:41"}
        decoded, problems = decode(response(choice(message=message(content=part))))
        assert decoded.choices[0].message.content == "06:41"
        assert isinstance(decoded.choices[0].message.content, MultipartContent)
        assert problems == ["choices[0].message.content: expected str, got object"]
        body = {"model": "m", "messages": [{"role": "user", "content": part}]}
        request, problems = decode(body, CreateChatCompletionRequest)
        assert request.messages[0].content[0].text == "06:41"
        assert problems == ["messages[0].content: expected str or array, got object"]

    def test_a_single_text_where_an_array_of_texts_belongs_is_an_array_of_one(self) -> None:
        decoded, _ = decode({"model": "m", "messages": [], "modalities": "text"}, CreateChatCompletionRequest)
        assert decoded.modalities == ("text",)

    def test_a_url_where_an_image_url_belongs_becomes_one(self) -> None:
        part = {"type": "image_url", "image_url": "data:,"}
        body = {"model": "m", "messages": [{"role": "user", "content": [part]}]}
        decoded, problems = decode(body, CreateChatCompletionRequest)
        [user] = decoded.messages
        assert isinstance(user, ChatCompletionRequestUserMessage)
        assert isinstance(user.content[0], ChatCompletionRequestMessageContentPartImage)
        assert user.content[0].image_url.url == "data:,"
        assert problems == ['messages[0].content[0].image_url: expected object, got str "data:,"']

    def test_a_single_choice_without_an_index_is_the_first(self) -> None:
        one = without(choice(), "index")
        choices = decode({**response(), "choices": one})[0].choices
        assert [(choice.index, choice.placeholders) for choice in choices] == [(0, ())]
        listed = {"object": "list", "data": response(one, one), "first_id": None, "last_id": None, "has_more": False}
        [completion] = ChatCompletionList.from_dict(listed, problems=[]).data
        assert [choice.index for choice in completion.choices] == [0, 1]

    @pytest.mark.parametrize("index", [None, "x", []], ids=repr)
    @pytest.mark.parametrize("cls", [CreateChatCompletionResponse, CreateChatCompletionStreamResponse])
    def test_a_choice_without_an_index_gets_its_position(self, cls: Any, index: Any) -> None:
        body = response(*[choice()] * 3) if cls is CreateChatCompletionResponse else chunk(*[choice_chunk()] * 3)
        body["choices"] = [
            without(item, "index") if index is None else {**item, "index": index} for item in body["choices"]
        ]
        decoded, problems = decode(body, cls)
        assert [item.index for item in decoded.choices] == [0, 1, 2]
        assert [item.placeholders for item in decoded.choices] == [()] * 3
        assert len(problems) == 3


class TestWhereServicesPutIt:
    """An answer is found where services put it, and reported there. `to_dict` gives what was sent."""

    @pytest.mark.parametrize("more", [{}, {"message": None}, {"x": 1}], ids=str)
    def test_delta_in_place_of_message_is_the_message(self, more: Body) -> None:
        body = response({"index": 0, "finish_reason": "stop", "delta": {**message(), "content": 5}, **more})
        decoded, problems = decode(body)
        assert decoded.choices[0].message.content == "5"
        assert problems == [
            'choices[0].delta: expected the key "message", got the key "delta"',
            "choices[0].delta.content: expected str, got int 5",
        ]
        assert decoded.choices[0].normalized().to_dict()["message"]["content"] == "5"
        with pytest.raises(DecodeError, match=r"^choices\[0\]\.message: "):
            CreateChatCompletionResponse.from_dict(body)

    @pytest.mark.parametrize(
        ("changes", "problems"),
        [
            ({"message": "06:41"}, ['message: expected object, got str "06:41"']),
            ({"text": "06:41"}, ['text: expected the key "message", got the key "text"']),
            ({"message": None, "text": "06:41"}, ['text: expected the key "message", got the key "text"']),
            ({"delta": "06:41"}, ['delta: expected the key "message", got the key "delta"']),
            ({"content": "06:41"}, ["message: missing"]),
            ({"content": ["06:41"]}, ['content[0]: expected object, got str "06:41"', "message: missing"]),
            ({"message": [message(content="06:41")]}, ["message: expected object, got array"]),
            (
                {"message": {"content": [{"type": "text", "content": "06:41"}]}},
                ['message.content[0].content: expected the key "text", got the key "content"'],
            ),
            (
                {"message": {"content": [{"type": "text", "text": {"text": "06:41"}}]}},
                ["message.content[0].text: expected str, got object"],
            ),
        ],
        ids=str,
    )
    def test_the_text_of_a_message_is_found(self, changes: Body, problems: list[str]) -> None:
        decoded, found = decode(response({"index": 0, "finish_reason": "stop", **changes}))
        assert decoded.choices[0].message.text == "06:41"
        assert found == [f"choices[0].{problem}" for problem in problems]

    @pytest.mark.parametrize(
        "call",
        [
            {"id": "1", "type": "function", "name": "get_tide", "arguments": '{"at": "Brest"}'},
            {"id": "1", "name": "get_tide", "arguments": {"at": "Brest"}},
            {"name": "get_tide", "arguments": '{"at": "Brest"}', "id": None},
            {"id": "1", "type": "function", "name": "get_tide", "arguments": '{"at": "Brest"}', "function": None},
            {"id": "1", "type": "function", "name": "get_tide", "arguments": '{"at": "Brest"}', "function": {}},
            {"id": "1", "type": "function", "function": [{"name": "get_tide", "arguments": '{"at": "Brest"}'}]},
        ],
        ids=str,
    )
    def test_the_function_of_a_call_is_found(self, call: Body) -> None:
        decoded, problems = decode(response(choice(message=message(tool_calls=[call]))))
        [found] = decoded.choices[0].message.function_tool_calls
        assert (found.function.name, found.function.arguments) == ("get_tide", '{"at": "Brest"}')
        assert found.normalized().to_dict()["function"] == {"name": "get_tide", "arguments": '{"at": "Brest"}'}
        assert any(problem.startswith("choices[0].message.tool_calls[0].function: ") for problem in problems)

    def test_problems_are_in_the_order_of_the_body_wherever_values_are(self) -> None:
        call = {"id": 5, "name": 7, "arguments": {}, "x": float("inf")}
        body = response({"finish_reason": None, "text": "a", "logprobs": 5})
        assert [problem.partition(":")[0] for problem in decode(body)[1]] == [
            f"choices[0].{key}" for key in ("finish_reason", "text", "logprobs", "index")
        ]
        problems: list[DecodeError] = []
        CreateChatCompletionResponse.from_dict(response(choice(message=message(tool_calls=[call]))), problems=problems)
        assert [str(problem.location[-1]) for problem in problems] == ["id", "name", "arguments", "x", "function"]

    @pytest.mark.parametrize("usage", [{}, {"input_tokens": 5, "output_tokens": 3}], ids=str)
    def test_a_usage_beside_the_answer_that_says_nothing_is_none(self, usage: Body) -> None:
        assert decode({"code": 0, "data": without(response(), "usage"), "usage": usage})[0].usage is None

    @pytest.mark.parametrize(
        ("function", "problem"),
        [({}, "expected object, got an empty object"), (None, "expected object, got null")],
        ids=str,
    )
    def test_what_is_in_the_place_of_a_function_beside_its_call_is_reported(self, function: Any, problem: str) -> None:
        call = {"id": "1", "type": "function", "name": "get_tide", "arguments": "{}", "function": function}
        _, problems = decode(response(choice(message=message(tool_calls=[call]))))
        assert problems == [f"choices[0].message.tool_calls[0].function: {problem}"]

    def test_the_function_of_a_tool_is_found(self) -> None:
        tool = {"type": "function", "name": "get_tide", "parameters": {"type": "object"}}
        decoded, problems = decode({"model": "m", "messages": [], "tools": [tool]}, CreateChatCompletionRequest)
        assert decoded.tools[0].function.to_dict() == {"name": "get_tide", "parameters": {"type": "object"}}
        assert problems == ["tools[0].function: missing"]

    def test_an_optional_object_in_an_array_of_one_is_found(self) -> None:
        decoded, problems = decode(response(usage=[usage()]))
        assert decoded.usage.total_tokens == usage()["total_tokens"]
        assert problems == ["usage: expected object, got array"]
        decoded, problems = decode(response(usage=[{"x": 1}]))
        assert (decoded.usage, problems) == (None, ["usage: expected object, got array"])

    @pytest.mark.parametrize("inner", [{}, {"usage": None}], ids=str)
    def test_the_usage_may_be_beside_the_answer(self, inner: Body) -> None:
        body = {"code": 0, "data": {**without(response(), "usage"), **inner}, "usage": {**usage(), "total_tokens": "9"}}
        decoded, problems = decode(body)
        assert decoded.usage.total_tokens == 9
        assert problems[1:] == ['usage.total_tokens: expected int, got str "9"']

    @pytest.mark.parametrize("key", ["data", "result", "response", "output", "Data"])
    @pytest.mark.parametrize("more", [{"code": 0, "msg": "success"}, {"success": True, "choices": None}], ids=str)
    def test_a_completion_in_another_object_is_the_answer(self, key: str, more: Body) -> None:
        body = {**more, key: response(choice(index="0"), y=1)}
        decoded, problems = decode(body)
        assert decoded.choices[0].message.text == message()["content"]
        assert decoded.extra == {"y": 1}
        assert problems[0].startswith(f"{key}: expected a body without this key around it")
        assert problems[1] == f'{key}.choices[0].index: expected int, got str "0"'
        assert decoded.normalized().to_dict() == without(response(choice(), y=1), "system_fingerprint")
        with pytest.raises(DecodeError):
            CreateChatCompletionResponse.from_dict(body)

    @pytest.mark.parametrize("content", ["a", {"text": "a"}, {"type": "text", "text": "a"}], ids=str)
    def test_a_text_in_place_of_a_part_is_a_text_part(self, content: object) -> None:
        for place in ([content], [{"type": "output_text", "text": ""}, content]):
            decoded, problems = decode(response(choice(message=message(content=place))))
            assert decoded.choices[0].message.content == "a"
            assert bool(problems) == (content != {"type": "text", "text": "a"})
            for role in ({"role": "user"}, {"role": "tool", "tool_call_id": "1"}, {"role": "assistant"}):
                body = {"model": "m", "messages": [{**role, "content": place}]}
                assert decode(body, CreateChatCompletionRequest)[0].messages[0].text == "a"

    def test_an_object_with_a_value_in_place_of_a_text_is_the_value(self) -> None:
        decoded, problems = decode(
            response(choice(message=message(content=[{"type": "text", "text": {"value": "a"}}])))
        )
        assert decoded.choices[0].message.content == "a"
        assert problems == ["choices[0].message.content[0].text: expected str, got object"]

    @pytest.mark.parametrize("kind", ["text", "output_text", "input_text"])
    def test_texts_of_other_apis_are_text_parts(self, kind: str) -> None:
        body = response(choice(message=message(content=[{"type": kind, "text": "done"}])))
        decoded = CreateChatCompletionResponse.from_dict(body)
        assert (decoded.choices[0].message.text, decoded.to_dict()) == ("done", body)
        [part] = decoded.choices[0].message.content_parts
        assert (part.kind, part.type) == ("text", "text")
        assert part.normalized().to_dict() == {"type": "text", "text": "done"}
        problems: list[DecodeError] = []
        for decoded_part in (
            decode_content_part(part.to_dict()),
            decode_content_part(part.to_dict(), problems=problems),
        ):
            assert (decoded_part, decoded_part.to_dict()) == (part, {"type": kind, "text": "done"})
        assert problems == []


class TestPlaceholders:
    """What is unknown does not look known."""

    def test_required_fields_have_documented_ones(self) -> None:
        decoded, _ = decode({"choices": [{"message": {}}, 7], "object": 5})
        assert (decoded.id, decoded.created, decoded.model, decoded.object) == ("", 0, "", "chat.completion")
        assert decoded.placeholders == ("id", "choices", "created", "model", "object")
        first, second = decoded.choices
        assert (first.index, first.finish_reason, first.placeholders) == (0, "", ("finish_reason",))
        assert (second.index, second.placeholders) == (1, ("finish_reason", "message"))
        assert decode(response(choices=5))[0].choices == ()

    def test_a_number_with_a_fraction_is_nan(self) -> None:
        token: Body = {"token": "a", "logprob": None, "bytes": None, "top_logprobs": []}
        body = response(choice(logprobs={"content": [token, token], "refusal": None}))
        decoded, _ = decode(body)
        first, second = decoded.choices[0].logprobs.content
        assert isnan(first.logprob)
        assert first.placeholders == ("logprob",)
        assert first == second
        assert decoded == decode(body)[0]
        assert hash(first) == hash(second)

    @pytest.mark.parametrize(
        "value", [{}, {"x": 1}, {"prompt_tokens": None, "total_tokens": None}, 5, "none"], ids=repr
    )
    def test_an_optional_object_without_any_of_its_required_keys_is_none(self, value: Any) -> None:
        decoded, problems = decode(response(usage=value))
        assert decoded.usage is None
        assert decoded.placeholders == ("usage",)
        assert problems

    def test_an_optional_object_with_some_of_its_required_keys_is_kept(self) -> None:
        decoded, problems = decode(response(usage=without(usage(), "total_tokens")))
        assert problems == ["usage.total_tokens: missing"]
        assert (decoded.usage.prompt_tokens, decoded.usage.total_tokens) == (31, 0)
        assert decoded.usage.placeholders == ("total_tokens",)

    @pytest.mark.parametrize("field", [field for field in FIELDS if field.cls in BODIES], ids=str)
    def test_an_optional_field_whose_value_does_not_fit_is_none(self, field: Field) -> None:
        cls: Any = field.cls
        if cls._known[field.name].default is None:
            problems: list[DecodeError] = []
            decoded = cls.from_dict({**full_body(cls), field.name: True}, problems=problems)
            if problems:
                assert getattr(decoded, field.name) is None
                assert decoded.placeholders == (field.name,)

    def test_every_invalid_byte_is_reported(self) -> None:
        token = {"token": "a", "logprob": "low", "bytes": [97, 256, "x", "98"], "top_logprobs": []}
        decoded, problems = decode(response(choice(logprobs={"content": [token], "refusal": None})))
        assert problems == [
            'choices[0].logprobs.content[0].logprob: expected float, got str "low"',
            "choices[0].logprobs.content[0].bytes[1]: expected int from 0 to 255, got int 256",
            'choices[0].logprobs.content[0].bytes[2]: expected int, got str "x"',
            'choices[0].logprobs.content[0].bytes[3]: expected int, got str "98"',
        ]
        assert decoded.choices[0].logprobs.content[0].bytes == b"a\0\0b"
        assert decoded.choices[0].logprobs.content[0].placeholders == ("logprob", "bytes")

    def test_a_variant_without_its_type_is_unknown(self) -> None:
        decoded, problems = decode(response(choice(message=message(tool_calls=[{"id": "x"}]))))
        assert problems == ["choices[0].message.tool_calls[0].type: missing"]
        assert decoded.choices[0].message.tool_calls == (UnknownToolCall(id="x", type=""),)

    def test_an_object_that_was_constructed_has_none(self) -> None:
        assert UnknownToolCall(id="", type="").placeholders == ()

    def test_a_chunk_has_those_of_keys_that_may_be_missing(self) -> None:
        decoded, problems = decode({"choices": None, "model": None}, CreateChatCompletionStreamResponse)
        assert (decoded.id, decoded.created, decoded.model, decoded.choices) == ("", 0, "", ())
        assert {*decoded.placeholders} == {"id", "created", "model"}
        assert problems == []


class TestGivenValues:
    """A value that is given to `replace` or to a constructor wins over what was sent."""

    @pytest.mark.parametrize("key", ["id", "model", "created", "usage", "choices"])
    def test_replace_writes_the_value(self, key: str) -> None:
        complete = CreateChatCompletionResponse.from_dict(response())
        for sent in (without(response(), key), response(**{key: True})):
            decoded, _ = decode(sent)
            value = getattr(complete, key)
            replaced = replace(decoded, **{key: value})
            assert replaced.to_dict() == {**sent, key: response()[key]}
            assert key not in replaced.placeholders

    def test_an_item_that_was_replaced_is_written_as_it_is(self) -> None:
        wrong: Any = 7
        decoded, _ = decode(response(wrong, choice(), wrong))
        first, second, third = decoded.choices
        changed = replace(second, finish_reason="length")
        assert replace(decoded, choices=(first, changed, third)).to_dict() == response(
            wrong, choice(finish_reason="length"), wrong
        )
        assert replace(decoded, choices=(changed,)).to_dict() == response(choice(finish_reason="length"))

    def test_what_was_sent_is_not_passed_to_an_object_of_another_class(self) -> None:
        decoded, _ = decode(
            response(created="1", usage={"total_tokens": None, "prompt_tokens": 1, "completion_tokens": 1})
        )
        other = ChatCompletionMessageToolCall.from_dict(tool_call())
        assert replace(other, extra=decoded.extra).to_dict() == tool_call()

    def test_what_was_sent_cannot_be_changed(self) -> None:
        decoded, _ = decode(response(created="1"))
        with pytest.raises(AttributeError):
            decoded.extra.sent = ()
        with pytest.raises(AttributeError):
            del decoded.extra.sent


class TestHostileInput:
    def test_the_rest_of_an_unknown_value_that_is_not_json_is_kept(self) -> None:
        problems: list[DecodeError] = []
        body = response(x={"y": {1}, "z": [1, object()]}, w=1, id={1})
        decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
        assert decoded.extra == {"x": {"y": None, "z": [1, None]}, "w": 1}
        assert decoded.to_dict() == {**response(), "x": {"y": None, "z": [1, None]}, "w": 1, "id": None}
        assert [str(problem) for problem in problems] == [
            "id: expected str, got set",
            "x.y: expected JSON value, got set",
            "x.z[1]: expected JSON value, got object",
        ]

    def test_keys_that_are_not_strings_are_dropped_and_reported(self) -> None:
        class Name(str):
            def __hash__(self) -> int:
                return 7

        keys: Any = {1: 2, Name("id"): "twice", Name("x"): 1}
        problems: list[DecodeError] = []
        body = {**response(), **keys, "y": [{None: 1, "a": 2}], "metadata": {2: "b", "a": "b"}}
        decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
        assert [str(problem) for problem in problems] == [
            "expected str for a key, got int 1",
            "expected different keys, got equal keys",
            "y[0]: expected str for a key, got null",
            "metadata: expected str for a key, got int 2",
        ]
        assert decoded.extra == {"x": 1, "y": [{"a": 2}]}
        assert (decoded.id, decoded.metadata) == (response()["id"], {"a": "b"})

    @pytest.mark.parametrize("levels", [129, 200])
    @pytest.mark.parametrize("kind", [dict, list])
    def test_a_value_that_is_nested_too_deeply_is_one_problem_and_null(self, kind: type, levels: int) -> None:
        problems: list[DecodeError] = []
        body = response(created="x", x=nest(kind, levels), y=1)
        decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
        assert str(problems[0]) == 'created: expected int, got str "x"'
        assert str(problems[1]).endswith(": expected at most 128 levels of nesting, got more")
        assert len(problems) == 2
        found: Any = decoded.to_dict()
        for key in problems[1].location:
            found = found[key]
        assert found is None
        assert decoded.to_dict()["y"] == decoded.extra["y"] == 1
        assert pickle.loads(pickle.dumps(decoded)) == decoded
        assert decoded.to_json()

    def test_very_deep_nesting_is_null_from_the_129th_level(self) -> None:
        problems: list[DecodeError] = []
        body = response(x=nest(list, 100_000), id=nest(dict, 100_000))
        value = CreateChatCompletionResponse.from_dict(body, problems=problems).to_dict()
        assert [problem.location[0] for problem in problems] == ["id", "id", "x"]
        for key, inside in (("x", 0), ("id", "a")):
            levels, nested = 0, value[key]
            while nested is not None:
                levels, nested = levels + 1, nested[inside]
            assert levels == 128

    def test_a_body_that_contains_itself_is_decoded(self) -> None:
        body: Any = response()
        body["usage"] = body["x"] = body
        body["choices"].append(body)
        problems = [str(problem) for problem in CreateChatCompletionResponse.find_problems(body)]
        assert "choices[1]: expected object, got a value that contains itself" in problems
        assert len(problems) == len({*problems})

    def test_a_mapping_that_raises_is_a_problem(self) -> None:
        class Failing(dict[str, Any]):
            def keys(self) -> Any:
                raise KeyError

            __iter__ = keys

        problems: list[DecodeError] = []
        decoded = CreateChatCompletionResponse.from_dict(response(usage=Failing(a=1)), problems=problems)
        assert [str(problem) for problem in problems] == ["usage: expected object, got Failing that raises KeyError"]
        assert decoded.usage is None

    @pytest.mark.parametrize("room", [400, 300, 250, 200, 150])
    def test_a_call_from_deep_in_the_stack_raises_what_the_strict_mode_may_raise(self, room: int) -> None:
        body = response(choice(index=None, message=5), created="x", x=nest(dict, 120), y={"z": {1}})
        CreateChatCompletionResponse.find_problems(body)

        def recurse(levels: int) -> Any:
            return CreateChatCompletionResponse.find_problems(body) if levels == 0 else recurse(levels - 1)

        limit = sys.getrecursionlimit()
        depth, frame = 0, sys._getframe()
        while frame.f_back:
            depth, frame = depth + 1, frame.f_back
        try:
            outcome = str(recurse(limit - depth - room))
        except DecodeError as error:
            outcome = str(error)
        assert "choices[0].index" in outcome or "RecursionError" in outcome

    def test_rejected_bodies_are_free_as_soon_as_their_errors_are(self) -> None:
        code = """
import gc, sys, weakref
from chatcompletion import CreateChatCompletionRequest, DecodeError, CreateChatCompletionResponse
gc.disable()
class Body(dict):
    pass
for cls in (CreateChatCompletionRequest, CreateChatCompletionResponse):
    for damage in ({"model": 5}, {"messages": [{"role": "user"}], "choices": [{"message": {"role": 5}}]}, {}):
        body = Body(model="m", messages=[], id="x", created=1, choices=[])
        body.update(damage)
        reference = weakref.ref(body)
        try:
            cls.from_dict(body)
        except DecodeError as error:
            kept = error
        problems = []
        cls.from_dict(body, problems=problems)
        del body
        kept = None
        problems.clear()
        assert reference() is None, (cls, damage)
print("free")
"""
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(chatcompletion.__file__).parents[1]
        )
        assert done.stdout == "free\n", done.stderr

    @pytest.mark.parametrize("data", [None, [], "text", 5])
    def test_a_body_that_is_not_an_object_still_raises(self, data: Any) -> None:
        with pytest.raises(DecodeError):
            CreateChatCompletionResponse.from_dict(data, problems=[])

    def test_an_error_body_still_raises(self) -> None:
        problems: list[DecodeError] = []
        with pytest.raises(APIError):
            CreateChatCompletionResponse.from_dict({"error": {"message": "no"}}, problems=problems)
        assert not problems

    def test_choices_of_another_type_do_not_make_an_error_body(self) -> None:
        body = {**response(), "choices": 5, "message": "No."}
        with pytest.raises(DecodeError, match=r"^choices: expected array, got int 5$"):
            CreateChatCompletionResponse.from_dict(body)
        with pytest.raises(APIError, match=r"^No\.$"):
            CreateChatCompletionResponse.from_dict({**body, "error": {"message": "No."}})
        decoded, problems = decode(body)
        assert problems == ["choices: expected array, got int 5"]
        assert decoded.extra["message"] == "No."


def iter_places(cls: Any, data: Any, location: tuple[Any, ...] = ()) -> Any:
    """Iterate over the required keys of the objects in a full body, with their locations."""
    for field in wire_fields(cls):
        if field.required and field.name != "type":  # without its type, an object is another variant
            yield data, field.name, (*location, field.name)
        value = data[field.name]
        hint = field.hint
        inner = getattr(hint, "__args__", (None,))[0] if isinstance(value, list) else hint
        if isinstance(inner, type) and hasattr(inner, "_known"):
            for index, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
                yield from iter_places(inner, item, (*location, field.name, *([] if index is None else [index])))


@each_body
def test_exactly_the_removed_keys_are_reported(cls: Any) -> None:
    assert len(list(iter_places(cls, full_body(cls)))) >= 2
    for step in (1, 2, 3, 5):
        body = full_body(cls)
        places = [place for number, place in enumerate(list(iter_places(cls, body))) if number % step == 0]
        removed: set[Any] = set()
        for parent, key, location in reversed(places):
            if not any(location[:length] in removed for length in range(len(location))):
                parent.pop(key)
                removed = {other for other in removed if other[: len(location)] != location} | {location}
        assert {problem.location for problem in cls.find_problems(body)} == removed


class TestJson:
    """JSON has no NaN and no infinities, although Python reads and writes them."""

    TOKEN = '{"token": "a", "logprob": %s, "bytes": null, "top_logprobs": []}'

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_what_is_not_json_is_rejected_with_its_place(self, word: str) -> None:
        for text, place in (
            (json.dumps(response(x=["@"])), "x[0]: expected JSON value"),
            (json.dumps(response(created="@")), "created: expected int"),
        ):
            with pytest.raises(DecodeError) as caught:
                CreateChatCompletionResponse.from_json(text.replace('"@"', word))
            assert str(caught.value) == f"{place}, got float {float(word)}"

    def test_what_is_not_json_is_reported_and_null_if_it_is_unknown(self) -> None:
        text = json.dumps(response(choice(logprobs={"content": ["@"], "refusal": None}), x={"y": "NaN"}))
        text = text.replace('"@"', self.TOKEN % "-Infinity").replace('"NaN"', "NaN")
        problems: list[DecodeError] = []
        decoded = CreateChatCompletionResponse.from_json(text, problems=problems)
        assert [problem.path for problem in problems] == ["choices[0].logprobs.content[0].logprob", "x.y"]
        assert decoded.choices[0].logprobs
        assert decoded.choices[0].logprobs.content
        assert decoded.choices[0].logprobs.content[0].logprob == float("-inf")
        assert decoded.extra["x"] == decoded.to_dict()["x"] == {"y": None}
        with pytest.raises(ValueError, match=r"^choices\[0\]\.logprobs\.content\[0\]\.logprob: .*-inf") as caught:
            decoded.to_json()
        assert not isinstance(caught.value, DecodeError)

    def test_placeholders_are_json(self) -> None:
        body = response(choice(logprobs={"content": [json.loads(self.TOKEN % "null")], "refusal": None}))
        assert json.loads(decode(body)[0].to_json()) == body

    @pytest.mark.parametrize("value", [{1}, float("nan"), b"x"], ids=repr)
    def test_to_json_names_the_place_of_what_is_not_json(self, value: Any) -> None:
        broken = replace(CreateChatCompletionResponse.from_dict(response()), model=value)
        with pytest.raises(ValueError, match=r"^model: "):
            broken.to_json()

    def test_to_json_rejects_a_number_with_too_many_digits(self) -> None:
        body = {**response(), "created": 10**5000}
        with pytest.raises(ValueError, match="Exceeds the limit"):
            CreateChatCompletionResponse.from_dict(body).to_json()

    def test_to_json_rejects_more_nesting_than_the_encoder_has_room_for(self) -> None:
        decoded = replace(CreateChatCompletionResponse.from_dict(response()), model=nest(list, 100_000))
        with pytest.raises(ValueError, match=r"^more nesting than the encoder has room for$"):
            decoded.to_json()

    def test_text_that_is_not_json_still_raises(self) -> None:
        with pytest.raises(DecodeError, match=r"^line 1 column 2: expected JSON"):
            CreateChatCompletionResponse.from_json("{", problems=[])


class TestStreams:
    def test_the_chunks_are_decoded_with_their_problems(self) -> None:
        chunks = [{**text_stream()[0], "id": 5}, *text_stream()[1:4]]
        problems: list[DecodeError] = []
        decoded = accumulate(read_stream([event_stream(chunks)], problems=problems), problems=problems)
        assert [str(problem) for problem in problems] == ["line 1: id: expected str, got int 5"]
        assert decoded.choices[0].message.content == "High water is at 06:41 — näher."

    @pytest.mark.parametrize("end", ["data: [DONE]\n\n", ""])
    def test_a_stream_without_a_finish_reason_is_a_response_with_a_problem(self, end: str) -> None:
        problems: list[DecodeError] = []
        stream = event_stream([chunk(choice_chunk(content="High ")), chunk(choice_chunk(content="water"))], end=end)
        decoded = accumulate(read_stream([stream]), problems=problems)
        assert decoded.choices[0].message.content == "High water"
        assert [str(problem) for problem in problems] == ["choices[0].finish_reason: expected str, got null"]

    def test_a_partial_response_is_decoded_with_its_problems(self) -> None:
        with pytest.raises(StreamError) as caught:
            accumulate([CreateChatCompletionStreamResponse.from_dict(chunk(choice_chunk(content="High ")))])
        decoded, problems = decode(caught.value.partial)
        assert decoded.choices[0].message.content == "High "
        assert problems == ["choices[0].finish_reason: expected str, got null"]

    def test_a_stream_without_a_chunk_still_raises(self) -> None:
        with pytest.raises(StreamError):
            accumulate([], problems=[])


def test_a_value_deep_in_a_field_is_converted_in_its_place() -> None:
    body = {"flagged": False, "categories": {}, "category_scores": {}, "model": "m", "type": "moderation_result"}
    body["category_applied_input_types"] = {"hate": ["text", 5]}
    problems: list[DecodeError] = []
    decoded = ModerationResultBody.from_dict(body, problems=problems)
    assert decoded.category_applied_input_types == {"hate": ("text", "5")}
    assert decoded.to_dict() == body
    assert [problem.path for problem in problems] == ["category_applied_input_types.hate[1]"]


def test_what_is_not_json_in_a_free_object_is_reported_and_left_out() -> None:
    problems: list[DecodeError] = []
    decoded = FunctionObject.from_dict({"name": "f", "parameters": {"a": {1}, "b": 2}}, problems=problems)
    assert decoded.parameters is not None
    assert decoded.parameters["b"] == 2
    assert [str(problem) for problem in problems] == ["parameters.a: expected JSON value, got set"]
