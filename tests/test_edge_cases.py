"""Edge cases: limits, boundaries and exact words, grouped by the module that they are about."""

from __future__ import annotations

import asyncio
import copy
import errno
import gzip
import importlib
import io
import json
import os
import pprint
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, ClassVar

import pytest

import chatcompletion
from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionMessageToolCall,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionResponseMessage,
    ChatCompletionTokenLogprob,
    ChatCompletionTool,
    Choices,
    CompletionUsage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CustomToolChatCompletions,
    DecodeError,
    FunctionCall,
    ModelSummary,
    ModerationResultBody,
    MultipartContent,
    ProblemSummary,
    StreamDecoder,
    StreamError,
    Summary,
    ThinkingPart,
    UnknownVariant,
    aread_stream,
    read_stream,
)
from chatcompletion._core.frozen import MAX_DEPTH, FrozenDict, FrozenList
from chatcompletion._core.model import Model
from chatcompletion.cli import check as check_module
from chatcompletion.cli import vendor as vendor_module
from chatcompletion.cli.main import main
from chatcompletion.cli.output import format_json, format_lines
from chatcompletion.cli.progress import Progress
from chatcompletion.logs import files as files_module
from chatcompletion.logs import summary as summary_module
from chatcompletion.logs.report import Report, examine, examine_streams, examine_text
from chatcompletion.logs.table import format_tables

from .introspect import CLASSES, full_body, wire_fields
from .responses import choice, message, response, tool_call, without
from .streams import choice_chunk, chunk, decode_chunks, event_stream, text_stream, tool_call_chunk
from .test_check import NoSeek, Terminal, lines


def get_decode_error(cls: type[Model], body: Any) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        cls.from_dict(body)
    return caught.value


def nest(kind: type, levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = {"a": value} if kind is dict else [value]
    return value


MISSING_OF_CHUNK = [f"response.body.{key}" for key in ("id", "created", "model")]


class TestPackage:
    def test_a_name_is_the_same_object_each_time(self) -> None:
        vars(chatcompletion).pop("read_stream", None)
        read_stream = chatcompletion.read_stream
        assert read_stream.__name__ == "read_stream"
        assert read_stream is vars(chatcompletion)["read_stream"]

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError) as caught:
            _ = chatcompletion.ChatCompletion
        name = chatcompletion.__name__
        assert str(caught.value) == f"module {name!r} has no attribute 'ChatCompletion'"

    def test_dir_lists_the_public_names_in_order(self) -> None:
        vars(chatcompletion).pop("read_stream", None)
        names = chatcompletion.__dir__()
        assert names == sorted(names)
        assert {"read_stream", "__version__"} <= {*names}


class TestContainers:
    def test_a_sequence_that_raises_is_named(self) -> None:
        class Broken(Sequence[Any]):
            def __len__(self) -> int:
                return 1

            def __getitem__(self, index: Any) -> Any:
                raise OSError

        error = get_decode_error(CreateChatCompletionResponse, response(choices=Broken()))
        assert str(error) == "choices: expected array, got Broken that raises OSError"

    def test_a_mapping_that_raises_is_named(self) -> None:
        class Broken(Mapping[str, Any]):
            def __len__(self) -> int:
                return 1

            def __iter__(self) -> Iterator[str]:
                raise OSError

            def __getitem__(self, key: str) -> Any:
                raise OSError

        error = get_decode_error(CreateChatCompletionResponse, response(usage=Broken()))
        assert str(error) == "usage: expected object, got Broken that raises OSError"


class TestDecode:
    @pytest.mark.parametrize("array", [[0, 255.0], (0, 255)], ids=["float", "tuple"])
    def test_bytes_go_up_to_255(self, array: Any) -> None:
        body = {"token": "t", "logprob": -1.0, "bytes": array, "top_logprobs": []}
        assert ChatCompletionTokenLogprob.from_dict(body).bytes == b"\x00\xff"

    @pytest.mark.parametrize("array", [[-1], [256], (256.0,)])
    def test_other_numbers_are_not_bytes(self, array: Any) -> None:
        body = {"token": "t", "logprob": -1.0, "bytes": array, "top_logprobs": []}
        error = get_decode_error(ChatCompletionTokenLogprob, body)
        assert str(error) == f"bytes[0]: expected int from 0 to 255, got {type(array[0]).__name__} {array[0]}"


class TestErrorBody:
    @pytest.mark.parametrize("key", ["error", "detail", "message"])
    def test_the_details_may_stand_beside_the_text(self, key: str) -> None:
        error = APIError.from_body({key: "No.", "type": "limit", "param": "model", "code": 7})
        assert (error.message, error.type, error.param, error.code) == ("No.", "limit", "model", 7)

    @pytest.mark.parametrize("key", ["detail", "errors"])
    @pytest.mark.parametrize("other", [[], {"a": 1}, 5], ids=["empty array", "object", "number"])
    def test_what_is_not_a_list_of_errors_does_not_hide_the_message(self, key: str, other: Any) -> None:
        assert APIError.from_body({key: other, "message": "No."}).message == "No."

    def test_an_errors_text_does_not_hide_the_message(self) -> None:
        assert APIError.from_body({"errors": "yes", "message": "No."}).message == "No."

    def test_the_first_of_several_errors_has_the_details(self) -> None:
        error = APIError.from_body({"errors": [{"message": "No.", "param": "model", "code": 7}, "Never."]})
        assert (error.message, error.param, error.code) == ("No.; Never.", "model", 7)
        error = APIError.from_body({"errors": ["Never.", {"message": "No.", "param": "model", "code": 7}]})
        assert (error.message, error.param, error.code) == ("Never.; No.", None, None)

    def test_an_error_that_is_not_json_is_left_out(self) -> None:
        error = APIError.from_body({"error": object(), "message": "No."})
        assert (error.message, error.body) == ("No.", {"message": "No."})

    @pytest.mark.parametrize("text", ["ab", "<title>ab</title>"])
    def test_a_text_is_searched_up_to_a_limit(self, text: str) -> None:
        def get_message(start: int) -> str:
            return APIError.from_body(" " * start + text + "\0").message

        assert get_message(100_000 - len(text)) == "ab"
        assert get_message(100_000 - len(text) + 1) == text[:-1]
        assert get_message(100_000) == ""


class TestExtra:
    def test_a_missing_key_stays_missing_beside_a_key_that_is_not_a_plain_string(self) -> None:
        class Key(str):
            pass

        body = without(message(), "refusal") | {Key("seed"): 5}
        decoded = ChatCompletionResponseMessage.from_dict(body).to_dict()
        assert decoded == body
        assert [type(key) for key in decoded] == [str] * len(body)

    def test_extra_of_another_class_brings_no_nulls(self) -> None:
        other = ChatCompletionResponseMessage.from_dict(message(audio=None))
        call = FunctionCall(name="get_tide", arguments="{}", extra=other.extra)
        assert call.to_dict() == {"name": "get_tide", "arguments": "{}"}


