"""The command `vendor`: copies the package into another one, and knows its copies again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from importlib import metadata, resources
from pathlib import Path
from tempfile import mkdtemp

from . import __version__

NAME = "chatcompletion"
LICENCE = "LICENSE"
STAMP = "vendored.json"


class Refusal(Exception):
    """Why nothing was done, in a line."""


def vendor(destination: str, *, check: bool = False, update: bool = False, force: bool = False) -> int:
    """Writes, checks or updates the copy in a folder; returns the exit status."""
    try:
        copy = _copy_in(Path(destination))
        if check:
            return _checked(copy)
        _write(copy, update=update, force=force)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"{problem.filename or destination}: {problem.strerror}", file=sys.stderr)
        return 2
    print(f"{copy}: {NAME} {__version__}")
    return 0


def _copy_in(destination: Path) -> Path:
    """Where the copy is or will be; brings back one that an interrupted update had set aside."""
    if not destination.is_dir():
        raise Refusal(f"{destination}: {'not a folder' if destination.exists() else 'no such folder'}")
    copy = destination / NAME
    if not copy.exists() and _set_aside(copy).exists():
        _set_aside(copy).rename(copy)
    return copy


def _set_aside(copy: Path) -> Path:
    return copy.with_name(f".{NAME}.old")


def _checked(copy: Path) -> int:
    version, differences = _compared(copy)
    for difference in differences:
        print(f"{copy}: {difference}")
    print(f"{copy}: {NAME} {version}, {'edited' if differences else 'untouched'}")
    return 1 if differences else 0


def _write(copy: Path, *, update: bool, force: bool) -> None:
    if update:
        differences = _compared(copy)[1]
        if differences and not force:
            raise Refusal(f"{copy}: edited ({'; '.join(differences)}); --force replaces it all the same")
    elif copy.exists() or copy.is_symlink():
        _compared(copy)
        raise Refusal(f"{copy}: there is a copy already; --update replaces it")
    files = _files()
    stamp = {"version": __version__, "files": {name: _digest(content) for name, content in sorted(files.items())}}
    files[STAMP] = (json.dumps(stamp, indent=1) + "\n").encode()
    new = Path(mkdtemp(prefix=f".{NAME}.", dir=copy.parent))
    try:
        for name, content in files.items():
            (new / name).write_bytes(content)
        new.chmod(0o755)
        _swap(new, copy)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(new: Path, copy: Path) -> None:
    """Puts the new copy into its place; `_copy_in` sees to the moment in between."""
    old = _set_aside(copy)
    shutil.rmtree(old, ignore_errors=True)
    if copy.exists():
        copy.rename(old)
    try:
        new.rename(copy)
    except BaseException:
        if old.exists():
            old.rename(copy)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _compared(copy: Path) -> tuple[str, list[str]]:
    """The version of a copy, and what is different in it from what was written."""
    if not copy.is_dir() or copy.is_symlink():
        raise Refusal(f"{copy}: {'not a copy of this package' if os.path.lexists(copy) else 'no copy is there'}")
    try:
        stamp = json.loads((copy / STAMP).read_bytes())
        version, digests = str(stamp["version"]), dict(stamp["files"])
    except (OSError, ValueError, LookupError, TypeError):
        raise Refusal(f"{copy}: not a copy of this package, as it has no {STAMP} of ours") from None
    there = {
        path.relative_to(copy).as_posix(): path
        for path in sorted(copy.rglob("*"))
        if not path.is_dir() and "__pycache__" not in path.parts and path.name != STAMP
    }
    differences = [f"{name} is missing" for name in digests if name not in there]
    for name, path in there.items():
        if name not in digests:
            differences.append(f"{name} was added")
        elif _digest(path.read_bytes()) != digests[name]:
            differences.append(f"{name} was changed")
    return version, differences


def _files() -> dict[str, bytes]:
    """The package's files by name, wherever it is: in a folder, in an archive, or vendored itself."""
    package = resources.files(__package__ or NAME)
    files = {
        entry.name: entry.read_bytes()
        for entry in package.iterdir()
        if entry.is_file() and (entry.name.endswith(".py") or entry.name in ("py.typed", LICENCE))
    }
    return files if LICENCE in files else {**files, LICENCE: _licence()}


def _licence() -> bytes:
    """The licence beside the package: with an installed one, and in a checkout."""
    try:
        text = metadata.distribution(NAME).read_text(f"licenses/{LICENCE}")
    except metadata.PackageNotFoundError:
        text = None
    return text.encode() if text else Path(__file__).parent.with_name(LICENCE).read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
