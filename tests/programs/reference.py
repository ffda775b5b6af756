"""Generate two files in `typings/`: `python -m tests.programs.reference`.

`reference.md` is made from the classes and their docstrings. `accept/attributes.py` asserts the type of every field and
property, as it is annotated.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import MISSING
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import chatcompletion
from chatcompletion import logs
from chatcompletion._core.base import WireObject
from chatcompletion.request.check import LENGTHS, RANGES

from ..support.introspect import CLASSES, wire_fields

FILE = Path(__file__).parents[2] / "typings" / "reference.md"
ATTRIBUTES = FILE.parent / "accept" / "attributes.py"

NAMES = {*chatcompletion.__all__, *logs.__all__}

HEAD = """# Reference

All classes of the wire format: first those of a response, then those of a chunk, then all others. At the end are the
functions, the other classes, those of `chatcompletion.logs`, and the aliases. `python -m tests.programs.reference`
generates this file.

The column *in JSON* says whether a body must have the key. The column *constructor* has the default of the field; a
field without one must be given. Every class also has `extra`, a mapping of the unknown keys, `placeholders`, and
`from_dict` and `to_dict`; see [WireObject](#wireobject) and [WireBody](#wirebody).

In signatures, `Problems` is a list of `DecodeError` or anything else with `append`, `Location` a tuple of keys and
indices, `LogSource` a path or an iterable of documents, and `Body` a decoded body of any class.
"""


GROUPS = {
    "response": "Responses",
    "stream": "Streams",
    "request": "Requests",
    "common": "In requests and responses",
    "stored": "Stored completions",
}
"""The headings of the index, by the folders of the classes."""


def render_index() -> Iterator[str]:
    """Render links to all classes, and to the other sections."""
    for folder, title in GROUPS.items():
        names = [cls.__name__ for cls in sort_classes() if f".{folder}." in cls.__module__]
        yield f"\n**{title}**: {' · '.join(f'[{name}](#{name.lower()})' for name in names)}\n"
    yield (
        "\n**Others**: [Functions and other classes](#functions-and-other-classes) · "
        "[chatcompletion.logs](#chatcompletionlogs) · [Aliases](#aliases)\n"
    )


def describe_range(cls: type[WireObject], name: str) -> str:
    """Return what the schema says of the number or the length of a field of a request. Empty if it says nothing."""
    if cls is not chatcompletion.CreateChatCompletionRequest:
        return ""
    if name in RANGES:
        return " From {} to {}.".format(*(f"{limit:,}" for limit in RANGES[name]))
    least, most, unit = LENGTHS.get(name, (0, None, ""))
    if not unit:
        return ""
    number = f"At least {least}" if most is None else f"From {least} to {most}" if least else f"At most {most}"
    return f" {number} {unit}{'s' if (most or least) > 1 else ''}."


def parse_module(module: str) -> list[ast.stmt]:
    return ast.parse(Path(sys.modules[module].__file__ or "").read_text(encoding="utf-8")).body


def get_docstring(node: ast.stmt) -> str:
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Constant)
    return " ".join(str(node.value.value).split())


class _Plain(ast.NodeTransformer):
    """Removes what annotates a type, and what is private."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if ast.unparse(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple):
            return self.visit(node.slice.elts[0])  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("str") if node.id == "Content" else node


def unparse_type(annotation: ast.expr) -> str:
    """Return an annotation as the documentation shows it."""
    return ast.unparse(_Plain().visit(ast.parse(ast.unparse(annotation), mode="eval")))


def link_classes(annotation: str) -> str:
    """Return an annotation as Markdown, with links to the classes."""
    words = re.split(r"(\w+)", annotation.replace("builtins.", "").replace("'", '"'))
    parts = [f"[{word}](#{word.lower()})" if word in NAMES else word for word in words]
    return "".join(parts).replace("|", "\\|").replace("[,", "\\[,")


def render_section(cls: type[WireObject]) -> Iterator[str]:
    summary, _, more = inspect.cleandoc(vars(cls)["__doc__"].summary).partition("\n")
    yield f"\n## {cls.__name__}\n\n{' '.join([summary, *more.split()])}\n"
    yield "\n| field | type | in JSON | constructor | description |\n| --- | --- | --- | --- | --- |"
    [node] = [n for n in parse_module(cls.__module__) if isinstance(n, ast.ClassDef) and n.name == cls.__name__]
    fields = {
        field.target.id: (unparse_type(field.annotation), get_docstring(below))
        for field, below in pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr)
    }
    for field in wire_fields(cls):
        annotation, description = fields[field.name]
        required = "required" if field.required else "optional"
        default = cls.__dataclass_fields__[field.name].default
        shown = "required" if default is MISSING else f"`{default!r}`"
        limits = describe_range(cls, field.name)
        yield f"\n| `{field.name}` | {link_classes(annotation)} | {required} | {shown} | {description}{limits} |"
    yield "\n"
    yield from render_members(cls)


def render_members(cls: Any) -> Iterator[str]:
    """Render the public attributes, methods and properties that a class defines, but for those of every wire class."""
    lines = [] if cls in CLASSES else [*render_attributes_of(cls)]
    if type(vars(cls).get("kind")) is str:
        lines.append(f'- `kind`: Always `"{cls.kind}"`. It tells the members of a union apart.\n')
    shared = [base for base in cls.__mro__[1:] if cls in CLASSES and base.__module__.endswith(".common.content")]
    for name, member in [item for owner in (cls, *shared) for item in vars(owner).items()]:
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if (
            not name.startswith("_")
            and (cls not in CLASSES or name not in ("from_dict", "to_dict"))
            and inspect.isfunction(function)
        ):
            parameters = "" if isinstance(member, property) else render_parameters(function)
            lines.append(f"- `{name}{parameters}`: {' '.join(inspect.cleandoc(function.__doc__ or '').split())}\n")
    if lines:
        yield "\n"
        yield from lines


