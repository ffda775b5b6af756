"""With the settings that `vendor --config` prints, other tools ignore a vendored copy, also in their strict modes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatcompletion.cli.main import main

API = '''"""The API of acme."""

from acme._vendor.chatcompletion import CreateChatCompletionResponse as ChatResponse

__all__ = ["ChatResponse", "get_text"]


def get_text(response: ChatResponse) -> str:
    """Return the text of the first choice."""
    return response.choices[0].message.content or ""
'''

STRICT = {
    "ruff": ["ruff", "check", "--no-cache", "--select", "ANN,COM,D2,D4,N,PLR,TRY", "--ignore", "D203,D213"],
    "ruff format": ["ruff", "format", "--no-cache", "--check", "--line-length", "88"],
    "black": ["black", "--check"],
    "mypy": ["mypy", "--strict", "--disallow-any-expr", "--cache-dir", ".cache"],
    "pyright": ["pyright"],
    "ty": ["ty", "check", "--error-on-warning"],
    "pyrefly": ["pyrefly", "check", "--summary=none"],
}
NAMES_FILES = {"ruff", "ruff format", "black"}
"""Tools that a hook calls with the names of changed files."""
LENIENT = {"ty", "pyrefly", "ruff format"}
"""Tools that report nothing about a copy even without settings."""
PYRIGHT = '\n[tool.pyright]\ntypeCheckingMode = "strict"\n'

each_layout = pytest.mark.parametrize("layout", ["flat", "src"])


@pytest.fixture
def project(layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a vendored copy, as the current folder."""
    package = tmp_path / ("src/acme" if layout == "src" else "acme")
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Acme."""\n', encoding="utf-8")
    (package / "api.py").write_text(API, encoding="utf-8")
    assert main(["vendor", str(package / "_vendor")]) == 0
    (package / "_vendor" / "__init__.py").write_text('"""Vendored packages."""\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if layout == "src":
        monkeypatch.setenv("MYPYPATH", "src")
    return tmp_path


@pytest.fixture
def settings(layout: str, project: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the settings for the copy, with the strict mode of pyright."""
    capsys.readouterr()
    assert main(["vendor", "src/acme/_vendor" if layout == "src" else "acme/_vendor", "--config"]) == 0
    text = capsys.readouterr().out.replace("[tool.pyright]", PYRIGHT.strip())
    if layout == "src":
        text += 'search-path = ["src"]\n[tool.ty.environment]\nroot = ["src"]\n'
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    return text


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name(command[0])
    if not tool.exists():
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(tool), *command[1:]], capture_output=True, text=True, timeout=300)


@each_layout
@pytest.mark.parametrize("tool", STRICT)
def test_a_tool_ignores_the_copy(project: Path, settings: str, tool: str) -> None:
    result = run([*STRICT[tool], *(["."] if tool in NAMES_FILES | {"mypy"} else [])])
    assert result.returncode == 0, result.stdout + result.stderr


@each_layout
@pytest.mark.parametrize("tool", sorted(NAMES_FILES))
def test_a_tool_ignores_the_files_of_the_copy_if_they_are_named(project: Path, settings: str, tool: str) -> None:
    result = run([*STRICT[tool], *map(str, Path().rglob("_core/*.py"))])
    assert result.returncode == 0, result.stdout + result.stderr


@each_layout
@pytest.mark.parametrize("tool", sorted(set(STRICT) - LENIENT))
def test_without_the_settings_a_tool_reports_the_copy(project: Path, tool: str) -> None:
    (project / "pyproject.toml").write_text(PYRIGHT, encoding="utf-8")
    result = run([*STRICT[tool], *(["."] if tool in NAMES_FILES | {"mypy"} else [])])
    assert "chatcompletion" in result.stdout + result.stderr
    assert result.returncode == 1


@each_layout
def test_coverage_omits_the_copy(project: Path, layout: str, settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "src" if layout == "src" else ".")
    assert run(["coverage", "run", "--source", "acme", "-m", "acme.api"]).returncode == 0
    report = run(["coverage", "report"])
    assert "api.py" in report.stdout
    assert "chatcompletion" not in report.stdout


def test_the_settings_are_for_a_folder_below_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["vendor", "..", "--config"]) == 2
    assert "not below the current folder" in capsys.readouterr().err
    assert main(["vendor", str(tmp_path / "a.b"), "--config"]) == 0
    assert r'exclude = ["^a\\.b/chatcompletion/"]' in capsys.readouterr().out


def test_the_module_begins_at_the_outermost_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "python (new)" / "acme" / "_vendor"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    tomllib = pytest.importorskip("tomllib")
    assert main(["vendor", str(folder), "--config"]) == 0
    settings = tomllib.loads(capsys.readouterr().out)["tool"]
    assert settings["mypy"]["overrides"] == [{"module": "acme._vendor.chatcompletion.*", "ignore_errors": True}]
    assert settings["coverage"]["run"]["omit"][1] == "*/acme/_vendor/chatcompletion/*"
    for pattern in (settings["black"]["force-exclude"].strip("/"), settings["mypy"]["exclude"][0].strip("^/")):
        assert re.fullmatch(pattern, "python (new)/acme/_vendor/chatcompletion")


NAMES = {
    "quotes": '\'"""',
    "backslash": "a\\b\\u0041\\",
    "controls": "\x01\x1b\x7f\x85",
    "line ends": "a\nb\rc\t",
    "not ASCII": "h\u00e9 \u65e5\u672c \U0001f600",
    "dots": "..a.",
    "blanks": " a  ",
    "TOML": '"]\n[tool.x]\na = 1 # {path} %s',
    "pattern": "a[b]*?(c){1}^$|+#",
}


@pytest.mark.skipif(sys.platform == "win32", reason="this system does not have such names")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_the_settings_are_valid_for_every_name_of_a_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tomllib = pytest.importorskip("tomllib")
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).mkdir()
    assert main(["vendor", name, "--config"]) == 0
    text = capsys.readouterr().out
    assert text.isascii()
    settings = tomllib.loads(text)["tool"]
    path = f"{name}/chatcompletion"
    assert settings["ruff"]["extend-exclude"] == settings["pyright"]["ignore"] == settings["ty"]["src"]["exclude"]
    assert settings["ruff"]["extend-exclude"] == [path]
    assert settings["coverage"]["run"]["omit"] == [f"{path}/*", f"*/{path}/*"]
    assert settings["pyrefly"]["project-excludes"] == [f"{path}/**"]
    assert settings["mypy"]["overrides"][0]["module"] == f"{name}.chatcompletion.*"
    assert re.search(settings["black"]["force-exclude"], f"/{path}/errors.py")
    assert re.match(settings["mypy"]["exclude"][0], f"{path}/errors.py")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="this system does not have such names")
def test_a_name_that_is_not_utf8_has_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["vendor", "a\udcff", "--config"]) == 2
    expected = r"a\udcff/chatcompletion: TOML has no form for a name that is not UTF-8"
    assert capsys.readouterr() == ("", f"{expected}\n")


@pytest.mark.parametrize("layout", ["flat"])
def test_the_licence_is_in_a_python_file_of_the_copy(project: Path) -> None:
    """Build backends put every `.py` file into a wheel, so the licence is one."""
    shutil.rmtree(project / "acme" / "_vendor" / "chatcompletion" / "__pycache__", ignore_errors=True)
    text = (project / "acme" / "_vendor" / "chatcompletion" / "_license.py").read_text(encoding="utf-8")
    assert (Path(__file__).parent.parent / "LICENSE").read_text(encoding="utf-8") in text
