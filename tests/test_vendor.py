"""The command `vendor`."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion import _copy as copy_module
from chatcompletion._copy import digest
from chatcompletion.cli import vendor as vendor_module
from chatcompletion.cli.main import main

from .support.responses import response

PACKAGE = Path(chatcompletion.__file__).parent
LICENSE_FILE = Path(__file__).parent.parent / "LICENSE"
VERSION = chatcompletion.__version__
find_commit = vendor_module._find_commit
LIBRARY = ("response", "stream", "request", "stored")
COMMIT, COMMITTED = "0123456789abcdef0123456789abcdef01234567", 1_760_000_000
STATE = f"chatcompletion {VERSION} ({', '.join(LIBRARY)}) of commit {COMMIT[:12]}"


@pytest.fixture(autouse=True)
def commit() -> Iterator[None]:
    """Let the package be of a known commit, whether it is in a clone or not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vendor_module, "_find_commit", lambda: (COMMIT, COMMITTED))
        yield


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    folder = tmp_path / "acme" / "_vendor"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    return folder


@pytest.fixture
def whole_copy(destination: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a new copy with all parts."""
    assert main(["vendor", str(destination), "--parts", "all"]) == 0
    capsys.readouterr()
    return destination / "chatcompletion"


@pytest.fixture
def copy(destination: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a new copy."""
    assert main(["vendor", str(destination)]) == 0
    copy = destination / "chatcompletion"
    assert capsys.readouterr().out == f"{copy}: {STATE}\n"
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
    source = {name: source[name] for name in source if name not in ("LICENSE", "vendored.json", "__init__.py")}
    del files["__init__.py"]
    assert files == {name: text for name, text in source.items() if not name.startswith(("cli/", "logs/"))}
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
        "from acme._vendor.chatcompletion import CreateChatCompletionResponse, DecodeError, accumulate, read_stream\n"
        f"decoded = CreateChatCompletionResponse.from_json({json.dumps(response())!r})\n"
        f"assert decoded.to_dict() == json.loads({json.dumps(response())!r})\n"
        "assert pickle.loads(pickle.dumps(decoded)) == decoded\n"
        "assert type(pickle.loads(pickle.dumps(DecodeError('int')))) is DecodeError\n"
        "assert 'chatcompletion' not in sys.modules\n"
        "print(type(decoded).__module__, DecodeError.__module__)"
    )
    modules = "acme._vendor.chatcompletion.response.completion acme._vendor.chatcompletion\n"
    assert run_in_acme(copy.parent, code) == modules


def test_a_copy_can_vendor_itself(whole_copy: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    code = (
        f"from acme._vendor.chatcompletion.cli.main import main; main(['vendor', {str(other)!r}, '--parts', 'tools'])"
    )
    assert "chatcompletion" in run_in_acme(whole_copy.parent, code)
    assert read_files(other / "chatcompletion") == read_files(whole_copy)


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
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])


def test_check_reports_every_difference(copy: Path, run_vendor: Any) -> None:
    (copy / "response" / "usage.py").write_text("# edited\n", encoding="utf-8")
    (copy / "common/unknown.py").unlink()
    (copy / "more.py").touch()
    assert run_vendor("--check") == (
        1,
        [
            "common/unknown.py is missing",
            "more.py was added",
            "response/usage.py was changed",
            f"{STATE}, edited",
        ],
    )


def test_an_unchanged_copy_is_updated(copy: Path, run_vendor: Any) -> None:
    stamp = json.loads((copy / "vendored.json").read_text())
    stamp["version"] = "0.0.1"
    stamp["files"]["old.py"] = digest(b"")
    (copy / "old.py").touch()
    (copy / "vendored.json").write_text(json.dumps(stamp))
    old = STATE.replace(VERSION, "0.0.1")
    assert run_vendor("--check") == (3, [f"{old}, unchanged", f"older than {STATE}"])
    assert run_vendor("--update") == (0, [STATE])
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])
    assert not (copy / "old.py").exists()
    assert sorted(path.name for path in copy.parent.iterdir()) == ["__init__.py", "chatcompletion"]


