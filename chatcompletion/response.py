"""The response to a request that was not streamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal, TypeAlias, get_args

from ._dataclass import dataclass
from ._envelope import raise_error
from ._json import as_object
from ._model import NOTHING, OMITTED, Model, Root, Self, extra_of, located, restore, to_dicts
from ._read import as_int, as_mapping, as_str, as_tuple, not_literal
from .logprobs import Logprobs, as_logprobs
from .message import ChatCompletionResponseMessage, as_message
from .moderation import ChatCompletionModeration, as_moderation_of
from .usage import CompletionUsage, as_usage

__all__ = ["Choices", "CreateChatCompletionResponse", "FinishReason", "Object", "ServiceTier"]

Object: TypeAlias = Literal["chat.completion"]
"""The `object` of a response."""

FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | str
"""Why the model stopped: at a natural end or a stop sequence, at the limit of tokens, to have a tool called, because a
filter left content out, or (deprecated) to have a function called. Services have reasons of their own, too."""

ServiceTier: TypeAlias = Literal["auto", "default", "flex", "scale", "priority", "fast"] | str
"""How a request is processed. Schema: `ServiceTier`; services have tiers of their own, too."""

WORDS = {word: word for known in (FinishReason, ServiceTier) for word in get_args(get_args(known)[0])}
"""The words listed above, so that a million responses in memory share one `stop`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Choices(Model):
    """One of the completions that the model generated.

    Schema: `CreateChatCompletionResponse`, an item of its `choices`.
    """

    finish_reason: FinishReason
    """Why the model stopped."""
    index: int
    """The position of the choice among the choices."""
    message: ChatCompletionResponseMessage
    """What the model says."""
    logprobs: Logprobs | None = None
    """The log probabilities of the tokens, where the request asked for them."""

    _defaults = {"logprobs": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            self.finish_reason = WORDS.get(v, v) if type(v := data["finish_reason"]) is str else as_str(v)
            self.index = v if type(v := data["index"]) is int else as_int(v)
            self.message = as_message(data["message"])
            if (v := data.get("logprobs", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "logprobs")
            self.logprobs = None if v is None else as_logprobs(v)
            self.extra = NOTHING if n == 4 and not omitted else extra_of(data, cls, n - 4, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "finish_reason": self.finish_reason,
            "index": self.index,
            "message": self.message.to_dict(),
            "logprobs": None if self.logprobs is None else self.logprobs.to_dict(),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_choice: Callable[[Any], Choices] = Choices.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateChatCompletionResponse(Root):
    """What a service answers to a request that was not streamed.

    Schema: `CreateChatCompletionResponse`.
    """

    id: str
    """The identifier of the completion."""
    choices: tuple[Choices, ...]
    """The completions; more than one where the request's `n` was."""
    created: int
    """When the completion was made, in Unix seconds."""
    model: str
    """The model that made it."""
    metadata: Mapping[str, str] | None = field(default=None, hash=False)
    """What the request attached to the completion."""
    service_tier: ServiceTier | None = None
    """How the request was processed."""
    system_fingerprint: str | None = None
    """Deprecated: names the configuration that the model ran with."""
    object: Object = "chat.completion"
    """Always `chat.completion`."""
    usage: CompletionUsage | None = None
    """The tokens that the completion used."""
    moderation: ChatCompletionModeration | None = None
    """The moderation of the prompt and of the completion, where the request asked for it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if "error" in data and not data.get("choices"):
                raise_error(data)
            self.id = v if type(v := data["id"]) is str else as_str(v)
            self.choices = as_tuple(data["choices"], as_choice)
            self.created = v if type(v := data["created"]) is int else as_int(v)
            self.model = v if type(v := data["model"]) is str else as_str(v)
            if (v := data.get("metadata")) is not None:
                v, n = as_mapping(v, as_str), n - 1
            self.metadata = v
            if (v := data.get("service_tier")) is not None:
                v, n = WORDS.get(v, v) if type(v) is str else as_str(v), n - 1
            self.service_tier = v
            if (v := data.get("system_fingerprint")) is not None:
                v, n = v if type(v) is str else as_str(v), n - 1
            self.system_fingerprint = v
            v = data["object"]
            self.object = "chat.completion" if v == "chat.completion" else not_literal(v, "chat.completion")
            if (v := data.get("usage")) is not None:
                v, n = as_usage(v), n - 1
            self.usage = v
            if (v := data.get("moderation")) is not None:
                v, n = as_moderation_of(v), n - 1
            self.moderation = v
            self.extra = NOTHING if n == 5 else extra_of(data, cls, n - 5)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
            "choices": to_dicts(self.choices),
            "created": self.created,
            "model": self.model,
            "object": self.object,
        }
        if self.metadata is not None:
            data["metadata"] = dict(self.metadata)
        if self.service_tier is not None:
            data["service_tier"] = self.service_tier
        if self.system_fingerprint is not None:
            data["system_fingerprint"] = self.system_fingerprint
        if self.usage is not None:
            data["usage"] = self.usage.to_dict()
        if self.moderation is not None:
            data["moderation"] = self.moderation.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data
