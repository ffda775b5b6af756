"""The command line: `python -m chatcompletion`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import __version__
from .check import check


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

    given = parser.parse_args(arguments)
    try:
        status: int = given.run(given)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Python would complain once more when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"{package}: standard output was closed", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{package}: interrupted", file=sys.stderr)
        return 130
