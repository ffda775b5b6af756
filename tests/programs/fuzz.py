"""Fuzz the decoders and the commands, guided by coverage.

    python -m tests.programs.fuzz [SECONDS] [TARGET ...]

Fuzzes each target for SECONDS (60 by default), and prints how often it was executed and what was found. The targets are
`from_json`, `stream`, `check` and `vendor`; without a TARGET, all of them run, one after the other. Exit status: 0 if
nothing was found, or 1.

Needs `atheris` (`pip install atheris`), which has wheels for Linux and some versions of Python. A find is printed with
the smallest input that was seen, and can be repeated without `atheris`:

    python -c 'from tests.programs.fuzz import TARGETS; TARGETS["stream"](b"data: ...")'

The first inputs are the examples of the other tests. Most inputs are made from earlier ones by changes to their JSON
values, others by changes to their bytes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import pickle
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from functools import cache
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

try:
    atheris: Any = importlib.import_module("atheris")
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["chatcompletion"]) if atheris else nullcontext():
    from chatcompletion import (
        Accumulator,
        APIError,
        ChatCompletionError,
        CreateChatCompletionResponse,
        CreateChatCompletionStreamResponse,
        DecodeError,
        StreamDecoder,
        accumulate,
    )
    from chatcompletion._core.base import WireBody
    from chatcompletion.cli.main import main as run_command

    from ..support import introspect, responses, streams

vars(introspect)["get_type_hints"] = cache(get_type_hints)  # it takes most of the time otherwise

ROOTS: list[Any] = [cls for cls in introspect.CLASSES if issubclass(cls, WireBody)]
Chunks = list[CreateChatCompletionStreamResponse]


# Targets: each takes an input, and raises an exception that is not documented, or AssertionError.


def fuzz_from_json(data: bytes) -> None:
    """Decode JSON text as a whole body. The first byte of the input chooses the class."""
    cls, text = ROOTS[data[0] % len(ROOTS) if data else 0], data[1:]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        _decode_invalid_text(cls, text)
        return
    error = _decode_strictly(cls, text, value)
    _decode_with_problems(cls, value, error)


def _catch(decode: Callable[[], Any]) -> tuple[Any, ChatCompletionError | None]:
    """Return what a function returns, or the error that it raises."""
    try:
        return decode(), None
    except ChatCompletionError as error:
        return None, error


def _decode_invalid_text(cls: Any, text: bytes) -> None:
    problems: list[DecodeError] = []
    _, error = _catch(lambda: cls.from_json(text, problems=problems))
    assert isinstance(error, DecodeError), "text that is not JSON was decoded"
    assert str(error).isprintable(), "the message has characters that are not printable"
    assert not problems


def _decode_strictly(cls: Any, text: bytes, value: Any) -> ChatCompletionError | None:
    """Decode a body, and return the error if there is one."""
    decoded, error = _catch(lambda: cls.from_json(text))
    if error is not None:
        assert isinstance(error, (DecodeError, APIError))
        assert isinstance(error, APIError) or str(error).isprintable(), "the message has unprintable characters"
        assert pickle.loads(pickle.dumps(error)).args == error.args or "nan" in repr(value)
        return error
    again = cls.from_dict(value)
    assert again.to_dict() == value, "the round trip is not exact"
    assert decoded.to_json() == again.to_json() == cls.from_json(decoded.to_json()).to_json()
    assert again == cls.from_dict(value), "equal bodies are not equal objects"
    assert hash(again) == hash(cls.from_dict(value))
    assert pickle.loads(pickle.dumps(decoded)).to_json() == decoded.to_json()
    assert repr(decoded)
    return None


def _decode_with_problems(cls: Any, value: Any, error: ChatCompletionError | None) -> None:
    problems: list[DecodeError] = []
    decoded, still_raised = _catch(lambda: cls.from_dict(value, problems=problems))
    if still_raised is not None:
        assert type(still_raised) is type(error)
        assert isinstance(error, APIError) or not isinstance(value, dict), "a DecodeError was raised, not collected"
        return
    assert not isinstance(error, APIError)
    assert introspect.fits_annotation(decoded, cls), "an attribute does not fit its annotation"
    if error is None:
        assert not problems
        return
    assert error.args in [problem.args for problem in problems], "the error that is raised is not among the problems"
    assert len({problem.location for problem in problems}) == len(problems), "a place has two problems"
    encoded = decoded.to_dict()
    if encoded.get("choices") or "error" not in encoded:  # otherwise, it is an error body
        assert cls.from_dict(encoded).to_dict() == encoded


def fuzz_stream(data: bytes) -> None:
    """Decode and accumulate an event stream. The last byte of the input says into which pieces it is cut, and whether
    problems are collected."""
    text, last = data[:-1], data[-1] if data else 0
    size = 1 + (last // 2) ** 2
    collect = bool(last % 2)
    chunks, error, line = _decode_stream([text], collect)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    chunks_of_pieces, error_of_pieces, line_of_pieces = _decode_stream(pieces, collect)
    assert [chunk.to_json() for chunk in chunks] == [chunk.to_json() for chunk in chunks_of_pieces]
    assert (type(error), str(error), line) == (type(error_of_pieces), str(error_of_pieces), line_of_pieces)
    _accumulate(chunks, error)


def _decode_stream(pieces: list[bytes], collect: bool) -> tuple[Chunks, ChatCompletionError | None, int]:
    """Return the chunks, the error that came after them, and its line."""
    decoder = StreamDecoder(problems=[] if collect else None)
    chunks: Chunks = []
    try:
        for piece in pieces:
            for chunk in decoder.feed(piece):
                chunks.append(chunk)  # one by one, as an error may follow
        decoder.close()
    except ChatCompletionError as error:
        return chunks, error, decoder.line
    return chunks, None, 0


def _accumulate(chunks: Chunks, error: ChatCompletionError | None) -> None:
    accumulator = Accumulator()
    for chunk in chunks:
        for update in accumulator.add(chunk):
            assert type(update.id) is type(update.name) is str
    so_far = json.dumps(accumulator.to_dict())

    def iter_chunks() -> Iterator[CreateChatCompletionStreamResponse]:
        yield from chunks
        if error is not None:
            raise error

    problems: list[DecodeError] = []
    response = accumulator.response(problems=problems)
    assert introspect.fits_annotation(response, type(response))
    strict, caught = _catch(lambda: accumulate(iter_chunks()))
    if caught is None:
        assert error is None
        assert not problems
        assert strict.to_json() == response.to_json()
        return
    assert error is None or caught is error
    assert caught.partial is not None, "the error has no partial response"
    assert json.dumps(caught.partial) == so_far or "whole completion" in str(caught)


@cache
def _folder() -> Path:
    """Return a folder of this process."""
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _run(*arguments: str) -> tuple[int, str]:
    """Run a command in this process. Return its status and what it printed."""
    files = [BytesIO(), BytesIO()]
    out, err = (TextIOWrapper(file, encoding="utf-8", newline="", write_through=True) for file in files)
    with redirect_stdout(out), redirect_stderr(err):
        status = run_command(arguments)
    printed = [file.getvalue().decode() for file in files]
    assert status in (0, 1, 2), f"status {status}"
    assert "Traceback" not in printed[1]
    for line in "".join(printed).split("\n"):
        assert line.isprintable(), "printed characters that control a terminal"
    return status, printed[0]


def fuzz_check(data: bytes) -> None:
    """Check a file, and print the result in all ways."""
    file = _folder() / "recorded"
    file.write_bytes(data)
    status, printed = _run("check", str(file))
    assert printed or status == 2, "printed nothing"
    for options in (["--quiet"], ["--summary"], ["--json"], ["--json", "--summary"]):
        other_status, output = _run("check", *options, str(file))
        assert other_status == status, "the exit status depends on what is printed"
        if "--json" in options:
            assert all(isinstance(json.loads(line), dict) for line in output.splitlines())


@cache
def _copy() -> Path:
    """Return a vendored copy, of fewer files than usual."""
    _run("vendor", str(_folder()))
    copy = _folder() / "chatcompletion"
    stamp = json.loads((copy / "vendored.json").read_bytes())
    for folder in ("request", "response", "stream", "cli"):
        shutil.rmtree(copy / folder)
    stamp["files"] = {name: digest for name, digest in stamp["files"].items() if (copy / name).exists()}
    (copy / "vendored.json").write_text(json.dumps(stamp))
    return copy


def fuzz_vendor(data: bytes) -> None:
    """Check a vendored copy. The first byte of the input damages its files, and the rest is its `vendored.json`."""
    copy = _copy()
    damage, stamp = data[:1], data[1:]
    (copy / "vendored.json").write_bytes(stamp)
    with _damage_files(copy, damage[0] if damage else 0):
        status, printed = _run("vendor", str(_folder()), "--check")
    assert bool(printed) == (status != 2)


@contextmanager
def _damage_files(copy: Path, number: int) -> Iterator[None]:
    file, added = copy / "errors.py", copy / "added"
    content = file.read_bytes()
    if number % 8 == 1:
        file.write_bytes(content + b"#")
    elif number % 8 == 2:
        file.unlink()
    elif number % 8 == 3:
        file.unlink()
        file.mkdir()
    elif number % 8 == 4:
        added.symlink_to(added)
    elif number % 8 == 5:
        added.symlink_to(copy.parent)
    elif number % 8 == 6:
        (copy / "vendored.json").unlink()
    elif number % 8 == 7:
        added.touch()
    try:
        yield
    finally:
        added.unlink(missing_ok=True)
        if file.is_dir():
            file.rmdir()
        file.write_bytes(content)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "from_json": fuzz_from_json,
    "stream": fuzz_stream,
    "check": fuzz_check,
    "vendor": fuzz_vendor,
}


# Inputs.


def make_seeds(target: str) -> list[bytes]:
    """Return the first inputs of a target."""
    bodies: list[Any] = [make() for make in responses.SERVICES]
    bodies += [responses.response_with_calls(responses.tool_call()), {"error": {"message": "no", "code": 1}}]
    if target == "from_json":
        choices = [(CreateChatCompletionResponse, body) for body in bodies]
        choices += [(cls, body) for cls in ROOTS for body in _iter_bodies(cls)]
        return [bytes([ROOTS.index(cls)]) + json.dumps(body).encode() for cls, body in choices]
    bodies += [introspect.full_body(cls) for cls in ROOTS]
    chunks = [streams.text_stream(), streams.azure_stream(), streams.tool_call_stream()]
    chunks += [list(_iter_bodies(CreateChatCompletionStreamResponse))]
    texts = [streams.event_stream(stream, newline=newline) for stream in chunks for newline in ("\n", "\r\n", "\r")]
    texts += [streams.event_stream(stream, end="") for stream in chunks]
    texts += [": comment\n\nevent: error\ndata: {\ndata: }\n\n", "data: [DONE]\n\n"]
    documents = [json.dumps(body) for body in bodies]
    if target == "stream":
        return [text.encode() + end for text in [*texts, *documents] for end in (b"\x06", b"\x21", b"\xff")]
    if target == "check":
        lines = ["\n".join(documents[:4]), json.dumps(bodies[:3]), json.dumps({"response": {"body": bodies[0]}})]
        return [text.encode() for text in [*texts, *documents, *lines, "[]", ""]]
    stamp = (_copy() / "vendored.json").read_bytes()
    stamps = [b'{"version": "1", "files": {"a": "b"}}', b'{"version": 1, "files": [["a", "b"]]}', b"[" * 10_000]
    return [bytes([number]) + stamp for number in range(8)] + [b"\0" + other for other in stamps]


def _iter_bodies(cls: Any) -> Iterator[dict[str, Any]]:
    """Iterate over small bodies that have all keys together."""
    full, minimal = introspect.full_body(cls), introspect.minimal_body(cls)
    yield minimal
    for key, value in full.items():
        yield {**minimal, key: value}


KEYS = sorted({field.name for field in introspect.FIELDS} | {"error", "detail", "errors", "code", "files", "version"})
VALUES: list[Any] = [None, True, 0, -1, 256, 10**400, 0.5, 46.0, "", "x", "\x1b[2J", "\ud800", [], {}, [None], [{}]]
VALUES += ["function", "custom", "text", "thinking", "refusal", "assistant", "user", "chat.completion", "error"]
VALUES += ["chat.completion.chunk", "url_citation", {"message": "no"}, {"type": "new"}, float("nan"), float("inf")]


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Return a new input: with changed JSON values if there are any, or with changed bytes."""
    chance = random.Random(seed)
    if chance.random() < 0.7:
        start, end, value = _find_json(data, chance)
        if end:
            for _ in range(chance.choice((1, 1, 1, 2, 4))):
                value = _change(value, chance)
            text = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
            if len(changed := data[:start] + text + data[end:]) <= max_size:
                return changed
    mutated: bytes = atheris.Mutate(data, max_size)
    return mutated