class TestFrozen:
    @pytest.mark.parametrize("frozen", [FrozenDict({"a": 1}), FrozenList([1])], ids=["dict", "list"])
    def test_a_refused_change_says_how_to_copy(self, frozen: Any) -> None:
        with pytest.raises(TypeError) as caught:
            frozen.clear()
        name = type(frozen).__name__
        assert str(caught.value) == f"{name} does not support changes; use copy.deepcopy() for a copy that does"

    @pytest.mark.parametrize("kind", [FrozenDict, FrozenList])
    def test_a_deep_copy_shares_what_the_original_shares(self, kind: Any) -> None:
        shared: FrozenList[int] = FrozenList([1])
        items = {"a": shared} if kind is FrozenDict else [shared]
        key: Any = "a" if kind is FrozenDict else 0
        first, second = copy.deepcopy([kind(items), kind(items)])
        assert first[key] is second[key]
        assert first[key] is not shared

    @pytest.mark.parametrize("kind", [dict, list])
    def test_nesting_is_limited(self, kind: type) -> None:
        body = response(more=nest(kind, MAX_DEPTH))
        assert CreateChatCompletionResponse.from_dict(body).to_dict() == body
        error = get_decode_error(CreateChatCompletionResponse, response(more=nest(kind, MAX_DEPTH + 1)))
        place = "more" + (".a" if kind is dict else "[0]") * MAX_DEPTH
        assert (error.path, error.expected, error.found) == (place, "at most 128 levels of nesting", "more")

    def test_nesting_of_arrays_in_objects_is_limited(self) -> None:
        value: Any = 0
        for _ in range(MAX_DEPTH // 2):
            value = {"a": [value]}
        assert CreateChatCompletionResponse.from_dict(response(more=value)).extra == {"more": value}
        error = get_decode_error(CreateChatCompletionResponse, response(more=[value]))
        assert error.expected == "at most 128 levels of nesting"


class TestJsonText:
    @pytest.mark.parametrize("length", [59, 60, 200])
    def test_text_that_is_not_json_is_shortened(self, length: int) -> None:
        with pytest.raises(DecodeError) as caught:
            CreateChatCompletionResponse.from_json("x" * length)
        shown = "x" * length if length < 60 else "x" * 59 + "…"
        assert str(caught.value) == f'line 1 column 1: expected JSON, got "{shown}" (Expecting value)'

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            pytest.param(
                "[" * 200_000,
                "expected JSON, got more nesting than the call stack has room for",
                marks=pytest.mark.skipif(sys.platform == "emscripten", reason="the call stack has room for it"),
                id="nesting",
            ),
            pytest.param("1" * 5000, "expected JSON, got a number with more digits than Python reads", id="digits"),
        ],
    )
    def test_json_that_python_does_not_read_is_a_decode_error(self, text: str, words: str) -> None:
        with pytest.raises(DecodeError) as caught:
            CreateChatCompletionResponse.from_json(text)
        assert str(caught.value) == words

    def test_encoded_json_is_compact(self) -> None:
        assert (
            CreateChatCompletionResponse.from_dict(
                {"id": "é", "object": "chat.completion", "created": 1, "model": "m", "choices": []}
            ).to_json()
            == r'{"id":"\u00e9","choices":[],"created":1,"model":"m","object":"chat.completion"}'
        )


class TestModel:
    def test_all_fields_in_extra_are_named(self) -> None:
        with pytest.raises(ValueError, match=r"^FunctionCall: arguments, name is a field and cannot be in extra$"):
            FunctionCall(name="n", arguments="", extra={"name": 1, "arguments": 1})

    def test_zeros_and_empty_texts_are_printed(self) -> None:
        assert repr(FunctionCall(name="", arguments="")) == "FunctionCall(name='', arguments='')"
        made = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
        assert repr(made) == "CompletionUsage(completion_tokens=0, prompt_tokens=0, total_tokens=0)"


