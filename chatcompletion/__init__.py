"""The Chat Completions wire format as frozen dataclasses.

from chatcompletion import CreateChatCompletionResponse

response = CreateChatCompletionResponse.from_dict(body)
response.choices[0].message.content
response.to_dict() == body
"""

from typing import TYPE_CHECKING

from ._core.api_error import APIError
from ._core.base import WireBody, WireObject
from ._core.errors import ChatCompletionError, DecodeError, StreamError
from .common.content import *
from .common.open_sets import *
from .common.replace import *
from .common.tool_calls import *
from .common.unknown import *
from .response.completion import *
from .response.logprobs import *
from .response.message import *
from .response.moderation import *
from .response.usage import *

if TYPE_CHECKING:
    from .request.completion import *
    from .request.content import *
    from .request.messages import *
    from .request.options import *
    from .request.response_format import *
    from .request.tool_choice import *
    from .request.tools import *
    from .stored.completions import *
    from .stream.accumulator import *
    from .stream.chunk import *
    from .stream.event_stream import *
    from .stream.split import *
    from .stream.write import *

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
    "DONE_EVENT",
    "DecodeError",
    "DeltaAudio",
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
    "KnownFinishReason",
    "KnownModerationInputType",
    "KnownReasoningEffort",
    "KnownRole",
    "KnownServiceTier",
    "KnownVerbosity",
    "KnownVoice",
    "Logprobs",
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
    "TextFormat",
    "ThinkingPart",
    "Tool",
    "ToolCall",
    "ToolCallUpdate",
    "TopLogprobs",
    "UnknownMessage",
    "UnknownToolCall",
    "UnknownVariant",
    "UrlCitation",
    "UserLocation",
    "Verbosity",
    "VoiceIdsOrCustomVoice",
    "WebSearchLocation",
    "WebSearchOptions",
    "WireBody",
    "WireObject",
    "aaccumulate",
    "accumulate",
    "aread_stream",
    "awrite_stream",
    "decode_annotation",
    "decode_content_part",
    "decode_custom_tool_format",
    "decode_moderation",
    "decode_request_message",
    "decode_response_format",
    "decode_stored_content_part",
    "decode_text_content_part",
    "decode_tool",
    "decode_tool_call",
    "decode_tool_choice",
    "decode_user_content_part",
    "is_known_finish_reason",
    "is_known_moderation_input_type",
    "is_known_reasoning_effort",
    "is_known_role",
    "is_known_service_tier",
    "is_known_verbosity",
    "is_known_voice",
    "read_stream",
    "replace_at",
    "split_response",
    "write_event",
    "write_stream",
]

__version__ = "0.3.0"

_LATE_MODULES = (
    "stream.chunk",
    "stream.event_stream",
    "stream.accumulator",
    "stream.split",
    "stream.write",
    "request.messages",
    "request.content",
    "request.tools",
    "request.tool_choice",
    "request.response_format",
    "request.options",
    "request.completion",
    "stored.completions",
)
"""The modules that are imported, in this order, when a name of theirs is first used. So the import stays fast."""

_LEFT_OUT: dict[str, list[str]] = {}
"""In a vendored copy of some parts: the names that are in the other parts."""

if not TYPE_CHECKING:  # pragma: no branch; for type checkers, any name would exist

    def __getattr__(name):
        if name in __all__:
            from importlib import import_module

            modules = (import_module(f".{module}", __name__) for module in _LATE_MODULES)
            value = getattr(next(module for module in modules if name in module.__all__), name)
            globals()[name] = value
            return value
        parts = [part for part, names in _LEFT_OUT.items() if name in names]
        reason = f": it is in the part {parts[0]}, which this copy does not have" if parts else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{reason}", name=name)

    def __dir__():
        return sorted([*__all__, "__version__"])
