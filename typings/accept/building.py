"""Construct responses, as for a test double, and use the functions of `dataclasses`."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, fields, is_dataclass, replace

from typing_extensions import assert_type

from chatcompletion import (
    Annotation,
    ChatCompletionMessageToolCall,
    ChatCompletionResponseMessage,
    ChatCompletionStreamResponseDelta,
    ChatCompletionTokenLogprob,
    Choices,
    CompletionTokensDetails,
    CompletionUsage,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    FunctionCall,
    Logprobs,
    StreamChoices,
    ToolCall,
    UnknownToolCall,
    UrlCitation,
)


def make_response(text: str, *calls: ToolCall) -> CreateChatCompletionResponse:
    return CreateChatCompletionResponse(
        id="chatcmpl-1",
        created=1748706491,
        model="test-double",
        choices=(
            Choices(
                index=0,
                finish_reason="tool_calls" if calls else "stop",
                message=ChatCompletionResponseMessage(content=text, tool_calls=calls or None),
                logprobs=Logprobs(content=(ChatCompletionTokenLogprob(token="a", logprob=-1, top_logprobs=()),)),
            ),
        ),
        usage=CompletionUsage(
            prompt_tokens=1,
            completion_tokens=2,
            total_tokens=3,
            completion_tokens_details=CompletionTokensDetails(reasoning_tokens=1),
        ),
        metadata={"run": "1"},
        extra={"provider": "none"},
    )


def make_response_with_tool_calls() -> CreateChatCompletionResponse:
    call = ChatCompletionMessageToolCall(id="call_1", function=FunctionCall(name="f", arguments="{}"))
    return make_response("", call, UnknownToolCall(id="call_2", type="mcp", extra={"server": "tides"}))


def make_message_with_annotation() -> ChatCompletionResponseMessage:
    page = UrlCitation(start_index=0, end_index=1, url="https://example.org", title="Tides")
    return ChatCompletionResponseMessage(annotations=(Annotation(url_citation=page),))


def make_chunks(text: str) -> list[CreateChatCompletionStreamResponse]:
    return [
        CreateChatCompletionStreamResponse(
            id="chatcmpl-1",
            created=1748706491,
            model="test-double",
            choices=(StreamChoices(index=0, delta=ChatCompletionStreamResponseDelta(content=piece)),),
        )
        for piece in text.split()
    ]


def use_dataclasses(response: CreateChatCompletionResponse) -> None:
    assert_type(replace(response, model="other"), CreateChatCompletionResponse)
    assert_type([field.name for field in fields(response)], list[str])
    assert is_dataclass(response)
    print(asdict(response)["id"])


def copy_and_compare(response: CreateChatCompletionResponse) -> None:
    assert_type(copy.copy(response), CreateChatCompletionResponse)
    assert_type(copy.deepcopy(response), CreateChatCompletionResponse)
    pickle.dumps(response)
    print({response}, response == make_response(""), hash(response))
