"""Measure speed, memory and import time beside other libraries: `python -m tests.programs.benchmark`.

It needs `pip install -e '.[comparison]'`, and measures without what is not installed. The module `benchmark_peers` has
one adapter for each library.

- The bodies are those that the repository publishes in `tests/services`, with examples of the tests, or the recorded
  ones in the folder that CHATCOMPLETION_TRAFFIC names. Every dict comes from `json.loads`, so its keys are not
  interned.
- The times are those of bodies that all contestants decode.
- The contestants take turns, pass by pass, in one process. A time is the best of all passes; "median" says how far the
  median pass is above it.
- A ratio is the time or the memory of a contestant divided by that of `chatcompletion` in the same run. Above 1,
  `chatcompletion` takes less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from chatcompletion import CreateChatCompletionResponse

from ..support.responses import response
from ..support.streams import text_stream
from .benchmark_bodies import (
    SOURCE,
    complete_request,
    complete_response,
    read_requests,
    read_responses,
    read_streams,
    with_wrong_types,
)
from .benchmark_chart import TIMES, Group, draw_chart, show_ratio
from .benchmark_limit import Shares, measure_shares
from .benchmark_measure import (
    FEWER_PASSES,
    PASSES,
    Job,
    Sample,
    measure_imports,
    measure_memory,
    measure_times,
)
from .benchmark_peers import (
    ACCUMULATORS,
    PACKAGE,
    REQUESTS,
    RESPONSES,
    SPLITTERS,
    Contestant,
    chatcompletion_accumulator,
    find_contestants,
    installed_imports,
)

T = TypeVar("T")

MIN_ITEMS = 300
"""The number of bodies of a pass. With few, it measures how the contestants push each other out of the caches."""
JSON_LOADS = "json.loads of the same text"
NOT_SHOWN = (PACKAGE, "dataclasses")
"""What the chart and the README do not list among the others."""
CHART = Path(__file__).with_suffix(".svg")
README = Path(__file__).with_name("README.md")
README_START, README_END = "<!-- benchmark -->", "<!-- end of benchmark -->"


class Result(NamedTuple):
    """What was measured of one operation, by contestant. The first one is `chatcompletion`."""

    title: str
    unit: str
    samples: Mapping[str, Sample]

    def ratio(self, name: str) -> float:
        return self.samples[name].best / self.samples[PACKAGE].best

    def show(self, name: str) -> str:
        return f"{format_number(self.samples[name].best)} {self.unit}"


class Behavior(NamedTuple):
    """What a contestant does with the bodies, as shares of them."""

    decoded: float
    """Bodies that are decoded."""
    round_trips: float
    """Bodies that are encoded exactly as they were."""
    rejects: float
    """Wrong types that are rejected, of those that were put in the place of each string and number of a body."""


class Comparison(NamedTuple):
    """The contestants on one kind of body."""

    kind: str
    bodies: int
    common: Sequence[str]
    """The texts of the bodies that all contestants decode."""
    behavior: Mapping[str, Behavior]
    decode: Result
    encode: Result
    memory: Result


def compare(kind: str, contestants: Sequence[Contestant], texts: Sequence[str], complete: Any) -> Comparison:
    outcomes = {c.name: [try_contestant(c, text) for text in texts] for c in contestants}
    common = [text for n, text in enumerate(texts) if all(outcome[n][0] for outcome in outcomes.values())]
    behavior = {
        c.name: Behavior(
            share(decoded for decoded, _ in outcomes[c.name]),
            share(is_equal for _, is_equal in outcomes[c.name]),
            share(not decodes(c, body) for body in with_wrong_types(complete)),
        )
        for c in contestants
    }
    many = repeat(common)
    decoding = {c.name: Job(c.decode, [json.loads(text) for text in many]) for c in contestants}
    encoding = {c.name: Job(c.encode, [c.decode(json.loads(text)) for text in many]) for c in contestants}
    return Comparison(
        kind,
        len(texts),
        common,
        behavior,
        Result(f"Decode a {kind}", "µs", measure_times({**decoding, JSON_LOADS: Job(json.loads, many)})),
        Result(f"Encode a {kind}", "µs", measure_times(encoding)),
        Result(f"Memory of a {kind}", "bytes", {c.name: measure_memory(c.decode, common) for c in contestants}),
    )


def repeat(items: Sequence[T]) -> Sequence[T]:
    """Return the items as often as makes a pass long enough to be measured."""
    return [*items] * max(1, MIN_ITEMS // max(1, len(items)))


def try_contestant(contestant: Contestant, text: str) -> tuple[bool, bool]:
    """Return whether a body is decoded, and whether it is encoded exactly as it was."""
    try:
        decoded = contestant.decode(json.loads(text))
    except Exception:
        return False, False
    try:
        return True, bool(json.loads(json.dumps(contestant.encode(decoded))) == json.loads(text))
    except Exception:
        return True, False


def decodes(contestant: Contestant, body: Any) -> bool:
    return try_contestant(contestant, json.dumps(body))[0]


def share(outcomes: Iterable[bool]) -> float:
    results = list(outcomes)
    return sum(results) / len(results)


# Streams


def compare_accumulators(streams: Sequence[Sequence[str]]) -> tuple[Result, str]:
    """Measure the time to decode the chunks of a stream, add them up, and build the response."""
    parsed = [[json.loads(text) for text in stream] for stream in streams]
    contestants = dict(find_contestants(ACCUMULATORS))

    def succeeds(function: Callable[[Any], Any], chunks: list[Any]) -> bool:
        try:
            function(chunks)
        except Exception:
            return False
        return True

    common = [chunks for chunks in parsed if all(succeeds(function, chunks) for function in contestants.values())]
    number = sum(map(len, common))
    many = repeat(common)
    jobs = {name: Job(function, many, number * len(many) // len(common)) for name, function in contestants.items()}
    result = Result("Decode and accumulate a chunk", "µs", measure_times(jobs, FEWER_PASSES))
    return result, f"{number:,} chunks, of {len(common)} streams that all contestants accumulate"


def compare_splitters(streams: Sequence[Sequence[str]]) -> Result:
    """Measure the time to split the bytes of event streams into events."""
    content = "".join(f"data: {text}\n\n" for stream in streams for text in stream).encode()
    pieces = [content[start : start + 4096] for start in range(0, len(content), 4096)]
    jobs = {name: Job(function, [pieces], sum(map(len, streams))) for name, function in find_contestants(SPLITTERS)}
    return Result("Split an event off a stream", "µs", measure_times(jobs, FEWER_PASSES))


def measure_growth() -> list[list[str]]:
    """Measure the time for each of few and of many items, which should be the same."""
    sizes = (1_000, 100_000)
    _, accumulate_chunks = chatcompletion_accumulator()
    first, _, *rest = text_stream()
    streams = [[first] * size + rest for size in sizes]
    bodies = [response(**{f"x{number}": [] for number in range(size)}) for size in sizes]
    rows = []
    for item, function, arguments in (
        ("a chunk of a stream", accumulate_chunks, streams),
        ("an unknown key of a response", CreateChatCompletionResponse.from_dict, bodies),
    ):
        jobs = {f"{n:,}": Job(function, [value], n) for n, value in zip(sizes, arguments, strict=True)}
        few, many = (sample.best for sample in measure_times(jobs, FEWER_PASSES).values())
        rows.append([item, f"{few:.2f} µs", f"{many:.2f} µs", show_ratio(many / few)])
    return rows


# Output


class Report(NamedTuple):
    """Everything that the README and the chart show."""

    responses: Comparison
    requests: Comparison
    accumulate: Result
    split: Result
    imports: Result
    shares: Shares

    @property
    def results(self) -> list[Result]:
        """The operations, in the order of the chart."""
        of_bodies = [result for kind in self[:2] for result in (kind.decode, kind.encode)]
        return [*of_bodies, self.accumulate, self.split, self.imports, self.responses.memory, self.requests.memory]


def measure() -> Report:
    """Measure everything, and print each table when it is complete."""
    print(f"{describe_python()}, {os.cpu_count()} CPUs, load average {describe_load()}. Best of {PASSES} passes.")
    responses = compare("response", list(find_contestants(RESPONSES)), read_responses(), complete_response())
    print_comparison(responses)
    requests = compare("request", list(find_contestants(REQUESTS)), read_requests(), complete_request())
    print_comparison(requests)
    streams = read_streams()
    accumulation, note = compare_accumulators(streams)
    print_result(accumulation, note)
    splitting = compare_splitters(streams)
    print_result(splitting)
    imports = Result("Import", "ms", measure_imports(installed_imports()))
    print_result(imports, "in a new interpreter, whose start is not included")
    print_table("Time for each of many items", ["", "of 1,000", "of 100,000", "ratio"], measure_growth())
    shares = measure_shares(responses.common)
    print(f"\nWhere the time of decoding goes ({shares.bodies} responses)\n\n{format_list(shares.describe())}")
    print(f"\nLoad average at the end: {describe_load()}.")
    return Report(responses, requests, accumulation, splitting, imports, shares)


def describe_python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def describe_load() -> str:
    """Return how many processes competed for the CPUs in the last 1, 5 and 15 minutes."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"


