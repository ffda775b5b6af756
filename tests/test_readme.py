"""The README's Python runs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S | re.M)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.partition("\n")[0])
def test_an_example_runs(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`body` is the example response; what a comment behind `print(…)` says is printed."""
    body = json.loads((ROOT / "tests/examples/response.json").read_text(encoding="utf-8"))
    exec(compile(example, "README.md", "exec"), {"body": body, "__name__": "__main__"})
    expected = re.findall(r"^ *print\(.*\)  # (.*)$", example, re.M)
    assert capsys.readouterr().out.splitlines() == expected


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2
