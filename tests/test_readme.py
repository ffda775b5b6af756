"""The commands and examples of the README work as they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, re.S | re.M)
INSTALL, WHEEL, VENDOR = [
    command for command in re.findall(r"^```sh\n(.*?)\n```", README, re.S | re.M) if "../chatcompletion" in command
]


def test_the_examples_run_in_order_in_one_interpreter(capsys: pytest.CaptureFixture[str]) -> None:
    """The comment after a `print(…)` is its output."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for example in EXAMPLES:
        exec(compile(example, "README.md", "exec"), namespace)
        expected = re.findall(r"^ *print\(.*\)  # (.*)$", example, re.M)
        assert capsys.readouterr().out.splitlines() == expected
    assert len(EXAMPLES) >= 5


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return an empty repository next to a clone of this one."""
    ignored = shutil.ignore_patterns(".*", "__pycache__")
    shutil.copytree(ROOT, tmp_path / "chatcompletion", ignore=ignored)
    folder = tmp_path / "repository"
    (folder / "acme").mkdir(parents=True)
    (folder / "acme" / "__init__.py").touch()
    return folder


def run(command: str, folder: Path, path: str = "") -> str:
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"} if path else None
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_copy_is_vendored_from_a_clone_without_installing(repository: Path) -> None:
    assert "acme/_vendor: created" in run(VENDOR, repository)
    code = "from acme._vendor.chatcompletion import CreateChatCompletionResponse as C; print(C.__name__)"
    assert run(f'{sys.executable} -c "{code}"', repository) == "CreateChatCompletionResponse\n"
    assert "unchanged" in run(f"{VENDOR} --check", repository)


@pytest.mark.skipif("CI" not in os.environ, reason="slow, and needs the package index; .ci/run sets CI")
def test_the_package_is_installed_and_built_from_a_clone(repository: Path, tmp_path: Path) -> None:
    run(f"{sys.executable} -m venv {tmp_path / 'venv'}", repository)
    path = str(tmp_path / "venv" / "bin")
    run(INSTALL, repository, path)
    run("cd / && python3 -c 'import chatcompletion'", repository, path)
    run(WHEEL, repository, path)
    assert [wheel.name for wheel in repository.glob("*.whl")] == ["chatcompletion-0.1.0-py3-none-any.whl"]


def test_links_to_files_exist() -> None:
    for link in re.findall(r"\]\(([\w./-]+\.md)\)", README):
        assert (ROOT / link).exists(), link
