"""Log probabilities of the generated tokens."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .._core import (
    MISSING,
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_array,
    decode_bytes,
    decode_float,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)

__all__ = ["ChatCompletionTokenLogprob", "Logprobs", "TopLogprobs"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TopLogprobs(Model):
    """One of the most likely tokens at a position, with its log probability.

    Schema: `ChatCompletionTokenLogprob`, an item of its `top_logprobs`.
    """

    token: str
    """The token."""
    logprob: float
    """The log probability of the token. -9999.0 stands for a very unlikely token."""
    bytes: builtins.bytes | None = None
    """The UTF-8 bytes of the token, encoded as an array of integers. A character may span several tokens."""

    _defaults = {"bytes": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.token = v if type(v := data["token"]) is str else decode_str(v)
            draft.logprob = v if type(v := data["logprob"]) is float else decode_float(v)
            if (v := data.get("bytes", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "bytes")
            draft.bytes = None if v is None else decode_bytes(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_top_logprobs: Callable[[Any], TopLogprobs] = TopLogprobs.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionTokenLogprob(Model):
    """A generated token with its log probability.

    Schema: `ChatCompletionTokenLogprob`.
    """

    token: str
    """The token."""
    logprob: float
    """The log probability of the token. -9999.0 stands for a very unlikely token."""
    bytes: builtins.bytes | None = None
    """The UTF-8 bytes of the token, encoded as an array of integers. A character may span several tokens."""
    top_logprobs: tuple[TopLogprobs, ...]
    """The most likely tokens at this position. There may be fewer than the request asked for."""

    _defaults = {"bytes": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 4
        missing: tuple[str, ...] = ()
        try:
            draft.token = v if type(v := data["token"]) is str else decode_str(v)
            draft.logprob = v if type(v := data["logprob"]) is float else decode_float(v)
            if (v := data.get("bytes", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "bytes")
            draft.bytes = None if v is None else decode_bytes(v)
            draft.top_logprobs = decode_array(data["top_logprobs"], decode_top_logprobs)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
            "top_logprobs": encode_array(self.top_logprobs),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_token_logprob: Callable[[Any], ChatCompletionTokenLogprob] = ChatCompletionTokenLogprob.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Logprobs(Model):
    """The log probabilities of the tokens of a choice.

    Schema: `CreateChatCompletionResponse`, property `logprobs` of a choice.
    """

    content: tuple[ChatCompletionTokenLogprob, ...] | None = None
    """The tokens of the content."""
    refusal: tuple[ChatCompletionTokenLogprob, ...] | None = None
    """The tokens of the refusal."""

    _defaults = {"content": None, "refusal": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("content", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "content")
            draft.content = None if v is None else decode_array(v, decode_token_logprob)
            if (v := data.get("refusal", MISSING)) is MISSING:
                v, surplus, missing = None, surplus + 1, (*missing, "refusal")
            draft.refusal = None if v is None else decode_array(v, decode_token_logprob)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else encode_array(self.content),
            "refusal": None if self.refusal is None else encode_array(self.refusal),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_logprobs: Callable[[Any], Logprobs] = Logprobs.from_dict
