"""The command `check`."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from chatcompletion.cli import check as check_module
from chatcompletion.cli.main import main

from .responses import Body, choice, message, response, response_with_calls, tool_call, without
from .streams import event_stream, text_stream

GOOD = "chat.completion; model gpt-4.1-mini-2025-04-14; finish_reason stop; 0 tool calls; 31 + 9 = 40 tokens"
ROOT = Path(__file__).parent.parent


def lines(*documents: Any) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs the command on a file with this content; gives its status and what it printed, the file's name left out."""
    monkeypatch.chdir(tmp_path)

    def run(content: str | bytes) -> tuple[int, list[str]]:
        Path("f").write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(["check", "f"])
        printed = capsys.readouterr()
        assert printed.err == ""
        return status, [line.removeprefix("f:") for line in printed.out.splitlines()]

    return run


@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_is_described_in_a_line(checked: Any, indent: int | None) -> None:
    assert checked(json.dumps(response(), indent=indent)) == (0, [f"1: {GOOD}"])


def test_the_example_of_the_readme_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "tests/examples/response.json")]) == 0
    assert "finish_reason tool_calls; 1 tool call;" in capsys.readouterr().out


def test_json_lines_are_described_one_by_one(checked: Any) -> None:
    content = lines(response()) + "\n \n" + lines(response_with_calls(tool_call(), tool_call()), response(created="1"))
    status, printed = checked(content)
    assert status == 1
    assert printed[0] == f"1: {GOOD}"
    assert "finish_reason tool_calls; 2 tool calls;" in printed[1]
    assert printed[1].startswith("4: ")
    assert printed[2] == '5: problem: created: expected int, got str "1"'


def test_what_is_not_known_is_left_out(checked: Any) -> None:
    body = without(response(choice(finish_reason="")), "usage")
    assert checked(json.dumps(body))[1][0].endswith('finish_reason ""; 0 tool calls')
    assert "no choices; 0 tool calls" in checked(json.dumps({**body, "choices": []}))[1][0]


def test_the_body_of_a_batch_line_is_found(checked: Any) -> None:
    def batch(body: Body) -> Body:
        return {"id": "batch_req_1", "custom_id": "a", "response": {"status_code": 200, "body": body}, "error": None}

    failed = {"id": "batch_req_2", "custom_id": "b", "response": None, "error": {"code": "expired", "message": "Late."}}
    status, printed = checked(lines(batch(response()), batch(response(model=None)), failed))
    assert (status, printed) == (
        1,
        [f"1: {GOOD}", "2: problem: response.body.model: expected str, got null", "3: API error: Late. (expired)"],
    )


def test_a_list_of_bodies_is_described_item_by_item(checked: Any) -> None:
    assert checked(json.dumps([response(), 5])) == (1, [f"1: [0] {GOOD}", "1: [1] problem: expected object, got int 5"])


def test_an_empty_list_is_no_body(checked: Any) -> None:
    assert checked("[]") == (1, ["1: problem: expected object, got array"])


def test_a_batch_line_without_a_body_tells_its_error(checked: Any) -> None:
    line = {"response": {"body": None}, "error": {"message": "Late."}}
    assert checked(json.dumps(line)) == (1, ["1: API error: Late."])


def test_lines_between_two_broken_ones_are_read(checked: Any) -> None:
    document = json.dumps(response())
    status, printed = checked("\n".join([document[9:], document, document[:-9]]))
    assert status == 1
    assert [line.endswith(GOOD) for line in printed] == [False, True, False]


def test_an_error_envelope_is_no_completion(checked: Any) -> None:
    body = {"error": {"message": "No such\nmodel.", "type": "invalid_request_error"}}
    assert checked(json.dumps(body)) == (1, ["1: API error: No such\\nmodel. (invalid_request_error)"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "1: problem: expected JSON, got nothing"),
        ("\n\n", "3: problem: expected JSON, got nothing"),
        ('{"id": 1\n "x"}', '1: problem: line 2 column 2: expected JSON, got "\\"x\\"}" (Expecting \',\' delimiter)'),
        (b"\x89PNG\r\n\x1a\n\x00", "1: problem: byte 0: expected utf-8, got other bytes (invalid start byte)"),
        ("{" * 100_000, "1: problem: line 1 column 2: expected JSON, got"),
        ("[" * 100_000, "1: problem: expected JSON, got more nesting than the call stack has room for"),
    ],
    ids=["empty", "blank", "broken", "binary", "braces", "brackets"],
)
def test_what_is_no_json_is_one_clear_line(checked: Any, content: str | bytes, words: str) -> None:
    status, printed = checked(content)
    assert status == 1
    assert len(printed) == 1
    assert printed[0].startswith(words)


def test_a_broken_line_does_not_hide_the_others(checked: Any) -> None:
    for broken in (0, 1, 2):
        documents = [json.dumps(response())] * 3
        documents[broken] = documents[broken][:-5]
        status, printed = checked("\n".join([*documents, ""]))
        assert status == 1
        assert [line.endswith(GOOD) for line in printed] == [number != broken for number in range(3)]
        assert printed[broken].startswith(f"{broken + 1}: problem: line {broken + 1} column")


