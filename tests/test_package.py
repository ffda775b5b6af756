"""The package as a whole: imports, public names, docstrings."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import chatcompletion
from chatcompletion._core.base import WireObject

from .support.introspect import CLASSES, field_names

PACKAGE = Path(chatcompletion.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

CONDITIONAL = {"annotationlib", "compression", "typing_extensions"}
"""Modules that are only imported by type checkers or in newer versions of Python."""

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)


@each_module
def test_imports_are_relative_or_of_the_standard_library(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {name.name.partition(".")[0] for name in node.names} <= sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module
            assert node.module.partition(".")[0] in {*sys.stdlib_module_names, *CONDITIONAL}
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(module.relative_to(PACKAGE).parts)


@each_module
def test_every_module_has_a_docstring(module: Path) -> None:
    if module.stem != "__main__":
        assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))


def test_the_import_does_not_load_large_modules() -> None:
    code = "import sys; before = set(sys.modules); import chatcompletion; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", SETUP + code], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if not name.startswith("chatcompletion")}
    assert loaded.isdisjoint(
        {"argparse", "asyncio", "email", "http", "json", "logging", "typing_extensions", "pydantic"}
    )
    later = (".cli", ".check", ".chunk", ".event_stream", ".accumulator")
    assert not any(name.endswith(later) for name in done.stdout.split())


SETUP = f"import sys; sys.path.insert(0, {str(Path(chatcompletion.__file__).parent.parent)!r}); "


def test_stream_modules_are_imported_on_first_use() -> None:
    code = "import chatcompletion as c; assert 'read_stream' in dir(c); c.read_stream; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", SETUP + code], capture_output=True, text=True, check=True)
    assert ".event_stream" in done.stdout
    assert ".accumulator" not in done.stdout
    assert set(chatcompletion.__all__) <= set(dir(chatcompletion))
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        _ = chatcompletion.no_such_name  # type: ignore[attr-defined]


def test_public_names_exist_and_are_sorted() -> None:
    for name in chatcompletion.__all__:
        assert getattr(chatcompletion, name) is not None
    assert chatcompletion.__all__ == sorted(chatcompletion.__all__)
    assert {cls.__name__ for cls in CLASSES} <= set(chatcompletion.__all__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_and_field_has_a_docstring(cls: type[WireObject]) -> None:
    assert cls.__doc__
    assert (
        cls.__name__ in ("DeltaAudio", "ThinkingPart", "UnknownMessage", "UnknownToolCall", "UnknownVariant")
        or "Schema: `" in cls.__doc__
    )
    source = Path(sys.modules[cls.__module__].__file__ or "").read_text(encoding="utf-8")
    body = next(
        node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == cls.__name__
    )
    documented = {
        field.target.id
        for field, following in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(following, ast.Expr)
        and isinstance(following.value, ast.Constant)
    }
    assert documented == {*field_names(cls)} - {"extra"}


@pytest.mark.parametrize("name", ["CreateChatCompletionResponse", "Choices", "Object", "CompletionUsage"])
def test_the_fixed_names_are_public(name: str) -> None:
    assert name in chatcompletion.__all__
