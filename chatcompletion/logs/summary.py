"""Summaries of many documents, which can be computed in parts and merged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .._core import APIError, ChatCompletionError, DecodeError
from .._core.errors import Location, name_type
from .examine import examine_item
from .report import CHUNK, EVENT_STREAM, FILE, REQUEST, RESPONSE, RESPONSES, Report
from .reports import LogSource, iter_reports
from .table import Row, format_markdown, format_tables

if TYPE_CHECKING:
    from ..response.completion import CreateChatCompletionResponse
    from ..stream.chunk import CreateChatCompletionStreamResponse

__all__ = ["ModelSummary", "ProblemSummary", "Summary"]

MAX_ROWS = 1000
"""The number of different models, problems or finish reasons that a summary tells apart. It limits the memory."""
OTHERS = "(others)"
MAX_KEY = 200
"""The number of characters of a model, a problem or a finish reason."""
MAX_TOKENS = 10**12
NO_DOCUMENTS = "no documents\n"


@dataclass(slots=True, kw_only=True)
class ModelSummary:
    """The totals of the documents of one model."""

    requests: int = 0
    """The number of requests."""
    responses: int = 0
    """The number of responses, streamed or not."""
    invalid: int = 0
    """The number of these responses that had problems."""
    prompt_tokens: int = 0
    """Tokens in the prompts."""
    cached_tokens: int = 0
    """Tokens in the prompts that were read from the cache."""
    completion_tokens: int = 0
    """Tokens that the model generated."""
    reasoning_tokens: int = 0
    """Tokens that the model generated for reasoning."""
    tool_calls: int = 0
    """The number of tool calls in responses."""
    finish_reasons: Counter[str] = field(default_factory=Counter)
    """How often each finish reason occurs."""

    def add(self, other: ModelSummary) -> None:
        """Add the numbers of another summary of the same model."""
        for name in NUMBER_FIELDS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, count in other.finish_reasons.items():
            self.finish_reasons[_limit(self.finish_reasons, reason)] += count

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as a dict, ready for JSON."""
        return {**{name: getattr(self, name) for name in NUMBER_FIELDS}, "finish_reasons": dict(self.finish_reasons)}


NUMBER_FIELDS = tuple(f.name for f in fields(ModelSummary) if f.name != "finish_reasons")


@dataclass(slots=True, kw_only=True)
class ProblemSummary:
    """How often a problem occurs, and the place of its first occurrence."""

    count: int = 0
    """How often it occurs."""
    example: str = ""
    """Where the problem first occurred: the file and the line, such as `log.jsonl:17`. Without a file, the identifier
    of the body; if it has none, `line 17`."""


