"""Error bodies in every layout that services use: instead of a response, instead of a stream, or alone."""

from __future__ import annotations

import inspect
import json
import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    ChatCompletionError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamError,
    accumulate,
    read_stream,
)

from .support.responses import Body, response, without

LAYOUTS: dict[str, tuple[Any, tuple[str, str | None, str | None, str | int | None]]] = {
    "object": (
        {"error": {"message": "No.", "type": "invalid_request_error", "param": "model", "code": "not_found"}},
        ("No.", "invalid_request_error", "model", "not_found"),
    ),
    "text": ({"error": "No."}, ("No.", None, None, None)),
    "text with a code": ({"error": "No.", "code": 400}, ("No.", None, None, 400)),
    "status name": ({"error": {"code": 429, "message": "No.", "status": "EXHAUSTED"}}, ("No.", "EXHAUSTED", None, 429)),
    "object error": (
        {"object": "error", "message": "No.", "type": "BadRequestError", "param": None, "code": 400},
        ("No.", "BadRequestError", None, 400),
    ),
    "object error without a message": ({"object": "error", "code": 400}, ("", None, None, 400)),
    "detail": ({"detail": "Not Found"}, ("Not Found", None, None, None)),
    "details": (
        {
            "detail": [
                {"loc": ["body", "messages", 0], "msg": "field required", "type": "missing"},
                {"loc": ["body", "model"], "msg": "too long", "type": "length"},
            ]
        },
        ("body.messages.0: field required; body.model: too long", "missing", "body.messages.0", None),
    ),
    "message": ({"message": "No.", "code": "x"}, ("No.", None, None, "x")),
    "message alone": ({"message": "Forbidden"}, ("Forbidden", None, None, None)),
    "errors": (
        {"success": False, "errors": [{"code": 1000, "message": "No."}, {"message": "Never."}]},
        ("No.; Never.", None, None, 1000),
    ),
    "errors as text": ({"errors": ["No.", "Never."]}, ("No.; Never.", None, None, None)),
    "errors without a message": ({"errors": [{"code": 7}]}, ("", None, None, 7)),
    "errors by field": (
        {"title": "Invalid.", "status": 400, "errors": {"$": ["No.", "Never."]}},
        ("Invalid.: No.; Never.", None, None, 400),
    ),
    "issues": (
        {"error": {"name": "ZodError", "issues": [{"code": "x", "path": ["messages", 0], "message": "No."}]}},
        ("messages.0: No.", None, "messages.0", "x"),
    ),
    "fault in Output": (
        {"Output": {"__type": "service#Unknown"}, "Version": "1.0"},
        ("service#Unknown",) * 2 + (None,) * 2,
    ),
    "true and a reason": ({"error": True, "reason": "No."}, ("No.", None, None, None)),
    "true and a code": ({"error": True, "code": 500}, ("", None, None, 500)),
    "true": ({"error": True}, ("", None, None, None)),
    "code of an error": ({"code": 500}, ("", None, None, 500)),
    "array": ([{"error": {"code": 429, "message": "No."}}], ("No.", None, None, 429)),
    "odata": (
        {"odata.error": {"code": "Request_BadRequest", "message": {"lang": "en", "value": "No."}}},
        ("No.", None, None, "Request_BadRequest"),
    ),
    "array of a detail": ([{"detail": "Not Found"}], ("Not Found", None, None, None)),
    "values of other types": ({"error": {"message": 5, "type": [], "param": {}, "code": 0.5}}, ("", None, None, None)),
}

each_layout = pytest.mark.parametrize(("body", "details"), LAYOUTS.values(), ids=LAYOUTS)


def get_details(error: APIError) -> tuple[Any, ...]:
    return error.message, error.type, error.param, error.code


@each_layout
@pytest.mark.parametrize("cls", [CreateChatCompletionResponse, CreateChatCompletionStreamResponse])
def test_an_error_body_instead_of_a_response_is_an_api_error(cls: Any, body: Any, details: Any) -> None:
    decoders: list[Callable[[], object]] = [
        lambda: cls.from_dict(body),
        lambda: cls.from_dict(body, problems=[]),
        lambda: cls.from_json(json.dumps(body)),
    ]
    for decode in decoders:
        with pytest.raises(APIError) as caught:
            decode()
        assert get_details(caught.value) == details
        assert caught.value.body == (body[0] if isinstance(body, list) else body)
        assert caught.value.status is None


