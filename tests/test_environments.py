"""Where the package must work: other ways to run Python, other processes and versions, and beside other libraries."""

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

from .responses import SERVICES, response
from .streams import text_stream

PACKAGE = Path(chatcompletion.__file__).parent
BODY = json.dumps(response(x=[{"a": [1]}]))

PROMISES = f"""
import copy, dataclasses, json, pickle, sys
import chatcompletion as c
body = json.loads({BODY!r})
made = c.CreateChatCompletionResponse.from_dict(body)
def promised(kept):
    if not kept:
        raise SystemExit("not kept")
promised(made.to_dict() == body)
promised(pickle.loads(pickle.dumps(made)) == made)
promised(dataclasses.replace(made, model="m").to_dict() == dict(body, model="m"))
for wrong, kind in ((dict(body, created="1"), c.DecodeError), (dict(error=dict(message="m")), c.APIError)):
    try:
        c.CreateChatCompletionResponse.from_dict(wrong)
    except kind:
        pass
    else:
        promised(False)
try:
    made.id = "other"
except dataclasses.FrozenInstanceError:
    pass
else:
    promised(False)
event = dict(id="1", object="chat.completion.chunk", created=1, model="m")
event["choices"] = [dict(index=0, delta=dict(content="a"), finish_reason="stop")]
text = "data: " + json.dumps(event) + "\\n\\ndata: [DONE]\\n\\n"
promised(c.accumulate(c.read_stream([text])).choices[0].message.content == "a")
print("kept")
"""


def run(*options: str, path: Path, code: str = PROMISES) -> str:
    code = f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"
    done = subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with a copy of the package that cannot be written to, and nothing else."""
    ignored = shutil.ignore_patterns("__pycache__")
    copy = Path(shutil.copytree(PACKAGE, tmp_path / "chatcompletion", ignore=ignored))
    for file in copy.rglob("*.*"):
        file.chmod(0o400)
    return tmp_path


@pytest.mark.parametrize("options", [[], ["-O"], ["-OO"], ["-I", "-S"], ["-W", "error", "-X", "dev"]], ids=" ".join)
def test_all_is_kept_under_these_options(alone: Path, options: list[str]) -> None:
    assert run(*options, "-B", path=alone) == "kept\n"


def test_no_file_of_the_package_is_written_to(alone: Path) -> None:
    def state() -> dict[str, Any]:
        files = (alone / "chatcompletion").rglob("*.*")
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    assert run("-B", path=alone) == "kept\n"
    assert state() == before


def test_all_is_kept_in_an_archive(alone: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (alone / "chatcompletion").rglob("*.*"):
            file.write(path, path.relative_to(alone))
        if not (alone / "chatcompletion" / "LICENSE").exists():
            file.writestr("chatcompletion/LICENSE", "text")
    assert run("-I", path=archive) == "kept\n"
    destination = tmp_path / "destination"
    destination.mkdir()
    code = f"from chatcompletion.cli.main import main; main(['vendor', {str(destination)!r}])"
    assert "chatcompletion" in run("-I", path=archive, code=code)
    assert (destination / "chatcompletion" / "response" / "usage.py").read_bytes() == (
        PACKAGE / "response" / "usage.py"
    ).read_bytes()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="this Python has no interpreters of their own")
def test_all_is_kept_in_a_sub_interpreter(alone: Path) -> None:
    module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    inner = f"import sys; sys.path.insert(0, {str(alone)!r})\n{PROMISES}"
    destroy = "interpreters.destroy(one)"
    code = f"import {module} as interpreters\none = interpreters.create()\n"
    code += f"failed = interpreters.run_string(one, {inner!r})\n{destroy}\nif failed: raise SystemExit(str(failed))"
    assert run("-B", path=alone, code=code) == "kept\n"


def test_the_import_loads_a_short_list_of_modules() -> None:
    def loaded(modules: str) -> set[str]:
        return set(run("-I", "-S", path=PACKAGE.parent, code=f"import sys, {modules}; print(*sys.modules)").split())

    itself = {name for name in loaded("chatcompletion") if name.partition(".")[0] == "chatcompletion"}
    listed = "__future__, collections.abc, dataclasses, functools, operator, typing"
    assert loaded("chatcompletion") - itself <= loaded(listed)


def usage_of(number: int) -> CompletionUsage:
    return CompletionUsage(prompt_tokens=number, completion_tokens=1, total_tokens=number + 1)


def test_instances_go_to_other_processes_and_come_back() -> None:
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(usage_of, range(4))) == [usage_of(number) for number in range(4)]
        made = CreateChatCompletionResponse.from_dict(response())
        assert pool.submit(CreateChatCompletionResponse.to_dict, made).result() == response()


def interpreters() -> list[str]:
    """The Pythons on the path that can be run, but for this one's version."""
    found = []
    for version in ("3.10", "3.11", "3.12", "3.13"):
        if version != f"{sys.version_info[0]}.{sys.version_info[1]}" and shutil.which(f"python{version}"):
            done = subprocess.run([f"python{version}", "-c", ""], capture_output=True)
            found += [] if done.returncode else [f"python{version}"]
    return found


@pytest.mark.parametrize("interpreter", interpreters() or [None])
def test_a_pickle_is_read_by_another_version(interpreter: str | None, tmp_path: Path) -> None:
    if interpreter is None:
        pytest.skip("no other Python is on the path")
    made = [CreateChatCompletionResponse.from_dict(service()) for service in SERVICES]
    made_chunks = [CreateChatCompletionStreamResponse.from_dict(body) for body in text_stream()]
    there, back = tmp_path / "there", tmp_path / "back"
    there.write_bytes(pickle.dumps([made, made_chunks]))
    code = (
        f"import pickle; read = pickle.load(open({str(there)!r}, 'rb'));"
        f"pickle.dump(read, open({str(back)!r}, 'wb')); print(len(read))"
    )
    package = CreateChatCompletionResponse.__module__.split(".")[0]
    root = Path(sys.modules[package].__file__ or "").parent.parent
    done = subprocess.run([interpreter, "-B", "-c", code], capture_output=True, text=True, cwd=root, timeout=60)
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert pickle.loads(back.read_bytes()) == [made, made_chunks]


class TestOtherLibraries:
    """In the extra `comparison`."""

    made = CreateChatCompletionResponse.from_dict(json.loads(BODY))

    def test_orjson_and_msgspec_encode_what_is_written(self) -> None:
        orjson = pytest.importorskip("orjson")
        msgspec = pytest.importorskip("msgspec")
        assert json.loads(orjson.dumps(self.made.to_dict())) == self.made.to_dict()
        assert json.loads(msgspec.json.encode(self.made.to_dict())) == self.made.to_dict()

    def test_a_pydantic_model_takes_instances(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        config = {"arbitrary_types_allowed": True}
        record = pydantic.create_model("Record", __config__=config, response=CreateChatCompletionResponse)
        assert record(response=self.made).response is self.made

    def test_an_attrs_class_takes_instances(self) -> None:
        attrs = pytest.importorskip("attrs")
        record = attrs.make_class("Record", {"response": attrs.field(type=CreateChatCompletionResponse)}, frozen=True)
        assert record(self.made) == record(CreateChatCompletionResponse.from_dict(json.loads(BODY)))
        assert hash(record(self.made))
