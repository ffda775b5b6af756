"""`iter_reports`: what `check` prints, in Python."""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import CreateChatCompletionRequest, CreateChatCompletionResponse, DecodeError
from chatcompletion.cli.main import main
from chatcompletion.logs import ReadError, Report, Summary, files as files_module, iter_reports
from chatcompletion.logs.report import KINDS

from .support.responses import SERVICES, Body, choice, message, response, without
from .support.streams import event_stream, text_stream

REQUEST: Body = {"model": "gpt-5", "messages": [{"role": "user", "content": "When is high water?"}]}
PAGE: Body = {"object": "list", "first_id": "a", "last_id": "b", "has_more": False}
DOCUMENTS: list[Any] = [
    *(service() for service in SERVICES),
    response(),
    response(created="1"),
    without(response(choice(index="0")), "model"),
    REQUEST,
    {"time": 1, "request": REQUEST, "response": response(id=5)},
    {"request": json.dumps({**REQUEST, "n": "1"}), "response": None, "error": "Overloaded."},
    [response(), REQUEST],
    {"error": {"message": "No.", "type": "t", "code": 400}},
    {"raw": event_stream(text_stream())},
    {"raw": event_stream(text_stream()[:1], end='data: {"error": {"message": "No."}}\n\n')},
    {"chunks": [{**chunk, "created": "1"} for chunk in text_stream()]},
    text_stream()[0],
    {**PAGE, "data": [response(), response(choice(finish_reason=5))]},
    {**PAGE, "data": [{**message(), "id": "a"}]},
    {"object": "chat.completion.deleted", "id": "a", "deleted": True},
    {"level": "INFO", "message": "GET /health 200"},
]


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of generated logs of all forms, one of which cannot be read to its end."""
    monkeypatch.setattr(files_module, "BATCH_SIZE", 20_000)  # so that there are many parts
    folder = tmp_path / "logs"
    (folder / "more").mkdir(parents=True)
    generator = random.Random(7)
    for name in ("a.jsonl", "b.jsonl.gz", "more/c.jsonl"):
        lines = [json.dumps(document) for document in generator.choices(DOCUMENTS, k=150)]
        lines[0:0] = ["starting server"] * 2
        lines[70:70] = ["", "stopped", lines[5][:-9]]
        text = ("\n".join(lines) + "\n").encode()
        (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    (folder / "array.json").write_text(json.dumps(DOCUMENTS, indent=1))
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 9)[:-9])
    (folder / "events.txt").write_text(event_stream(text_stream()) * 3)
    return folder


@pytest.mark.parametrize(
    "document",
    [
        {
            "code": 500,
            "msg": "No.",
            "type": "x",
            "param": None,
            "request_id": "1",
            "timestamp": 1,
            "status": 500,
            "path": "/",
        },
        {
            "ERROR": {"message": "No."},
            "id": 1,
            "object": "x",
            "created": 1,
            "path": "/",
            "loc": 1,
            "param": 1,
            "code": 1,
        },
        {"code": 200, "msg": "No.", "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6},
        {**PAGE, "data": [{**message(), "id": "a"}], "a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6},
        {"id": 5, "response": {"text": "hi"}},
        {"Response": {"Error": {"Code": "a", "Message": "No."}, "RequestId": "x"}},
        [[[response()]], 5, [{"error": {"message": "No."}}]],
    ],
    ids=repr,
)
def test_a_document_has_the_same_reports_as_text_and_as_an_object(document: Any) -> None:
    reports = [(report.kind, report.outcome, report.location) for report in iter_reports([document])]
    text = json.dumps(document)
    assert [(report.kind, report.outcome, report.location) for report in iter_reports([text])] == reports


@pytest.mark.parametrize("levels", [600, 100_000])
def test_deep_arrays_are_one_document_without_a_body(levels: int) -> None:
    [report] = iter_reports(["[" * levels + "]" * levels])
    assert (report.kind, report.outcome) == ("other", "invalid")


@pytest.mark.parametrize("key", [3, None, b"k"], ids=repr)
def test_a_document_may_have_keys_that_are_no_strings(key: Any) -> None:
    documents: list[Any] = [{"body": REQUEST, "x": {key: 3}}, {"body": {"error": {"a": 1}, key: 4}}, {key: 2}]
    assert [report.kind for report in iter_reports(documents)] == ["request", "error body", "other"]


@pytest.mark.parametrize("white", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\xa0"], ids=ascii)
def test_only_what_json_calls_white_space_is_blank(tmp_path: Path, white: str) -> None:
    lines = [json.dumps(response()) + white, white, " \t\r", json.dumps(response())]
    path = tmp_path / "f"
    path.write_bytes("\n".join(lines).encode())
    expected = [("other", "invalid"), ("other", "invalid"), ("response", "valid")]
    for source in (path, lines, [line.encode() for line in lines]):
        assert [(report.kind, report.outcome) for report in iter_reports(source)] == expected


def count(reports: Iterator[Report] | list[Report]) -> Counter[tuple[str, str]]:
    return Counter((report.kind, report.outcome) for report in reports)


needs_processes = pytest.mark.skipif(sys.platform == "emscripten", reason="there are no processes")


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=needs_processes)])
@pytest.mark.parametrize("ignored", ["", "other,error", "event stream,request"])
def test_the_command_and_python_find_the_same(
    logs: Path, capsys: pytest.CaptureFixture[str], jobs: str, ignored: str
) -> None:
    options = ["--jobs", jobs, *(("--ignore", ignored) if ignored else ())]
    kinds = {*ignored.split(",")}
    expected = [report for report in iter_reports(logs) if kinds.isdisjoint((report.kind, report.outcome))]
    assert len(expected) > 300

    assert main(["check", *options, "--json", str(logs)]) == 2
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["outcome"], row.get("line", 0), row.get("kind", "file")) for row in rows] == [
        (report.file, report.outcome, report.line, report.kind) for report in expected
    ]
    problems = [[problem["message"] for problem in row.get("problems", [])] for row in rows if "kind" in row]
    assert problems == [[str(error) for error in report.problems] for report in expected if report.kind != "file"]

    assert main(["check", *options, str(logs)]) == 2
    printed = [line for line in capsys.readouterr().out.splitlines() if line.startswith(str(logs))]
    assert len(printed) == sum(max(len(report.problems), 1) for report in expected if report.kind != "file")

    assert main(["check", *options, "--json", "--summary", str(logs)]) == 2
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    summary = Summary()
    for report in expected:
        summary.count(report)
    assert rows == summary.to_rows()
    assert ignored or summary == Summary.of(logs) == Summary.of(str(logs))
    counts = count(expected)
    assert counts.pop(("file", "unreadable")) == len(summary.unreadable) == 1
    assert summary.documents == counts


def test_a_compressed_file_counts_as_its_text(logs: Path) -> None:
    text = gzip.decompress((logs / "b.jsonl.gz").read_bytes())
    (logs / "plain").write_bytes(text)
    lines = text.decode().splitlines()
    expected = count(iter_reports(logs / "b.jsonl.gz"))
    with (logs / "plain").open() as text_file, (logs / "plain").open("rb") as file:
        encoded, stream = [line.encode() for line in lines], io.StringIO(text.decode())
        sources: list[Any] = [logs / "plain", lines, encoded, text_file, file, stream]
        assert [count(iter_reports(source)) for source in sources] == [expected] * 6


def test_every_problem_has_an_example_with_file_and_line(logs: Path) -> None:
    summary = Summary.of(logs)
    assert len(summary.problems) > 10
    for problem in summary.problems.values():
        file, _, line = problem.example.rpartition(":")
        assert Path(file).is_file()
        assert int(line) > 0
    with (logs / "a.jsonl").open() as lines:
        examples = [problem.example for problem in Summary.of(lines).problems.values()]
    assert {example.rpartition(":")[0] for example in examples} == {str(logs / "a.jsonl")}


def test_without_a_file_the_example_is_the_identifier_or_the_line() -> None:
    problems = Summary.of([response(), response(created="1", id="a"), "{]", {}]).problems.values()
    assert [problem.example for problem in problems] == ["a", "line 3", "line 4"]


def test_a_report_has_the_body_and_its_place(tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text("{}\n" + json.dumps({"a": [REQUEST], "b": response(created="1")}))
    _, first, second = iter_reports(file)
    assert (first.file, first.line, first.location, first.kind) == (str(file), 2, ("a", 0), "request")
    assert (first.outcome, first.body, first.problems) == ("valid", CreateChatCompletionRequest.from_dict(REQUEST), ())
    assert (second.location, second.kind, second.outcome) == (("b",), "response", "invalid")
    assert isinstance(second.body, CreateChatCompletionResponse)
    [(line, problem)] = second.locate_problems()
    assert isinstance(problem, DecodeError)
    assert (line, problem.location, second.problems) == (2, ("created",), (problem,))


def test_the_problems_of_a_stream_have_their_lines() -> None:
    lines = event_stream([text_stream()[0], {**text_stream()[1], "id": 5}, *text_stream()[2:]]).splitlines()
    source: Any
    for source in (["", *lines], [line.encode() + b"\n" for line in ["", *lines]]):
        [report] = iter_reports(source)
        assert (report.kind, report.line, report.chunks, report.done) == ("event stream", 2, 5, True)
        assert [line for line, _ in report.locate_problems()] == [4]


def test_a_file_that_cannot_be_read_is_reported_and_the_others_read(logs: Path) -> None:
    reports = [report for report in iter_reports(logs) if report.kind == "file"]
    [(file, line, outcome, body, [problem])] = [(r.file, r.line, r.outcome, r.body, r.problems) for r in reports]
    assert (file, line, outcome, body) == (str(logs / "cut.jsonl.gz"), 0, "unreadable", None)
    assert isinstance(problem, ReadError)
    assert Summary.of(logs).unreadable == {file: str(problem)}
    assert Summary.of(logs).merge(Summary.of(logs)).unreadable == {file: str(problem)}


def test_a_path_that_does_not_exist_is_not_a_file_without_documents(tmp_path: Path) -> None:
    for read in (iter_reports, Summary.of):
        with pytest.raises(FileNotFoundError):
            read(tmp_path / "none")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_generated_logs(logs: Path, kind: str) -> None:
    assert kind in {report.kind for report in iter_reports(logs)}


def test_the_share_of_answers_with_problems_is_that_of_each_model() -> None:
    broken = {**PAGE, "data": [response(model="a"), response(choice(finish_reason=5), model="b")]}
    summary = Summary.of([broken, response(model="a"), response(model="a", created="1"), {**REQUEST, "model": "c"}])
    assert {name: (model.responses, model.invalid) for name, model in summary.models.items()} == {
        "a": (3, 1),
        "b": (1, 1),
        "c": (0, 0),
    }
    table = str(summary).split("\n\n")[1].splitlines()
    assert [row.split()[:4] for row in table[1:]] == [
        ["a", "0", "3", "33.3%"],
        ["b", "0", "1", "100.0%"],
        ["c", "1", "0", "0"],
    ]
