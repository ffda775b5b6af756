"""The typed form of the Chat Completions wire format.

from chatcompletion import CreateChatCompletionResponse

response = CreateChatCompletionResponse.from_dict(body)
response.choices[0].message.content
response.to_dict() == body
"""

from typing import TYPE_CHECKING

from .errors import APIError, ChatCompletionError, DecodeError, StreamError
from .logprobs import ChatCompletionTokenLogprob, Logprobs, TopLogprobs
from .message import Annotation, Audio, ChatCompletionResponseMessage, UrlCitation
from .moderation import (
    ChatCompletionModeration,
    ChatCompletionModerationError,
    ChatCompletionModerationResults,
    Moderation,
    ModerationInputType,
    ModerationResultBody,
)
from .response import Choices, CreateChatCompletionResponse, FinishReason, Object, ServiceTier
from .tool_calls import (
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCalls,
    CustomCall,
    FunctionCall,
    ToolCall,
)
from .unknown import UnknownVariant
from .usage import CompletionTokensDetails, CompletionUsage, PromptTokensDetails

if TYPE_CHECKING:
    from .accumulator import Accumulator, accumulate
    from .chunk import (
        ChatCompletionMessageToolCallChunk,
        ChatCompletionStreamResponseDelta,
        ChunkObject,
        CreateChatCompletionStreamResponse,
        FunctionCallChunk,
        Role,
        StreamChoices,
    )
    from .event_stream import StreamDecoder, aread_stream, read_stream

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
    "ChatCompletionResponseMessage",
    "ChatCompletionStreamResponseDelta",
    "ChatCompletionTokenLogprob",
    "Choices",
    "ChunkObject",
    "CompletionTokensDetails",
    "CompletionUsage",
    "CreateChatCompletionResponse",
    "CreateChatCompletionStreamResponse",
    "CustomCall",
    "DecodeError",
    "FinishReason",
    "FunctionCall",
    "FunctionCallChunk",
    "Logprobs",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
    "Object",
    "PromptTokensDetails",
    "Role",
    "ServiceTier",
    "StreamChoices",
    "StreamDecoder",
    "StreamError",
    "ToolCall",
    "TopLogprobs",
    "UnknownVariant",
    "UrlCitation",
    "accumulate",
    "aread_stream",
    "read_stream",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Loads the half that is about streams when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    modules = (import_module(f".{module}", __name__) for module in ("chunk", "event_stream", "accumulator"))
    value: object = next(getattr(module, name) for module in modules if name in module.__all__)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
