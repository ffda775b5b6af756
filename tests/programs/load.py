"""Load and memory checks: `python -m tests.programs.load`. With `--quick`, 1 % of the numbers in a few seconds.

Each check prints a line with its figures. The exit status is 1 if one of them is out of bounds.

- objects: 10 million objects are decoded and encoded in one process. Memory does not grow after a warm-up. It is the
  resident set of the process on Linux, and what `tracemalloc` counts elsewhere.
- threads: 8 threads share the classes, in new processes where each of them may be the first to use a name.
- endless streams: bodies that never end, and events that are never taken, use no more memory than `max_event_size`
  allows, or raise `StreamError`. Memory is what `tracemalloc` counts.
- lines of all kinds: the time per byte does not depend on how many lines of one kind come after an incomplete event, a
  complete one, or none; with and without `problems`, in pieces of 4096 bytes and of one, and asynchronously.
- long streams: a million chunks that arrive in small pieces are decoded and accumulated. The time per chunk does not
  depend on their number, nor does the memory.

All times are of the processor.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import pickle
import random
import sys
import threading
import time
import tracemalloc
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import fields, is_dataclass
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import chatcompletion  # not its names, as threads are to be the first that use them

from ..support.responses import SERVICES, Body, response, response_with_calls, tool_call

THREADS = 8
PIECE_SIZE = 4096

MAX_GROWTH = 0.01
"""The share by which memory may grow while objects are decoded and encoded."""
MAX_EVENT_SIZES = 32
"""The memory that an endless stream may use, as a multiple of `max_event_size`. A piece is an object of 50 bytes."""
MAX_CHUNK_MEMORY = 160
"""The bytes that an accumulator may keep for a chunk."""
MAX_SLOWDOWN = 4.0
"""How many times as long a chunk of the longest stream may take as one of the shortest."""
MAX_LINES_SLOWDOWN = 2.5
"""How many times as long a byte may take in a stream of four times the size. If it is parsed again, it takes four."""


class Load(NamedTuple):
    """The size of the checks."""

    objects: int = 10_000_000
    processes: int = 20
    stream_size: int = 1 << 26
    max_event_size: int = 1 << 20
    chunks: int = 1_000_000
    lines_size: int = 1 << 18


QUICK = Load(
    objects=100_000,
    processes=2,
    stream_size=(1 << 26) // 100,
    max_event_size=(1 << 20) // 100,
    chunks=10_000,
    lines_size=1 << 14,
)

REQUEST: Body = {
    "model": "gpt-4.1-mini",
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "When is the tide high?"}]},
        {"role": "assistant", "content": None, "tool_calls": [tool_call()]},
        {"role": "tool", "tool_call_id": "call_9fYxFz0hZrEwgJUzhhYvMzcn", "content": "06:41"},
    ],
    "tools": [{"type": "function", "function": {"name": "get_tide", "parameters": {"type": "object"}}}],
    "top_k": 5,
}


def make_chunk(finish_reason: str | None = None, **delta: Any) -> Body:
    return {
        "id": "chatcmpl-C1LmT0QvH3x8",
        "object": "chat.completion.chunk",
        "created": 1754432618,
        "model": "gpt-4.1-mini",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}],
    }


def encode_event(body: Body) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


FIRST_EVENT = encode_event(make_chunk(role="assistant", tool_calls=[{**tool_call(), "index": 0}]))
LAST_EVENTS = encode_event(make_chunk("stop")) + b"data: [DONE]\n\n"
DELTAS: dict[str, Body] = {
    "text": {"content": "water "},
    "arguments": {"tool_calls": [{"index": 0, "function": {"arguments": "water "}}]},
    "reasoning": {"reasoning_content": "water "},
}


def report(name: str, figures: str, in_bounds: bool) -> bool:
    print(f"{'ok' if in_bounds else 'OUT OF BOUNDS':13}  {name}: {figures}", flush=True)
    return in_bounds


# Objects


class Job(NamedTuple):
    """A body and the class that decodes it."""

    cls: Any
    body: Body

    def run(self, number: int) -> None:
        """Decode and encode the body. Each time, an unknown key has another name."""
        data = {**self.body, f"unknown_{number}": number}
        if self.cls.from_dict(data).to_dict() != data:
            raise SystemExit(f"{self.cls.__name__}: the round trip is not exact")

    def count_objects(self) -> int:
        return count_objects(self.cls.from_dict(self.body))


def count_objects(value: Any) -> int:
    """Return the number of dataclass instances in a decoded value."""
    if is_dataclass(value):
        return 1 + sum(count_objects(getattr(value, field.name)) for field in fields(value))
    return sum(map(count_objects, value)) if isinstance(value, tuple) else 0


def check_objects(load: Load) -> bool:
    responses = [response(), response_with_calls(tool_call()), *(make() for make in SERVICES)]
    jobs = [Job(chatcompletion.CreateChatCompletionResponse, body) for body in responses]
    jobs.append(Job(chatcompletion.CreateChatCompletionRequest, REQUEST))
    jobs += [Job(chatcompletion.CreateChatCompletionStreamResponse, make_chunk(**delta)) for delta in DELTAS.values()]
    objects = sum(job.count_objects() for job in jobs)
    rounds = -(-load.objects // objects)

    def run(rounds: int) -> int:
        for number in range(rounds):
            for job in jobs:
                job.run(number)
        return measure_process()

    run(rounds // 10)
    started, before = time.process_time(), run(1)
    after = run(rounds)
    seconds, growth = time.process_time() - started, after / before - 1
    figures = (
        f"{rounds * objects:,} decoded and encoded in {seconds:.1f} s; "
        f"memory {before / 1e6:.2f} MB before, {after / 1e6:.2f} MB after ({growth:+.2%})"
    )
    return report("objects", figures, growth <= MAX_GROWTH)


RESIDENT = Path("/proc/self/statm")


def measure_process() -> int:
    """Return the bytes of memory that this process uses."""
    gc.collect()
    if RESIDENT.exists():
        return int(RESIDENT.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()[0]


# Threads


def check_threads(load: Load) -> bool:
    outcomes = []
    for seed in range(load.processes):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            outcomes.append(pool.submit(run_threads, seed).result())
    differing = sum(len(set(results)) > 1 for results in outcomes)
    figures = f"{THREADS} threads in each of {len(outcomes)} processes; results differ in {differing}"
    return report("threads", figures, not differing)


def run_threads(seed: int) -> list[str]:
    """Use the package for the first time in several threads at once. Return their results."""
    if "CreateChatCompletionRequest" in vars(chatcompletion):
        raise SystemExit("threads: the package was used before")
    sys.setswitchinterval(1e-6)
    barrier = threading.Barrier(THREADS)

    def run(number: int) -> str:
        barrier.wait()
        return use_package(random.Random(seed * THREADS + number))

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def use_package(order: random.Random) -> str:
    """Use all names and all jobs in random order. Return the results in the same order every time."""
    import pprint  # here, as its first import changes how objects are printed

    jobs: list[Callable[[], object]] = [
        *(lambda name=name: id(getattr(chatcompletion, name)) for name in chatcompletion.__all__),
        lambda: describe(chatcompletion.CreateChatCompletionRequest.from_dict(REQUEST)),
        lambda: describe(chatcompletion.CreateChatCompletionResponse.from_dict(response())),
        lambda: describe(chatcompletion.accumulate(chatcompletion.read_stream(cut_events(DELTAS["arguments"], 9)))),
        lambda: list(map(str, chatcompletion.CreateChatCompletionRequest.find_problems({"messages": [{}]}))),
        lambda: pprint.pformat(chatcompletion.CreateChatCompletionResponse.from_dict(response())),
    ]
    results = {index: jobs[index]() for index in order.sample(range(len(jobs)), len(jobs))}
    return repr(sorted(results.items()))


def describe(value: Any) -> tuple[str, Any]:
    if pickle.loads(pickle.dumps(value)) != value:
        raise SystemExit("threads: the pickle is not equal")
    return repr(value), value.to_dict()


# Endless streams


FLAT = "flat"
REFUSED = "StreamError"


class Stream(NamedTuple):
    """A stream that repeats some bytes without end."""

    name: str
    repeated: bytes
    outcomes: tuple[str, ...] = (FLAT,)
    piece_size: int = PIECE_SIZE
    is_taken: bool = True
    """Whether the chunks are taken from the decoder."""

    def iter_pieces(self) -> Iterator[bytes]:
        block = self.repeated * max(1, self.piece_size * 16 // len(self.repeated))
        for start in cycle(range(0, len(block), self.piece_size)):
            yield block[start : start + self.piece_size]


EVENT = encode_event(make_chunk(**DELTAS["text"]))
ENDLESS_STREAMS = [
    Stream("a line", b"data: water ", outcomes=(REFUSED,)),
    Stream("a line in pieces of 2 bytes", b"data: water ", outcomes=(REFUSED,), piece_size=2),
    Stream("an event", b"data: water\n", outcomes=(REFUSED,)),
    Stream("an event of short lines", b"data:ab\n", outcomes=(REFUSED,)),
    Stream("a comment", b": water", outcomes=(REFUSED,)),
    Stream("comments", b": keep-alive\n"),
    Stream("fields without data", b"event: chunk\nid: 7\nretry: 5\n"),
    Stream("empty lines", b"\r\n"),
    Stream("empty lines that are never taken", b"\n", outcomes=(FLAT, REFUSED), is_taken=False),
    Stream("lines of another format", b"<p>Bad Gateway</p>\n"),
    Stream("events", EVENT),
    Stream("comments that are never taken", b": keep-alive\n", outcomes=(FLAT, REFUSED), is_taken=False),
    Stream("events that are never taken", EVENT, outcomes=(FLAT, REFUSED), is_taken=False),
]


def check_endless_streams(load: Load) -> bool:
    outcomes = [check_endless_stream(load, stream) for stream in ENDLESS_STREAMS]
    return all(outcomes)


def check_endless_stream(load: Load, stream: Stream) -> bool:
    limit = MAX_EVENT_SIZES * load.max_event_size
    decoder = chatcompletion.StreamDecoder(max_event_size=load.max_event_size)
    received, outcome = 0, FLAT
    tracemalloc.start()
    try:
        for piece in stream.iter_pieces():
            chunks = decoder.feed(piece)
            received += len(piece)
            if stream.is_taken:
                for _ in chunks:
                    pass
            if received >= load.stream_size or tracemalloc.get_traced_memory()[1] > limit:
                break
    except chatcompletion.StreamError:
        outcome = REFUSED
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if memory > limit:
        outcome = "still growing"
    figures = f"{outcome} after {received:,} bytes; at most {memory:,} bytes of memory"
    return report(f"endless stream, {stream.name}", figures, outcome in stream.outcomes)


# Lines of all kinds

STARTS: dict[str, Callable[[int], bytes]] = {
    "nothing": lambda size: b"",
    "an incomplete event": lambda size: b'data: {"x": "' + b"x" * size + b"}\n",
    "a complete event": lambda size: b'data: {"choices": [], "x": "' + b"x" * size + b'"}\n',
    "other text": lambda size: b"x" * size + b"\n",
}
"""What comes before the lines. Half of a stream is the start, which could be parsed again with every line."""
KINDS = [
    *(b"event: x\n", b"event: error\n", b"id: 1\n", b"retry: 1\n", b": x\n", b"x\n", b"\n", b"\r", b"\r\n"),
    *(
        b"data:\n",
        b"data: {\n",
        b"data: }\n",
        b"data: {}\n",
        b'data: "\n',
        b"data: x\n",
        b"data: data:\n",
        b"data: :\n",
    ),
    *(b"data: [DONE\n", b"data: null\n\n", b"event: x\ndata: {\n", b"event: ping\ndata: {}\n\n"),
]


def check_lines(load: Load) -> bool:
    outcomes = [check_lines_after(load, name, start) for name, start in STARTS.items()]
    return all(outcomes)


def check_lines_after(load: Load, name: str, start: Callable[[int], bytes]) -> bool:
    """Compare the time per byte of streams with that of streams of a quarter of their size."""
    worst: tuple[float, float, bytes] = (0, 0, b"")
    for line in KINDS:
        for piece_size in (PIECE_SIZE, 1):
            size = load.lines_size if piece_size > 1 else load.lines_size // 16
            for read in (read_strictly, read_leniently, read_asynchronously):
                short, long = (measure_lines(start, line, size // part, piece_size, read) for part in (4, 1))
                worst = max(worst, (long / short, long, line))
    slowdown, micros, line = worst
    figures = (
        f"at most {slowdown:.1f} times as long per byte of a stream of 4 times the size: {micros:.3f} µs of {line!r}"
    )
    return report(f"lines after {name}", figures, slowdown <= MAX_LINES_SLOWDOWN)


def measure_lines(
    start: Callable[[int], bytes], line: bytes, size: int, piece_size: int, read: Callable[[list[bytes]], None]
) -> float:
    """Return the microseconds per byte, the best of three passes."""
    text = start(size // 2) + line * (size // 2 // len(line))
    pieces = [text[at : at + piece_size] for at in range(0, len(text), piece_size)]
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        with suppress(chatcompletion.ChatCompletionError):
            read(pieces)
        best = min(best, time.process_time() - started)
    return best / len(text) * 1e6


def read_strictly(pieces: list[bytes]) -> None:
    for _ in chatcompletion.read_stream(pieces):
        pass


def read_leniently(pieces: list[bytes]) -> None:
    for _ in chatcompletion.read_stream(pieces, problems=deque(maxlen=0)):
        pass


def read_asynchronously(pieces: list[bytes]) -> None:
    async def iterate() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    async def read() -> None:
        async for _ in chatcompletion.aread_stream(iterate(), problems=deque(maxlen=0)):
            pass

    asyncio.run(read())


# Long streams


def check_long_streams(load: Load) -> bool:
    outcomes = [check_long_stream(load, name, delta) for name, delta in DELTAS.items()]
    return all(outcomes)


def check_long_stream(load: Load, name: str, delta: Body) -> bool:
    counts = [load.chunks // 100, load.chunks // 10, load.chunks]
    times = [measure_time(delta, count) for count in counts]
    memory = measure_memory(delta, load.chunks)
    shown = ", ".join(f"{micros:.2f} µs of {count:,}" for micros, count in zip(times, counts, strict=True))
    figures = f"{shown}; {memory:.0f} bytes of memory per chunk"
    in_bounds = times[-1] <= MAX_SLOWDOWN * times[0] and memory <= MAX_CHUNK_MEMORY
    return report(f"long stream, {name}", figures, in_bounds)


def cut_events(delta: Body, count: int) -> Iterator[bytes]:
    """Return a stream with a number of chunks, in pieces that do not end where events end."""
    yield FIRST_EVENT
    events = encode_event(make_chunk(**delta)) * min(count, 100)
    for _ in range(count // min(count, 100)):
        for start in range(0, len(events), 61):
            yield events[start : start + 61]
    yield LAST_EVENTS


def decode(delta: Body, count: int) -> object:
    """Decode and accumulate a stream. Return the accumulator, and with it what it keeps."""
    accumulator = chatcompletion.Accumulator()
    decoder = chatcompletion.StreamDecoder()
    for piece in cut_events(delta, count):
        for chunk in decoder.feed(piece):
            accumulator.add(chunk)
    [choice] = accumulator.response().choices
    if choice.finish_reason != "stop" or len(str(choice.message.to_dict())) < count * len("water "):
        raise SystemExit("long streams: the response is not whole")
    return accumulator


def measure_time(delta: Body, count: int) -> float:
    """Return the microseconds per chunk, the best of some passes if the stream is short."""
    best = float("inf")
    gc.collect()
    for _ in range(max(1, 50_000 // count)):
        started = time.process_time()
        decode(delta, count)
        best = min(best, time.process_time() - started)
    return best / count * 1e6


def measure_memory(delta: Body, count: int) -> float:
    """Return the bytes per chunk that an accumulator keeps."""
    tracemalloc.start()
    accumulator = decode(delta, count)
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del accumulator
    return memory / count


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the package under load.")
    parser.add_argument("--quick", action="store_true", help="1 %% of the numbers")
    load = QUICK if parser.parse_args().quick else Load()
    checks = [check_objects, check_threads, check_endless_streams, check_lines, check_long_streams]
    outcomes = [check(load) for check in checks]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
