"""With the settings from the README, other tools ignore a vendored copy, also in their strict modes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatcompletion.cli.main import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SETTINGS, RUFF_SETTINGS = re.findall(r"^```toml\n(.*?)^```", README, re.S | re.M)

API = '''"""The API of acme."""

from acme._vendor.chatcompletion import CreateChatCompletionResponse as ChatResponse

__all__ = ["ChatResponse", "get_text"]


def get_text(response: ChatResponse) -> str:
    """Return the text of the first choice."""
    return response.choices[0].message.content or ""
'''

TOOLS = {
    "ruff": ["ruff", "check", "--no-cache", "--select", "ANN,COM,D2,D4,N,PLR,TRY", "--ignore", "D203,D213", "."],
    "black": ["black", "--check", "."],
    "mypy": ["mypy", "--strict", "--disallow-any-expr", "--cache-dir", ".cache", "."],
    "mypy of one package": ["mypy", "--strict", "--disallow-any-explicit", "--cache-dir", ".cache", "-p", "acme"],
    "pyright": ["pyright"],
    "ty": ["ty", "check", "--error-on-warning"],
    "pyrefly": ["pyrefly", "check", "--summary=none"],
}
LENIENT = {"ty", "pyrefly"}
"""Tools that report nothing about a copy even without settings."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a vendored copy, as the current folder."""
    package = tmp_path / "acme"
    package.mkdir()
    (package / "__init__.py").write_text('"""Acme."""\n', encoding="utf-8")
    (package / "api.py").write_text(API, encoding="utf-8")
    assert main(["vendor", str(package / "_vendor")]) == 0
    (package / "_vendor" / "__init__.py").write_text('"""Vendored packages."""\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name(command[0])
    if not tool.exists():
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(tool), *command[1:]], capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_ignores_the_copy(project: Path, tool: str) -> None:
    (project / "pyproject.toml").write_text(
        SETTINGS.replace("[tool.pyright]", '[tool.pyright]\ntypeCheckingMode = "strict"'), encoding="utf-8"
    )
    result = run(TOOLS[tool])
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - LENIENT))
def test_without_the_settings_a_tool_reports_the_copy(project: Path, tool: str) -> None:
    (project / "pyproject.toml").write_text('[tool.pyright]\ntypeCheckingMode = "strict"\n', encoding="utf-8")
    result = run(TOOLS[tool])
    assert "chatcompletion" in result.stdout + result.stderr
    assert result.returncode == 1


def test_ruff_ignores_the_copy_with_a_ruff_toml(project: Path) -> None:
    (project / "ruff.toml").write_text(RUFF_SETTINGS, encoding="utf-8")
    assert run(TOOLS["ruff"]).returncode == 0


def test_coverage_omits_the_copy(project: Path) -> None:
    (project / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    assert run(["coverage", "run", "--source", "acme", "-m", "acme.api"]).returncode == 0
    report = run(["coverage", "report"])
    assert "api.py" in report.stdout
    assert "_vendor" not in report.stdout


def test_the_licence_is_in_a_python_file_of_the_copy(project: Path) -> None:
    """Build backends put every `.py` file into a wheel, so the licence is one."""
    shutil.rmtree(project / "acme" / "_vendor" / "chatcompletion" / "__pycache__", ignore_errors=True)
    text = (project / "acme" / "_vendor" / "chatcompletion" / "_license.py").read_text(encoding="utf-8")
    assert (Path(__file__).parent.parent / "LICENSE").read_text(encoding="utf-8") in text
