"""The command `vendor`."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion.cli import vendor as vendor_module
from chatcompletion.cli.main import main

from .support.responses import response

PACKAGE = Path(chatcompletion.__file__).parent
LICENSE_FILE = Path(__file__).parent.parent / "LICENSE"
VERSION = chatcompletion.__version__


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    folder = tmp_path / "acme" / "_vendor"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    return folder


@pytest.fixture
def copy(destination: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a new copy."""
    assert main(["vendor", str(destination)]) == 0
    copy = destination / "chatcompletion"
    assert capsys.readouterr().out == f"{copy}: chatcompletion {VERSION}\n"
    return copy


@pytest.fixture
def run_vendor(destination: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs the command and returns its status and its output, without the path of the copy."""

    def run(*options: str) -> tuple[int, list[str]]:
        status = main(["vendor", str(destination), *options])
        printed = capsys.readouterr()
        assert not (printed.out and printed.err)
        return status, [
            line.removeprefix(f"{destination / 'chatcompletion'}: ")
            for line in (printed.out + printed.err).splitlines()
        ]

    return run


def read_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_copy_has_every_file_unchanged_the_licence_and_a_stamp(copy: Path) -> None:
    files = read_files(copy)
    stamp = json.loads(files.pop("vendored.json"))
    assert stamp["version"] == VERSION
    assert set(stamp["files"]) == set(files)
    assert b"MIT License" in files.pop("LICENSE")
    source = read_files(PACKAGE)
    assert files == {name: source[name] for name in source if name not in ("LICENSE", "vendored.json")}
    assert sorted(path.name for path in copy.parent.iterdir()) == ["__init__.py", "chatcompletion"]


def run_in_acme(destination: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=destination.parent.parent, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


def test_a_copy_works_under_another_name(copy: Path) -> None:
    code = (
        "import json, pickle, sys\n"
        "from acme._vendor.chatcompletion import CreateChatCompletionResponse, accumulate, read_stream\n"
        f"decoded = CreateChatCompletionResponse.from_json({json.dumps(response())!r})\n"
        f"assert decoded.to_dict() == json.loads({json.dumps(response())!r})\n"
        "assert pickle.loads(pickle.dumps(decoded)) == decoded\n"
        "assert 'chatcompletion' not in sys.modules\n"
        "print(type(decoded).__module__)"
    )
    assert run_in_acme(copy.parent, code) == "acme._vendor.chatcompletion.response.completion\n"


def test_a_copy_can_vendor_itself(copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    code = f"from acme._vendor.chatcompletion.cli.main import main; main(['vendor', {str(other)!r}])"
    assert "chatcompletion" in run_in_acme(copy.parent, code)
    assert read_files(other / "chatcompletion") == read_files(copy)


def test_two_versions_can_be_loaded_in_one_process(copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(copy, other / "chatcompletion")
    init = other / "chatcompletion" / "__init__.py"
    init.write_text(init.read_text(encoding="utf-8").replace(VERSION, "99.0"), encoding="utf-8")
    code = (
        f"import pickle, sys; sys.path.append({str(tmp_path)!r})\n"
        "import acme._vendor.chatcompletion as one, other.chatcompletion as two\n"
        "usage = dict(prompt_tokens=1, completion_tokens=2, total_tokens=3)\n"
        "first, second = one.CompletionUsage.from_dict(usage), two.CompletionUsage.from_dict(usage)\n"
        "assert first != second and not isinstance(first, two.CompletionUsage)\n"
        "assert type(pickle.loads(pickle.dumps(second))) is two.CompletionUsage\n"
        "try: one.CompletionUsage.from_dict({})\n"
        "except two.DecodeError: raise SystemExit('caught')\n"
        "except one.DecodeError: print(one.__version__, two.__version__)"
    )
    assert run_in_acme(copy.parent, code) == f"{VERSION} 99.0\n"


def test_check_reports_an_unchanged_copy(copy: Path, run_vendor: Any) -> None:
    (copy / "__pycache__").mkdir(exist_ok=True)
    (copy / "__pycache__" / "x.pyc").touch()
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])


def test_check_reports_every_difference(copy: Path, run_vendor: Any) -> None:
    (copy / "response" / "usage.py").write_text("# edited\n", encoding="utf-8")
    (copy / "errors.py").unlink()
    (copy / "more.py").touch()
    assert run_vendor("--check") == (
        1,
        [
            "errors.py is missing",
            "more.py was added",
            "response/usage.py was changed",
            f"chatcompletion {VERSION}, edited",
        ],
    )


def test_an_unchanged_copy_is_updated(copy: Path, run_vendor: Any) -> None:
    stamp = json.loads((copy / "vendored.json").read_text())
    stamp["version"] = "0.0.1"
    stamp["files"]["old.py"] = vendor_module._digest(b"")
    (copy / "old.py").touch()
    (copy / "vendored.json").write_text(json.dumps(stamp))
    assert run_vendor("--check") == (0, ["chatcompletion 0.0.1, unchanged"])
    assert run_vendor("--update") == (0, [f"chatcompletion {VERSION}"])
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])
    assert not (copy / "old.py").exists()
    assert sorted(path.name for path in copy.parent.iterdir()) == ["__init__.py", "chatcompletion"]


def test_an_edited_copy_is_updated_only_with_force(copy: Path, run_vendor: Any) -> None:
    (copy / "response" / "usage.py").write_text("# edited\n", encoding="utf-8")
    assert run_vendor("--update") == (2, ["edited (response/usage.py was changed); --force replaces it anyway"])
    assert (copy / "response" / "usage.py").read_text(encoding="utf-8") == "# edited\n"
    assert run_vendor("--update", "--force") == (0, [f"chatcompletion {VERSION}"])
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])


def test_an_existing_copy_is_not_overwritten(copy: Path, run_vendor: Any) -> None:
    before = read_files(copy)
    assert run_vendor() == (2, ["already exists; --update replaces it"])
    assert read_files(copy) == before


@pytest.mark.parametrize("options", [(), ("--check",), ("--update",), ("--update", "--force")], ids=" ".join)
@pytest.mark.parametrize("stamp", [None, "", "[]", "{}", '{"version": "1", "files": 5}'], ids=repr)
def test_a_folder_that_is_not_a_copy_is_not_changed(
    destination: Path, run_vendor: Any, options: Any, stamp: str | None
) -> None:
    folder = destination / "chatcompletion"
    folder.mkdir()
    (folder / "other.py").touch()
    if stamp is not None:
        (folder / "vendored.json").write_text(stamp)
    before = read_files(folder)
    assert run_vendor(*options) == (2, ["not a copy of this package, as it has no valid vendored.json"])
    assert read_files(folder) == before


def test_a_file_or_a_link_is_not_replaced(destination: Path, run_vendor: Any, tmp_path: Path) -> None:
    place = destination / "chatcompletion"
    place.write_text("other")
    for options in ((), ("--update", "--force"), ("--check",)):
        assert run_vendor(*options) == (2, ["not a copy of this package"])
    place.unlink()
    place.symlink_to(tmp_path)
    assert run_vendor() == (2, ["not a copy of this package"])


def test_a_missing_copy_cannot_be_checked_or_updated(run_vendor: Any) -> None:
    assert run_vendor("--check") == (2, ["there is no copy"])
    assert run_vendor("--update") == (2, ["there is no copy"])


def test_the_destination_is_created_if_its_parent_exists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "_vendor"
    assert main(["vendor", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}: created",
        f"{folder / 'chatcompletion'}: chatcompletion {VERSION}",
    ]
    assert (folder / "__init__.py").exists()


@pytest.mark.parametrize("options", [[], ["--check"], ["--update"]], ids=str)
def test_a_destination_that_is_not_a_folder_is_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    assert main(["vendor", str(file), *options]) == 2
    assert capsys.readouterr().err == f"{file}: not a folder\n"
    missing = tmp_path / "none" / "none"
    assert main(["vendor", str(missing), *options]) == 2
    assert capsys.readouterr().err.startswith(f"{missing}: no such folder")
    assert not missing.parent.exists()


def test_converted_line_endings_are_not_an_edit(copy: Path, run_vendor: Any) -> None:
    for path in copy.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])


def test_force_without_update_is_rejected(destination: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["vendor", str(destination), "--force"])
    assert "--force requires --update" in capsys.readouterr().err


def test_a_failure_to_write_is_reported_in_one_line(run_vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_no_space(**options: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(vendor_module, "mkdtemp", raise_no_space)
    status, [line] = run_vendor()
    assert status == 2
    assert line.endswith(": No space left on device")


def test_an_interrupted_first_copy_is_removed(
    destination: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_interrupted(self: Path, target: Path) -> None:
        raise Interrupted

    monkeypatch.setattr(Path, "rename", raise_interrupted)
    with pytest.raises(Interrupted):
        run_vendor()
    monkeypatch.undo()
    assert [path.name for path in destination.iterdir()] == ["__init__.py"]
    assert run_vendor() == (0, [f"chatcompletion {VERSION}"])


class Interrupted(BaseException):
    pass


@pytest.mark.parametrize("moment", range(1, 6))
def test_an_interruption_leaves_the_old_copy_or_the_new_one(
    copy: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """After an interruption at any step of an update, the next command finds a complete copy."""
    steps = iter(range(100))

    def interrupt_at_moment(step: Any) -> Any:
        def raise_interrupted(*arguments: Any, **options: Any) -> Any:
            if next(steps) == moment:
                monkeypatch.undo()
                raise Interrupted
            return step(*arguments, **options)

        return raise_interrupted

    for owner, name in ((Path, "rename"), (shutil, "rmtree"), (Path, "chmod"), (vendor_module, "mkdtemp")):
        monkeypatch.setattr(owner, name, interrupt_at_moment(getattr(owner, name)))
    with pytest.raises(Interrupted):
        run_vendor("--update")
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])
    assert run_vendor("--update") == (0, [f"chatcompletion {VERSION}"])


def test_a_copy_that_was_moved_aside_is_restored(copy: Path, run_vendor: Any) -> None:
    copy.rename(copy.with_name(".chatcompletion.old"))
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])


def test_a_copy_has_the_licence_as_a_module(copy: Path) -> None:
    if not LICENSE_FILE.exists():
        pytest.skip("the tested package is not in its repository")
    assert LICENSE_FILE.read_text(encoding="utf-8") in (copy / "_license.py").read_text(encoding="utf-8")
    assert (copy / "LICENSE").read_text(encoding="utf-8") == LICENSE_FILE.read_text(encoding="utf-8")


def test_a_pickle_names_the_module_of_its_copy() -> None:
    decoded = chatcompletion.CreateChatCompletionResponse.from_dict(response())
    assert type(decoded).__module__.encode() in pickle.dumps(decoded)


@pytest.mark.parametrize("version", ["\x1b[2J", "\ud800", "x" * 1000], ids=ascii)
def test_control_characters_in_a_stamp_are_escaped(
    version: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "chatcompletion"
    copy.mkdir()
    stamp = {"version": version, "files": {version: ""}}
    (copy / "vendored.json").write_text(json.dumps(stamp))
    assert main(["vendor", str(tmp_path), "--check"]) == 1
    assert all(line.isprintable() and len(line) < 300 for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    "stamp",
    [
        b"[" * 100_000,
        b'{"version": "1", "files": [[5, 1]]}',
        b'{"version": "1", "files": ["ab"]}',
        b"5",
        b"{}",
        b"\xff",
    ],
    ids=["nested", "pairs", "texts", "number", "empty", "binary"],
)
def test_a_damaged_stamp_is_reported(stamp: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "chatcompletion"
    copy.mkdir()
    (copy / "vendored.json").write_bytes(stamp)
    assert main(["vendor", str(tmp_path), "--check"]) == 2
    assert capsys.readouterr().err == f"{copy}: not a copy of this package, as it has no valid vendored.json\n"


def test_a_copy_is_not_written_into_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendor", str(tmp_path)]) == 0
    copy = tmp_path / "chatcompletion"
    for options in ([], ["--check"], ["--update"]):
        assert main(["vendor", str(copy), *options]) == 2
        assert capsys.readouterr().err == f"{copy}: is itself a copy; pass the folder that contains it\n"
