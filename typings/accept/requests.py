"""Requests: built, decoded, narrowed, and continued with the results of tool calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from typing_extensions import assert_never, assert_type

from chatcompletion import (
    AudioOptions,
    AudioReference,
    ChatCompletionAllowedTools,
    ChatCompletionAllowedToolsChoice,
    ChatCompletionFunctionCallOption,
    ChatCompletionFunctions,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestDeveloperMessage,
    ChatCompletionRequestFunctionMessage,
    ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestSystemMessage,
    ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContentPart,
    ChatCompletionStreamOptions,
    ChatCompletionTool,
    ChatCompletionToolChoiceOption,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CustomTool,
    CustomToolChatCompletions,
    CustomToolFormat,
    DecodeError,
    FunctionObject,
    Grammar,
    GrammarFormat,
    ImageUrl,
    InputAudio,
    InputFile,
    JsonSchema,
    NamedCustomTool,
    NamedFunction,
    PredictionContent,
    PromptCacheBreakpointParam,
    PromptCacheOptionsParam,
    ResponseFormat,
    ResponseFormatJsonObject,
    ResponseFormatJsonSchema,
    ResponseFormatText,
    TextFormat,
    Tool,
    UnknownMessage,
    UnknownVariant,
    UserLocation,
    WebSearchLocation,
    WebSearchOptions,
)


def build_smallest_request() -> CreateChatCompletionRequest:
    return CreateChatCompletionRequest(model="gpt-5", messages=(ChatCompletionRequestUserMessage(content="Hello"),))


def build_messages() -> tuple[ChatCompletionRequestMessage, ...]:
    text = ChatCompletionRequestMessageContentPartText(
        text="Which harbour?", prompt_cache_breakpoint=PromptCacheBreakpointParam()
    )
    return (
        ChatCompletionRequestDeveloperMessage(content=(text,)),
        ChatCompletionRequestSystemMessage(content="Be brief.", name="operator"),
        ChatCompletionRequestUserMessage(
            content=(
                text,
                ChatCompletionRequestMessageContentPartImage(
                    image_url=ImageUrl(url="https://example.org", detail="low")
                ),
                ChatCompletionRequestMessageContentPartAudio(input_audio=InputAudio(data="UklGRg==", format="wav")),
                ChatCompletionRequestMessageContentPartFile(file=InputFile(file_id="file-1")),
                UnknownVariant(type="video_url", extra={"video_url": {"url": "https://example.org"}}),
            )
        ),
        ChatCompletionRequestAssistantMessage(audio=AudioReference(id="audio_1")),
        ChatCompletionRequestToolMessage(content="06:41", tool_call_id="call_1"),
        ChatCompletionRequestFunctionMessage(name="get_tide", content=None),
        UnknownMessage(role="critic", extra={"content": "Too long."}),
    )


def build_request(messages: tuple[ChatCompletionRequestMessage, ...]) -> CreateChatCompletionRequest:
    function = FunctionObject(name="get_tide", parameters={"type": "object", "properties": {}}, strict=True)
    grammar = GrammarFormat(grammar=Grammar(definition="start: NUMBER", syntax="lark"))
    location = UserLocation(approximate=WebSearchLocation(city="Saint-Malo", country="FR"))
    return CreateChatCompletionRequest(
        model="gpt-5",
        messages=messages,
        temperature=0,
        top_p=0.5,
        n=1,
        stop=("\n",),
        stream=True,
        stream_options=ChatCompletionStreamOptions(include_usage=True),
        tools=(
            ChatCompletionTool(function=function),
            CustomToolChatCompletions(custom=CustomTool(name="calculate", format=grammar)),
            UnknownVariant(type="web_search"),
        ),
        tool_choice="required",
        parallel_tool_calls=False,
        response_format=ResponseFormatJsonSchema(json_schema=JsonSchema(name="tide", schema={"type": "object"})),
        reasoning_effort="low",
        verbosity="low",
        modalities=("text", "audio"),
        audio=AudioOptions(voice="ash", format="mp3"),
        prediction=PredictionContent(content="06:41"),
        web_search_options=WebSearchOptions(user_location=location),
        prompt_cache_options=PromptCacheOptionsParam(mode="explicit"),
        logit_bias={"50256": -100},
        metadata={"run": "1"},
        extra={"thinking": {"type": "enabled"}},
    )


def choose_tools() -> list[ChatCompletionToolChoiceOption]:
    allowed = ChatCompletionAllowedTools(mode="auto", tools=({"type": "function", "function": {"name": "get_tide"}},))
    return [
        "auto",
        "any",
        ChatCompletionNamedToolChoice(function=NamedFunction(name="get_tide")),
        ChatCompletionNamedToolChoiceCustom(custom=NamedCustomTool(name="calculate")),
        ChatCompletionAllowedToolsChoice(allowed_tools=allowed),
    ]


def build_deprecated_request() -> CreateChatCompletionRequest:
    return replace(
        build_smallest_request(),
        functions=(ChatCompletionFunctions(name="get_tide"),),
        function_call=ChatCompletionFunctionCallOption(name="get_tide"),
        max_tokens=16,
    )


def decode(body: Mapping[str, Any], text: bytes) -> list[DecodeError]:
    problems: list[DecodeError] = []
    assert_type(CreateChatCompletionRequest.from_dict(body), CreateChatCompletionRequest)
    assert_type(CreateChatCompletionRequest.from_json(text, problems=problems), CreateChatCompletionRequest)
    assert_type(CreateChatCompletionRequest.find_problems(body), list[DecodeError])
    return problems


def get_text(message: ChatCompletionRequestMessage) -> str:
    match message:
        case ChatCompletionRequestUserMessage(content=str(text)):
            return text
        case ChatCompletionRequestUserMessage():
            return message.role
        case ChatCompletionRequestDeveloperMessage() | ChatCompletionRequestSystemMessage():
            return message.content if isinstance(message.content, str) else message.role
        case ChatCompletionRequestAssistantMessage():
            return message.refusal or ""
        case ChatCompletionRequestToolMessage():
            return message.tool_call_id
        case ChatCompletionRequestFunctionMessage():
            return message.name
        case UnknownMessage():
            return message.role
        case _:
            assert_never(message)


def get_kind(part: ChatCompletionRequestUserMessageContentPart) -> str:
    if isinstance(part, UnknownVariant):
        return part.type
    if part.type == "text":
        return part.text
    if part.type == "image_url":
        return part.image_url.url
    if part.type == "input_audio":
        return part.input_audio.format
    if part.type == "file":
        return part.file.file_id or ""
    assert_never(part)


def get_name(tool: Tool) -> str:
    match tool:
        case ChatCompletionTool():
            return tool.function.name
        case CustomToolChatCompletions():
            return tool.custom.name
        case UnknownVariant():
            return tool.type
        case _:
            assert_never(tool)


def get_grammar(tool_format: CustomToolFormat) -> str | None:
    match tool_format:
        case GrammarFormat(grammar=grammar):
            return grammar.definition
        case TextFormat() | UnknownVariant():
            return None
        case _:
            assert_never(tool_format)


def get_schema(response_format: ResponseFormat) -> Mapping[str, Any] | None:
    match response_format:
        case ResponseFormatJsonSchema(json_schema=json_schema):
            return json_schema.schema
        case ResponseFormatText() | ResponseFormatJsonObject() | UnknownVariant():
            return None
        case _:
            assert_never(response_format)


def run_tools(
    request: CreateChatCompletionRequest,
    send: Callable[[dict[str, Any]], bytes],
    functions: Mapping[str, Callable[..., object]],
) -> str | None:
    while True:
        response = CreateChatCompletionResponse.from_json(send(request.to_dict()))
        message = response.choices[0].message
        if not message.function_tool_calls:
            return message.content
        results = tuple(
            ChatCompletionRequestToolMessage(
                tool_call_id=call.id,
                content=json.dumps(functions[call.function.name](**json.loads(call.function.arguments))),
            )
            for call in message.function_tool_calls
        )
        answer = message.to_request(keep=("reasoning_content",))
        assert_type(answer, ChatCompletionRequestAssistantMessage)
        request = replace(request, messages=(*request.messages, answer, *results))