def _find_json(data: bytes, chance: random.Random) -> tuple[int, int, Any]:
    """Return the start, the end and the value of a line that holds JSON, or that holds it after its first bytes."""
    lines: list[tuple[int, int, Any]] = []
    start = 0
    for line in islice(data.splitlines(keepends=True), 100):
        for prefix in (b"data: ", b"data:", line[:1], b""):
            if line.startswith(prefix):
                text = line[len(prefix) :].rstrip(b"\r\n")
                text = text if text[-1:] in (b"}", b"]") else text[:-1]  # the byte at the end of a stream
                try:
                    lines.append((start + len(prefix), start + len(prefix) + len(text), json.loads(text)))
                    break
                except (ValueError, RecursionError):
                    pass
        start += len(line)
    return chance.choice(lines) if lines else (0, 0, None)


def _change(value: Any, chance: random.Random) -> Any:
    """Change a value at a random place, and return it."""
    containers = list(_iter_containers(value))
    if not containers:
        return chance.choice(VALUES)
    container = chance.choice(containers)
    other = chance.choice([*VALUES, *containers[:20]])
    other = json.loads(json.dumps(other))  # a copy
    if isinstance(container, list):
        position = chance.randint(0, len(container))
        container[position : position + chance.randint(0, 1)] = [other][: chance.randint(0, 3)]
        return value
    known = list(container) or KEYS
    key = chance.choice(known if chance.random() < 0.8 else KEYS)
    action = chance.random()
    if action < 0.25:
        container.pop(key, None)
    elif action < 0.35:
        container[chance.choice(KEYS)] = container.pop(key, None)
    elif action < 0.45 and key in container:
        container[key] = [container[key]]
    else:
        container[key] = other
    return value


