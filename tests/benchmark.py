"""How fast and how small, beside the peers and in one run: `python -m tests.benchmark`.

Needs the extra `comparison`; a peer that is not installed is left out. Bodies are the recorded responses of the folder
that CHATCOMPLETION_TRAFFIC names, or else the examples of the tests. A figure is the best of several passes, in which
the contestants take turns; what a pass makes is kept until its end, as a program keeps it. The bodies of the timings
are those that every contestant reads.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import GenericAlias
from typing import Any, Literal, NamedTuple, cast

from chatcompletion import (
    Accumulator,
    ChatCompletionError,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    StreamDecoder,
    accumulate,
    read_stream,
)

from .conftest import TRAFFIC, read_recorded
from .responses import SERVICES, response
from .streams import azure_stream, event_stream, text_stream, tool_call_stream

PASSES = 40
"""As a neighbour on the machine may disturb a good many in a row."""
FEWER = 10
"""Passes of what takes long."""


class Contestant(NamedTuple):
    """A way to make objects of dicts and dicts of objects."""

    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any] | None = None


def contestants() -> list[Contestant]:
    found = [Contestant("chatcompletion", CreateChatCompletionResponse.from_dict, lambda made: made.to_dict())]
    if find_spec("openai"):
        from openai._models import construct_type
        from openai.types.chat import ChatCompletion

        def as_the_client(body: Any) -> Any:
            return construct_type(type_=ChatCompletion, value=body)

        found.append(Contestant("openai, as its client reads", as_the_client, lambda made: made.to_dict()))
        found.append(Contestant("openai, model_validate", ChatCompletion.model_validate, lambda made: made.to_dict()))
    if find_spec("msgspec"):
        found.append(msgspec_contestant())
    return found


def msgspec_contestant() -> Contestant:
    """Structs for the same schema; they drop the keys that they do not know."""
    import msgspec

    def struct(name: str, *fields: Any) -> Any:
        return msgspec.defstruct(name, fields)

    def array(item: Any) -> Any:
        return GenericAlias(tuple, (item, ...))

    none: Any = None
    count = int | None
    details = struct(
        "Details",
        *((f"{kind}_tokens", count, none) for kind in ("audio", "text", "reasoning", "cached", "image", "cache_write")),
        *((f"{kind}_prediction_tokens", count, none) for kind in ("accepted", "rejected")),
    )
    total = [(f"{kind}_tokens", int) for kind in ("completion", "prompt", "total")]
    usage = struct(
        "Usage", *total, *((f"{kind}_tokens_details", details | None, none) for kind in ("completion", "prompt"))
    )
    function = struct("Function", ("name", str), ("arguments", str))
    call = struct("Call", ("id", str), ("function", function), ("type", Literal["function"], "function"))
    page = struct("Page", ("start_index", int), ("end_index", int), ("url", str), ("title", str))
    annotation = struct("Annotation", ("type", str), ("url_citation", page | None, none))
    audio = struct("Audio", ("id", str), ("data", str), ("expires_at", int), ("transcript", str))
    message = struct(
        "Message",
        ("role", Literal["assistant"]),
        ("content", str | None, none),
        ("refusal", str | None, none),
        ("tool_calls", array(call) | None, none),
        ("annotations", array(annotation) | None, none),
        ("function_call", function | None, none),
        ("audio", audio | None, none),
    )
    token = [("token", str), ("logprob", float), ("bytes", tuple[int, ...] | None, none)]
    top = struct("Top", *token)
    logprob = struct("Logprob", *token, ("top_logprobs", array(top), ()))
    logprobs = struct("Logprobs", *((name, array(logprob) | None, none) for name in ("content", "refusal")))
    choice = struct(
        "Choice",
        ("finish_reason", str),
        ("index", int),
        ("message", message),
        ("logprobs", logprobs | None, none),
    )
    completion = struct(
        "Completion",
        ("id", str),
        ("choices", array(choice)),
        ("created", int),
        ("model", str),
        ("object", Literal["chat.completion"]),
        ("metadata", dict[str, str] | None, none),
        ("service_tier", str | None, none),
        ("system_fingerprint", str | None, none),
        ("usage", usage | None, none),
        ("moderation", dict[str, Any] | None, none),
    )

    def convert(body: Any) -> Any:
        return msgspec.convert(body, completion)

    return Contestant("msgspec.convert (C)", convert, msgspec.to_builtins)


def bodies() -> list[str]:
    """The texts of the bodies, so that each dict comes from `json.loads`."""
    if folder := os.environ.get(TRAFFIC):
        return [json.dumps(record["body"]) for record in read_recorded(Path(folder), "responses")]
    return [json.dumps(body) for body in (response(), *(service() for service in SERVICES))]


def outcome(contestant: Contestant, text: str) -> tuple[bool, bool]:
    """Whether a body is read, and whether it is given back exactly."""
    body = json.loads(text)
    try:
        made = contestant.read(json.loads(text))
        return True, contestant.write is not None and contestant.write(made) == body
    except Exception:
        return False, False


def best(jobs: dict[str, tuple[Callable[[Any], Any], list[Any]]], passes: int = PASSES) -> dict[str, float]:
    """The least time that each job takes for one of its items, in microseconds."""
    least = dict.fromkeys(jobs, float("inf"))
    for _ in range(passes):
        for name, (work, items) in jobs.items():
            gc.collect()
            start = time.perf_counter()
            kept = [work(item) for item in items]
            least[name] = min(least[name], (time.perf_counter() - start) / len(kept) * 1e6)
            del kept
    return least


def memory(read: Callable[[Any], Any], texts: list[str]) -> float:
    """What an object that was read takes, in bytes, when the dict that it was read from is gone."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = [read(json.loads(text)) for text in texts]
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / len(kept)
    finally:
        tracemalloc.stop()


