"""The processing type of a request."""

from typing import Literal, TypeAlias

__all__ = ["ServiceTier"]

ServiceTier: TypeAlias = Literal["auto", "default", "flex", "scale", "priority", "fast"] | str
"""The processing type of a request. Schema: `ServiceTier`. Services send other values too."""
