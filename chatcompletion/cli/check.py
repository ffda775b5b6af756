"""The command `check`: checks recorded bodies, and prints a line for each, or a summary."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .._core.errors import Location, shorten
from ..errors import DecodeError
from ..logs.examine import examine_text
from ..logs.files import (
    READ_ERRORS,
    Documents,
    Events,
    Lines,
    Part,
    describe_read_error,
    iter_file,
    list_files,
    read_lines,
)
from ..logs.report import Report
from ..logs.search import OTHER
from ..logs.summary import Summary
from ..logs.table import format_tables
from .output import format_json, format_json_error, format_lines
from .progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Future

EMPTY = Report(OTHER, None, (DecodeError("JSON", found="nothing"),))


class Options(NamedTuple):
    """The options of the command."""

    jobs: int = 1
    """The number of processes. 0 stands for one per processor core."""
    quiet: bool = False
    """Whether only problems are printed."""
    summary: bool = False
    """Whether a summary is printed instead of the documents."""
    json: bool = False
    """Whether JSON Lines are printed."""
    places: tuple[Location, ...] = ()
    """Where the bodies are in the documents. They are searched if there is none."""


class Result(NamedTuple):
    """What was found in a part of a file."""

    output: str = ""
    """The lines to print."""
    documents: int = 0
    """The number of documents."""
    is_valid: bool = True
    """Whether all documents are valid."""
    summary: Summary | None = None
    """The summary of the documents, if one was asked for."""
    error: tuple[str, str] | None = None
    """The name of a file, and why it cannot be read, or not any further."""


def check(files: Sequence[str], options: Options) -> int:
    """Check the documents in the files. Return the exit status."""
    status, summary = 0, Summary()
    files = [file for name in files for file in ([name] if name == "-" else list_files(name))]
    errors: list[tuple[str, str]] = []
    with Progress(files, prints_documents=not options.summary) as progress:
        for result in _iter_results(files, options, progress):
            _write(result.output)
            progress.add(result.documents)
            status = max(status, 0 if result.is_valid else 1)
            if result.summary is not None:
                summary.update(result.summary)
            if result.error is not None:
                progress.clear()
                errors.append(result.error)
                _report_error(*result.error, options)
                status = 2
    if options.summary:
        _write(_format_summary(summary, options, errors))
    return status


def _report_error(name: str, reason: str, options: Options) -> None:
    if not options.json:
        print(f"{name}: {reason}" if name else reason, file=sys.stderr)
    elif not options.summary:
        _write(format_json_error(name, reason))


def _format_summary(summary: Summary, options: Options, errors: Sequence[tuple[str, str]]) -> str:
    if options.json:
        failures = [{"row": "error", "file": name, "message": reason} for name, reason in errors]
        return "".join(json.dumps(row) + "\n" for row in [*summary.to_rows(), *failures])
    if sys.stdout is None or not sys.stdout.isatty():
        return str(summary)
    width = shutil.get_terminal_size().columns
    is_bold = not os.environ.get("NO_COLOR")
    return format_tables(summary.to_tables(), width=width, is_bold=is_bold) or str(summary)


def _write(text: str) -> None:
    if text and sys.stdout is not None:
        sys.stdout.write(text)


def _iter_results(files: Iterable[str], options: Options, progress: Progress) -> Iterator[Result]:
    """Iterate over the results for the files, in order. With several jobs, a limited number of parts is under way."""
    jobs = options.jobs or os.cpu_count() or 1
    if jobs == 1:
        for name, part in _read_files(files, progress, options):
            yield from _check_part(name, part, options)
        return
    try:
        # Imported here, as it takes long.
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

        executor = ProcessPoolExecutor(jobs, initializer=_ignore_interruption)
    except (ImportError, NotImplementedError, OSError):  # such as in a browser
        yield Result(error=("", "this Python has no processes; use --jobs 1"))
        return
    pending: deque[tuple[str, Lines | Documents, Future[list[Result] | None]]] = deque()

    def finish() -> Iterable[Result]:
        name, part, future = pending.popleft()
        results = future.result()
        return _check_part(name, part, options) if results is None else results

    try:
        for name, part in _read_files(files, progress, options):
            if isinstance(part, (Lines, Documents)):
                sent = part._replace(lines=()) if isinstance(part, Lines) and part.source else part
                pending.append((name, part, executor.submit(_check_part_in_process, name, sent, options)))
                while len(pending) > 2 * jobs:
                    yield from finish()
            else:
                while pending:
                    yield from finish()
                yield from _check_part(name, part, options)
        while pending:
            yield from finish()
    except BrokenExecutor:
        yield Result(error=("", "a process ended unexpectedly; --jobs 1 needs no other process"))
    except OSError as error:
        reason = f"a process cannot be started: {error.strerror}; --jobs 1 needs no other process"
        yield Result(error=("", reason))
    finally:
        executor.shutdown(cancel_futures=True)


def _ignore_interruption() -> None:
    """Leave an interruption to the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_files(files: Iterable[str], progress: Progress, options: Options) -> Iterator[tuple[str, Part | str]]:
    """Iterate over the parts of all files, with the names to print. A file that cannot be read has a message."""
    for number, file in enumerate(files):
        name = "<stdin>" if file == "-" else file if options.json else shorten(file, 1000)
        try:
            for part, position in iter_file(file):
                progress.move(number, position)
                yield name, part
        except READ_ERRORS as error:
            yield name, describe_read_error(file, error)


