"""The command `check`."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from chatcompletion.cli import check as check_module
from chatcompletion.cli.check import Options
from chatcompletion.cli.main import main
from chatcompletion.logs import files as files_module, reports as reports_module
from chatcompletion.logs.examine import examine_text
from chatcompletion.logs.files import Lines, iter_file
from chatcompletion.logs.report import KINDS

from .support.responses import Body, choice, message, response, response_with_calls, tool_call, usage, without
from .support.streams import event_stream, text_stream

GOOD = "chat.completion; model gpt-4.1-mini-2025-04-14; finish_reason stop; 0 tool calls; 31 + 9 = 40 tokens"
ROOT = Path(__file__).parent.parent
GOOD_STREAM = GOOD.replace("gpt-4.1-mini-2025-04-14", "gpt-4o-2024-08-06")
NOTHING = "problem: expected a request, a response, a chunk, an event stream or an error body"


def lines(*documents: Any) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that runs the command on a file. It returns the status and the lines, without the file's name."""
    monkeypatch.chdir(tmp_path)

    def run(content: str | bytes, *options: str) -> tuple[int, list[str]]:
        Path("f").write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(["check", *options, "f"])
        printed = capsys.readouterr()
        assert printed.err == ""
        return status, [line.removeprefix("f:") for line in printed.out.splitlines()]

    return run


@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_is_summarized_in_a_line(checked: Any, indent: int | None) -> None:
    assert checked(json.dumps(response(), indent=indent)) == (0, [f"1: {GOOD}"])


def test_the_example_of_the_readme_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "tests/examples/response.json")]) == 0
    assert "finish_reason tool_calls; 1 tool call;" in capsys.readouterr().out


def test_each_line_of_json_lines_is_a_document(checked: Any) -> None:
    content = lines(response()) + "\n \n" + lines(response_with_calls(tool_call(), tool_call()), response(created="1"))
    status, printed = checked(content)
    assert status == 1
    assert printed[0] == f"1: {GOOD}"
    assert "finish_reason tool_calls; 2 tool calls;" in printed[1]
    assert printed[1].startswith("4: ")
    assert printed[2] == '5: problem: created: expected int, got str "1"'


def test_missing_values_are_left_out(checked: Any) -> None:
    body = without(response(choice(finish_reason="")), "usage")
    assert checked(json.dumps(body))[1][0].endswith('finish_reason ""; 0 tool calls')
    assert "no choices; 0 tool calls" in checked(json.dumps({**body, "choices": []}))[1][0]


def test_a_line_of_a_batch_output_is_unwrapped(checked: Any) -> None:
    def batch(body: Body) -> Body:
        return {"id": "batch_req_1", "custom_id": "a", "response": {"status_code": 200, "body": body}, "error": None}

    failed = {"id": "batch_req_2", "custom_id": "b", "response": None, "error": {"code": "expired", "message": "Late."}}
    status, printed = checked(lines(batch(response()), batch(response(model=None)), failed))
    assert (status, printed) == (
        1,
        [
            f"1: response.body: {GOOD}",
            "2: response.body: problem: model: expected str, got null",
            "3: API error: Late. (expired)",
        ],
    )


def test_each_item_of_an_array_is_a_document(checked: Any) -> None:
    assert checked(json.dumps([response(), 5])) == (1, [f"1: [0]: {GOOD}", f"1: [1]: {NOTHING}, got int 5"])


def test_an_empty_array_is_invalid(checked: Any) -> None:
    assert checked("[]") == (1, [f"1: {NOTHING}, got array"])


def test_a_batch_line_without_a_body_shows_its_error(checked: Any) -> None:
    line = {"response": {"body": None}, "error": {"message": "Late."}}
    assert checked(json.dumps(line)) == (1, ["1: API error: Late."])


def test_a_valid_line_between_two_invalid_ones_is_found(checked: Any) -> None:
    document = json.dumps(response())
    status, printed = checked("\n".join([document[9:], document, document[:-9]]))
    assert status == 1
    assert [line.endswith(GOOD) for line in printed] == [False, True, False]


def test_an_error_body_is_reported(checked: Any) -> None:
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
def test_invalid_json_is_one_line_with_its_place(checked: Any, content: str | bytes, words: str) -> None:
    status, printed = checked(content)
    assert status == 1
    assert len(printed) == 1
    assert printed[0].startswith(words)


def test_an_invalid_line_does_not_hide_the_others(checked: Any) -> None:
    for broken in (0, 1, 2):
        documents = [json.dumps(response())] * 3
        documents[broken] = documents[broken][:-5]
        status, printed = checked("\n".join([*documents, ""]))
        assert status == 1
        assert [line.endswith(GOOD) for line in printed] == [number != broken for number in range(3)]
        assert printed[broken].startswith(f"{broken + 1}: problem: line {broken + 1} column")


def test_an_event_stream_is_summarized_with_its_end(checked: Any) -> None:
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
        (2, "data: [DONE]\n\ndata: more\n\n", "1: problem: the stream ended before choice 0 was finished; event"),
        (2, "data: {]\n\n", "5: problem: line 5 column 2: expected JSON, got"),
        (3, 'data: {"error": {"message": "No."}}\n\n', "7: API error: No.; event stream of 3 chunks, broke off"),
    ],
)
def test_a_problem_of_an_event_stream_is_reported_at_its_line(checked: Any, chunks: int, end: str, words: str) -> None:
    status, printed = checked(event_stream(text_stream()[:chunks], end=end))
    assert status == 1
    assert printed[0].startswith(words)


@pytest.mark.parametrize(
    ("before", "lines_of_it"),
    [(": keep-alive\n\n", [3]), (event_stream(text_stream()), [1, 13])],
    ids=["comment", "stream"],
)
def test_a_completion_after_other_lines_of_a_stream_is_found(checked: Any, before: str, lines_of_it: list[int]) -> None:
    _, printed = checked(before + json.dumps(response()) + "\n")
    assert [int(line.partition(":")[0]) for line in printed] == lines_of_it
    assert "expected chunks, got a whole completion; event stream of 3 chunks" in printed[-1]


