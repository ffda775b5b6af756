"""The standard library's `dataclass`, except that a class gets its `__init__` when it is first looked up.

Making one is a third of what a dataclass costs at import, and whoever only reads never needs it. The price is that what
`vars` shows until then is no function.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]


class _Constructor:
    """Stands for the `__init__` of a class until it is called or looked at."""

    def __init__(self, cls: Any, options: dict[str, bool]) -> None:
        self.cls = cls
        self.options = options

    @cached_property
    def made(self) -> Any:
        # No class can be decorated twice. So an heir is, which has the same fields, and only serves to take this from.
        heir: Any = type(self.cls.__name__, (self.cls,), {"__module__": self.cls.__module__})
        return dataclasses.dataclass(**self.options)(heir).__init__

    def __get__(self, instance: object, owner: object = None) -> Any:
        if vars(self.cls).get("__init__") is self:  # and not what somebody has put round it
            self.cls.__init__ = self.made
        return self.made.__get__(instance, owner)


def _dataclass(**options: bool) -> Callable[[Any], Any]:
    def decorated(cls: Any) -> Any:
        cls.__doc__ = cls.__doc__ or cls.__name__  # under -OO, or `dataclass` makes a constructor to show its signature
        made: Any = dataclasses.dataclass(init=False, **options)(cls)
        made.__init__ = _Constructor(made, options)
        return made

    return decorated


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
