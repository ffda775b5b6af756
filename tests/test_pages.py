"""The examples of the pages run as they are, each alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "typings" / "wrapping.md", ROOT / "typings" / "testing.md"]
EXAMPLES = [
    pytest.param(code, id=f"{page.name}-{code.splitlines()[-1]}")
    for page in PAGES
    for code in re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.S | re.M)
]


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs_alone_and_prints_what_it_says(code: str) -> None:
    """The comment after a `print(…)`, or below it, is its output."""
    for module in re.findall(r"^(?:from|import) (\w+)", code, re.M):
        pytest.importorskip(module)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == re.findall(r"^ *print\(.*\)(?:  |\n *)# (.*)$", code, re.M)
