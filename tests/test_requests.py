"""Requests: built, decoded, and continued from a response."""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    AudioReference,
    ChatCompletionAllowedToolsChoice,
    ChatCompletionFunctionCallOption,
    ChatCompletionList,
    ChatCompletionMessageToolCall,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestSystemMessage,
    ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage,
    ChatCompletionResponseMessage,
    ChatCompletionTool,
    CreateChatCompletionRequest,
    CustomVoice,
    DecodeError,
    FunctionCall,
    FunctionObject,
    GrammarFormat,
    ImageUrl,
    MultipartContent,
    ResponseFormatJsonObject,
    ResponseFormatJsonSchema,
    ResponseFormatText,
    TextFormat,
    UnknownMessage,
    UnknownVariant,
)

from .conftest import read_recorded
from .support.responses import Body, message, response, tool_call


def request(*messages: Body, **changes: Any) -> Body:
    return {
        "model": "gpt-5",
        "messages": list(messages or [{"role": "user", "content": "When is high water?"}]),
        **changes,
    }


def decode(body: Body) -> CreateChatCompletionRequest:
    decoded = CreateChatCompletionRequest.from_dict(body)
    assert decoded.to_dict() == body
    return decoded


def test_only_what_is_given_is_sent() -> None:
    made = CreateChatCompletionRequest(
        model="gpt-5", messages=(ChatCompletionRequestUserMessage(content="When is high water?"),)
    )
    assert made.to_dict() == request()
    assert decode(request()) == made


def test_a_request_with_tools_and_parts_is_built_without_a_dict() -> None:
    made = CreateChatCompletionRequest(
        model="gpt-5",
        messages=(
            ChatCompletionRequestSystemMessage(content="Be brief."),
            ChatCompletionRequestUserMessage(
                content=(
                    ChatCompletionRequestMessageContentPartText(text="Which harbour?"),
                    ChatCompletionRequestMessageContentPartImage(image_url=ImageUrl(url="data:image/png;base64,AA")),
                )
            ),
        ),
        tools=(ChatCompletionTool(function=FunctionObject(name="get_tide", parameters={"type": "object"})),),
        tool_choice="auto",
        stop=("\n",),
        temperature=0.5,
    )
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}}
    assert made.to_dict() == request(
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Which harbour?"}, part]},
        tools=[{"type": "function", "function": {"name": "get_tide", "parameters": {"type": "object"}}}],
        tool_choice="auto",
        stop=["\n"],
        temperature=0.5,
    )
    assert decode(made.to_dict()) == made
    assert hash(made) == hash(decode(made.to_dict()))


def test_a_json_schema_is_copied_and_frozen() -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {"a": {"enum": [1]}}}
    function = FunctionObject(name="f", parameters=schema)
    schema["properties"]["a"]["enum"].append(2)
    assert function.parameters == {"type": "object", "properties": {"a": {"enum": [1]}}}
    parameters: Any = function.parameters
    with pytest.raises(TypeError):
        parameters["properties"]["a"]["enum"].append(2)
    encoded = function.to_dict()
    encoded["parameters"]["properties"].clear()
    assert function.to_dict()["parameters"] == {"type": "object", "properties": {"a": {"enum": [1]}}}


@pytest.mark.parametrize("required", [("a",), ["a"], deque(["a"])], ids=repr)
def test_any_sequence_in_a_json_schema_becomes_an_array(required: Any) -> None:
    function = FunctionObject(name="f", parameters={"required": required, "x": ({"y": 1},)})
    assert function.to_dict()["parameters"] == {"required": ["a"], "x": [{"y": 1}]}
    assert FunctionObject.from_dict(function.to_dict()) == function


@pytest.mark.parametrize(
    ("choice", "cls"),
    [
        ("none", str),
        ("any", str),
        ({"type": "function", "function": {"name": "f"}}, ChatCompletionNamedToolChoice),
        ({"function": {"name": "f"}}, ChatCompletionNamedToolChoice),
        ({"type": "custom", "custom": {"name": "f"}}, ChatCompletionNamedToolChoiceCustom),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "x": {"a": [1]}}]},
            },
            ChatCompletionAllowedToolsChoice,
        ),
        ({"type": "new", "x": 1}, UnknownVariant),
    ],
    ids=str,
)
def test_every_form_of_a_tool_choice_is_decoded(choice: Any, cls: type) -> None:
    decoded = decode(request(tool_choice=choice))
    assert type(decoded.tool_choice) is cls
    assert hash(decoded) == hash(decode(request(tool_choice=choice)))


