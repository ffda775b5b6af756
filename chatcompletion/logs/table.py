"""Summaries as tables for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..errors import shorten

if TYPE_CHECKING:
    from .summary import ModelSummary, Summary

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
GAP = "  "
MAX_CELL = 120
"""The number of characters of a cell."""
MIN_WIDTH = 12
"""The least width of a column of texts in a narrow terminal."""

Row = tuple[str, ...]


def format_tables(summary: Summary, *, width: int = sys.maxsize, is_bold: bool = False) -> str:
    """Return the tables of a summary: not wider than a number of characters, and with bold headers if asked for."""
    tables = [_list_documents(summary), _list_responses(summary), _list_tokens(summary), _list_problems(summary)]
    filled = [table for table in tables if len(table) > 1]
    return "\n".join(_format_table(table, width, is_bold) for table in filled) or "no documents\n"


def _list_documents(summary: Summary) -> list[Row]:
    rows = sorted(summary.documents.items())
    return [("documents", "outcome", "count"), *((kind, outcome, f"{count:,}") for (kind, outcome), count in rows)]


def _list_responses(summary: Summary) -> list[Row]:
    header = ("model", "requests", "responses", "tool calls", "finish reasons")
    return [header, *(_format_responses(name, model) for name, model in summary.sort_models())]


def _format_responses(name: str, model: ModelSummary) -> Row:
    reasons = ", ".join(f"{_show_name(reason)} {count:,}" for reason, count in model.finish_reasons.most_common())
    return (_show_name(name), f"{model.requests:,}", f"{model.responses:,}", f"{model.tool_calls:,}", reasons)


def _list_tokens(summary: Summary) -> list[Row]:
    header = ("model", "prompt tokens", "cached", "completion tokens", "reasoning")
    rows = [(name, model) for name, model in summary.sort_models() if model.prompt_tokens or model.completion_tokens]
    return [header, *(_format_tokens(name, model) for name, model in rows)]


def _format_tokens(name: str, model: ModelSummary) -> Row:
    numbers = (model.prompt_tokens, model.cached_tokens, model.completion_tokens, model.reasoning_tokens)
    return (_show_name(name), *(f"{number:,}" for number in numbers))


def _list_problems(summary: Summary) -> list[Row]:
    header = ("problem", "count", "example")
    return [header, *((text, f"{problem.count:,}", problem.example) for text, problem in summary.sort_problems())]


def _show_name(text: str) -> str:
    return text or '""'


def _format_table(table: list[Row], width: int, is_bold: bool) -> str:
    """Return a table with aligned columns. If it is too wide, the widest texts are shortened."""
    rows = [[shorten(cell, MAX_CELL) for cell in row] for row in table]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    is_number = [all(cell.replace(",", "").isdigit() for cell in column[1:]) for column in zip(*rows, strict=True)]
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