def _iter_containers(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        yield value
        for member in value.values() if isinstance(value, dict) else value:
            yield from _iter_containers(member)


# Running.


class Find(NamedTuple):
    data: bytes
    report: str


class Session:
    """The executions of one target, until its time is over."""

    def __init__(self, target: str, seconds: float, result: Path) -> None:
        self.execute = TARGETS[target]
        self.end = time.monotonic() + seconds
        self.result = result
        self.count = 0
        self.finds: dict[tuple[Any, ...], Find] = {}

    def __call__(self, data: bytes) -> None:
        self.count += 1
        try:
            self.execute(data)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            key = (type(error), last.filename, last.lineno)
            if key not in self.finds or len(data) < len(self.finds[key].data):
                self.finds[key] = Find(data, "".join(traceback.format_exception(error, limit=-8)))
        if time.monotonic() > self.end:
            self.result.write_bytes(pickle.dumps((self.count, list(self.finds.values()))))
            shutil.rmtree(_folder(), ignore_errors=True)
            os._exit(0)


def fuzz(target: str, seconds: float, folder: Path) -> None:
    """Fuzz a target, and write the result to the folder. Ends the process."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(make_seeds(target)):
        (corpus / str(number)).write_bytes(seed)
    options = ["-timeout=60", "-rss_limit_mb=4096", "-max_len=16384", "-verbosity=0", f"-artifact_prefix={folder}/"]
    session = Session(target, seconds, folder / "result")
    atheris.Setup(["fuzz", *options, str(corpus)], session, custom_mutator=mutate)
    atheris.Fuzz()


def fuzz_in_process(target: str, seconds: float) -> bool:
    """Fuzz a target in a process of its own, and print the result. Return whether something was found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = multiprocessing.get_context("fork").Process(target=fuzz, args=(target, seconds, folder))
        process.start()
        process.join()
        finds = [
            Find(file.read_bytes(), f"{file.name}: the process ended or took too long")
            for file in folder.iterdir()
            if file.name.startswith(("crash-", "leak-", "oom-", "slow-unit-", "timeout-"))
        ]
        count = 0
        if (folder / "result").exists():
            count, more = pickle.loads((folder / "result").read_bytes())
            finds += more
        elif not finds:
            finds = [Find(b"", f"the process ended with status {process.exitcode}")]
    print(f"{target}: {count} executions in {seconds:.0f} s, {len(finds)} finds", flush=True)
    for find in finds:
        print(f"\n{target}: {find.data[:3000]!r} ({len(find.data)} bytes)\n{find.report}", flush=True)
    return bool(finds)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.programs.fuzz", description="Fuzz the decoders and the commands."
    )
    parser.add_argument("seconds", metavar="SECONDS", nargs="?", type=float, default=60, help="the time for a target")
    parser.add_argument("targets", metavar="TARGET", nargs="*", help=", ".join(TARGETS))
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"unknown target: {', '.join(sorted(unknown))}")
    if atheris is None:
        parser.error("atheris is not installed")
    found = [fuzz_in_process(target, options.seconds) for target in options.targets or TARGETS]
    return 1 if any(found) else 0


if __name__ == "__main__":
    sys.exit(main())
