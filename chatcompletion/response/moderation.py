"""The moderation of the prompt and of the completion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .._core import (
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_array,
    decode_bool,
    decode_float,
    decode_literal,
    decode_mapping,
    decode_object,
    decode_str,
    encode_array,
    recover,
    write_extra,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
]

ModerationInputType: TypeAlias = Literal["text", "image"] | str
"""A kind of input that a category applies to. Schema: `ModerationInputType`."""


def decode_input_types(value: Any) -> tuple[ModerationInputType, ...]:
    return decode_array(value, decode_str)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ModerationResultBody(Model):
    """The result of the moderation of one input.

    Schema: `ModerationResultBody`.
    """

    type: Literal["moderation_result"] = "moderation_result"
    """Always `moderation_result`."""
    model: str
    """The moderation model."""
    flagged: bool
    """Whether the input was flagged."""
    categories: Mapping[str, bool] = field(hash=False)
    """Whether each category was flagged."""
    category_scores: Mapping[str, float] = field(hash=False)
    """The score of each category."""
    category_applied_input_types: Mapping[str, tuple[ModerationInputType, ...]] = field(hash=False)
    """The kinds of input that the score of each category applies to."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 6
        missing: tuple[str, ...] = ()
        try:
            draft.type = (
                "moderation_result"
                if (v := data["type"]) == "moderation_result"
                else decode_literal(v, "moderation_result")
            )
            draft.model = v if type(v := data["model"]) is str else decode_str(v)
            draft.flagged = v if type(v := data["flagged"]) is bool else decode_bool(v)
            draft.categories = decode_mapping(data["categories"], decode_bool)
            draft.category_scores = decode_mapping(data["category_scores"], decode_float)
            draft.category_applied_input_types = decode_mapping(
                data["category_applied_input_types"], decode_input_types
            )
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "model": self.model,
            "flagged": self.flagged,
            "categories": dict(self.categories),
            "category_scores": dict(self.category_scores),
            "category_applied_input_types": {
                category: list(types) for category, types in self.category_applied_input_types.items()
            },
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_result: Callable[[Any], ModerationResultBody] = ModerationResultBody.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionModerationResults(Model):
    """The results of a moderation.

    Schema: `ChatCompletionModerationResults`.
    """

    type: Literal["moderation_results"] = "moderation_results"
    """Always `moderation_results`."""
    model: str
    """The moderation model."""
    results: tuple[ModerationResultBody, ...]
    """A result for each input."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.type = (
                "moderation_results"
                if (v := data["type"]) == "moderation_results"
                else decode_literal(v, "moderation_results")
            )
            draft.model = v if type(v := data["model"]) is str else decode_str(v)
            draft.results = decode_array(data["results"], decode_moderation_result)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "model": self.model,
            "results": encode_array(self.results),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_results: Callable[[Any], ChatCompletionModerationResults] = ChatCompletionModerationResults.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionModerationError(Model):
    """A moderation that failed.

    Schema: `ChatCompletionModerationError`.
    """

    type: Literal["error"] = "error"
    """Always `error`."""
    code: str
    """The name of the error."""
    message: str
    """What went wrong."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 3
        missing: tuple[str, ...] = ()
        try:
            draft.type = "error" if (v := data["type"]) == "error" else decode_literal(v, "error")
            draft.code = v if type(v := data["code"]) is str else decode_str(v)
            draft.message = v if type(v := data["message"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "code": self.code,
            "message": self.message,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_error: Callable[[Any], ChatCompletionModerationError] = ChatCompletionModerationError.from_dict


Moderation: TypeAlias = ChatCompletionModerationResults | ChatCompletionModerationError | UnknownVariant
"""The outcome of a moderation."""


def decode_moderation(value: Any) -> Moderation:
    data = decode_object(value)
    variant = data.get("type")
    if variant == "moderation_results":
        return decode_moderation_results(data)
    if variant == "error":
        return decode_moderation_error(data)
    return decode_unknown_variant(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionModeration(Model):
    """The outcomes of the moderation of the prompt and of the completion.

    Schema: `ChatCompletionModeration`.
    """

    input: Moderation
    """The outcome for the prompt."""
    output: Moderation
    """The outcome for the completion."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.input = decode_moderation(data["input"])
            draft.output = decode_moderation(data["output"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "input": self.input.to_dict(),
            "output": self.output.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_chat_moderation: Callable[[Any], ChatCompletionModeration] = ChatCompletionModeration.from_dict