def describe_bodies(comparison: Comparison) -> str:
    common = len(comparison.common)
    return f"{comparison.bodies} {SOURCE} {comparison.kind}s, {common} of them decoded by all contestants"


def print_comparison(comparison: Comparison) -> None:
    header = ["", "decoded", "exact round trip", "wrong types rejected"]
    rows = [[name, *map(format_share, behavior)] for name, behavior in comparison.behavior.items()]
    print_table(f"What is done with a {comparison.kind} ({describe_bodies(comparison)})", header, rows)
    for result in (comparison.decode, comparison.encode, comparison.memory):
        print_result(result)


def print_result(result: Result, note: str = "") -> None:
    title = f"{result.title} ({note})" if note else result.title
    rows = [
        [name, result.show(name), f"+{sample.spread:.0%}" if sample.spread else "", show_ratio(result.ratio(name))]
        for name, sample in result.samples.items()
    ]
    print_table(title, ["", "best", "median", "ratio"], rows)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print(f"\n{title}\n\n{format_table(header, rows)}", flush=True)


def chart_groups(report: Report) -> list[Group]:
    return [
        Group(
            result.title,
            result.show(PACKAGE),
            [(name, result.ratio(name)) for name in result.samples if name not in NOT_SHOWN],
        )
        for result in report.results
        if len(result.samples) > 1
    ]


