"""The messages and the attributes of errors."""

from __future__ import annotations

import copy
import pickle
import traceback
from functools import partial
from typing import Any, get_type_hints

import pytest

import chatcompletion
from chatcompletion import (
    APIError,
    ChatCompletionError,
    CompletionUsage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
)
from chatcompletion._core.base import WireBody

from .support import helpers
from .support.responses import Body, choice, message, response, response_with_calls, tool_call, usage, without
from .support.streams import chunk

get_decode_error = partial(helpers.get_decode_error, CreateChatCompletionResponse)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            response_with_calls(tool_call(), tool_call(function={"arguments": "{}"})),
            "choices[0].message.tool_calls[1].function.name: missing",
        ),
        (
            response(choice(message=message(role="user"))),
            'choices[0].message.role: expected "assistant", got "user"',
        ),
        (response(created="1715361795"), 'created: expected int, got str "1715361795"'),
        (response(created=46.5), "created: expected int, got float 46.5"),
        (response(created=True), "created: expected int, got bool true"),
        (response(id=None), "id: expected str, got null"),
        ({**response(), "choices": [choice(), None]}, "choices[1]: expected object, got null"),
        (response(usage={**usage(), "total_tokens": []}), "usage.total_tokens: expected int, got array"),
        (response(metadata={"weight version": 1}), 'metadata["weight version"]: expected str, got int 1'),
        (response(object={"a": 1}), 'object: expected "chat.completion", got object'),
        (without(response(), "model"), "model: missing"),
        ({}, "id: missing"),
        ([response()], "expected object, got array"),
        (b"{}", "expected object, got bytes"),
    ],
)
def test_the_message_of_a_decode_error_has_the_place_and_the_problem(body: Any, text: str) -> None:
    assert str(get_decode_error(body)) == text


def test_a_decode_error_has_path_expected_and_found() -> None:
    error = get_decode_error(response(choice(index="0")))
    assert (error.path, error.expected, error.found) == ("choices[0].index", "int", 'str "0"')
    missing = get_decode_error(without(response(), "model"))
    assert (missing.path, missing.expected, missing.found) == ("model", "str", None)


def test_a_decode_error_is_a_value_error_and_a_chat_completion_error() -> None:
    assert isinstance(get_decode_error({}), ValueError)
    assert issubclass(DecodeError, ChatCompletionError)
    assert issubclass(APIError, ChatCompletionError)
    assert not issubclass(APIError, ValueError)


@pytest.mark.parametrize("value", ["x" * 10_000, "é" * 10_000, "\n" * 10_000, 10**10_000, -(10**400)], ids=type)
@pytest.mark.parametrize("key", ["object", "choices"])
def test_a_long_value_is_shortened(key: str, value: Any) -> None:
    assert len(str(get_decode_error(response(**{key: value})))) < 250


def test_a_long_key_is_shortened() -> None:
    assert len(str(get_decode_error(response(metadata={"k" * 10_000: 1})))) < 150


@pytest.mark.parametrize("value", ["\x1b[31mred", "two\nlines", "\ud800", "\x9b31m", "a\x00b"], ids=ascii)
def test_a_message_has_no_control_characters(value: str) -> None:
    for body in (response(created=value), response(metadata={value: 1}), response(object=value)):
        text = str(get_decode_error(body))
        assert text.isprintable()
        text.encode()


def test_a_message_does_not_print_containers() -> None:
    assert "secret" not in str(get_decode_error(response(created={"secret": 1})))
    assert "secret" not in str(get_decode_error(response(created=["secret"])))


def make_error_body(**error: Any) -> Body:
    return {"error": error}


