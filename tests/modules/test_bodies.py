"""The modules of requests, of responses, and of what both have in common."""

from __future__ import annotations

from typing import Any

import pytest

import chatcompletion
from chatcompletion import (
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionResponseMessage,
    ChatCompletionTool,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CustomToolChatCompletions,
    MultipartContent,
    ThinkingPart,
    UnknownToolCall,
    UnknownVariant,
)
from chatcompletion._core.base import WireObject

from ..support.helpers import get_decode_error
from ..support.responses import message, response, tool_call


class TestPackage:
    def test_a_name_is_the_same_object_each_time(self) -> None:
        vars(chatcompletion).pop("read_stream", None)
        read_stream = chatcompletion.read_stream
        assert read_stream.__name__ == "read_stream"
        assert read_stream is vars(chatcompletion)["read_stream"]

    def test_an_unknown_name_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError) as caught:
            _ = chatcompletion.ChatCompletion  # type: ignore[attr-defined]
        name = chatcompletion.__name__
        assert str(caught.value) == f"module {name!r} has no attribute 'ChatCompletion'"

    def test_dir_lists_the_public_names_in_order(self) -> None:
        vars(chatcompletion).pop("read_stream", None)
        names = chatcompletion.__dir__()
        assert names == sorted(names)
        assert {"read_stream", "__version__"} <= {*names}


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
            ({"name": "n"}, "function"),
            ({"type": None, "name": "n"}, "function"),
            ({"x": "n"}, "type"),
        ],
    )
    def test_a_function_needs_no_type(self, key: str, body: Any, name: str) -> None:
        classes = {
            "Function": (ChatCompletionTool, ChatCompletionNamedToolChoice),
            "Custom": (CustomToolChatCompletions, ChatCompletionNamedToolChoiceCustom),
            "UnknownVariant": (UnknownVariant,),
        }
        data = {"model": "m", "messages": [], key: [body] if key == "tools" else body}
        place = "tools[0]" if key == "tools" else "tool_choice"
        if name in classes:
            request = CreateChatCompletionRequest.from_dict(data)
            assert request.to_dict() == data
            assert isinstance(request.tools[0] if request.tools else request.tool_choice, classes[name])
        else:
            error = get_decode_error(CreateChatCompletionRequest, data)
            assert (error.path, error.found) == (f"{place}.{name}", None)


class TestModeration:
    @pytest.mark.parametrize(
        ("body", "cls"),
        [
            ({"type": "moderation_results", "model": "m", "results": []}, ChatCompletionModerationResults),
            ({"type": "error", "code": "c", "message": "m"}, ChatCompletionModerationError),
            ({"type": "other"}, UnknownVariant),
        ],
    )
    def test_the_type_chooses_the_class(self, body: Any, cls: type[WireObject]) -> None:
        data = response(moderation={"input": body, "output": body})
        moderation = CreateChatCompletionResponse.from_dict(data).moderation
        assert moderation is not None
        assert (type(moderation.input), type(moderation.output)) == (cls, cls)
        assert moderation.to_dict() == {"input": body, "output": body}


class TestContent:
    @pytest.mark.parametrize("other", [[5], {"signature": "S"}, [{"data": "S"}], {}, "", 5, True], ids=repr)
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
        assert decoded == (UnknownToolCall(id=body["id"], type="other", extra={"function": body["function"]}),)

    @pytest.mark.parametrize("kind", ["function", "custom"])
    def test_a_request_has_no_unknown_keys_of_a_call(self, kind: str) -> None:
        call: Any = {"function": {"name": "n", "arguments": ""}, "custom": {"name": "n", "input": ""}}[kind]
        body = {"id": "call_1", "type": kind, kind: {**call, "a": 1}, "b": 2, "c": 3}
        request = ChatCompletionResponseMessage.from_dict(message(tool_calls=[body])).to_request(keep=["c"])
        assert request.to_dict()["tool_calls"] == [{"id": "call_1", "type": kind, kind: call, "c": 3}]