def test_a_recorded_event_stream_is_described_with_its_end(checked: Any) -> None:
    for start in ("", "\n", ": comment\n", "event: x\n", "\ufeff"):
        status, printed = checked(start + event_stream(text_stream()))
        assert (status, printed[0].partition(": ")[2]) == (
            0,
            "chat.completion; model gpt-4o-2024-08-06; finish_reason stop; 0 tool calls; 31 + 9 = 40 tokens; "
            "event stream of 5 chunks, ended with [DONE]",
        )
    assert checked("\n\n" + event_stream(text_stream(), end=""))[1][0].startswith("3: chat.completion;")
    assert checked("\n\ndata: {]\n\n")[1][0].startswith('3: problem: line 3 column 2: expected JSON, got "]"')
    assert checked(event_stream(text_stream(), end=""))[1][0].endswith("event stream of 5 chunks, ended without [DONE]")


@pytest.mark.parametrize(
    ("chunks", "end", "words"),
    [
        (1, "", "1: problem: the stream ended before choice 0 was finished; event stream of 1 chunk, broke off"),
        (2, "data: {", "5: problem: the stream ended inside an event; event stream of 2 chunks, broke off"),
        (2, 'data: {"id": 3}\n\n', "5: problem: id: expected str, got int 3; event stream of 2 chunks, broke off"),
        (2, 'event: x\ndata: {"id":\ndata: 3}\n: comment\nid: 7\n\n', "6: problem: id: expected str, got int 3; event"),
        (2, "data: [DONE]\n\ndata: more\n\n", "1: problem: the stream ended before choice 0 was finished; event"),
        (2, "data: {]\n\n", "5: problem: line 5 column 2: expected JSON, got"),
        (3, 'data: {"error": {"message": "No."}}\n\n', "7: API error: No.; event stream of 3 chunks, broke off"),
    ],
)
def test_an_event_stream_that_broke_off_is_wrong_where_it_did(checked: Any, chunks: int, end: str, words: str) -> None:
    status, printed = checked(event_stream(text_stream()[:chunks], end=end))
    assert status == 1
    assert printed[0].startswith(words)


def test_chunks_are_described_one_by_one(checked: Any) -> None:
    assert checked(lines(*text_stream())) == (
        0,
        [
            *[f"{n}: chat.completion.chunk; model gpt-4o-2024-08-06; not finished" for n in (1, 2, 3)],
            "4: chat.completion.chunk; model gpt-4o-2024-08-06; finish_reason stop",
            "5: chat.completion.chunk; model gpt-4o-2024-08-06; no choices; 31 + 9 = 40 tokens",
        ],
    )


def test_control_characters_of_a_body_are_not_printed(checked: Any) -> None:
    body = response(choice(finish_reason="\x07", message=message()), model="\x1b]0;owned\x07")
    assert all(line.isprintable() for line in checked(json.dumps(body))[1])


def test_files_that_cannot_be_read_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good"
    good.write_text(lines(response()))
    assert main(["check", str(tmp_path / "none"), str(good), str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == f"{good}:1: {GOOD}\n"
    assert printed.err.splitlines() == [
        f"{tmp_path / 'none'}: No such file or directory",
        f"{tmp_path}: Is a directory",
    ]


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    package = check_module.__name__.partition(".cli")[0]
    return subprocess.run(
        [sys.executable, "-m", package, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60, **options
    )


@pytest.mark.parametrize("arguments", [["check"], ["check", "-"]])
def test_standard_input_is_read_without_a_file(arguments: list[str]) -> None:
    done = command(*arguments, input=lines(response()))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"<stdin>:1: {GOOD}\n", "")


def test_any_character_can_be_printed_anywhere() -> None:
    done = command("check", input=lines(response(model="modèle")), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "mod\\xe8le" in done.stdout


def test_a_closed_pipe_is_one_clear_line(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text(lines(*[response()] * 5000))
    package = check_module.__name__.partition(".cli")[0]
    with subprocess.Popen(
        [sys.executable, "-m", package, "check", many],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == f"{package}: standard output: closed\n"
    assert process.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_one_clear_line() -> None:
    package = check_module.__name__.partition(".cli")[0]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", package, "check", "tests/examples/response.json"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (2, f"{package}: standard output: No space left on device\n")


def test_closed_standard_streams_are_no_trouble(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "<stdin>: not open\n"
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["check", str(ROOT / "tests/examples/response.json")]) == 0


def test_without_a_command_there_is_help() -> None:
    done = command()
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert command("--version").stdout.strip()


def test_an_interruption_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(files: Iterable[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules[main.__module__], "check", interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr().err.endswith(": interrupted\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_to_somebody_who_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text(lines(*[response()] * 3))
    terminal, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    assert main(["check", str(many)]) == 0
    assert f"\r{many}: 1 documents, " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(NoSeek(lines(response()).encode())))
    assert main(["check"]) == 0
    assert "<stdin>: 1 documents\r" in terminal.getvalue()


class NoSeek(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_progress_is_not_shown_too_often(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(lines(response()))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["check", str(one)]) == 0
    assert terminal.getvalue() == "\r\x1b[K"
