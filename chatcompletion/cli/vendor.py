"""The command `vendor`: copies the package into another package, and checks and updates such copies."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from .. import __version__
from .._core.errors import shorten
from .._license import LICENSE

NAME = "chatcompletion"
LICENSE_FILE = "LICENSE"
STAMP_FILE = "vendored.json"
SOURCE_SUFFIXES = (".py", "py.typed")


class VendorError(Exception):
    """The reason, in one line, why nothing was done."""


def vendor(destination: str, *, check: bool = False, update: bool = False, force: bool = False) -> int:
    """Write, check or update the copy in a folder. Return the exit status."""
    try:
        folder = Path(destination)
        if (folder / STAMP_FILE).exists():
            raise VendorError(f"{folder}: is itself a copy; pass the folder that contains it")
        if check or update:
            _require_folder(folder)
        else:
            _create_folder(folder)
        copy = _find_copy(folder)
        if check:
            return _print_differences(copy)
        _write_copy(copy, update=update, force=force)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or destination}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{copy}: {NAME} {__version__}")
    return 0


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise VendorError(f"{folder}: {'not a folder' if folder.exists() else 'no such folder'}")


def _create_folder(folder: Path) -> None:
    """Create the folder for the copy, as a package, if the folder above it exists."""
    if folder.exists() or folder.is_symlink():
        _require_folder(folder)
        return
    if not folder.parent.is_dir():
        raise VendorError(f"{folder}: no such folder, and its parent does not exist: {folder.parent}")
    folder.mkdir()
    (folder / "__init__.py").touch()
    print(f"{folder}: created")


def _find_copy(folder: Path) -> Path:
    """Return where the copy is or will be. Restore a copy that an interrupted update left under another name."""
    copy = folder / NAME
    if not copy.exists() and _get_backup(copy).exists():
        _get_backup(copy).rename(copy)
    return copy


def _get_backup(copy: Path) -> Path:
    return copy.with_name(f".{NAME}.old")


def _print_differences(copy: Path) -> int:
    version, differences = _compare(copy)
    for difference in differences:
        print(f"{copy}: {difference}")
    print(f"{copy}: {NAME} {version}, {'edited' if differences else 'unchanged'}")
    return 1 if differences else 0


def _write_copy(copy: Path, *, update: bool, force: bool) -> None:
    if update:
        differences = _compare(copy)[1]
        if differences and not force:
            raise VendorError(f"{copy}: edited ({'; '.join(differences)}); --force replaces it anyway")
    elif copy.exists() or copy.is_symlink():
        _compare(copy)
        raise VendorError(f"{copy}: already exists; --update replaces it")
    files = _read_package()
    stamp = {"version": __version__, "files": {name: _digest(content) for name, content in sorted(files.items())}}
    files[STAMP_FILE] = (json.dumps(stamp, indent=1) + "\n").encode()
    new = Path(mkdtemp(prefix=f".{NAME}.", dir=copy.parent))
    try:
        for name, content in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(content)
        new.chmod(0o755)
        _replace(copy, new)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _replace(copy: Path, new: Path) -> None:
    """Put the new copy in its place. If this is interrupted, `_find_copy` restores the old one."""
    backup = _get_backup(copy)
    shutil.rmtree(backup, ignore_errors=True)
    if copy.exists():
        copy.rename(backup)
    try:
        new.rename(copy)
    except BaseException:
        if backup.exists():
            backup.rename(copy)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def _compare(copy: Path) -> tuple[str, list[str]]:
    """Return the version of a copy, and its differences from what was written."""
    if not copy.is_dir() or copy.is_symlink():
        raise VendorError(f"{copy}: {'not a copy of this package' if os.path.lexists(copy) else 'there is no copy'}")
    try:
        stamp = json.loads((copy / STAMP_FILE).read_bytes())
        version, digests = shorten(str(stamp["version"])), {**stamp["files"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        raise VendorError(f"{copy}: not a copy of this package, as it has no valid {STAMP_FILE}") from None
    present = {
        path.relative_to(copy).as_posix(): path
        for path in sorted(copy.rglob("*"))
        if not path.is_dir() and "__pycache__" not in path.parts and path.name != STAMP_FILE
    }
    differences = [f"{shorten(name)} is missing" for name in digests if name not in present]
    for name, path in present.items():
        if name not in digests:
            differences.append(f"{shorten(name)} was added")
        elif _digest(path.read_bytes()) != digests[name]:
            differences.append(f"{shorten(name)} was changed")
    return version, differences


def _read_package() -> dict[str, bytes]:
    """Return the package's files by name, whether it is in a folder, in an archive, or vendored itself."""
    package = resources.files(__package__.rpartition(".")[0])
    return {**dict(_iter_sources(package, "")), LICENSE_FILE: LICENSE.encode()}


def _iter_sources(folder: Any, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _iter_sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SOURCE_SUFFIXES):
            yield prefix + entry.name, entry.read_bytes()


def _digest(content: bytes) -> str:
    """Return the digest of a file. It is the same if a version control system converted the line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