@pytest.mark.parametrize(
    ("response_format", "cls"),
    [
        ({"type": "text"}, ResponseFormatText),
        ({"type": "json_object"}, ResponseFormatJsonObject),
        (
            {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}, "strict": True}},
            ResponseFormatJsonSchema,
        ),
        ({"type": "grammar", "grammar": "x"}, UnknownVariant),
    ],
    ids=str,
)
def test_every_response_format_is_decoded(response_format: Body, cls: type) -> None:
    assert type(decode(request(response_format=response_format)).response_format) is cls


@pytest.mark.parametrize(
    ("tool", "cls"),
    [
        ({"type": "function", "function": {"name": "f"}}, ChatCompletionTool),
        ({"function": {"name": "f"}}, ChatCompletionTool),
        ({"type": "web_search", "x": 1}, UnknownVariant),
    ],
    ids=str,
)
def test_every_tool_is_decoded(tool: Body, cls: type) -> None:
    assert type((decode(request(tools=[tool])).tools or ())[0]) is cls


@pytest.mark.parametrize(
    ("tool_format", "cls"),
    [
        ({"type": "text"}, TextFormat),
        ({"type": "grammar", "grammar": {"definition": "start: A", "syntax": "lark"}}, GrammarFormat),
        ({"type": "new"}, UnknownVariant),
    ],
    ids=str,
)
def test_every_format_of_a_custom_tool_is_decoded(tool_format: Body, cls: type) -> None:
    [tool] = decode(request(tools=[{"type": "custom", "custom": {"name": "c", "format": tool_format}}])).tools or ()
    assert type(getattr(tool, "custom").format) is cls  # noqa: B009 - a union


@pytest.mark.parametrize("keys", [{"stop": "a"}, {"stop": ["a", "b"]}, {"stop": None}, {"stop": []}], ids=str)
def test_stop_is_text_or_an_array(keys: Body) -> None:
    decode(request(**keys))


def test_a_voice_is_a_name_or_an_object() -> None:
    assert getattr(decode(request(audio={"voice": "ash", "format": "mp3"})).audio, "voice") == "ash"  # noqa: B009
    custom = decode(request(audio={"voice": {"id": "voice_1"}, "format": "mp3"})).audio
    assert custom
    assert custom.voice == CustomVoice(id="voice_1")


def test_deprecated_functions_are_decoded() -> None:
    decoded = decode(request(functions=[{"name": "f", "parameters": {}}], function_call={"name": "f"}))
    assert decoded.function_call == ChatCompletionFunctionCallOption(name="f")
    assert decode(request(function_call="auto")).function_call == "auto"


def test_a_message_of_an_unknown_role_is_kept() -> None:
    decoded = decode(request({"role": "critic", "content": [1], "x": {"y": None}}))
    assert decoded.messages == (UnknownMessage(role="critic", extra={"content": [1], "x": {"y": None}}),)


def test_a_part_of_an_unknown_type_is_kept() -> None:
    decoded = decode(request({"role": "user", "content": [{"type": "video_url", "video_url": {"url": "u"}}]}))
    assert decoded.messages[0].to_dict()["content"] == [{"type": "video_url", "video_url": {"url": "u"}}]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"model": "m"}, "messages: missing"),
        ({"messages": []}, "model: missing"),
        (request({"content": "a"}), "messages[0].role: missing"),
        (request({"role": 5}), "messages[0].role: expected str, got int 5"),
        (request({"role": "user"}), "messages[0].content: missing"),
        (request({"role": "user", "content": 5}), "messages[0].content: expected str or array, got int 5"),
        (request({"role": "user", "content": [{"type": "text"}]}), "messages[0].content[0].text: missing"),
        (request({"role": "tool", "content": "a"}), "messages[0].tool_call_id: missing"),
        (request(stop=5), "stop: expected str or array, got int 5"),
        (request(stop=[5]), "stop[0]: expected str, got int 5"),
        (request(tool_choice=[]), "tool_choice: expected str or object, got array"),
        (request(logit_bias={"50256": "x"}), 'logit_bias["50256"]: expected float, got str "x"'),
        (request(tools=[{"type": "function", "function": {}}]), "tools[0].function.name: missing"),
        (request(modalities=["text", 1]), "modalities[1]: expected str, got int 1"),
    ],
    ids=str,
)
def test_a_request_that_does_not_fit_has_its_place(body: Body, problem: str) -> None:
    with pytest.raises(DecodeError) as caught:
        CreateChatCompletionRequest.from_dict(body)
    assert str(caught.value) == problem
    assert [str(found) for found in CreateChatCompletionRequest.find_problems(body)][:1] == [problem]


def test_an_error_body_is_not_a_request() -> None:
    with pytest.raises(DecodeError):
        CreateChatCompletionRequest.from_dict({"error": {"message": "No."}})