def import_times(modules: Iterable[str]) -> dict[str, float]:
    """The least time in milliseconds that each import takes in a new interpreter, once its bytecode is there."""
    least = {module: float("inf") for module in modules if find_spec(module.partition(".")[0])}
    with TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(FEWER):
            for module in least:
                code = f"import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
                run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
                least[module] = min(least[module], float(run.stdout) * 1e3)
    return least


def streams() -> list[list[str]]:
    """The texts of the chunks of each stream that adds up."""
    if folder := os.environ.get(TRAFFIC):
        texts = [record["body"] for record in read_recorded(Path(folder), "streams")]
    else:
        texts = [event_stream(stream()) for stream in (text_stream, azure_stream, tool_call_stream)] * 10
    found = []
    for text in texts:
        try:
            chunks = list(read_stream([text]))
            accumulate(chunks)
        except ChatCompletionError:
            continue
        found.append([chunk.to_json() for chunk in chunks])
    return found


def add_up(chunks: Iterable[Any]) -> None:
    accumulator = Accumulator()
    for chunk in chunks:
        accumulator.add(CreateChatCompletionStreamResponse.from_dict(chunk))
    accumulator.to_dict()


def stream_contestants() -> dict[str, Callable[[Any], Any]]:
    """Ways to read the chunks of a stream and to add them up."""
    found: dict[str, Callable[[Any], Any]] = {"chatcompletion": add_up}
    if find_spec("openai"):
        from openai._models import construct_type
        from openai.lib.streaming.chat._completions import ChatCompletionStreamState
        from openai.types.chat import ChatCompletionChunk

        def add_up_as_the_client(chunks: Any) -> None:
            state = ChatCompletionStreamState()
            for chunk in chunks:
                state.handle_chunk(cast(Any, construct_type(type_=ChatCompletionChunk, value=chunk)))
            state.get_final_completion()

        found["openai"] = add_up_as_the_client
    return found


def benchmark_streams() -> None:
    rivals = stream_contestants()

    def succeeds(work: Callable[[Any], Any], chunks: list[Any]) -> bool:
        try:
            work(chunks)
        except Exception:
            return False
        return True

    texts = streams()
    parsed = [[json.loads(text) for text in stream] for stream in texts]
    common = [stream for stream in parsed if all(succeeds(work, stream) for work in rivals.values())]
    number = sum(map(len, common))
    taken = {
        name: each * len(common) / number
        for name, each in best({n: (w, common) for n, w in rivals.items()}, FEWER).items()
    }
    ours = taken["chatcompletion"]
    table(
        f"A chunk read and added up, of {number} in {len(common)} streams",
        ("", "adds up", "a chunk", "ratio"),
        [
            (
                name,
                share(succeeds(work, stream) for stream in parsed),
                f"{taken[name]:.2f} µs",
                f"1/{taken[name] / ours:.1f}",
            )
            for name, work in rivals.items()
        ],
    )

    chunk = json.loads(json.dumps(text_stream()[1]))
    benchmark_growth("chunk", "stream", add_up, lambda count: [chunk] * count)

    content = "".join(f"data: {text}\n\n" for stream in texts for text in stream).encode()
    pieces = [content[start : start + 4096] for start in range(0, len(content), 4096)]

    def split(pieces: Any) -> None:
        decoder = StreamDecoder()
        for piece in pieces:
            decoder._receive(piece)
            for _ in decoder._iter_events():
                pass

    decoders: dict[str, Callable[[Any], Any]] = {"chatcompletion": split, "chatcompletion, with its chunks": read_all}
    if find_spec("openai"):
        from openai._streaming import SSEDecoder

        def split_as_the_client(pieces: Any) -> None:
            for _ in SSEDecoder().iter_bytes(iter(pieces)):
                pass

        decoders["openai"] = split_as_the_client
    rates = {
        name: len(content) / whole
        for name, whole in best({n: (w, [pieces]) for n, w in decoders.items()}, FEWER).items()
    }
    table(
        "The events of a stream",
        ("", "MB/s", "ratio"),
        [(name, f"{rate:.1f}", f"{rates['chatcompletion'] / rate:.2f}") for name, rate in rates.items()],
    )


