"""The Chat Completions wire format as frozen dataclasses.

from chatcompletion import CreateChatCompletionResponse

response = CreateChatCompletionResponse.from_dict(body)
response.choices[0].message.content
response.to_dict() == body
"""

from typing import TYPE_CHECKING

from .common.service_tier import ServiceTier
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
from .response.completion import Choices, CreateChatCompletionResponse, FinishReason, Object
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
    from .logs.summary import (
        ModelSummary,
        ProblemSummary,
        Summary,
    )
    from .request.completion import (
        CreateChatCompletionRequest,
        ReasoningEffort,
        StopConfiguration,
        Verbosity,
    )
    from .request.content import (
        ChatCompletionRequestAssistantMessageContentPart,
        ChatCompletionRequestSystemMessageContentPart,
        ChatCompletionRequestToolMessageContentPart,
        ChatCompletionRequestUserMessageContentPart,
    )
    from .request.messages import (
        AudioReference,
        ChatCompletionRequestAssistantMessage,
        ChatCompletionRequestDeveloperMessage,
        ChatCompletionRequestFunctionMessage,
        ChatCompletionRequestMessage,
        ChatCompletionRequestSystemMessage,
        ChatCompletionRequestToolMessage,
        ChatCompletionRequestUserMessage,
        UnknownMessage,
    )
    from .request.options import (
        AudioOptions,
        ChatCompletionStreamOptions,
        CustomVoice,
        ModerationConfigParam,
        ModerationParam,
        ModerationPolicyParam,
        PredictionContent,
        PromptCacheOptionsParam,
        UserLocation,
        VoiceIdsOrCustomVoice,
        WebSearchLocation,
        WebSearchOptions,
    )
    from .request.response_format import (
        JsonSchema,
        ResponseFormat,
        ResponseFormatJsonObject,
        ResponseFormatJsonSchema,
        ResponseFormatText,
    )
    from .request.tool_choice import (
        ChatCompletionAllowedTools,
        ChatCompletionAllowedToolsChoice,
        ChatCompletionFunctionCallOption,
        ChatCompletionNamedToolChoice,
        ChatCompletionNamedToolChoiceCustom,
        ChatCompletionToolChoiceOption,
        FunctionCallChoice,
        NamedCustomTool,
        NamedFunction,
    )
    from .request.tools import (
        ChatCompletionFunctions,
        ChatCompletionTool,
        CustomTool,
        CustomToolChatCompletions,
        CustomToolFormat,
        FunctionObject,
        Grammar,
        GrammarFormat,
        TextFormat,
        Tool,
    )
    from .response.stored import (
        ChatCompletionDeleted,
        ChatCompletionList,
        ChatCompletionMessageList,
        ChatCompletionStoredMessage,
        StoredContentPart,
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
    "AudioOptions",
    "AudioReference",
    "ChatCompletionAllowedTools",
    "ChatCompletionAllowedToolsChoice",
    "ChatCompletionDeleted",
    "ChatCompletionError",
    "ChatCompletionFunctionCallOption",
    "ChatCompletionFunctions",
    "ChatCompletionList",
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageList",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCallChunk",
    "ChatCompletionMessageToolCalls",
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "ChatCompletionNamedToolChoice",
    "ChatCompletionNamedToolChoiceCustom",
    "ChatCompletionRequestAssistantMessage",
    "ChatCompletionRequestAssistantMessageContentPart",
    "ChatCompletionRequestDeveloperMessage",
    "ChatCompletionRequestFunctionMessage",
    "ChatCompletionRequestMessage",
    "ChatCompletionRequestMessageContentPartAudio",
    "ChatCompletionRequestMessageContentPartFile",
    "ChatCompletionRequestMessageContentPartImage",
    "ChatCompletionRequestMessageContentPartRefusal",
    "ChatCompletionRequestMessageContentPartText",
    "ChatCompletionRequestSystemMessage",
    "ChatCompletionRequestSystemMessageContentPart",
    "ChatCompletionRequestToolMessage",
    "ChatCompletionRequestToolMessageContentPart",
    "ChatCompletionRequestUserMessage",
    "ChatCompletionRequestUserMessageContentPart",
    "ChatCompletionResponseMessage",
    "ChatCompletionStoredMessage",
    "ChatCompletionStreamOptions",
    "ChatCompletionStreamResponseDelta",
    "ChatCompletionTokenLogprob",
    "ChatCompletionTool",
    "ChatCompletionToolChoiceOption",
    "Choices",
    "ChunkObject",
    "CompletionTokensDetails",
    "CompletionUsage",
    "ContentPart",
    "CreateChatCompletionRequest",
    "CreateChatCompletionResponse",
    "CreateChatCompletionStreamResponse",
    "CustomCall",
    "CustomTool",
    "CustomToolChatCompletions",
    "CustomToolFormat",
    "CustomVoice",
    "DecodeError",
    "FinishReason",
    "FunctionCall",
    "FunctionCallChoice",
    "FunctionCallChunk",
    "FunctionObject",
    "Grammar",
    "GrammarFormat",
    "ImageUrl",
    "InputAudio",
    "InputFile",
    "JsonSchema",
    "Logprobs",
    "ModelSummary",
    "Moderation",
    "ModerationConfigParam",
    "ModerationInputType",
    "ModerationParam",
    "ModerationPolicyParam",
    "ModerationResultBody",
    "MultipartContent",
    "NamedCustomTool",
    "NamedFunction",
    "Object",
    "PredictionContent",
    "ProblemSummary",
    "PromptCacheBreakpointParam",
    "PromptCacheOptionsParam",
    "PromptTokensDetails",
    "ReasoningEffort",
    "ResponseFormat",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
    "Role",
    "ServiceTier",
    "StopConfiguration",
    "StoredContentPart",
    "StreamChoices",
    "StreamDecoder",
    "StreamError",
    "Summary",
    "TextFormat",
    "ThinkingPart",
    "Tool",
    "ToolCall",
    "ToolCallUpdate",
    "TopLogprobs",
    "UnknownMessage",
    "UnknownVariant",
    "UrlCitation",
    "UserLocation",
    "Verbosity",
    "VoiceIdsOrCustomVoice",
    "WebSearchLocation",
    "WebSearchOptions",
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
    "logs.summary": (
        "ModelSummary",
        "ProblemSummary",
        "Summary",
    ),
    "request.completion": (
        "CreateChatCompletionRequest",
        "ReasoningEffort",
        "StopConfiguration",
        "Verbosity",
    ),
    "request.content": (
        "ChatCompletionRequestAssistantMessageContentPart",
        "ChatCompletionRequestSystemMessageContentPart",
        "ChatCompletionRequestToolMessageContentPart",
        "ChatCompletionRequestUserMessageContentPart",
    ),
    "request.messages": (
        "AudioReference",
        "ChatCompletionRequestAssistantMessage",
        "ChatCompletionRequestDeveloperMessage",
        "ChatCompletionRequestFunctionMessage",
        "ChatCompletionRequestMessage",
        "ChatCompletionRequestSystemMessage",
        "ChatCompletionRequestToolMessage",
        "ChatCompletionRequestUserMessage",
        "UnknownMessage",
    ),
    "request.options": (
        "AudioOptions",
        "ChatCompletionStreamOptions",
        "CustomVoice",
        "ModerationConfigParam",
        "ModerationParam",
        "ModerationPolicyParam",
        "PredictionContent",
        "PromptCacheOptionsParam",
        "UserLocation",
        "VoiceIdsOrCustomVoice",
        "WebSearchLocation",
        "WebSearchOptions",
    ),
    "request.response_format": (
        "JsonSchema",
        "ResponseFormat",
        "ResponseFormatJsonObject",
        "ResponseFormatJsonSchema",
        "ResponseFormatText",
    ),
    "request.tool_choice": (
        "ChatCompletionAllowedTools",
        "ChatCompletionAllowedToolsChoice",
        "ChatCompletionFunctionCallOption",
        "ChatCompletionNamedToolChoice",
        "ChatCompletionNamedToolChoiceCustom",
        "ChatCompletionToolChoiceOption",
        "FunctionCallChoice",
        "NamedCustomTool",
        "NamedFunction",
    ),
    "request.tools": (
        "ChatCompletionFunctions",
        "ChatCompletionTool",
        "CustomTool",
        "CustomToolChatCompletions",
        "CustomToolFormat",
        "FunctionObject",
        "Grammar",
        "GrammarFormat",
        "TextFormat",
        "Tool",
    ),
    "response.stored": (
        "ChatCompletionDeleted",
        "ChatCompletionList",
        "ChatCompletionMessageList",
        "ChatCompletionStoredMessage",
        "StoredContentPart",
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