class TestPrinting:
    def test_pprint_indents_every_level(self) -> None:
        call = ChatCompletionMessageToolCall(id="call_1", function=FunctionCall(name="n", arguments="x" * 20))
        made = ChatCompletionResponseMessage(content=None, tool_calls=(call,), function_call=call.function)
        assert pprint.pformat(made, width=50).splitlines() == [
            "ChatCompletionResponseMessage(",
            "    tool_calls=(ChatCompletionMessageToolCall(",
            "         id='call_1',",
            "         type='function',",
            "         function=FunctionCall(",
            "             name='n',",
            "             arguments='xxxxxxxxxxxxxxxxxxxx',",
            "         ),",
            "     ),),",
            "    role='assistant',",
            "    function_call=FunctionCall(",
            "        name='n',",
            "        arguments='xxxxxxxxxxxxxxxxxxxx',",
            "    ),",
            ")",
        ]

    def test_pprint_leaves_room_for_the_comma(self) -> None:
        made = UnknownVariant(type="t", extra={"a": ["b" * 10, "c" * 10], "d": 1})
        value = repr(made.extra)
        fits = pprint.pformat(made, width=len(value) + 5)
        assert fits.splitlines() == ["UnknownVariant(", "    type='t',", f"    extra={value},", ")"]
        assert len(pprint.pformat(made, width=len(value) + 4).splitlines()) > 4

    def test_repr_works_with_a_pprint_that_has_no_table(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(pprint.PrettyPrinter, "_dispatch")
        assert repr(FunctionCall(name="n", arguments="")) == "FunctionCall(name='n', arguments='')"


class TestProblems:
    @pytest.mark.parametrize("kind", [dict, list])
    def test_deep_nesting_is_one_problem(self, kind: type) -> None:
        problems: list[DecodeError] = []
        body = response(created="x", more=nest(kind, 50 * MAX_DEPTH))
        decoded = CreateChatCompletionResponse.from_dict(body, problems=problems)
        assert [problem.location[0] for problem in problems] == ["created", "more"]
        assert problems[1].expected == "at most 128 levels of nesting"
        assert decoded.id == body["id"]

    @pytest.mark.parametrize("kind", [dict, list])
    def test_a_value_that_contains_itself_is_one_problem(self, kind: type) -> None:
        value: Any = kind()
        if isinstance(value, dict):
            value["a"] = value
        else:
            value.append(value)
        problems = CreateChatCompletionResponse.find_problems(response(more=value))
        assert [(problem.location[0], problem.found) for problem in problems] == [("more", "more")]


class TestPydantic:
    @pytest.fixture(autouse=True)
    def _pydantic(self) -> None:
        self.pydantic = pytest.importorskip("pydantic")

    def get_schema(self, hint: Any) -> Any:
        return self.pydantic.TypeAdapter(hint).json_schema()

    @pytest.mark.parametrize(
        ("body", "words"),
        [({"error": "No."}, "an error body: No."), (5, "expected object, got int 5")],
        ids=["error body", "number"],
    )
    def test_an_error_has_the_words_of_this_package(self, body: Any, words: str) -> None:
        with pytest.raises(self.pydantic.ValidationError) as caught:
            self.pydantic.TypeAdapter(CreateChatCompletionResponse).validate_python(body)
        [details] = caught.value.errors()
        assert (details["type"], details["loc"], details["msg"]) == ("chat_completion", (), words)
        assert details["input"] == body

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_the_json_schema_requires_what_from_dict_requires(self, cls: type[Model]) -> None:
        schema = self.get_schema(cls)
        schema = schema["$defs"][cls.__name__] if "$ref" in schema else schema
        assert {*schema.get("required", ())} == {field.name for field in wire_fields(cls) if field.required}
        assert [*schema["properties"]] == [field.name for field in wire_fields(cls)]
        assert schema["additionalProperties"] is True

    def test_the_json_schema_defines_each_class_once(self) -> None:
        schema = self.get_schema(CreateChatCompletionResponse)
        assert schema["properties"]["usage"]["anyOf"][0] == {"$ref": "#/$defs/CompletionUsage"}
        assert "Choices" in schema["$defs"]

    def test_the_json_schema_tells_a_class_of_the_same_name_apart(self) -> None:
        other = self.pydantic.create_model("Choices", __module__="acme", a=(int, ...))
        both: Any = tuple
        names = {name for name in self.get_schema(both[Choices, other])["$defs"] if name.endswith("Choices")}
        assert names == {f"{Choices.__module__}.Choices".replace(".", "__"), "acme__Choices"}

    def test_the_json_schema_of_content_has_text_and_parts(self) -> None:
        schema = self.get_schema(ChatCompletionResponseMessage)["properties"]["content"]
        assert [member["type"] for member in schema["anyOf"]] == ["string", "array", "null"]

    def test_the_json_schema_of_bytes_is_an_array_of_integers(self) -> None:
        schema = self.get_schema(ChatCompletionTokenLogprob)["properties"]["bytes"]
        assert [member["type"] for member in schema["anyOf"]] == ["array", "null"]
        assert schema["anyOf"][0]["items"] == {"type": "integer"}


class TestRecover:
    @pytest.mark.parametrize("raised", [KeyError("other"), ValueError("id")], ids=repr)
    def test_a_key_that_raises_is_not_a_missing_key(self, raised: Exception) -> None:
        class Key(str):
            def __hash__(self) -> int:
                return hash("id")

            def __eq__(self, other: object) -> bool:
                raise raised

        error = get_decode_error(CreateChatCompletionResponse, {Key("other"): 1, **without(response(), "id")})
        assert str(error) == f"id: expected JSON value, got one that raises {type(raised).__name__}"

    def test_a_missing_key_of_a_class_with_annotations_that_cannot_be_resolved(self) -> None:
        class Call(FunctionCall):
            unresolved: ClassVar[Unresolved]  # type: ignore[name-defined]  # noqa: F821

        error = get_decode_error(Call, {"name": "get_tide"})
        assert (error.path, error.expected, error.found) == ("arguments", "value", None)

    @pytest.mark.parametrize(
        ("cls", "key", "expected"),
        [
            (CreateChatCompletionResponse, "id", "str"),
            (CreateChatCompletionResponse, "created", "int"),
            (CreateChatCompletionResponse, "choices", "array"),
            (CreateChatCompletionResponse, "object", '"chat.completion"'),
            (ChatCompletionTokenLogprob, "logprob", "float"),
            (ModerationResultBody, "flagged", "bool"),
            (ModerationResultBody, "categories", "object"),
            (Choices, "message", "object"),
        ],
    )
    def test_the_type_of_a_missing_key_is_known(self, cls: type[Model], key: str, expected: str) -> None:
        error = get_decode_error(cls, without(full_body(cls), key))
        assert (error.path, error.expected, error.found) == (key, expected, None)


class TestRequestContent:
    @pytest.mark.parametrize(
        ("role", "types"),
        [
            ("system", ["text", "other"]),
            ("developer", ["text", "other"]),
            ("tool", ["text", "other"]),
            ("assistant", ["text", "refusal", "thinking", "other"]),
            ("user", ["text", "image_url", "input_audio", "file", "other"]),
        ],
    )
    def test_each_role_has_its_parts(self, role: str, types: list[str]) -> None:
        values: dict[str, Any] = {
            "text": "t",
            "refusal": "r",
            "thinking": "t",
            "image_url": {"url": "u"},
            "input_audio": {"data": "d", "format": "wav"},
            "file": {"file_id": "f"},
            "other": 5,
        }
        parts = [{"type": kind, kind: value} for kind, value in values.items()]
        body: Any = {"model": "m", "messages": [{"role": role, "tool_call_id": "call_1", "content": parts}]}
        request = CreateChatCompletionRequest.from_dict(body)
        content: Any = request.messages[0].content  # type: ignore[union-attr]
        assert [part.type for part in content] == [*values]
        known = [part.type for part in content if not isinstance(part, UnknownVariant)]
        assert known == types[:-1]
        assert request.to_dict() == body
        error = get_decode_error(
            CreateChatCompletionRequest, {**body, "messages": [{**body["messages"][0], "content": [5]}]}
        )
        assert str(error) == "messages[0].content[0]: expected object, got int 5"


class TestTools:
    @pytest.mark.parametrize("key", ["tool_choice", "tools"])
    @pytest.mark.parametrize(
        ("body", "name"),
        [
            ({"function": {"name": "n"}}, "Function"),
            ({"type": None, "function": {"name": "n"}}, "Function"),
            ({"type": "function", "function": {"name": "n"}}, "Function"),
            ({"type": "custom", "custom": {"name": "n"}, "function": {}}, "Custom"),
            ({"type": "other", "function": {"name": "n"}}, "UnknownVariant"),
            ({"name": "n"}, "missing"),
            ({"type": None, "name": "n"}, "null"),
        ],
    )
    def test_a_function_needs_no_type(self, key: str, body: Any, name: str) -> None:
        classes = {
            "Function": (ChatCompletionTool, ChatCompletionNamedToolChoice),
            "Custom": (CustomToolChatCompletions, ChatCompletionNamedToolChoiceCustom),
            "UnknownVariant": (UnknownVariant,),
        }
        data = {"model": "m", "messages": [], key: [body] if key == "tools" else body}
        place = "tools[0].type" if key == "tools" else "tool_choice.type"
        if name in classes:
            request = CreateChatCompletionRequest.from_dict(data)
            assert request.to_dict() == data
            assert isinstance(request.tools[0] if request.tools else request.tool_choice, classes[name])
        else:
            found = None if name == "missing" else "null"
            error = get_decode_error(CreateChatCompletionRequest, data)
            assert (error.path, error.expected, error.found) == (place, "str", found)


class TestModeration:
    @pytest.mark.parametrize(
        ("body", "cls"),
        [
            ({"type": "moderation_results", "model": "m", "results": []}, ChatCompletionModerationResults),
            ({"type": "error", "code": "c", "message": "m"}, ChatCompletionModerationError),
            ({"type": "other"}, UnknownVariant),
        ],
    )
    def test_the_type_chooses_the_class(self, body: Any, cls: type[Model]) -> None:
        data = response(moderation={"input": body, "output": body})
        moderation = CreateChatCompletionResponse.from_dict(data).moderation
        assert moderation is not None
        assert (type(moderation.input), type(moderation.output)) == (cls, cls)
        assert moderation.to_dict() == {"input": body, "output": body}


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
        with pytest.raises(StreamError, match=r"^the stream ended before the first chunk$"):
            self.add(without(chunk(), "system_fingerprint")).response()

    def test_an_identifier_may_come_late(self) -> None:
        pieces = [tool_call_chunk(0, "a", "1"), tool_call_chunk(0, None, "2", id="call")]
        made = self.add(*(chunk(choice_chunk(tool_calls=[piece])) for piece in pieces)).to_dict()
        function = {"name": "a", "arguments": "12"}
        assert made["choices"][0]["message"]["tool_calls"] == [{"id": "call", "type": "function", "function": function}]

    def test_the_texts_of_one_reasoning_part_are_joined(self) -> None:
        texts = [{"type": "text", "text": text} for text in ("Look ", "it up.")]
        made = self.add(chunk(choice_chunk(content=[{"type": "thinking", "thinking": texts}]))).to_dict()
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "Look it up."}]}
        assert made["choices"][0]["message"]["content"] == [thinking]

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
        assert str(caught.value) == r'expected object, got str "\ud800"'

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

    def test_a_response_with_another_object_is_not_a_completion(self) -> None:
        with pytest.raises(DecodeError, match=r"^line 1: expected event stream, got "):
            [*read_stream([json.dumps(response(object="other"))])]

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


class TestContent:
    @pytest.mark.parametrize("other", [["Look it up."], {"text": "Look it up."}, 5, True], ids=repr)
    def test_reasoning_of_another_type_is_not_a_text(self, other: Any) -> None:
        assert ChatCompletionResponseMessage.from_dict(message(reasoning=other)).reasoning is None
        assert ChatCompletionResponseMessage.from_dict(message(reasoning_content=other, reasoning="r")).reasoning == "r"

    def test_reasoning_in_several_parts_is_joined(self) -> None:
        parts = [{"type": "thinking", "thinking": "Look "}, {"type": "thinking", "thinking": "it up."}]
        assert ChatCompletionResponseMessage.from_dict(message(content=parts)).reasoning == "Look it up."


