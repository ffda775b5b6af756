"""The package in other environments: interpreter options, archives, processes, versions of Python, other libraries."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion import CompletionUsage, CreateChatCompletionResponse, CreateChatCompletionStreamResponse

from .support.responses import SERVICES, response
from .support.streams import text_stream

PACKAGE = Path(chatcompletion.__file__).parent
BODY = json.dumps(response(x=[{"a": [1]}]))

SELF_TEST = f"""
import copy, dataclasses, json, pickle, sys
import chatcompletion as c
body = json.loads({BODY!r})
response = c.CreateChatCompletionResponse.from_dict(body)
def check(condition):
    if not condition:
        raise SystemExit("failed")
check(response.to_dict() == body)
check(pickle.loads(pickle.dumps(response)) == response)
check(dataclasses.replace(response, model="m").to_dict() == dict(body, model="m"))
for invalid, error in ((dict(body, created="1"), c.DecodeError), (dict(error=dict(message="m")), c.APIError)):
    try:
        c.CreateChatCompletionResponse.from_dict(invalid)
    except error:
        pass
    else:
        check(False)
try:
    response.id = "other"
except dataclasses.FrozenInstanceError:
    pass
else:
    check(False)
event = dict(id="1", object="chat.completion.chunk", created=1, model="m")
event["choices"] = [dict(index=0, delta=dict(content="a"), finish_reason="stop")]
text = "data: " + json.dumps(event) + "\\n\\ndata: [DONE]\\n\\n"
check(c.accumulate(c.read_stream([text])).choices[0].message.content == "a")
print("passed")
"""


def run_python(*options: str, path: Path, code: str = SELF_TEST) -> str:
    code = f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"
    done = subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.fixture
def read_only_copy(tmp_path: Path) -> Path:
    """Return a folder that has only a read-only copy of the package."""
    ignored = shutil.ignore_patterns("__pycache__")
    copy = Path(shutil.copytree(PACKAGE, tmp_path / "chatcompletion", ignore=ignored))
    for file in copy.rglob("*.*"):
        file.chmod(0o400)
    return tmp_path


@pytest.mark.parametrize("options", [[], ["-O"], ["-OO"], ["-I", "-S"], ["-W", "error", "-X", "dev"]], ids=" ".join)
def test_the_package_works_with_interpreter_options(read_only_copy: Path, options: list[str]) -> None:
    assert run_python(*options, "-B", path=read_only_copy) == "passed\n"


def test_no_file_of_the_package_is_changed(read_only_copy: Path) -> None:
    def read_state() -> dict[str, Any]:
        files = (read_only_copy / "chatcompletion").rglob("*.*")
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = read_state()
    assert run_python("-B", path=read_only_copy) == "passed\n"
    assert read_state() == before


def test_the_package_works_in_a_zip_archive(read_only_copy: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (read_only_copy / "chatcompletion").rglob("*.*"):
            file.write(path, path.relative_to(read_only_copy))
        if not (read_only_copy / "chatcompletion" / "LICENSE").exists():
            file.writestr("chatcompletion/LICENSE", "text")
    assert run_python("-I", path=archive) == "passed\n"
    destination = tmp_path / "destination"
    destination.mkdir()
    code = f"from chatcompletion.cli.main import main; main(['vendor', {str(destination)!r}])"
    assert "chatcompletion" in run_python("-I", path=archive, code=code)
    assert (destination / "chatcompletion" / "response" / "usage.py").read_bytes() == (
        PACKAGE / "response" / "usage.py"
    ).read_bytes()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="needs Python 3.12 or later")
def test_the_package_works_in_a_subinterpreter(read_only_copy: Path) -> None:
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    inner = f"import sys; sys.path.insert(0, {str(read_only_copy)!r})\n{SELF_TEST}"
    code = f"import {module} as interpreters\none = interpreters.create()\n"
    code += f"failed = interpreters.run_string(one, {inner!r})\ninterpreters.destroy(one)\n"
    code += "if failed: raise SystemExit(str(failed))"
    assert run_python("-B", path=read_only_copy, code=code) == "passed\n"


def test_the_import_loads_only_listed_modules() -> None:
    def import_modules(modules: str) -> set[str]:
        code = f"import sys, {modules}; print(*sys.modules)"
        return set(run_python("-I", "-S", path=PACKAGE.parent, code=code).split())

    own = {name for name in import_modules("chatcompletion") if name.partition(".")[0] == "chatcompletion"}
    listed = "__future__, collections.abc, contextvars, dataclasses, functools, marshal, math, operator, typing"
    assert import_modules("chatcompletion") - own <= import_modules(listed)


def make_usage(number: int) -> CompletionUsage:
    return CompletionUsage(prompt_tokens=number, completion_tokens=1, total_tokens=number + 1)


def test_instances_can_be_sent_to_other_processes() -> None:
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(make_usage, range(4))) == [make_usage(number) for number in range(4)]
        decoded = CreateChatCompletionResponse.from_dict(response())
        assert pool.submit(CreateChatCompletionResponse.to_dict, decoded).result() == response()


def find_interpreters() -> list[str]:
    """Return the interpreters of other versions of Python that are installed and work."""
    found = []
    for version in ("3.10", "3.11", "3.12", "3.13"):
        if version != f"{sys.version_info[0]}.{sys.version_info[1]}" and shutil.which(f"python{version}"):
            done = subprocess.run([f"python{version}", "-c", ""], capture_output=True)
            found += [] if done.returncode else [f"python{version}"]
    return found


@pytest.mark.parametrize("interpreter", find_interpreters() or [None])
def test_a_pickle_is_loaded_by_another_version_of_python(interpreter: str | None, tmp_path: Path) -> None:
    if interpreter is None:
        pytest.skip("no other version of Python is installed")
    responses = [CreateChatCompletionResponse.from_dict(service()) for service in SERVICES]
    chunks = [CreateChatCompletionStreamResponse.from_dict(body) for body in text_stream()]
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(pickle.dumps([responses, chunks]))
    code = (
        f"import pickle; loaded = pickle.load(open({str(source)!r}, 'rb'));"
        f"pickle.dump(loaded, open({str(target)!r}, 'wb')); print(len(loaded))"
    )
    package = CreateChatCompletionResponse.__module__.split(".")[0]
    root = Path(sys.modules[package].__file__ or "").parent.parent
    done = subprocess.run([interpreter, "-B", "-c", code], capture_output=True, text=True, cwd=root, timeout=60)
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert pickle.loads(target.read_bytes()) == [responses, chunks]


class TestOtherLibraries:
    """Libraries of the group `comparison`."""

    decoded = CreateChatCompletionResponse.from_dict(json.loads(BODY))

    def test_orjson_and_msgspec_encode_the_dict(self) -> None:
        orjson = pytest.importorskip("orjson")
        msgspec = pytest.importorskip("msgspec")
        assert json.loads(orjson.dumps(self.decoded.to_dict())) == self.decoded.to_dict()
        assert json.loads(msgspec.json.encode(self.decoded.to_dict())) == self.decoded.to_dict()

    def test_a_pydantic_model_accepts_instances(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        config = {"arbitrary_types_allowed": True}
        record = pydantic.create_model("Record", __config__=config, response=CreateChatCompletionResponse)
        assert record(response=self.decoded).response is self.decoded

    def test_an_attrs_class_accepts_instances(self) -> None:
        attrs = pytest.importorskip("attrs")
        record = attrs.make_class("Record", {"response": attrs.field(type=CreateChatCompletionResponse)}, frozen=True)
        assert record(self.decoded) == record(CreateChatCompletionResponse.from_dict(json.loads(BODY)))
        assert hash(record(self.decoded))
