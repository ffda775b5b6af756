"""The modules of the command line."""

from __future__ import annotations

import errno
import gzip
import importlib
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion.cli import check as check_module
from chatcompletion.cli.main import main
from chatcompletion.cli.output import format_json, format_lines
from chatcompletion.cli.progress import Progress
from chatcompletion.logs import files as files_module
from chatcompletion.logs.examine import examine, examine_text
from chatcompletion.logs.report import KINDS
from chatcompletion.logs.streams import examine_streams

from ..support.responses import choice, message, response, tool_call, without
from ..support.streams import choice_chunk, chunk, event_stream, text_stream
from ..test_check import Terminal, lines


class FakeExecutor:
    """Runs a job when its result is asked for, and counts the jobs that were submitted before."""

    def __init__(self, jobs: int, initializer: Callable[[], None]) -> None:
        self.jobs = jobs
        self.initializer = initializer
        self.submitted: list[str] = []
        self.most_pending = 0
        self.pending = 0
        self.ended: dict[str, bool] = {}

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        executor = self
        executor.pending += 1
        executor.most_pending = max(executor.most_pending, executor.pending)

        class Job(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                executor.pending -= 1
                return function(*arguments)

        return Job()

    def shutdown(self, **options: bool) -> None:
        self.ended = options


class TestCheck:
    @pytest.fixture
    def executors(self, monkeypatch: pytest.MonkeyPatch) -> list[FakeExecutor]:
        executors: list[FakeExecutor] = []

        def make(jobs: int, initializer: Callable[[], None]) -> FakeExecutor:
            executors.append(FakeExecutor(jobs, initializer))
            return executors[-1]

        monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", make)
        return executors

    def write(self, folder: Path, content: str) -> str:
        (folder / "f").write_text(content)
        return str(folder / "f")

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A file of 50 lines, which are several batches."""
        monkeypatch.setattr(files_module, "BATCH_SIZE", 1000)
        return Path(self.write(tmp_path, lines(*[response()] * 50)))

    def list_lines(self, output: str) -> list[int]:
        return [int(line.split(":")[1]) for line in output.splitlines()]

    def test_without_files_all_is_valid(self) -> None:
        assert check_module.check([], check_module.Options()) == 0

    @pytest.mark.parametrize(("cores", "used"), [(3, [3]), (1, []), (None, [])])
    def test_jobs_0_uses_every_core(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        executors: list[FakeExecutor],
        cores: int | None,
        used: list[int],
    ) -> None:
        monkeypatch.setattr(os, "cpu_count", lambda: cores)
        assert main(["check", "--jobs=0", self.write(tmp_path, lines(response()))]) == 0
        assert [executor.jobs for executor in executors] == used

    def test_jobs_have_a_limited_number_of_parts_under_way(
        self, file: Path, capsys: pytest.CaptureFixture[str], executors: list[FakeExecutor]
    ) -> None:
        assert main(["check", "-j2", str(file)]) == 0
        [executor] = executors
        assert (executor.most_pending, executor.pending) == (5, 0)
        assert self.list_lines(capsys.readouterr().out) == [*range(1, 51)]

    @pytest.mark.usefixtures("executors")
    def test_jobs_lose_nothing_if_a_process_cannot_read_a_file_again(
        self, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check_in_process = check_module._check_part_in_process

        def remove_file(*arguments: Any) -> Any:
            file.unlink(missing_ok=True)
            return check_in_process(*arguments)

        monkeypatch.setattr(check_module, "_check_part_in_process", remove_file)
        assert main(["check", "-j2", str(file)]) == 0
        assert self.list_lines(capsys.readouterr().out) == [*range(1, 51)]

    def test_jobs_leave_an_interruption_to_the_main_process(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, executors: list[FakeExecutor]
    ) -> None:
        def interrupt(*arguments: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(check_module, "_check_part_in_process", interrupt)
        assert main(["check", "-j2", self.write(tmp_path, lines(response()))]) == 130
        [executor] = executors
        assert executor.ended == {"cancel_futures": True}
        handlers: list[Any] = []
        monkeypatch.setattr(signal, "signal", lambda *arguments: handlers.append(arguments))
        executor.initializer()
        assert handlers == [(signal.SIGINT, signal.SIG_IGN)]

    def test_a_message_replaces_the_progress_on_a_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        assert main(["check", "none/none"]) == 2
        assert terminal.getvalue() == "\r\x1b[Knone/none: no such file\n\r\x1b[K"

    @pytest.mark.parametrize("options", [[], ["--summary"], ["--json"], ["--summary", "--json"]], ids=" ".join)
    def test_a_closed_standard_output_is_accepted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
    ) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        assert main(["check", *options, self.write(tmp_path, lines(response()))]) == 0

    @pytest.mark.parametrize("length", [1000, 1001])
    def test_a_long_file_name_is_shortened(self, capsys: pytest.CaptureFixture[str], length: int) -> None:
        assert main(["check", "a" * length]) == 2
        end = "" if length == 1000 else "…"
        assert capsys.readouterr().err == f"{'a' * 1000}{end}: {os.strerror(errno.ENAMETOOLONG)}\n"

    def test_the_lines_of_a_document_are_those_of_the_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = self.write(tmp_path, "\n\n{]")
        assert main(["check", file]) == 1
        assert capsys.readouterr().out.startswith(f"{file}:3: problem: line 3 column 2: expected JSON, got ")

    def test_a_damaged_event_stream_is_reported_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "f"
        file.write_bytes(gzip.compress(event_stream(text_stream()).encode())[:-9])
        assert main(["check", str(file)]) == 2
        message = "Compressed file ended before the end-of-stream marker was reached"
        assert capsys.readouterr().err == f"{file}: {message}\n"


class TestOutput:
    def describe(self, document: Any) -> str:
        [report] = examine_text(json.dumps(document), "f", 7)
        return format_lines(report).removeprefix("f:7: ").removesuffix("\n")

    def test_a_description_has_a_limit(self) -> None:
        rest = len(self.describe(response(model="")))
        for length, shown in ((200 - rest, "m" * (200 - rest)), (201 - rest, "m" * 94 + "…")):
            assert f"; model {shown}; finish_reason" in self.describe(response(model="m" * length))

    def test_tool_calls_of_all_choices_are_counted(self) -> None:
        with_call = choice(message=message(tool_calls=[tool_call()]), finish_reason="")
        words = 'chat.completion; model m; finish_reason "", stop; 1 tool call'
        body = without(response(with_call, choice(), model="m"), "usage")
        assert self.describe(body) == words
        body = without(response(with_call, with_call, choice(), model="m"), "usage")
        assert self.describe(body) == words.replace('""', '"", ""').replace("call", "calls").replace("1", "2")

    def test_other_bodies_are_described(self) -> None:
        assert self.describe(without(response(choices=[], model="m"), "usage")) == (
            "chat.completion; model m; no choices; 0 tool calls"
        )
        start = "chat.completion.chunk; model gpt-4o-2024-08-06; "
        assert self.describe(chunk()) == f"{start}no choices"
        assert self.describe(chunk(choice_chunk())) == f"{start}not finished"
        assert self.describe(chunk(choice_chunk(), choice_chunk(finish_reason=""))) == f'{start}finish_reason ""'
        finished = [choice_chunk(finish_reason=reason) for reason in ("stop", "length")]
        assert self.describe(chunk(*finished)) == f"{start}finish_reason stop, length"
        request: dict[str, Any] = {"model": "m", "messages": [], "tools": []}
        assert self.describe(request) == "request; model m; 0 messages"
        tool = {"type": "function", "function": {"name": "n"}}
        request = {"model": "m", "messages": [{"role": "user", "content": "a"}], "tools": [tool], "stream": True}
        assert self.describe(request) == "request; model m; 1 message; 1 tool; stream"
        deleted = {"object": "chat.completion.deleted", "id": "i", "deleted": True}
        assert self.describe(deleted) == "chat.completion.deleted; deleted yes"
        assert self.describe({**deleted, "deleted": False}) == "chat.completion.deleted; deleted no"

    def test_problems_of_a_stream_have_their_lines(self) -> None:
        text = event_stream([chunk(choice_chunk()), chunk(created="x"), chunk(id=5)], end="").encode()
        [report] = examine_streams(text.splitlines(keepends=True), "f", 11)
        problems = json.loads(format_json(report))["problems"]
        assert [(problem["line"], problem["error"]) for problem in problems] == [
            (13, "DecodeError"),
            (15, "DecodeError"),
            (15, "StreamError"),
        ]
        printed = format_lines(report).splitlines()
        assert [line.split(": ")[0] for line in printed] == ["f:13", "f:15", "f:15"]
        assert printed[-1].endswith("; event stream of 3 chunks, broke off")

    def test_a_stream_without_chunks_has_none(self) -> None:
        [report] = examine_streams([b"data: {\n", b"\n"])
        assert format_lines(report).endswith("; event stream of 0 chunks, broke off\n")

    def test_an_error_of_the_service_is_shown_up_to_a_limit(self) -> None:
        assert self.describe({"error": "x" * 200}) == f"API error: {'x' * 200}"
        assert self.describe({"error": "x" * 201}) == f"API error: {'x' * 200}…"

    def test_an_error_of_the_service_is_an_object_in_json(self) -> None:
        [report] = examine_text(json.dumps({"error": {"message": "No.", "type": "t", "code": 7}}), "f", 7)
        assert json.loads(format_json(report)) == {
            "file": "f",
            "line": 7,
            "location": [],
            "kind": "error body",
            "outcome": "error",
            "model": None,
            "finish_reasons": None,
            "usage": None,
            "problems": [{"line": 7, "error": "APIError", "message": "No. (t, 7)", "type": "t", "code": 7}],
        }

    def test_what_a_body_does_not_have_is_null_in_json(self) -> None:
        documents: list[Any] = [
            without(response(), "usage"),
            {"object": "chat.completion.deleted", "id": "i", "deleted": True},
            {"model": "m", "messages": []},
        ]
        keys = ("location", "model", "finish_reasons", "usage", "problems")
        rows = [json.loads(format_json(examine(document)[0])) for document in documents]
        assert [[row[key] for key in keys] for row in rows] == [
            [[], documents[0]["model"], ["stop"], None, []],
            [[], None, None, None, []],
            [[], "m", None, None, []],
        ]


class Unbuffered(Terminal):
    """Knows the time, and what was flushed."""

    now = 10.0
    flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


class TestProgress:
    def make(self, monkeypatch: pytest.MonkeyPatch, folder: Path, *sizes: int) -> tuple[Progress, Unbuffered]:
        terminal = Unbuffered()
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setattr(time, "monotonic", lambda: terminal.now)
        files = []
        for number, size in enumerate(sizes):
            (folder / str(number)).write_bytes(bytes(size))
            files.append(str(folder / str(number)))
        return Progress([*files, "-", str(folder / "none")], prints_documents=False), terminal

    def show(self, terminal: Unbuffered, progress: Progress, now: float, count: int) -> str:
        """Return what is shown after some more documents."""
        before = terminal.getvalue()
        terminal.now = now
        progress.add(count, "")
        assert terminal.flushed == terminal.getvalue()
        return terminal.getvalue()[len(before) :]

    def test_it_is_updated_twice_a_second(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path)
        shown = [bool(self.show(terminal, progress, now, 1)) for now in (10.25, 10.5, 10.75, 11, 11.25, 11.5)]
        assert shown == [False, False, True, False, False, True]

    def test_it_shows_number_rate_share_and_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 600, 400)
        assert self.show(terminal, progress, 12, 5000) == "\r\x1b[K5,000 documents, 2,500/s"
        progress.move(0, 10)
        assert self.show(terminal, progress, 14, 1) == "\r\x1b[K5,001 documents, 1,250/s, 1%, 6:36 left"
        progress.move(1, 150)
        assert self.show(terminal, progress, 85, 0) == "\r\x1b[K5,001 documents, 67/s, 75%, 0:25 left"
        progress.move(1, 500)
        assert self.show(terminal, progress, 110, 0) == "\r\x1b[K5,001 documents, 50/s, 100%, 0:00 left"
        progress.clear()
        assert terminal.flushed.endswith("left\r\x1b[K")

    @pytest.mark.parametrize(("seconds", "left"), [(59, "0:59"), (60, "1:00"), (119, "1:59"), (120, "2:00")])
    def test_it_shows_minutes_and_seconds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, left: str
    ) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 1000)
        progress.move(0, 500)
        assert self.show(terminal, progress, 10 + seconds, 0).endswith(f", 50%, {left} left")

    def test_files_without_a_size_have_no_share(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        progress, terminal = self.make(monkeypatch, tmp_path, 0)
        progress.move(1, 100)
        assert self.show(terminal, progress, 12, 2) == "\r\x1b[K2 documents, 1/s"

    def test_without_a_standard_error_there_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stderr", None)
        progress = Progress(["-"], prints_documents=False)
        progress.move(0, 1)
        progress.add(1, "")
        progress.clear()


class TestVendor:
    def test_a_link_to_nothing_is_not_a_folder(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        link = tmp_path / "acme"
        link.symlink_to(tmp_path / "none")
        assert main(["vendor", str(link)]) == 2
        assert capsys.readouterr() == ("", f"{link}: no such folder\n")

    def test_a_link_in_place_of_the_copy_is_left_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = tmp_path / "chatcompletion"
        copy.symlink_to(tmp_path / "none")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", f"{copy}: not a copy of this package\n")
        assert copy.is_symlink()

    @pytest.mark.skipif(os.name != "posix", reason="this system has no permission bits")
    def test_everyone_can_read_a_copy(self, tmp_path: Path) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        assert (tmp_path / "chatcompletion").stat().st_mode & 0o777 == 0o755

    @pytest.mark.parametrize("options", [[], ["--update"]], ids=["new", "update"])
    def test_a_copy_that_cannot_be_put_in_its_place_changes_nothing(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        options: list[str],
    ) -> None:
        if options:
            assert main(["vendor", str(tmp_path)]) == 0
            capsys.readouterr()
        before = sorted(tmp_path.rglob("*"))
        rename = Path.rename

        def fail(self: Path, target: Path) -> Path:
            if self.name.startswith(".chatcompletion.") and self.name != ".chatcompletion.old":
                raise OSError(1, "Operation not permitted")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        assert main(["vendor", str(tmp_path), *options]) == 2
        assert capsys.readouterr() == ("", f"{tmp_path}: Operation not permitted\n")
        assert sorted(tmp_path.rglob("*")) == before

    def test_the_stamp_lists_the_files_in_order(self, tmp_path: Path) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        text = (tmp_path / "chatcompletion" / "vendored.json").read_text()
        stamp = json.loads(text)
        assert [*stamp["files"]] == sorted(stamp["files"])
        assert text == json.dumps(stamp, indent=1) + "\n"

    def test_all_edited_files_are_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["vendor", str(tmp_path)]) == 0
        copy = tmp_path / "chatcompletion"
        (copy / "_license.py").unlink()
        (copy / "py.typed").write_text("edited")
        for name in "dbcaef":
            (copy / "stored" / f"{name}.py").touch()
        capsys.readouterr()
        assert main(["vendor", str(tmp_path), "--update"]) == 2
        added = "".join(f"; stored/{name}.py was added" for name in "abcdef")
        words = f"_license.py is missing; py.typed was changed{added}"
        assert capsys.readouterr() == ("", f"{copy}: edited ({words}); --force replaces it anyway\n")
        assert not (copy / "_license.py").exists()

    @pytest.mark.parametrize("option", ["--check", "--update"])
    def test_only_a_new_copy_creates_a_folder(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
    ) -> None:
        folder = tmp_path / "acme"
        assert main(["vendor", str(folder), option]) == 2
        assert capsys.readouterr() == ("", f"{folder}: no such folder\n")
        assert not folder.exists()

    def test_an_error_of_the_system_names_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(*arguments: object, **options: object) -> str:
            raise error

        monkeypatch.setattr(Path, "write_bytes", fail)
        error = OSError(13, "Permission denied", "/the/file")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", "/the/file: Permission denied\n")
        error = OSError(28, "No space left on device")
        assert main(["vendor", str(tmp_path)]) == 2
        assert capsys.readouterr() == ("", f"{tmp_path}: No space left on device\n")


IGNORED = frozenset({"other", "event stream", "error"})
PROGRAM = f"python -m {chatcompletion.__name__}"


HELP: dict[str, list[str]] = {
    "": [
        f"usage: {PROGRAM} [-h] [--version] COMMAND ... Tools for the Chat Completions wire format. options:",
        "number and exit commands: COMMAND check check recorded requests, responses and streams "
        "vendor copy this package into another package "
        f"Example: {PROGRAM} check log.jsonl",
    ],
    "check": [
        f"usage: {PROGRAM} check [-h] [-j N] [-q] [-s] [--at KEY.PATH] [--ignore KINDS] [--json | --markdown] "
        "[FILE ...] Check recorded bodies: ",
        "programs use --json. A file holds",
        "arguments: FILE a file, a folder, or - (the default) for standard input options:",
        "N use N processes; 0: one per processor core -q,",
        "-q, --quiet print only problems -s,",
        "-s, --summary print tables of all files instead of a line for each document --at",
        "--at KEY.PATH look for bodies only there, such as response.body or items[0]; may be repeated --ignore",
        "--ignore KINDS leave out documents of these kinds, separated by commas; error: those with nothing but a "
        "service's error --json",
        "--json print JSON Lines, for programs --markdown",
        "--markdown with --summary: print the tables in Markdown examples:",
        f"{PROGRAM} check --quiet --ignore other,error logs ",
        "limit: a line, a document or an event stream has at most 256 MiB, after decompression",
        f"examples: {PROGRAM} check response.json {PROGRAM} check --quiet log.jsonl.gz",
        "exit status: 0 if all documents are valid, 1 if one is not, 2 if a file cannot be read or the output",
    ],
    "vendor": [
        f"usage: {PROGRAM} vendor [-h] [--parts PARTS] [--check | --config | --update] [--force] DEST "
        "Write a copy of this package, or of parts of it, with its licence, to DEST/chatcompletion. positional",
        "arguments: DEST a folder, such as acme/_vendor; it is created if the folder above it exists options:",
        "--parts PARTS the parts of the package, separated by commas (default: library) --check",
        "--check print the version of the copy and its edited files, and write nothing --config",
        "--config print the settings with which linters and type checkers ignore the copy --update",
        "--update replace the copy, unless it was edited or is newer --force",
        "--force with --update: replace an edited or newer copy too examples:",
        f"{PROGRAM} vendor acme/_vendor --check {PROGRAM} vendor acme/_vendor --update parts: response, stream,",
        "exit status: 0, or 1 if --check finds an edited copy, 3 if it finds a copy that differs from what this",
    ],
}


class TestMain:
    @pytest.fixture(autouse=True)
    def _wide_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("NO_COLOR", "1")

    @pytest.mark.parametrize("command", HELP)
    def test_help_describes_every_option(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main([*command.split(), "--help"])
        text = " ".join(capsys.readouterr().out.split())
        assert caught.value.code == 0
        assert [words for words in HELP[command] if words not in text] == []

    def test_help_keeps_its_line_breaks(self, capsys: pytest.CaptureFixture[str]) -> None:
        for command in ("check", "vendor"):
            with pytest.raises(SystemExit):
                main([command, "--help"])
            text = capsys.readouterr().out
            assert f"\nexamples:\n  {PROGRAM} {command} " in text
            assert "\n\nexit status: 0" in text

    def test_without_a_command_the_help_is_an_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"usage: {PROGRAM} [-h]")

    def test_the_version_is_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert caught.value.code == 0
        assert capsys.readouterr().out == f"{chatcompletion.__version__}\n"

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--vesion"], ": error: unknown option --vesion; is it --version?\n"),
            (["check", "--jsn"], ": error: unknown option --jsn; is it --json?\n"),
            (["vendor", "x", "--updte"], ": error: unknown option --updte; is it --update?\n"),
            (["vendor", "x", "--xyzzy", "--updte"], ": error: unknown option --xyzzy\n"),
            (["vendor", "x", "--force"], " vendor: error: --force requires --update\n"),
            (["vendor", "x", "--check", "--update"], ": not allowed with argument --check\n"),
            (["check", "--markdown"], " check: error: --markdown requires --summary\n"),
            (["check", "-s", "--json", "--markdown"], ": not allowed with argument --json\n"),
            (
                ["check", "--ignore", "othr"],
                "no kind 'othr'; is it other?; there are " + ", ".join([*KINDS, "error"]) + "\n",
            ),
            (["check", "--jobs=x"], ": expected a number from 0 to 1000, got 'x'\n"),
        ],
        ids=" ".join,
    )
    def test_wrong_options_are_explained(
        self, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("usage: ")
        assert printed.err.endswith(words)

    @pytest.mark.parametrize(
        ("arguments", "options"),
        [
            ([], check_module.Options()),
            (["--jobs=1000"], check_module.Options(jobs=1000)),
            (["-j0"], check_module.Options(jobs=0)),
            (["-q"], check_module.Options(quiet=True)),
            (["-s"], check_module.Options(summary=True)),
            (["--json"], check_module.Options(json=True)),
            (["-s", "--markdown"], check_module.Options(summary=True, markdown=True)),
            (["--at", "a.b", "--at=c[0]"], check_module.Options(places=(("a", "b"), ("c", 0)))),
            (["--ignore", "other, event stream,error"], check_module.Options(ignored=IGNORED)),
        ],
        ids=str,
    )
    def test_options_reach_the_command(
        self, arguments: list[str], options: check_module.Options, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        calls: list[Any] = []

        def check(files: list[str], options: check_module.Options) -> int:
            calls.append((files, options))
            return 1

        monkeypatch.setattr(sys.modules[main.__module__], "check", check)
        assert main(["check", *arguments]) == 1
        assert main(["check", *arguments, "a", "b"]) == 1
        assert calls == [(["-"], options), (["a", "b"], options)]

    @pytest.mark.parametrize(
        ("error", "status", "words"),
        [
            (KeyboardInterrupt(), 130, "interrupted"),
            (BrokenPipeError(32, "Broken pipe"), 2, "standard output: closed"),
            (OSError(28, "No space left on device"), 2, "standard output: No space left on device"),
        ],
        ids=repr,
    )
    def test_what_ends_a_command_is_one_line(
        self,
        error: BaseException,
        status: int,
        words: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def check(files: list[str], options: check_module.Options) -> int:
            raise error

        monkeypatch.setattr(sys.modules[main.__module__], "check", check)
        with (tmp_path / "output").open("w") as output:
            monkeypatch.setattr(sys, "stdout", output)
            assert main(["check"]) == status
            output.write("lost")
        assert capsys.readouterr().err == f"{chatcompletion.__name__}: {words}\n"
        assert (tmp_path / "output").read_text() == ("lost" if status == 130 else "")

    def test_a_vendored_copy_names_itself(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["vendor", str(tmp_path / "acme_edge"), "--parts", "tools"]) == 0
        monkeypatch.syspath_prepend(tmp_path)
        copy = importlib.import_module("acme_edge.chatcompletion.cli.main")
        assert copy.main([]) == 2
        assert "usage: python -m acme_edge.chatcompletion [-h]" in capsys.readouterr().err
