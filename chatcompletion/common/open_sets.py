"""Values that the schema lists, but of which services send others too: the finish reason and the service tier."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from .._core import TypeIs

__all__ = [
    "FinishReason",
    "KnownFinishReason",
    "KnownServiceTier",
    "ServiceTier",
    "is_known_finish_reason",
    "is_known_service_tier",
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


KnownServiceTier: TypeAlias = Literal["auto", "default", "flex", "scale", "priority", "fast"]
"""The service tiers that the schema lists."""

ServiceTier: TypeAlias = KnownServiceTier | str
"""The processing type of a request. Schema: `ServiceTier`. Services send other values too."""


def is_known_service_tier(value: object) -> TypeIs[KnownServiceTier]:
    """Return whether the schema lists a value of `ServiceTier`."""
    return value in get_args(KnownServiceTier)
