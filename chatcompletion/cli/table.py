"""Summaries as tables for people, and as JSON Lines for programs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import Any

from ..errors import shorten
from ..logs.summary import ModelSummary, Summary

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
GAP = "  "
MAX_CELL = 120
"""The number of characters of a cell."""
MIN_WIDTH = 12
"""The least width of a column of texts in a narrow terminal."""

Row = tuple[str, ...]


def format_summary(summary: Summary, output: Any) -> str:
    """Return the tables of a summary: in the width of a terminal and with bold headers, if the output is one."""
    is_terminal = output is not None and output.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else sys.maxsize
    is_bold = is_terminal and not os.environ.get("NO_COLOR")
    tables = [_list_documents(summary), _list_responses(summary), _list_tokens(summary), _list_problems(summary)]
    filled = [table for table in tables if len(table) > 1]
    return "\n".join(_format_table(table, width, is_bold) for table in filled) or "no documents\n"


def _list_documents(summary: Summary) -> list[Row]:
    rows = sorted(summary.documents.items())
    return [("documents", "outcome", "count"), *((kind, outcome, f"{count:,}") for (kind, outcome), count in rows)]


def _list_responses(summary: Summary) -> list[Row]:
    header = ("model", "requests", "responses", "tool calls", "finish reasons")
    return [header, *(_format_responses(name, model) for name, model in _sort_models(summary))]


def _format_responses(name: str, model: ModelSummary) -> Row:
    reasons = ", ".join(f"{_name(reason)} {count:,}" for reason, count in model.finish_reasons.most_common())
    return (_name(name), f"{model.requests:,}", f"{model.responses:,}", f"{model.tool_calls:,}", reasons)


def _list_tokens(summary: Summary) -> list[Row]:
    header = ("model", "prompt tokens", "cached", "completion tokens", "reasoning")
    rows = [(name, model) for name, model in _sort_models(summary) if model.prompt_tokens or model.completion_tokens]
    return [header, *(_format_tokens(name, model) for name, model in rows)]


def _format_tokens(name: str, model: ModelSummary) -> Row:
    numbers = (model.prompt_tokens, model.cached_tokens, model.completion_tokens, model.reasoning_tokens)
    return (_name(name), *(f"{number:,}" for number in numbers))


def _list_problems(summary: Summary) -> list[Row]:
    rows = sorted(summary.problems.items(), key=lambda row: (-row[1].count, row[0]))
    header = ("problem", "count", "example")
    return [header, *((text, f"{problem.count:,}", problem.example) for text, problem in rows)]


def _sort_models(summary: Summary) -> list[tuple[str, ModelSummary]]:
    return sorted(summary.models.items(), key=lambda row: (-row[1].responses, -row[1].requests, row[0]))


def _name(text: str) -> str:
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


def format_summary_as_json(summary: Summary) -> str:
    """Return the rows of a summary as JSON Lines: `documents`, `model` and `problem`, by the key `row`."""
    rows: list[dict[str, Any]] = [
        {"row": "documents", "kind": kind, "outcome": outcome, "count": count}
        for (kind, outcome), count in sorted(summary.documents.items())
    ]
    rows += [{"row": "model", "model": name, **model.to_dict()} for name, model in _sort_models(summary)]
    rows += [
        {"row": "problem", "problem": text, "count": problem.count, "example": problem.example}
        for text, problem in summary.problems.items()
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)
