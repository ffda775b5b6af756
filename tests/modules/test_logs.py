"""The modules of recorded documents, their files and their summaries."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    CreateChatCompletionResponse,
    DecodeError,
)
from chatcompletion.logs import (
    ModelSummary,
    ProblemSummary,
    Summary,
    files as files_module,
    iter_reports,
    summary as summary_module,
)
from chatcompletion.logs.examine import examine, examine_text
from chatcompletion.logs.report import Report
from chatcompletion.logs.streams import examine_streams
from chatcompletion.logs.table import format_tables

from ..support.helpers import nest
from ..support.responses import choice, response
from ..support.streams import event_stream, text_stream
from ..test_check import NoSeek


class TestFiles:
    def read(self, folder: Path, content: str | bytes) -> list[tuple[Any, int]]:
        (folder / "f").write_bytes(content.encode() if isinstance(content, str) else content)
        return [*files_module.iter_file(str(folder / "f"))]

    @pytest.mark.parametrize("start", ["", "{]\n"], ids=["valid", "invalid"])
    def test_json_lines_are_read_in_batches(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
        content = start + "".join(f'{{"a": {number}}}\n\n' for number in range(100))
        parts = [part for part, _ in self.read(tmp_path, content)]
        assert {type(part) for part in parts} == {files_module.Lines}
        assert b"".join(part.text for part in parts).decode() == content
        line = 1
        for part in parts:
            assert part.line == line
            line += part.text.count(b"\n")
        assert max(len(part.text) for part in parts) <= 250
        assert len(parts) <= len(content) / 100 + 3

    def test_a_line_may_be_longer_than_a_batch(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 10)
        lines = [b'{"a": 1}\n', b'{"a": 2}\n', json.dumps({"a": "x" * 95}).encode()]
        parts: list[Any] = [part for part, _ in self.read(tmp_path, b"".join(lines))]
        assert [part[:3] for part in parts] == [(1, 0, b"".join(lines))]

    def test_lines_can_be_read_again_at_their_source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
        parts = [part for part, _ in self.read(tmp_path, "\n \n" + '{"a": "\u00e9"}\n\n' * 50)]
        assert len(parts) > 5
        for part in parts:
            assert isinstance(part, files_module.Lines)
            assert part.source
            assert files_module.read_again(part.source) == part.text

    def test_lines_of_a_compressed_file_have_no_source(self, tmp_path: Path) -> None:
        [(part, _)] = self.read(tmp_path, gzip.compress(b"{}\n{}\n"))
        assert part.source is None

    RESPONSES = [response(id=str(number)) for number in range(60)]

    @pytest.mark.parametrize(
        ("text", "at_least"),
        [
            (json.dumps(RESPONSES), 20),
            ("\n".join(map(json.dumps, RESPONSES)), 20),
            ("\n{bad\n".join(map(json.dumps, RESPONSES)), 20),
            (json.dumps(RESPONSES[0]) + "\n" + json.dumps(response(x="y" * 9000)), 1),
        ],
        ids=["array", "lines", "lines with errors", "the second line"],
    )
    @pytest.mark.parametrize("is_compressed", [True, False], ids=["gzip", "stored"])
    def test_what_comes_before_a_read_error_is_checked(
        self, tmp_path: Path, text: str, at_least: int, is_compressed: bool
    ) -> None:
        data = gzip.compress(text.encode(), 9 if is_compressed else 0)
        (tmp_path / "f.gz").write_bytes(data[: -len(data) // 10])
        reports = [*iter_reports(tmp_path / "f.gz")]
        assert [report.kind for report in reports[-1:]] == ["file"]
        ids = [report.body.id for report in reports if isinstance(report.body, CreateChatCompletionResponse)]
        assert len(ids) >= at_least
        assert ids == [str(number) for number in range(len(ids))]

    def test_what_a_read_error_cuts_off_is_no_document(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
        lines = "{}\n" * 36 + json.dumps({"x": "y" * 9000})  # which is a block of its own
        document = json.dumps({"x": ["y"] * 9000}, indent=1)
        for text, kinds in ((lines, ["other"] * 36 + ["file"]), (document, ["file"])):
            (tmp_path / "f.gz").write_bytes(gzip.compress(text.encode(), 0)[:-5000])
            assert [report.kind for report in iter_reports(tmp_path / "f.gz")] == kinds

    def test_a_pipe_is_not_asked_for_a_whole_block_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It would need the memory of a block for each short read."""
        sizes = []

        class Pipe(NoSeek):
            def readinto(self, buffer: Any) -> int:
                sizes.append(len(buffer))
                return super().readinto(memoryview(buffer)[:10])

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Pipe(b"{}\n" * 999), 1000)))
        assert (
            sum(
                part.text.count(b"\n")
                for part, _ in files_module.iter_file("-")
                if isinstance(part, files_module.Lines)
            )
            == 999
        )
        assert max(sizes) <= files_module.BUFFER_SIZE

    @pytest.mark.parametrize("change", ["truncated", "replaced"])
    def test_lines_of_a_file_that_changed_are_not_read_again(self, tmp_path: Path, change: str) -> None:
        [(part, _)] = self.read(tmp_path, "{}\n{}\n")
        if change == "truncated":
            (tmp_path / "f").write_text("{}\n")
        else:
            (tmp_path / "new").write_text("{}\n[]\n")
            (tmp_path / "new").replace(tmp_path / "f")
        assert files_module.read_again(part.source) is None

    @pytest.mark.parametrize(
        "content",
        [
            '[\n{"a": 1}\n]',
            '[\n{"a": 1},\n{"a": 2},\n{"a": 3}\n]',
            '[\n{"a": 1}\n,\n{"a": 2}\n]',
            '[\n\n{"a": 1}\n\n]\n',
            '{"a":\n{"b":\n1}}',
            "[\n5\n",
            "[\n1,\n2\n",
            '{\n"a": 1\n',
        ],
    )
    def test_a_document_may_have_many_lines(self, tmp_path: Path, content: str) -> None:
        [(part, position)] = self.read(tmp_path, content)
        assert (type(part), part, position) == (files_module.Documents, ([(1, (), content.encode())],), len(content))

    @pytest.mark.parametrize("content", ['{]\n  {"a": 1}\n  {"a": 2}\n', '{]\n{"a": 1}\n', '{]\n{"a": 1}\n\n{"a": 2}'])
    def test_json_lines_may_begin_with_an_error(self, tmp_path: Path, content: str) -> None:
        parts = [part for part, _ in self.read(tmp_path, content)]
        assert {type(part) for part in parts} == {files_module.Lines}
        assert b"".join(part.text for part in parts).decode() == content

    def test_positions_of_a_pipe_are_0(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stream = io.TextIOWrapper(io.BufferedReader(NoSeek(b"{}\n{}\n")))
        monkeypatch.setattr(sys, "stdin", stream)
        assert {position for _, position in files_module.iter_file("-")} == {0}

    def test_lines_of_standard_input_have_no_source(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "f").write_text("{}\n{}\n")
        with (tmp_path / "f").open() as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            [(part, position)] = files_module.iter_file("-")
        assert (part, position) == (files_module.Lines(1, 0, b"{}\n{}\n"), 6)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (EOFError(), "EOFError"),
            (EOFError("too short"), "too short"),
            (OSError(13, "Permission denied"), "Permission denied"),
            (OSError("not gzip"), "not gzip"),
        ],
        ids=repr,
    )
    def test_a_read_error_has_a_reason(self, error: Exception, words: str) -> None:
        assert files_module.describe_error("f", error) == words