@dataclass(kw_only=True, repr=False)
class Summary:
    """Counts what many documents hold: kinds, models, tokens, finish reasons and problems.

    A summary can be pickled, and the summaries of parts can be merged, so that parts can be summarized in parallel.
    """

    documents: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The number of documents by kind (such as `response`, `request` or `event stream`) and outcome: `valid`,
    `invalid`, or `error` for an error sent by the service."""
    models: dict[str, ModelSummary] = field(default_factory=dict)
    """The totals of the documents of each model. Documents with problems count as far as they could be decoded."""
    problems: dict[str, ProblemSummary] = field(default_factory=dict)
    """The problems by their text, without values and indices: `choices[*].message.content: expected str, got array`."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """The files that cannot be read, or not any further, with the reasons."""

    @classmethod
    def of(cls, source: LogSource) -> Summary:
        """Return the summary of what `iter_reports` finds in a source: a path, or an iterable of documents."""
        summary = cls()
        for report in iter_reports(source):
            summary.count(report)
        return summary

    def add(self, document: Mapping[str, Any] | Sequence[Any] | str | bytes | bytearray, *, place: str = "") -> None:
        """Count the bodies in a document, which is a dict or JSON text. They may be at any depth of it.

        Of an array, each item is a document, unless it has the chunks of a stream. `place`, such as `log.jsonl:17`, is
        where the document is. Raises nothing: what does not fit is counted. Blank text is not a document.
        """
        for report in examine_item(document):
            self.count(report, place)

    def merge(self, other: Summary) -> Summary:
        """Return the summary of the documents of both. Neither is changed."""
        merged = Summary()
        merged.update(self)
        merged.update(other)
        return merged

    def update(self, other: Summary) -> None:
        """Add the counts of another summary to this one."""
        self.documents.update(other.documents)
        for name, model in other.models.items():
            self._get_model(name).add(model)
        for text, problem in other.problems.items():
            self._count_problem(text, problem.example, problem.count)
        for file, reason in other.unreadable.items():
            self.unreadable.setdefault(file, reason)

    def sort_models(self) -> list[tuple[str, ModelSummary]]:
        """Return the models with the most responses first."""
        return sorted(self.models.items(), key=lambda row: (-row[1].responses, -row[1].requests, row[0]))

    def sort_problems(self) -> list[tuple[str, ProblemSummary]]:
        """Return the problems with the most frequent first."""
        return sorted(self.problems.items(), key=lambda row: (-row[1].count, row[0]))

    def to_rows(self) -> list[dict[str, Any]]:
        """Return the summary as dicts that are ready for JSON, which `check --summary --json` prints.

        The key `row` says what a dict is: `documents` (with `kind`, `outcome` and `count`), `model` (with the name in
        `model` and the attributes of a `ModelSummary`), `problem` (with the text in `problem`, `count`, `example`), or
        `error` (with a `file` that cannot be read, and the reason in `message`).
        """
        rows: list[dict[str, Any]] = [
            {"row": "documents", "kind": kind, "outcome": outcome, "count": count}
            for (kind, outcome), count in sorted(self.documents.items())
        ]
        rows += [{"row": "model", "model": name, **model.to_dict()} for name, model in self.sort_models()]
        rows += [
            {"row": "problem", "problem": text, "count": problem.count, "example": problem.example}
            for text, problem in self.sort_problems()
        ]
        rows += [{"row": "error", "file": file, "message": reason} for file, reason in self.unreadable.items()]
        return rows

    def to_tables(self) -> list[list[Row]]:
        """Return the tables that `check --summary` prints, as rows of text. The first row of a table is its header."""
        models, problems = self.sort_models(), self.sort_problems()
        used = [(name, model) for name, model in models if model.prompt_tokens or model.completion_tokens]
        return [
            [
                ("documents", "outcome", "count"),
                *((kind, outcome, f"{count:,}") for (kind, outcome), count in sorted(self.documents.items())),
            ],
            [
                ("model", "requests", "responses", "with problems", "tool calls", "finish reasons"),
                *(_format_responses(name, model) for name, model in models),
            ],
            [
                ("model", "prompt tokens", "cached", "completion tokens", "reasoning"),
                *(_format_tokens(name, model) for name, model in used),
            ],
            [
                ("problem", "count", "example"),
                *((text, f"{problem.count:,}", problem.example) for text, problem in problems),
            ],
        ]

    def to_markdown(self) -> str:
        """Return the tables that `check --summary --markdown` prints."""
        return format_markdown(self.to_tables()) or NO_DOCUMENTS

    def __str__(self) -> str:
        """Return the tables that `check --summary` prints."""
        return format_tables(self.to_tables()) or NO_DOCUMENTS

    def count(self, report: Report, place: str = "") -> None:
        """Count a document by its report, or a file that cannot be read. A place is the example of its problems."""
        if report.kind == FILE:
            for problem in report.problems:
                self.unreadable.setdefault(report.file, str(problem))
            return
        body: Any = report.body
        self.documents[report.kind, report.outcome] += 1
        for line, problem in report.locate_problems() if report.problems else ():  # the usual case has none
            example = place or (f"{report.file}:{line}" if report.file else getattr(body, "id", ""))
            self._count_problem(_generalize(problem), example or f"line {line}" * bool(line), 1)
        if report.kind == REQUEST:
            self._get_model(body.model).requests += 1
        elif body is not None and report.kind in (RESPONSE, EVENT_STREAM):
            self._count_response(body, report, bool(report.problems))
        elif body is not None and report.kind == RESPONSES:
            places = [problem.location for problem in report.problems if isinstance(problem, DecodeError)]
            invalid = {place[1] for place in places if len(place) > 1}
            for index, response in enumerate(body.data):
                self._count_response(response, report, index in invalid)
        elif report.kind == CHUNK:
            _count_completion(self._get_model(body.model), report, body)

    def _count_response(self, response: CreateChatCompletionResponse, report: Report, is_invalid: bool) -> None:
        model = self._get_model(response.model)
        model.responses += 1
        model.invalid += is_invalid
        for choice in response.choices:
            model.tool_calls += len(choice.message.tool_calls or ())
        _count_completion(model, report, response)

    def _get_model(self, name: str) -> ModelSummary:
        model = self.models.get(name)
        if model is None:
            model = self.models.setdefault(_limit(self.models, name), ModelSummary())
        return model

    def _count_problem(self, text: str, example: str, count: int) -> None:
        problem = self.problems.setdefault(_limit(self.problems, text), ProblemSummary())
        problem.count += count
        problem.example = problem.example or example


def _format_responses(name: str, model: ModelSummary) -> Row:
    reasons = ", ".join(f"{_show_name(reason)} {count:,}" for reason, count in model.finish_reasons.most_common())
    share = f"{model.invalid / model.responses:.1%}" if model.responses else ""
    return (_show_name(name), f"{model.requests:,}", f"{model.responses:,}", share, f"{model.tool_calls:,}", reasons)


def _format_tokens(name: str, model: ModelSummary) -> Row:
    numbers = (model.prompt_tokens, model.cached_tokens, model.completion_tokens, model.reasoning_tokens)
    return (_show_name(name), *(f"{number:,}" for number in numbers))


def _show_name(text: str) -> str:
    return text or '""'


def _limit(table: Mapping[str, Any], key: str) -> str:
    """Return the key of a row. Once a table is full, all new rows share one key."""
    key = key[:MAX_KEY]
    return key if key in table or len(table) < MAX_ROWS else OTHERS


def _count_completion(
    model: ModelSummary, report: Report, body: CreateChatCompletionResponse | CreateChatCompletionStreamResponse
) -> None:
    if (usage := body.usage) and (report.kind != CHUNK or _is_last(body)):
        model.prompt_tokens += _check_number(usage.prompt_tokens)
        model.completion_tokens += _check_number(usage.completion_tokens)
        if usage.prompt_tokens_details:
            model.cached_tokens += _check_number(usage.prompt_tokens_details.cached_tokens)
        if usage.completion_tokens_details:
            model.reasoning_tokens += _check_number(usage.completion_tokens_details.reasoning_tokens)
    for choice in body.choices:
        reason = choice.finish_reason
        if reason is not None and (reason or not report.problems):  # with problems, an empty one is a placeholder
            model.finish_reasons[_limit(model.finish_reasons, reason)] += 1


def _is_last(chunk: Any) -> bool:
    """Return whether the usage of a chunk is that of the stream. Some services send the usage so far in each chunk."""
    return all(choice.finish_reason for choice in chunk.choices)


def _check_number(tokens: int | None) -> int:
    """Return a number of tokens. A number that makes no sense counts as 0, as it would spoil the totals."""
    return tokens if tokens is not None and 0 <= tokens < MAX_TOKENS else 0


def _generalize(problem: ChatCompletionError) -> str:
    """Return what a problem has in common with others of its kind: its text without indices and values."""
    if isinstance(problem, APIError):
        labels = ", ".join(str(label) for label in (problem.type, problem.code) if label is not None)
        return f"API error: {labels}" if labels else "API error"
    if not isinstance(problem, DecodeError):
        return re.sub(r"\d+", "*", str(problem))
    return _describe_kind(problem.location, problem.expected, _generalize_value(problem))


@lru_cache(maxsize=1000)
def _describe_kind(location: Location, expected: str, found: str | None) -> str:
    path = DecodeError("", location=tuple("*" if isinstance(key, int) else key for key in location)).path
    path = path.replace('["*"]', "[*]")
    return f"{path}: " * bool(path) + str(DecodeError(expected, found=found))


def _generalize_value(problem: DecodeError) -> str | None:
    """Return what was found, without its value. None if the key was missing."""
    if problem.value is None and problem.found != "null":  # a missing key, or such as invalid JSON
        found = problem.found
        return "another text" if found and found[0] == '"' else found and found.partition(" (")[0]
    kind = name_type(problem.value)
    return "another text" if kind == "str" and problem.expected.startswith('"') else kind