def test_an_edited_copy_is_updated_only_with_force(copy: Path, run_vendor: Any) -> None:
    (copy / "response" / "usage.py").write_text("# edited\n", encoding="utf-8")
    assert run_vendor("--update") == (2, ["edited (response/usage.py was changed); --force replaces it anyway"])
    assert (copy / "response" / "usage.py").read_text(encoding="utf-8") == "# edited\n"
    assert run_vendor("--update", "--force") == (0, [STATE])
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])


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
        f"{folder / 'chatcompletion'}: {STATE}",
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
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])


def test_force_without_update_is_rejected(destination: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["vendor", str(destination), "--force"])
    assert "--force requires --update" in capsys.readouterr().err


def test_a_failure_to_write_is_reported_in_one_line(run_vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_no_space(*arguments: Any, **options: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", raise_no_space)
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
    assert run_vendor() == (0, [STATE])


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

    for owner, name in ((Path, "rename"), (shutil, "rmtree"), (Path, "write_bytes")):
        monkeypatch.setattr(owner, name, interrupt_at_moment(getattr(owner, name)))
    with pytest.raises(Interrupted):
        run_vendor("--update")
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])
    assert run_vendor("--update") == (0, [STATE])


@pytest.mark.skipif(sys.platform in ("win32", "emscripten"), reason="there are no such locks")
def test_a_command_waits_until_another_has_written_the_copy(copy: Path, run_vendor: Any) -> None:
    import fcntl

    folder = os.open(copy.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    moved = copy.rename(copy.with_name(".chatcompletion.old"))  # by an update that still runs

    def finish() -> None:
        moved.rename(copy)
        os.close(folder)

    timer = threading.Timer(0.2, finish)
    timer.start()
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])
    timer.join()


