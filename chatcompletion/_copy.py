"""A vendored copy of the package: compares it with its stamp. A copy without the command line runs this module.

It needs no other module of the package: `python acme/_vendor/chatcompletion/_copy.py` works, too.
"""

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

STAMP_FILE = "vendored.json"
MAX_SIZE = 1 << 24
"""The size of a file that is read, in bytes. The package has no larger ones."""
_STAMP_TYPES = {"version": str, "files": dict, "parts": list, "commit": str, "committed": int, "schema": str}


class CopyError(Exception):
    """The reason, in one line, why nothing was done."""


class Stamp(NamedTuple):
    """What the stamp of a copy says."""

    version: str
    files: dict[str, str]
    """The digests of the files by their names."""
    parts: tuple[str, ...] | None = None
    """The parts of the package that the copy has. None if it was written before there were parts."""
    commit: str | None = None
    """The commit that the copy was made from, if it was made from a clone."""
    committed: int | None = None
    """When this commit was made, in Unix seconds."""
    schema: str | None = None
    """The version of the public schema."""

    def describe(self) -> str:
        parts = "" if self.parts is None else f" ({', '.join(self.parts)[:100]})"
        commit, _, changes = (self.commit or "").partition(" ")
        source = f" of commit {commit[:12]}" if commit else ""
        return f"chatcompletion {self.version}{parts}{source}" + (f" {changes[:100]}" if changes else "")


def read_stamp(copy: Path) -> Stamp:
    """Return the stamp of a copy. Raises `CopyError` if there is none."""
    if not copy.is_dir() or copy.is_symlink():
        raise CopyError(f"{copy}: {'not a copy of this package' if os.path.lexists(copy) else 'there is no copy'}")
    try:
        data = json.loads(_read_file(copy / STAMP_FILE) or b"")
        known = {name: data[name] for name in _STAMP_TYPES if data.get(name) is not None}
        texts = [*known["files"].values(), *known.get("parts", ())]
        if any(type(known[name]) is not _STAMP_TYPES[name] for name in known) or {*map(type, texts)} - {str}:
            raise TypeError
        parts = tuple(known["parts"]) if "parts" in known else None
        return Stamp(**{**known, "version": known["version"][:100], "parts": parts})
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        if (copy / Path(__file__).name).exists():
            raise CopyError(
                f"{copy}: {STAMP_FILE} is missing or damaged; remove the copy and vendor it again"
            ) from None
        raise CopyError(f"{copy}: not a copy of this package, as it has no valid {STAMP_FILE}") from None


def find_differences(copy: Path, stamp: Stamp) -> list[str]:
    """Return how a copy differs from what was written: its missing, added and changed files."""
    present, folders = {}, [copy]
    while folders:
        for path in folders.pop().iterdir():
            if path.is_dir() and not path.is_symlink():
                folders.append(path)
            elif not (path.parent.name == "__pycache__" and path.suffix == ".pyc"):
                present[path.relative_to(copy).as_posix()] = path
    present.pop(STAMP_FILE, None)
    differences = [f"{name[:100]} is missing" for name in stamp.files if name not in present]
    for name, path in sorted(present.items()):
        if name not in stamp.files:
            differences.append(f"{name[:100]} was added")
        elif (content := _read_file(path)) is None or digest(content) != stamp.files[name]:
            differences.append(f"{name[:100]} was changed")
    return differences


def _read_file(path: Path) -> bytes | None:
    """Return what a file holds. None for what is no file, such as a link or a pipe, or is too large."""
    is_file = path.is_file() and not path.is_symlink()
    return path.read_bytes() if is_file and path.stat().st_size <= MAX_SIZE else None


def digest(content: bytes) -> str:
    """Return the digest of a file. It is the same if a version control system converted the line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def print_differences(copy: Path, stamp: Stamp) -> int:
    """Print how a copy differs from what was written. Return the exit status."""
    differences = find_differences(copy, stamp)
    for difference in differences:
        print_line(f"{copy}: {difference}")
    print_line(f"{copy}: {stamp.describe()}, {'edited' if differences else 'unchanged'}")
    return 1 if differences else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the copy that this module is in. Return the exit status."""
    options = sys.argv[1:] if arguments is None else arguments
    if not {*options} <= {"--check"}:
        print("this copy has no command line; without arguments, it checks itself", file=sys.stderr)
        return 2
    copy = Path(__file__).parent
    try:
        return print_differences(copy, read_stamp(copy))
    except CopyError as error:
        print_line(error, sys.stderr)
    except OSError as error:
        print_line(f"{error.filename or copy}: {error.strerror}", sys.stderr)
    return 2


def print_line(text: object, file: TextIO | None = None) -> None:
    """Print a text with its control characters escaped."""
    print("".join(char if char.isprintable() else ascii(char)[1:-1] for char in str(text)), file=file)


if __name__ == "__main__":
    sys.exit(main())
