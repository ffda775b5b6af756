"""Responses made by hand, for a test double, and the functions of `dataclasses`."""

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
    UnknownVariant,
    UrlCitation,
)


def answer(text: str, *calls: ToolCall) -> CreateChatCompletionResponse:
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


def calling() -> CreateChatCompletionResponse:
    call = ChatCompletionMessageToolCall(id="call_1", function=FunctionCall(name="f", arguments="{}"))
    return answer("", call, UnknownVariant(type="mcp", extra={"server": "tides"}))


def citing() -> ChatCompletionResponseMessage:
    page = UrlCitation(start_index=0, end_index=1, url="https://example.org", title="Tides")
    return ChatCompletionResponseMessage(annotations=(Annotation(url_citation=page),))


def streaming(text: str) -> list[CreateChatCompletionStreamResponse]:
    return [
        CreateChatCompletionStreamResponse(
            id="chatcmpl-1",
            created=1748706491,
            model="test-double",
            choices=(StreamChoices(index=0, delta=ChatCompletionStreamResponseDelta(content=piece)),),
        )
        for piece in text.split()
    ]


def with_the_functions_of_dataclasses(response: CreateChatCompletionResponse) -> None:
    assert_type(replace(response, model="other"), CreateChatCompletionResponse)
    assert_type([field.name for field in fields(response)], list[str])
    assert is_dataclass(response)
    print(asdict(response)["id"])


def with_the_functions_of_other_modules(response: CreateChatCompletionResponse) -> None:
    assert_type(copy.copy(response), CreateChatCompletionResponse)
    assert_type(copy.deepcopy(response), CreateChatCompletionResponse)
    pickle.dumps(response)
    print({response}, response == answer(""), hash(response))