def render_attributes_of(cls: type) -> Iterator[str]:
    """Render the attributes that a class, or an error above it, annotates and describes."""
    rendered: set[str] = set()
    for owner in [cls, *(base for base in cls.__mro__[1:] if issubclass(base, chatcompletion.ChatCompletionError))]:
        for field, below in pairwise(find_class(owner)):
            name = ast.unparse(field.target) if isinstance(field, ast.AnnAssign) else "_"
            if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and name not in rendered:
                rendered.add(name)
                if not name.startswith("_"):
                    yield f"- `{name}`, {link_classes(unparse_type(field.annotation))}: {get_docstring(below)}\n"


def find_class(cls: type) -> list[ast.stmt]:
    """Return the body of a class. An error is not in the module that it names."""
    package = chatcompletion.__name__
    for module in (
        cls.__module__,
        *(f"{package}.{name}" for name in ("_core.errors", "_core.api_error", "logs.files")),
    ):
        for node in parse_module(module):
            if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
                return node.body
    return []


def render_parameters(function: Any) -> str:
    signature = re.sub(r"(?<=: )'([^']+)'", r"\1", str(inspect.signature(function))).partition(" -> ")[0]
    return re.sub(r"^\((self|cls)(, )?", "(", signature)


def render_others(title: str, module: ModuleType) -> Iterator[str]:
    """Render the functions of a module, and the classes that are not of the wire format."""
    yield f"\n## {title}\n"
    for name in module.__all__:
        value = getattr(module, name)
        is_class = issubclass(type(value), type)  # Python 3.10 takes an alias for a class in inspect.isclass
        if inspect.isfunction(value) or (is_class and value not in CLASSES):
            parameters = render_parameters(value) if inspect.isfunction(value) else ""
            yield f"\n### {name}\n\n`{name}{parameters}`: {' '.join(inspect.cleandoc(value.__doc__ or '').split())}\n"
            if is_class:
                yield from render_members(value)
        elif name.isupper():
            yield f"\n### {name}\n\n`{value!r}`\n"


def render_aliases() -> Iterator[str]:
    yield "\n## Aliases\n"
    for module in list_modules():
        body = parse_module(module)
        for node, below in pairwise(body):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value:
                name = ast.unparse(node.target)
                yield f"\n### {name}\n\n{link_classes(unparse_type(node.value))}\n\n{get_docstring(below)}\n"


def list_modules() -> list[str]:
    """Return the modules whose names the package exports."""
    for name in chatcompletion.__all__:
        getattr(chatcompletion, name)
    folders = ("common", "response", "request", "stream", "stored")
    prefixes = tuple(f"{chatcompletion.__name__}.{folder}." for folder in folders)
    return sorted(module for module in sys.modules if module.startswith(prefixes))


def sort_classes() -> list[type[WireObject]]:
    """Return the classes, each after the first one that has a field of its type."""
    found: list[type[WireObject]] = []

    def visit(cls: type[WireObject]) -> None:
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
        for module in list_modules()
        for node in parse_module(module)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value
    }
    for _ in range(2):  # an alias can contain another alias
        types = [re.sub(r"\w+", lambda word: known.get(word[0], word[0]), text) for text in types]
    return types


def render_reference() -> str:
    return "".join(
        [
            HEAD,
            *render_index(),
            *(line for cls in sort_classes() for line in render_section(cls)),
            *render_others("Functions and other classes", chatcompletion),
            *render_others("chatcompletion.logs", logs),
            *render_aliases(),
        ]
    )


def render_attributes() -> str:
    """Return a program that asserts the type of every field and property."""
    functions = []
    for cls in CLASSES:
        [node] = [n for n in parse_module(cls.__module__) if isinstance(n, ast.ClassDef) and n.name == cls.__name__]
        types = {
            field.target.id: unparse_type(field.annotation)
            for field in node.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        }
        types = {name: re.sub(r"^ClassVar\[(.*)\]$", r"\1", hint) for name, hint in types.items()}
        for member in node.body:
            if (
                isinstance(member, ast.FunctionDef)
                and member.returns
                and "property" in map(ast.unparse, member.decorator_list)
            ):
                types[member.name] = unparse_type(member.returns)
        types["extra"] = "Mapping[str, object]"
        types["placeholders"] = "tuple[str, ...]"
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        lines = [f"    assert_type(value.{name}, {hint})\n" for name, hint in types.items()]
        functions.append(f"\n\ndef {name}(value: {cls.__name__}) -> None:\n{''.join(lines)}")
    body = "".join(functions).replace("'", '"')
    used = sorted({*re.findall(r"\w+", body)} & {*chatcompletion.__all__})
    return ATTRIBUTES_HEAD + "".join(f"    {name},\n" for name in used) + ")\n" + body


ATTRIBUTES_HEAD = '''"""The type of every attribute of every class.

`python -m tests.programs.reference` generates this file.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Literal

from typing_extensions import assert_type

from chatcompletion import (
'''

if __name__ == "__main__":
    FILE.write_text(render_reference(), encoding="utf-8")
    ATTRIBUTES.write_text(render_attributes(), encoding="utf-8")