@pytest.mark.parametrize("cls", [CreateChatCompletionResponse, CreateChatCompletionStreamResponse])
@pytest.mark.parametrize("content", [False, [], {}, ""], ids=repr)
def test_a_choice_without_an_answer_beside_a_message_is_an_error_with_or_without_problems(
    cls: Any, content: object
) -> None:
    body = response({"index": 0, "finish_reason": 5, "message": {"content": content}}, error="Out of memory.")
    with pytest.raises(APIError, match=r"^Out of memory\.$"):
        cls.from_dict(body)
    problems: list[DecodeError] = []
    with pytest.raises(APIError, match=r"^Out of memory\.$"):
        cls.from_dict(body, problems=problems)
    assert problems == []


@pytest.mark.parametrize(
    "keys",
    [
        {"base_resp": {"status_code": 1002, "status_msg": "No."}},
        {"success": False, "msg": "No."},
        {"status": "failed", "message": "No."},
        {"ret": {"code": 40001, "message": "No."}},
        {"header": {"code": 10013, "message": "No."}},
        {"data": {"code": 7, "message": "No."}},
        {"type": "response.failed", "response": {"error": {"message": "No."}}},
        {"error_msg": "No.", "error_code": 17},
        {"errors": [{"message": "No."}]},
        {"object": "error", "message": "No.", "code": 500},
    ],
    ids=str,
)
@pytest.mark.parametrize("choices", [[], None], ids=["empty", "null"])
def test_an_error_beside_the_keys_of_a_body_without_choices_is_an_api_error(keys: Body, choices: Any) -> None:
    for cls in (CreateChatCompletionResponse, CreateChatCompletionStreamResponse):
        body = {**response(usage=None), "object": cls(id="", created=0, model="", choices=()).object}
        with pytest.raises(APIError, match=r"^No\."):
            cls.from_dict({**body, "choices": choices, **keys})
        with pytest.raises(APIError, match=r"^No\."):
            cls.from_dict({**body, "choices": choices, **keys}, problems=[])


@pytest.mark.parametrize("keys", [{"message": "Queued."}, {"message": "OK", "code": 0}, {"text": "x"}, {"title": "x"}])
def test_a_text_beside_the_keys_of_a_body_without_choices_is_no_error(keys: Body) -> None:
    for cls in (CreateChatCompletionResponse, CreateChatCompletionStreamResponse):
        body = {**cls(id="1", created=0, model="m", choices=()).to_dict(), **keys}
        assert cls.from_dict(body).extra == keys


@pytest.mark.parametrize(
    ("message", "code", "kind"),
    [
        ("error_message", "error_code", "error_type"),
        ("errorMessage", "errorCode", "errorType"),
        ("ErrorMessage", "ErrorCode", "ErrorType"),
        ("ERROR_MSG", "STATUS_CODE", "TYPE"),
        ("Message", "Code", "Type"),
        ("status_msg", "http-code", "__type"),
    ],
)
@pytest.mark.parametrize("outer", [None, "error", "Error", "Response", "x_groq"])
def test_the_keys_of_an_error_may_be_written_in_any_way(message: str, code: str, kind: str, outer: str | None) -> None:
    inner = {message: "No.", code: 429, kind: "Busy"}
    body = {outer: inner} if outer else inner
    with pytest.raises(APIError) as caught:
        CreateChatCompletionResponse.from_dict(body)
    assert get_details(caught.value) == ("No.", "Busy", None, 429)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": None, "type": "invalid_request_error", "param": "messages"}}, "invalid_request_error"),
        ({"type": "error", "error": {"type": "overloaded_error"}, "request_id": "req_1"}, "overloaded_error"),
        ({"error": {"message": "", "code": 502, "metadata": {"raw": "No."}}, "user_id": "user_1"}, "No."),
        ({"error": {"code": 502}, "request_id": "req_1", "info": "No."}, "No."),
    ],
)
def test_an_identifier_is_no_message_if_there_is_anything_else(body: Body, message: str) -> None:
    assert APIError.from_body(body).message == message


