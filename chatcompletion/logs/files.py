"""Files of documents: JSON, JSON Lines or event streams, compressed or not."""

from __future__ import annotations

import codecs
import io
import json
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

from .._core.errors import Location
from .._core.json_text import is_json

BUFFER_SIZE = 1 << 16
"""The number of bytes that are read at once. With the default, reading takes twice the time."""
BATCH_SIZE = 1 << 18
"""The number of bytes of the lines that are checked together."""
MAX_FIRST_LINE = 1 << 20
"""The number of bytes of the first line that are read to find out what a file is."""

_EVENT_STREAM = re.compile(rb"(\xef\xbb\xbf)?(data|event|id|retry)?:")
_SEPARATOR = re.compile(r"[\s,]*")
_decode_value = json.JSONDecoder().raw_decode
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


class Documents(NamedTuple):
    """JSON documents that are not lines: a whole file, one after the other in it, or items of an array."""

    documents: Sequence[tuple[int, Location, bytes]]
    """The line where each begins, its index if it is an item of an array, and its text."""


class Events(NamedTuple):
    """One or several event streams."""

    line: int
    """The line where the first begins."""
    lines: Iterable[bytes]


Part = Lines | Documents | Events

READ_ERRORS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, UnsupportedFileError)
"""The exceptions that reading a file can raise."""
if sys.version_info >= (3, 14):
    try:
        from compression.zstd import ZstdError
    except ImportError:  # Python was built without it
        pass
    else:
        READ_ERRORS += (ZstdError,)


def iter_file(name: str) -> Iterator[tuple[Part, int]]:
    """Iterate over the content of a file, or of standard input if the name is `-`.

    The parts are of limited size, unless the file is one large object. With each part comes the number of bytes read
    so far. Raises one of `READ_ERRORS`.
    """
    if name == "-" and sys.stdin is None:
        raise UnsupportedFileError("not open")
    with nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb", BUFFER_SIZE) as stream:
        is_seekable = stream.seekable()
        content = _decompress(stream, name, is_seekable)
        for part in _iter_parts(content):
            position = stream.tell() if is_seekable else 0
            if isinstance(part, Lines) and content is stream and is_seekable and name != "-":
                start = position - sum(map(len, part.lines))
                part = part._replace(source=Source(name, _identify(stream), start, len(part.lines)))
            yield part, position


def list_files(name: str) -> Iterator[str]:
    """Iterate over the files in a folder and the folders in it, sorted, without hidden ones. A file is itself."""
    if not os.path.isdir(name):
        yield name
        return
    for folder, folders, files in os.walk(name):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        yield from (os.path.join(folder, file) for file in sorted(files) if not file.startswith("."))


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


