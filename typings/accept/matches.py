"""Matches that are exhaustive: by `kind`, and over the values that the schema lists."""

from __future__ import annotations

from typing_extensions import assert_never, assert_type

from chatcompletion import (
    Annotation,
    ChatCompletionMessageToolCall,
    ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestUserMessageContentPart,
    ChatCompletionStoredMessage,
    Choices,
    ContentPart,
    CustomToolFormat,
    KnownFinishReason,
    KnownModerationInputType,
    KnownReasoningEffort,
    KnownRole,
    KnownServiceTier,
    KnownVerbosity,
    KnownVoice,
    Moderation,
    ModerationInputType,
    ResponseFormat,
    Tool,
    ToolCall,
    UnknownMessage,
    UnknownVariant,
    decode_annotation,
    decode_content_part,
    decode_custom_tool_format,
    decode_moderation,
    decode_response_format,
    decode_stored_content_part,
    decode_text_content_part,
    decode_tool,
    decode_tool_call,
    decode_tool_choice,
    decode_user_content_part,
    is_known_finish_reason,
    is_known_moderation_input_type,
    is_known_reasoning_effort,
    is_known_role,
    is_known_service_tier,
    is_known_verbosity,
    is_known_voice,
)

Body = dict[str, object]


def describe_call(call: ToolCall) -> str:
    if call.kind == "function":
        assert_type(call, ChatCompletionMessageToolCall)
        return call.function.name
    if call.kind == "custom":
        return call.custom.input
    return call.type


def describe_message(message: ChatCompletionRequestMessage) -> str:
    match message.kind:
        case "system" | "developer":
            return message.text
        case "user":
            return message.name or ""
        case "assistant":
            return message.refusal or message.text
        case "tool":
            return message.tool_call_id
        case "function":
            return message.name
        case "unknown":
            assert_type(message, UnknownMessage)
            return message.role
        case _:
            assert_never(message)


def describe_part(part: ChatCompletionRequestUserMessageContentPart) -> str:
    match part.kind:
        case "text":
            return part.text
        case "image_url":
            assert_type(part, ChatCompletionRequestMessageContentPartImage)
            return part.image_url.url
        case "input_audio":
            return part.input_audio.format
        case "file":
            return part.file.filename or ""
        case "unknown":
            return part.type
        case _:
            assert_never(part)


def describe_answer(part: ContentPart) -> str:
    match part.kind:
        case "text":
            return part.text
        case "refusal":
            return part.refusal
        case "thinking":
            return part.thinking
        case "unknown":
            return part.type
        case _:
            assert_never(part)


def describe_tool(tool: Tool) -> str:
    match tool.kind:
        case "function":
            return tool.function.name
        case "custom":
            return tool.custom.name
        case "unknown":
            return tool.type
        case _:
            assert_never(tool)


def describe_format(response_format: ResponseFormat) -> str:
    match response_format.kind:
        case "text" | "json_object":
            return response_format.type
        case "json_schema":
            return response_format.json_schema.name
        case "unknown":
            return response_format.type
        case _:
            assert_never(response_format)


def explain(choice: Choices) -> str:
    reason = choice.finish_reason
    if not is_known_finish_reason(reason):
        return f"the service ended with {reason}"
    match reason:
        case "stop":
            return "complete"
        case "length":
            return "cut off"
        case "tool_calls" | "function_call":
            return "calls tools"
        case "content_filter":
            return "filtered"
        case _:
            assert_never(reason)


def narrow_values(
    tier: str, role: str, effort: str, verbosity: str, voice: str, kind: ModerationInputType, reason: str
) -> None:
    if is_known_service_tier(tier):
        assert_type(tier, KnownServiceTier)
    if is_known_role(role):
        assert_type(role, KnownRole)
    if is_known_reasoning_effort(effort):
        assert_type(effort, KnownReasoningEffort)
    if is_known_verbosity(verbosity):
        assert_type(verbosity, KnownVerbosity)
    if is_known_voice(voice):
        assert_type(voice, KnownVoice)
    if is_known_moderation_input_type(kind):
        assert_type(kind, KnownModerationInputType)
    if is_known_finish_reason(reason):
        assert_type(reason, KnownFinishReason)


def decode_each(body: Body) -> None:
    assert_type(decode_annotation(body), Annotation | UnknownVariant)
    assert_type(decode_content_part(body), ContentPart)
    assert_type(decode_custom_tool_format(body), CustomToolFormat)
    assert_type(decode_moderation(body), Moderation)
    assert_type(decode_response_format(body), ResponseFormat)
    assert_type(decode_tool(body), Tool)
    assert_type(decode_tool_call(body), ToolCall)
    assert_type(decode_user_content_part(body), ChatCompletionRequestUserMessageContentPart)
    print(decode_text_content_part(body).kind, decode_stored_content_part(body).kind, decode_tool_choice("auto"))


def get_stored_text(message: ChatCompletionStoredMessage) -> str:
    assert_type(message.text, str)
    return message.text
