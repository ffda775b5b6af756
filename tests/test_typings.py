"""The contract with type-checked code, in `typings/`, and its coverage of the package."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import chatcompletion
from chatcompletion import APIError, ChatCompletionError, DecodeError, StreamError

from .programs.checkers import TYPINGS, VERSIONS, find_marked_lines, find_wrong_results
from .programs.reference import ATTRIBUTES, FILE, render_attributes, render_reference

ACCEPTED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((TYPINGS / "accept").glob("*.py"))}


@pytest.mark.parametrize("version", VERSIONS)
def test_mypy_accepts_and_rejects_the_right_lines(version: str) -> None:
    assert find_wrong_results("mypy", version) == []


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == render_reference(), "run python -m tests.programs.reference"
    assert ATTRIBUTES.read_text(encoding="utf-8") == render_attributes(), "run python -m tests.programs.reference"


@pytest.mark.parametrize(
    "error", [APIError, ChatCompletionError, DecodeError, StreamError], ids=lambda cls: cls.__name__
)
def test_the_reference_has_all_attributes_of_an_error(error: type[ChatCompletionError]) -> None:
    [section] = re.findall(rf"^### {error.__name__}\n(.*?)^###? ", FILE.read_text(encoding="utf-8"), re.S | re.M)
    names = {name for name in {*vars(error), *vars(error)["__annotations__"]} if not name.startswith("_")}
    assert names == set(re.findall(r"^- `(\w+)", section, re.M))


def test_lines_are_marked_as_rejected() -> None:
    assert len(find_marked_lines("mypy")) > 40


def test_every_public_name_is_used_in_an_accepted_program() -> None:
    used = {node.id for tree in ACCEPTED.values() for node in ast.walk(tree) if isinstance(node, ast.Name)}
    aliases = {"ChatCompletionMessageToolCalls", "ChunkObject", "ModerationInputType"}
    assert set(chatcompletion.__all__) - used <= aliases


@pytest.mark.parametrize("file", sorted(Path(TYPINGS).rglob("*.py")), ids=lambda path: path.name)
def test_every_program_has_a_docstring(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