class TestMultipartContent:
    content = MultipartContent([ChatCompletionRequestMessageContentPartText(text="6:41")])

    def test_it_refuses_changes(self) -> None:
        with pytest.raises(AttributeError, match=r"^cannot assign to 'parts'$"):
            self.content.parts = ()
        with pytest.raises(AttributeError, match=r"^cannot delete 'parts'$"):
            del self.content.parts

    def test_it_is_printed_with_its_parts(self) -> None:
        part = "ChatCompletionRequestMessageContentPartText(type='text', text='6:41')"
        assert repr(self.content) == f"MultipartContent(({part},))"

    def test_it_equals_its_text(self) -> None:
        assert self.content == "6:41"
        assert self.content != "6:42"
        assert self.content != 5
        assert self.content != MultipartContent([*self.content.parts, ThinkingPart(thinking="t")])


class TestToolCalls:
    def test_a_type_counts_more_than_a_function(self) -> None:
        body = tool_call(type="other")
        decoded = ChatCompletionResponseMessage.from_dict(message(tool_calls=[body])).tool_calls
        assert decoded == (UnknownVariant(type="other", extra={"id": body["id"], "function": body["function"]}),)

    @pytest.mark.parametrize("kind", ["function", "custom"])
    def test_a_request_has_no_unknown_keys_of_a_call(self, kind: str) -> None:
        call: Any = {"function": {"name": "n", "arguments": ""}, "custom": {"name": "n", "input": ""}}[kind]
        body = {"id": "call_1", "type": kind, kind: {**call, "a": 1}, "b": 2, "c": 3}
        request = ChatCompletionResponseMessage.from_dict(message(tool_calls=[body])).to_request(keep=["c"])
        assert request.to_dict()["tool_calls"] == [{"id": "call_1", "type": kind, kind: call, "c": 3}]


class TestErrors:
    def test_the_arguments_of_an_error_are_all_that_it_holds(self) -> None:
        assert DecodeError("a", "int", "null", ("a",)).args == ("a", "int", "null", ("a",))
        assert APIError("m", "t", "p", 1, {"a": 1}, 500).args == ("m", "t", "p", 1, {"a": 1}, 500)
        assert StreamError("m", {"a": 1}).args == ("m", {"a": 1})

    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ("é", 'str "é"'),
            ("x" * 59, f'str "{"x" * 59}"'),
            ("x" * 60, f'str "{"x" * 59}…"'),
            (1 << 198, f"int {1 << 198}"),
            (1 << 199, "int of 200 bits"),
        ],
        ids=["letter", "59 characters", "60 characters", "199 bits", "200 bits"],
    )
    def test_a_value_is_shown_up_to_a_limit(self, value: Any, found: str) -> None:
        cls, key = (CreateChatCompletionResponse, "id") if isinstance(value, int) else (CompletionUsage, "total_tokens")
        assert get_decode_error(cls, {**full_body(cls), key: value}).found == found


class TestFiles:
    def read(self, folder: Path, content: str | bytes) -> list[tuple[Any, int]]:
        (folder / "f").write_bytes(content.encode() if isinstance(content, str) else content)
        return [*files_module.iter_file(str(folder / "f"))]

    @pytest.mark.parametrize("start", ["", "{]\n"], ids=["valid", "invalid"])
    def test_json_lines_are_read_in_batches(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
        content = start + "".join(f'{{"a": {number}}}\n\n' for number in range(100))
        parts = [part for part, _ in self.read(tmp_path, content)]
        assert {type(part) for part in parts} == {files_module.Lines}
        assert b"".join(text for part in parts for text in part.lines).decode() == content
        line = 1
        for part in parts:
            assert part.line == line
            line += len(part.lines)
        assert max(sum(map(len, part.lines)) for part in parts) <= 200
        assert len(parts) <= len(content) / 100 + 3

    def test_a_line_may_be_longer_than_a_batch(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 10)
        lines = [b'{"a": 1}\n', b'{"a": 2}\n', json.dumps({"a": "x" * 95}).encode()]
        parts: list[Any] = [part for part, _ in self.read(tmp_path, b"".join(lines))]
        assert [part[:2] for part in parts] == [(1, lines), (4, [])]

    def test_lines_can_be_read_again_at_their_source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
        parts = [part for part, _ in self.read(tmp_path, "\n \n" + '{"a": "\u00e9"}\n\n' * 50)]
        assert len(parts) > 5
        for part in parts:
            assert isinstance(part, files_module.Lines)
            assert part.source
            assert files_module.read_lines(part.source) == part.lines

    def test_lines_of_a_compressed_file_have_no_source(self, tmp_path: Path) -> None:
        [(part, _)] = self.read(tmp_path, gzip.compress(b"{}\n{}\n"))
        assert part.source is None

    @pytest.mark.parametrize("change", ["truncated", "replaced"])
    def test_lines_of_a_file_that_changed_are_not_read_again(self, tmp_path: Path, change: str) -> None:
        [(part, _)] = self.read(tmp_path, "{}\n{}\n")
        if change == "truncated":
            (tmp_path / "f").write_text("{}\n")
        else:
            (tmp_path / "new").write_text("{}\n[]\n")
            (tmp_path / "new").replace(tmp_path / "f")
        with pytest.raises(files_module.UnsupportedFileError, match="changed while it was read"):
            files_module.read_lines(part.source)

    @pytest.mark.parametrize(
        "content",
        [
            '[\n{"a": 1}\n]',
            '[\n{"a": 1},\n{"a": 2},\n{"a": 3}\n]',
            '[\n{"a": 1}\n,\n{"a": 2}\n]',
            '[\n\n{"a": 1}\n\n]\n',
            '{"a":\n{"b":\n1}}',
            "[\n5\n",
            "[\n1,\n2\n",
            '{\n"a": 1\n',
        ],
    )
    def test_a_document_may_have_many_lines(self, tmp_path: Path, content: str) -> None:
        [(part, position)] = self.read(tmp_path, content)
        assert (type(part), part, position) == (files_module.Document, (1, content.encode()), len(content))

    @pytest.mark.parametrize("content", ['{]\n  {"a": 1}\n  {"a": 2}\n', '{]\n{"a": 1}\n', '{]\n{"a": 1}\n\n{"a": 2}'])
    def test_json_lines_may_begin_with_an_error(self, tmp_path: Path, content: str) -> None:
        parts = [part for part, _ in self.read(tmp_path, content)]
        assert {type(part) for part in parts} == {files_module.Lines}
        assert b"".join(text for part in parts for text in part.lines).decode() == content

    def test_positions_of_a_pipe_are_0(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = io.TextIOWrapper(io.BufferedReader(NoSeek(b"{}\n{}\n")))
        monkeypatch.setattr(sys, "stdin", stream)
        assert {position for _, position in files_module.iter_file("-")} == {0}

    def test_lines_of_standard_input_have_no_source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "f").write_text("{}\n{}\n")
        with (tmp_path / "f").open() as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            [(part, position)] = files_module.iter_file("-")
        assert (part, position) == (files_module.Lines(1, [b"{}\n", b"{}\n"]), 6)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (EOFError(), "EOFError"),
            (EOFError("too short"), "too short"),
            (OSError(13, "Permission denied"), "Permission denied"),
            (OSError("not gzip"), "not gzip"),
        ],
        ids=repr,
    )
    def test_a_read_error_has_a_reason(self, error: Exception, words: str) -> None:
        assert files_module.describe_read_error("f", error) == words


