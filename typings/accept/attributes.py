"""Every attribute of every class has the type that it is promised to have."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, Literal

from typing_extensions import assert_type

from chatcompletion import (
    Accumulator,
    Annotation,
    APIError,
    Audio,
    ChatCompletionError,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCallChunk,
    ChatCompletionMessageToolCalls,
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartRefusal,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionResponseMessage,
    ChatCompletionStreamResponseDelta,
    ChatCompletionTokenLogprob,
    Choices,
    ChunkObject,
    CompletionTokensDetails,
    CompletionUsage,
    ContentPart,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    CustomCall,
    DecodeError,
    FinishReason,
    FunctionCall,
    FunctionCallChunk,
    ImageUrl,
    InputAudio,
    InputFile,
    Logprobs,
    Moderation,
    ModerationInputType,
    ModerationResultBody,
    Object,
    PromptCacheBreakpointParam,
    PromptTokensDetails,
    Role,
    ServiceTier,
    StreamChoices,
    StreamDecoder,
    StreamError,
    ThinkingPart,
    TopLogprobs,
    UnknownVariant,
    UrlCitation,
    accumulate,
    aread_stream,
    read_stream,
)


def completion_tokens_details(it: CompletionTokensDetails) -> None:
    assert_type(it.accepted_prediction_tokens, int | None)
    assert_type(it.audio_tokens, int | None)
    assert_type(it.reasoning_tokens, int | None)
    assert_type(it.text_tokens, int | None)
    assert_type(it.rejected_prediction_tokens, int | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(CompletionTokensDetails.from_dict({}), CompletionTokensDetails)


def prompt_tokens_details(it: PromptTokensDetails) -> None:
    assert_type(it.audio_tokens, int | None)
    assert_type(it.cached_tokens, int | None)
    assert_type(it.text_tokens, int | None)
    assert_type(it.image_tokens, int | None)
    assert_type(it.cache_write_tokens, int | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(PromptTokensDetails.from_dict({}), PromptTokensDetails)


def completion_usage(it: CompletionUsage) -> None:
    assert_type(it.completion_tokens, int)
    assert_type(it.prompt_tokens, int)
    assert_type(it.total_tokens, int)
    assert_type(it.completion_tokens_details, CompletionTokensDetails | None)
    assert_type(it.prompt_tokens_details, PromptTokensDetails | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(CompletionUsage.from_dict({}), CompletionUsage)


def top_logprobs(it: TopLogprobs) -> None:
    assert_type(it.token, str)
    assert_type(it.logprob, float)
    assert_type(it.bytes, bytes | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(TopLogprobs.from_dict({}), TopLogprobs)


def chat_completion_token_logprob(it: ChatCompletionTokenLogprob) -> None:
    assert_type(it.token, str)
    assert_type(it.logprob, float)
    assert_type(it.bytes, bytes | None)
    assert_type(it.top_logprobs, tuple[TopLogprobs, ...])
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionTokenLogprob.from_dict({}), ChatCompletionTokenLogprob)


def logprobs(it: Logprobs) -> None:
    assert_type(it.content, tuple[ChatCompletionTokenLogprob, ...] | None)
    assert_type(it.refusal, tuple[ChatCompletionTokenLogprob, ...] | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(Logprobs.from_dict({}), Logprobs)


def function_call(it: FunctionCall) -> None:
    assert_type(it.name, str)
    assert_type(it.arguments, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(FunctionCall.from_dict({}), FunctionCall)


def custom_call(it: CustomCall) -> None:
    assert_type(it.name, str)
    assert_type(it.input, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(CustomCall.from_dict({}), CustomCall)


def chat_completion_message_tool_call(it: ChatCompletionMessageToolCall) -> None:
    assert_type(it.id, str)
    assert_type(it.type, Literal["function"])
    assert_type(it.function, FunctionCall)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionMessageToolCall.from_dict({}), ChatCompletionMessageToolCall)


def chat_completion_message_custom_tool_call(it: ChatCompletionMessageCustomToolCall) -> None:
    assert_type(it.id, str)
    assert_type(it.type, Literal["custom"])
    assert_type(it.custom, CustomCall)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionMessageCustomToolCall.from_dict({}), ChatCompletionMessageCustomToolCall)


def unknown_variant(it: UnknownVariant) -> None:
    assert_type(it.type, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(UnknownVariant.from_dict({}), UnknownVariant)


def url_citation(it: UrlCitation) -> None:
    assert_type(it.end_index, int)
    assert_type(it.start_index, int)
    assert_type(it.url, str)
    assert_type(it.title, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(UrlCitation.from_dict({}), UrlCitation)


def annotation(it: Annotation) -> None:
    assert_type(it.type, Literal["url_citation"])
    assert_type(it.url_citation, UrlCitation)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(Annotation.from_dict({}), Annotation)


def audio(it: Audio) -> None:
    assert_type(it.id, str)
    assert_type(it.expires_at, int)
    assert_type(it.data, str)
    assert_type(it.transcript, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(Audio.from_dict({}), Audio)


def chat_completion_response_message(it: ChatCompletionResponseMessage) -> None:
    assert_type(it.content, str | None)
    assert_type(it.refusal, str | None)
    assert_type(it.tool_calls, ChatCompletionMessageToolCalls | None)
    assert_type(it.annotations, tuple[Annotation | UnknownVariant, ...] | None)
    assert_type(it.role, Literal["assistant"])
    assert_type(it.function_call, FunctionCall | None)
    assert_type(it.audio, Audio | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionResponseMessage.from_dict({}), ChatCompletionResponseMessage)
    assert_type(it.content_parts, tuple[ContentPart, ...])
    assert_type(it.reasoning, str | None)
    assert_type(it.function_tool_calls, tuple[ChatCompletionMessageToolCall, ...])


def moderation_result_body(it: ModerationResultBody) -> None:
    assert_type(it.type, Literal["moderation_result"])
    assert_type(it.model, str)
    assert_type(it.flagged, bool)
    assert_type(it.categories, Mapping[str, bool])
    assert_type(it.category_scores, Mapping[str, float])
    assert_type(it.category_applied_input_types, Mapping[str, tuple[ModerationInputType, ...]])
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ModerationResultBody.from_dict({}), ModerationResultBody)


def chat_completion_moderation_results(it: ChatCompletionModerationResults) -> None:
    assert_type(it.type, Literal["moderation_results"])
    assert_type(it.model, str)
    assert_type(it.results, tuple[ModerationResultBody, ...])
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionModerationResults.from_dict({}), ChatCompletionModerationResults)


def chat_completion_moderation_error(it: ChatCompletionModerationError) -> None:
    assert_type(it.type, Literal["error"])
    assert_type(it.code, str)
    assert_type(it.message, str)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionModerationError.from_dict({}), ChatCompletionModerationError)


def chat_completion_moderation(it: ChatCompletionModeration) -> None:
    assert_type(it.input, Moderation)
    assert_type(it.output, Moderation)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionModeration.from_dict({}), ChatCompletionModeration)


def choices(it: Choices) -> None:
    assert_type(it.finish_reason, FinishReason)
    assert_type(it.index, int)
    assert_type(it.message, ChatCompletionResponseMessage)
    assert_type(it.logprobs, Logprobs | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(Choices.from_dict({}), Choices)


def create_chat_completion_response(it: CreateChatCompletionResponse) -> None:
    assert_type(it.id, str)
    assert_type(it.choices, tuple[Choices, ...])
    assert_type(it.created, int)
    assert_type(it.model, str)
    assert_type(it.metadata, Mapping[str, str] | None)
    assert_type(it.service_tier, ServiceTier | None)
    assert_type(it.system_fingerprint, str | None)
    assert_type(it.object, Object)
    assert_type(it.usage, CompletionUsage | None)
    assert_type(it.moderation, ChatCompletionModeration | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(CreateChatCompletionResponse.from_dict({}), CreateChatCompletionResponse)
    assert_type(CreateChatCompletionResponse.from_json(b""), CreateChatCompletionResponse)
    assert_type(it.to_json(), str)


def function_call_chunk(it: FunctionCallChunk) -> None:
    assert_type(it.name, str | None)
    assert_type(it.arguments, str | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(FunctionCallChunk.from_dict({}), FunctionCallChunk)


def chat_completion_message_tool_call_chunk(it: ChatCompletionMessageToolCallChunk) -> None:
    assert_type(it.index, int | None)
    assert_type(it.id, str | None)
    assert_type(it.type, Literal["function"] | str | None)
    assert_type(it.function, FunctionCallChunk | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionMessageToolCallChunk.from_dict({}), ChatCompletionMessageToolCallChunk)


def chat_completion_stream_response_delta(it: ChatCompletionStreamResponseDelta) -> None:
    assert_type(it.content, str | None)
    assert_type(it.function_call, FunctionCallChunk | None)
    assert_type(it.tool_calls, tuple[ChatCompletionMessageToolCallChunk, ...] | None)
    assert_type(it.role, Role | None)
    assert_type(it.refusal, str | None)

    assert_type(it.content_parts, tuple[ContentPart, ...])
    assert_type(it.reasoning, str | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(ChatCompletionStreamResponseDelta.from_dict({}), ChatCompletionStreamResponseDelta)


def stream_choices(it: StreamChoices) -> None:
    assert_type(it.delta, ChatCompletionStreamResponseDelta)
    assert_type(it.logprobs, Logprobs | None)
    assert_type(it.finish_reason, FinishReason | None)
    assert_type(it.index, int)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(StreamChoices.from_dict({}), StreamChoices)


def create_chat_completion_stream_response(it: CreateChatCompletionStreamResponse) -> None:
    assert_type(it.id, str)
    assert_type(it.choices, tuple[StreamChoices, ...])
    assert_type(it.created, int)
    assert_type(it.model, str)
    assert_type(it.obfuscation, str | None)
    assert_type(it.service_tier, ServiceTier | None)
    assert_type(it.system_fingerprint, str | None)
    assert_type(it.object, ChunkObject)
    assert_type(it.usage, CompletionUsage | None)
    assert_type(it.moderation, ChatCompletionModeration | None)
    assert_type(it.extra, Mapping[str, Any])
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(CreateChatCompletionStreamResponse.from_dict({}), CreateChatCompletionStreamResponse)
    assert_type(CreateChatCompletionStreamResponse.from_json(b""), CreateChatCompletionStreamResponse)
    assert_type(it.to_json(), str)


def chat_completion_error(it: ChatCompletionError) -> None:
    assert_type(it.partial, Mapping[str, Any] | None)


def decode_error(it: DecodeError) -> None:
    assert_type(it.path, str)
    assert_type(it.expected, str)
    assert_type(it.found, str | None)


def api_error(it: APIError) -> None:
    assert_type(it.message, str)
    assert_type(it.type, str | None)
    assert_type(it.param, str | None)
    assert_type(it.code, str | int | None)
    assert_type(it.body, Mapping[str, Any])


def stream_error(it: StreamError) -> None:
    assert_type(it.message, str)
    assert_type(it.partial, Mapping[str, Any] | None)


def stream_decoder(it: StreamDecoder, data: bytes, text: str) -> None:
    assert_type(it.done, bool)
    assert_type(it.feed(data), Iterator[CreateChatCompletionStreamResponse])
    assert_type(it.feed(text), Iterator[CreateChatCompletionStreamResponse])
    it.close()


def accumulator(it: Accumulator, chunks: Iterable[CreateChatCompletionStreamResponse]) -> None:
    for chunk in chunks:
        it.add(chunk)
    assert_type(it.response(), CreateChatCompletionResponse)
    assert_type(it.to_dict(), dict[str, Any])
    assert_type(accumulate(chunks), CreateChatCompletionResponse)


def reading(pieces: Iterable[bytes], texts: AsyncIterable[str]) -> None:
    assert_type(read_stream(pieces), Iterator[CreateChatCompletionStreamResponse])
    assert_type(aread_stream(texts, max_event_size=1), AsyncIterator[CreateChatCompletionStreamResponse])


def chat_completion_request_message_content_part_audio(value: ChatCompletionRequestMessageContentPartAudio) -> None:
    assert_type(value.type, Literal["input_audio"])
    assert_type(value.input_audio, InputAudio)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, Any])


def chat_completion_request_message_content_part_file(value: ChatCompletionRequestMessageContentPartFile) -> None:
    assert_type(value.type, Literal["file"])
    assert_type(value.file, InputFile)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, Any])


def chat_completion_request_message_content_part_image(value: ChatCompletionRequestMessageContentPartImage) -> None:
    assert_type(value.type, Literal["image_url"])
    assert_type(value.image_url, ImageUrl)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, Any])


def chat_completion_request_message_content_part_refusal(value: ChatCompletionRequestMessageContentPartRefusal) -> None:
    assert_type(value.type, Literal["refusal"])
    assert_type(value.refusal, str)
    assert_type(value.extra, Mapping[str, Any])


def chat_completion_request_message_content_part_text(value: ChatCompletionRequestMessageContentPartText) -> None:
    assert_type(value.type, Literal["text"])
    assert_type(value.text, str)
    assert_type(value.prompt_cache_breakpoint, PromptCacheBreakpointParam | None)
    assert_type(value.extra, Mapping[str, Any])


def image_url(value: ImageUrl) -> None:
    assert_type(value.url, str)
    assert_type(value.detail, Literal["auto", "low", "high"] | str | None)
    assert_type(value.extra, Mapping[str, Any])


def input_audio(value: InputAudio) -> None:
    assert_type(value.data, str)
    assert_type(value.format, Literal["wav", "mp3"] | str)
    assert_type(value.extra, Mapping[str, Any])


def input_file(value: InputFile) -> None:
    assert_type(value.filename, str | None)
    assert_type(value.file_data, str | None)
    assert_type(value.file_id, str | None)
    assert_type(value.extra, Mapping[str, Any])


def prompt_cache_breakpoint_param(value: PromptCacheBreakpointParam) -> None:
    assert_type(value.mode, Literal["explicit"])
    assert_type(value.extra, Mapping[str, Any])


def thinking_part(value: ThinkingPart) -> None:
    assert_type(value.type, Literal["thinking"])
    assert_type(value.thinking, str)
    assert_type(value.extra, Mapping[str, Any])
