"""Multi-line printing in IPython."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

INDENT = 4


def print_with_ipython(printer: Any, name: str, fields: Iterable[tuple[str, Any]]) -> None:
    """Print an object by its name and its fields."""
    with printer.group(INDENT, f"{name}(", ")"):
        for number, (field, value) in enumerate(fields):
            printer.text("," if number else "")
            printer.breakable(" " if number else "")
            printer.text(f"{field}=")
            printer.pretty(value)