@each_layout
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_an_error_body_instead_of_a_stream_is_an_api_error(
    body: Any, details: Any, indent: int | None, newline: str, size: int
) -> None:
    text = (json.dumps(body, indent=indent) + "\n").replace("\n", newline)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    with pytest.raises(APIError) as caught:
        list(read_stream(pieces))
    assert get_details(caught.value) == details


@each_layout
def test_from_body_accepts_every_layout(body: Any, details: Any) -> None:
    for form in (body, json.dumps(body), json.dumps(body).encode()):
        error = APIError.from_body(form, 429)
        assert (get_details(error), error.status) == (details, 429)
        copied = pickle.loads(pickle.dumps(error))
        assert (get_details(copied), copied.status, copied.body) == (details, 429, error.body)


@pytest.mark.parametrize(
    ("body", "text", "kept"),
    [
        (None, "an error without a message (HTTP 502)", {}),
        (b"", "an error without a message (HTTP 502)", {}),
        ("upstream  error\n", "upstream error (HTTP 502)", {"body": "upstream  error\n"}),
        (b"\xff", "� (HTTP 502)", {"body": "�"}),
        (
            "<html><head><title>502 Bad\nGateway</title></head></html>",
            "502 Bad Gateway (HTTP 502)",
            {"body": "<html><head><title>502 Bad\nGateway</title></head></html>"},
        ),
        ({"x": 1}, "an error without a message (HTTP 502)", {"x": 1}),
        ([1], "an error without a message (HTTP 502)", {"body": [1]}),
        ([], "an error without a message (HTTP 502)", {"body": []}),
        (5, "an error without a message (HTTP 502)", {"body": 5}),
        ('"text"', "text (HTTP 502)", {"body": "text"}),
        ('event:error\ndata:{"code":"x","message":"No."}', "No. (HTTP 502, x)", {"code": "x", "message": "No."}),
        ("data: No.", "data: No. (HTTP 502)", {"body": "data: No."}),
        ('error: {"message": "No."}', "No. (HTTP 502)", {"message": "No."}),
        ('{"message": "No."}\n{"done": true}', "No. (HTTP 502)", {"message": "No."}),
        (
            "<title>Can&#39;t &amp; won&#39;t</title>",
            "Can't & won't (HTTP 502)",
            {"body": "<title>Can&#39;t &amp; won&#39;t</title>"},
        ),
        ("<title> </title>No.", "<title> </title>No. (HTTP 502)", {"body": "<title> </title>No."}),
        (
            {"x": {1}, "error": {"message": "No.", "y": {1}}},
            "No. (HTTP 502)",
            {"x": None, "error": {"message": "No.", "y": None}},
        ),
    ],
    ids=repr,
)
def test_from_body_accepts_any_other_body(body: Any, text: str, kept: Body) -> None:
    error = APIError.from_body(body, 502)
    assert (str(error), error.body) == (text, kept)


def test_a_long_text_is_shortened_in_the_message_only() -> None:
    error = APIError.from_body("x " * 100_000)
    assert len(error.message) <= 600
    assert error.body == {"body": "x " * 100_000}


@pytest.mark.parametrize(
    "body",
    [
        without(response(), "id") | {"message": "text", "detail": "text"},
        {"errors": []},
        {"error": None},
        {"error": []},
        {"detail": {}},
        {"message": 5},
        {"object": "list"},
        [],
        [5],
        [{}],
    ],
    ids=repr,
)
def test_other_invalid_bodies_are_decode_errors(body: Any) -> None:
    with pytest.raises(DecodeError):
        CreateChatCompletionResponse.from_dict(body)


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!DOCTYPE html>\n<html>", 'line 1: expected event stream, got "<!DOCTYPE html>\\\\n<html>"'),
        ("\n\nupstream error", 'line 3: expected event stream, got "upstream error"'),
        ('{"x": 1}', 'line 1: expected event stream, got "{\\"x\\": 1}"'),
        ("[1]\n", 'line 1: expected event stream, got "[1]"'),
        ("x" * 1000, f'line 1: expected event stream, got "{"x" * 59}…"'),
    ],
    ids=lambda value: value[:10] if isinstance(value, str) else value,
)
def test_the_error_shows_a_body_that_is_not_an_event_stream(text: str, message: str, size: int) -> None:
    with pytest.raises(DecodeError) as caught:
        list(read_stream([text[start : start + size] for start in range(0, len(text), size)]))
    assert str(caught.value) == message.replace("\\\\n", "\\n")


