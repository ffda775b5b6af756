"""The command `check`: checks recorded bodies, and prints a line for each, or a summary."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from .._core.errors import Location
from ..logs.files import Documents, Lines, Part, ReadError, iter_file, list_files, read_again
from ..logs.report import FILE, Report
from ..logs.reports import examine_part
from ..logs.summary import Summary
from ..logs.table import format_tables
from .output import format_json, format_lines, write_row
from .progress import Progress

if TYPE_CHECKING:
    from concurrent.futures import Future


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
    markdown: bool = False
    """Whether the summary is printed in Markdown."""
    places: tuple[Location, ...] = ()
    """Where the bodies are in the documents. They are searched if there is none."""
    ignored: frozenset[str] = frozenset()
    """The kinds and outcomes of the documents that are left out."""


class Result(NamedTuple):
    """What was found in a part of a file."""

    output: str = ""
    """The lines to print."""
    documents: int = 0
    """The number of documents, also of those that are left out."""
    place: str = ""
    """The file and the line of the last document."""
    status: int = 0
    """The exit status."""
    summary: Summary | None = None
    """The summary of the documents, if one was asked for."""
    errors: str = ""
    """The lines to print on standard error."""


def check(files: Sequence[str], options: Options) -> int:
    """Check the documents in the files. Return the exit status."""
    status, summary = 0, Summary()
    files = [file for name in files for file in ([name] if name == "-" else list_files(name))]
    with Progress(files, prints_documents=not options.summary) as progress:
        for result in _iter_results(files, options, progress):
            _write(result.output)
            progress.add(result.documents, result.place)
            status = max(status, result.status)
            if result.summary is not None:
                summary.update(result.summary)
            if result.errors:
                progress.clear()
                print(result.errors, end="", file=sys.stderr)
    if options.summary:
        _write(_format_summary(summary, options))
    return status


def _format_summary(summary: Summary, options: Options) -> str:
    if options.json:
        return "".join(map(write_row, summary.to_rows()))
    if options.markdown:
        return summary.to_markdown()
    if sys.stdout is None or not sys.stdout.isatty():
        return str(summary)
    import shutil  # importing it takes longer than checking a file

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
        for name, part in _read_files(files, progress):
            yield from _check_part(name, part, options)
        return
    try:
        # Imported here, as it takes long.
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

        executor = ProcessPoolExecutor(jobs, initializer=_ignore_interruption)
    except (ImportError, NotImplementedError, OSError):  # such as in a browser
        yield _fail("this Python has no processes; use --jobs 1", options)
        return
    pending: deque[tuple[str, Lines | Documents, Future[Result | None]]] = deque()

    def finish() -> Result:
        name, part, future = pending.popleft()
        return future.result() or _make_result(examine_part(name, part, options.places), options)

    try:
        for name, part in _read_files(files, progress):
            if isinstance(part, (Lines, Documents)):
                sent = part._replace(text=b"") if isinstance(part, Lines) and part.source else part
                pending.append((name, part, executor.submit(_check_part_in_process, name, sent, options)))
                while len(pending) > 2 * jobs:
                    yield finish()
            else:
                while pending:
                    yield finish()
                yield from _check_part(name, part, options)
        while pending:
            yield finish()
    except BrokenExecutor:
        yield _fail("a process ended unexpectedly; --jobs 1 needs no other process", options)
    except OSError as error:
        reason = f"a process cannot be started: {error.strerror}; --jobs 1 needs no other process"
        yield _fail(reason, options)
    finally:
        executor.shutdown(cancel_futures=True)


def _ignore_interruption() -> None:
    """Leave an interruption to the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_files(files: Iterable[str], progress: Progress) -> Iterator[tuple[str, Part]]:
    """Iterate over the parts of all files, with the names to print."""
    for number, file in enumerate(files):
        name = "<stdin>" if file == "-" else file
        for part, position in iter_file(file):
            progress.move(number, position)
            yield name, part


def _check_part_in_process(name: str, part: Lines | Documents, options: Options) -> Result | None:
    """Return the result for a part, or None if the process cannot read it."""
    if isinstance(part, Lines) and part.source:
        text = read_again(part.source)
        if text is None:
            return None
        part = part._replace(text=text)
    return _make_result(examine_part(name, part, options.places), options)


def _check_part(name: str, part: Part, options: Options) -> Iterator[Result]:
    """Iterate over the results for a part of a file: one, or one for each event stream."""
    reports = examine_part(name, part, options.places)
    if isinstance(part, (Lines, Documents)):
        yield _make_result(reports, options)
    else:
        for report in reports:
            yield _make_result([report], options)


def _make_result(reports: Iterable[Report], options: Options) -> Result:
    output: list[str] = []
    errors: list[str] = []
    summary = Summary() if options.summary else None
    format_report, ignored = format_json if options.json else format_lines, options.ignored
    count, status = 0, 0
    report = None
    for report in reports:
        is_file = report.kind == FILE
        count += not is_file
        if ignored and (report.kind in ignored or report.outcome in ignored):
            continue
        if report.problems:
            status = max(status, 2 if is_file else 1)
        if is_file and not options.json:
            errors.append(format_lines(report))
        elif summary is None and (report.problems or not options.quiet):
            output.append(format_report(report))
        if summary is not None:
            summary.count(report)
    place = f"{report.file}:{report.line}" if report and report.line else ""
    return Result("".join(output), count, place, status, summary, "".join(errors))


def _fail(reason: str, options: Options) -> Result:
    """Return the result if the documents cannot be checked."""
    return _make_result([Report("", 0, FILE, None, (ReadError(reason),))], options)
