"""Generate `typings/reference.md` from the classes and their docstrings: `python -m tests.reference`."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import chatcompletion
from chatcompletion._core.model import Model

from .introspect import CLASSES, wire_fields

FILE = Path(__file__).parent.parent / "typings" / "reference.md"

HEAD = """# Reference

All classes of the wire format: first those of a response, then those of a chunk, then all others. At the end are the
functions, the other classes, and the aliases. `python -m tests.reference` generates this file.

The column *required* says whether the JSON must have the key. A constructor requires the fields without a default.
Every class also has `extra`, a mapping of the unknown keys.
"""


def parse_module(module: str) -> list[ast.stmt]:
    return ast.parse(Path(sys.modules[module].__file__ or "").read_text(encoding="utf-8")).body


def get_docstring(node: ast.stmt) -> str:
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    return " ".join(str(node.value.value).split())


def link_classes(annotation: str) -> str:
    """Return an annotation as Markdown, with links to the classes."""
    words = re.split(r"(\w+)", annotation.replace("builtins.", "").replace("'", '"'))
    parts = [f"[{word}](#{word.lower()})" if word in chatcompletion.__all__ else word for word in words]
    return "".join(parts).replace("|", "\\|").replace("[,", "\\[,")


def render_section(cls: type[Model]) -> Iterator[str]:
    summary, _, more = inspect.cleandoc(cls.__doc__ or "").partition("\n")
    yield f"\n## {cls.__name__}\n\n{' '.join([summary, *more.split()])}\n"
    yield "\n| field | type | required | description |\n| --- | --- | --- | --- |"
    [node] = [n for n in parse_module(cls.__module__) if isinstance(n, ast.ClassDef) and n.name == cls.__name__]
    fields = {
        field.target.id: (ast.unparse(field.annotation), get_docstring(below))
        for field, below in pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }
    for field in wire_fields(cls):
        annotation, description = fields[field.name]
        yield f"\n| `{field.name}` | {link_classes(annotation)} | {'yes' if field.required else 'no'} | {description} |"
    yield "\n"
    yield from render_members(cls)


def render_members(cls: type) -> Iterator[str]:
    """Render the public methods and properties that a class defines, but for those of every wire class."""
    lines = []
    for name, member in vars(cls).items():
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if not name.startswith("_") and name not in ("from_dict", "to_dict") and inspect.isfunction(function):
            parameters = "" if isinstance(member, property) else render_parameters(function)
            lines.append(f"- `{name}{parameters}`: {' '.join(inspect.cleandoc(function.__doc__ or '').split())}\n")
    if lines:
        yield "\n"
        yield from lines


def render_parameters(function: Any) -> str:
    signature = re.sub(r"'([^']+)'", r"\1", str(inspect.signature(function))).partition(" -> ")[0]
    return re.sub(r"^\((self|cls)(, )?", "(", signature)


def render_others() -> Iterator[str]:
    """Render the functions, and the classes that are not of the wire format."""
    yield "\n## Functions and other classes\n"
    for name in chatcompletion.__all__:
        value = getattr(chatcompletion, name)
        is_class = issubclass(type(value), type)  # Python 3.10 takes an alias for a class in inspect.isclass
        if inspect.isfunction(value) or (is_class and value not in CLASSES):
            parameters = render_parameters(value) if inspect.isfunction(value) else ""
            yield f"\n### {name}\n\n`{name}{parameters}`: {' '.join(inspect.cleandoc(value.__doc__ or '').split())}\n"
            if is_class:
                yield from render_members(value)


def render_aliases() -> Iterator[str]:
    yield "\n## Aliases\n"
    for module in sorted({cls.__module__ for cls in CLASSES}):
        body = parse_module(module)
        for node, below in pairwise(body):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value:
                name = ast.unparse(node.target)
                yield f"\n### {name}\n\n{link_classes(ast.unparse(node.value))}\n\n{get_docstring(below)}\n"


def sort_classes() -> list[type[Model]]:
    """Return the classes, each after the first one that has a field of its type."""
    found: list[type[Model]] = []

    def visit(cls: type[Model]) -> None:
        if cls in found:
            return
        found.append(cls)
        source = inspect.getsource(cls).partition("@classmethod")[0]
        for word in re.findall(r"\w+", " ".join(list_field_types(source))):
            for other in CLASSES:
                if other.__name__ == word:
                    visit(other)

    visit(chatcompletion.CreateChatCompletionResponse)
    visit(chatcompletion.CreateChatCompletionStreamResponse)
    return [*found, *(cls for cls in CLASSES if cls not in found)]


def list_field_types(source: str) -> list[str]:
    """Return the annotations in the source of a class, with resolved aliases."""
    types = re.findall(r"^    \w+: (.*?)(?: = .*)?$", source, re.M)
    known = {
        ast.unparse(node.target): ast.unparse(node.value)
        for module in {cls.__module__ for cls in CLASSES}
        for node in parse_module(module)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value
    }
    for _ in range(2):  # an alias can contain another alias
        types = [re.sub(r"\w+", lambda word: known.get(word[0], word[0]), text) for text in types]
    return types


def render_reference() -> str:
    return "".join(
        [HEAD, *(line for cls in sort_classes() for line in render_section(cls)), *render_others(), *render_aliases()]
    )


if __name__ == "__main__":
    FILE.write_text(render_reference(), encoding="utf-8")