class TestReport:
    def test_the_last_problem_is_the_outcome(self) -> None:
        problems = (DecodeError("", "int", "null"), APIError("No."))
        assert Report("chunk", problems=problems).outcome == "error"
        assert Report("chunk", problems=problems[::-1]).outcome == "invalid"

    @pytest.mark.parametrize(("document", "kind"), [(5, "other"), ({"error": "No."}, "error body")])
    def test_what_is_not_a_body_has_none(self, document: Any, kind: str) -> None:
        report = examine(document)
        assert (report.kind, report.body, len(report.problems)) == (kind, None, 1)
        assert [report._replace(problems=()) for report in examine_text("{")] == [Report("other")]

    @pytest.mark.parametrize(
        ("document", "kind"),
        [
            ({"object": "chat.completion", "messages": []}, "response"),
            ({"object": "x", "choices": [], "messages": []}, "response"),
            (response(object="x", body={"messages": []}, response={"body": {"messages": []}}), "response"),
            ({"model": "m", "messages": [], "body": {}, "response": {"body": {}}}, "request"),
            ({"body": {"messages": []}}, "request"),
            ({"response": {"body": {"messages": []}}}, "request"),
            ({"response": {"body": None}, "body": {"messages": []}}, "request"),
            ({"object": "list", "data": [5, response()]}, "list of responses"),
            ({"object": "list", "data": [5, {"id": "x"}]}, "list of messages"),
            ({"object": "list", "data": []}, "list of messages"),
            ({"object": "list", "data": 5}, "response"),
            ({"object": "chat.completion.chunk", "choices": 5}, "chunk"),
            ({"object": "chat.completion.deleted"}, "deletion"),
        ],
    )
    def test_the_kind_of_a_document_is_found(self, document: Any, kind: str) -> None:
        report = examine(document)
        assert report.kind == kind
        assert report.body is not None

    @pytest.mark.parametrize(
        ("document", "places"),
        [
            ({"messages": 5, "model": 5}, ["messages", "model"]),
            ({"body": {"messages": 5, "model": 5}}, ["body.messages", "body.model"]),
            ({"response": {"body": 5}}, ["response.body"]),
            ({"response": {"body": {"object": "chat.completion.chunk", "choices": []}}}, MISSING_OF_CHUNK),
            ({"url": "/v1/embeddings", "body": {"input": "x"}}, ["url"]),
        ],
    )
    def test_problems_have_the_place_in_the_document(self, document: Any, places: list[str]) -> None:
        problems = [problem for problem in examine(document).problems if isinstance(problem, DecodeError)]
        assert [problem.path for problem in problems] == places
        assert [".".join(map(str, problem.location)) for problem in problems] == places


class TestReportOfStream:
    def test_a_stream_without_chunks_has_no_body(self) -> None:
        [(line, report)] = examine_streams(1, [b"data: {\n", b"\n", b"data: [DONE]\n"])
        assert (line, report.body, report.chunks) == (1, None, 0)

    def test_a_stream_that_breaks_off_has_a_body(self) -> None:
        lines_of_stream = event_stream(text_stream()[:2], end="").encode().splitlines(keepends=True)
        [(line, report)] = examine_streams(5, lines_of_stream)
        assert isinstance(report.body, CreateChatCompletionResponse)
        assert (line, report.body.choices[0].message.content, report.chunks) == (5, "High water is at ", 2)
        assert (report.done, report.lines, len(report.problems)) == (False, (7,), 1)


class TestSummary:
    def test_models_are_sorted_by_responses_then_requests_then_name(self) -> None:
        request: dict[str, Any] = {"messages": []}
        names = ["d", "c", "b", "a"]
        documents = [{**request, "model": name} for name in names]
        documents += [{**request, "model": "c"}, response(model="d"), response(model="e")]
        summary = Summary.of(documents)
        assert [name for name, _ in summary.sort_models()] == ["d", "e", "c", "a", "b"]
        assert summary.models["c"].requests == 2

    def test_problems_are_sorted_by_number_then_text(self) -> None:
        summary = Summary.of([response(created="x"), response(id=5), response(id=5), response(model=5)])
        assert [text.partition(":")[0] for text, _ in summary.sort_problems()] == ["id", "created", "model"]

    def test_a_summary_is_unequal_to_other_objects(self) -> None:
        assert Summary().__eq__(5) is NotImplemented
        assert (Summary() == 5) is False

    def test_a_full_table_still_counts_its_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(summary_module, "MAX_ROWS", 1)
        documents = [response(choice(finish_reason=reason), model="m", id=5) for reason in ("a", "b", "a")]
        summary = Summary.of([*documents, response(created="x"), response(id=5, model="m")])
        assert {text: problem.count for text, problem in summary.problems.items()} == {
            "id: expected str, got int": 4,
            "(others)": 1,
        }
        assert summary.models["m"].finish_reasons == {"a": 2, "(others)": 2}
        assert summary.merge(Summary()) == Summary().merge(summary) == summary

    def test_details_of_tokens_may_be_null(self) -> None:
        details = {"prompt_tokens_details": {"cached_tokens": None}, "completion_tokens_details": {}}
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, **details}
        summary = Summary.of([response(usage=usage)])
        [(_, model)] = summary.sort_models()
        assert (model.prompt_tokens, model.cached_tokens, model.completion_tokens, model.reasoning_tokens) == (
            1,
            0,
            2,
            0,
        )

    @pytest.mark.parametrize(
        ("document", "text"),
        [
            (response(created="a b"), "created: expected int, got str"),
            (response(created=None), "created: expected int, got null"),
            (response(object="a b"), 'object: expected "chat.completion", got another text'),
            (response(a=nest(list, 200)), f"a{'[*]' * 128}"[:200]),
            ("", "expected JSON, got the end"),
        ],
        ids=["text", "null", "constant", "nesting", "empty"],
    )
    def test_a_problem_is_counted_without_its_value(self, document: Any, text: str) -> None:
        summary = Summary()
        for report in examine_text(document) if isinstance(document, str) else [examine(document)]:
            summary.count(report)
        assert [_shorten_place(found) for found in summary.problems] == [_shorten_place(text)]


def _shorten_place(text: str) -> str:
    return text.partition("[*]")[0] + text.rpartition(":")[2] if "[*]" in text else text


