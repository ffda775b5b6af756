"""Variants of a union that the schema does not define."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .._core import (
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_object,
    decode_str,
    recover,
    write_extra,
)

__all__ = ["UnknownVariant"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UnknownVariant(Model):
    """An object of a type that the schema does not define, such as a new kind of tool call or annotation.

    All its keys but `type` are in `extra`.
    """

    type: str
    """The type, as the service sent it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.type = v if type(v := data["type"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {"type": self.type}
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_unknown_variant: Callable[[Any], UnknownVariant] = UnknownVariant.from_dict