def test_a_system_without_locks_checks_copies_too(copy: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", fail)
    assert run_vendor("--check") == (0, [f"{STATE}, unchanged"])


def test_the_line_ends_that_git_writes_on_windows_make_no_difference(
    copy: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_files(copy)
    shutil.rmtree(copy)
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read_bytes(path).replace(b"\n", b"\r\n"))
    assert run_vendor("--parts", "library") == (0, [STATE])
    monkeypatch.undo()
    assert read_files(copy) == before


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


VALID = {"version": "1", "files": {}, "parts": ["response"], "commit": "0", "committed": 1, "schema": "2"}
WRONG: dict[str, list[Any]] = {
    "version": [None, 5, True, [], {}],
    "files": [None, 5, "ab", [[5, 1]], ["ab"], {"a.py": 5}, {"a.py": None}],
    "parts": [5, "response", {"response": 1}, [5], [None], [["response"]]],
    "commit": [5, [], {}, False],
    "committed": ["1", 1.5, True, [], {}],
    "schema": [2.3, [], {}, False],
}
DAMAGED: dict[str, bytes] = {
    "nested": b"[" * 100_000,
    "empty": b"",
    "binary": b"\xff",
    "many digits": b'{"version": "1", "files": {}, "committed": ' + b"1" * 10_000 + b"}",
    "large": b" " * (1 << 24) + json.dumps(VALID).encode(),
    **{text: text.encode() for text in ("5", "null", "[]", "{}", '"text"', '{"version": "1"}')},
    **{
        f"{name}: {value!r}": json.dumps({**VALID, name: value}).encode()
        for name, values in WRONG.items()
        for value in values
    },
}


@pytest.mark.parametrize("options", [("--check",), ("--update", "--force")], ids=" ".join)
@pytest.mark.parametrize("stamp", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_stamp_is_reported(
    stamp: bytes, options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "chatcompletion"
    copy.mkdir()
    (copy / "vendored.json").write_bytes(stamp)
    assert main(["vendor", str(tmp_path), *options]) == 2
    assert capsys.readouterr().err == f"{copy}: not a copy of this package, as it has no valid vendored.json\n"


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_a_stamp_that_is_no_file_is_damaged(kind: str, copy: Path, run_vendor: Any, tmp_path: Path) -> None:
    stamp = copy / "vendored.json"
    if kind == "link":
        stamp.symlink_to(stamp.rename(tmp_path / "other.json"))
    else:
        stamp.unlink()
        getattr(os, "mkfifo", os.mkdir)(stamp) if kind == "pipe" else stamp.mkdir()
    for option in ("--check", "--update"):
        assert run_vendor(option) == (2, ["vendored.json is missing or damaged; remove the copy and vendor it again"])


@pytest.mark.parametrize("parts", [[], ["stream"], ["response", "none"], ["stored", "\x1b"]], ids=ascii)
def test_unknown_parts_of_a_stamp_are_left_out(parts: list[str], copy: Path, run_vendor: Any) -> None:
    set_stamp(copy, parts=parts)
    run_vendor("--check")
    assert run_vendor("--update", "--force")[0] == 0
    known = json.loads((copy / "vendored.json").read_text())["parts"]
    assert {"response", *parts} & set(PARTS["all"]) <= set(known) <= set(PARTS["all"])
    assert set(known) == {"response", *known}
    assert run_vendor("--check")[0] == 0


def test_a_copy_whose_stamp_has_a_merge_conflict_is_to_be_vendored_again(copy: Path, run_vendor: Any) -> None:
    (copy / "vendored.json").write_text("<<<<<<< HEAD")
    for option in ("--check", "--update"):
        assert run_vendor(option) == (2, ["vendored.json is missing or damaged; remove the copy and vendor it again"])


def test_a_copy_is_not_written_into_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendor", str(tmp_path)]) == 0
    capsys.readouterr()
    copy = tmp_path / "chatcompletion"
    for options in ([], ["--check"], ["--update"]):
        assert main(["vendor", str(copy), *options]) == 2
        assert capsys.readouterr().err == f"{copy}: is itself a copy; pass the folder that contains it\n"
        assert main(["vendor", str(copy / "stream"), *options]) == 2
        assert capsys.readouterr().err == f"{copy / 'stream'}: is in a copy\n"


def test_the_folder_for_the_copy_has_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendor", ""]) == 2
    assert capsys.readouterr().err == "the folder for the copy has no name\n"


PARTS = {
    "response": ("response",),
    "responses,streams": ("response", "stream"),
    "stream": ("response", "stream"),
    "request": ("response", "request"),
    "stored": ("response", "request", "stored"),
    "library": LIBRARY,
    "logs": (*LIBRARY, "logs"),
    "tools": (*LIBRARY, "logs", "cli"),
    "all": (*LIBRARY, "logs", "cli"),
}
each_part = pytest.mark.parametrize(("name", "parts"), PARTS.items(), ids=PARTS)

USE = """
import importlib, pickle, pkgutil, sys
import acme._vendor.chatcompletion as package

for name in package.__all__:
    assert getattr(package, name) is not None
assert sorted([*package.__all__, "__version__"]) == dir(package)
for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
body = {"id": "1", "created": 0, "model": "m", "choices": [{"index": 0, "message": {}, "finish_reason": "stop"}]}
response = package.CreateChatCompletionResponse.from_dict(body)
assert response.to_dict() == body and pickle.loads(pickle.dumps(response)) == response
message = response.choices[0].message
for owner, name in ((package, "accumulate"), (package, "decode_tool"), (message, "to_request"), (message, "no_such")):
    try:
        getattr(owner, name)
    except AttributeError as error:
        assert name not in dir(owner)
        print(name, str(error).partition(": it is in the part ")[2])
    else:
        assert name in dir(owner)
"""


@each_part
def test_a_copy_of_some_parts_works_and_says_what_it_lacks(
    name: str, parts: tuple[str, ...], destination: Path, run_vendor: Any
) -> None:
    assert run_vendor("--parts", name)[0] == 0
    folders = {path.name for path in (destination / "chatcompletion").iterdir() if path.is_dir()}
    assert folders == {"_core", "common", *parts}
    lacking = ["accumulate stream, which this copy does not have"] if "stream" not in parts else []
    if "request" not in parts:
        lacking += [f"{name} request, which this copy does not have" for name in ("decode_tool", "to_request")]
    assert run_in_acme(destination, USE).splitlines() == [*lacking, "no_such "]


@each_part
def test_a_copy_of_some_parts_checks_itself(
    name: str, parts: tuple[str, ...], destination: Path, run_vendor: Any
) -> None:
    run_vendor("--parts", name)
    copy = destination / "chatcompletion"
    state = f"{copy}: chatcompletion {VERSION} ({', '.join(parts)}) of commit {COMMIT[:12]}"
    script = [sys.executable, "-I", str(copy / "_copy.py")]
    module = [sys.executable, "-m", "acme._vendor.chatcompletion"]
    for command in (script, *([] if "cli" in parts else [module, [*module, "--check"]])):
        done = subprocess.run(command, cwd=destination.parents[1], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{state}, unchanged\n", "")
    (copy / "common/unknown.py").write_text("")
    done = subprocess.run(script, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, f"{copy}: common/unknown.py was changed")


@each_part
def test_the_types_of_a_copy_of_some_parts_are_complete(
    name: str, parts: tuple[str, ...], destination: Path, run_vendor: Any
) -> None:
    pytest.importorskip("mypy")
    run_vendor("--parts", name)
    (destination.parent / "use.py").write_text(
        "from acme._vendor.chatcompletion import CreateChatCompletionResponse\n"
        "from acme._vendor.chatcompletion import accumulate\n\n"
        "reveal_type(CreateChatCompletionResponse.from_dict({}).choices[0].message.to_request)\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", "-p", "acme", "--cache-dir", ".cache"]
    done = subprocess.run(command, cwd=destination.parents[1], capture_output=True, text=True, timeout=300)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert ["use.py:2" in line for line in errors if "stream" not in parts][:1] == [True] * ("stream" not in parts)
    assert len(errors) == ("stream" not in parts) + ("request" not in parts)


def test_what_is_no_copy_cannot_check_itself(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(copy_module, "__file__", str(copy / "_copy.py"))
    assert copy_module.main(["--check"]) == 0
    assert copy_module.main(["check", "log.jsonl"]) == 2
    assert "has no command line" in capsys.readouterr().err

    def fail(*arguments: object) -> list[str]:
        raise OSError(13, "Permission denied", "f")

    monkeypatch.setattr(copy_module, "find_differences", fail)
    assert copy_module.main([]) == 2
    assert capsys.readouterr().err == "f: Permission denied\n"
    monkeypatch.setattr(copy_module, "__file__", str(copy.parent / "x.py"))
    assert copy_module.main([]) == 2
    assert "not a copy of this package" in capsys.readouterr().err


def test_a_part_of_another_name_is_rejected(run_vendor: Any, capsys: pytest.CaptureFixture[str]) -> None:
    status, [line] = run_vendor("--parts", "response,streem")
    assert "is it stream?" in line
    assert (status, line.partition(";")[0]) == (2, "no part 'streem'")
    for option in ("--check", "--config"):
        with pytest.raises(SystemExit):
            run_vendor("--parts", "response", option)
        assert "--parts cannot be used with" in capsys.readouterr().err


def test_an_update_keeps_the_parts_or_changes_them(copy: Path, run_vendor: Any) -> None:
    assert run_vendor("--update", "--parts", "response")[1] == [STATE.replace(", stream, request, stored", "")]
    assert run_vendor("--update")[1] == [STATE.replace(", stream, request, stored", "")]
    assert not (copy / "request").exists()
    assert run_vendor("--update", "--parts", "library")[1] == [STATE]


def set_stamp(copy: Path, **changes: Any) -> None:
    stamp = {**json.loads((copy / "vendored.json").read_text()), **changes}
    stamp = {name: value for name, value in stamp.items() if value is not None}
    (copy / "vendored.json").write_text(json.dumps(stamp))


def test_an_update_does_not_go_back_without_force(copy: Path, run_vendor: Any) -> None:
    for changes in ({"version": "99.0"}, {"version": VERSION, "committed": COMMITTED + 1}):
        set_stamp(copy, **changes)
        status, [line] = run_vendor("--update")
        assert status == 2
        assert line.endswith(f"is newer than {STATE}; --force replaces it anyway")
    assert run_vendor("--update", "--force") == (0, [STATE])


def test_a_copy_of_a_commit_is_not_replaced_by_a_package_without_one(
    copy: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / "common/unknown.py").write_text("# other")
    files = json.loads((copy / "vendored.json").read_text())["files"]
    set_stamp(copy, files={**files, "common/unknown.py": digest(b"# other")})
    monkeypatch.setattr(vendor_module, "_find_commit", lambda: (None, None))
    installed = STATE.partition(" of commit")[0]
    assert run_vendor("--check") == (3, [f"{STATE}, unchanged", f"different from {installed}"])
    status, [line] = run_vendor("--update")
    words = f"is different from {installed}; the commit of the latter is not known; --force replaces it anyway"
    assert (status, line) == (2, f"{STATE} {words}")
    assert run_vendor("--update", "--force") == (0, [installed])
    set_stamp(copy, commit="0123456789abcdef", committed=COMMITTED)
    assert run_vendor("--update")[0] == 0  # the files are the same, so the commit is
    assert json.loads((copy / "vendored.json").read_text())["commit"] == "0123456789abcdef"


def test_a_folder_in_a_package_becomes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "acme" / "_vendor").mkdir(parents=True)
    (tmp_path / "acme" / "__init__.py").touch()
    assert main(["vendor", "acme/_vendor", "--parts", "response"]) == 0
    assert (tmp_path / "acme" / "_vendor" / "__init__.py").exists()
    assert main(["vendor", ".", "--parts", "response"]) == 0
    assert not (tmp_path / "__init__.py").exists()


def test_a_copy_without_a_commit_is_not_replaced_by_one_of_a_commit(copy: Path, run_vendor: Any) -> None:
    (copy / "common/unknown.py").write_text("# other")
    files = json.loads((copy / "vendored.json").read_text())["files"]
    set_stamp(copy, files={**files, "common/unknown.py": digest(b"# other")}, commit=None, committed=None)
    status, [line] = run_vendor("--update")
    assert status == 2
    assert line.endswith(f" is different from {STATE}; the commit of the copy is not known; --force replaces it anyway")


def test_a_check_tells_an_outdated_copy_from_an_edited_one(copy: Path, run_vendor: Any) -> None:
    (copy / "common/unknown.py").write_text("# old")
    files = json.loads((copy / "vendored.json").read_text())["files"]
    set_stamp(copy, files={**files, "common/unknown.py": digest(b"# old")}, committed=COMMITTED - 1)
    assert run_vendor("--check") == (3, [f"{STATE}, unchanged", f"older than {STATE}"])
    set_stamp(copy, committed=COMMITTED + 1)
    assert run_vendor("--check") == (3, [f"{STATE}, unchanged", f"newer than {STATE}"])
    (copy / "common/unknown.py").write_text("# edited")
    assert run_vendor("--check")[0] == 1


def test_a_copy_from_before_there_were_parts_has_all(whole_copy: Path, run_vendor: Any) -> None:
    set_stamp(whole_copy, parts=None, commit=None, committed=None, schema=None)
    assert run_vendor("--check") == (0, [f"chatcompletion {VERSION}, unchanged"])
    assert run_vendor("--update")[0] == 0
    assert (whole_copy / "cli").exists()


def test_a_stamp_has_the_commit_of_the_clone_and_the_version_of_the_schema(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert json.loads((copy / "vendored.json").read_text())["schema"] == "2.3.0"
    package = tmp_path / "clone" / "chatcompletion"
    shutil.copytree(copy, package)
    monkeypatch.setattr(vendor_module, "__file__", str(package / "cli" / "vendor.py"))
    assert find_commit() == (COMMIT, COMMITTED)  # of its own stamp
    (package / "vendored.json").unlink()
    assert find_commit() == (None, None)
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    options = ["-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*options, "commit", "-qm", "x"]):
        subprocess.run([git, "-C", str(package.parent), *command], check=True)
    commit, committed = find_commit()
    assert (len(commit or ""), committed is None) == (40, False)
    monkeypatch.setenv("GIT_DIR", str(tmp_path))  # as in a hook of another repository
    assert find_commit() == (commit, committed)
    (package / "__pycache__").mkdir(exist_ok=True)
    (package.parent / ".gitignore").write_text("__pycache__\nbuild\n")
    (package / "__pycache__" / "x.pyc").touch()
    assert find_commit() == (commit, committed)
    (package / "build").mkdir()
    (package / "build" / "x.py").touch()
    assert find_commit()[0] == f"{commit} with changes"
    shutil.copytree(package, package.parent / "other" / "chatcompletion")  # an installed package in a repository
    (package.parent / "other" / ".git").mkdir()
    monkeypatch.setattr(vendor_module, "__file__", str(package.parent / "other" / "chatcompletion" / "cli" / "x.py"))
    assert find_commit() == (None, None)
    monkeypatch.setattr(vendor_module, "__file__", str(package / "cli" / "vendor.py"))
    monkeypatch.setenv("PATH", "")
    assert find_commit() == (None, None)


@pytest.mark.parametrize("name", ["__pycache__/x.py", "response/x", "x/y/z", "link", "response/link"])
def test_an_added_file_is_seen_anywhere(name: str, copy: Path, run_vendor: Any, tmp_path: Path) -> None:
    path = copy / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name == "link":
        path.symlink_to(tmp_path)
    else:
        path.touch()
    assert run_vendor("--check") == (1, [f"{name} was added", f"{STATE}, edited"])


def update_and_send(copy: Path, name: str, step: tuple[str, int]) -> int:
    """Update a copy in another process, which gets a signal before a step of it. Return the exit status."""
    code = f"""
import os, shutil, signal, sys
from pathlib import Path

if {name!r} != "SIGKILL":
    signal.signal(signal.{name}, signal.{"default_int_handler" if name == "SIGINT" else "SIG_DFL"})
sys.path.insert(0, {str(PACKAGE.parent)!r})
owner, times = {"shutil" if step[0] == "rmtree" else "Path"}, iter(range(100))
original = owner.{step[0]}

def interrupt(*arguments, **options):
    if next(times) == {step[1]}:
        os.kill(os.getpid(), signal.{name})
    return original(*arguments, **options)

owner.{step[0]} = interrupt
from {chatcompletion.__name__}.cli.main import main
sys.exit(main(["vendor", {str(copy.parent)!r}, "--update", "--force"]))
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode


def list_names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if "__pycache__" not in path.parts)


RENAMES = [("rename", 1), ("rename", 2)]
"""Of an update: the old copy is moved away, and the new one is put in its place."""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs the signals of POSIX")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize("step", [("write_bytes", 3), ("rename", 0), *RENAMES, ("rmtree", 0)], ids=str)
def test_a_signal_at_any_moment_leaves_a_copy_and_nothing_else(copy: Path, name: str, step: tuple[str, int]) -> None:
    (copy / "common/unknown.py").write_text("# edited")
    assert update_and_send(copy, name, step) == (130 if name == "SIGINT" else -getattr(signal, name))
    assert sorted(path.name for path in copy.parent.iterdir()) == ["__init__.py", "chatcompletion"]
    assert (copy / "common/unknown.py").read_bytes() == (PACKAGE / "common/unknown.py").read_bytes()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs the signals of POSIX")
@pytest.mark.parametrize("step", [("write_bytes", 3), *RENAMES, ("rmtree", 0)], ids=str)
def test_the_next_command_that_writes_finishes_an_update_that_was_killed(
    copy: Path, run_vendor: Any, step: tuple[str, int]
) -> None:
    assert update_and_send(copy, "SIGKILL", step) == -signal.SIGKILL
    before = list_names(copy.parent)
    if step == RENAMES[1]:
        assert run_vendor("--check") == (2, ["moved away by an update that was killed; --update restores it"])
    else:
        assert run_vendor("--check")[0] == 0
    assert list_names(copy.parent) == before
    assert run_vendor() == (2, ["already exists; --update replaces it"])
    assert run_vendor("--update", "--force") == (0, [STATE])
    assert sorted(path.name for path in copy.parent.iterdir()) == ["__init__.py", "chatcompletion"]


USERS = [".chatcompletion.old", ".chatcompletion.new", ".chatcompletion.123"]
"""Names that a user may have given to what is beside the copy."""


@pytest.mark.parametrize("has_copy", [True, False])
@pytest.mark.parametrize("name", USERS)
def test_what_is_beside_the_copy_is_left_alone(
    copy: Path, run_vendor: Any, name: str, has_copy: bool, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    (precious / "old").mkdir(parents=True)
    (precious / "note.txt").touch()
    copy.with_name(name).symlink_to(precious)
    if has_copy:
        shutil.copytree(copy, copy.with_name(f"{name}2"))
    else:
        copy.rename(copy.with_name(f"{name}2"))
    before = [list_names(precious), list_names(copy.with_name(f"{name}2"))]
    assert run_vendor("--check")[0] == (0 if has_copy else 2)
    assert run_vendor(*["--update"] * has_copy) == (0, [STATE])
    assert [list_names(precious), list_names(copy.with_name(f"{name}2"))] == before
    assert sorted(path.name for path in copy.parent.iterdir()) == [name, f"{name}2", "__init__.py", "chatcompletion"]


@pytest.mark.parametrize("target", ["none", "precious"])
def test_no_file_is_written_through_a_link(target: str, destination: Path, run_vendor: Any, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (destination / "__init__.py").unlink()
    (destination / "__init__.py").symlink_to(tmp_path / target)
    assert run_vendor() == (0, [STATE])
    assert not (tmp_path / "none").exists()
    copy = destination / "chatcompletion"
    (copy / "common/unknown.py").unlink()
    (copy / "common/unknown.py").symlink_to(tmp_path / target)
    shutil.rmtree(copy / "stream")
    (copy / "stream").symlink_to(tmp_path)
    assert run_vendor("--check")[0] == 1
    assert run_vendor("--update", "--force") == (0, [STATE])
    assert not (copy / "common/unknown.py").is_symlink()
    assert (tmp_path / "precious").read_text() == "precious"
    assert not (tmp_path / "none").exists()


def test_a_failure_does_not_remove_the_old_copy(copy: Path, run_vendor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """If neither the new copy nor the old one can be put in its place, the next command still has the old one."""
    rename, names = Path.rename, iter(["made", "old"])

    def fail(self: Path, target: Path) -> Path:
        if next(names, None):
            return rename(self, target)
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "rename", fail)
    assert run_vendor("--update")[0] == 2
    monkeypatch.undo()
    assert not copy.exists()
    assert run_vendor("--update") == (0, [STATE])


@pytest.mark.parametrize("options", [(), ("--check",), ("--update", "--force")], ids=" ".join)
def test_the_package_itself_is_no_place_for_a_copy(
    options: tuple[str, ...],
    whole_copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (whole_copy / "vendored.json").unlink()  # now it is a package
    monkeypatch.setattr(vendor_module, "__file__", str(whole_copy / "cli" / "vendor.py"))
    link = tmp_path / "link"
    link.symlink_to(whole_copy / "stream")
    before = list_names(whole_copy.parent)
    for folder in (whole_copy, whole_copy / "stream", whole_copy / "new", link):
        assert main(["vendor", str(folder), *options]) == 2
        assert capsys.readouterr() == ("", f"{folder}: is in the package that would be copied\n")
    assert main(["vendor", str(whole_copy.parent), *options]) == 2
    assert capsys.readouterr() == ("", f"{whole_copy}: is the package that would be copied\n")
    assert list_names(whole_copy.parent) == before


def test_a_folder_that_is_a_link_to_itself_is_not_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert main(["vendor", str(loop)]) == 2
    assert capsys.readouterr().err.startswith(f"{loop}: ")


def test_a_file_of_another_kind_in_a_copy_is_a_change(copy: Path, run_vendor: Any) -> None:
    (copy / "py.typed").unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(copy / "py.typed")
    else:
        (copy / "py.typed").write_text("edited")
    with (copy / "common/unknown.py").open("wb") as file:
        file.truncate(1 << 25)
    assert run_vendor("--check") == (1, ["common/unknown.py was changed", "py.typed was changed", f"{STATE}, edited"])


def test_control_characters_of_a_folder_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "\x1b[2J\n"
    for options in ([], ["--check"], [], ["--update"]):
        main(["vendor", str(folder), *options])
        main(["vendor", str(folder / "none" / "none"), *options])
        printed = capsys.readouterr()
        assert (printed.out + printed.err).replace("\n", "").isprintable()
        assert r"\x1b[2J\n" in printed.out + printed.err