class TestTable:
    def summarize(self) -> Summary:
        summary = Summary()
        summary.documents["response", "valid"] = 12345
        big = {"requests": 1000, "responses": 2000, "tool_calls": 3000, "prompt_tokens": 4000, "cached_tokens": 5000}
        summary.models["m"] = ModelSummary(
            **big, completion_tokens=6000, reasoning_tokens=7000, finish_reasons=Counter({"stop": 8000, "": 9000})
        )
        summary.models[""] = ModelSummary(responses=3, prompt_tokens=1)
        summary.models["only completion"] = ModelSummary(responses=2, completion_tokens=1)
        summary.models["no tokens"] = ModelSummary(responses=1)
        summary.problems["id: missing"] = ProblemSummary(count=1234, example="f:1")
        return summary

    def test_numbers_have_separators_and_empty_names_are_shown(self) -> None:
        assert str(self.summarize()).splitlines() == [
            "documents  outcome   count",
            "response   valid    12,345",
            "",
            "model            requests  responses  tool calls  finish reasons",
            'm                   1,000      2,000       3,000  "" 9,000, stop 8,000',
            '""                      0          3           0',
            "only completion         0          2           0",
            "no tokens               0          1           0",
            "",
            "model            prompt tokens  cached  completion tokens  reasoning",
            "m                        4,000   5,000              6,000      7,000",
            '""                           1       0                  0          0',
            "only completion              0       0                  1          0",
            "",
            "problem      count  example",
            "id: missing  1,234  f:1",
        ]

    @pytest.mark.parametrize(
        ("width", "length"),
        [(58, 40), (57, 40), (56, 39), (55, 38), (30, 13), (29, 12), (28, 12), (1, 12)],
    )
    def test_the_widest_text_is_shortened_to_the_width(self, width: int, length: int) -> None:
        summary = Summary()
        summary.problems["x" * 40] = ProblemSummary(count=10000, example="f:1")
        header, row = format_tables(summary, width=width).splitlines()
        shown = "x" * 40 if length == 40 else "x" * (length - 1) + "…"
        assert row == f"{shown}  10,000  f:1"
        assert header == f"{'problem':{length}}   count  example"

    @pytest.mark.parametrize(("length", "shown"), [(120, "x" * 120), (121, "x" * 120 + "…")])
    def test_a_cell_is_shortened_to_a_limit(self, length: int, shown: str) -> None:
        summary = Summary()
        summary.problems["x" * length] = ProblemSummary(count=1)
        assert str(summary).splitlines()[1] == f"{shown}      1"

    def test_a_column_of_texts_may_have_a_number_in_it(self) -> None:
        summary = Summary()
        summary.problems = {"17": ProblemSummary(count=2), "x": ProblemSummary(count=1)}
        assert str(summary).splitlines() == ["problem  count  example", "17           2", "x            1"]

    def test_numbers_are_not_shortened(self) -> None:
        summary = Summary()
        summary.models["1" * 30] = ModelSummary(prompt_tokens=1)
        tokens = format_tables(summary, width=10).split("\n\n")[1]
        assert tokens.splitlines()[1].startswith("1" * 30 + "  ")

    def test_headers_are_bold(self) -> None:
        summary = Summary()
        summary.problems["x"] = ProblemSummary(count=1)
        assert format_tables(summary, is_bold=True) == "\x1b[1mproblem  count  example\x1b[0m\nx            1\n"


class FakeExecutor:
    """Runs a job when its result is asked for, and counts the jobs that were submitted before."""

    def __init__(self, jobs: int, initializer: Callable[[], None]) -> None:
        self.jobs = jobs
        self.initializer = initializer
        self.submitted: list[str] = []
        self.most_pending = 0
        self.pending = 0
        self.ended: dict[str, bool] = {}

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        executor = self
        executor.pending += 1
        executor.most_pending = max(executor.most_pending, executor.pending)

        class Job(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                executor.pending -= 1
                return function(*arguments)

        return Job()

    def shutdown(self, **options: bool) -> None:
        self.ended = options


class TestCheck:
    @pytest.fixture
    def executors(self, monkeypatch: pytest.MonkeyPatch) -> list[FakeExecutor]:
        executors: list[FakeExecutor] = []

        def make(jobs: int, initializer: Callable[[], None]) -> FakeExecutor:
            executors.append(FakeExecutor(jobs, initializer))
            return executors[-1]

        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", make)
        return executors

    def write(self, folder: Path, content: str) -> str:
        (folder / "f").write_text(content)
        return str(folder / "f")

    def test_without_files_all_is_valid(self) -> None:
        assert check_module.check([], check_module.Options()) == 0

    @pytest.mark.parametrize(("cores", "used"), [(3, [3]), (1, []), (None, [])])
    def test_jobs_0_uses_every_core(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        executors: list[FakeExecutor],
        cores: int | None,
        used: list[int],
    ) -> None:
        monkeypatch.setattr(os, "cpu_count", lambda: cores)
        assert main(["check", "--jobs=0", self.write(tmp_path, lines(response()))]) == 0
        assert [executor.jobs for executor in executors] == used

    def test_jobs_have_a_limited_number_of_parts_under_way(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        executors: list[FakeExecutor],
    ) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 1000)
        assert main(["check", "-j2", self.write(tmp_path, lines(*[response()] * 50))]) == 0
        [executor] = executors
        assert (executor.most_pending, executor.pending) == (5, 0)
        numbers = [int(line.split(":")[1]) for line in capsys.readouterr().out.splitlines()]
        assert numbers == [*range(1, 51)]

    def test_jobs_lose_nothing_if_a_process_cannot_read_a_file_again(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        executors: list[FakeExecutor],
    ) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 1000)
        file = Path(self.write(tmp_path, lines(*[response()] * 50)))
        check_in_process = check_module._check_part_in_process

        def remove_file(*arguments: Any) -> Any:
            file.unlink(missing_ok=True)
            return check_in_process(*arguments)

        monkeypatch.setattr(check_module, "_check_part_in_process", remove_file)
        assert main(["check", "-j2", str(file)]) == 0
        numbers = [int(line.split(":")[1]) for line in capsys.readouterr().out.splitlines()]
        assert numbers == [*range(1, 51)]

    def test_jobs_leave_an_interruption_to_the_main_process(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executors: list[FakeExecutor]
    ) -> None:
        def interrupt(*arguments: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(check_module, "_check_part_in_process", interrupt)
        assert main(["check", "-j2", self.write(tmp_path, lines(response()))]) == 130
        [executor] = executors
        assert executor.ended == {"cancel_futures": True}
        handlers: list[Any] = []
        monkeypatch.setattr(signal, "signal", lambda *arguments: handlers.append(arguments))
        executor.initializer()
        assert handlers == [(signal.SIGINT, signal.SIG_IGN)]

    def test_a_message_replaces_the_progress_on_a_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        assert main(["check", "none/none"]) == 2
        assert terminal.getvalue() == "\r\x1b[Knone/none: no such file\n\r\x1b[K"

    @pytest.mark.parametrize("options", [[], ["--summary"], ["--json"], ["--summary", "--json"]], ids=" ".join)
    def test_a_closed_standard_output_is_accepted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
    ) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        assert main(["check", *options, self.write(tmp_path, lines(response()))]) == 0

    @pytest.mark.parametrize("length", [1000, 1001])
    def test_a_long_file_name_is_shortened(self, capsys: pytest.CaptureFixture[str], length: int) -> None:
        assert main(["check", "a" * length]) == 2
        end = "" if length == 1000 else "…"
        assert capsys.readouterr().err == f"{'a' * 1000}{end}: {os.strerror(errno.ENAMETOOLONG)}\n"

    def test_the_lines_of_a_document_are_those_of_the_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.write(tmp_path, "\n\n{]")
        assert main(["check", file]) == 1
        assert capsys.readouterr().out.startswith(f"{file}:3: problem: line 3 column 2: expected JSON, got ")

    def test_a_damaged_event_stream_is_reported_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "f"
        file.write_bytes(gzip.compress(event_stream(text_stream()).encode())[:-9])
        assert main(["check", str(file)]) == 2
        message = "Compressed file ended before the end-of-stream marker was reached"
        assert capsys.readouterr().err == f"{file}: {message}\n"