@pytest.mark.parametrize("choices", [{}, {"choices": None}, {"choices": []}], ids=repr)
def test_an_error_body_is_an_api_error(choices: Body) -> None:
    body = make_error_body(
        message="No such model.", type="invalid_request_error", param="model", code="model_not_found"
    )
    body |= choices
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    error = caught.value
    assert (error.message, error.type, error.param, error.code) == (
        "No such model.",
        "invalid_request_error",
        "model",
        "model_not_found",
    )
    assert error.body == body
    assert str(error) == "No such model. (invalid_request_error, model_not_found)"


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (make_error_body(message="Slow down.", code=429), ("Slow down.", None, None, 429)),
        (make_error_body(message=None, type=5, param=[], code=True), ("", None, None, None)),
        (make_error_body(), ("", None, None, None)),
        ({"error": "model not found"}, ("model not found", None, None, None)),
    ],
)
def test_an_api_error_has_the_details_of_the_error_body(body: Body, details: tuple[object, ...]) -> None:
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    error = caught.value
    assert (error.message, error.type, error.param, error.code) == details
    assert error.body == body
    assert str(error).startswith(error.message or "an error without a message")


@pytest.mark.parametrize("error", [None, False, 0, []], ids=repr)
def test_an_empty_or_invalid_error_is_not_an_error_body(error: Any) -> None:
    assert get_decode_error({"error": error}).path == "id"
    body = response(error=error)
    assert CreateChatCompletionResponse.from_dict(body).to_dict() == body


def test_what_is_not_json_in_an_error_body_is_null() -> None:
    body: Any = {"error": {"message": "Slow down.", "at": {1}, "for": [1]}, "id": "x", "set": {1}, 5: 5}
    with pytest.raises(APIError, match=r"^Slow down\.$") as caught:
        CreateChatCompletionResponse.from_dict(body)
    assert caught.value.body == {"error": {"message": "Slow down.", "at": None, "for": [1]}, "id": "x", "set": None}


@pytest.mark.parametrize("error", [{1}, [[]], {"error": {1}}], ids=repr)
def test_a_nested_error_does_not_replace_the_error(error: Any) -> None:
    with pytest.raises(APIError, match=r"^Slow down\.$"):
        CreateChatCompletionResponse.from_dict(make_error_body(message="Slow down.", error=error))


@pytest.mark.parametrize("problems", [None, []], ids=["strict", "collecting"])
@pytest.mark.parametrize(
    ("cls", "body"),
    [
        (CreateChatCompletionResponse, response(choices=[])),
        (CreateChatCompletionResponse, response(choices=None)),
        (CreateChatCompletionStreamResponse, chunk()),
    ],
    ids=["response without choices", "response with null", "chunk without choices"],
)
def test_a_complete_body_without_choices_may_be_an_error_body(
    cls: type[WireBody], body: Body, problems: list[DecodeError] | None
) -> None:
    with pytest.raises(APIError, match=r"^Slow down\.$"):
        cls.from_dict({**body, **make_error_body(message="Slow down.")}, problems=problems)


def test_an_error_in_a_body_with_choices_is_an_unknown_key() -> None:
    body = response(error={"message": "The second provider did not answer."})
    assert CreateChatCompletionResponse.from_dict(body).to_dict() == body


def test_the_body_of_an_api_error_is_a_copy() -> None:
    body = make_error_body(message="Slow down.", metadata={"retry": [1]})
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    body["error"]["metadata"]["retry"].append(2)
    assert caught.value.body == {"error": {"message": "Slow down.", "metadata": {"retry": [1]}}}


def test_an_api_error_can_be_constructed() -> None:
    error = APIError("Slow down.")
    assert (str(error), error.body) == ("Slow down.", {})


