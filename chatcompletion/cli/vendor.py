"""The command `vendor`: copies the package into another package, and checks and updates such copies."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any

from .. import __version__
from .._copy import STAMP_FILE, CopyError, Stamp, digest, find_differences, print_differences, print_line, read_stamp
from .._license import LICENSE
from .parts import PARTS, parse_parts, select_files

NAME = "chatcompletion"
LICENSE_FILE = "LICENSE"
SOURCE_SUFFIXES = (".py", "py.typed")
SCHEMA = "2.3.0"
"""The version of the public schema that the classes follow."""
NEW, OLD = "new", "old"
"""The copies in the folder of an update."""
NEWER, OLDER, DIFFERENT = "newer than", "older than", "different from"
OUTDATED = 3
"""The exit status of a check if the copy is unchanged, but not what this package would write."""


def vendor(
    destination: str,
    *,
    parts: str | None = None,
    check: bool = False,
    update: bool = False,
    force: bool = False,
    config: bool = False,
) -> int:
    """Write, check or update the copy in a folder, or print settings for it. Return the exit status."""
    try:
        folder = Path(destination)
        copy = folder / NAME
        _reject_own_places(destination, folder, copy)
        if config:
            from .config import print_config

            print_config(copy)
            return 0
        chosen = None if parts is None else parse_parts(parts)
        if check or update:
            _require_folder(folder)
        else:
            _create_folder(folder)
        with _deferred_signals(), _locked(folder):
            if check:
                return _check_copy(copy)
            for left in _find_left(folder):
                _finish(copy, left)
            stamp = _write_copy(copy, chosen, update=update, force=force)
    except CopyError as error:
        print_line(error, sys.stderr)
        return 2
    except OSError as error:
        print_line(f"{error.filename or destination}: {error.strerror}", sys.stderr)
        return 2
    print_line(f"{copy}: {stamp.describe()}")
    return 0


def _reject_own_places(destination: str, folder: Path, copy: Path) -> None:
    """Reject a folder that is in the package itself or in a copy, and one where a copy would replace the package."""
    if not destination:
        raise CopyError("the folder for the copy has no name")
    if (folder / STAMP_FILE).exists():
        raise CopyError(f"{folder}: is itself a copy; pass the folder that contains it")
    resolved, package = Path(os.path.realpath(folder)), Path(__file__).parents[1]
    for above in (resolved, *resolved.parents):
        if (above / STAMP_FILE).exists():
            raise CopyError(f"{folder}: is in a copy")
        if _is_same(above, package):
            raise CopyError(f"{folder}: is in the package that would be copied")
    if _is_same(copy, package) and not (package / STAMP_FILE).exists():
        raise CopyError(f"{copy}: is the package that would be copied")


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise CopyError(f"{folder}: {'not a folder' if folder.exists() else 'no such folder'}")


def _create_folder(folder: Path) -> None:
    """Create the folder for the copy if the folder above it exists, and make it a package."""
    module = folder / "__init__.py"
    if folder.exists() or folder.is_symlink():
        _require_folder(folder)
        if not os.path.lexists(module) and (folder.parent / "__init__.py").exists():
            module.touch(exist_ok=False)
            print_line(f"{module}: created")
        return
    if not folder.parent.is_dir():
        raise CopyError(f"{folder}: no such folder, and its parent does not exist: {folder.parent}")
    folder.mkdir()
    module.touch(exist_ok=False)
    print_line(f"{folder}: created")


@contextmanager
def _deferred_signals() -> Iterator[None]:
    """Deliver signals that would end the process only after the copy is complete."""
    received: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    handlers = {one: signal.signal(one, lambda number, _: received.append(number)) for one in signals}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        for one in received:
            signal.raise_signal(one)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Wait for other processes that check or write the copy in a folder, where the system has such locks."""
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> Path:
    """Create a folder for the files of an update. Its inode is in its name, so that no other is ever taken for it."""
    made = Path(tempfile.mkdtemp(prefix=f".{NAME}.", dir=folder))
    try:
        return made.rename(folder / f".{NAME}.{made.stat().st_ino}")
    except BaseException:
        made.rmdir()
        raise


def _find_left(folder: Path) -> list[Path]:
    """Return the folders of updates that were killed."""
    found = [(path, path.lstat()) for path in folder.glob(f".{NAME}.*")]
    return [path for path, status in found if path.name == f".{NAME}.{status.st_ino}" and stat.S_ISDIR(status.st_mode)]


def _finish(copy: Path, work: Path) -> None:
    """Put the old copy back if there is no new one, and remove the folder of an update."""
    if (work / OLD).exists() and not os.path.lexists(copy):
        (work / OLD).rename(copy)
    shutil.rmtree(work, ignore_errors=True)