def test_a_body_that_is_not_an_event_stream_is_not_stored_completely() -> None:
    with pytest.raises(DecodeError, match="expected event stream"):
        list(read_stream((f"line {number}\n" * 100 for number in range(1_000)), max_event_size=1000))


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize("layout", ["{}", "data: {}\n\n"])
def test_a_completion_instead_of_a_stream_is_in_partial(layout: str, size: int) -> None:
    text = layout.replace("{}", json.dumps(response()))
    with pytest.raises(StreamError, match=r"^the service sent a whole completion") as caught:
        accumulate(read_stream([text[start : start + size] for start in range(0, len(text), size)]))
    assert caught.value.partial == response()


@pytest.mark.parametrize(
    "data",
    [
        "error: Overloaded.",
        "Error: Overloaded.",
        "[ERROR] Overloaded.",
        "[ERROR]: Overloaded.",
        "error:Overloaded.",
        'error:{"message": "Overloaded."}',
        'error: {"message": "Overloaded."}',
        '{"id": "1", "choices": [{"index": 0, "del\ndata: {"error": {"message": "Overloaded."}}',
        '{"id": "1", "choices": [{"index": 0, "deldata: {"error": {"message": "Overloaded."}}',
    ],
    ids=[
        "text",
        "capital",
        "bracket",
        "bracket and colon",
        "no space",
        "object without a space",
        "object",
        "after a line that is cut off",
        "after a cut",
    ],
)
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "lenient"])
def test_an_error_in_an_event_that_is_not_json_is_an_api_error(data: str, problems: Any) -> None:
    first = 'data: {"id":"1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
    with pytest.raises(APIError) as caught:
        accumulate(read_stream([first, f"data: {data}\n\n"], problems=problems))
    assert caught.value.message == "Overloaded."
    partial: Any = caught.value.partial
    assert partial["choices"][0]["message"]["content"] == "a"


def test_a_chunk_before_an_error_in_one_event_is_kept_given_problems() -> None:
    chunk = '{"id":"1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}'
    text = f'data: {chunk}{{"error": {{"message": "Overloaded."}}}}\n\n'
    with pytest.raises(APIError, match="Overloaded"):
        list(read_stream([text]))
    with pytest.raises(APIError, match="Overloaded") as caught:
        accumulate(read_stream([text], problems=[]))
    partial: Any = caught.value.partial
    assert partial["choices"][0]["message"]["content"] == "a"


@pytest.mark.parametrize("place", ["choice", "delta"])
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "lenient"])
def test_an_error_in_a_choice_of_a_stream_is_an_api_error(place: str, problems: Any) -> None:
    piece: Body = {"index": 0, "delta": {}, "finish_reason": "error"}
    (piece if place == "choice" else piece["delta"])["error"] = {"message": "Overloaded."}
    event = f"data: {json.dumps({'id': '1', 'created': 1, 'model': 'm', 'choices': [piece]})}\n\n"
    content = {"index": 0, "delta": {"content": "a"}}
    first = f"data: {json.dumps({'id': '1', 'created': 1, 'model': 'm', 'choices': [content]})}\n\n"
    with pytest.raises(APIError, match="Overloaded"):
        list(read_stream([first, event], problems=problems))


def test_an_error_body_after_events_is_an_api_error() -> None:
    event = 'data: {"id":"1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
    with pytest.raises(APIError, match="Overloaded") as caught:
        accumulate(read_stream([event, '{"error": {"message": "Overloaded"}}\n']))
    partial: Any = caught.value.partial
    assert partial["choices"][0]["message"]["content"] == "a"