def benchmark_growth(part: str, whole: str, work: Callable[[Any], Any], made_of: Callable[[int], Any]) -> None:
    few, many = 1_000, 100_000
    jobs: dict[str, tuple[Callable[[Any], Any], list[Any]]]
    jobs = {f"{count:,} {part}s": (work, [made_of(count)]) for count in (few, many)}
    one, another = (taken / count for taken, count in zip(best(jobs, FEWER).values(), (few, many), strict=True))
    table(
        f"A {part} in a {whole} of many",
        ("", f"a {part}", "ratio"),
        [(name, f"{each:.2f} µs", f"{each / one:.3f}") for name, each in zip(jobs, (one, another), strict=True)],
    )


def read_all(pieces: Any) -> None:
    for _ in read_stream(pieces):
        pass


def table(title: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    cells = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}\n")
    for number, row in enumerate(cells):
        first, *rest = row
        print("|", " | ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])]), "|")
        if number == 0:
            print("|", " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]), "|")


def main() -> None:
    warnings.simplefilter("ignore")  # pydantic's, about what the client's own path lets pass
    texts = bodies()
    rivals = contestants()
    outcomes = {rival: [outcome(rival, text) for text in texts] for rival in rivals}
    common = [text for number, text in enumerate(texts) if all(outcomes[rival][number][0] for rival in rivals)]
    dicts = [json.loads(text) for text in common]
    print(
        f"{platform.python_implementation()} {platform.python_version()}; {len(texts)} bodies, {len(common)} in common"
    )

    reading = best(
        {rival.name: (rival.read, dicts) for rival in rivals} | {"json.loads of the same text": (json.loads, common)}
    )
    writing = best({rival.name: (rival.write, [rival.read(body) for body in dicts]) for rival in rivals if rival.write})
    ours = rivals[0].name
    table(
        "A dict to an object, an object to a dict",
        ("", "reads", "gives back exactly", "read", "ratio", "write", "ratio"),
        [
            (
                name,
                share(outcome[0] for outcome in outcomes[rival]) if rival else "",
                share(outcome[1] for outcome in outcomes[rival]) if rival else "",
                f"{reading[name]:.2f} µs",
                f"{reading[ours] / reading[name]:.3f}",
                f"{writing[name]:.2f} µs" if name in writing else "",
                f"{writing[ours] / writing[name]:.3f}" if name in writing else "",
            )
            for name, rival in {**{rival.name: rival for rival in rivals}, "json.loads of the same text": None}.items()
        ],
    )
    sizes = {rival.name: memory(rival.read, common) for rival in rivals}
    table(
        "Memory of an object",
        ("", "bytes", "ratio"),
        [(name, f"{size:.0f}", f"{sizes[ours] / size:.3f}") for name, size in sizes.items()],
    )
    times = import_times(["chatcompletion", "openai.types.chat", "pydantic", "msgspec", "dataclasses"])
    table(
        "Import",
        ("", "ms", "ratio"),
        [(module, f"{taken:.1f}", f"{times['chatcompletion'] / taken:.3f}") for module, taken in times.items()],
    )

    read = CreateChatCompletionResponse.from_dict
    benchmark_growth("key", "body", read, lambda count: {**response(), **{f"x{number}": [] for number in range(count)}})
    benchmark_streams()


def share(outcomes: Iterable[bool]) -> str:
    results = list(outcomes)
    return f"{100 * sum(results) / len(results):.1f} %"


if __name__ == "__main__":
    main()
