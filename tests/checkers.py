"""Runs type checkers over `typings/`, in their strictest modes: `python -m tests.checkers mypy pyright ty pyrefly`.

What is in `typings/accept` must pass. Of what is in `typings/reject`, a line that ends in `# refused` must be refused
by each, and one that ends in `# refused by mypy, pyright: reason` by those; no other line may be. They are checked in a
project of their own, which holds the package twice: as it is installed, and vendored into a package named `acme`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import chatcompletion

PACKAGE = Path(chatcompletion.__file__).parent
TYPINGS = Path(__file__).parent.parent / "typings"
VERSIONS = ("3.10", "3.13")
MARK = re.compile(r"#\s*refused(?: by (?P<checkers>[\w, ]+):.*)?$")


class Place(NamedTuple):
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def set_up(project: Path) -> None:
    """Makes a project that uses the package and has it vendored."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TYPINGS, project / "typings", ignore=ignored)
    shutil.copytree(PACKAGE, project / "chatcompletion", ignore=ignored)
    shutil.copytree(PACKAGE, project / "acme" / "_vendor" / "chatcompletion", ignore=ignored)
    for folder in (project / "acme", project / "acme" / "_vendor"):
        (folder / "__init__.py").touch()


def run(project: Path, *command: str) -> str:
    """What a checker that is installed beside this Python prints."""
    tool = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run([tool, *command[1:]], capture_output=True, text=True, cwd=project, timeout=600)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")
    return done.stdout


def in_lines(output: str) -> Iterable[tuple[str, int]]:
    return ((file, int(line)) for file, line in re.findall(r"^(?:\s*ERROR )?([^\s:]+\.py):(\d+):", output, re.M))


def mypy(project: Path, version: str) -> Iterable[tuple[str, int]]:
    options = ("--config-file=", "--strict", "--hide-error-context", "--enable-error-code=possibly-undefined")
    output = run(project, "mypy", *options, "--python-version", version, "typings", "acme")
    return in_lines("\n".join(line for line in output.splitlines() if ": note:" not in line))


def pyright(project: Path, version: str) -> Iterable[tuple[str, int]]:
    settings = {
        "include": ["acme", "typings"],
        "ignore": ["acme/_vendor"],  # as the README has it
        "typeCheckingMode": "strict",
        "pythonVersion": version,
    }
    (project / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for finding in json.loads(run(project, "pyright", "--outputjson"))["generalDiagnostics"]:
        if finding["severity"] != "information":
            yield finding["file"], finding["range"]["start"]["line"] + 1


def ty(project: Path, version: str) -> Iterable[tuple[str, int]]:
    options = ("--output-format", "concise", "--python-version", version, "--error-on-warning")
    return in_lines(run(project, "ty", "check", *options, "typings"))


def pyrefly(project: Path, version: str) -> Iterable[tuple[str, int]]:
    options = ("--output-format", "min-text", "--python-version", version, "--search-path", ".", "--preset", "strict")
    return in_lines(run(project, "pyrefly", "check", *options, "typings"))


CHECKERS: dict[str, Callable[[Path, str], Iterable[tuple[str, int]]]] = {
    "mypy": mypy,
    "pyright": pyright,
    "ty": ty,
    "pyrefly": pyrefly,
}


def marked(checker: str) -> set[Place]:
    """The lines that a checker must refuse."""
    places = set()
    for file in sorted(TYPINGS.rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            mark = MARK.search(line)
            if mark and checker in (mark["checkers"] or checker).split(", "):
                places.add(Place(f"typings/{file.relative_to(TYPINGS).as_posix()}", number))
    return places


def unexpected(checker: str, version: str) -> list[str]:
    """What a checker says other than it should."""
    with TemporaryDirectory() as folder:
        project = Path(folder).resolve()
        set_up(project)
        findings = list(CHECKERS[checker](project, version))
        refused = {Place((project / file).relative_to(project).as_posix(), line) for file, line in findings}
    return [
        *(f"{place}: refused by {checker} for Python {version}" for place in sorted(refused - marked(checker))),
        *(f"{place}: accepted by {checker} for Python {version}" for place in sorted(marked(checker) - refused)),
    ]


def main(checkers: Sequence[str]) -> int:
    results = [result for checker in checkers for version in VERSIONS for result in unexpected(checker, version)]
    checked = f"{', '.join(checkers)} for Python {' and '.join(VERSIONS)}"
    print(*results, f"{len(results)} unexpected results of {checked}", sep="\n")
    return bool(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(CHECKERS)))
