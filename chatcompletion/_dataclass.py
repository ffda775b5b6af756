"""The standard library's `dataclass`, but that makes no constructor before somebody looks for it.

Making it is a third of what a dataclass costs at import, and whoever only reads never needs it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


class _Constructor:
    """Stands for the `__init__` of a class until it is called or looked at."""

    def __init__(self, cls: Any, options: dict[str, bool]) -> None:
        self.cls = cls
        self.options = options

    def __get__(self, instance: object, owner: object) -> Any:
        # A class can be decorated once, but a subclass inherits the fields, and so gets the same constructor.
        subclass: Any = type(self.cls.__name__, (self.cls,), {"__module__": self.cls.__module__})
        self.cls.__init__ = dataclasses.dataclass(**self.options)(subclass).__init__
        return self.cls.__init__.__get__(instance, owner)


def _dataclass(*, slots: bool, **options: bool) -> Callable[[Any], Any]:
    def decorated(cls: Any) -> Any:
        cls.__doc__ = cls.__doc__ or cls.__name__  # under -OO, or `dataclass` looks at the constructor to write one
        made: Any = dataclasses.dataclass(init=False, slots=slots, **options)(cls)
        made.__init__ = _Constructor(made, options)
        return made

    return decorated


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