class TestOutput:
    def describe(self, document: Any) -> str:
        [report] = examine_text(json.dumps(document))
        return format_lines("f", 7, report).removeprefix("f:7: ").removesuffix("\n")

    def test_a_description_has_a_limit(self) -> None:
        rest = len(self.describe(response(model="")))
        for length, shown in ((200 - rest, "m" * (200 - rest)), (201 - rest, "m" * 94 + "…")):
            assert f"; model {shown}; finish_reason" in self.describe(response(model="m" * length))

    def test_tool_calls_of_all_choices_are_counted(self) -> None:
        with_call = choice(message=message(tool_calls=[tool_call()]), finish_reason="")
        words = 'chat.completion; model m; finish_reason "", stop; 1 tool call'
        body = without(response(with_call, choice(), model="m"), "usage")
        assert self.describe(body) == words
        body = without(response(with_call, with_call, choice(), model="m"), "usage")
        assert self.describe(body) == words.replace('""', '"", ""').replace("call", "calls").replace("1", "2")

    def test_other_bodies_are_described(self) -> None:
        assert self.describe(without(response(choices=[], model="m"), "usage")) == (
            "chat.completion; model m; no choices; 0 tool calls"
        )
        start = "chat.completion.chunk; model gpt-4o-2024-08-06; "
        assert self.describe(chunk()) == f"{start}no choices"
        assert self.describe(chunk(choice_chunk())) == f"{start}not finished"
        assert self.describe(chunk(choice_chunk(), choice_chunk(finish_reason=""))) == f'{start}finish_reason ""'
        finished = [choice_chunk(finish_reason=reason) for reason in ("stop", "length")]
        assert self.describe(chunk(*finished)) == f"{start}finish_reason stop, length"
        request: dict[str, Any] = {"model": "m", "messages": [], "tools": []}
        assert self.describe(request) == "request; model m; 0 messages"
        tool = {"type": "function", "function": {"name": "n"}}
        request = {"model": "m", "messages": [{"role": "user", "content": "a"}], "tools": [tool], "stream": True}
        assert self.describe(request) == "request; model m; 1 message; 1 tool; stream"
        deleted = {"object": "chat.completion.deleted", "id": "i", "deleted": True}
        assert self.describe(deleted) == "chat.completion.deleted; deleted yes"
        assert self.describe({**deleted, "deleted": False}) == "chat.completion.deleted; deleted no"

    def test_problems_of_a_stream_have_their_lines(self) -> None:
        text = event_stream([chunk(choice_chunk()), chunk(created="x"), chunk(id=5)], end="").encode()
        [(line, report)] = examine_streams(11, text.splitlines(keepends=True))
        problems = json.loads(format_json("f", line, report))["problems"]
        assert [(problem["line"], problem["error"]) for problem in problems] == [
            (13, "DecodeError"),
            (15, "DecodeError"),
            (15, "StreamError"),
        ]
        printed = format_lines("f", line, report).splitlines()
        assert [line.split(": ")[0] for line in printed] == ["f:13", "f:15", "f:15"]
        assert printed[-1].endswith("; event stream of 3 chunks, broke off")

    def test_a_stream_without_chunks_has_none(self) -> None:
        [(line, report)] = examine_streams(1, [b"data: {\n", b"\n"])
        assert format_lines("f", line, report).endswith("; event stream of 0 chunks, broke off\n")

    def test_an_error_of_the_service_is_shown_up_to_a_limit(self) -> None:
        assert self.describe({"error": "x" * 200}) == f"API error: {'x' * 200}"
        assert self.describe({"error": "x" * 201}) == f"API error: {'x' * 200}…"

    def test_an_error_of_the_service_is_an_object_in_json(self) -> None:
        [report] = examine_text(json.dumps({"error": {"message": "No.", "type": "t", "code": 7}}))
        assert json.loads(format_json("f", 7, report)) == {
            "file": "f",
            "line": 7,
            "item": None,
            "kind": "error body",
            "outcome": "error",
            "model": None,
            "finish_reasons": None,
            "usage": None,
            "problems": [{"line": 7, "error": "APIError", "message": "No. (t, 7)", "type": "t", "code": 7}],
        }

    def test_what_a_body_does_not_have_is_null_in_json(self) -> None:
        documents: list[Any] = [
            without(response(), "usage"),
            {"object": "chat.completion.deleted", "id": "i", "deleted": True},
            {"model": "m", "messages": []},
        ]
        keys = ("item", "model", "finish_reasons", "usage", "problems")
        rows = [json.loads(format_json("f", 1, examine(document))) for document in documents]
        assert [[row[key] for key in keys] for row in rows] == [
            [None, documents[0]["model"], ["stop"], None, []],
            [None, None, None, None, []],
            [None, "m", None, None, []],
        ]


class Unbuffered(Terminal):
    """Knows the time, and what was flushed."""

    now = 10.0
    flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


class TestProgress:
    def make(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *sizes: int) -> tuple[Progress, Unbuffered]:
        terminal = Unbuffered()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(time, "monotonic", lambda: terminal.now)
        files = []
        for number, size in enumerate(sizes):
            (folder / str(number)).write_bytes(bytes(size))
            files.append(str(folder / str(number)))
        return Progress([*files, "-", str(folder / "none")], prints_documents=False), terminal

    def show(self, terminal: Unbuffered, progress: Progress, now: float, count: int) -> str:
        """Return what is shown after some more documents."""
        before = terminal.getvalue()
        terminal.now = now
        progress.add(count)
        assert terminal.flushed == terminal.getvalue()
        return terminal.getvalue()[len(before) :]

    def test_it_is_updated_twice_a_second(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path)
        shown = [bool(self.show(terminal, progress, now, 1)) for now in (10.25, 10.5, 10.75, 11, 11.25, 11.5)]
        assert shown == [False, False, True, False, False, True]

    def test_it_shows_number_rate_share_and_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 600, 400)
        assert self.show(terminal, progress, 12, 5000) == "\r\x1b[K5,000 documents, 2,500/s"
        progress.move(0, 10)
        assert self.show(terminal, progress, 14, 1) == "\r\x1b[K5,001 documents, 1,250/s, 1%, 6:36 left"
        progress.move(1, 150)
        assert self.show(terminal, progress, 85, 0) == "\r\x1b[K5,001 documents, 67/s, 75%, 0:25 left"
        progress.move(1, 500)
        assert self.show(terminal, progress, 110, 0) == "\r\x1b[K5,001 documents, 50/s, 100%, 0:00 left"
        progress.clear()
        assert terminal.flushed.endswith("left\r\x1b[K")

    @pytest.mark.parametrize(("seconds", "left"), [(59, "0:59"), (60, "1:00"), (119, "1:59"), (120, "2:00")])
    def test_it_shows_minutes_and_seconds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, left: str
    ) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 1000)
        progress.move(0, 500)
        assert self.show(terminal, progress, 10 + seconds, 0).endswith(f", 50%, {left} left")

    def test_files_without_a_size_have_no_share(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 0)
        progress.move(1, 100)
        assert self.show(terminal, progress, 12, 2) == "\r\x1b[K2 documents, 1/s"

    def test_without_a_standard_error_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", None)
        progress = Progress(["-"], prints_documents=False)
        progress.move(0, 1)
        progress.add(1)
        progress.clear()