def test_each_chunk_in_json_lines_is_a_document(checked: Any) -> None:
    assert checked(lines(*text_stream())) == (
        0,
        [
            *[f"{n}: chat.completion.chunk; model gpt-4o-2024-08-06; not finished" for n in (1, 2, 3)],
            "4: chat.completion.chunk; model gpt-4o-2024-08-06; finish_reason stop",
            "5: chat.completion.chunk; model gpt-4o-2024-08-06; no choices; 31 + 9 = 40 tokens",
        ],
    )


def test_control_characters_are_escaped(checked: Any) -> None:
    body = response(choice(finish_reason="\x07", message=message()), model="\x1b]0;owned\x07")
    assert all(line.isprintable() for line in checked(json.dumps(body))[1])


def test_files_that_cannot_be_read_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good"
    good.write_text(lines(response()))
    assert main(["check", str(tmp_path / "none"), str(good)]) == 2
    printed = capsys.readouterr()
    assert printed.out == f"{good}:1: {GOOD}\n"
    assert printed.err == f"{tmp_path / 'none'}: no such file\n"


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    package = check_module.__name__.partition(".cli")[0]
    return subprocess.run(
        [sys.executable, "-m", package, *arguments], capture_output=True, text=True, cwd=ROOT, timeout=60, **options
    )


@pytest.mark.parametrize("arguments", [["check"], ["check", "-"]])
def test_standard_input_is_the_default(arguments: list[str]) -> None:
    done = command(*arguments, input=lines(response()))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"<stdin>:1: {GOOD}\n", "")


