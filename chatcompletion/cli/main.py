"""The command line: `python -m chatcompletion`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from .. import __version__
from .check import check
from .vendor import NAME, vendor


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Return its exit status."""
    package = (__package__ or "chatcompletion.cli").rpartition(".")[0]
    parser = argparse.ArgumentParser(
        prog=f"python -m {package}", description="Tools for the Chat Completions wire format."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    check_parser = commands.add_parser(
        "check",
        help="check recorded responses and streams",
        description="Check recorded bodies: JSON documents, JSON Lines (a line may also be one of a batch's output) "
        "and event streams. Print a line for each: a summary, or the problem and its place.",
        epilog="Exit status: 0 if all documents are completions, 1 if one is not, 2 if a file cannot be read.",
    )
    check_parser.add_argument(
        "files", metavar="FILE", nargs="*", default=["-"], help="a file, or - for standard input (the default)"
    )
    check_parser.set_defaults(run=lambda options: check(options.files))

    vendor_parser = commands.add_parser(
        "vendor",
        help="copy this package into another package",
        description=f"Write a copy of this package, with its licence, to DEST/{NAME}.",
        epilog="Exit status: 0, or 1 if --check finds an edited copy, or 2 if nothing could be done.",
    )
    vendor_parser.add_argument(
        "destination",
        metavar="DEST",
        help="a folder, such as acme/_vendor; it is created if the folder above it exists",
    )
    mode = vendor_parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--check", action="store_true", help="print the version of the copy and its edited files, and write nothing"
    )
    mode.add_argument("--update", action="store_true", help="replace the copy, unless it was edited")
    vendor_parser.add_argument("--force", action="store_true", help="with --update: replace an edited copy too")
    vendor_parser.set_defaults(
        run=lambda options: vendor(options.destination, check=options.check, update=options.update, force=options.force)
    )

    options = parser.parse_args(arguments)
    if getattr(options, "force", False) and not options.update:
        vendor_parser.error("--force requires --update")
    try:
        status: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print(f"{package}: interrupted", file=sys.stderr)
        return 130
    except OSError as error:
        # Without this, Python reports the error again when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        closed = isinstance(error, BrokenPipeError)
        print(f"{package}: standard output: {'closed' if closed else error.strerror}", file=sys.stderr)
        return 2