def format_number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def format_share(value: float) -> str:
    return f"{100 * value:.1f} %"


def format_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown. All columns but the first are aligned to the right."""
    cells = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in cells]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def format_readme(report: Report) -> str:
    """Return the text between the two marks in the README."""
    note = f"{TIMES} is the ratio to `chatcompletion` in the same run: above 1, `chatcompletion` takes less."
    parts = [f"{describe_python()}, best of {PASSES} passes in turns. {note}"]
    for comparison in (report.responses, report.requests):
        parts += [f"{describe_bodies(comparison)}:", format_comparison(comparison)]
    rows: list[list[str]] = []
    for result in (report.accumulate, report.split, report.imports):
        rows.append([f"{result.title}: {PACKAGE}", result.show(PACKAGE)])
        rows += [[name, show_ratio(result.ratio(name))] for name in result.samples if name not in NOT_SHOWN]
    parts.append(format_table(["", "time"], rows))
    parts += ["Where the time of decoding a response goes:", format_list(report.shares.describe())]
    return "\n\n".join(parts)


def format_list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def format_comparison(comparison: Comparison) -> str:
    measured = (comparison.decode, comparison.encode, comparison.memory)
    rows = [
        [
            name,
            *map(format_share, behavior),
            *(result.show(name) if name == PACKAGE else show_ratio(result.ratio(name)) for result in measured),
        ]
        for name, behavior in comparison.behavior.items()
    ]
    header = ["", "decoded", "exact round trip", "wrong types rejected", "decode", "encode", "memory"]
    return format_table(header, rows)


def rewrite_readme(path: Path, block: str) -> None:
    text = path.read_text(encoding="utf-8")
    before, start, rest = text.partition(README_START)
    _, end, after = rest.partition(README_END)
    if not (start and end):
        raise SystemExit(f"{path} has no {README_START} with an {README_END}.")
    path.write_text(f"{before}{start}\n{block}\n{end}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.programs.benchmark",
        description="Measure speed, memory and import time beside other libraries.",
    )
    parser.add_argument("--plot", action="store_true", help=f"draw the chart, {CHART.name}")
    parser.add_argument(
        "--readme",
        type=Path,
        nargs="?",
        const=README,
        metavar="PATH",
        help=f"rewrite the tables in {README.name}, or in another file",
    )
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # Pydantic warns about what the client of openai constructs
    report = measure()
    block = format_readme(report)
    print(f"\nThe tables of the README\n\n{block}")
    if options.readme:
        rewrite_readme(options.readme, block)
    if options.plot:
        CHART.write_text(draw_chart(chart_groups(report), describe_python()), encoding="utf-8")


if __name__ == "__main__":
    main()
