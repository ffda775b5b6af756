"""The examples of the README and of the pages run as they are, each alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "typings").glob("*.md"))]
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
    assert done.returncode == 0
    if printed := re.findall(r"^ *print\(.*\)(?:  |\n *)# (.*)$", code, re.M):
        assert done.stdout.splitlines() == printed


@pytest.mark.parametrize(
    ("page", "start", "program"),
    [
        ("README.md", "def receive", "typings/accept/complete_client.py"),
        ("typings/servers.md", "def make_chunks", "typings/accept/server.py"),
        ("typings/servers.md", "async def forward", "tests/support/gateway.py"),
    ],
)
def test_an_excerpt_is_a_part_of_a_whole_program(page: str, start: str, program: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    [code] = [code for code in re.findall(r"^```py\n(.*?)^```", text, re.S | re.M) if code.startswith(start)]
    lines = [line for line in (ROOT / program).read_text(encoding="utf-8").splitlines() if line]
    indent = next(line for line in lines if line.strip().startswith(start)).partition(start)[0]
    excerpt = [indent + line for line in code.splitlines() if line]
    first = lines.index(excerpt[0])
    assert lines[first : first + len(excerpt)] == excerpt
