"""The parts of the package, and the files of a copy that has only some of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from textwrap import fill

from .._copy import CopyError
from ..logs.files import suggest

PARTS: dict[str, tuple[str, ...]] = {
    "response": (),
    "stream": ("response",),
    "request": ("response",),
    "stored": ("request",),
    "logs": ("stream", "request", "stored"),
    "cli": ("logs",),
}
"""The parts, which are folders of the package, with the parts that each needs."""
GROUPS: dict[str, tuple[str, ...]] = {"library": ("stream", "stored"), "tools": ("cli",), "all": ("cli",)}
"""Names for several parts."""

_BLOCK = re.compile(r"^( *)# part: (\w+)\n(.*?)^\1# end of part\n\n?", re.S | re.M)
"""What belongs to a part, in a module of another one."""
_LACKING = """\
    if not TYPE_CHECKING:

        def __getattr__(self, name):
            reason = ": it is in the part {part}, which this copy does not have" if name in {names} else ""
            message = f"{{type(self).__name__!r}} object has no attribute {{name!r}}{{reason}}"
            raise AttributeError(message, name=name, obj=self)

"""


def parse_parts(text: str) -> tuple[str, ...]:
    """Return the parts that are named, and those that they need, in order. Raises `CopyError` for another name."""
    parts = {"response"}
    left = [name.strip() for name in text.split(",")]
    while left:
        given = left.pop()
        name = given if given in PARTS or given in GROUPS else given.removesuffix("s")
        if name in PARTS:
            parts.add(name)
        elif name not in GROUPS:
            known = [*PARTS, *GROUPS]
            raise CopyError(f"no part {given!r}{suggest(given, known)}; there are {', '.join(known)}")
        left += PARTS.get(name, GROUPS.get(name, ()))
    return tuple(part for part in PARTS if part in parts)


def select_files(files: Mapping[str, bytes], parts: Sequence[str]) -> dict[str, bytes]:
    """Return the files of some parts. What the other files say of the parts that are left out is removed."""
    left_out = {part for part in PARTS if part not in parts}
    names: dict[str, list[str]] = {part: [] for part in sorted(left_out)}
    selected = {}
    for name, content in sorted(files.items()):
        part = name.partition("/")[0]
        if part in left_out:
            names[part] += _find_exports(content)
        else:
            selected[name] = content
    if left_out:
        for name, content in selected.items():
            if b"# part: " in content:
                selected[name] = _remove_blocks(content.decode(), left_out).encode()
        selected["__init__.py"] = _remove_names(selected["__init__.py"].decode(), names).encode()
    return selected


def _find_exports(content: bytes) -> list[str]:
    """Return the names in the `__all__` of a module."""
    for node in ast.parse(content).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def _remove_blocks(source: str, left_out: set[str]) -> str:
    def replace(block: re.Match[str]) -> str:
        indent, part, text = block.groups()
        if part not in left_out:
            return block.group()
        names = tuple(re.findall(r"^    def (\w+)", text, re.M))
        return _LACKING.format(part=part, names=names) if indent else ""

    return _BLOCK.sub(replace, source)


def _remove_names(source: str, names: Mapping[str, Sequence[str]]) -> str:
    """Remove the names of parts from the package's `__init__.py`, and let it say which part they are in."""
    source = re.sub(rf"^    (from \.|\")({'|'.join(names)})\..*\n", "", source, flags=re.M)
    source = re.sub(r"^if TYPE_CHECKING:\n\n?(?=\S)", "", source, flags=re.M)
    left_out: dict[str, list[str]] = {}
    for part, exports in names.items():
        for name in exports:
            if (line := f'    "{name}",\n') in source:
                source = source.replace(line, "", 1)
                left_out.setdefault(part, []).append(name)
    lists = [f'    "{part}": [\n{_wrap(names)}\n    ],\n' for part, names in left_out.items()]
    return source.replace(
        "_LEFT_OUT: dict[str, list[str]] = {}", f"_LEFT_OUT: dict[str, list[str]] = {{\n{''.join(lists)}}}"
    )


def _wrap(names: Sequence[str]) -> str:
    return fill(", ".join([f'"{name}"' for name in names]), 116, initial_indent=" " * 8, subsequent_indent=" " * 8)