@pytest.mark.parametrize(
    "keys",
    [
        {"code": "OK", "message": "success"},
        {"code": 20000, "msg": "Success"},
        {"code": 500, "message": "Queued."},
        {"detail": "No."},
        {"issues": [{"message": "No."}]},
        {"error": "null"},
        {"error": {"code": 0, "message": ""}},
        {"base_resp": {"status_code": 0, "status_msg": "success"}},
    ],
    ids=str,
)
@pytest.mark.parametrize("is_valid", [True, False], ids=["valid", "damaged"])
def test_a_body_with_usage_that_names_no_error_is_an_answer(keys: Body, is_valid: bool) -> None:
    answer = without(response(**keys), "object") | {"choices": []} | ({} if is_valid else {"created": "x"})
    assert CreateChatCompletionResponse.from_dict(answer, problems=[]).extra == keys
    without_usage = response(usage=None, **keys) | {"choices": []} | ({} if is_valid else {"created": "x"})
    assert CreateChatCompletionResponse.from_dict(without_usage, problems=[]).extra == keys


@pytest.mark.parametrize("problems", [None, []], ids=["strict", "with problems"])
def test_an_error_in_a_choice_is_an_error_unless_there_is_content(problems: Any) -> None:
    failed = {
        "index": 0,
        "error": {"code": 502, "message": "No."},
        "message": {"content": None},
        "finish_reason": "error",
    }
    with pytest.raises(APIError, match=r"^No\. \(502\)$"):
        CreateChatCompletionResponse.from_dict(response(failed), problems=problems)
    partial = {**failed, "message": {"content": "High "}}
    assert CreateChatCompletionResponse.from_dict(response(partial), problems=problems).choices[0].extra["error"]
    piece = {"index": 0, "error": {"code": 502, "message": "No."}, "delta": {"content": ""}, "finish_reason": "error"}
    with pytest.raises(APIError, match=r"^No\. \(502\)$"):
        CreateChatCompletionStreamResponse.from_dict({**response(), "choices": [piece]}, problems=problems)


def test_an_error_body_is_an_error_at_any_depth_of_the_call_stack() -> None:
    def call(depth: int) -> object:
        if depth:
            return call(depth - 1)
        return CreateChatCompletionResponse.from_dict({"error": {"message": "No."}}, problems=[])

    room = sys.getrecursionlimit() - len(inspect.stack())
    for depth in range(room - 100, room):
        with pytest.raises((ChatCompletionError, RecursionError)):
            call(depth)


EMPTY: Body = {"index": 0, "message": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
NAMED: list[Body] = [
    {"base_resp": {"status_code": 1027, "status_msg": "No."}},
    {"success": False, "message": "No."},
    {"errors": [{"message": "No."}]},
    {"error_message": "No."},
    {"status": {"code": 7, "message": "No."}},
    {"type": "error", "message": "No."},
    {"isError": True, "message": "No."},
]


@pytest.mark.parametrize(
    "keys",
    [
        {"error": {}},
        {"error": {"code": 0, "message": ""}},
        {"error": {"code": None, "message": None, "details": []}},
        {"message": "Searching the web."},
        {"status": "queued", "detail": "You are number 3."},
    ],
    ids=str,
)
@pytest.mark.parametrize("problems", [None, []], ids=["strict", "lenient"])
def test_a_notice_in_a_body_that_is_valid_otherwise_is_no_error(keys: Body, problems: Any) -> None:
    notice = CreateChatCompletionStreamResponse.from_dict({"choices": [], **keys}, problems=problems)
    assert notice.extra == keys
    body = {"id": "1", "created": 1, "model": "m", "choices": [EMPTY], **keys}
    assert CreateChatCompletionResponse.from_dict(body, problems=problems).extra == keys


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [[{**EMPTY, "error": {"message": "No."}}]]},
        {"choices": [{**EMPTY, "message": [{"content": None, "error": {"message": "No."}}]}]},
        {"choices": [{**EMPTY, "message": {"content": None, "error_message": "No."}}]},
        {"choices": [{**EMPTY, "text": "a"}], "error": {"message": "No."}},
        {"data": {"choices": [{**EMPTY, "message": {"content": None, "error": "No."}}]}},
    ],
    ids=str,
)
def test_an_error_is_found_where_an_answer_would_be(body: Body) -> None:
    with pytest.raises(APIError, match=r"^No\."):
        CreateChatCompletionResponse.from_dict({**response(choices=[]), **body}, problems=[])


