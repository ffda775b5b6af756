"""The command line: `python -m chatcompletion`."""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr
from typing import NoReturn, TextIO

from .. import __version__
from .._core.errors import Location, shorten
from ..logs.files import MAX_SIZE, suggest
from ..logs.report import KINDS
from .check import Options, check

MAX_JOBS = 1000
ERROR = "error"
"""The outcome that `--ignore` takes beside the kinds."""
MAX_MESSAGE = 1000
"""The number of characters of a message about the arguments."""

CHECK_DESCRIPTION = """\
Check recorded bodies: requests, responses, chunks, event streams, error bodies,
and lists and deletions of stored completions. Print a line for each body: a
description, or each problem with its place. The lines are for people; programs
use --json.

A file holds JSON documents, JSON Lines or event streams, and may be compressed
with gzip (or zstd, from Python 3.14 on). Of a folder, all files are checked but
hidden ones, pipes, sockets and devices. Bodies are found at any depth of a
document, under any key, and as text in a string: a line of a log may have a
request and its response. They are recognized by their structure. --at names the
place instead."""

CHECK_EPILOG = """\
examples:
  {program} check response.json
  {program} check --quiet log.jsonl.gz
  {program} check --quiet --ignore other,error logs  # only broken bodies
  {program} check --summary --jobs 0 logs/*.jsonl
  {program} check --at response.body log.jsonl
  {program} check --json log.jsonl

kinds: request, response, chunk, event stream, list of responses, list of
messages, deletion, error body, and other for a document without a body.
outcomes: "valid"; "invalid" with problems; "error" if nothing is wrong but an
error that the service sent; "unreadable" for a file.

limit: a line, a document or an event stream has at most {limit} MiB, after
decompression. An array of documents may be larger. The rest of a file after
something larger is not checked, and the file is unreadable.

exit status: 0 if all documents are valid, 1 if one is not, 2 if a file cannot
be read or the output cannot be written. What is ignored does not count."""

VENDOR_EPILOG = """\
examples:
  {program} vendor acme/_vendor
  {program} vendor acme/_vendor --parts response,stream
  {program} vendor acme/_vendor --config
  {program} vendor acme/_vendor --check
  {program} vendor acme/_vendor --update

parts: response, stream, request, stored (which needs request), logs and cli
(which need all others); library for the first four, which is the default;
tools or all for everything. --update keeps the parts of the copy.

exit status: 0, or 1 if --check finds an edited copy, 3 if it finds a copy that
differs from what this package would write, or 2 if the command failed."""


class _Parser(argparse.ArgumentParser):
    """Shows no control characters of the arguments in its messages."""

    def error(self, message: str) -> NoReturn:
        super().error(shorten(message, MAX_MESSAGE))


