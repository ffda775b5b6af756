"""How the benchmark measures time, memory and import time.

Times are the CPU time of the process, which does not include the time in which other processes run.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

PASSES = 40
"""The number of passes. The best of many is stable even if other processes slow some of them down."""
FEWER_PASSES = 10
"""The number of passes of jobs that take long."""


class Sample(NamedTuple):
    """The results of the passes of one contestant."""

    best: float
    median: float

    @property
    def spread(self) -> float:
        """How much the median is above the best, as a fraction."""
        return self.median / self.best - 1


class Job(NamedTuple):
    """A function to measure, and the values to call it with. The time is divided by the number of items in them."""

    function: Callable[[Any], Any]
    arguments: Sequence[Any]
    items: int = 0
    """The number of items, if it is not the number of values."""


def measure_times(jobs: Mapping[str, Job], passes: int = PASSES) -> dict[str, Sample]:
    """Return the time that each job takes for an item, in microseconds.

    The jobs take turns: every pass runs each job once. The results of a job are kept until its turn ends, as a program
    keeps them, so the time includes memory allocation and the garbage collections that it causes. These do not visit
    the objects that existed before, such as the modules of the other contestants.
    """
    times: dict[str, list[float]] = {name: [] for name in jobs}
    gc.collect()
    gc.freeze()
    for _ in range(passes):
        for name, (function, arguments, items) in jobs.items():
            gc.collect()
            start = time.process_time()
            kept = [function(argument) for argument in arguments]
            times[name].append((time.process_time() - start) / (items or len(arguments)) * 1e6)
            del kept
    gc.unfreeze()
    return {name: summarize(values) for name, values in times.items()}


def summarize(values: Sequence[float]) -> Sample:
    return Sample(min(values), statistics.median(values))


def measure_memory(decode: Callable[[Any], Any], texts: Sequence[str]) -> Sample:
    """Return the memory in bytes that a decoded object holds after the dict that it was decoded from is deleted."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = [decode(json.loads(text)) for text in texts]
        gc.collect()
        size = tracemalloc.get_traced_memory()[0] / len(kept)
    finally:
        tracemalloc.stop()
    return Sample(size, size)


def measure_imports(statements: Mapping[str, str], passes: int = FEWER_PASSES) -> dict[str, Sample]:
    """Return the time in milliseconds that each statement takes in a new interpreter, with its bytecode in the cache.

    The start of the interpreter is not included.
    """
    times: dict[str, list[float]] = {name: [] for name in statements}
    with TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
        for number in range(passes + 1):
            for name, statement in statements.items():
                code = f"import time; start = time.process_time(); {statement}; print(time.process_time() - start)"
                run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
                if number:  # the first pass writes the bytecode
                    times[name].append(float(run.stdout.split()[-1]) * 1e3)
    return {name: summarize(values) for name, values in times.items()}
