"""The moderation of the prompt and of the completion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal, TypeAlias, get_args

from .._core import (
    Problems,
    TypeIs,
    Variants,
    WireObject,
    dataclass,
)
from ..common.unknown import UnknownVariant

__all__ = [
    "ChatCompletionModeration",
    "ChatCompletionModerationError",
    "ChatCompletionModerationResults",
    "KnownModerationInputType",
    "Moderation",
    "ModerationInputType",
    "ModerationResultBody",
    "decode_moderation",
    "is_known_moderation_input_type",
]

KnownModerationInputType: TypeAlias = Literal["text", "image"]
"""The kinds of input that the schema lists."""

ModerationInputType: TypeAlias = KnownModerationInputType | str
"""A kind of input that a category applies to. Schema: `ModerationInputType`."""


def is_known_moderation_input_type(value: object) -> TypeIs[KnownModerationInputType]:
    """Return whether the schema lists a value of `ModerationInputType`."""
    return value in get_args(KnownModerationInputType)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ModerationResultBody(WireObject):
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionModerationResults(WireObject):
    """The results of a moderation.

    Schema: `ChatCompletionModerationResults`.
    """

    kind: ClassVar[Literal["moderation_results"]] = "moderation_results"

    type: Literal["moderation_results"] = "moderation_results"
    """Always `moderation_results`."""
    model: str
    """The moderation model."""
    results: tuple[ModerationResultBody, ...]
    """A result for each input."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionModerationError(WireObject):
    """A moderation that failed.

    Schema: `ChatCompletionModerationError`.
    """

    kind: ClassVar[Literal["error"]] = "error"

    type: Literal["error"] = "error"
    """Always `error`."""
    code: str
    """The name of the error."""
    message: str
    """What went wrong."""


MODERATION = Variants(
    "type",
    ChatCompletionModerationResults,
    ChatCompletionModerationError,
    unknown=UnknownVariant,
    decoder="decode_moderation",
)

Moderation: TypeAlias = Annotated[
    ChatCompletionModerationResults | ChatCompletionModerationError | UnknownVariant, MODERATION
]
"""The outcome of a moderation."""


def decode_moderation(data: Mapping[str, Any], *, problems: Problems | None = None) -> Moderation:
    """Decode the outcome of a moderation.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: Moderation = MODERATION.from_dict(data, problems)
    return decoded


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionModeration(WireObject):
    """The outcomes of the moderation of the prompt and of the completion.

    Schema: `ChatCompletionModeration`.
    """

    input: Moderation
    """The outcome for the prompt."""
    output: Moderation
    """The outcome for the completion."""