@pytest.mark.parametrize(
    "error",
    [
        DecodeError("int", "0", location=("choices", 0, "index")),
        DecodeError("str", location=("model",)),
        APIError("Slow down.", "rate_limit", None, 429, {"error": {"message": "Slow down."}}),
        ChatCompletionError("?"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_pickle_and_copy(error: Exception) -> None:
    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(copied) is type(error)
        assert str(copied) == str(error)
        assert repr(copied) == repr(error)
        assert getattr(copied, "location", None) == getattr(error, "location", None)


@pytest.mark.parametrize("name", ["ChatCompletionError", "DecodeError", "APIError", "StreamError"])
def test_errors_have_the_name_by_which_they_are_imported(name: str) -> None:
    error: Any = getattr(chatcompletion, name)
    assert traceback.format_exception_only(error, error("x"))[0].startswith(f"{chatcompletion.__name__}.{name}: ")
    assert pickle.dumps(error, 0).startswith(f"c{chatcompletion.__name__}\n{name}\n".encode())
    assert "partial" in get_type_hints(error)


def test_a_raised_error_pickles() -> None:
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(make_error_body(message="Slow down.", details=[{"a": 1}]))
    assert pickle.loads(pickle.dumps(caught.value)).body == caught.value.body


@pytest.mark.parametrize(
    "text", ['data: {"id": "1"}\n\n', b"\xef\xbb\xbf: x\r\n\r\ndata: {", "id: 1\nevent: x\ndata:{"], ids=repr
)
def test_an_event_stream_in_place_of_json_is_called_one(text: str | bytes) -> None:
    for cls in (CreateChatCompletionResponse, CreateChatCompletionRequest):
        with pytest.raises(DecodeError) as caught:
            cls.from_json(text, problems=[])
        words = "expected JSON, got an event stream, which read_stream() of the part stream reads"
        assert str(caught.value) == f"line 1 column 1: {words}"


@pytest.mark.parametrize(
    ("json_text", "text"),
    [
        ("id: 1", 'line 1 column 1: expected JSON, got "id: 1" (Expecting value)'),
        ('{"x": data: 1}', 'line 1 column 7: expected JSON, got "data: 1}" (Expecting value)'),
        ("", "line 1 column 1: expected JSON, got the end (Expecting value)"),
        ('{"id": 1,\n "x" 2}', "line 2 column 6: expected JSON, got \"2}\" (Expecting ':' delimiter)"),
        ("{} {}", 'line 1 column 4: expected JSON, got "{}" (Extra data)'),
        (b"\xff\xfe\xfd", "byte 2: expected utf-16-le, got other bytes (truncated data)"),
        (b'"\xff"', "byte 1: expected utf-8, got other bytes (invalid start byte)"),
        ("[" * 100_000, "expected JSON, got more nesting than the call stack has room for"),
        (None, "expected JSON text, got null"),
        ("[]", "expected object, got array"),
    ],
    ids=repr,
)
def test_invalid_json_is_rejected_with_its_place(json_text: Any, text: str) -> None:
    with pytest.raises(DecodeError) as caught:
        CreateChatCompletionResponse.from_json(json_text)
    assert str(caught.value) == text


def test_a_number_with_too_many_digits_is_decoded_or_rejected() -> None:
    text = '{"total_tokens": ' + "9" * 5000 + "}"
    with pytest.raises(DecodeError, match=r"more digits|id: missing"):
        CreateChatCompletionResponse.from_json(text)


def test_the_place_starts_at_the_class_that_decodes() -> None:
    with pytest.raises(DecodeError, match=r"^total_tokens: missing$"):
        CompletionUsage.from_dict(without(usage(), "total_tokens"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"loc": [10**5000], "message": "No."}, "No."),  # a number that has no text
        ({"base_resp": {"status_code": 0, "status_msg": "success"}, "message": "No.", "code": 5}, "No."),
        ({"note": {"text": "No."}}, "No."),
        ({"status": "failed"}, "failed"),
        ({"status": "422", "title": "No."}, "No."),
    ],
    ids=["huge", "success beside it", "any text", "a label", "a status in a string"],
)
def test_from_body_finds_the_message_and_raises_nothing(body: Body, message: str) -> None:
    assert APIError.from_body(body).message == message


@pytest.mark.parametrize("text", ["\ufeff{}", b"\xef\xbb\xbf{}"], ids=["str", "bytes"])
def test_json_text_may_begin_with_a_byte_order_mark(text: str | bytes) -> None:
    with pytest.raises(DecodeError, match=r"^id: missing$"):
        CreateChatCompletionResponse.from_json(text)


def test_a_status_in_a_string_is_the_code() -> None:
    error = APIError.from_body({"status": "422", "title": "No."})
    assert (error.code, error.type) == ("422", None)


@pytest.mark.parametrize("code", [0, "0", 200, "200"])
def test_a_body_with_the_code_of_a_success_is_no_error_body(code: object) -> None:
    with pytest.raises(DecodeError):
        CreateChatCompletionResponse.from_dict({"code": code, "message": "success"})