class TestVendor:
    def test_a_link_to_nothing_is_not_a_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        link = tmp_path / "acme"
        link.symlink_to(tmp_path / "none")
        assert main(["vendor", str(link)]) == 2
        assert capsys.readouterr() == ("", f"{link}: no such folder\n")

    def test_a_link_in_place_of_the_copy_is_left_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = tmp_path / "chatcompletion"
        copy.symlink_to(tmp_path / "none")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", f"{copy}: not a copy of this package\n")
        assert copy.is_symlink()

    @pytest.mark.skipif(os.name != "posix", reason="this system has no permission bits")
    def test_everyone_can_read_a_copy(self, tmp_path: Path) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        assert (tmp_path / "chatcompletion").stat().st_mode & 0o777 == 0o755

    @pytest.mark.parametrize("options", [[], ["--update"]], ids=["new", "update"])
    def test_a_copy_that_cannot_be_put_in_its_place_changes_nothing(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        options: list[str],
    ) -> None:
        if options:
            assert main(["vendor", str(tmp_path)]) == 0
            capsys.readouterr()
        before = sorted(tmp_path.rglob("*"))
        rename = Path.rename

        def fail(self: Path, target: Path) -> Path:
            if self.name.startswith(".chatcompletion.") and self.name != ".chatcompletion.old":
                raise OSError(1, "Operation not permitted")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        assert main(["vendor", str(tmp_path), *options]) == 2
        assert capsys.readouterr() == ("", f"{tmp_path}: Operation not permitted\n")
        assert sorted(tmp_path.rglob("*")) == before

    def test_the_stamp_lists_the_files_in_order(self, tmp_path: Path) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        text = (tmp_path / "chatcompletion" / "vendored.json").read_text()
        stamp = json.loads(text)
        assert [*stamp["files"]] == sorted(stamp["files"])
        assert text == json.dumps(stamp, indent=1) + "\n"

    def test_all_edited_files_are_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        copy = tmp_path / "chatcompletion"
        (copy / "errors.py").unlink()
        (copy / "py.typed").write_text("edited")
        for name in "dbcaef":
            (copy / "cli" / f"{name}.py").touch()
        capsys.readouterr()
        assert main(["vendor", str(tmp_path), "--update"]) == 2
        added = "".join(f"cli/{name}.py was added; " for name in "abcdef")
        words = f"errors.py is missing; {added}py.typed was changed"
        assert capsys.readouterr() == ("", f"{copy}: edited ({words}); --force replaces it anyway\n")
        assert not (copy / "errors.py").exists()

    @pytest.mark.parametrize("option", ["--check", "--update"])
    def test_only_a_new_copy_creates_a_folder(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
    ) -> None:
        folder = tmp_path / "acme"
        assert main(["vendor", str(folder), option]) == 2
        assert capsys.readouterr() == ("", f"{folder}: no such folder\n")
        assert not folder.exists()

    def test_an_error_of_the_system_names_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(*arguments: object, **options: object) -> str:
            assert options == {"prefix": ".chatcompletion.", "dir": tmp_path}  # hidden, and in the same file system
            raise error

        monkeypatch.setattr(vendor_module, "mkdtemp", fail)
        error = OSError(13, "Permission denied", "/the/file")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", "/the/file: Permission denied\n")
        error = OSError(28, "No space left on device")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", f"{tmp_path}: No space left on device\n")


PROGRAM = f"python -m {chatcompletion.__name__}"

HELP: dict[str, list[str]] = {
    "": [
        f"usage: {PROGRAM} [-h] [--version] COMMAND ... Tools for the Chat Completions wire format. options:",
        "number and exit commands: COMMAND check check recorded requests, responses and streams "
        "vendor copy this package into another package "
        f"Example: {PROGRAM} check log.jsonl",
    ],
    "check": [
        f"usage: {PROGRAM} check [-h] [-j N] [-q] [-s] [--json] [FILE ...] Check recorded bodies: requests, ",
        "programs use --json. positional arguments:",
        "arguments: FILE a file, or - for standard input (the default) options:",
        "N use N processes; 0: one per processor core -q,",
        "-q, --quiet print only problems -s,",
        "-s, --summary print tables of all files instead of a line for each document --json",
        "--json print JSON Lines, for programs examples:",
        f"examples: {PROGRAM} check response.json {PROGRAM} check --quiet log.jsonl.gz",
        "exit status: 0 if all documents are valid, 1 if one is not, 2 if a file cannot be read.",
    ],
    "vendor": [
        f"usage: {PROGRAM} vendor [-h] [--check | --update] [--force] DEST "
        "Write a copy of this package, with its licence, to DEST/chatcompletion. positional arguments:",
        "arguments: DEST a folder, such as acme/_vendor; it is created if the folder above it exists options:",
        "--check print the version of the copy and its edited files, and write nothing --update",
        "--update replace the copy, unless it was edited --force",
        "--force with --update: replace an edited copy too examples:",
        f"examples: {PROGRAM} vendor acme/_vendor {PROGRAM} vendor acme/_vendor --check",
        "exit status: 0, or 1 if --check finds an edited copy, or 2 if nothing could be done.",
    ],
}


class TestMain:
    @pytest.fixture(autouse=True)
    def _wide_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("NO_COLOR", "1")

    @pytest.mark.parametrize("command", HELP)
    def test_help_describes_every_option(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main([*command.split(), "--help"])
        text = " ".join(capsys.readouterr().out.split())
        assert caught.value.code == 0
        assert [words for words in HELP[command] if words not in text] == []

    def test_help_keeps_its_line_breaks(self, capsys: pytest.CaptureFixture[str]) -> None:
        for command in ("check", "vendor"):
            with pytest.raises(SystemExit):
                main([command, "--help"])
            text = capsys.readouterr().out
            assert f"\nexamples:\n  {PROGRAM} {command} " in text
            assert "\n\nexit status: 0" in text

    def test_without_a_command_the_help_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"usage: {PROGRAM} [-h]")

    def test_the_version_is_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"{chatcompletion.__version__}\n"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--vesion"], ": error: unknown option --vesion; is it --version?\n"),
            (["check", "--jsn"], ": error: unknown option --jsn; is it --json?\n"),
            (["vendor", "x", "--updte"], ": error: unknown option --updte; is it --update?\n"),
            (["vendor", "x", "--xyzzy", "--updte"], ": error: unknown option --xyzzy\n"),
            (["vendor", "x", "--force"], " vendor: error: --force requires --update\n"),
            (["vendor", "x", "--check", "--update"], ": not allowed with argument --check\n"),
            (["check", "--jobs=x"], ": expected a number from 0 to 1000, got 'x'\n"),
        ],
        ids=" ".join,
    )
    def test_wrong_options_are_explained(
        self, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("usage: ")
        assert printed.err.endswith(words)

    @pytest.mark.parametrize(
        ("arguments", "options"),
        [
            ([], check_module.Options()),
            (["--jobs=1000"], check_module.Options(jobs=1000)),
            (["-j0"], check_module.Options(jobs=0)),
            (["-q"], check_module.Options(quiet=True)),
            (["-s"], check_module.Options(summary=True)),
            (["--json"], check_module.Options(json=True)),
        ],
        ids=str,
    )
    def test_options_reach_the_command(
        self, arguments: list[str], options: check_module.Options, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[Any] = []

        def check(files: list[str], options: check_module.Options) -> int:
            calls.append((files, options))
            return 1

        monkeypatch.setattr(sys.modules[main.__module__], "check", check)
        assert main(["check", *arguments]) == 1
        assert main(["check", *arguments, "a", "b"]) == 1
        assert calls == [(["-"], options), (["a", "b"], options)]

    @pytest.mark.parametrize(
        ("error", "status", "words"),
        [
            (KeyboardInterrupt(), 130, "interrupted"),
            (BrokenPipeError(32, "Broken pipe"), 2, "standard output: closed"),
            (OSError(28, "No space left on device"), 2, "standard output: No space left on device"),
        ],
        ids=repr,
    )
    def test_what_ends_a_command_is_one_line(
        self,
        error: BaseException,
        status: int,
        words: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def check(files: list[str], options: check_module.Options) -> int:
            raise error

        monkeypatch.setattr(sys.modules[main.__module__], "check", check)
        with (tmp_path / "output").open("w") as output:
            monkeypatch.setattr(sys, "stdout", output)
            assert main(["check"]) == status
            output.write("lost")
        assert capsys.readouterr().err == f"{chatcompletion.__name__}: {words}\n"
        assert (tmp_path / "output").read_text() == ("lost" if status == 130 else "")

    def test_a_vendored_copy_names_itself(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["vendor", str(tmp_path / "acme_edge")]) == 0
        monkeypatch.syspath_prepend(tmp_path)
        copy = importlib.import_module("acme_edge.chatcompletion.cli.main")
        assert copy.main([]) == 2
        assert "usage: python -m acme_edge.chatcompletion [-h]" in capsys.readouterr().err
