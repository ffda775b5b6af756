"""The processing type of a request."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from .._core import TypeIs

__all__ = [
    "KnownServiceTier",
    "ServiceTier",
    "is_known_service_tier",
]

KnownServiceTier: TypeAlias = Literal["auto", "default", "flex", "scale", "priority", "fast"]
"""The service tiers that the schema lists."""

ServiceTier: TypeAlias = KnownServiceTier | str
"""The processing type of a request. Schema: `ServiceTier`. Services send other values too."""


def is_known_service_tier(value: object) -> TypeIs[KnownServiceTier]:
    """Return whether the schema lists a value of `ServiceTier`."""
    return value in get_args(KnownServiceTier)