@pytest.mark.parametrize("key", ["data", "result", "response", "output", "Data"])
@pytest.mark.parametrize("keys", [{"error": {"message": "No."}}, {"code": 500, "msg": "No."}], ids=str)
def test_an_error_beside_an_answer_in_an_envelope_is_none(key: str, keys: Body) -> None:
    answer = CreateChatCompletionResponse.from_dict({key: response(), **keys}, problems=[])
    assert answer.choices[0].message.text == response()["choices"][0]["message"]["content"]


@pytest.mark.parametrize("state", ["error", "fail", "failed", "failure", "FAILED"])
@pytest.mark.parametrize("key", ["object", "type", "status", "Status"])
def test_a_state_of_failure_names_an_error(key: str, state: str) -> None:
    body = {**response(EMPTY), key: state, "msg": "No."}
    with pytest.raises(APIError, match=r"^No\."):
        CreateChatCompletionResponse.from_dict(body, problems=[])


@pytest.mark.parametrize("keys", NAMED, ids=str)
@pytest.mark.parametrize("is_valid", [True, False], ids=["valid", "damaged"])
@pytest.mark.parametrize("content", ["", None, [{"type": "text", "text": ""}]], ids=str)
def test_a_named_error_is_one_beside_choices_without_content(keys: Body, is_valid: bool, content: Any) -> None:
    empty = {**EMPTY, "message": {"role": "assistant", "content": content}}
    body = {**response(empty), **keys} | ({} if is_valid else {"created": "x"})
    with pytest.raises(APIError, match=r"^No\."):
        CreateChatCompletionResponse.from_dict(body)
    with pytest.raises(APIError, match=r"^No\."):
        CreateChatCompletionResponse.from_dict(body, problems=[])


@pytest.mark.parametrize(
    "keys",
    [
        {"error": {"code": "000000", "message": "success"}},
        {"errors": "No. 1"},
        {"error": {"error_code": 0, "error_msg": "success"}},
        {"error": {"type": "none", "message": ""}},
        {"error": "No error"},
        {"errors": [None, ""]},
        {"error_msg": "成功", "error_code": 0},
        {"status": {"code": "completed", "message": "Done"}},
    ],
    ids=str,
)
@pytest.mark.parametrize("is_valid", [True, False], ids=["valid", "damaged"])
def test_an_error_that_says_success_is_none(keys: Body, is_valid: bool) -> None:
    body = {**response(EMPTY), **keys} | ({} if is_valid else {"created": "x"})
    assert CreateChatCompletionResponse.from_dict(body, problems=[]).extra == keys


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [{"text": "hi", "index": 0, "finish_reason": "stop"}]},
        {"success": True, "message": "Completed", "result": response(EMPTY)},
        {"code": "00000", "msg": "ok", "data": response(EMPTY)},
    ],
    ids=["text", "success", "zeros"],
)
def test_an_answer_in_another_place_is_no_error(body: Body) -> None:
    decoded = CreateChatCompletionResponse.from_dict(body, problems=[])
    assert decoded.to_dict() == body


@pytest.mark.parametrize(
    "body",
    [
        {"choices": {"index": 0, "finish_reason": "error", "error": {"message": "No."}}},
        response({**EMPTY, "message": {"content": None, "error": {"message": "No."}}}),
        response({**EMPTY, "message": {"content": "", "name": "bot"}, "error": {"message": "No."}}),
        {"err": "No."},
        {"errMsg": "No.", "errCode": 12},
        {"error": {"code": "BadRequest", "message": {"lang": "en-US", "value": "No."}}},
        {"usage": {}, "model": "m", "choices": [EMPTY], "success": False, "info": "No."},
    ],
    ids=lambda body: ",".join(body),
)
def test_an_error_is_found_with_its_message(body: Body) -> None:
    with pytest.raises(APIError, match=r"^No\."):
        CreateChatCompletionResponse.from_dict(body, problems=[])