class TestReport:
    @pytest.mark.parametrize(
        ("problems", "outcome"),
        [
            ((), "valid"),
            ((APIError("No."), APIError("No.")), "error"),
            ((DecodeError("int", None), APIError("No.")), "invalid"),
            ((APIError("No."), DecodeError("int", None)), "invalid"),
        ],
    )
    def test_what_is_wrong_beside_an_error_of_the_service_is_invalid(self, problems: Any, outcome: str) -> None:
        assert Report("f", 1, "event stream", problems=problems).outcome == outcome

    def test_a_report_is_immutable(self) -> None:
        with pytest.raises(AttributeError):
            Report("f", 1, "chunk").kind = "response"  # type: ignore[misc]

    @pytest.mark.parametrize(("document", "kind"), [(5, "other"), ({"error": "No."}, "error body")])
    def test_what_is_not_a_body_has_none(self, document: Any, kind: str) -> None:
        [report] = examine(document)
        assert (report.kind, report.body, len(report.problems)) == (kind, None, 1)
        assert [report._replace(problems=()) for report in examine_text("{")] == [Report("", 1, "other")]

    @pytest.mark.parametrize(
        ("document", "kind"),
        [
            ({"object": "chat.completion", "choices": 5}, "response"),
            ({"object": "x", "choices": [], "model": "m"}, "response"),
            (response(object="x", body={"messages": []}, response={"body": {"messages": []}}), "response"),
            ({"model": "m", "messages": [], "body": {}, "response": {"body": {}}}, "request"),
            ({"body": {"model": "m", "messages": []}}, "request"),
            ({"response": {"body": {"messages": [{"role": "user"}]}}}, "request"),
            ({"object": "list", "data": [5, response()]}, "list of responses"),
            ({"object": "list", "data": [5, {"role": "user"}]}, "list of messages"),
            ({"object": "list", "data": []}, "list of messages"),
            ({"object": "chat.completion.chunk", "choices": 5}, "chunk"),
            ({"object": "x", "choices": [{"delta": {}}]}, "chunk"),
            ({"object": "chat.completion.deleted"}, "deletion"),
        ],
    )
    def test_the_kind_of_a_document_is_found(self, document: Any, kind: str) -> None:
        [report] = examine(document)
        assert report.kind == kind
        assert report.body is not None

    @pytest.mark.parametrize(
        ("document", "location", "places"),
        [
            ({"messages": [{"role": "user"}], "model": 5}, (), ["messages[0].content", "model"]),
            ({"body": {"messages": [], "model": 5}}, ("body",), ["model"]),
            ({"a": [{"object": "chat.completion", "id": "", "created": 0, "model": ""}]}, ("a", 0), ["choices"]),
        ],
    )
    def test_problems_have_the_place_in_the_body(self, document: Any, location: Any, places: list[str]) -> None:
        [report] = examine(document)
        assert report.location == location
        assert [problem.path for problem in report.problems if isinstance(problem, DecodeError)] == places

    def test_a_deep_document_is_searched_to_a_limit(self) -> None:
        assert [report.kind for report in examine(nest(dict, 15) | {"y": response()})] == ["response"]
        deep: Any = response()
        for _ in range(30):
            deep = {"x": deep}
        assert [report.kind for report in examine(deep)] == ["other"]


