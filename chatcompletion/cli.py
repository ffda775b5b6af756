"""The command line: `python -m chatcompletion`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import __version__
from .check import check
from .vendor import NAME, vendor


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns its exit status."""
    package = __package__ or "chatcompletion"
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description="Chat Completions, typed.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    checking = commands.add_parser(
        "check",
        help="say what recorded bodies are, or where they are wrong",
        description="Reads JSON documents, JSON Lines (each line a body, or a line of a batch's output) or recorded "
        "event streams, and prints a line for each: what it is, or where it is wrong.",
        epilog="Exit status: 0; 1 where a document is no completion; 2 where a file could not be read.",
    )
    checking.add_argument("files", metavar="FILE", nargs="*", default=["-"], help="a file, or - for standard input")
    checking.set_defaults(run=lambda given: check(given.files))

    vendoring = commands.add_parser(
        "vendor",
        help="copy this package into another one",
        description=f"Writes a copy of this package, with its licence, into DEST/{NAME}.",
        epilog="Exit status: 0; 1 where the copy that is checked was edited; 2 where nothing could be done.",
    )
    vendoring.add_argument("destination", metavar="DEST", help="a folder, such as acme/_vendor")
    mode = vendoring.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="only say which version is there, and what was edited in it")
    mode.add_argument("--update", action="store_true", help="replace the copy that is there, unless it was edited")
    vendoring.add_argument("--force", action="store_true", help="with --update: replace an edited copy as well")
    vendoring.set_defaults(
        run=lambda given: vendor(given.destination, check=given.check, update=given.update, force=given.force)
    )

    given = parser.parse_args(arguments)
    if getattr(given, "force", False) and not given.update:
        vendoring.error("--force goes with --update")
    try:
        status: int = given.run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print(f"{package}: interrupted", file=sys.stderr)
        return 130
    except OSError as problem:
        # Python would complain once more when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        closed = isinstance(problem, BrokenPipeError)
        print(f"{package}: standard output: {'closed' if closed else problem.strerror}", file=sys.stderr)
        return 2
