"""Run type checkers on `typings/` in their strictest modes: `python -m tests.programs.checkers [CHECKER ...]`.

The programs in `typings/accept` must pass. In `typings/reject`, every checker must reject a line that ends in
`# rejected`, the named checkers must reject one that ends in `# rejected by mypy, pyright: reason`, and no checker may
reject another line. The programs are checked in a temporary project that has the package twice: at the top level, and
vendored into a package named `acme`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import chatcompletion

PACKAGE = Path(chatcompletion.__file__).parent
TYPINGS = Path(__file__).parents[2] / "typings"
VERSIONS = ("3.10", "3.13")
MARK = re.compile(r"#\s*rejected(?: by (?P<checkers>[\w, ]+):.*)?$")


class Place(NamedTuple):
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def create_project(project: Path) -> None:
    """Create a project with the package and a vendored copy, and the programs whose imports are installed."""
    ignored = shutil.ignore_patterns("__pycache__")
    left_out = ("complete_*.py",) if find_spec("httpx") is None else ()
    shutil.copytree(TYPINGS, project / "typings", ignore=shutil.ignore_patterns("__pycache__", *left_out))
    shutil.copytree(PACKAGE, project / "chatcompletion", ignore=ignored)
    shutil.copytree(PACKAGE, project / "acme" / "_vendor" / "chatcompletion", ignore=ignored)
    for folder in (project / "acme", project / "acme" / "_vendor"):
        (folder / "__init__.py").touch()


def run(project: Path, *command: str) -> str:
    """Run a checker that is installed in this environment, and return its output."""
    tool = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run([tool, *command[1:]], capture_output=True, text=True, cwd=project, timeout=600)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")
    return done.stdout


def parse_lines(output: str) -> Iterable[tuple[str, int]]:
    """Return the file and the line of each error in the output of a checker."""
    return ((file, int(line)) for file, line in re.findall(r"^(?:\s*ERROR )?([^\s:]+\.py):(\d+):", output, re.M))


def run_mypy(project: Path, version: str) -> Iterable[tuple[str, int]]:
    options = ("--config-file=", "--strict", "--hide-error-context", "--enable-error-code=possibly-undefined")
    output = run(project, "mypy", *options, "--python-version", version, "typings", "acme")
    return parse_lines("\n".join(line for line in output.splitlines() if ": note:" not in line))


def run_pyright(project: Path, version: str) -> Iterable[tuple[str, int]]:
    settings = {
        "include": ["acme", "typings"],
        "ignore": ["acme/_vendor"],  # as in the README
        "typeCheckingMode": "strict",
        "pythonVersion": version,
    }
    (project / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for finding in json.loads(run(project, "pyright", "--outputjson", "--pythonpath", sys.executable))[
        "generalDiagnostics"
    ]:
        if finding["severity"] != "information":
            yield finding["file"], finding["range"]["start"]["line"] + 1


def run_ty(project: Path, version: str) -> Iterable[tuple[str, int]]:
    options = (
        "--output-format",
        "concise",
        "--python-version",
        version,
        "--python",
        sys.executable,
        "--error-on-warning",
    )
    return parse_lines(run(project, "ty", "check", *options, "typings"))


def run_pyrefly(project: Path, version: str) -> Iterable[tuple[str, int]]:
    environment = ("--python-version", version, "--python-interpreter-path", sys.executable, "--search-path", ".")
    options = ("--output-format", "min-text", *environment, "--preset", "strict")
    return parse_lines(run(project, "pyrefly", "check", *options, "typings"))


CHECKERS: dict[str, Callable[[Path, str], Iterable[tuple[str, int]]]] = {
    "mypy": run_mypy,
    "pyright": run_pyright,
    "ty": run_ty,
    "pyrefly": run_pyrefly,
}


def find_marked_lines(checker: str) -> set[Place]:
    """Return the lines that a checker must reject."""
    places = set()
    for file in sorted(TYPINGS.rglob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            mark = MARK.search(line)
            if mark and checker in (mark["checkers"] or checker).split(", "):
                places.add(Place(f"typings/{file.relative_to(TYPINGS).as_posix()}", number))
    return places


def find_wrong_results(checker: str, version: str) -> list[str]:
    """Return a message for every line that a checker wrongly rejects or accepts."""
    with TemporaryDirectory() as folder:
        project = Path(folder).resolve()
        create_project(project)
        findings = list(CHECKERS[checker](project, version))
        rejected = {Place((project / file).relative_to(project).as_posix(), line) for file, line in findings}
    marked = find_marked_lines(checker)
    return [
        *(f"{place}: rejected by {checker} for Python {version}" for place in sorted(rejected - marked)),
        *(f"{place}: accepted by {checker} for Python {version}" for place in sorted(marked - rejected)),
    ]


def main(checkers: Sequence[str]) -> int:
    results = [line for checker in checkers for version in VERSIONS for line in find_wrong_results(checker, version)]
    checked = f"{', '.join(checkers)} for Python {' and '.join(VERSIONS)}"
    print(*results, f"{len(results)} wrong results of {checked}", sep="\n")
    return bool(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(CHECKERS)))