def _check_copy(copy: Path) -> int:
    """Print how a copy differs from what was written, or whether it is outdated. Return the exit status."""
    if not os.path.lexists(copy) and any((left / OLD).exists() for left in _find_left(copy.parent)):
        raise CopyError(f"{copy}: moved away by an update that was killed; --update restores it")
    stamp = read_stamp(copy)
    if status := print_differences(copy, stamp):
        return status
    parts = _find_parts(stamp)
    current = _make_stamp(parts, _read_package(parts))
    if stamp.files == current.files:
        return 0
    print_line(f"{copy}: {_compare(stamp, current)} {current.describe()}")
    return OUTDATED


def _find_parts(stamp: Stamp) -> tuple[str, ...]:
    """Return the parts of a copy that this package has, too."""
    return tuple(PARTS) if stamp.parts is None else parse_parts(",".join(PARTS.keys() & {"response", *stamp.parts}))


def _compare(stamp: Stamp, other: Stamp) -> str:
    """Return how the age of a copy compares with that of another one."""
    numbers = [tuple(map(int, re.findall(r"\d+", one.version))) for one in (stamp, other)]
    if numbers[0] != numbers[1]:
        return NEWER if numbers[0] > numbers[1] else OLDER
    if (stamp.committed is None) != (other.committed is None):
        return OLDER if stamp.files == other.files else DIFFERENT
    return NEWER if (stamp.committed or 0) > (other.committed or 0) else OLDER


def _write_copy(copy: Path, parts: tuple[str, ...] | None, *, update: bool, force: bool) -> Stamp:
    old = read_stamp(copy) if update else None
    if old is not None:
        differences = find_differences(copy, old)
        if differences and not force:
            raise CopyError(f"{copy}: edited ({'; '.join(differences)}); --force replaces it anyway")
        parts = parts or _find_parts(old)
    elif copy.exists() or copy.is_symlink():
        read_stamp(copy)
        raise CopyError(f"{copy}: already exists; --update replaces it")
    parts = parts or parse_parts("library")
    files = _read_package(parts)
    stamp = _make_stamp(parts, files)
    if old is not None and not force and (age := _compare(old, stamp)) != OLDER:
        owner = "the copy" if old.commit is None else "the latter"
        unknown = f"; the commit of {owner} is not known" if age == DIFFERENT else ""
        raise CopyError(f"{copy}: {old.describe()} is {age} {stamp.describe()}{unknown}; --force replaces it anyway")
    if old is not None and old.files == stamp.files and stamp.commit is None:
        stamp = stamp._replace(commit=old.commit, committed=old.committed)
    data = {name: value for name, value in stamp._asdict().items() if value is not None}
    files[STAMP_FILE] = (json.dumps(data, indent=1) + "\n").encode()
    work = _make_folder(copy.parent)
    try:
        for name, content in files.items():
            (work / NEW / name).parent.mkdir(parents=True, exist_ok=True)
            (work / NEW / name).write_bytes(content)
        (work / NEW).chmod(0o755)
        if old is not None:
            copy.rename(work / OLD)
        (work / NEW).rename(copy)
    finally:
        _finish(copy, work)
    return stamp


def _make_stamp(parts: tuple[str, ...], files: Mapping[str, bytes]) -> Stamp:
    digests = {name: digest(content) for name, content in sorted(files.items())}
    return Stamp(__version__, digests, parts, *_find_commit(), SCHEMA)


def _find_commit() -> tuple[str | None, int | None]:
    """Return the commit of the clone that the package is in, or that is in its own stamp, and when it was made."""
    package = Path(__file__).parents[1]
    if (package / STAMP_FILE).exists():
        stamp = read_stamp(package)
        return stamp.commit, stamp.committed
    if not (package.parent / ".git").exists():
        return None, None
    try:
        _run_git(package, "ls-files", "--error-unmatch", "__init__.py")  # fails if the clone is another project's
        commit, committed = _run_git(package, "log", "-1", "--format=%H %ct").split()
        changed = _run_git(package, "status", "--porcelain", "--ignored", ".").splitlines()
        changes = " with changes" if any("__pycache__" not in line for line in changed) else ""
    except (OSError, ValueError, subprocess.SubprocessError):
        return None, None
    return commit + changes, int(committed)


def _run_git(folder: Path, *arguments: str) -> str:
    command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
    # A hook of another repository sets variables that name that repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def _read_package(parts: Sequence[str]) -> dict[str, bytes]:
    """Return the files of some parts of the package by name, whether it is in a folder, in an archive, or vendored."""
    package = resources.files(__package__.rpartition(".")[0])
    return {**select_files(dict(_iter_sources(package, "")), parts), LICENSE_FILE: LICENSE.encode()}


def _iter_sources(folder: Any, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _iter_sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SOURCE_SUFFIXES):
            yield prefix + entry.name, entry.read_bytes().replace(b"\r\n", b"\n")  # as git may have written on Windows
