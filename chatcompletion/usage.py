"""What a completion cost, in tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, Model, Self, extra_of, located, restore
from ._read import as_int

__all__ = ["CompletionTokensDetails", "CompletionUsage", "PromptTokensDetails"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompletionTokensDetails(Model):
    """What the tokens of a completion were spent on.

    Schema: `CompletionUsage`, property `completion_tokens_details`.
    """

    accepted_prediction_tokens: int | None = None
    """Tokens of the predicted output that appeared in the completion."""
    audio_tokens: int | None = None
    """Tokens of generated audio."""
    reasoning_tokens: int | None = None
    """Tokens that the model spent on reasoning."""
    text_tokens: int | None = None
    """Tokens of generated text."""
    rejected_prediction_tokens: int | None = None
    """Tokens of the predicted output that did not appear in the completion; they are billed all the same."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if (v := data.get("accepted_prediction_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.accepted_prediction_tokens = v
            if (v := data.get("audio_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.audio_tokens = v
            if (v := data.get("reasoning_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.reasoning_tokens = v
            if (v := data.get("text_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.text_tokens = v
            if (v := data.get("rejected_prediction_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.rejected_prediction_tokens = v
            self.extra = NOTHING if n == 0 else extra_of(data, cls, n)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.accepted_prediction_tokens is not None:
            data["accepted_prediction_tokens"] = self.accepted_prediction_tokens
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.reasoning_tokens is not None:
            data["reasoning_tokens"] = self.reasoning_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        if self.rejected_prediction_tokens is not None:
            data["rejected_prediction_tokens"] = self.rejected_prediction_tokens
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_completion_tokens_details: Callable[[Any], CompletionTokensDetails] = CompletionTokensDetails.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PromptTokensDetails(Model):
    """What the tokens of a prompt were.

    Schema: `CompletionUsage`, property `prompt_tokens_details`.
    """

    audio_tokens: int | None = None
    """Tokens of audio."""
    cached_tokens: int | None = None
    """Tokens that were read from the cache."""
    text_tokens: int | None = None
    """Tokens of text."""
    image_tokens: int | None = None
    """Tokens of images."""
    cache_write_tokens: int | None = None
    """Tokens that were written to the cache."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            if (v := data.get("audio_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.audio_tokens = v
            if (v := data.get("cached_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.cached_tokens = v
            if (v := data.get("text_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.text_tokens = v
            if (v := data.get("image_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.image_tokens = v
            if (v := data.get("cache_write_tokens")) is not None:
                v, n = v if type(v) is int else as_int(v), n - 1
            self.cache_write_tokens = v
            self.extra = NOTHING if n == 0 else extra_of(data, cls, n)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.cached_tokens is not None:
            data["cached_tokens"] = self.cached_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        if self.image_tokens is not None:
            data["image_tokens"] = self.image_tokens
        if self.cache_write_tokens is not None:
            data["cache_write_tokens"] = self.cache_write_tokens
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_prompt_tokens_details: Callable[[Any], PromptTokensDetails] = PromptTokensDetails.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CompletionUsage(Model):
    """The tokens that a completion used.

    Schema: `CompletionUsage`.
    """

    completion_tokens: int
    """Tokens that the model generated."""
    prompt_tokens: int
    """Tokens of the prompt."""
    total_tokens: int
    """Tokens of the prompt and the completion together."""
    completion_tokens_details: CompletionTokensDetails | None = None
    """What the completion's tokens were spent on."""
    prompt_tokens_details: PromptTokensDetails | None = None
    """What the prompt's tokens were."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        try:
            self.completion_tokens = v if type(v := data["completion_tokens"]) is int else as_int(v)
            self.prompt_tokens = v if type(v := data["prompt_tokens"]) is int else as_int(v)
            self.total_tokens = v if type(v := data["total_tokens"]) is int else as_int(v)
            if (v := data.get("completion_tokens_details")) is not None:
                v, n = as_completion_tokens_details(v), n - 1
            self.completion_tokens_details = v
            if (v := data.get("prompt_tokens_details")) is not None:
                v, n = as_prompt_tokens_details(v), n - 1
            self.prompt_tokens_details = v
            self.extra = NOTHING if n == 3 else extra_of(data, cls, n - 3)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "completion_tokens": self.completion_tokens,
            "prompt_tokens": self.prompt_tokens,
            "total_tokens": self.total_tokens,
        }
        if self.completion_tokens_details is not None:
            data["completion_tokens_details"] = self.completion_tokens_details.to_dict()
        if self.prompt_tokens_details is not None:
            data["prompt_tokens_details"] = self.prompt_tokens_details.to_dict()
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_usage: Callable[[Any], CompletionUsage] = CompletionUsage.from_dict
