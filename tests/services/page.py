"""Generate the page about the services: `python -m tests.services.page`.

With `--peers`, other libraries are run on the shapes, too. This needs the extra `services`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from chatcompletion import APIError, ChatCompletionError, DecodeError

from .shapes import Shape, decode, load_shapes

PAGE = Path(__file__).with_name("README.md")
HEAD = """\
# What services send

`python -m tests.services.page` generates this page from [`shapes.jsonl`](shapes.jsonl). The structure of each shape is
from a public report or from what a service sends; the content is invented.

A library gets a shape right if its user gets the content, the tool calls, the finish reason and the usage, or the
message of the error, that the service meant. The libraries receive the shapes from a local server.

"""
BEGIN, END = "<!-- libraries -->\n", "<!-- end of libraries -->\n"


def make_page(libraries: str) -> str:
    return "".join([HEAD, BEGIN, libraries, END, *make_services(load_shapes())])


def make_services(shapes: list[Shape]) -> Iterator[str]:
    def service(shape: Shape) -> str:
        return shape.service

    for name, group in groupby(sorted(shapes, key=lambda shape: (service(shape).lower(), shape.kind)), key=service):
        yield f"\n## {name}\n\n| | what it sends | what the package makes of it | source |\n|---|---|---|---|\n"
        for shape in group:
            cells = (shape.kind, shape.why, describe(shape), shape.source)
            yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n"


def describe(shape: Shape) -> str:
    """Return what the package makes of a shape."""
    try:
        decode(shape)
    except APIError as error:
        return f"`APIError`: {error}"
    except ChatCompletionError as error:
        strict = f"strict: `{type(error).__name__}`, {error}"
    else:
        return "accepted"
    problems: list[DecodeError] = []
    decode(shape, problems)
    return f"{strict}; lenient: the answer, with {len(problems)} problem{'s' * (len(problems) > 1)}"


def read_libraries() -> str:
    """Return the part about the libraries, as it is in the page."""
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="run the other libraries")
    if parser.parse_args().peers:
        from .peers import compare

        libraries = compare()
    else:
        libraries = read_libraries()
    PAGE.write_text(make_page(libraries), "utf-8")


if __name__ == "__main__":
    main()
