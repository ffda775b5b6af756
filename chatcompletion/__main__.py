"""Runs the command line: `python -m chatcompletion`. A vendored copy without it checks itself."""

import sys
from importlib import import_module
from importlib.util import find_spec

if __name__ == "__main__":
    module = ".cli.main" if find_spec(".cli", __package__) else "._copy"
    sys.exit(import_module(module, __package__).main())