class TestReportOfStream:
    def test_a_stream_without_chunks_has_no_body(self) -> None:
        [report] = examine_streams([b"data: {\n", b"\n", b"data: [DONE]\n"])
        assert (report.line, report.body, report.chunks) == (1, None, 0)

    def test_a_stream_that_breaks_off_has_a_body(self) -> None:
        lines_of_stream = event_stream(text_stream()[:2], end="").encode().splitlines(keepends=True)
        [report] = examine_streams(lines_of_stream, line=5)
        assert isinstance(report.body, CreateChatCompletionResponse)
        assert (report.line, report.body.choices[0].message.content, report.chunks) == (5, "High water is at ", 2)
        assert (report.done, report.lines, len(report.problems)) == (False, (7,), 1)


class TestSummary:
    def test_models_are_sorted_by_responses_then_requests_then_name(self) -> None:
        request: dict[str, Any] = {"messages": []}
        names = ["d", "c", "b", "a"]
        documents = [{**request, "model": name} for name in names]
        documents += [{**request, "model": "c"}, response(model="d"), response(model="e")]
        summary = Summary.of(documents)
        assert [name for name, _ in summary.sort_models()] == ["d", "e", "c", "a", "b"]
        assert summary.models["c"].requests == 2

    def test_problems_are_sorted_by_number_then_text(self) -> None:
        summary = Summary.of([response(created="x"), response(id=5), response(id=5), response(model=5)])
        assert [text.partition(":")[0] for text, _ in summary.sort_problems()] == ["id", "created", "model"]

    def test_a_full_table_still_counts_its_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(summary_module, "MAX_ROWS", 1)
        documents = [response(choice(finish_reason=reason), model="m", id=5) for reason in ("a", "b", "a")]
        summary = Summary.of([*documents, response(created="x"), response(id=5, model="m")])
        assert {text: problem.count for text, problem in summary.problems.items()} == {
            "id: expected str, got int": 4,
            "(others)": 1,
        }
        assert summary.models["m"].finish_reasons == {"a": 2, "(others)": 2}
        assert summary.merge(Summary()) == Summary().merge(summary) == summary

    def test_details_of_tokens_may_be_null(self) -> None:
        details = {"prompt_tokens_details": {"cached_tokens": None}, "completion_tokens_details": {}}
        usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, **details}
        summary = Summary.of([response(usage=usage)])
        [(_, model)] = summary.sort_models()
        assert (model.prompt_tokens, model.cached_tokens, model.completion_tokens, model.reasoning_tokens) == (
            1,
            0,
            2,
            0,
        )

    @pytest.mark.parametrize(
        ("document", "text"),
        [
            (response(created="a b"), "created: expected int, got str"),
            (response(created=None), "created: expected int, got null"),
            (response(object="a b"), 'object: expected "chat.completion", got another text'),
            (response(a=nest(list, 200)), f"a{'[*]' * 128}"[:200]),
            ("", "expected JSON, got the end"),
        ],
        ids=["text", "null", "constant", "nesting", "empty"],
    )
    def test_a_problem_is_counted_without_its_value(self, document: Any, text: str) -> None:
        summary = Summary()
        for report in examine_text(document) if isinstance(document, str) else examine(document):
            summary.count(report)
        assert [_shorten_place(found) for found in summary.problems] == [_shorten_place(text)]


