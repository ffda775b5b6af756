"""Files of documents: JSON, JSON Lines or event streams, compressed or not."""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from .._core.json_text import parse_json
from ..errors import DecodeError

BUFFER_SIZE = 1 << 16
"""The number of bytes that are read at once. With the default, reading takes twice the time."""
BATCH_SIZE = 1 << 18
"""The number of bytes of the lines that are checked together."""

_EVENT_STREAM = re.compile(rb"(\xef\xbb\xbf)?(data|event|id|retry)?:")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class UnsupportedFileError(Exception):
    """The reason, in one line, why a file cannot be read."""


class Source(NamedTuple):
    """Where lines are in a file. Another process reads them there, which is faster than sending them."""

    name: str
    identity: tuple[int, int]
    """The device and the inode of the file, as it may be replaced meanwhile."""
    start: int
    """The position in bytes."""
    number: int
    """The number of lines."""


class Lines(NamedTuple):
    """Lines of a file, each with a JSON document."""

    line: int
    """The number of the first line."""
    lines: Sequence[bytes]
    source: Source | None = None
    """None if the file is compressed or not seekable."""


class Document(NamedTuple):
    """A JSON document that is a whole file."""

    line: int
    """The line where it begins."""
    text: bytes


class Events(NamedTuple):
    """One or several event streams."""

    line: int
    """The line where the first begins."""
    lines: Iterable[bytes]


Part = Lines | Document | Events

READ_ERRORS = (OSError, EOFError, zlib.error, UnsupportedFileError)
"""The exceptions that reading a file can raise."""


def iter_file(name: str) -> Iterator[tuple[Part, int]]:
    """Iterate over the content of a file, or of standard input if the name is `-`.

    The parts are of limited size, unless the file is one large document. With each part comes the number of bytes read
    so far. Raises one of `READ_ERRORS`.
    """
    if name == "-" and sys.stdin is None:
        raise UnsupportedFileError("not open")
    with nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb", BUFFER_SIZE) as stream:
        content = _decompress(stream)
        is_seekable = stream.seekable()
        for part in _iter_parts(content):
            position = stream.tell() if is_seekable else 0
            if isinstance(part, Lines) and content is stream and is_seekable and name != "-":
                start = position - sum(map(len, part.lines))
                part = part._replace(source=Source(name, _identify(stream), start, len(part.lines)))
            yield part, position


def read_lines(source: Source) -> list[bytes]:
    """Return the lines of a source. Raises one of `READ_ERRORS`."""
    with open(source.name, "rb", BUFFER_SIZE) as stream:
        stream.seek(source.start)
        lines = list(islice(stream, source.number))
        if len(lines) < source.number or _identify(stream) != source.identity:
            raise UnsupportedFileError("changed while it was read")
    return lines


def _identify(stream: BinaryIO) -> tuple[int, int]:
    status = os.fstat(stream.fileno())
    return status.st_dev, status.st_ino


def describe_read_error(name: str, error: Exception) -> str:
    """Return the reason why a file cannot be read, in one line."""
    if isinstance(error, FileNotFoundError):
        return f"no such file{suggest(Path(name).name, _list_folder(Path(name).parent))}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) or type(error).__name__


def suggest(word: str, known: Sequence[str]) -> str:
    """Return a question with the known word that is most like a misspelt one. Empty if none is like it."""
    similar = get_close_matches(word, known, 1)
    return f"; is it {similar[0]}?" if similar else ""


def _list_folder(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _decompress(stream: BinaryIO) -> BinaryIO:
    """Return the content of a file, decompressed if it begins like a compressed file."""
    peekable: Any = stream
    start = peekable.peek(len(_ZSTD))
    if start.startswith(_GZIP):
        import gzip  # few files need it

        return gzip.open(stream)  # type: ignore[return-value]
    if start.startswith(_ZSTD):
        if sys.version_info >= (3, 14):
            from compression import zstd

            return zstd.open(stream)
        raise UnsupportedFileError("compressed with zstd, which needs Python 3.14 or later")
    return stream


def _iter_parts(stream: BinaryIO) -> Iterator[Part]:
    line, first = 1, stream.readline()
    while first.isspace():
        line, first = line + 1, stream.readline()
    if _EVENT_STREAM.match(first):
        yield Events(line, chain([first], stream))
        return
    second = stream.readline()
    if not second:
        yield Document(line, first)
    elif _parses(first):
        yield from _iter_batches(line, [first, second], stream)
    else:
        yield from _iter_uncertain(line, first, second, stream)


def _iter_batches(line: int, batch: list[bytes], stream: BinaryIO) -> Iterator[Lines]:
    """Iterate over the rest of a file of JSON Lines, after the lines that were read."""
    size = sum(map(len, batch))
    try:
        for text in stream:
            batch.append(text)
            size += len(text)
            if size >= BATCH_SIZE:
                yield Lines(line, batch)
                line, batch, size = line + len(batch), [], 0
    except READ_ERRORS:
        yield Lines(line, batch)
        raise
    yield Lines(line, batch)


def _iter_uncertain(line: int, first: bytes, second: bytes, stream: BinaryIO) -> Iterator[Lines | Document]:
    """Iterate over a file whose first line is not JSON: a document of many lines, or JSON Lines with an error.

    In a document, there are no two adjacent lines that both are an object or an array.
    """
    lines = [first]
    adjacent, has_objects = False, False
    for text in chain([second], stream):
        lines.append(text)
        is_object = text.lstrip()[:1] in (b"{", b"[") and _parses(text)
        if is_object and adjacent:
            yield from _iter_batches(line, lines, stream)
            return
        has_objects = has_objects or is_object
        if not text.isspace():
            adjacent = is_object
    whole = b"".join(lines)
    yield Lines(line, lines) if has_objects and not _parses(whole) else Document(line, whole)


def _parses(text: bytes) -> bool:
    try:
        parse_json(text)
    except DecodeError:
        return False
    return True
