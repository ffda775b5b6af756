"""Configuration and fixtures of the tests."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TRAFFIC = "CHATCOMPLETION_TRAFFIC"
"""The environment variable that names a folder of recorded bodies.

Each line of its `*.jsonl` files is an object with `source`, `host` and `body`.
"""

if name := os.environ.get("CHATCOMPLETION_AS"):
    # Test the vendored copy of this name instead.
    package = importlib.import_module(name)
    sys.modules["chatcompletion"] = package
    folder = Path(package.__file__ or "").parent
    for file in sorted(folder.rglob("*.py")):
        path = file.relative_to(folder).with_suffix("").parts
        if path[-1] != "__main__":
            module = ".".join(part for part in path if part != "__init__")
            sys.modules[f"chatcompletion.{module}".rstrip(".")] = importlib.import_module(
                f"{name}.{module}".rstrip(".")
            )


@pytest.fixture(scope="session")
def traffic() -> Path:
    """Return the folder of recorded bodies."""
    if not os.environ.get(TRAFFIC):
        pytest.skip(f"{TRAFFIC} is not set")
    return Path(os.environ[TRAFFIC])


def read_recorded(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Iterate over the records of one kind, such as `responses`."""
    with (folder / f"{kind}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)
