"""How likely the model found each token that it generated."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, OMITTED, Model, Self, extra_of, located, restore, to_dicts
from ._read import as_bytes, as_float, as_str, as_tuple

__all__ = ["ChatCompletionTokenLogprob", "Logprobs", "TopLogprobs"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TopLogprobs(Model):
    """One of the most likely tokens at a position.

    Schema: `ChatCompletionTokenLogprob`, an item of its `top_logprobs`.
    """

    token: str
    """The token."""
    logprob: float
    """Its log probability; -9999.0 stands for a very unlikely token."""
    bytes: builtins.bytes | None = None
    """Its bytes, an array of integers on the wire; a character may be spread over several tokens."""

    _defaults = {"bytes": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            self.token = v if type(v := data["token"]) is str else as_str(v)
            self.logprob = v if type(v := data["logprob"]) is float else as_float(v)
            if (v := data.get("bytes", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "bytes")
            self.bytes = None if v is None else as_bytes(v)
            self.extra = NOTHING if n == 3 and not omitted else extra_of(data, cls, n - 3, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_top_logprobs: Callable[[Any], TopLogprobs] = TopLogprobs.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionTokenLogprob(Model):
    """A token that the model generated, and the ones that it might have.

    Schema: `ChatCompletionTokenLogprob`.
    """

    token: str
    """The token."""
    logprob: float
    """Its log probability; -9999.0 stands for a very unlikely token."""
    bytes: builtins.bytes | None = None
    """Its bytes, an array of integers on the wire; a character may be spread over several tokens."""
    top_logprobs: tuple[TopLogprobs, ...]
    """The most likely tokens at this position, at most as many as the request asked for."""

    _defaults = {"bytes": None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            self.token = v if type(v := data["token"]) is str else as_str(v)
            self.logprob = v if type(v := data["logprob"]) is float else as_float(v)
            if (v := data.get("bytes", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "bytes")
            self.bytes = None if v is None else as_bytes(v)
            self.top_logprobs = as_tuple(data["top_logprobs"], as_top_logprobs)
            self.extra = NOTHING if n == 4 and not omitted else extra_of(data, cls, n - 4, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "token": self.token,
            "logprob": self.logprob,
            "bytes": None if self.bytes is None else list(self.bytes),
            "top_logprobs": to_dicts(self.top_logprobs),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_token_logprob: Callable[[Any], ChatCompletionTokenLogprob] = ChatCompletionTokenLogprob.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Logprobs(Model):
    """The log probabilities of a choice, token by token.

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
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        n = len(data)
        omitted: tuple[str, ...] = ()
        try:
            if (v := data.get("content", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "content")
            self.content = None if v is None else as_tuple(v, as_token_logprob)
            if (v := data.get("refusal", OMITTED)) is OMITTED:
                v, n, omitted = None, n + 1, (*omitted, "refusal")
            self.refusal = None if v is None else as_tuple(v, as_token_logprob)
            self.extra = NOTHING if n == 2 and not omitted else extra_of(data, cls, n - 2, omitted)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "content": None if self.content is None else to_dicts(self.content),
            "refusal": None if self.refusal is None else to_dicts(self.refusal),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_logprobs: Callable[[Any], Logprobs] = Logprobs.from_dict