def _shorten_place(text: str) -> str:
    return text.partition("[*]")[0] + text.rpartition(":")[2] if "[*]" in text else text


class TestTable:
    def summarize(self) -> Summary:
        summary = Summary()
        summary.documents["response", "valid"] = 12345
        big = {
            "requests": 1000,
            "responses": 2000,
            "invalid": 50,
            "tool_calls": 3000,
            "prompt_tokens": 4000,
            "cached_tokens": 5000,
        }
        summary.models["m"] = ModelSummary(
            **big, completion_tokens=6000, reasoning_tokens=7000, finish_reasons=Counter({"stop": 8000, "": 9000})
        )
        summary.models[""] = ModelSummary(responses=3, prompt_tokens=1)
        summary.models["only completion"] = ModelSummary(responses=2, completion_tokens=1)
        summary.models["no tokens"] = ModelSummary(responses=1)
        summary.models["only requests"] = ModelSummary(requests=1)
        summary.problems["id: missing"] = ProblemSummary(count=1234, example="f:1")
        return summary

    def test_numbers_have_separators_and_empty_names_are_shown(self) -> None:
        assert str(self.summarize()).splitlines() == [
            "documents  outcome   count",
            "response   valid    12,345",
            "",
            "model            requests  responses  with problems  tool calls  finish reasons",
            'm                   1,000      2,000           2.5%       3,000  "" 9,000, stop 8,000',
            '""                      0          3           0.0%           0',
            "only completion         0          2           0.0%           0",
            "no tokens               0          1           0.0%           0",
            "only requests           1          0                          0",
            "",
            "model            prompt tokens  cached  completion tokens  reasoning",
            "m                        4,000   5,000              6,000      7,000",
            '""                           1       0                  0          0',
            "only completion              0       0                  1          0",
            "",
            "problem      count  example",
            "id: missing  1,234  f:1",
        ]

    @pytest.mark.parametrize(
        ("width", "length"),
        [(58, 40), (57, 40), (56, 39), (55, 38), (30, 13), (29, 12), (28, 12), (1, 12)],
    )
    def test_the_widest_text_is_shortened_to_the_width(self, width: int, length: int) -> None:
        summary = Summary()
        summary.problems["x" * 40] = ProblemSummary(count=10000, example="f:1")
        header, row = format_tables(summary.to_tables(), width=width).splitlines()
        shown = "x" * 40 if length == 40 else "x" * (length - 1) + "…"
        assert row == f"{shown}  10,000  f:1"
        assert header == f"{'problem':{length}}   count  example"

    @pytest.mark.parametrize(("length", "shown"), [(120, "x" * 120), (121, "x" * 120 + "…")])
    def test_a_cell_is_shortened_to_a_limit(self, length: int, shown: str) -> None:
        summary = Summary()
        summary.problems["x" * length] = ProblemSummary(count=1)
        assert str(summary).splitlines()[1] == f"{shown}      1"

    def test_a_column_of_texts_may_have_a_number_in_it(self) -> None:
        summary = Summary()
        summary.problems = {"17": ProblemSummary(count=2), "x": ProblemSummary(count=1)}
        assert str(summary).splitlines() == ["problem  count  example", "17           2", "x            1"]

    def test_numbers_are_not_shortened(self) -> None:
        summary = Summary()
        summary.models["1" * 30] = ModelSummary(prompt_tokens=1)
        tokens = format_tables(summary.to_tables(), width=10).split("\n\n")[1]
        assert tokens.splitlines()[1].startswith("1" * 30 + "  ")

    def test_headers_are_bold(self) -> None:
        summary = Summary()
        summary.problems["x"] = ProblemSummary(count=1)
        assert (
            format_tables(summary.to_tables(), is_bold=True)
            == "\x1b[1mproblem  count  example\x1b[0m\nx            1\n"
        )
