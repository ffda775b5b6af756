"""Reports on recorded documents, and their summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from typing_extensions import assert_type

from chatcompletion import ChatCompletionError, CreateChatCompletionRequest, CreateChatCompletionResponse
from chatcompletion.logs import ModelSummary, ProblemSummary, ReadError, Report, Summary, iter_reports


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
    assert_type(model.invalid, int)
    assert_type(model.cached_tokens, int)
    assert_type(model.reasoning_tokens, int)
    assert_type(model.tool_calls, int)
    assert_type(model.finish_reasons, Counter[str])
    assert_type(problem.count, int)
    assert_type(problem.example, str)


def list_broken(folder: Path, lines: list[str]) -> list[tuple[str, int, ChatCompletionError]]:
    assert_type(iter_reports(lines), Iterator[Report])
    assert_type(Summary.of(folder).unreadable, dict[str, str])
    assert_type(Summary.of("logs/").to_markdown(), str)
    return [
        (report.file, line, problem)
        for report in iter_reports(folder)
        if report.outcome == "invalid"
        for line, problem in report.locate_problems()
    ]


def show(report: Report) -> str:
    assert_type(report.kind, str)
    assert_type(report.location, tuple[str | int, ...])
    assert_type(report.lines, tuple[int, ...])
    assert_type(report.chunks, int | None)
    assert_type(report.done, bool)
    if isinstance(report.body, CreateChatCompletionResponse):
        return report.body.choices[0].message.content or ""
    if isinstance(report.body, CreateChatCompletionRequest):
        return report.body.model
    return ", ".join(str(problem) for problem in report.problems if isinstance(problem, ReadError))