class TestToRequest:
    def to_request(self, keep: tuple[str, ...] = (), **changes: Any) -> Body:
        made = ChatCompletionResponseMessage.from_dict(message(**changes)).to_request(keep=keep)
        assert ChatCompletionRequestAssistantMessage.from_dict(made.to_dict()) == made
        return made.to_dict()

    def test_a_text_is_sent_without_nulls_and_annotations(self) -> None:
        body = self.to_request(audio=None, tool_calls=None, reasoning="So.")
        assert body == {"role": "assistant", "content": "High water is at 06:41."}

    def test_a_refusal_is_sent(self) -> None:
        assert self.to_request(content=None, refusal="No.") == {
            "role": "assistant",
            "content": None,
            "refusal": "No.",
        }

    def test_tool_calls_are_sent_with_their_type_and_without_unknown_keys(self) -> None:
        call = tool_call(index=0)
        call["function"]["parsed"] = None
        del call["type"]
        custom = {"id": "call_2", "type": "custom", "custom": {"name": "c", "input": "i"}, "index": 1}
        unknown = {"id": "call_3", "type": "new", "index": 2}
        body = self.to_request(content=None, tool_calls=[call, custom, unknown])
        assert body == {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                tool_call(),
                {"id": "call_2", "type": "custom", "custom": {"name": "c", "input": "i"}},
                unknown,
            ],
        }

    def test_an_empty_array_of_tool_calls_is_not_sent(self) -> None:
        assert "tool_calls" not in self.to_request(tool_calls=[])

    def test_audio_is_sent_by_its_identifier(self) -> None:
        audio = {"id": "audio_1", "data": "AA", "transcript": "06:41", "expires_at": 1754436218}
        body = self.to_request(content=None, audio=audio)
        assert body == {"role": "assistant", "content": None, "audio": {"id": "audio_1"}}

    def test_a_deprecated_function_call_is_sent(self) -> None:
        call = {"name": "f", "arguments": "{}"}
        assert self.to_request(content=None, function_call=call | {"x": 1})["function_call"] == call

    def test_unknown_keys_are_sent_if_they_are_named(self) -> None:
        call = tool_call(extra_content={"google": {"thought_signature": "AV"}}, index=0)
        body = self.to_request(
            ("reasoning_content", "extra_content", "other"), reasoning_content="So.", x=1, tool_calls=[call]
        )
        assert body["reasoning_content"] == "So."
        assert body["tool_calls"] == [tool_call(extra_content={"google": {"thought_signature": "AV"}})]
        assert "x" not in body

    def test_the_refusals_of_content_parts_are_sent(self) -> None:
        parts = [{"type": "refusal", "refusal": "No!"}]
        assert self.to_request(content=parts) == {
            "role": "assistant",
            "content": None,
            "refusal": "No!",
        }

    @pytest.mark.parametrize("parts", [[], [{"type": "thinking", "thinking": "So."}], [{"type": "new"}]], ids=str)
    def test_content_of_parts_without_text_is_null(self, parts: Any) -> None:
        assert self.to_request(content=parts) == {"role": "assistant", "content": None}

    @pytest.mark.parametrize("content", ["", None, "06:41"])
    def test_content_is_sent_as_it_came(self, content: Any) -> None:
        assert self.to_request(content=content) == {"role": "assistant", "content": content}

    def test_missing_content_is_not_sent(self) -> None:
        made = ChatCompletionResponseMessage.from_dict({"role": "assistant", "tool_calls": [tool_call()]}).to_request()
        assert made.to_dict() == {"role": "assistant", "tool_calls": [tool_call()]}

    def test_content_of_parts_is_kept_as_parts_if_it_is_named(self) -> None:
        parts = [{"type": "thinking", "thinking": "So."}, {"type": "refusal", "refusal": "No."}, {"type": "new"}]
        assert self.to_request(("content",), content=parts) == {"role": "assistant", "content": parts}

    def test_one_name_to_keep_may_be_a_str(self) -> None:
        made = ChatCompletionResponseMessage.from_dict(message(reasoning="So.", r=1)).to_request(keep="reasoning")
        assert made.extra == {"reasoning": "So."}

    def test_unknown_keys_in_a_function_are_kept_too(self) -> None:
        call = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}", "signature": "AV", "x": 1}}
        body = self.to_request(("signature",), content=None, tool_calls=[call])
        assert body["tool_calls"][0]["function"] == {"name": "f", "arguments": "{}", "signature": "AV"}

    @pytest.mark.parametrize(("name", "kept"), [("Ana", {"name": "Ana"}), (5, {})])
    def test_a_name_is_kept_as_the_field_of_the_request(self, name: Any, kept: Body) -> None:
        assert self.to_request(("name",), content="a", name=name) == {"role": "assistant", "content": "a"} | kept

    def test_content_of_parts_is_sent_as_text(self) -> None:
        parts = [{"type": "thinking", "thinking": "So."}, {"type": "text", "text": "06:41"}]
        assert self.to_request(content=parts) == {"role": "assistant", "content": "06:41"}


