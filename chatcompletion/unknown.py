"""What the schema does not know yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._dataclass import dataclass
from ._json import as_object
from ._model import NOTHING, Model, Self, extra_of, located, restore
from ._read import as_str

__all__ = ["UnknownVariant"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UnknownVariant(Model):
    """A tool call, an annotation or a moderation of a type that the schema does not know; `extra` holds the rest."""

    type: str
    """The type, as the service names it."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = as_object(data)
        whole: Self = cls._draft()
        self: Any = whole
        try:
            self.type = v if type(v := data["type"]) is str else as_str(v)
            self.extra = NOTHING if len(data) == 1 else extra_of(data, cls, len(data) - 1)
        except Exception as problem:
            raise located(problem, whole, data) from None
        self.__class__ = cls
        return whole

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {"type": self.type}
        if self.extra is not NOTHING:
            restore(data, self)
        return data