class StandardError(io.TextIOBase):
    """Standard error, which may be closed or full: messages are then dropped, as the exit status says enough."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        if self._stream is not None:
            try:
                self._stream.write(text)
                self._stream.flush()
            except OSError:
                silence(self._stream)
                self._stream = None
        return len(text)


def silence(stream: TextIO) -> None:
    """Lead a stream that cannot be written to nowhere, as Python would fail again to flush it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Return its exit status."""
    with redirect_stderr(StandardError(sys.stderr)):
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    package = (__package__ or "chatcompletion.cli").rpartition(".")[0]
    program = f"python -m {package}"
    parser = _Parser(
        prog=program,
        description="Tools for the Chat Completions wire format.",
        epilog=f"Example: {program} check log.jsonl",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    check_parser = commands.add_parser(
        "check",
        help="check recorded requests, responses and streams",
        description=CHECK_DESCRIPTION,
        epilog=CHECK_EPILOG.format(program=program, limit=MAX_SIZE >> 20),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    check_parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=["-"],
        help="a file, a folder, or - (the default) for standard input",
    )
    check_parser.add_argument(
        "-j", "--jobs", metavar="N", type=_parse_jobs, default=1, help="use N processes; 0: one per processor core"
    )
    check_parser.add_argument("-q", "--quiet", action="store_true", help="print only problems")
    check_parser.add_argument(
        "-s", "--summary", action="store_true", help="print tables of all files instead of a line for each document"
    )
    check_parser.add_argument(
        "--at",
        metavar="KEY.PATH",
        dest="places",
        type=_parse_place,
        action="append",
        default=[],
        help="look for bodies only there, such as response.body or items[0]; may be repeated",
    )
    check_parser.add_argument(
        "--ignore",
        metavar="KINDS",
        dest="ignored",
        type=_parse_kinds,
        default=frozenset(),
        help="leave out documents of these kinds, separated by commas; error: those with nothing but a service's error",
    )
    form = check_parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON Lines, for programs")
    form.add_argument("--markdown", action="store_true", help="with --summary: print the tables in Markdown")
    check_parser.set_defaults(parser=check_parser, run=_run_check)

    vendor_parser = commands.add_parser(
        "vendor",
        help="copy this package into another package",
        description="Write a copy of this package, or of parts of it, with its licence, to DEST/chatcompletion.",
        epilog=VENDOR_EPILOG.format(program=program),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    vendor_parser.add_argument(
        "destination",
        metavar="DEST",
        help="a folder, such as acme/_vendor; it is created if the folder above it exists",
    )
    vendor_parser.add_argument(
        "--parts", metavar="PARTS", help="the parts of the package, separated by commas (default: library)"
    )
    mode = vendor_parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--check", action="store_true", help="print the version of the copy and its edited files, and write nothing"
    )
    mode.add_argument(
        "--config", action="store_true", help="print the settings with which linters and type checkers ignore the copy"
    )
    mode.add_argument("--update", action="store_true", help="replace the copy, unless it was edited or is newer")
    vendor_parser.add_argument(
        "--force", action="store_true", help="with --update: replace an edited or newer copy too"
    )
    vendor_parser.set_defaults(parser=vendor_parser, run=_run_vendor)

    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        used = getattr(options, "parser", parser)
        used.error(_describe_unknown_argument(unknown[0], used))
    if not hasattr(options, "run"):
        parser.print_help(sys.stderr)
        return 2
    if getattr(options, "markdown", False) and not options.summary:
        check_parser.error("--markdown requires --summary")
    if getattr(options, "force", False) and not options.update:
        vendor_parser.error("--force requires --update")
    if getattr(options, "parts", None) is not None and (options.check or options.config):
        vendor_parser.error("--parts cannot be used with --check or --config")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt as error:
        print(" ".join([f"{package}: interrupted", *error.args]), file=sys.stderr)
        return 130
    except OSError as error:
        silence(sys.stdout)
        closed = isinstance(error, BrokenPipeError)
        print(f"{package}: standard output: {'closed' if closed else error.strerror}", file=sys.stderr)
        return 2


def _run_check(options: argparse.Namespace) -> int:
    options.places = tuple(options.places)
    return check(options.files, Options(*[getattr(options, name) for name in Options._fields]))


def _run_vendor(options: argparse.Namespace) -> int:
    from .vendor import vendor  # here, as importing it takes longer than checking a file

    return vendor(
        options.destination,
        parts=options.parts,
        check=options.check,
        update=options.update,
        force=options.force,
        config=options.config,
    )


def _parse_jobs(text: str) -> int:
    if text.isdecimal() and (jobs := int(text)) <= MAX_JOBS:
        return jobs
    raise argparse.ArgumentTypeError(f"expected a number from 0 to {MAX_JOBS}, got {text!r}")


def _parse_place(text: str) -> Location:
    steps = re.findall(r"[^.\[\]]+", text)
    if not steps:
        raise argparse.ArgumentTypeError(f"expected keys, such as response.body, got {text!r}")
    return tuple(int(step) if f"[{step}]" in text and step.isdecimal() else step for step in steps)


def _parse_kinds(text: str) -> frozenset[str]:
    kinds = frozenset(kind.strip() for kind in text.split(","))
    known = [*KINDS, ERROR]
    for kind in kinds - {*known}:
        expected = ", ".join(known)
        raise argparse.ArgumentTypeError(f"no kind {kind!r}{suggest(kind, known)}; there are {expected}")
    return kinds


def _describe_unknown_argument(argument: str, parser: argparse.ArgumentParser) -> str:
    if not argument.startswith("-"):
        return f"unexpected argument {argument}"
    known = [option for action in parser._actions for option in action.option_strings]
    return f"unknown option {argument}{suggest(argument, known)}"
