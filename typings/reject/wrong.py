"""Wrong programs: every line that is marked must be refused, and no other."""

from __future__ import annotations

from dataclasses import replace

from typing_extensions import assert_never

from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionResponseMessage,
    Choices,
    CompletionUsage,
    CreateChatCompletionResponse,
    FunctionCall,
    StreamDecoder,
    ToolCall,
    UnknownVariant,
    accumulate,
    aread_stream,
    read_stream,
)


def nothing_can_be_set(response: CreateChatCompletionResponse, call: FunctionCall) -> None:
    response.id = "other"  # refused
    response.choices[0].message.content = "other"  # refused
    call.arguments += "}"  # refused
    response.extra["key"] = 1  # refused
    response.choices[0] = response.choices[0]  # refused


def names_are_known(response: CreateChatCompletionResponse) -> None:
    print(response.modle)  # refused
    print(response.choices[0].message.text)  # refused
    print(response.choices[0].delta)  # refused
    print(response["id"])  # refused


def arguments_are_needed_and_named() -> None:
    FunctionCall(name="f")  # refused
    FunctionCall("f", "{}")  # refused
    FunctionCall(name="f", arguments="{}", strict=True)  # refused
    CompletionUsage(prompt_tokens=1, completion_tokens=2, total_tokens="3")  # refused


def arrays_are_tuples(choice: Choices) -> None:
    ChatCompletionResponseMessage(tool_calls=[])  # refused
    CreateChatCompletionResponse(id="", created=0, model="", choices=[choice])  # refused


def constants_have_one_value(call: FunctionCall) -> None:
    ChatCompletionMessageToolCall(id="1", type="custom", function=call)  # refused
    ChatCompletionResponseMessage(role="user")  # refused
    CreateChatCompletionResponse(id="", created=0, model="", choices=(), object="chat.completion.chunk")  # refused


def nothing_may_be_none_unchecked(response: CreateChatCompletionResponse) -> None:
    response.choices[0].message.content.upper()  # refused
    print(response.usage.total_tokens)  # refused
    for call in response.choices[0].message.tool_calls:  # refused
        print(call)


def types_are_what_they_are(response: CreateChatCompletionResponse) -> None:
    count: str = response.created  # refused
    CreateChatCompletionResponse(id="", created=0, model="", choices=(), usage="3 tokens")  # refused
    print(count, response.choices[0].index + "1")  # refused
    replace(response.choices[0], index="1")  # refused by mypy, pyrefly: the others look at no change


def variants_must_be_told_apart(call: ToolCall) -> str:
    print(call.function)  # refused
    print(call.id)  # refused
    if call.type == "function":
        print(call.function)  # refused
    return call.type


def no_variant_may_be_forgotten(call: ToolCall) -> str:
    match call:
        case ChatCompletionMessageToolCall():
            return call.function.name
        case ChatCompletionMessageCustomToolCall():
            return call.custom.name
        case _:
            assert_never(call)  # refused


def no_type_may_be_forgotten(call: ToolCall) -> str:
    if isinstance(call, UnknownVariant):
        return call.type
    if call.type == "function":
        return call.function.name
    assert_never(call)  # refused


def reading_takes_mappings(text: str) -> None:
    CreateChatCompletionResponse.from_dict(text)  # refused
    CreateChatCompletionResponse.from_dict([{}])  # refused
    CreateChatCompletionResponse.from_json({})  # refused
    FunctionCall.from_json(text)  # refused


def streams_take_pieces(response: CreateChatCompletionResponse) -> None:
    read_stream([1, 2])  # refused
    aread_stream([b""])  # refused
    accumulate([response])  # refused
    Accumulator().add({})  # refused
    StreamDecoder(1000)  # refused
    StreamDecoder().feed(None)  # refused


def errors_have_their_attributes(error: APIError) -> None:
    print(error.status_code)  # refused
    error.code.upper()  # refused
