"""The documentation of a class with that of its fields, for `help()`."""

from __future__ import annotations

from typing import Any


class ClassDoc:
    """The docstring of a class, to which the descriptions of its fields are added when it is read."""

    def __init__(self, cls: Any) -> None:
        self.summary: str = cls.__doc__ or ""
        self._cls = cls

    def __get__(self, instance: object, owner: type | None = None) -> str:
        from inspect import cleandoc  # as below

        fields = [f"{name}: {' '.join(text.split())}" for name, text in find_descriptions(self._cls).items()]
        return "\n".join([cleandoc(self.summary), *(["", "Fields:", ""] if fields else []), *fields])


def find_descriptions(cls: Any) -> dict[str, str]:
    """Return the descriptions of the fields of a class, which are in its source. Empty if there is no source."""
    import ast  # these are only needed for help()
    import inspect
    from itertools import pairwise
    from textwrap import dedent

    try:
        [node] = ast.parse(dedent(inspect.getsource(cls))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return {}
    return {
        field.target.id: below.value.value
        for field, below in pairwise(getattr(node, "body", ()))
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id in cls._known
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }
