"""Wrong programs. Every marked line must be rejected, and no other."""

from __future__ import annotations

from dataclasses import replace

from typing_extensions import assert_never

import chatcompletion
from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionResponseMessage,
    Choices,
    CompletionUsage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    FunctionCall,
    KnownFinishReason,
    StreamDecoder,
    ToolCall,
    UnknownToolCall,
    accumulate,
    aread_stream,
    is_known_finish_reason,
    read_stream,
)


def set_attributes(response: CreateChatCompletionResponse, call: FunctionCall) -> None:
    response.id = "other"  # rejected
    response.choices[0].message.content = "other"  # rejected
    call.arguments += "}"  # rejected
    response.extra["key"] = 1  # rejected
    response.choices[0] = response.choices[0]  # rejected


def use_unknown_names(response: CreateChatCompletionResponse) -> None:
    print(chatcompletion.Accumulater)  # rejected
    print(response.modle)  # rejected
    print(response.choices[0].message.texts)  # rejected
    print(response.choices[0].delta)  # rejected
    print(response["id"])  # rejected


def pass_wrong_arguments() -> None:
    FunctionCall(name="f")  # rejected
    FunctionCall("f", "{}")  # rejected
    FunctionCall(name="f", arguments="{}", strict=True)  # rejected
    CompletionUsage(prompt_tokens=1, completion_tokens=2, total_tokens="3")  # rejected


def pass_lists(choice: Choices) -> None:
    ChatCompletionResponseMessage(tool_calls=[])  # rejected
    CreateChatCompletionResponse(id="", created=0, model="", choices=[choice])  # rejected


def change_constants(call: FunctionCall) -> None:
    ChatCompletionMessageToolCall(id="1", type="custom", function=call)  # rejected
    ChatCompletionResponseMessage(role="user")  # rejected
    CreateChatCompletionResponse(id="", created=0, model="", choices=(), object="chat.completion.chunk")  # rejected


def ignore_none(response: CreateChatCompletionResponse) -> None:
    response.choices[0].message.content.upper()  # rejected
    print(response.usage.total_tokens)  # rejected
    for call in response.choices[0].message.tool_calls:  # rejected
        print(call)


def use_wrong_types(response: CreateChatCompletionResponse) -> None:
    count: str = response.created  # rejected
    CreateChatCompletionResponse(id="", created=0, model="", choices=(), usage="3 tokens")  # rejected
    print(count, response.choices[0].index + "1")  # rejected
    replace(response.choices[0], index="1")  # rejected by mypy, pyrefly: the others do not check it


def use_a_union_without_narrowing(call: ToolCall) -> str:
    print(call.function)  # rejected
    if call.type == "function":
        print(call.function)  # rejected
    return call.type


def forget_a_class(call: ToolCall) -> str:
    match call:
        case ChatCompletionMessageToolCall():
            return call.function.name
        case ChatCompletionMessageCustomToolCall():
            return call.custom.name
        case _:
            assert_never(call)  # rejected


def forget_a_type(call: ToolCall) -> str:
    if isinstance(call, UnknownToolCall):
        return call.type
    if call.type == "function":
        return call.function.name
    assert_never(call)  # rejected


def decode_wrong_types(text: str) -> None:
    CreateChatCompletionResponse.from_dict(text)  # rejected
    CreateChatCompletionResponse.from_dict([{}])  # rejected
    CreateChatCompletionResponse.from_json({})  # rejected
    FunctionCall.from_json(text)  # rejected


def stream_wrong_types(response: CreateChatCompletionResponse) -> None:
    read_stream([1, 2])  # rejected
    aread_stream([b""])  # rejected
    accumulate([response])  # rejected
    Accumulator().add({})  # rejected
    StreamDecoder(1000)  # rejected
    StreamDecoder().feed(None)  # rejected


def use_unknown_attributes_of_errors(error: APIError) -> None:
    print(error.status_code)  # rejected
    error.code.upper()  # rejected


def use_unknown_keys(response: CreateChatCompletionResponse, error: APIError, call: ToolCall) -> None:
    tier: int = response.extra["tier"]  # rejected
    retry: float = error.body["retry_after"]  # rejected
    name: str = call.extra["name"]  # rejected
    print(tier, retry, name, response.extra["citations"][0])  # rejected


def forget_a_kind(call: ToolCall) -> str:
    match call.kind:
        case "function":
            return call.function.name
        case "custom":
            return call.custom.name
        case _:
            assert_never(call.kind)  # rejected


def forget_a_reason(reason: KnownFinishReason) -> bool:
    if reason == "stop" or reason == "length":
        return True
    assert_never(reason)  # rejected


def misspell_a_reason(reason: str) -> bool:
    return is_known_finish_reason(reason) and choose_reason(reason) == "tool_calls"


def choose_reason(reason: KnownFinishReason) -> KnownFinishReason:
    if reason == "length":
        return "tool_call"  # rejected
    return reason


def mix_up_messages(request: CreateChatCompletionRequest, response: CreateChatCompletionResponse) -> None:
    request.append(response.choices[0].message)  # rejected
    request.append({"role": "user", "content": "Hello"})  # rejected
    arguments: list[str] = FunctionCall(name="f", arguments="[]").parse_arguments()  # rejected
    print(arguments)
