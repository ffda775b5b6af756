"""The typed form of the Chat Completions wire format.

from chatcompletion import CreateChatCompletionResponse

response = CreateChatCompletionResponse.from_dict(body)
response.choices[0].message.content
response.to_dict() == body
"""

from .errors import APIError, ChatCompletionError, DecodeError
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

__all__ = [
    "APIError",
    "Annotation",
    "Audio",
    "ChatCompletionError",
    "ChatCompletionMessageCustomToolCall",
    "ChatCompletionMessageToolCall",
    "ChatCompletionMessageToolCalls",
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "ChatCompletionResponseMessage",
    "ChatCompletionTokenLogprob",
    "Choices",
    "CompletionTokensDetails",
    "CompletionUsage",
    "CreateChatCompletionResponse",
    "CustomCall",
    "DecodeError",
    "FinishReason",
    "FunctionCall",
    "Logprobs",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
    "Object",
    "PromptTokensDetails",
    "ServiceTier",
    "ToolCall",
    "TopLogprobs",
    "UnknownVariant",
    "UrlCitation",
]

__version__ = "0.1.0"
