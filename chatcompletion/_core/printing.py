"""Multi-line printing with `pprint` and IPython."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import Model


INDENT = 4


def register_with_pprint(representation: Callable[[Any], str]) -> None:
    """Make `pprint` print objects with this `__repr__` over several lines, if they are long.

    `pprint` has no protocol for this, only a table of `__repr__` methods. It calls `repr` before it looks there, so the
    entry can be made on that call, and programs without `pprint` do not load it.
    """
    dispatch = getattr(sys.modules["pprint"].PrettyPrinter, "_dispatch", {})
    dispatch.setdefault(representation, _print_with_pprint)


def _print_with_pprint(
    printer: Any, model: Model, stream: Any, indent: int, allowance: int, context: Any, level: int
) -> None:
    stream.write(f"{type(model).__qualname__}(")
    for field, value in model._iter_shown():
        stream.write(f"\n{' ' * (indent + INDENT)}{field}=")
        printer._format(value, stream, indent + INDENT, 1, context, level)
        stream.write(",")
    stream.write(f"\n{' ' * indent})")


def print_with_ipython(model: Model, printer: Any) -> None:
    with printer.group(INDENT, f"{type(model).__qualname__}(", ")"):
        for number, (field, value) in enumerate(model._iter_shown()):
            printer.text("," if number else "")
            printer.breakable(" " if number else "")
            printer.text(f"{field}=")
            printer.pretty(value)
