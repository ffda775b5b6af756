"""Summaries of recorded documents."""

from __future__ import annotations

from collections import Counter
from functools import reduce

from typing_extensions import assert_type

from chatcompletion.logs import ModelSummary, ProblemSummary, Summary


def summarize(lines: list[str], bodies: list[dict[str, object]]) -> Summary:
    summary = Summary()
    for number, line in enumerate(lines, 1):
        summary.add(line, place=f"log.jsonl:{number}")
    for body in bodies:
        summary.add(body)
    assert_type(summary.documents, Counter[tuple[str, str]])
    assert_type(summary.models, dict[str, ModelSummary])
    assert_type(summary.problems, dict[str, ProblemSummary])
    return summary


def merge(parts: list[list[str]]) -> Summary:
    return reduce(Summary.merge, map(Summary.of, parts), Summary())


def count_tokens(summary: Summary) -> int:
    return sum(model.prompt_tokens + model.completion_tokens for model in summary.models.values())


def get_numbers(model: ModelSummary, problem: ProblemSummary) -> None:
    assert_type(model.requests, int)
    assert_type(model.responses, int)
    assert_type(model.cached_tokens, int)
    assert_type(model.reasoning_tokens, int)
    assert_type(model.tool_calls, int)
    assert_type(model.finish_reasons, Counter[str])
    assert_type(problem.count, int)
    assert_type(problem.example, str)
