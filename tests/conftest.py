from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TRAFFIC = "CHATCOMPLETION_TRAFFIC"
"""Names a folder of recorded bodies: `*.jsonl`, a line an object with `source`, `host` and `body`."""


@pytest.fixture(scope="session")
def traffic() -> Path:
    if not os.environ.get(TRAFFIC):
        pytest.skip(f"{TRAFFIC} is not set")
    return Path(os.environ[TRAFFIC])


def recorded(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    with (folder / f"{kind}.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)
