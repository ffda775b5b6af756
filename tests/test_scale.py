"""The examples in `tests/programs/README.md` compute the summary that `check --summary` prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from chatcompletion.logs import Summary

from .support.responses import SERVICES, response
from .test_readme import ROOT

README = (ROOT / "tests/programs/README.md").read_text(encoding="utf-8")
SECTION = README.partition("## At scale")[2].partition("\n## ")[0]
ENGINES = ("dask", "distributed", "pyspark")
EXAMPLES = dict(zip(ENGINES, re.findall(r"^```py\n(.*?)^```", SECTION, re.S | re.M), strict=True))


@pytest.mark.parametrize("engine", EXAMPLES)
def test_an_engine_computes_the_summary(engine: str, tmp_path: Path) -> None:
    if not find_spec(engine):
        pytest.skip(f"{engine} is not installed")
    lines = [json.dumps(body) for body in (*(service() for service in SERVICES), response(created="1"))] * 20
    (tmp_path / "logs").mkdir()
    for number in range(4):
        (tmp_path / "logs" / f"{number}.jsonl").write_text("\n".join(lines[number::4]) + "\n", encoding="utf-8")
    (tmp_path / "example.py").write_text(EXAMPLES[engine], encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.rstrip() == str(Summary.of(lines)).rstrip(), done.stderr
