"""The settings with which other tools leave a vendored copy alone."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

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


def print_config(copy: Path) -> int:
    """Print the settings for a copy, for the `pyproject.toml` of the current folder. Return the exit status."""
    path = Path(os.path.relpath(copy)).as_posix()
    root = copy.resolve().parent  # from which modules are imported
    while (root / "__init__.py").exists():
        root = root.parent
    package = copy.resolve().relative_to(root).as_posix()
    if root == copy.resolve().parent:  # the folder is no package
        package = path.removeprefix("src/")
    if path.startswith(".."):
        print(f"{copy}: not below the current folder, which must be that of pyproject.toml", file=sys.stderr)
        return 2
    pattern = re.escape(path).replace("\\", "\\\\")
    print(SETTINGS.format(path=path, pattern=pattern, package=package, module=package.replace("/", ".")), end="")
    return 0
