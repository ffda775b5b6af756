"""The contract with type-checked code holds, and covers everything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import chatcompletion
from chatcompletion._core.model import Model

from .checkers import TYPINGS, VERSIONS, marked, unexpected
from .introspect import CLASSES, field_names
from .reference import FILE, reference

ACCEPTED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((TYPINGS / "accept").glob("*.py"))}


@pytest.mark.parametrize("version", VERSIONS)
def test_mypy_accepts_and_refuses_what_it_should(version: str) -> None:
    assert unexpected("mypy", version) == []


def test_the_reference_is_not_stale() -> None:
    assert FILE.read_text(encoding="utf-8") == reference(), "python -m tests.reference writes it anew"


def test_there_are_lines_to_refuse() -> None:
    assert len(marked("mypy")) > 40


def asserted(cls: type) -> set[str]:
    """The attributes of a class that `attributes.py` asserts, in the function whose argument is an instance."""
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
def test_every_attribute_is_asserted(cls: type[Model]) -> None:
    properties = {name for name, member in vars(cls).items() if isinstance(member, property)}
    assert asserted(cls) == {*field_names(cls), *properties}


def test_every_public_name_is_used() -> None:
    used = {node.id for tree in ACCEPTED.values() for node in ast.walk(tree) if isinstance(node, ast.Name)}
    aliases = {"ChatCompletionMessageToolCalls", "ChunkObject", "ModerationInputType"}
    assert set(chatcompletion.__all__) - used <= aliases


@pytest.mark.parametrize("file", sorted(Path(TYPINGS).rglob("*.py")), ids=lambda path: path.name)
def test_a_program_says_what_it_is_about(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
