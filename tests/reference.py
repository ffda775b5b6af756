"""Writes `typings/reference.md` from the classes and their docstrings: `python -m tests.reference`."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import chatcompletion
from chatcompletion._core.model import Model

from .introspect import CLASSES, wire_fields

FILE = Path(__file__).parent.parent / "typings" / "reference.md"

HEAD = """# Reference

Every class of the wire format, in the order of a response and of a chunk; the aliases are at the end. Made from the
classes by `python -m tests.reference`. *Required* says whether the wire must have the key; a constructor wants those
that have no default. Every class has `extra`, a mapping of the keys that the schema does not know, besides.
"""


def definitions(module: str) -> list[ast.stmt]:
    return ast.parse(Path(sys.modules[module].__file__ or "").read_text(encoding="utf-8")).body


def docstring(node: ast.stmt) -> str:
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    return " ".join(str(node.value.value).split())


def linked(annotation: str) -> str:
    """A type, its words in code and its classes as links."""
    words = re.split(r"(\w+)", annotation.replace("builtins.", "").replace("'", '"'))
    parts = [f"[{word}](#{word.lower()})" if word in chatcompletion.__all__ else word for word in words]
    return "".join(parts).replace("|", "\\|").replace("[,", "\\[,")


def section(cls: type[Model]) -> Iterator[str]:
    summary, _, more = inspect.cleandoc(cls.__doc__ or "").partition("\n")
    yield f"\n## {cls.__name__}\n\n{' '.join([summary, *more.split()])}\n"
    yield "\n| field | type | required | description |\n| --- | --- | --- | --- |"
    [node] = [n for n in definitions(cls.__module__) if isinstance(n, ast.ClassDef) and n.name == cls.__name__]
    fields = {
        field.target.id: (ast.unparse(field.annotation), docstring(below))
        for field, below in pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
    for field in wire_fields(cls):
        annotation, description = fields[field.name]
        yield f"\n| `{field.name}` | {linked(annotation)} | {'yes' if field.required else 'no'} | {description} |"
    yield "\n"


def aliases() -> Iterator[str]:
    yield "\n## Aliases\n"
    for module in sorted({cls.__module__ for cls in CLASSES}):
        body = definitions(module)
        for node, below in pairwise(body):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value:
                name = ast.unparse(node.target)
                yield f"\n### {name}\n\n{linked(ast.unparse(node.value))}\n\n{docstring(below)}\n"


def ordered() -> list[type[Model]]:
    """The classes, each behind the one that first mentions it."""
    found: list[type[Model]] = []

    def visit(cls: type[Model]) -> None:
        if cls in found:
            return
        found.append(cls)
        source = inspect.getsource(cls).partition("@classmethod")[0]
        for word in re.findall(r"\w+", " ".join(linked_types(source))):
            for other in CLASSES:
                if other.__name__ == word:
                    visit(other)

    visit(chatcompletion.CreateChatCompletionResponse)
    visit(chatcompletion.CreateChatCompletionStreamResponse)
    return [*found, *(cls for cls in CLASSES if cls not in found)]


def linked_types(source: str) -> list[str]:
    """The types in a class's fields, aliases resolved."""
    types = re.findall(r"^    \w+: (.*?)(?: = .*)?$", source, re.M)
    known = {
        ast.unparse(node.target): ast.unparse(node.value)
        for module in {cls.__module__ for cls in CLASSES}
        for node in definitions(module)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value
    }
    for _ in range(2):  # an alias may mention another
        types = [re.sub(r"\w+", lambda word: known.get(word[0], word[0]), text) for text in types]
    return types


def reference() -> str:
    return "".join([HEAD, *(line for cls in ordered() for line in section(cls)), *aliases()])


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
