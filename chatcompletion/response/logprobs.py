"""Log probabilities of the generated tokens."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from math import isfinite
from typing import Any

from .._core import (
    MISSING,
    NO_EXTRA,
    DecodeError,
    Self,
    WireObject,
    collect_extra,
    dataclass,
    decode_array,
    decode_bytes,
    decode_float,
    decode_str,
    encode_array,
    locate,
    write_extra,
)

__all__ = ["ChatCompletionTokenLogprob", "Logprobs", "TopLogprobs"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class TopLogprobs(WireObject):
    """One of the most likely tokens at a position, with its log probability.

    Schema: `ChatCompletionTokenLogprob`, an item of its `top_logprobs`.
    """

    token: str
    """The token."""
    logprob: float
    """The log probability of the token. -9999.0 stands for a very unlikely token."""
    bytes: builtins.bytes | None = None
    """The UTF-8 bytes of the token, encoded as an array of integers. A character may span several tokens."""

    _if_absent = {"bytes": None}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 3
        absent: tuple[str, ...] = ()
        try:
            draft.token = v if type(v := data["token"]) is str else decode_str(v)
            draft.logprob = v if type(v := data["logprob"]) is float and isfinite(v) else decode_float(v)
            if (v := data.get("bytes", MISSING)) is MISSING:
                v, surplus, absent = None, surplus + 1, (*absent, "bytes")
            draft.bytes = None if v is None else decode_bytes(v)
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionTokenLogprob(WireObject):
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

    _if_absent = {"bytes": None}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 4
        absent: tuple[str, ...] = ()
        try:
            draft.token = v if type(v := data["token"]) is str else decode_str(v)
            draft.logprob = v if type(v := data["logprob"]) is float and isfinite(v) else decode_float(v)
            if (v := data.get("bytes", MISSING)) is MISSING:
                v, surplus, absent = None, surplus + 1, (*absent, "bytes")
            draft.bytes = None if v is None else decode_bytes(v)
            draft.top_logprobs = decode_array(data["top_logprobs"], TopLogprobs._decode)
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
            "top_logprobs": encode_array(self.top_logprobs),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Logprobs(WireObject):
    """The log probabilities of the tokens of a choice.

    Schema: `CreateChatCompletionResponse`, property `logprobs` of a choice.
    """

    content: tuple[ChatCompletionTokenLogprob, ...] | None = None
    """The tokens of the content."""
    refusal: tuple[ChatCompletionTokenLogprob, ...] | None = None
    """The tokens of the refusal."""

    _if_absent = {"content": None, "refusal": None}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            raise DecodeError("object", data)
        draft = cls._draft()
        surplus = len(data) - 2
        absent: tuple[str, ...] = ()
        try:
            if (v := data.get("content", MISSING)) is MISSING:
                v, surplus, absent = None, surplus + 1, (*absent, "content")
            draft.content = None if v is None else decode_array(v, ChatCompletionTokenLogprob._decode)
            if (v := data.get("refusal", MISSING)) is MISSING:
                v, surplus, absent = None, surplus + 1, (*absent, "refusal")
            draft.refusal = None if v is None else decode_array(v, ChatCompletionTokenLogprob._decode)
            draft.extra = collect_extra(data, cls, surplus, absent) if surplus or absent else NO_EXTRA
        except Exception as error:
            raise locate(error, draft) from None
        draft.__class__ = cls
        return draft

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else encode_array(self.content),
            "refusal": None if self.refusal is None else encode_array(self.refusal),
        }
        return data if self.extra is NO_EXTRA else write_extra(data, self)
