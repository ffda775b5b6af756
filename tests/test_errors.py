"""What an error says and holds."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from chatcompletion import APIError, ChatCompletionError, CompletionUsage, CreateChatCompletionResponse, DecodeError

from .responses import Body, choice, message, response, response_with_calls, tool_call, usage, without


def error_of(body: Any) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    return caught.value


@pytest.mark.parametrize(
    ("body", "words"),
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
def test_a_decode_error_names_the_place_and_what_is_wrong(body: Any, words: str) -> None:
    assert str(error_of(body)) == words


def test_a_decode_error_holds_the_place_the_expectation_and_what_was_found() -> None:
    error = error_of(response(choice(index="0")))
    assert (error.path, error.expected, error.found) == ("choices[0].index", "int", 'str "0"')
    missing = error_of(without(response(), "model"))
    assert (missing.path, missing.expected, missing.found) == ("model", "str", None)


def test_a_decode_error_is_a_value_error_and_one_of_ours() -> None:
    assert isinstance(error_of({}), ValueError)
    assert issubclass(DecodeError, ChatCompletionError)
    assert issubclass(APIError, ChatCompletionError)
    assert not issubclass(APIError, ValueError)


@pytest.mark.parametrize("value", ["x" * 10_000, "é" * 10_000, "\n" * 10_000, 10**10_000, -(10**400)], ids=type)
@pytest.mark.parametrize("key", ["object", "choices"])
def test_a_long_value_is_cut(key: str, value: Any) -> None:
    assert len(str(error_of(response(**{key: value})))) < 250


def test_a_long_key_is_cut() -> None:
    assert len(str(error_of(response(metadata={"k" * 10_000: 1})))) < 150


@pytest.mark.parametrize("text", ["\x1b[31mred", "two\nlines", "\ud800", "\x9b31m", "a\x00b"], ids=ascii)
def test_a_message_holds_no_character_that_a_terminal_would_obey(text: str) -> None:
    for body in (response(created=text), response(metadata={text: 1}), response(object=text)):
        words = str(error_of(body))
        assert words.isprintable()
        words.encode()


def test_a_message_shows_no_container() -> None:
    assert "secret" not in str(error_of(response(created={"secret": 1})))
    assert "secret" not in str(error_of(response(created=["secret"])))


def envelope(**error: Any) -> Body:
    return {"error": error}


@pytest.mark.parametrize("choices", [{}, {"choices": None}, {"choices": []}], ids=repr)
def test_an_error_envelope_is_an_api_error(choices: Body) -> None:
    body = {**envelope(message="No such model.", type="invalid_request_error", param="model", code="model_not_found")}
    body = {**body, **choices}
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
    ("body", "held"),
    [
        (envelope(message="Slow down.", code=429), ("Slow down.", None, None, 429)),
        (envelope(message=None, type=5, param=[], code=True), ("", None, None, None)),
        (envelope(), ("", None, None, None)),
        ({"error": "model not found"}, ("model not found", None, None, None)),
    ],
)
def test_an_api_error_holds_what_the_service_says(body: Body, held: tuple[object, ...]) -> None:
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    error = caught.value
    assert (error.message, error.type, error.param, error.code) == held
    assert error.body == body
    assert str(error).startswith(error.message or "an error without a message")


@pytest.mark.parametrize("error", [None, False, 0, [], ["x"]], ids=repr)
def test_a_body_without_an_error_is_no_envelope(error: Any) -> None:
    assert error_of({"error": error}).path == "id"
    body = response(error=error)
    assert CreateChatCompletionResponse.from_dict(body).to_dict() == body


def test_an_odd_part_of_an_envelope_does_not_hide_the_error() -> None:
    body: Any = {"error": {"message": "Slow down.", "at": {1}, "for": [1]}, "id": "x", "odd": {1}, 5: 5}
    with pytest.raises(APIError, match=r"^Slow down\.$") as caught:
        CreateChatCompletionResponse.from_dict(body)
    assert caught.value.body == {"error": {"message": "Slow down.", "for": [1]}, "id": "x"}


@pytest.mark.parametrize("error", [{1}, [[]], {"error": {1}}], ids=repr)
def test_an_error_inside_of_an_error_does_not_hide_it(error: Any) -> None:
    with pytest.raises(APIError, match=r"^Slow down\.$"):
        CreateChatCompletionResponse.from_dict(envelope(message="Slow down.", error=error))


def test_an_error_beside_choices_is_one_more_unknown_key() -> None:
    body = response(error={"message": "The second provider did not answer."})
    assert CreateChatCompletionResponse.from_dict(body).to_dict() == body


def test_an_api_error_shares_nothing_with_the_body() -> None:
    body = envelope(message="Slow down.", metadata={"retry": [1]})
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    body["error"]["metadata"]["retry"].append(2)
    assert caught.value.body["error"]["metadata"] == {"retry": [1]}


def test_an_api_error_can_be_made_by_hand() -> None:
    error = APIError("Slow down.")
    assert (str(error), error.body) == ("Slow down.", {})


@pytest.mark.parametrize(
    "error",
    [
        DecodeError("choices[0].index", "int", 'str "0"'),
        DecodeError("model", "str", None),
        APIError("Slow down.", "rate_limit", None, 429, {"error": {"message": "Slow down."}}),
        ChatCompletionError("?"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_pickle_and_copy(error: Exception) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


def test_an_error_that_was_raised_pickles() -> None:
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(envelope(message="Slow down.", details=[{"a": 1}]))
    assert pickle.loads(pickle.dumps(caught.value)).body == caught.value.body


@pytest.mark.parametrize(
    ("text", "words"),
    [
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
def test_a_text_that_is_no_json_is_refused_with_its_place(text: Any, words: str) -> None:
    with pytest.raises(DecodeError) as caught:
        CreateChatCompletionResponse.from_json(text)
    assert str(caught.value) == words


def test_a_number_of_too_many_digits_is_read_or_refused() -> None:
    text = '{"total_tokens": ' + "9" * 5000 + "}"
    with pytest.raises(DecodeError, match=r"more digits|id: missing"):
        CreateChatCompletionResponse.from_json(text)


def test_an_error_in_a_part_that_is_read_alone_has_a_place_of_its_own() -> None:
    with pytest.raises(DecodeError, match=r"^total_tokens: missing$"):
        CompletionUsage.from_dict(without(usage(), "total_tokens"))
