"""The Chat Completions wire format as frozen dataclasses.

from chatcompletion import CreateChatCompletionResponse

response = CreateChatCompletionResponse.from_dict(body)
response.choices[0].message.content
response.to_dict() == body
"""

from typing import TYPE_CHECKING

from .common.tool_calls import (
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCalls,
    CustomCall,
    FunctionCall,
    ToolCall,
)
from .common.unknown import UnknownVariant
from .errors import APIError, ChatCompletionError, DecodeError, StreamError
from .response.completion import Choices, CreateChatCompletionResponse, FinishReason, Object, ServiceTier
from .response.logprobs import ChatCompletionTokenLogprob, Logprobs, TopLogprobs
from .response.message import Annotation, Audio, ChatCompletionResponseMessage, UrlCitation
from .response.moderation import (
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    Moderation,
    ModerationInputType,
    ModerationResultBody,
)
from .response.usage import CompletionTokensDetails, CompletionUsage, PromptTokensDetails

if TYPE_CHECKING:
    from .common.content_parts import (
        ChatCompletionRequestMessageContentPartAudio,
        ChatCompletionRequestMessageContentPartFile,
        ChatCompletionRequestMessageContentPartImage,
        ChatCompletionRequestMessageContentPartRefusal,
        ChatCompletionRequestMessageContentPartText,
        ContentPart,
        ImageUrl,
        InputAudio,
        InputFile,
        MultipartContent,
        PromptCacheBreakpointParam,
        ThinkingPart,
    )
    from .stream.accumulator import (
        Accumulator,
        ToolCallUpdate,
        aaccumulate,
        accumulate,
    )
    from .stream.chunk import (
        ChatCompletionMessageToolCallChunk,
        ChatCompletionStreamResponseDelta,
        ChunkObject,
        CreateChatCompletionStreamResponse,
        FunctionCallChunk,
        Role,
        StreamChoices,
    )
    from .stream.event_stream import (
        StreamDecoder,
        aread_stream,
        read_stream,
    )

__all__ = [
    "APIError",
    "Accumulator",
    "Annotation",
    "Audio",
    "ChatCompletionError",
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionMessageToolCalls",
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "ChatCompletionRequestMessageContentPartAudio",
    "ChatCompletionRequestMessageContentPartFile",
    "ChatCompletionRequestMessageContentPartImage",
    "ChatCompletionRequestMessageContentPartRefusal",
    "ChatCompletionRequestMessageContentPartText",
    "ChatCompletionResponseMessage",
    "ChatCompletionStreamResponseDelta",
    "ChatCompletionTokenLogprob",
    "Choices",
    "ChunkObject",
    "CompletionTokensDetails",
    "CompletionUsage",
    "ContentPart",
    "CreateChatCompletionResponse",
    "CreateChatCompletionStreamResponse",
    "CustomCall",
    "DecodeError",
    "FinishReason",
    "FunctionCall",
    "FunctionCallChunk",
    "ImageUrl",
    "InputAudio",
    "InputFile",
    "Logprobs",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
    "MultipartContent",
    "Object",
    "PromptCacheBreakpointParam",
    "PromptTokensDetails",
    "Role",
    "ServiceTier",
    "StreamChoices",
    "StreamDecoder",
    "StreamError",
    "ThinkingPart",
    "ToolCall",
    "ToolCallUpdate",
    "TopLogprobs",
    "UnknownVariant",
    "UrlCitation",
    "aaccumulate",
    "accumulate",
    "aread_stream",
    "read_stream",
]

__version__ = "0.1.0"


_ON_FIRST_USE = {
    "common.content_parts": (
        "ChatCompletionRequestMessageContentPartAudio",
        "ChatCompletionRequestMessageContentPartFile",
        "ChatCompletionRequestMessageContentPartImage",
        "ChatCompletionRequestMessageContentPartRefusal",
        "ChatCompletionRequestMessageContentPartText",
        "ContentPart",
        "ImageUrl",
        "InputAudio",
        "InputFile",
        "MultipartContent",
        "PromptCacheBreakpointParam",
        "ThinkingPart",
    ),
    "stream.accumulator": (
        "Accumulator",
        "ToolCallUpdate",
        "aaccumulate",
        "accumulate",
    ),
    "stream.chunk": (
        "ChatCompletionMessageToolCallChunk",
        "ChatCompletionStreamResponseDelta",
        "ChunkObject",
        "CreateChatCompletionStreamResponse",
        "FunctionCallChunk",
        "Role",
        "StreamChoices",
    ),
    "stream.event_stream": (
        "StreamDecoder",
        "aread_stream",
        "read_stream",
    ),
}
"""Modules that are imported when one of these names is first used, so that importing the package stays fast."""


def __getattr__(name: str) -> object:
    for module, names in _ON_FIRST_USE.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(f".{module}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
