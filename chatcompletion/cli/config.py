"""The settings with which other tools leave a vendored copy alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .._copy import CopyError

SETTINGS = """\
[tool.ruff]
extend-exclude = ["{path}"]
force-exclude = true # also if its files are named on the command line

[tool.black]
force-exclude = "/{pattern}/"

[tool.coverage.run]
omit = ["{path}/*", "*/{package}/*"]

[tool.mypy]
exclude = ["^{pattern}/"]

[[tool.mypy.overrides]]
module = "{module}.*"
ignore_errors = true

[tool.pyright]
ignore = ["{path}"]

[tool.ty.src]
exclude = ["{path}"]

[tool.pyrefly]
project-excludes = ["{path}/**"]
"""


def print_config(copy: Path) -> None:
    """Print the settings for a copy, for the `pyproject.toml` of the current folder."""
    path = Path(os.path.relpath(copy)).as_posix()
    if path.startswith("../"):
        raise CopyError(f"{copy}: not below the current folder, which must be that of pyproject.toml")
    resolved = Path(os.path.realpath(copy))
    # The folder from which modules are imported.
    root = next(above for above in resolved.parents if not (above / "__init__.py").exists() or above == above.parent)
    package = path.removeprefix("src/") if root == resolved.parent else resolved.relative_to(root).as_posix()
    values = {"path": path, "pattern": re.escape(path), "package": package, "module": package.replace("/", ".")}
    try:
        escaped = {name: _escape(value) for name, value in values.items()}
    except UnicodeEncodeError:
        raise CopyError(f"{copy}: TOML has no form for a name that is not UTF-8") from None
    print(SETTINGS.format(**escaped), end="")


def _escape(text: str) -> str:
    """Return a text as it stands in a string of TOML: in ASCII, as the output may have any encoding."""
    text.encode()  # fails if it has no such form
    return "".join(map(_escape_char, text))


def _escape_char(char: str) -> str:
    if char in '\\"':
        return f"\\{char}"
    return char if char.isascii() and char.isprintable() else f"\\U{ord(char):08X}"
