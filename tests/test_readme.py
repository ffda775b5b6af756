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
INSTALL, VENDOR = [
    command for command in re.findall(r"^```sh\n(.*?)\n```", README, re.S | re.M) if "../chatcompletion" in command
]


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
def test_the_package_is_installed_from_a_clone(repository: Path, tmp_path: Path) -> None:
    run(f"{sys.executable} -m venv {tmp_path / 'venv'}", repository)
    path = str(tmp_path / "venv" / "bin")
    run(INSTALL, repository, path)
    run("cd / && python3 -c 'import chatcompletion'", repository, path)


DOCUMENTS = [
    path for path in ROOT.rglob("*.md") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([\w./-]*)(?:#([\w-]+))?\)", text):
        linked = document.parent / target if target else document
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.M)
            anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
            assert anchor in anchors, anchor


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= 1150
    assert len(README.splitlines()) <= 240


def test_the_output_of_check_is_what_it_prints() -> None:
    [(command, output)] = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", README, re.S | re.M)
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == output
