"""The private modules that all classes share: limits, boundaries and exact words."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionResponseMessage,
    ChatCompletionTokenLogprob,
    Choices,
    CompletionUsage,
    CreateChatCompletionResponse,
    DecodeError,
    FunctionCall,
    ModerationResultBody,
    ResponseFormatText,
    StreamError,
)
from chatcompletion._core.base import WireObject
from chatcompletion._core.frozen import MAX_DEPTH, FrozenDict, FrozenList

from ..support.helpers import get_decode_error, nest
from ..support.introspect import CLASSES, full_body, wire_fields
from ..support.responses import message, response, without


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

    @pytest.mark.parametrize(("code", "shown"), [((1 << 63) - 1, (1 << 63) - 1), (1 << 63, None), (1 << 64, None)])
    def test_a_code_has_at_most_63_bits(self, code: int, shown: int | None) -> None:
        error = APIError.from_body({"error": {"message": "No.", "code": code}})
        assert error.code == shown
        assert error.body == {"error": {"message": "No.", "code": code}}

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

    def test_an_error_that_is_not_json_is_null(self) -> None:
        error = APIError.from_body({"error": object(), "message": "No."})
        assert (error.message, error.body) == ("No.", {"error": None, "message": "No."})

    @pytest.mark.parametrize("text", ["ab", "<title>ab</title>"])
    def test_a_text_is_searched_up_to_a_limit(self, text: str) -> None:
        def get_message(start: int) -> str:
            return APIError.from_body(" " * start + text + "\0").message

        assert get_message(100_000 - len(text)) == "ab"
        assert get_message(100_000 - len(text) + 1) == text[:-1]
        assert get_message(100_000) == ""


class TestErrors:
    def test_the_arguments_of_an_error_are_all_that_it_holds(self) -> None:
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
    @pytest.mark.parametrize(
        "encode", [str, str.encode, lambda text: text.encode("utf-16")], ids=["str", "utf-8", "utf-16"]
    )
    @pytest.mark.parametrize("space", ["", " ", "\t", "\r\n"], ids=ascii)
    def test_json_may_be_surrounded_by_whitespace(self, encode: Callable[[str], Any], space: str) -> None:
        text = json.dumps(response())
        assert CreateChatCompletionResponse.from_json(encode(f"{space}{text}{space}")).to_dict() == response()

    @pytest.mark.parametrize("encode", [str, str.encode], ids=["str", "utf-8"])
    @pytest.mark.parametrize("rest", ["\xa0", "\x0b", "\0", "{}"], ids=ascii)
    def test_nothing_else_may_follow_it(self, encode: Callable[[str], Any], rest: str) -> None:
        with pytest.raises(DecodeError, match="Extra data"):
            CreateChatCompletionResponse.from_json(encode(json.dumps(response()) + rest))

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
            == r'{"id":"\u00e9","object":"chat.completion","created":1,"model":"m","choices":[]}'
        )


class TestModel:
    def test_all_fields_in_extra_are_named(self) -> None:
        with pytest.raises(ValueError, match=r"^FunctionCall: arguments, name is a field and cannot be in extra$"):
            FunctionCall(name="n", arguments="", extra={"name": 1, "arguments": 1})

    def test_zeros_and_empty_texts_are_printed(self) -> None:
        assert repr(FunctionCall(name="", arguments="")) == "FunctionCall(name='', arguments='')"
        made = CompletionUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
        assert repr(made) == "CompletionUsage(completion_tokens=0, prompt_tokens=0, total_tokens=0)"


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
    def test_the_json_schema_requires_what_from_dict_requires(self, cls: type[WireObject]) -> None:
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


class TestErrorPlaces:
    @pytest.mark.parametrize("raised", [KeyError("other"), ValueError("id")], ids=repr)
    def test_a_key_that_raises_is_converted(self, raised: Exception) -> None:
        class Key(str):
            def __hash__(self) -> int:
                return hash("id")

            def __eq__(self, other: object) -> bool:
                raise raised

        error = get_decode_error(CreateChatCompletionResponse, {Key("other"): 1, **without(response(), "id")})
        assert str(error) == "id: missing"

    def test_a_missing_key_of_a_class_with_annotations_that_cannot_be_resolved(self) -> None:
        class Call(FunctionCall):
            unresolved: ClassVar[Unresolved]  # type: ignore[name-defined]  # noqa: F821

        error = get_decode_error(Call, {"name": "get_tide"})
        assert (error.path, error.expected, error.found) == ("arguments", "str", None)

    @pytest.mark.parametrize(
        ("cls", "key", "expected"),
        [
            (CreateChatCompletionResponse, "id", "str"),
            (CreateChatCompletionResponse, "created", "int"),
            (CreateChatCompletionResponse, "choices", "array"),
            (ResponseFormatText, "type", '"text"'),
            (ChatCompletionTokenLogprob, "logprob", "float"),
            (ModerationResultBody, "flagged", "bool"),
            (ModerationResultBody, "categories", "object"),
            (Choices, "message", "object"),
        ],
    )
    def test_the_type_of_a_missing_key_is_known(self, cls: type[WireObject], key: str, expected: str) -> None:
        error = get_decode_error(cls, without(full_body(cls), key))
        assert (error.path, error.expected, error.found) == (key, expected, None)