def test_content_of_parts_can_be_sent_back_as_parts() -> None:
    parts = [{"type": "thinking", "thinking": "So."}, {"type": "text", "text": "06:41"}]
    received = ChatCompletionResponseMessage.from_dict(message(content=parts))
    assert isinstance(received.content, MultipartContent)
    for content in (received.content, received.content_parts):
        sent = ChatCompletionRequestAssistantMessage(content=content)
        assert sent.to_dict() == {"role": "assistant", "content": parts}


@pytest.mark.parametrize(
    ("arguments", "parsed"),
    [("", {}), (" \n", {}), ("{}", {}), ('{"a": [1, {"b": null}]}', {"a": [1, {"b": None}]})],
)
def test_arguments_are_parsed(arguments: str, parsed: Body) -> None:
    assert FunctionCall(name="f", arguments=arguments).parse_arguments() == parsed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("[1]", "arguments: expected object, got array"),
        ("null", "arguments: expected object, got null"),
        ('{"a": 1', "arguments: line 1 column 8: expected JSON, "),
        ('{"a": [NaN]}', "arguments.a[0]: expected JSON value, got float nan"),
        ("{'a': 1}", "arguments: line 1 column 2: "),
        ('{"a": ' * 10_000, "arguments: "),
    ],
)
def test_arguments_that_are_no_object_are_an_error_with_the_place(arguments: str, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        FunctionCall(name="f", arguments=arguments).parse_arguments()
    assert str(caught.value).startswith(message)


def test_a_tool_loop_needs_no_dict() -> None:
    received = ChatCompletionResponseMessage.from_dict(message(content=None, tool_calls=[tool_call()]))
    asked = CreateChatCompletionRequest(model="m", messages=(ChatCompletionRequestUserMessage(content="When?"),))
    results = tuple(
        ChatCompletionRequestToolMessage(tool_call_id=call.id, content=json.dumps({"tide": call.function.name}))
        for call in received.function_tool_calls
    )
    following = replace(asked, messages=(*asked.messages, received.to_request(), *results))
    assert following.to_dict()["messages"] == [
        {"role": "user", "content": "When?"},
        {"role": "assistant", "content": None, "tool_calls": [tool_call()]},
        {"role": "tool", "tool_call_id": tool_call()["id"], "content": '{"tide": "get_tide"}'},
    ]


def test_an_assistant_message_is_built() -> None:
    call = ChatCompletionMessageToolCall(id="1", function=FunctionCall(name="f", arguments="{}"))
    made = ChatCompletionRequestAssistantMessage(tool_calls=(call,), audio=AudioReference(id="a"), name="n")
    assert ChatCompletionRequestAssistantMessage.from_dict(made.to_dict()) == made


ERRORS: list[Body] = [{"id": "2", "model": "m", "error": {"message": "No."}}, {"id": "2", "message": "No."}]


@pytest.mark.parametrize("item", ERRORS, ids=str)
def test_an_error_body_in_a_list_of_completions_is_a_problem_of_its_item(item: Body) -> None:
    page = {"object": "list", "data": [response(), item], "first_id": "a", "last_id": "b", "has_more": False}
    with pytest.raises(DecodeError, match=r"^data\[1\]\.choices: missing$"):
        ChatCompletionList.from_dict(page)
    problems: list[DecodeError] = []
    decoded = ChatCompletionList.from_dict(page, problems=problems)
    assert decoded.to_dict() == page
    assert {problem.location[:2] for problem in problems} == {("data", 1)}


def test_a_key_message_does_not_make_a_list_an_error_body() -> None:
    page = {"object": "list", "data": [response()], "first_id": "a", "last_id": "b", "has_more": None}
    with pytest.raises(DecodeError, match=r"^has_more: expected bool, got null$"):
        ChatCompletionList.from_dict({**page, "message": "fine"})
    with pytest.raises(APIError):
        ChatCompletionList.from_dict({"message": "No."})


def test_recorded_requests_survive_a_round_trip(traffic: Path, record_property: Any) -> None:
    problems: Counter[str] = Counter()
    count = 0
    for record in read_recorded(traffic, "requests"):
        count += 1
        try:
            decoded = CreateChatCompletionRequest.from_dict(record["body"])
        except DecodeError as error:
            problems[f"{record['host']}: {error}"] += 1
        else:
            assert decoded.to_dict() == record["body"]
    print(f"{count} requests, {problems.total()} rejected", *problems, sep="\n")
    assert problems.total() <= count // 50
