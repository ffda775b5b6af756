"""Variants of a union that the schema does not define."""

from __future__ import annotations

from typing import ClassVar, Literal

from .._core import WireObject, dataclass

__all__ = ["UnknownVariant"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class UnknownVariant(WireObject):
    """An object of a type that the schema does not define, such as a new kind of content part or annotation.

    All its keys but `type` are in `extra`.
    """

    kind: ClassVar[Literal["unknown"]] = "unknown"

    type: str
    """The type, as the service sent it."""
