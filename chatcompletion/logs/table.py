"""Tables for people."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from .._core.errors import shorten

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
GAP = "  "
MAX_CELL = 120
"""The number of characters of a cell."""
MIN_WIDTH = 12
"""The least width of a column of texts in a narrow terminal."""

Row = tuple[str, ...]

_SPECIAL = re.compile(r"[\\`*<>\[\]|~$&]|(?<!\w)_|_(?!\w)")
"""What has a meaning in Markdown. Inside a word, `_` has none."""


def format_tables(tables: Iterable[list[Row]], *, width: int = sys.maxsize, is_bold: bool = False) -> str:
    """Return tables as text: not wider than a number of characters, and with bold headers if asked for.

    The first row of a table is the header. A table without other rows is left out.
    """
    return "\n".join(_format_table(table, width, is_bold) for table in tables if len(table) > 1)


def format_markdown(tables: Iterable[list[Row]]) -> str:
    """Return tables as text in Markdown. A table without rows is left out."""
    return "\n".join(_format_markdown(table) for table in tables if len(table) > 1)


def _format_markdown(table: list[Row]) -> str:
    header, *rows = [[_SPECIAL.sub(r"\\\g<0>", shorten(cell, MAX_CELL)) for cell in row] for row in table]
    rule = ["---:" if is_number else "---" for is_number in _find_numbers(table)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, rule, *rows))


def _find_numbers(table: list[Row]) -> list[bool]:
    """Return which columns of a table have numbers."""
    columns = [column[1:] for column in zip(*table, strict=True)]
    return [any(column) and not any(cell.strip(".,%0123456789") for cell in column) for column in columns]


def _format_table(table: list[Row], width: int, is_bold: bool) -> str:
    """Return a table with aligned columns. If it is too wide, the widest texts are shortened."""
    rows = [[shorten(cell, MAX_CELL) for cell in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_number = _find_numbers(table)
    while (excess := sum(widths) + len(GAP) * (len(widths) - 1) - width) > 0:
        widest = max(range(len(widths)), key=lambda index: -1 if is_number[index] else widths[index])
        if is_number[widest] or widths[widest] <= MIN_WIDTH:
            break
        widths[widest] = max(widths[widest] - excess, MIN_WIDTH)
    lines = [GAP.join(map(_align, row, widths, is_number)).rstrip() for row in rows]
    if is_bold:
        lines[0] = f"{BOLD}{lines[0]}{PLAIN}"
    return "\n".join([*lines, ""])


def _align(cell: str, width: int, is_number: bool) -> str:
    if len(cell) > width:
        cell = cell[: width - 1] + "…"
    return cell.rjust(width) if is_number else cell.ljust(width)
