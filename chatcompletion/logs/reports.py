"""Reports on all bodies in files, or in an iterable of documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

from .._core import DecodeError
from .._core.errors import Location
from .examine import examine_item, examine_text
from .files import (
    BLANK,
    Documents,
    Events,
    Lines,
    Part,
    ReadError,
    describe_error,
    is_event_stream,
    iter_file,
    list_files,
)
from .report import FILE, OTHER, Report

LogSource: TypeAlias = "str | os.PathLike[str] | Iterable[Any]"
"""What `iter_reports` and `Summary.of` take: the path of a file or a folder, or an iterable of documents."""


def iter_reports(source: LogSource) -> Iterator[Report]:
    """Iterate over the reports that `check` prints, one for each body.

    `source` is the path of a file, also a compressed one, or of a folder; or an iterable of lines, such as an open
    file, each with a JSON document or all of an event stream. An item may also be a document as a dict or a list. A
    path that does not exist raises `FileNotFoundError`. A file that cannot be read, or not any further, has a report of
    the kind `file`, and those after it are read.
    """
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        os.stat(path)
        parts = ((file, part) for file in list_files(path) for part, _ in iter_file(file))
        return (report for file, part in parts for report in examine_part(file, part))
    if isinstance(source, (bytes, bytearray, Mapping)):
        raise TypeError(f"expected a path or an iterable of documents, got {type(source).__name__}")
    return _examine_items(source)


def _examine_items(source: Iterable[Any]) -> Iterator[Report]:
    name = getattr(source, "name", "")
    file = name if isinstance(name, str) else ""
    items = enumerate(source, 1)
    is_start = True
    for line, item in items:
        if is_start and isinstance(item, (str, bytes)) and item.strip():
            text, is_start = _encode(item), False
            if is_event_stream(text):
                lines = chain([text], (_encode(rest) for _, rest in items))
                yield from examine_part(file, Events(line, lines))
                return
        yield from examine_item(item, file, line)


def _encode(line: Any) -> bytes:
    """Return a line of an event stream with a line end, which an iterable may leave out."""
    text: bytes = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
    return text if text.endswith((b"\n", b"\r")) else text + b"\n"


def examine_part(file: str, part: Part, places: Sequence[Location] = ()) -> Iterator[Report]:
    """Iterate over the reports on the documents in a part of a file."""
    try:
        if isinstance(part, ReadError):
            raise part
        yield from _examine_part(file, part, places)
    except (ReadError, MemoryError) as error:
        yield Report(file, 0, FILE, None, (ReadError(describe_error(file, error)),))


def _examine_part(file: str, part: Lines | Documents | Events, places: Sequence[Location]) -> Iterator[Report]:
    if isinstance(part, Lines):
        for line, text in enumerate(part.text.split(b"\n"), part.line):
            if text := text.rstrip(BLANK):
                yield from examine_text(text, file, line, places)
    elif isinstance(part, Events):
        from .streams import examine_streams  # here, as few files need it

        yield from examine_streams(part.lines, file, part.line)
    else:
        for line, location, text in part.documents:
            if not text:
                yield Report(file, line, OTHER, None, (DecodeError("JSON", found="nothing"),))
                continue
            for report in examine_text(text, file, line, places):
                yield report._replace(location=(*location, *report.location)) if location else report
