"""The request for a completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from math import isfinite
from typing import Any, Literal, TypeAlias, get_args

from .._core import (
    NO_EXTRA,
    DecodeError,
    Self,
    TypeIs,
    WireBody,
    collect_extra,
    dataclass,
    decode_array,
    decode_bool,
    decode_float,
    decode_int,
    decode_mapping,
    decode_str,
    decode_str_or_array,
    encode_array,
    locate,
    write_extra,
)
from ..common.open_sets import ServiceTier
from .messages import REQUEST_MESSAGE, ChatCompletionRequestMessage
from .options import (
    AudioOptions,
    ChatCompletionStreamOptions,
    ModerationParam,
    PredictionContent,
    PromptCacheOptionsParam,
    WebSearchOptions,
)
from .response_format import RESPONSE_FORMAT, ResponseFormat
from .tool_choice import (
    TOOL_CHOICE,
    ChatCompletionToolChoiceOption,
    FunctionCallChoice,
    decode_function_call_choice,
)
from .tools import TOOL, ChatCompletionFunctions, Tool

__all__ = [
    "CreateChatCompletionRequest",
    "KnownReasoningEffort",
    "KnownVerbosity",
    "ReasoningEffort",
    "StopConfiguration",
    "Verbosity",
    "is_known_reasoning_effort",
    "is_known_verbosity",
]


KnownReasoningEffort: TypeAlias = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
"""The reasoning efforts that the schema lists."""

ReasoningEffort: TypeAlias = KnownReasoningEffort | str
"""How much a model reasons. Schema: `ReasoningEffort`. Services accept other values too."""


def is_known_reasoning_effort(value: object) -> TypeIs[KnownReasoningEffort]:
    """Return whether the schema lists a value of `ReasoningEffort`."""
    return value in get_args(KnownReasoningEffort)


KnownVerbosity: TypeAlias = Literal["low", "medium", "high"]
"""The verbosities that the schema lists."""

Verbosity: TypeAlias = KnownVerbosity | str
"""How detailed a response is. Schema: `Verbosity`."""


def is_known_verbosity(value: object) -> TypeIs[KnownVerbosity]:
    """Return whether the schema lists a value of `Verbosity`."""
    return value in get_args(KnownVerbosity)


StopConfiguration: TypeAlias = str | tuple[str, ...]
"""One or several sequences at which the model stops. Schema: `StopConfiguration`."""


def decode_stop(value: Any) -> StopConfiguration:
    return decode_str_or_array(value, decode_str)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CreateChatCompletionRequest(WireBody):
    """A request for a completion.

    Schema: `CreateChatCompletionRequest`.
    """

    messages: tuple[ChatCompletionRequestMessage, ...]
    """The messages of the conversation so far."""
    model: str
    """The model that generates the completion."""
    metadata: Mapping[str, str] | None = field(default=None, hash=False)
    """Key-value pairs to attach to a stored completion."""
    top_logprobs: int | None = None
    """The number of most likely tokens to return at each position, with their log probabilities."""
    temperature: float | None = None
    """The sampling temperature. Higher values make the completion more random."""
    top_p: float | None = None
    """The probability mass of the tokens to sample from. An alternative to `temperature`."""
    user: str | None = None
    """Deprecated: an identifier of the end user. Replaced by `safety_identifier` and `prompt_cache_key`."""
    safety_identifier: str | None = None
    """A stable identifier of the end user, such as a hash, for the detection of misuse."""
    prompt_cache_key: str | None = None
    """A key that requests with a common prefix share, which raises the rate of cache hits."""
    prompt_cache_retention: Literal["in_memory", "24h"] | str | None = None
    """How long the service keeps the prompt in its cache."""
    prompt_cache_options: PromptCacheOptionsParam | None = None
    """Options of the prompt cache."""
    service_tier: ServiceTier | None = None
    """The processing type to use."""
    modalities: tuple[Literal["text", "audio"] | str, ...] | None = None
    """The kinds of output to generate."""
    verbosity: Verbosity | None = None
    """How detailed the response is."""
    reasoning_effort: ReasoningEffort | None = None
    """How much the model reasons before it responds."""
    max_completion_tokens: int | None = None
    """The limit for the tokens of the completion, reasoning included."""
    frequency_penalty: float | None = None
    """A penalty for tokens by their frequency in the text so far."""
    presence_penalty: float | None = None
    """A penalty for tokens that appear in the text so far."""
    web_search_options: WebSearchOptions | None = None
    """Options of the web search that the model may use."""
    response_format: ResponseFormat | None = None
    """The format of the response."""
    audio: AudioOptions | None = None
    """Options of a spoken response. Required if `modalities` has `audio`."""
    store: bool | None = None
    """Whether the service stores the completion."""
    moderation: ModerationParam | None = None
    """The moderation of the prompt and of the completion."""
    stream: bool | None = None
    """Whether the response is streamed."""
    stop: StopConfiguration | None = None
    """The sequences at which the model stops."""
    logit_bias: Mapping[str, float] | None = field(default=None, hash=False)
    """The biases of tokens by their identifiers."""
    logprobs: bool | None = None
    """Whether to return the log probabilities of the tokens."""
    max_tokens: int | None = None
    """Deprecated: the limit for the tokens of the completion. Replaced by `max_completion_tokens`."""
    n: int | None = None
    """The number of choices to generate."""
    prediction: PredictionContent | None = None
    """Content that the response will probably contain."""
    seed: int | None = None
    """Deprecated: the seed of the sampling, for results that can be repeated."""
    stream_options: ChatCompletionStreamOptions | None = None
    """Options of a streamed response."""
    tools: tuple[Tool, ...] | None = None
    """The tools that the model may call."""
    tool_choice: ChatCompletionToolChoiceOption | None = None
    """Which tools the model calls."""
    parallel_tool_calls: bool | None = None
    """Whether the model may call several tools at once."""
    function_call: FunctionCallChoice | None = None
    """Deprecated: whether the model calls a function, and which. Replaced by `tool_choice`."""
    functions: tuple[ChatCompletionFunctions, ...] | None = None
    """Deprecated: the functions that the model may call. Replaced by `tools`."""

    _error_status = 400

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        try:
            draft.messages = decode_array(data["messages"], REQUEST_MESSAGE.decode)
            draft.model = v if type(v := data["model"]) is str else decode_str(v)
            if (v := data.get("metadata")) is not None:
                v, surplus = decode_mapping(v, decode_str), surplus - 1
            draft.metadata = v
            if (v := data.get("top_logprobs")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.top_logprobs = v
            if (v := data.get("temperature")) is not None:
                v, surplus = v if type(v) is float and isfinite(v) else decode_float(v), surplus - 1
            draft.temperature = v
            if (v := data.get("top_p")) is not None:
                v, surplus = v if type(v) is float and isfinite(v) else decode_float(v), surplus - 1
            draft.top_p = v
            if (v := data.get("user")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.user = v
            if (v := data.get("safety_identifier")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.safety_identifier = v
            if (v := data.get("prompt_cache_key")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.prompt_cache_key = v
            if (v := data.get("prompt_cache_retention")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.prompt_cache_retention = v
            if (v := data.get("prompt_cache_options")) is not None:
                v, surplus = PromptCacheOptionsParam._decode(v), surplus - 1
            draft.prompt_cache_options = v
            if (v := data.get("service_tier")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.service_tier = v
            if (v := data.get("modalities")) is not None:
                v, surplus = decode_array(v, decode_str), surplus - 1
            draft.modalities = v
            if (v := data.get("verbosity")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.verbosity = v
            if (v := data.get("reasoning_effort")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.reasoning_effort = v
            if (v := data.get("max_completion_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.max_completion_tokens = v
            if (v := data.get("frequency_penalty")) is not None:
                v, surplus = v if type(v) is float and isfinite(v) else decode_float(v), surplus - 1
            draft.frequency_penalty = v
            if (v := data.get("presence_penalty")) is not None:
                v, surplus = v if type(v) is float and isfinite(v) else decode_float(v), surplus - 1
            draft.presence_penalty = v
            if (v := data.get("web_search_options")) is not None:
                v, surplus = WebSearchOptions._decode(v), surplus - 1
            draft.web_search_options = v
            if (v := data.get("response_format")) is not None:
                v, surplus = RESPONSE_FORMAT.decode(v), surplus - 1
            draft.response_format = v
            if (v := data.get("audio")) is not None:
                v, surplus = AudioOptions._decode(v), surplus - 1
            draft.audio = v
            if (v := data.get("store")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.store = v
            if (v := data.get("moderation")) is not None:
                v, surplus = ModerationParam._decode(v), surplus - 1
            draft.moderation = v
            if (v := data.get("stream")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.stream = v
            if (v := data.get("stop")) is not None:
                v, surplus = decode_stop(v), surplus - 1
            draft.stop = v
            if (v := data.get("logit_bias")) is not None:
                v, surplus = decode_mapping(v, decode_float), surplus - 1
            draft.logit_bias = v
            if (v := data.get("logprobs")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.logprobs = v
            if (v := data.get("max_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.max_tokens = v
            if (v := data.get("n")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.n = v
            if (v := data.get("prediction")) is not None:
                v, surplus = PredictionContent._decode(v), surplus - 1
            draft.prediction = v
            if (v := data.get("seed")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.seed = v
            if (v := data.get("stream_options")) is not None:
                v, surplus = ChatCompletionStreamOptions._decode(v), surplus - 1
            draft.stream_options = v
            if (v := data.get("tools")) is not None:
                v, surplus = decode_array(v, TOOL.decode), surplus - 1
            draft.tools = v
            if (v := data.get("tool_choice")) is not None:
                v, surplus = TOOL_CHOICE.decode(v), surplus - 1
            draft.tool_choice = v
            if (v := data.get("parallel_tool_calls")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.parallel_tool_calls = v
            if (v := data.get("function_call")) is not None:
                v, surplus = decode_function_call_choice(v), surplus - 1
            draft.function_call = v
            if (v := data.get("functions")) is not None:
                v, surplus = decode_array(v, ChatCompletionFunctions._decode), surplus - 1
            draft.functions = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "model": self.model,
            "messages": encode_array(self.messages),
        }
        if self.metadata is not None:
            data["metadata"] = dict(self.metadata)
        if self.top_logprobs is not None:
            data["top_logprobs"] = self.top_logprobs
        if self.temperature is not None:
            data["temperature"] = self.temperature
        if self.top_p is not None:
            data["top_p"] = self.top_p
        if self.user is not None:
            data["user"] = self.user
        if self.safety_identifier is not None:
            data["safety_identifier"] = self.safety_identifier
        if self.prompt_cache_key is not None:
            data["prompt_cache_key"] = self.prompt_cache_key
        if self.prompt_cache_retention is not None:
            data["prompt_cache_retention"] = self.prompt_cache_retention
        if self.prompt_cache_options is not None:
            data["prompt_cache_options"] = self.prompt_cache_options.to_dict()
        if self.service_tier is not None:
            data["service_tier"] = self.service_tier
        if self.modalities is not None:
            data["modalities"] = list(self.modalities)
        if self.verbosity is not None:
            data["verbosity"] = self.verbosity
        if self.reasoning_effort is not None:
            data["reasoning_effort"] = self.reasoning_effort
        if self.max_completion_tokens is not None:
            data["max_completion_tokens"] = self.max_completion_tokens
        if self.frequency_penalty is not None:
            data["frequency_penalty"] = self.frequency_penalty
        if self.presence_penalty is not None:
            data["presence_penalty"] = self.presence_penalty
        if self.web_search_options is not None:
            data["web_search_options"] = self.web_search_options.to_dict()
        if self.response_format is not None:
            data["response_format"] = self.response_format.to_dict()
        if self.audio is not None:
            data["audio"] = self.audio.to_dict()
        if self.store is not None:
            data["store"] = self.store
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        if self.stream is not None:
            data["stream"] = self.stream
        if self.stop is not None:
            data["stop"] = self.stop if isinstance(self.stop, str) else list(self.stop)
        if self.logit_bias is not None:
            data["logit_bias"] = dict(self.logit_bias)
        if self.logprobs is not None:
            data["logprobs"] = self.logprobs
        if self.max_tokens is not None:
            data["max_tokens"] = self.max_tokens
        if self.n is not None:
            data["n"] = self.n
        if self.prediction is not None:
            data["prediction"] = self.prediction.to_dict()
        if self.seed is not None:
            data["seed"] = self.seed
        if self.stream_options is not None:
            data["stream_options"] = self.stream_options.to_dict()
        if self.tools is not None:
            data["tools"] = encode_array(self.tools)
        if self.tool_choice is not None:
            data["tool_choice"] = self.tool_choice if isinstance(self.tool_choice, str) else self.tool_choice.to_dict()
        if self.parallel_tool_calls is not None:
            data["parallel_tool_calls"] = self.parallel_tool_calls
        if self.function_call is not None:
            data["function_call"] = (
                self.function_call if isinstance(self.function_call, str) else self.function_call.to_dict()
            )
        if self.functions is not None:
            data["functions"] = encode_array(self.functions)
        return data if self.extra is NO_EXTRA else write_extra(data, self)

    def append(self, *messages: ChatCompletionRequestMessage) -> Self:
        """Return the request with more messages, which continue the conversation."""
        return replace(self, messages=(*self.messages, *messages))

    def check(self, *, allow_unknown: bool = False) -> list[DecodeError]:
        """Return what the schema does not allow in the request as `to_dict` writes it: values that do not fit, missing
        keys, nulls, values out of range, values and keys that it does not list, and what does not belong together,
        such as a `tool_choice` that names no tool. Never raises.

        A service may accept what it does not allow, so `from_dict` does not check it. With `allow_unknown`, keys,
        roles and types of objects, such as content parts, may be unknown.
        """
        from .check import find_mistakes  # here, as clients do not need it

        return find_mistakes(self, allow_unknown=allow_unknown)
