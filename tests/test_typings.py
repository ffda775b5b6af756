"""The contract with type-checked code, in `typings/`, and its coverage of the package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import chatcompletion
from chatcompletion._core.model import Model

from .checkers import TYPINGS, VERSIONS, find_marked_lines, find_wrong_results
from .introspect import CLASSES, field_names
from .reference import FILE, render_reference

ACCEPTED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((TYPINGS / "accept").glob("*.py"))}


@pytest.mark.parametrize("version", VERSIONS)
def test_mypy_accepts_and_rejects_the_right_lines(version: str) -> None:
    assert find_wrong_results("mypy", version) == []


def test_the_reference_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == render_reference(), "run python -m tests.reference"


def test_lines_are_marked_as_rejected() -> None:
    assert len(find_marked_lines("mypy")) > 40


def find_asserted_attributes(cls: type) -> set[str]:
    """Return the attributes that `attributes.py` asserts in the function that takes an instance of a class."""
    tree = ACCEPTED[TYPINGS / "accept" / "attributes.py"]
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    [function] = [f for f in functions if ast.unparse(f.args.args[0].annotation or f) == cls.__name__]
    return {
        node.args[0].attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "assert_type"
        and isinstance(node.args[0], ast.Attribute)
    }


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_type_of_every_attribute_is_asserted(cls: type[Model]) -> None:
    properties = {name for name, member in vars(cls).items() if isinstance(member, property)}
    assert find_asserted_attributes(cls) == {*field_names(cls), *properties}


def test_every_public_name_is_used_in_an_accepted_program() -> None:
    used = {node.id for tree in ACCEPTED.values() for node in ast.walk(tree) if isinstance(node, ast.Name)}
    aliases = {"ChatCompletionMessageToolCalls", "ChunkObject", "ModerationInputType"}
    assert set(chatcompletion.__all__) - used <= aliases


@pytest.mark.parametrize("file", sorted(Path(TYPINGS).rglob("*.py")), ids=lambda path: path.name)
def test_every_program_has_a_docstring(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