def _check_part_in_process(name: str, part: Lines | Documents, options: Options) -> list[Result] | None:
    """Return the results for a part, or None if the process cannot read it."""
    if isinstance(part, Lines) and part.source:
        try:
            part = part._replace(lines=read_lines(part.source))
        except READ_ERRORS:
            return None
    return list(_check_part(name, part, options))


def _check_part(name: str, part: Part | str, options: Options) -> Iterator[Result]:
    """Iterate over the results for a part of a file: one, or one for each event stream."""
    if isinstance(part, str):
        yield Result(error=(name, part))
    elif isinstance(part, Events):
        from ..logs.streams import examine_streams  # here, as few files need it

        errors: list[str] = []
        for line, report in examine_streams(part.line, _iter_readable(part.lines, name, errors)):
            yield _make_result(name, [(line, [report])], options)
        for error in errors:
            yield Result(error=(name, error))
    else:
        yield _make_result(name, _iter_reports(part, options.places), options)


def _iter_readable(lines: Iterable[bytes], name: str, errors: list[str]) -> Iterator[bytes]:
    """Iterate over the lines up to an error, so that a stream that is cut off there is checked too."""
    try:
        yield from lines
    except READ_ERRORS as error:
        errors.append(describe_read_error(name, error))


def _iter_reports(part: Lines | Documents, places: Sequence[Location]) -> Iterator[tuple[int, Sequence[Report]]]:
    """Iterate over the documents of a part: the line of each, and its reports."""
    if isinstance(part, Documents):
        for line, location, text in part.documents:
            reports = examine_text(text, line, places) if text else (EMPTY,)
            yield line, [report._replace(location=(*location, *report.location)) for report in reports]
        return
    for line, text in enumerate(part.lines, part.line):
        if text := text.rstrip():
            yield line, examine_text(text, line, places)


def _make_result(name: str, documents: Iterable[tuple[int, Sequence[Report]]], options: Options) -> Result:
    output: list[str] = []
    summary = Summary() if options.summary else None
    format_report = format_json if options.json else format_lines
    count, is_valid = 0, True
    for line, reports in documents:
        for report in reports:
            count += 1
            if report.problems:
                is_valid = False
            if summary is not None:
                summary.count(report, f"{name}:{line}")
            elif report.problems or not options.quiet:
                output.append(format_report(name, line, report))
    return Result("".join(output), count, is_valid, summary)
