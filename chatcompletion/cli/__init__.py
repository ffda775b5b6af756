"""The command line: `python -m chatcompletion`."""
