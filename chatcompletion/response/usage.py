"""The number of tokens that a completion used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._core import NO_EXTRA, DecodeError, Self, WireObject, collect_extra, dataclass, decode_int, locate, write_extra

__all__ = ["CompletionTokensDetails", "CompletionUsage", "PromptTokensDetails"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CompletionTokensDetails(WireObject):
    """A breakdown of the tokens that the model generated.

    Schema: `CompletionUsage`, property `completion_tokens_details`.
    """

    accepted_prediction_tokens: int | None = None
    """Tokens of the predicted output that appeared in the completion."""
    audio_tokens: int | None = None
    """Tokens of generated audio."""
    reasoning_tokens: int | None = None
    """Tokens generated for reasoning."""
    text_tokens: int | None = None
    """Tokens of generated text."""
    rejected_prediction_tokens: int | None = None
    """Tokens of the predicted output that did not appear in the completion. They are billed like other tokens."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data)
        try:
            if (v := data.get("accepted_prediction_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.accepted_prediction_tokens = v
            if (v := data.get("audio_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.audio_tokens = v
            if (v := data.get("reasoning_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.reasoning_tokens = v
            if (v := data.get("text_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.text_tokens = v
            if (v := data.get("rejected_prediction_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.rejected_prediction_tokens = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.reasoning_tokens is not None:
            data["reasoning_tokens"] = self.reasoning_tokens
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.accepted_prediction_tokens is not None:
            data["accepted_prediction_tokens"] = self.accepted_prediction_tokens
        if self.rejected_prediction_tokens is not None:
            data["rejected_prediction_tokens"] = self.rejected_prediction_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PromptTokensDetails(WireObject):
    """A breakdown of the tokens in the prompt.

    Schema: `CompletionUsage`, property `prompt_tokens_details`.
    """

    audio_tokens: int | None = None
    """Tokens of audio."""
    cached_tokens: int | None = None
    """Tokens read from the prompt cache."""
    text_tokens: int | None = None
    """Tokens of text."""
    image_tokens: int | None = None
    """Tokens of images."""
    cache_write_tokens: int | None = None
    """Tokens written to the prompt cache."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data)
        try:
            if (v := data.get("audio_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.audio_tokens = v
            if (v := data.get("cached_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.cached_tokens = v
            if (v := data.get("text_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.text_tokens = v
            if (v := data.get("image_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.image_tokens = v
            if (v := data.get("cache_write_tokens")) is not None:
                v, surplus = v if type(v) is int else decode_int(v), surplus - 1
            draft.cache_write_tokens = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.cached_tokens is not None:
            data["cached_tokens"] = self.cached_tokens
        if self.audio_tokens is not None:
            data["audio_tokens"] = self.audio_tokens
        if self.text_tokens is not None:
            data["text_tokens"] = self.text_tokens
        if self.image_tokens is not None:
            data["image_tokens"] = self.image_tokens
        if self.cache_write_tokens is not None:
            data["cache_write_tokens"] = self.cache_write_tokens
        return data if self.extra is NO_EXTRA else write_extra(data, self)


decode_completion_tokens_details: Callable[[Any], CompletionTokensDetails] = CompletionTokensDetails._decode
decode_prompt_tokens_details: Callable[[Any], PromptTokensDetails] = PromptTokensDetails._decode


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CompletionUsage(WireObject):
    """The number of tokens that a completion used.

    Schema: `CompletionUsage`.
    """

    completion_tokens: int
    """Tokens that the model generated."""
    prompt_tokens: int
    """Tokens in the prompt."""
    total_tokens: int
    """Tokens in the prompt and the completion together."""
    completion_tokens_details: CompletionTokensDetails | None = None
    """A breakdown of `completion_tokens`."""
    prompt_tokens_details: PromptTokensDetails | None = None
    """A breakdown of `prompt_tokens`."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 3
        try:
            draft.completion_tokens = v if type(v := data["completion_tokens"]) is int else decode_int(v)
            draft.prompt_tokens = v if type(v := data["prompt_tokens"]) is int else decode_int(v)
            draft.total_tokens = v if type(v := data["total_tokens"]) is int else decode_int(v)
            if (v := data.get("completion_tokens_details")) is not None:
                v, surplus = decode_completion_tokens_details(v), surplus - 1
            draft.completion_tokens_details = v
            if (v := data.get("prompt_tokens_details")) is not None:
                v, surplus = decode_prompt_tokens_details(v), surplus - 1
            draft.prompt_tokens_details = v
            draft.extra = collect_extra(data, cls, surplus) if surplus else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.total_tokens,
        }
        if self.prompt_tokens_details is not None:
            data["prompt_tokens_details"] = self.prompt_tokens_details.to_dict()
        if self.completion_tokens_details is not None:
            data["completion_tokens_details"] = self.completion_tokens_details.to_dict()
        return data if self.extra is NO_EXTRA else write_extra(data, self)


decode_completion_usage: Callable[[Any], CompletionUsage] = CompletionUsage._decode