class _Prefixed(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream: Any = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._start or self._stream.read1(len(buffer))
        self._start = b""
        buffer[: len(data)] = data
        return len(data)


def _decompress(stream: BinaryIO, name: str, is_seekable: bool) -> BinaryIO:
    """Return the content of a file, decompressed if it begins like a compressed file, or has the suffix of zstd."""
    start = stream.read(len(_ZSTD))  # not peek(), which may return a single byte of a pipe
    content: Any = stream
    if is_seekable:
        stream.seek(-len(start), os.SEEK_CUR)
    else:
        content = io.BufferedReader(_Prefixed(start, stream), BUFFER_SIZE)
    if start.startswith(_GZIP):
        import gzip  # few files need it

        return gzip.open(content)  # type: ignore[return-value]
    if start.startswith(_ZSTD) or name.endswith((".zst", ".zstd")):
        if sys.version_info >= (3, 14):
            from compression import zstd

            return zstd.open(content)
        raise UnsupportedFileError("compressed with zstd, which needs Python 3.14 or later")
    return content  # type: ignore[no-any-return]


def _iter_parts(stream: BinaryIO) -> Iterator[Part]:
    line, first = 1, stream.readline(MAX_FIRST_LINE)
    while first.isspace():
        line, first = line + 1, stream.readline(MAX_FIRST_LINE)
    if _EVENT_STREAM.match(first):
        yield Events(line, chain([first], stream))
        return
    if first.startswith(b"[") and not is_json(first):
        first += stream.read(BATCH_SIZE)
        if len(first) >= BATCH_SIZE:
            yield from _iter_items(line, first, stream)
            return
        stream = io.BytesIO(first)  # a small array is read whole
        first = stream.readline()
    if not first.endswith(b"\n"):
        first += stream.readline()
    second = stream.readline()
    if not second:
        yield Documents(_split_documents(line, first))
    elif is_json(first):
        yield from _iter_batches(line, [first, second], stream)
    else:
        yield from _iter_uncertain(line, first, second, stream)


def _iter_items(line: int, start: bytes, stream: BinaryIO) -> Iterator[Documents]:
    """Iterate over the items of an array, which is not read whole, and over what comes after it."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    text, position, index, needed = decode(start), 1, 0, BATCH_SIZE
    batch: list[tuple[int, Location, bytes]] = []
    while True:
        begin = _SEPARATOR.match(text, position).end()  # type: ignore[union-attr]
        line += text.count("\n", position, begin)
        position = begin
        try:
            if text[position : position + 1] == "]":
                break
            _, end = _decode_value(text, position)
        except (ValueError, RecursionError):
            end = len(text)  # the item is incomplete, or not JSON
        if end == len(text):
            if more := stream.read(needed):
                text, position = text[position:] + decode(more), 0
                needed = max(BATCH_SIZE, len(text))
                continue
            yield Documents([*batch, (line, (), text[position:].encode() or b"[")])
            return
        batch.append((line, (index,), text[position:end].encode()))
        line += text.count("\n", position, end)
        position, index = end, index + 1
        if position > needed // 2 or len(batch) == 1000:
            yield Documents(batch)
            text, position, batch = text[position:], 0, []
    rest = (text[position + 1 :] + decode(stream.read(), True)).encode()
    documents = _split_documents(line, rest) if rest.strip() else []
    yield Documents([*batch, *documents] if index else [(line, (), b"[]"), *documents])


def _split_documents(line: int, text: bytes) -> list[tuple[int, Location, bytes]]:
    """Return the JSON documents that follow each other in a text. It is one document if it does not begin with one."""
    documents: list[tuple[int, Location, bytes]] = []
    first = (line, (), text)
    try:
        content, position = text.decode(), 0
    except UnicodeDecodeError:
        return [first]
    if content.lstrip("\ufeff \t\r\n")[:1] not in ("{", "[") or is_json(text):
        return [first]
    while begin := content[position:].lstrip():
        start = len(content) - len(begin)
        line += content.count("\n", position, start)
        try:
            _, end = _decode_value(content, start)
        except (ValueError, RecursionError):
            end = len(content)
        if end == len(content) and not documents:
            return [first]
        documents.append((line, (), content[start:end].encode()))
        line += content.count("\n", start, end)
        position = end
    return documents


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


def _iter_uncertain(line: int, first: bytes, second: bytes, stream: BinaryIO) -> Iterator[Lines | Documents]:
    """Iterate over a file whose first line is not JSON: a document of many lines, or JSON Lines with an error.

    In a document, there are no two adjacent lines that both are an object or an array.
    """
    lines = [first]
    adjacent, has_objects = False, False
    for text in chain([second], stream):
        lines.append(text)
        is_object = text.lstrip()[:1] in (b"{", b"[") and is_json(text)
        if is_object and adjacent:
            yield from _iter_batches(line, lines, stream)
            return
        has_objects = has_objects or is_object
        if not text.isspace():
            adjacent = is_object
    whole = b"".join(lines)
    if has_objects and not is_json(whole):
        yield Lines(line, lines)
    else:
        yield Documents(_split_documents(line, whole))
