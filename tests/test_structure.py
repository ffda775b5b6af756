"""The house: imports run one way, and every class follows one pattern."""

from __future__ import annotations

import ast
import inspect
import math
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import chatcompletion
from chatcompletion import ChatCompletionError
from chatcompletion._core.base import WireObject
from chatcompletion._core.extra import get_notes

from .support.introspect import CLASSES, full_body, minimal_body, wire_fields
from .support.responses import without

PACKAGE = Path(chatcompletion.__file__).parent
FOLDERS = ["_license", "_copy", "_core", "common", "response", "stream", "request", "stored", "logs", "cli"]
"""The modules and folders of the package. Each imports only from those before it."""

FAST_CLASSES = [cls for cls in CLASSES if "_decode" in vars(cls)]
each_fast_class = pytest.mark.parametrize("cls", FAST_CLASSES, ids=lambda cls: cls.__name__)


def get_module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {get_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def iter_imports(module: str, path_is_package: bool) -> Iterator[str]:
    """Iterate over the modules of the package that a module imports, also in functions and for type checkers."""
    here = module.split(".") if module else []
    package = here if path_is_package else here[:-1]
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = [*base, *(node.module.split(".") if node.module else [])]
            for name in node.names:
                inner = ".".join([*target, name.name])
                yield inner if inner in MODULES else ".".join(target)


IMPORTS = {
    module: {*iter_imports(module, (PACKAGE / module.replace(".", "/") / "__init__.py").exists())} for module in MODULES
}


def test_no_module_imports_itself_over_others() -> None:
    def find_circle(path: tuple[str, ...]) -> tuple[str, ...] | None:
        for module in sorted(IMPORTS[path[-1]] - finished):
            if module in path:
                return (*path, module)
            if circle := find_circle((*path, module)):
                return circle
        finished.add(path[-1])
        return None

    finished: set[str] = set()
    assert [circle for module in MODULES if (circle := find_circle((module,)))] == []


@pytest.mark.parametrize("module", [module for module in MODULES if "." in module])
def test_a_folder_imports_only_from_those_below(module: str) -> None:
    folder = FOLDERS.index(module.partition(".")[0])
    imported = {other.partition(".")[0] for other in IMPORTS[module]} - {""}
    assert {other for other in imported if other not in FOLDERS[: folder + 1]} <= ALLOWED.get(module, set())


ALLOWED = {"response.message": {"request"}}
"""`to_request` is a method of a response's message. It belongs to the requests, and a copy without them does not have
it."""


def parse_method(cls: type[WireObject], name: str) -> list[ast.stmt]:
    """Return the statements of a method."""
    function = ast.parse(textwrap.dedent(inspect.getsource(getattr(cls, name)))).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.body


@each_fast_class
def test_the_fields_are_decoded_in_their_order(cls: type[WireObject]) -> None:
    [statement] = [node for node in parse_method(cls, "_decode") if isinstance(node, ast.Try)]
    assigned = [
        target.attr
        for node in statement.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    ]
    assert assigned == [*(field.name for field in wire_fields(cls)), "extra"]


@each_fast_class
def test_every_reader_counts_the_keys_that_its_writer_always_writes(cls: type[WireObject]) -> None:
    [literal] = [node.value for node in parse_method(cls, "to_dict") if isinstance(node, ast.AnnAssign)]
    assert isinstance(literal, ast.Dict)
    [surplus] = [
        ast.unparse(node) for node in parse_method(cls, "_decode") if ast.unparse(node).startswith("surplus = ")
    ]
    count = len(literal.keys)
    assert surplus == (f"surplus = len(data) - {count}" if count else "surplus = len(data)")


@each_fast_class
def test_a_fast_class_reads_and_writes_as_the_base_class_does(cls: Any) -> None:
    complete = {**full_body(cls), "x": {"y": [1]}}
    bodies: list[Any] = [complete, minimal_body(cls), {}]
    values: tuple[Any, ...] = (None, 5, 0, -1, 0.5, math.inf, math.nan, "text", [], {}, True)
    for name in complete:
        bodies += [without(complete, name), *({**complete, name: value} for value in values)]
    generic: Any = WireObject.__dict__["_decode"]
    for body in bodies:
        fast = read_and_write(cls, cls._decode, cls.to_dict, body)
        assert fast == read_and_write(cls, generic.__get__(None, cls), WireObject.to_dict, body)


def read_and_write(cls: Any, decode: Any, encode: Any, body: Any) -> Any:
    try:
        decoded = decode(body)
    except ChatCompletionError as error:
        return repr(error)
    return decoded, encode(decoded), decoded.extra, get_notes(decoded.extra)


def test_a_stored_message_has_all_fields_of_a_message() -> None:
    stored = chatcompletion.ChatCompletionStoredMessage
    assert {*chatcompletion.ChatCompletionResponseMessage._known} <= {*stored._known}


def test_the_function_that_decodes_a_class_is_named_after_it() -> None:
    functions = {
        name: value.__self__
        for cls in CLASSES
        for name, value in vars(sys.modules[cls.__module__]).items()
        if name.startswith("decode_") and inspect.ismethod(value) and isinstance(value.__self__, type)
    }
    assert functions
    for name, cls in functions.items():
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        assert name == f"decode_{words}"
