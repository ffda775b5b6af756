"""Narrow unions, such as those of tool calls, with checks that no variant is forgotten."""

from __future__ import annotations

from typing_extensions import assert_never, assert_type

from chatcompletion import (
    Annotation,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionRequestMessageContentPartRefusal,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionResponseMessage,
    ContentPart,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    FunctionCall,
    Moderation,
    MultipartContent,
    ThinkingPart,
    ToolCall,
    UnknownToolCall,
    UnknownVariant,
)


def narrow_by_class(call: ToolCall) -> str:
    if isinstance(call, ChatCompletionMessageToolCall):
        return call.function.name
    if isinstance(call, ChatCompletionMessageCustomToolCall):
        return call.custom.name
    assert_type(call, UnknownToolCall)
    return call.type


def match_by_class(call: ToolCall) -> str:
    match call:
        case ChatCompletionMessageToolCall(function=FunctionCall(name="get_tide")):
            return "the tide"
        case ChatCompletionMessageToolCall():
            return call.function.name
        case ChatCompletionMessageCustomToolCall(custom=custom):
            return custom.input
        case UnknownToolCall(type=kind):
            return kind
        case _:
            assert_never(call)


def narrow_by_type(call: ToolCall) -> str:
    if isinstance(call, UnknownToolCall):
        return call.type
    if call.type == "function":
        assert_type(call, ChatCompletionMessageToolCall)
        return call.function.arguments
    assert_type(call, ChatCompletionMessageCustomToolCall)
    return call.custom.input


def narrow_by_type_exhaustively(call: ToolCall) -> str:
    if isinstance(call, UnknownToolCall):
        return call.type
    if call.type == "function":
        return call.function.arguments
    if call.type == "custom":
        return call.custom.input
    assert_never(call)


def match_by_type(call: ToolCall) -> str:
    if isinstance(call, UnknownToolCall):
        return str(call.extra)
    match call.type:
        case "function":
            return "function"
        case "custom":
            return "custom"
        case _:
            assert_never(call.type)


def get_cited_url(annotation: Annotation | UnknownVariant) -> str | None:
    return annotation.url_citation.url if isinstance(annotation, Annotation) else None


def describe_moderation(moderation: Moderation) -> bool | str:
    match moderation:
        case ChatCompletionModerationResults(results=results):
            return any(result.flagged for result in results)
        case ChatCompletionModerationError(code=code):
            return code
        case UnknownVariant():
            return moderation.type
        case _:
            assert_never(moderation)


def narrow_body(body: CreateChatCompletionResponse | CreateChatCompletionStreamResponse) -> int:
    if isinstance(body, CreateChatCompletionResponse):
        return len(body.choices[0].message.content or "")
    return len(body.choices[0].delta.content or "")


def measure_content(message: ChatCompletionResponseMessage) -> int:
    if isinstance(message.content, MultipartContent):
        assert_type(message.content.parts, tuple[ContentPart, ...])
        return len(message.content.parts)
    return len(message.content or "")


def get_first_text(message: ChatCompletionResponseMessage) -> str:
    for part in message.content_parts:
        match part:
            case ChatCompletionRequestMessageContentPartText(text=text) | ThinkingPart(thinking=text):
                return text
            case ChatCompletionRequestMessageContentPartRefusal():
                return part.refusal
            case UnknownVariant():
                return part.type
            case _:
                assert_never(part)
    return ""


def get_arguments(message: ChatCompletionResponseMessage) -> list[str]:
    return [call.function.arguments for call in message.function_tool_calls]
