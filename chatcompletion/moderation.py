"""What a moderation model thought of the prompt and of the completion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal, TypeAlias

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, Model, Self, extra_of, located, restore, to_dicts
from ._read import as_bool, as_float, as_mapping, as_str, as_tuple, not_literal
from .unknown import UnknownVariant

__all__ = [
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
]

ModerationInputType: TypeAlias = Literal["text", "image"] | str
"""A kind of input that a moderation looks at. Schema: `ModerationInputType`."""


def as_input_types(value: Any) -> tuple[ModerationInputType, ...]:
    return as_tuple(value, as_str)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ModerationResultBody(Model):
    """What a moderation model thought of one input.

    Schema: `ModerationResultBody`.
    """

    type: Literal["moderation_result"] = "moderation_result"
    """Always `moderation_result`."""
    model: str
    """The moderation model."""
    flagged: bool
    """Whether any category applies."""
    categories: Mapping[str, bool] = field(hash=False)
    """Whether each category applies."""
    category_scores: Mapping[str, float] = field(hash=False)
    """The score of each category."""
    category_applied_input_types: Mapping[str, tuple[ModerationInputType, ...]] = field(hash=False)
    """The kinds of input that the score of each category reflects."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.type = (
                "moderation_result"
                if (v := data["type"]) == "moderation_result"
                else not_literal(v, "moderation_result")
            )
            self.model = v if type(v := data["model"]) is str else as_str(v)
            self.flagged = v if type(v := data["flagged"]) is bool else as_bool(v)
            self.categories = as_mapping(data["categories"], as_bool)
            self.category_scores = as_mapping(data["category_scores"], as_float)
            self.category_applied_input_types = as_mapping(data["category_applied_input_types"], as_input_types)
            self.extra = NOTHING if len(data) == 6 else extra_of(data, cls, len(data) - 6)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

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
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_moderation_result: Callable[[Any], ModerationResultBody] = ModerationResultBody.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionModerationResults(Model):
    """A moderation that took place.

    Schema: `ChatCompletionModerationResults`.
    """

    type: Literal["moderation_results"] = "moderation_results"
    """Always `moderation_results`."""
    model: str
    """The moderation model."""
    results: tuple[ModerationResultBody, ...]
    """What it thought of each input."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.type = (
                "moderation_results"
                if (v := data["type"]) == "moderation_results"
                else not_literal(v, "moderation_results")
            )
            self.model = v if type(v := data["model"]) is str else as_str(v)
            self.results = as_tuple(data["results"], as_moderation_result)
            self.extra = NOTHING if len(data) == 3 else extra_of(data, cls, len(data) - 3)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "model": self.model,
            "results": to_dicts(self.results),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
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
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.type = "error" if (v := data["type"]) == "error" else not_literal(v, "error")
            self.code = v if type(v := data["code"]) is str else as_str(v)
            self.message = v if type(v := data["message"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 3 else extra_of(data, cls, len(data) - 3)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "code": self.code,
            "message": self.message,
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


Moderation: TypeAlias = ChatCompletionModerationResults | ChatCompletionModerationError | UnknownVariant
"""What came of a moderation."""


def as_moderation(value: Any) -> Moderation:
    data = as_object(value)
    variant = data.get("type")
    if variant == "moderation_results":
        return ChatCompletionModerationResults.from_dict(data)
    if variant == "error":
        return ChatCompletionModerationError.from_dict(data)
    return UnknownVariant.from_dict(data)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChatCompletionModeration(Model):
    """The moderation of the prompt and of the completion.

    Schema: `ChatCompletionModeration`.
    """

    input: Moderation
    """The moderation of the prompt."""
    output: Moderation
    """The moderation of the completion."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.input = as_moderation(data["input"])
            self.output = as_moderation(data["output"])
            self.extra = NOTHING if len(data) == 2 else extra_of(data, cls, len(data) - 2)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "input": self.input.to_dict(),
            "output": self.output.to_dict(),
        }
        if self.extra is not NOTHING:
            restore(data, self)
        return data


as_moderation_of: Callable[[Any], ChatCompletionModeration] = ChatCompletionModeration.from_dict
