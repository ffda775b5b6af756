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
"""Names a folder of recorded bodies: `*.jsonl`, a line an object with `source`, `host` and `body`."""

if name := os.environ.get("CHATCOMPLETION_AS"):
    # The tests are about a copy that is vendored under this name.
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
    if not os.environ.get(TRAFFIC):
        pytest.skip(f"{TRAFFIC} is not set")
    return Path(os.environ[TRAFFIC])


def read_recorded(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    with (folder / f"{kind}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)