def test_characters_that_the_output_cannot_encode_are_escaped() -> None:
    done = command("check", input=lines(response(model="modèle")), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "mod\\xe8le" in done.stdout


def test_a_closed_pipe_is_reported_in_one_line(tmp_path: Path) -> None:
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
def test_a_full_device_is_reported_in_one_line() -> None:
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


def test_closed_standard_streams_are_accepted(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
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


def test_an_interruption_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(files: Iterable[str], options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules[main.__module__], "check", interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr().err.endswith(": interrupted\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text(lines(*[response()] * 3))
    terminal, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    assert main(["check", str(many), str(many)]) == 0
    assert "\r\x1b[K3 documents, 3/s, 50%, 0:01 left" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(NoSeek(lines(response()).encode()))))
    assert main(["check"]) == 0
    assert "\x1b[K1 documents, 1/s\r" in terminal.getvalue()


@pytest.mark.parametrize(("options", "is_shown"), [([], False), (["--summary"], True)])
def test_progress_does_not_disturb_documents_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: list[str], is_shown: bool
) -> None:
    one = tmp_path / "one.json"
    one.write_text(lines(response()))
    errors, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    assert main(["check", *options, str(one)]) == 0
    assert bool(errors.getvalue()) is is_shown


class NoSeek(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_progress_is_not_shown_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = tmp_path / "one.json"
    one.write_text(lines(response()))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["check", str(one)]) == 0
    assert terminal.getvalue() == "\r\x1b[K"


def test_every_problem_of_a_document_is_a_line(checked: Any) -> None:
    body = without(response(choice(index="0"), created="1"), "id")
    assert checked(json.dumps(body)) == (
        1,
        [
            '1: problem: created: expected int, got str "1"',
            '1: problem: choices[0].index: expected int, got str "0"',
            "1: problem: id: missing",
        ],
    )


def test_every_problem_of_an_event_stream_is_a_line(checked: Any) -> None:
    wrong = [text_stream()[0], {**text_stream()[1], "id": 3, "model": 5}, *text_stream()[2:]]
    assert checked(event_stream(wrong)) == (
        1,
        [
            "3: problem: id: expected str, got int 3",
            "3: problem: model: expected str, got int 5; event stream of 5 chunks, ended with [DONE]",
        ],
    )


def test_several_event_streams_in_a_file_are_documents(checked: Any) -> None:
    stream = event_stream(text_stream())
    wrong = event_stream(text_stream()[:1]) + "\n\n"
    status, printed = checked(stream + wrong + "data: {]\n\n: x\ndata: [DONE]\n\n" + stream)
    assert status == 1
    assert [line.partition(":")[0] for line in printed] == ["1", "13", "19", "24"]
    assert (
        printed[1]
        == "13: problem: the stream ended before choice 0 was finished; event stream of 1 chunk, ended with [DONE]"
    )
    assert printed[3].endswith("ended with [DONE]")


def request(**changes: Any) -> Body:
    return {"model": "gpt-5", "messages": [{"role": "user", "content": "When is high water?"}], **changes}


def test_a_request_is_recognized(checked: Any) -> None:
    tool = {"type": "function", "function": {"name": "get_tide"}}
    documents = [request(), request(tools=[tool], stream=True), request(n="1")]
    assert checked(lines(*documents)) == (
        1,
        [
            "1: request; model gpt-5; 1 message",
            "2: request; model gpt-5; 1 message; 1 tool; stream",
            '3: problem: n: expected int, got str "1"',
        ],
    )


def test_a_line_of_a_batch_input_is_unwrapped(checked: Any) -> None:
    def batch(body: Body) -> Body:
        return {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body}

    documents = [batch(request()), batch(request(model=5)), batch({"model": "m", "input": "x"})]
    assert checked(lines(*documents)) == (
        1,
        [
            "1: body: request; model gpt-5; 1 message",
            "2: body: problem: model: expected str, got int 5",
            f"3: {NOTHING}, got an object with the keys custom_id, method, url, body",
        ],
    )


def test_stored_completions_are_recognized(checked: Any) -> None:
    page = {"object": "list", "first_id": "a", "last_id": "b", "has_more": False}
    stored = {**message(), "id": "b"}
    deleted = {"object": "chat.completion.deleted", "id": "a", "deleted": True}
    documents = [{**page, "data": [response()]}, {**page, "data": [stored, stored]}, deleted, {"object": "list"}]
    status, printed = checked(lines(*documents))
    assert status == 1
    assert printed[:3] == ["1: list; 1 item", "2: list; 2 items", "3: chat.completion.deleted; deleted yes"]


def test_a_long_name_is_shortened(checked: Any) -> None:
    _, [printed] = checked(json.dumps(response(model="m" * 1000)))
    assert f"model {'m' * 94}…;" in printed


@pytest.mark.parametrize("content", ["", lines(response()), event_stream(text_stream())], ids=["", "lines", "stream"])
def test_a_compressed_file_is_decompressed(checked: Any, content: str) -> None:
    assert checked(gzip.compress(content.encode())) == checked(content)


def test_a_damaged_compressed_file_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = gzip.compress(lines(*[response()] * 5000).encode())
    stream = gzip.compress(event_stream(text_stream() * 1000).encode())
    for damaged in (content[: len(content) // 2], content[:500] + bytes(50) + content[550:], stream[:-100]):
        file = tmp_path / "f.gz"
        file.write_bytes(damaged)
        assert main(["check", str(file)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_readable_part_of_a_stream_is_reported_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.gz"
    file.write_bytes(gzip.compress(event_stream(text_stream() * 1000).encode())[:-100])
    assert main(["check", str(file)]) == 2
    output, errors = capsys.readouterr()
    assert output.endswith("chunks, ended without [DONE]\n")
    assert len(errors.splitlines()) == 1


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python has zstd")
def test_a_zstd_file_needs_a_newer_python(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.zst"
    file.write_bytes(b"\x28\xb5\x2f\xfd....")
    assert main(["check", str(file)]) == 2
    assert capsys.readouterr().err == f"{file}: compressed with zstd, which needs Python 3.14 or later\n"


def test_a_document_in_utf_16_is_decoded(checked: Any) -> None:
    assert checked(json.dumps(response(), indent=1).encode("utf-16")) == (0, [f"1: {GOOD}"])


def test_an_invalid_character_only_affects_its_line(checked: Any) -> None:
    content = lines(response()).encode() + b'{"a": "\xff"}\n' + lines(response()).encode()
    status, printed = checked(content)
    assert status == 1
    assert [line.endswith(GOOD) for line in printed] == [True, False, True]
    assert "expected utf-8, got other bytes" in printed[1]


@pytest.mark.parametrize("start", ["", "{]\n", "\n{\n\n"], ids=["valid", "invalid", "incomplete"])
def test_a_large_file_is_checked_in_batches(checked: Any, monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(sys.modules[iter_file.__module__], "BATCH_SIZE", 1000)
    status, printed = checked(start + lines(*[response()] * 50))
    first = start.count("\n") + 1
    assert printed[-50:] == [f"{number}: {GOOD}" for number in range(first, first + 50)]
    assert status == bool(start)


def test_quiet_prints_only_problems(checked: Any) -> None:
    content = lines(response(), response(created="1"))
    assert checked(content, "--quiet") == (1, ['2: problem: created: expected int, got str "1"'])
    assert checked(lines(response()), "-q") == (0, [])


needs_processes = pytest.mark.skipif(sys.platform == "emscripten", reason="there are no processes")


class TestJobs:
    @needs_processes
    def test_the_output_is_the_same_in_the_same_order(self, checked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.modules[iter_file.__module__], "BATCH_SIZE", 5000)
        content = lines(*[response(created=str(number) if number % 7 == 0 else number) for number in range(200)])
        assert checked(content, "--jobs", "2") == checked(content)
        assert checked(content, "-j", "0", "--json") == checked(content, "--json")
        assert checked(content, "-j2", "--summary") == checked(content, "--summary")

    @needs_processes
    def test_several_files_are_checked_in_their_order(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        for name, content in (("a", lines(response())), ("b", event_stream(text_stream())), ("c", "{")):
            Path(name).write_text(content)
        files = ["a", "b", "none", "a", "c", "b"]
        assert main(["check", *files]) == 2
        alone = capsys.readouterr()
        assert main(["check", "--jobs=2", *files]) == 2
        assert capsys.readouterr() == alone

    @needs_processes
    def test_a_process_that_ends_is_reported(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check_module, "_check_part_in_process", end_process)
        file = tmp_path / "f"
        file.write_text(lines(response()))
        assert main(["check", "-j2", str(file)]) == 2
        assert capsys.readouterr().err == "a process ended unexpectedly; --jobs 1 needs no other process\n"

    @pytest.mark.parametrize("error", [ImportError, NotImplementedError, OSError])
    def test_a_python_without_processes_is_reported(
        self, error: type[Exception], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def raise_error(*arguments: object, **options: object) -> None:
            raise error

        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", raise_error)
        assert main(["check", "-j2", str(ROOT / "tests/examples/response.json")]) == 2
        assert capsys.readouterr().err == "this Python has no processes; use --jobs 1\n"

    @pytest.mark.parametrize("jobs", ["-1", "x", "1001", "1.5"])
    def test_another_number_is_rejected(self, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["check", f"--jobs={jobs}"])
        assert f"expected a number from 0 to 1000, got '{jobs}'" in capsys.readouterr().err

    def test_what_the_processes_run(self) -> None:
        """It is also run here, as coverage is not measured in the processes."""
        part = Lines(7, 0, lines(response()).encode() + b"{")
        result = check_module._check_part_in_process("f", part, Options())
        assert result
        assert result.output.startswith(f"f:7: {GOOD}\nf:8: problem: line 8 column 2")
        before = signal.getsignal(signal.SIGINT)
        try:
            check_module._ignore_interruption()
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGINT, before)

    @needs_processes
    def test_an_interruption_ends_all_processes(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        package = check_module.__name__.partition(".cli")[0]
        process = subprocess.Popen(
            [sys.executable, "-m", package, "check", "-j2", "tests/examples/response.json", pipe],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # it may be ignored here, as by nohup
        )
        with process, pipe.open("w"):
            time.sleep(1)
            os.killpg(process.pid, signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        assert process.returncode == 130
        assert errors == f"{package}: interrupted after 0 documents\n"  # it waits for the pipe before it takes a result


def end_process(*arguments: object) -> None:
    os._exit(1)


class TestSummary:
    content = lines(
        response(usage={**usage(), "prompt_tokens_details": {"cached_tokens": 12}}),
        response_with_calls(tool_call(), tool_call()),
        response(choice(message=message(content=5)), choice(message=message(content=6), finish_reason=None)),
        {"error": {"message": "No.", "type": "invalid_request_error", "code": 400}},
        request(),
        text_stream()[0],
    )

    def test_tables_are_printed_for_all_files(self, checked: Any) -> None:
        assert checked(self.content, "--summary") == (
            1,
            [
                "documents   outcome  count",
                "chunk       valid        1",
                "error body  error        1",
                "request     valid        1",
                "response    invalid      1",
                "response    valid        2",
                "",
                "model                    requests  responses  with problems  tool calls  finish reasons",
                "gpt-4.1-mini-2025-04-14         0          3          33.3%           2  stop 2, tool_calls 1",
                "gpt-5                           1          0                          0",
                "gpt-4o-2024-08-06               0          0                          0",
                "",
                "model                    prompt tokens  cached  completion tokens  reasoning",
                "gpt-4.1-mini-2025-04-14             93      12                 27          0",
                "",
                "problem                                            count  example",
                "choices[*].message.content: expected str, got int      2  f:3",
                "API error: invalid_request_error, 400                  1  f:4",
                "choices[*].finish_reason: expected str, got null       1  f:3",
            ],
        )

    def test_a_file_without_documents_has_a_table_too(self, checked: Any) -> None:
        assert checked(gzip.compress(b""), "-s")[1][1:2] == ["other      invalid      1"]

    def test_no_file_that_can_be_read_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--summary", "none"]) == 2
        assert capsys.readouterr().out == "no documents\n"

    @pytest.mark.parametrize("width", [40, 60, 100])
    def test_tables_fit_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
        printed = self.print_on_terminal(tmp_path, monkeypatch, COLUMNS=str(width), NO_COLOR="1")
        assert "\x1b" not in printed
        narrowest = len("model        ") + len("  requests  responses  with problems  tool calls  finish reasons")
        assert max(map(len, printed.splitlines())) <= max(width, narrowest)
        assert ("…" in printed) is (width < 100)

    def test_headers_are_bold_on_a_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "\x1b[1mdocuments" in self.print_on_terminal(tmp_path, monkeypatch, NO_COLOR="")

    def print_on_terminal(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        Path("f").write_text(self.content)
        assert main(["check", "--summary", "f"]) == 1
        return terminal.getvalue()

    def test_json_has_a_row_for_each_row_of_the_tables(self, checked: Any) -> None:
        rows = [json.loads(line) for line in checked(self.content, "--summary", "--json")[1]]
        assert rows[0] == {"row": "documents", "kind": "chunk", "outcome": "valid", "count": 1}
        assert rows[5] == {
            "row": "model",
            "model": "gpt-4.1-mini-2025-04-14",
            "requests": 0,
            "responses": 3,
            "invalid": 1,
            "prompt_tokens": 93,
            "cached_tokens": 12,
            "completion_tokens": 27,
            "reasoning_tokens": 0,
            "tool_calls": 2,
            "finish_reasons": {"stop": 2, "tool_calls": 1},
        }
        assert rows[-2] == {
            "row": "problem",
            "problem": "API error: invalid_request_error, 400",
            "count": 1,
            "example": "f:4",
        }
        assert len(rows) == 5 + 3 + 3


def test_json_has_an_object_for_each_document(checked: Any) -> None:
    documents = [response(), response(created="1"), [request()], {"error": {"message": "No.", "code": 400}}]
    status, printed = checked(lines(*documents), "--json")
    assert status == 1
    first, second, third, fourth = map(json.loads, printed)
    assert first == {
        "file": "f",
        "line": 1,
        "location": [],
        "kind": "response",
        "outcome": "valid",
        "model": "gpt-4.1-mini-2025-04-14",
        "finish_reasons": ["stop"],
        "usage": usage(),
        "problems": [],
    }
    assert second["outcome"] == "invalid"
    assert second["problems"] == [
        {
            "line": 2,
            "error": "DecodeError",
            "message": 'created: expected int, got str "1"',
            "location": ["created"],
            "expected": "int",
            "found": 'str "1"',
        }
    ]
    assert (third["kind"], third["location"], third["finish_reasons"], third["usage"]) == ("request", [0], None, None)
    assert (fourth["kind"], fourth["outcome"], fourth["problems"][0]["code"]) == ("error body", "error", 400)


@pytest.mark.parametrize("command_name", ["check", "vendor"])
def test_help_has_examples(command_name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command_name, "--help"])
    assert f" {command_name} " in capsys.readouterr().out.partition("examples:")[2]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["check", "--sumary"], "check: error: unknown option --sumary; is it --summary?\n"),
        (["check", "--summ"], "check: error: unknown option --summ; is it --summary?\n"),
        (["check", "--xyzzy"], "check: error: unknown option --xyzzy\n"),
        (["check", "--config"], "check: error: unknown option --config\n"),
        (["check", "--sum\x1b[31m"], "check: error: unknown option --sum\\x1b[31m; is it --summary?\n"),
        (["vendor", "folder", "--updat"], "vendor: error: unknown option --updat; is it --update?\n"),
        (["vendor", "folder", "more"], "vendor: error: unexpected argument more\n"),
    ],
    ids=" ".join,
)
def test_a_misspelt_option_has_a_suggestion(
    arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert error in capsys.readouterr().err


def test_a_misspelt_file_has_a_suggestion(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "recorded.jsonl").touch()
    for file, suggestion in (("recorded.json", "; is it recorded.jsonl?"), ("x", ""), ("no/recorded.jsonl", "")):
        assert main(["check", str(tmp_path / file)]) == 2
        assert capsys.readouterr().err == f"{tmp_path / file}: no such file{suggestion}\n"


def count_streams(printed: list[str]) -> list[str]:
    """Return the line and the beginning of what is printed for each stream."""
    return [" ".join(line.split()[:2]).removesuffix(";") for line in printed]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_streams_are_found_with_any_line_end(checked: Any, newline: str) -> None:
    status, printed = checked(event_stream(text_stream(), newline=newline) * 3)
    assert (status, count_streams(printed)) == (0, [f"{line}: chat.completion" for line in (1, 13, 25)])


@pytest.mark.parametrize(
    "end",
    [
        'data: {"error": {"message": "No."}}\n\n',
        'data: {"error": {"message": "No."}}\n\ndata: [DONE]\n\n',
        "data: {]\n\ndata:[DONE]\n\n",
        "data: {]\n\ndata: [DONE]\n",
    ],
)
def test_the_streams_after_an_error_are_checked(checked: Any, end: str) -> None:
    stream = event_stream(text_stream())
    status, printed = checked(event_stream(text_stream()[:1], end=end) + stream + stream)
    assert status == 1
    assert [line.split()[1].rstrip(";") for line in printed[-2:]] == ["chat.completion"] * 2
    assert len(printed) == 3


def test_comments_after_the_last_stream_are_not_a_stream(checked: Any) -> None:
    assert len(checked(event_stream(text_stream()) + ": bye\n\n")[1]) == 1
    assert len(checked(": bye\n\n")[1]) == 1


def test_the_error_of_a_batch_line_is_not_ignored(checked: Any) -> None:
    documents = [
        {"response": {"body": response()}, "error": {"message": "Late."}},
        {"custom_id": "a", "response": None, "error": {"message": "Late."}},
    ]
    errors = [f"1: response.body: {GOOD}", "1: API error: Late.", "2: API error: Late."]
    assert checked(lines(*documents)) == (1, errors)


def test_an_object_of_another_kind_is_not_a_response(checked: Any) -> None:
    assert checked('{"x": 1}', "--summary")[1][1] == "other      invalid      1"


def test_joined_files_may_have_byte_order_marks(checked: Any) -> None:
    content = b"\xef\xbb\xbf" + lines(response()).encode()
    assert checked(content * 3) == (0, [f"{line}: {GOOD}" for line in (1, 2, 3)])


def test_arrays_after_an_invalid_line_are_documents(checked: Any) -> None:
    status, printed = checked("{broken\n" + lines([response()], [response()], [response()]))
    assert (status, printed[1:]) == (1, [f"{line}: [0]: {GOOD}" for line in (2, 3, 4)])


def test_what_was_read_before_an_error_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "f.gz"
    file.write_bytes(gzip.compress(lines(response(), response()).encode()) + b"garbage")
    assert main(["check", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == f"{file}:1: {GOOD}\n{file}:2: {GOOD}\n"
    assert len(printed.err.splitlines()) == 1


def test_a_process_that_cannot_be_started_is_reported(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Executor:
        def __init__(self, *arguments: object, **options: object) -> None: ...

        def submit(self, *arguments: object) -> None:
            raise OSError(24, "Too many open files")

        def shutdown(self, **options: object) -> None: ...

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Executor)
    assert main(["check", "-j2", str(ROOT / "tests/examples/response.json")]) == 2
    error = "a process cannot be started: Too many open files; --jobs 1 needs no other process\n"
    assert capsys.readouterr().err == error


WRAPPED: dict[str, tuple[Any, list[str]]] = {
    "deep": ({"a": [5, {"b": {"c": response()}}]}, [f"a[1].b.c: {GOOD}"]),
    "request and response": (
        {"time": 1, "req": request(), "res": response()},
        ["req: request; model gpt-5; 1 message", f"res: {GOOD}"],
    ),
    "in the request": (
        {**request(), "response": response(), "latency": 1},
        ["request; model gpt-5; 1 message", f"response: {GOOD}"],
    ),
    "one row": (
        {**request(), "choices": [choice()], "id": "1", "created": 0, "usage": usage()},
        ["request; model gpt-5; 1 message", GOOD.replace("gpt-4.1-mini-2025-04-14", "gpt-5")],
    ),
    "JSON text": ({"response_body": json.dumps(response(), indent=1)}, [f"response_body: {GOOD}"]),
    "JSON text in JSON text": (
        {"message": json.dumps({"payload": json.dumps({"body": response()})})},
        [f"message.payload.body: {GOOD}"],
    ),
    "event stream": (
        {"raw": event_stream(text_stream())},
        [f"raw: {GOOD_STREAM}; event stream of 5 chunks, ended with [DONE]"],
    ),
    "array of chunks": (
        {"chunks": text_stream()},
        [f"chunks: {GOOD_STREAM}; event stream of 5 chunks, ended without [DONE]"],
    ),
    "array of chunks alone": (
        text_stream(),
        [f"{GOOD_STREAM}; event stream of 5 chunks, ended without [DONE]"],
    ),
    "error beside the request": (
        {"request": request(), "status": 500, "error": {"message": "Overloaded.", "type": "server_error"}},
        ["request: request; model gpt-5; 1 message", "API error: Overloaded. (server_error, 500)"],
    ),
    "error in an error": (
        {"error": {"error": {"message": "Overloaded."}}},
        ["error: API error: Overloaded."],
    ),
    "error in a response": (
        {"x": {"choices": [], "model": "m", "error": {"message": "Overloaded."}}},
        ["x: API error: Overloaded."],
    ),
    "stream that ends with an error": (
        {"x": event_stream([], end='data: {"error": {"message": "Overloaded."}}\n\n')},
        ["x: API error: Overloaded.; event stream of 0 chunks, broke off"],
    ),
    "error in place of the response": (
        {"request": request(), "response": {"error": {"message": "Overloaded."}}},
        ["request: request; model gpt-5; 1 message", "response: API error: Overloaded."],
    ),
    "error text beside the request": (
        {"request": request(), "response": None, "error": "Overloaded.", "status": 500},
        ["request: request; model gpt-5; 1 message", "API error: Overloaded. (500)"],
    ),
    **{
        f"error in place of the response: {error}": (
            {"request": request(), "response": {"body": error}},
            ["request: request; model gpt-5; 1 message", f"response.body: API error: {shown}"],
        )
        for error, shown in (
            ({"error": "Overloaded."}, "Overloaded."),
            ({"detail": "Overloaded."}, "Overloaded."),
            ({"object": "error", "message": "Overloaded.", "code": 400}, "Overloaded. (400)"),
            ({"code": "InvalidApiKey", "message": "No."}, "No. (InvalidApiKey)"),
        )
    },
    "error in place of the response, as JSON text": (
        {"request": json.dumps(request()), "response": json.dumps({"error": "Overloaded."})},
        ["request: request; model gpt-5; 1 message", "response: API error: Overloaded."],
    ),
    "error with data": (
        {"code": 20012, "message": "Model does not exist", "data": None},
        ["API error: Model does not exist (20012)"],
    ),
}


@pytest.mark.parametrize(("document", "found"), WRAPPED.values(), ids=WRAPPED)
def test_bodies_are_found_in_wrappers(checked: Any, document: Any, found: list[str]) -> None:
    assert checked(lines(document))[1] == [f"1: {line}" for line in found]


@pytest.mark.parametrize(
    "document",
    [
        {"level": "INFO", "message": "server started"},
        {"level": "ERROR", "error": {"message": "the database is slow"}},
        {"model": "m", "messages": "hello", "user": "x"},
        {"messages": [{"text": "hello"}], "channel": "general"},
        {"choices": ["a", "b"], "question": "?"},
        {"object": "text_completion", "choices": [{"text": "x", "index": 0, "finish_reason": "stop"}], "model": "m"},
        {"message": "started", "status": 200},
        {"data": "aGVsbG8gd29ybGQgY2hvaWNlcyBtZXNzYWdlcw==", "choices_made": 3},
        {"text": '{"choices": broken and long enough', "x": "data:choices", "y": "choices of a long text"},
        {f"key {number}": number for number in range(9)},
        {},
    ],
    ids=str,
)
def test_nothing_that_is_no_body_is_called_one(checked: Any, document: Body) -> None:
    keys = f"an object with the keys {', '.join(document)}" if document else "an empty object"
    assert checked(lines(document)) == (1, [f"1: {NOTHING}, got {keys}"])
    assert json.loads(checked(lines(document), "--json")[1][0])["kind"] == "other"


def test_a_wrapped_stream_has_its_problems(checked: Any) -> None:
    chunks = [*text_stream()[:3], {**text_stream()[3], "created": "now"}]
    text = {"raw": event_stream(chunks)}
    array = {"raw": chunks}
    assert checked(lines(text, array, {"raw": text_stream()[:2]}))[1] == [
        '1: raw: problem: line 7: created: expected int, got str "now"; event stream of 4 chunks, ended with [DONE]',
        '2: raw: problem: [3].created: expected int, got str "now"; event stream of 4 chunks, broke off',
        "3: raw: problem: the stream ended before choice 0 was finished; event stream of 2 chunks, broke off",
    ]


def test_the_place_of_the_bodies_may_be_named(checked: Any) -> None:
    document = {"a": {"b": [json.dumps({"c": response()})]}, "d": request()}
    assert checked(lines(document), "--at", "a.b[0].c", "--at", "d")[1] == [
        f"1: a.b[0].c: {GOOD}",
        "1: d: request; model gpt-5; 1 message",
    ]
    status, [line] = checked(lines(document), "--at", "a.x")
    assert (status, line.partition(" at ")[2]) == (1, "a.x, got an object with the keys a, d")
    with pytest.raises(SystemExit):
        checked("", "--at", "..")


def test_a_folder_is_checked_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("b.json", "a/c.json", "a/.hidden", ".git/d.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(response()))
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / 'b.json'}:1: {GOOD}",
        f"{tmp_path / 'a' / 'c.json'}:1: {GOOD}",
    ]


def test_documents_may_follow_each_other(checked: Any) -> None:
    text = json.dumps(response(), indent=1)
    size = len(text.splitlines())
    assert checked(f"{text}\n{text}\n\n{text}") == (0, [f"{line}: {GOOD}" for line in (1, size + 1, 2 * size + 2)])
    status, printed = checked(f"{text}\n{text[:-9]}")
    assert (status, len(printed)) == (1, 2)
    assert printed[1].startswith(f"{size + 1}: problem: line ")


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("rest", ["", "\n5\n", "\n[{}]"], ids=repr)
def test_the_items_of_a_large_array_are_checked_without_reading_it_whole(
    checked: Any, monkeypatch: pytest.MonkeyPatch, indent: int | None, rest: str
) -> None:
    monkeypatch.setattr(files_module, "BATCH_SIZE", 100)
    monkeypatch.setattr(files_module, "MAX_FIRST_LINE", 100)
    items = [response(x="näher " * index) for index in range(20)]
    text = json.dumps(items, indent=indent, ensure_ascii=False)
    status, printed = checked(text + rest)
    assert [line.partition(": ")[2] for line in printed[:20]] == [f"[{index}]: {GOOD}" for index in range(20)]
    assert (status, len(printed)) == ((1, 21) if rest else (0, 20))
    lines_of_items = [int(line.partition(":")[0]) for line in printed[:20]]
    assert lines_of_items == sorted(lines_of_items)
    status, printed = checked(text[:-400])
    assert status == 1
    assert "expected JSON" in printed[-1]
    assert checked("[" + " " * 300 + "]")[0] == 1


def test_a_compressed_pipe_may_begin_with_a_single_byte(checked: Any) -> None:
    compressed = gzip.compress(lines(response()).encode())
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", check_module.__name__.partition(".cli")[0], "check"],
        stdin=read,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    os.close(read)
    os.write(write, compressed[:1])
    time.sleep(0.5)
    os.write(write, compressed[1:])
    os.close(write)
    assert process.communicate(timeout=60)[0] == f"<stdin>:1: {GOOD}\n"


def test_a_suffix_names_the_compression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.zst").write_bytes(b"x")
    assert main(["check", str(tmp_path / "log.zst")]) == 2
    assert "zstd" in capsys.readouterr().err or sys.version_info >= (3, 14)


def test_errors_of_reading_are_rows_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = str(tmp_path / ("n" * 200 + "\n"))
    assert main(["check", "--json", name]) == 2
    printed = capsys.readouterr()
    row = json.loads(printed.out)
    assert (row["file"], row["outcome"], printed.err) == (name, "unreadable", "")
    assert main(["check", "--json", "--summary", name]) == 2
    printed = capsys.readouterr()
    assert [row["row"] for row in map(json.loads, printed.out.splitlines())] == ["error"]
    assert printed.err == ""


class TestIgnore:
    content = lines(
        response(),
        response(created="1"),
        {"level": "INFO", "message": "GET /health 200"},
        {"error": {"message": "No."}},
        {"raw": event_stream(text_stream()[:1], end='data: {"error": {"message": "No."}}\n\n')},
        {"raw": event_stream([{**text_stream()[0], "id": 5}], end='data: {"error": {"message": "No."}}\n\n')},
        [request(), response(id=5)],
    )

    def test_the_broken_bodies_and_nothing_else_are_printed(self, checked: Any) -> None:
        status, printed = checked(self.content, "--quiet", "--ignore", "other,error")
        assert status == 1
        assert [line.partition(": problem")[0] for line in printed if "API error" not in line] == [
            "2",
            "6: raw",
            "7: [1]",
        ]
        assert [line.partition(": ")[0] for line in printed if "API error" in line] == [
            "6"
        ]  # it is not all that is wrong

    @pytest.mark.parametrize("kind", [*KINDS, "error"])
    def test_what_is_ignored_is_neither_printed_nor_counted(self, checked: Any, kind: str) -> None:
        rows = [json.loads(line) for line in checked(self.content, "--json")[1]]
        kept = [row for row in rows if kind not in (row["kind"], row["outcome"])]
        status, printed = checked(self.content, "--json", "--ignore", kind)
        assert [json.loads(line) for line in printed] == kept
        assert status == any(row["problems"] for row in kept)
        counts = [json.loads(line) for line in checked(self.content, "--json", "--summary", "--ignore", kind)[1]]
        counted = {(row["kind"], row["outcome"]): row["count"] for row in counts if row["row"] == "documents"}
        assert counted == Counter((row["kind"], row["outcome"]) for row in kept)

    def test_the_status_is_about_the_rest(self, checked: Any) -> None:
        assert checked(lines(response(), {"error": {"message": "No."}}, {}), "-q", "--ignore", "error, other") == (
            0,
            [],
        )

    def test_a_file_that_cannot_be_read_is_not_ignored(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--ignore", ",".join([*KINDS, "error"]), "none"]) == 2
        assert capsys.readouterr().err == "none: no such file\n"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_rows_are_json_whatever_is_in_a_body(checked: Any, number: str) -> None:
    body = response(usage={**usage(), "x": {"y": ["<number>"]}})
    error = {"error": {"message": "No.", "code": "<number>"}}
    content = lines(body, error, {"raw": [{**chunk, "x": "<number>"} for chunk in text_stream()]}, {"<number>": body})
    content = content.replace('"<number>"', number).replace(f"{{{number}", '{"z"')
    for options in ((), ("--summary",)):
        for row in checked(content, "--json", *options)[1]:
            json.loads(row, parse_constant=pytest.fail)
    usages = [json.loads(row)["usage"] for row in checked(content, "--json")[1]]
    assert {**usage(), "x": {"y": [None]}} in usages or number != "1e400"


@pytest.fixture
def special_files(tmp_path: Path) -> Iterable[Path]:
    """A folder with a pipe, a socket, a link to a device, and a file."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes in folders")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "link").symlink_to("pipe")
    (tmp_path / "f.json").write_text(json.dumps(response()))
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket is short
        server.bind("socket")
        os.chdir(before)
        yield tmp_path


def test_what_is_no_file_in_a_folder_is_skipped(special_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(special_files)]) == 0
    assert capsys.readouterr() == (f"{special_files / 'f.json'}:1: {GOOD}\n", "")


def test_a_pipe_that_is_named_is_read(special_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = special_files / "pipe"
    thread = threading.Thread(target=lambda: pipe.write_bytes(gzip.compress(lines(response()).encode())))
    thread.start()
    assert main(["check", str(pipe)]) == 0
    thread.join()
    assert capsys.readouterr().out == f"{pipe}:1: {GOOD}\n"


def test_a_socket_that_is_named_is_reported(special_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(special_files / "socket"), str(special_files / "f.json")]) == 2
    printed = capsys.readouterr()
    assert printed.out == f"{special_files / 'f.json'}:1: {GOOD}\n"
    assert len(printed.err.splitlines()) == 1


def test_a_link_to_nothing_and_a_closed_folder_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").symlink_to("none")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def scan(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scan)
    assert main(["check", str(tmp_path)]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert errors[0] == f"{tmp_path / 'a'}: no such file"
    assert errors[1].startswith(f"{tmp_path / 'closed'}: ")


class TestStandardError:
    @pytest.mark.parametrize("place", ["closed", "/dev/full"])
    @pytest.mark.parametrize(
        "arguments",
        [[], ["check", "none"], ["check", "-j2", "none"], ["check", "--summ"], ["vendor", "none/none"], ["vendor"]],
        ids=" ".join,
    )
    def test_the_status_holds_if_it_cannot_be_written(self, place: str, arguments: list[str]) -> None:
        if os.name != "posix" or (place != "closed" and not Path(place).exists()):
            pytest.skip("this system does not have it")
        target = "&-" if place == "closed" else place
        line = shlex.join([sys.executable, "-m", check_module.__name__.partition(".cli")[0], *arguments])
        done = subprocess.run(f"{line} 2>{target}", shell=True, cwd=ROOT, stdout=subprocess.PIPE, timeout=60)
        assert (done.returncode, done.stdout) == (2, b"")

    def test_both_outputs_may_be_full(self) -> None:
        if not Path("/dev/full").exists():
            pytest.skip("there is no /dev/full")
        line = shlex.join([sys.executable, "-m", check_module.__name__.partition(".cli")[0], "check", "tests/examples"])
        assert subprocess.run(f"{line} >/dev/full 2>/dev/full", shell=True, cwd=ROOT, timeout=60).returncode == 2


class TestLimit:
    """The limit is 256 MiB; here it is 1000 bytes."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files_module, "MAX_SIZE", 1000)
        monkeypatch.setattr(files_module, "MAX_FIRST_LINE", 100)
        monkeypatch.setattr(files_module, "BATCH_SIZE", 100)

    @pytest.mark.parametrize(
        "options",
        [(), ("--json",), ("--summary", "--json"), pytest.param(("--jobs=2",), marks=needs_processes)],
        ids=" ".join,
    )
    @pytest.mark.parametrize(
        ("content", "line"),
        [
            (b"\0" * 2000, 1),
            (b" " * 2000, 1),
            (b'{"a": "' + b"x" * 1000 + b'"}', 1),
            (b"{}\n" * 50 + b"x" * 1001, 51),
            (b"{\n" + b'"a": 1,\n' * 200, 1),
            (b"no JSON\n" * 200, 1),
            (b'[1, {"a": "' + b"x" * 1001, 1),
            (b"[1]" + b"x" * 1001, 1),
            (b"data: " + b"x" * 1001, 1),
            (b'\ndata: {"choices": []}\n\n' * 100, 2),
        ],
        ids=["zeros", "spaces", "document", "line", "lines of a document", "text", "item", "rest", "event", "stream"],
    )
    def test_what_is_too_large_is_reported_and_the_next_file_checked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, line: int, options: tuple[str, ...]
    ) -> None:
        for name, data in (("a.gz", gzip.compress(content)), ("b", lines(response()).encode()[-900:])):
            (tmp_path / name).write_bytes(data)
        assert main(["check", *options, str(tmp_path)]) == 2
        printed = capsys.readouterr()
        message = f"line {line}: longer than 0 MiB, the limit of a line, a document or an event stream"
        if "--json" in options:
            rows = [json.loads(row) for row in printed.out.splitlines()]
            assert [row["file"] for row in rows if row.get("message") == message] == [str(tmp_path / "a.gz")]
        else:
            assert printed.err == f"{tmp_path / 'a.gz'}: {message}\n"
        assert response()["model"] in printed.out

    @pytest.mark.parametrize(
        "broken",
        [
            pytest.param('{"a": ]', id="token"),
            pytest.param('{"a": 1' + "0" * 5000 + "}", id="number"),
            pytest.param(
                "[" * 100_000, id="depth", marks=needs_processes
            ),  # without processes, there is no limit either
        ],
    )
    def test_an_item_that_is_not_json_is_not_read_to_the_end(
        self, checked: Any, broken: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files_module, "MAX_SIZE", 10_000)
        status, printed = checked(f'[{{"a": 1}},\n{broken}, {"0, " * 5000} 1]')
        assert (status, len(printed)) == (1, 2)
        assert printed[1].startswith("2: problem: ")

    @needs_processes
    def test_processes_read_the_lines_before_one_that_is_too_long(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "f"
        path.write_text("\n" + "".join(f'{{"key{number}": 1}}\n' for number in range(20)) + "x" * 1001)
        assert main(["check", str(path)]) == 2
        expected = capsys.readouterr()
        assert [f"keys key{number}" in line for number, line in enumerate(expected.out.splitlines())] == [True] * 20
        assert main(["check", "--jobs", "2", str(path)]) == 2
        assert capsys.readouterr() == expected

    def test_text_before_json_lines_is_not_kept(self, checked: Any) -> None:
        status, printed = checked("starting\n" + f"{{}}\nnot JSON {'x' * 50}\n" * 40)
        assert (status, len(printed)) == (1, 81)


def test_a_document_that_needs_too_much_memory_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(text: bytes, *arguments: Any) -> Any:
        if b"large" in text:
            raise MemoryError
        return examine_text(text, *arguments)

    monkeypatch.setattr(reports_module, "examine_text", parse)
    (tmp_path / "a").write_text('{"large": 1}')
    (tmp_path / "b").write_text(lines(response()))
    assert main(["check", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert printed == (f"{tmp_path / 'b'}:1: {GOOD}\n", f"{tmp_path / 'a'}: needs more memory than there is\n")


CONTROL = "a\x1b[2J\x9b1m\u202e\u2066\r\n\udcff"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system does not take these names")
@pytest.mark.parametrize("options", [(), ("--summary",), ("--summary", "--markdown")], ids=" ".join)
def test_no_control_character_of_a_name_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    file = tmp_path / f"{CONTROL}.json"
    file.write_text(lines(response(created="1")))
    (tmp_path / f"{CONTROL}.gz").write_bytes(gzip.compress(b"{}\n{}\n")[:-9])
    assert main(["check", *options, str(tmp_path), str(tmp_path / f"{CONTROL}.jsn")]) == 2
    with pytest.raises(SystemExit):
        main(["check", f"--{CONTROL}"])
    with pytest.raises(SystemExit):
        main(["check", "--ignore", CONTROL])
    printed = capsys.readouterr()
    assert "; is it a\\x1b" in printed.err
    assert all(line.isprintable() for line in (printed.out + printed.err).split("\n"))


def test_a_summary_in_markdown_keeps_every_character(checked: Any) -> None:
    content = lines(
        response(choice(**{"a|b": [{"_c_": float("nan")}]}), model="<m>*_x_|`y`"), {"error": {"code": "$1"}}
    )
    status, printed = checked(content, "--summary", "--markdown")
    assert status == 1
    assert printed[:4] == [
        "| documents | outcome | count |",
        "| --- | --- | ---: |",
        "| error body | error | 1 |",
        "| response | invalid | 1 |",
    ]
    model = r"\<m\>\*\_x\_\|\`y\`"
    assert f"| {model} | 0 | 1 | 100.0% | 0 | stop 1 |" in printed
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in printed[5:9]} == {0, 7}


def test_an_interruption_says_how_far_it_came(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "f").write_text(lines(response()) * 1234)
    checked_files: list[str] = []

    def interrupted(name: str) -> Any:
        if checked_files:
            raise KeyboardInterrupt
        checked_files.append(name)
        return iter_file(name)

    monkeypatch.setattr(check_module, "iter_file", interrupted)
    assert main(["check", str(tmp_path / "f"), "b"]) == 130
    place = f"the last at {tmp_path / 'f'}:1234"
    assert capsys.readouterr().err == f"{check_module.__name__[:-10]}: interrupted after 1,234 documents, {place}\n"
