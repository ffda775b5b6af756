"""Why the model stopped."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from .._core import TypeIs

__all__ = [
    "FinishReason",
    "KnownFinishReason",
    "is_known_finish_reason",
]

KnownFinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter", "function_call"]
"""The finish reasons that the schema lists."""

FinishReason: TypeAlias = KnownFinishReason | str
"""Why the model stopped: at a natural end or a stop sequence (`stop`), at the token limit (`length`), to call tools
(`tool_calls`), because a filter removed content (`content_filter`), or to call a function (`function_call`,
deprecated). Services send other values too."""


def is_known_finish_reason(value: object) -> TypeIs[KnownFinishReason]:
    """Return whether the schema lists a value of `FinishReason`."""
    return value in get_args(KnownFinishReason)
