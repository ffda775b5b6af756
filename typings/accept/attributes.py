"""The type of every attribute of every class.

`python -m tests.programs.reference` generates this file.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Literal

from typing_extensions import assert_type

from chatcompletion import (
    Annotation,
    Audio,
    AudioOptions,
    AudioReference,
    ChatCompletionAllowedTools,
    ChatCompletionAllowedToolsChoice,
    ChatCompletionDeleted,
    ChatCompletionFunctionCallOption,
    ChatCompletionFunctions,
    ChatCompletionList,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageList,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCallChunk,
    ChatCompletionMessageToolCalls,
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestAssistantMessageContentPart,
    ChatCompletionRequestDeveloperMessage,
    ChatCompletionRequestFunctionMessage,
    ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartRefusal,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestSystemMessage,
    ChatCompletionRequestSystemMessageContentPart,
    ChatCompletionRequestToolMessage,
    ChatCompletionRequestToolMessageContentPart,
    ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContentPart,
    ChatCompletionResponseMessage,
    ChatCompletionStoredMessage,
    ChatCompletionStreamOptions,
    ChatCompletionStreamResponseDelta,
    ChatCompletionTokenLogprob,
    ChatCompletionTool,
    ChatCompletionToolChoiceOption,
    Choices,
    ChunkObject,
    CompletionTokensDetails,
    CompletionUsage,
    ContentPart,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    CustomCall,
    CustomTool,
    CustomToolChatCompletions,
    CustomToolFormat,
    CustomVoice,
    DeltaAudio,
    FinishReason,
    FunctionCall,
    FunctionCallChoice,
    FunctionCallChunk,
    FunctionObject,
    Grammar,
    GrammarFormat,
    ImageUrl,
    InputAudio,
    InputFile,
    JsonSchema,
    Logprobs,
    Moderation,
    ModerationConfigParam,
    ModerationInputType,
    ModerationParam,
    ModerationPolicyParam,
    ModerationResultBody,
    NamedCustomTool,
    NamedFunction,
    Object,
    PredictionContent,
    PromptCacheBreakpointParam,
    PromptCacheOptionsParam,
    PromptTokensDetails,
    ReasoningEffort,
    ResponseFormat,
    ResponseFormatJsonObject,
    ResponseFormatJsonSchema,
    ResponseFormatText,
    Role,
    ServiceTier,
    StopConfiguration,
    StoredContentPart,
    StreamChoices,
    TextFormat,
    ThinkingPart,
    Tool,
    ToolCall,
    TopLogprobs,
    UnknownMessage,
    UnknownToolCall,
    UnknownVariant,
    UrlCitation,
    UserLocation,
    Verbosity,
    VoiceIdsOrCustomVoice,
    WebSearchLocation,
    WebSearchOptions,
)


def annotation(value: Annotation) -> None:
    assert_type(value.kind, Literal["url_citation"])
    assert_type(value.type, Literal["url_citation"])
    assert_type(value.url_citation, UrlCitation)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def audio(value: Audio) -> None:
    assert_type(value.id, str)
    assert_type(value.expires_at, int)
    assert_type(value.data, str)
    assert_type(value.transcript, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def audio_options(value: AudioOptions) -> None:
    assert_type(value.voice, VoiceIdsOrCustomVoice)
    assert_type(value.format, Literal["wav", "aac", "mp3", "flac", "opus", "pcm16"] | str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def audio_reference(value: AudioReference) -> None:
    assert_type(value.id, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_allowed_tools(value: ChatCompletionAllowedTools) -> None:
    assert_type(value.mode, Literal["auto", "required"] | str)
    assert_type(value.tools, tuple[Mapping[str, object], ...])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_allowed_tools_choice(value: ChatCompletionAllowedToolsChoice) -> None:
    assert_type(value.kind, Literal["allowed_tools"])
    assert_type(value.type, Literal["allowed_tools"])
    assert_type(value.allowed_tools, ChatCompletionAllowedTools)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_deleted(value: ChatCompletionDeleted) -> None:
    assert_type(value.object, Literal["chat.completion.deleted"])
    assert_type(value.id, str)
    assert_type(value.deleted, bool)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_function_call_option(value: ChatCompletionFunctionCallOption) -> None:
    assert_type(value.name, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_functions(value: ChatCompletionFunctions) -> None:
    assert_type(value.description, str | None)
    assert_type(value.name, str)
    assert_type(value.parameters, Mapping[str, object] | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_list(value: ChatCompletionList) -> None:
    assert_type(value.object, Literal["list"])
    assert_type(value.data, tuple[CreateChatCompletionResponse, ...])
    assert_type(value.first_id, str)
    assert_type(value.last_id, str)
    assert_type(value.has_more, bool)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_message_custom_tool_call(value: ChatCompletionMessageCustomToolCall) -> None:
    assert_type(value.kind, Literal["custom"])
    assert_type(value.id, str)
    assert_type(value.type, Literal["custom"])
    assert_type(value.custom, CustomCall)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_message_list(value: ChatCompletionMessageList) -> None:
    assert_type(value.object, Literal["list"])
    assert_type(value.data, tuple[ChatCompletionStoredMessage, ...])
    assert_type(value.first_id, str)
    assert_type(value.last_id, str)
    assert_type(value.has_more, bool)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_message_tool_call(value: ChatCompletionMessageToolCall) -> None:
    assert_type(value.kind, Literal["function"])
    assert_type(value.id, str)
    assert_type(value.type, Literal["function"])
    assert_type(value.function, FunctionCall)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_message_tool_call_chunk(value: ChatCompletionMessageToolCallChunk) -> None:
    assert_type(value.index, int | None)
    assert_type(value.id, str | None)
    assert_type(value.type, Literal["function"] | str | None)
    assert_type(value.function, FunctionCallChunk | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_moderation(value: ChatCompletionModeration) -> None:
    assert_type(value.input, Moderation)
    assert_type(value.output, Moderation)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_moderation_error(value: ChatCompletionModerationError) -> None:
    assert_type(value.kind, Literal["error"])
    assert_type(value.type, Literal["error"])
    assert_type(value.code, str)
    assert_type(value.message, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_moderation_results(value: ChatCompletionModerationResults) -> None:
    assert_type(value.kind, Literal["moderation_results"])
    assert_type(value.type, Literal["moderation_results"])
    assert_type(value.model, str)
    assert_type(value.results, tuple[ModerationResultBody, ...])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_named_tool_choice(value: ChatCompletionNamedToolChoice) -> None:
    assert_type(value.kind, Literal["function"])
    assert_type(value.type, Literal["function"])
    assert_type(value.function, NamedFunction)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_named_tool_choice_custom(value: ChatCompletionNamedToolChoiceCustom) -> None:
    assert_type(value.kind, Literal["custom"])
    assert_type(value.type, Literal["custom"])
    assert_type(value.custom, NamedCustomTool)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_assistant_message(value: ChatCompletionRequestAssistantMessage) -> None:
    assert_type(value.kind, Literal["assistant"])
    assert_type(value.content, str | tuple[ChatCompletionRequestAssistantMessageContentPart, ...] | None)
    assert_type(value.refusal, str | None)
    assert_type(value.role, Literal["assistant"])
    assert_type(value.name, str | None)
    assert_type(value.audio, AudioReference | None)
    assert_type(value.tool_calls, tuple[ToolCall, ...] | None)
    assert_type(value.function_call, FunctionCall | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_developer_message(value: ChatCompletionRequestDeveloperMessage) -> None:
    assert_type(value.kind, Literal["developer"])
    assert_type(value.content, str | tuple[ChatCompletionRequestSystemMessageContentPart, ...])
    assert_type(value.role, Literal["developer"])
    assert_type(value.name, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_function_message(value: ChatCompletionRequestFunctionMessage) -> None:
    assert_type(value.kind, Literal["function"])
    assert_type(value.role, Literal["function"])
    assert_type(value.content, str | None)
    assert_type(value.name, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_message_content_part_audio(value: ChatCompletionRequestMessageContentPartAudio) -> None:
    assert_type(value.kind, Literal["input_audio"])
    assert_type(value.type, Literal["input_audio"])
    assert_type(value.input_audio, InputAudio)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_message_content_part_file(value: ChatCompletionRequestMessageContentPartFile) -> None:
    assert_type(value.kind, Literal["file"])
    assert_type(value.type, Literal["file"])
    assert_type(value.file, InputFile)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_message_content_part_image(value: ChatCompletionRequestMessageContentPartImage) -> None:
    assert_type(value.kind, Literal["image_url"])
    assert_type(value.type, Literal["image_url"])
    assert_type(value.image_url, ImageUrl)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_message_content_part_refusal(value: ChatCompletionRequestMessageContentPartRefusal) -> None:
    assert_type(value.kind, Literal["refusal"])
    assert_type(value.type, Literal["refusal"])
    assert_type(value.refusal, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_message_content_part_text(value: ChatCompletionRequestMessageContentPartText) -> None:
    assert_type(value.kind, Literal["text"])
    assert_type(value.type, Literal["text"])
    assert_type(value.text, str)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_system_message(value: ChatCompletionRequestSystemMessage) -> None:
    assert_type(value.kind, Literal["system"])
    assert_type(value.content, str | tuple[ChatCompletionRequestSystemMessageContentPart, ...])
    assert_type(value.role, Literal["system"])
    assert_type(value.name, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_tool_message(value: ChatCompletionRequestToolMessage) -> None:
    assert_type(value.kind, Literal["tool"])
    assert_type(value.role, Literal["tool"])
    assert_type(value.content, str | tuple[ChatCompletionRequestToolMessageContentPart, ...])
    assert_type(value.tool_call_id, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_request_user_message(value: ChatCompletionRequestUserMessage) -> None:
    assert_type(value.kind, Literal["user"])
    assert_type(value.content, str | tuple[ChatCompletionRequestUserMessageContentPart, ...])
    assert_type(value.role, Literal["user"])
    assert_type(value.name, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_response_message(value: ChatCompletionResponseMessage) -> None:
    assert_type(value.content, str | None)
    assert_type(value.refusal, str | None)
    assert_type(value.tool_calls, ChatCompletionMessageToolCalls | None)
    assert_type(value.annotations, tuple[Annotation | UnknownVariant, ...] | None)
    assert_type(value.role, Literal["assistant"])
    assert_type(value.function_call, FunctionCall | None)
    assert_type(value.audio, Audio | None)
    assert_type(value.content_parts, tuple[ContentPart, ...])
    assert_type(value.reasoning, str | None)
    assert_type(value.function_tool_calls, tuple[ChatCompletionMessageToolCall, ...])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_stored_message(value: ChatCompletionStoredMessage) -> None:
    assert_type(value.content, str | None)
    assert_type(value.refusal, str | None)
    assert_type(value.tool_calls, tuple[ToolCall, ...] | None)
    assert_type(value.annotations, tuple[Annotation | UnknownVariant, ...] | None)
    assert_type(value.role, Literal["assistant"])
    assert_type(value.function_call, FunctionCall | None)
    assert_type(value.audio, Audio | None)
    assert_type(value.id, str)
    assert_type(value.content_parts, tuple[StoredContentPart, ...] | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_stream_options(value: ChatCompletionStreamOptions) -> None:
    assert_type(value.include_usage, bool | None)
    assert_type(value.include_obfuscation, bool | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_stream_response_delta(value: ChatCompletionStreamResponseDelta) -> None:
    assert_type(value.content, str | None)
    assert_type(value.function_call, FunctionCallChunk | None)
    assert_type(value.tool_calls, tuple[ChatCompletionMessageToolCallChunk, ...] | None)
    assert_type(value.role, Role | None)
    assert_type(value.refusal, str | None)
    assert_type(value.audio, DeltaAudio | None)
    assert_type(value.content_parts, tuple[ContentPart, ...])
    assert_type(value.reasoning, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_token_logprob(value: ChatCompletionTokenLogprob) -> None:
    assert_type(value.token, str)
    assert_type(value.logprob, float)
    assert_type(value.bytes, builtins.bytes | None)
    assert_type(value.top_logprobs, tuple[TopLogprobs, ...])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def chat_completion_tool(value: ChatCompletionTool) -> None:
    assert_type(value.kind, Literal["function"])
    assert_type(value.type, Literal["function"])
    assert_type(value.function, FunctionObject)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def choices(value: Choices) -> None:
    assert_type(value.finish_reason, FinishReason)
    assert_type(value.index, int)
    assert_type(value.message, ChatCompletionResponseMessage)
    assert_type(value.logprobs, Logprobs | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def completion_tokens_details(value: CompletionTokensDetails) -> None:
    assert_type(value.accepted_prediction_tokens, int | None)
    assert_type(value.audio_tokens, int | None)
    assert_type(value.reasoning_tokens, int | None)
    assert_type(value.text_tokens, int | None)
    assert_type(value.rejected_prediction_tokens, int | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def completion_usage(value: CompletionUsage) -> None:
    assert_type(value.completion_tokens, int)
    assert_type(value.prompt_tokens, int)
    assert_type(value.total_tokens, int)
    assert_type(value.completion_tokens_details, CompletionTokensDetails | None)
    assert_type(value.prompt_tokens_details, PromptTokensDetails | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def create_chat_completion_request(value: CreateChatCompletionRequest) -> None:
    assert_type(value.messages, tuple[ChatCompletionRequestMessage, ...])
    assert_type(value.model, str)
    assert_type(value.metadata, Mapping[str, str] | None)
    assert_type(value.top_logprobs, int | None)
    assert_type(value.temperature, float | None)
    assert_type(value.top_p, float | None)
    assert_type(value.user, str | None)
    assert_type(value.safety_identifier, str | None)
    assert_type(value.prompt_cache_key, str | None)
    assert_type(value.prompt_cache_retention, Literal["in_memory", "24h"] | str | None)
    assert_type(value.prompt_cache_options, PromptCacheOptionsParam | None)
    assert_type(value.service_tier, ServiceTier | None)
    assert_type(value.modalities, tuple[Literal["text", "audio"] | str, ...] | None)
    assert_type(value.verbosity, Verbosity | None)
    assert_type(value.reasoning_effort, ReasoningEffort | None)
    assert_type(value.max_completion_tokens, int | None)
    assert_type(value.frequency_penalty, float | None)
    assert_type(value.presence_penalty, float | None)
    assert_type(value.web_search_options, WebSearchOptions | None)
    assert_type(value.response_format, ResponseFormat | None)
    assert_type(value.audio, AudioOptions | None)
    assert_type(value.store, bool | None)
    assert_type(value.moderation, ModerationParam | None)
    assert_type(value.stream, bool | None)
    assert_type(value.stop, StopConfiguration | None)
    assert_type(value.logit_bias, Mapping[str, float] | None)
    assert_type(value.logprobs, bool | None)
    assert_type(value.max_tokens, int | None)
    assert_type(value.n, int | None)
    assert_type(value.prediction, PredictionContent | None)
    assert_type(value.seed, int | None)
    assert_type(value.stream_options, ChatCompletionStreamOptions | None)
    assert_type(value.tools, tuple[Tool, ...] | None)
    assert_type(value.tool_choice, ChatCompletionToolChoiceOption | None)
    assert_type(value.parallel_tool_calls, bool | None)
    assert_type(value.function_call, FunctionCallChoice | None)
    assert_type(value.functions, tuple[ChatCompletionFunctions, ...] | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def create_chat_completion_response(value: CreateChatCompletionResponse) -> None:
    assert_type(value.id, str)
    assert_type(value.choices, tuple[Choices, ...])
    assert_type(value.created, int)
    assert_type(value.model, str)
    assert_type(value.metadata, Mapping[str, str] | None)
    assert_type(value.service_tier, ServiceTier | None)
    assert_type(value.system_fingerprint, str | None)
    assert_type(value.object, Object)
    assert_type(value.usage, CompletionUsage | None)
    assert_type(value.moderation, ChatCompletionModeration | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def create_chat_completion_stream_response(value: CreateChatCompletionStreamResponse) -> None:
    assert_type(value.id, str)
    assert_type(value.choices, tuple[StreamChoices, ...])
    assert_type(value.created, int)
    assert_type(value.model, str)
    assert_type(value.obfuscation, str | None)
    assert_type(value.service_tier, ServiceTier | None)
    assert_type(value.system_fingerprint, str | None)
    assert_type(value.object, ChunkObject)
    assert_type(value.usage, CompletionUsage | None)
    assert_type(value.moderation, ChatCompletionModeration | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def custom_call(value: CustomCall) -> None:
    assert_type(value.name, str)
    assert_type(value.input, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def custom_tool(value: CustomTool) -> None:
    assert_type(value.name, str)
    assert_type(value.description, str | None)
    assert_type(value.format, CustomToolFormat | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def custom_tool_chat_completions(value: CustomToolChatCompletions) -> None:
    assert_type(value.kind, Literal["custom"])
    assert_type(value.type, Literal["custom"])
    assert_type(value.custom, CustomTool)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def custom_voice(value: CustomVoice) -> None:
    assert_type(value.id, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def delta_audio(value: DeltaAudio) -> None:
    assert_type(value.id, str | None)
    assert_type(value.data, str | None)
    assert_type(value.transcript, str | None)
    assert_type(value.expires_at, int | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def function_call(value: FunctionCall) -> None:
    assert_type(value.name, str)
    assert_type(value.arguments, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def function_call_chunk(value: FunctionCallChunk) -> None:
    assert_type(value.name, str | None)
    assert_type(value.arguments, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def function_object(value: FunctionObject) -> None:
    assert_type(value.description, str | None)
    assert_type(value.name, str)
    assert_type(value.parameters, Mapping[str, object] | None)
    assert_type(value.strict, bool | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def grammar(value: Grammar) -> None:
    assert_type(value.definition, str)
    assert_type(value.syntax, Literal["lark", "regex"] | str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def grammar_format(value: GrammarFormat) -> None:
    assert_type(value.kind, Literal["grammar"])
    assert_type(value.type, Literal["grammar"])
    assert_type(value.grammar, Grammar)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def image_url(value: ImageUrl) -> None:
    assert_type(value.url, str)
    assert_type(value.detail, Literal["auto", "low", "high"] | str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def input_audio(value: InputAudio) -> None:
    assert_type(value.data, str)
    assert_type(value.format, Literal["wav", "mp3"] | str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def input_file(value: InputFile) -> None:
    assert_type(value.filename, str | None)
    assert_type(value.file_data, str | None)
    assert_type(value.file_id, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def json_schema(value: JsonSchema) -> None:
    assert_type(value.description, str | None)
    assert_type(value.name, str)
    assert_type(value.schema, Mapping[str, object] | None)
    assert_type(value.strict, bool | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def logprobs(value: Logprobs) -> None:
    assert_type(value.content, tuple[ChatCompletionTokenLogprob, ...] | None)
    assert_type(value.refusal, tuple[ChatCompletionTokenLogprob, ...] | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def moderation_config_param(value: ModerationConfigParam) -> None:
    assert_type(value.mode, Literal["score", "block"] | str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def moderation_param(value: ModerationParam) -> None:
    assert_type(value.model, str)
    assert_type(value.policy, ModerationPolicyParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def moderation_policy_param(value: ModerationPolicyParam) -> None:
    assert_type(value.input, ModerationConfigParam | None)
    assert_type(value.output, ModerationConfigParam | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def moderation_result_body(value: ModerationResultBody) -> None:
    assert_type(value.type, Literal["moderation_result"])
    assert_type(value.model, str)
    assert_type(value.flagged, bool)
    assert_type(value.categories, Mapping[str, bool])
    assert_type(value.category_scores, Mapping[str, float])
    assert_type(value.category_applied_input_types, Mapping[str, tuple[ModerationInputType, ...]])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def named_custom_tool(value: NamedCustomTool) -> None:
    assert_type(value.name, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def named_function(value: NamedFunction) -> None:
    assert_type(value.name, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def prediction_content(value: PredictionContent) -> None:
    assert_type(value.type, Literal["content"])
    assert_type(value.content, str | tuple[ChatCompletionRequestSystemMessageContentPart, ...])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def prompt_cache_breakpoint_param(value: PromptCacheBreakpointParam) -> None:
    assert_type(value.mode, Literal["explicit"])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def prompt_cache_options_param(value: PromptCacheOptionsParam) -> None:
    assert_type(value.ttl, Literal["30m"] | str | None)
    assert_type(value.mode, Literal["implicit", "explicit"] | str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def prompt_tokens_details(value: PromptTokensDetails) -> None:
    assert_type(value.audio_tokens, int | None)
    assert_type(value.cached_tokens, int | None)
    assert_type(value.text_tokens, int | None)
    assert_type(value.image_tokens, int | None)
    assert_type(value.cache_write_tokens, int | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def response_format_json_object(value: ResponseFormatJsonObject) -> None:
    assert_type(value.kind, Literal["json_object"])
    assert_type(value.type, Literal["json_object"])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def response_format_json_schema(value: ResponseFormatJsonSchema) -> None:
    assert_type(value.kind, Literal["json_schema"])
    assert_type(value.type, Literal["json_schema"])
    assert_type(value.json_schema, JsonSchema)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def response_format_text(value: ResponseFormatText) -> None:
    assert_type(value.kind, Literal["text"])
    assert_type(value.type, Literal["text"])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def stream_choices(value: StreamChoices) -> None:
    assert_type(value.delta, ChatCompletionStreamResponseDelta)
    assert_type(value.logprobs, Logprobs | None)
    assert_type(value.finish_reason, FinishReason | None)
    assert_type(value.index, int)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def text_format(value: TextFormat) -> None:
    assert_type(value.kind, Literal["text"])
    assert_type(value.type, Literal["text"])
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def thinking_part(value: ThinkingPart) -> None:
    assert_type(value.kind, Literal["thinking"])
    assert_type(value.type, Literal["thinking"])
    assert_type(value.thinking, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def top_logprobs(value: TopLogprobs) -> None:
    assert_type(value.token, str)
    assert_type(value.logprob, float)
    assert_type(value.bytes, builtins.bytes | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def unknown_message(value: UnknownMessage) -> None:
    assert_type(value.kind, Literal["unknown"])
    assert_type(value.role, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def unknown_tool_call(value: UnknownToolCall) -> None:
    assert_type(value.kind, Literal["unknown"])
    assert_type(value.id, str)
    assert_type(value.type, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def unknown_variant(value: UnknownVariant) -> None:
    assert_type(value.kind, Literal["unknown"])
    assert_type(value.type, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def url_citation(value: UrlCitation) -> None:
    assert_type(value.end_index, int)
    assert_type(value.start_index, int)
    assert_type(value.title, str)
    assert_type(value.url, str)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def user_location(value: UserLocation) -> None:
    assert_type(value.type, Literal["approximate"])
    assert_type(value.approximate, WebSearchLocation)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def web_search_location(value: WebSearchLocation) -> None:
    assert_type(value.country, str | None)
    assert_type(value.region, str | None)
    assert_type(value.city, str | None)
    assert_type(value.timezone, str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])


def web_search_options(value: WebSearchOptions) -> None:
    assert_type(value.user_location, UserLocation | None)
    assert_type(value.search_context_size, Literal["low", "medium", "high"] | str | None)
    assert_type(value.extra, Mapping[str, object])
    assert_type(value.placeholders, tuple[str, ...])
