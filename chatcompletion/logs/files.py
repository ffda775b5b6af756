"""Files of documents: JSON, JSON Lines or event streams, compressed or not."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain
from json import JSONDecodeError
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from .._core import ChatCompletionError
from .._core.errors import Location
from .._core.json_text import WHITESPACE, decode_start, is_json

BUFFER_SIZE = 1 << 16
"""The number of bytes that are read at once. With the default, reading takes twice the time."""
BATCH_SIZE = 1 << 20
"""The number of bytes of the lines that are checked together."""
MAX_FIRST_LINE = 1 << 20
"""The number of bytes of the first line that are read to find out what a file is."""
MAX_SIZE = 1 << 28
"""The number of bytes of a line, a document or an event stream, decompressed, as it is kept in memory."""
MAX_TOKEN = 100
"""The number of characters at the end of an incomplete JSON text in which the decoder finds it incomplete."""
BLANK = WHITESPACE.encode()
NO_MEMORY = "needs more memory than there is"
LIMIT = "longer than {} MiB, the limit of a line, a document or an event stream"

_EVENT_STREAM = re.compile(rb"(\xef\xbb\xbf)?(data|event|id|retry)?:")
_SPACE, _SEPARATOR = re.compile(r"\s*"), re.compile(r"[\s,]*")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class ReadError(ChatCompletionError):
    """A file cannot be read, or not any further. The message is the reason, in one line."""


class Source(NamedTuple):
    """Where lines are in a file. Another process reads them there, which is faster than sending them."""

    name: str
    identity: tuple[int, int]
    """The device and the inode of the file, as it may be replaced meanwhile."""
    start: int
    """The position in bytes."""
    size: int
    """The number of bytes."""


class Lines(NamedTuple):
    """Lines of a file, each with a JSON document."""

    line: int
    """The number of the first line."""
    start: int
    """The position of the first line in the content, in bytes."""
    text: bytes
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


Part = Lines | Documents | Events | ReadError

_READ_ERRORS: tuple[type[Exception], ...] = (OSError, EOFError, MemoryError, zlib.error, ReadError)
"""The exceptions that reading a file can raise."""
if sys.version_info >= (3, 14):
    try:
        from compression.zstd import ZstdError
    except ImportError:  # Python was built without it
        pass
    else:
        _READ_ERRORS += (ZstdError,)


def iter_file(name: str) -> Iterator[tuple[Part, int]]:
    """Iterate over the content of a file, or of standard input if the name is `-`.

    The parts are of limited size, unless the file is one large object. With each part comes the number of bytes read
    so far. The error of a file that cannot be read, or not any further, is its last part, and not raised.
    """
    try:
        if name == "-" and sys.stdin is None:
            raise ReadError("not open")
        with nullcontext(sys.stdin.buffer) if name == "-" else open(name, "rb", BUFFER_SIZE) as stream:
            is_seekable = stream.seekable()
            content = _decompress(stream, name, is_seekable)
            for part in _iter_parts(content):
                position = stream.tell() if is_seekable else 0
                if isinstance(part, Lines) and content.raw.stream is stream and is_seekable and name != "-":
                    part = part._replace(source=Source(name, _identify(stream), part.start, len(part.text)))
                yield part, position
            if content.raw.error is not None:
                raise content.raw.error
    except _READ_ERRORS as error:
        yield ReadError(describe_error(name, error)), 0


def list_files(name: str) -> Iterator[str]:
    """Iterate over the regular files in a folder and the folders in it, sorted, without hidden ones. Anything else is
    itself. A folder that cannot be read is listed too, so that reading it gives the reason."""
    if not os.path.isdir(name):
        yield name
        return
    errors: list[OSError] = []
    for folder, folders, files in os.walk(name, onerror=errors.append):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        paths = [os.path.join(folder, file) for file in sorted(files) if not file.startswith(".")]
        yield from (path for path in paths if not _is_special(path))
    yield from (str(error.filename) for error in errors)


def _is_special(path: str) -> bool:
    """Return whether a path leads to a pipe, a socket or a device, which may never end."""
    return os.path.exists(path) and not os.path.isfile(path)


def read_again(source: Source) -> bytes | None:
    """Return the lines of a source, or None if the file was replaced, or cannot be read again."""
    try:
        with open(source.name, "rb", BUFFER_SIZE) as stream:
            stream.seek(source.start)
            text = stream.read(source.size)
            is_same = len(text) == source.size and _identify(stream) == source.identity
    except OSError:
        return None
    return text if is_same else None


def _identify(stream: BinaryIO) -> tuple[int, int]:
    status = os.fstat(stream.fileno())
    return status.st_dev, status.st_ino


def describe_error(name: str, error: Exception) -> str:
    """Return the reason why a file cannot be read, in one line."""
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, FileNotFoundError):
        path = Path(name)
        return f"no such file{suggest(path.name, [other for other in _list_folder(path.parent) if other != path.name])}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error) or type(error).__name__


def suggest(word: str, known: Sequence[str]) -> str:
    """Return a question with the known word that is most like a misspelt one. Empty if none is like it."""
    from difflib import get_close_matches  # rarely needed

    similar = get_close_matches(word, known, 1)
    return f"; is it {similar[0]}?" if similar else ""


def _list_folder(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


class _Raw(io.RawIOBase):
    """A stream whose first bytes may have been read already. After an error, it is as at the end."""

    def __init__(self, stream: Any, start: bytes) -> None:
        self.stream: Any = stream
        self.error: Exception | None = None
        self._start = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._start or (b"" if self.error else self.stream.read1(min(len(buffer), BUFFER_SIZE)))
        except _READ_ERRORS as error:
            self.error, data = error, b""
        self._start = b""
        buffer[: len(data)] = data
        return len(data)


class _Content(io.BufferedReader):
    """The content of a file. What comes before an error is not lost, as the error does not interrupt reading."""

    raw: _Raw

    def __init__(self, stream: Any, start: bytes = b"") -> None:
        super().__init__(_Raw(stream, start), BUFFER_SIZE)


def _decompress(stream: BinaryIO, name: str, is_seekable: bool) -> _Content:
    """Return the content of a file, decompressed if it begins like a compressed file, or has the suffix of zstd."""
    start = stream.read(len(_ZSTD))  # not peek(), which may return a single byte of a pipe
    if is_seekable:
        stream.seek(-len(start), os.SEEK_CUR)
    content = _Content(stream, b"" if is_seekable else start)
    if start.startswith(_GZIP):
        import gzip  # few files need it

        return _Content(gzip.open(stream if is_seekable else content))
    if start.startswith(_ZSTD) or name.endswith((".zst", ".zstd")):
        if sys.version_info >= (3, 14):
            from compression import zstd

            return _Content(zstd.open(stream if is_seekable else content))
        raise ReadError("compressed with zstd, which needs Python 3.14 or later")
    return content


def _iter_parts(stream: _Content) -> Iterator[Part]:
    line, start, first, blank = 1, 0, stream.readline(MAX_FIRST_LINE), 0
    while first and not first.strip(BLANK):
        blank = 0 if first.endswith(b"\n") else blank + len(first)
        check_size(blank, line)
        line, start = line + first.endswith(b"\n"), start + len(first)
        first = stream.readline(MAX_FIRST_LINE)
    if is_event_stream(first):
        yield Events(line, _iter_lines(line, stream, first))
        return
    if first.startswith(b"[") and not is_json(first):
        first += stream.read(BATCH_SIZE)
        if len(first) >= BATCH_SIZE or stream.raw.error:
            yield from _iter_items(line, first, stream)
            return
        stream = _Content(io.BytesIO(first))  # a small array is read whole
        first = stream.readline(MAX_SIZE)
    lines = _iter_lines(line, stream, first)
    first = next(lines, b"")
    second = next(lines, b"")
    if not second:
        if first.endswith(b"\n") or not stream.raw.error:
            yield Documents(_split_documents(line, first))
    elif is_json(first):
        yield from _iter_batches(line, start, first + second, stream)
    else:
        yield from _iter_lines_or_document(line, start, first, second, stream)


def is_event_stream(line: bytes) -> bool:
    """Return whether a file that begins with a line is an event stream."""
    return _EVENT_STREAM.match(line) is not None


def _iter_lines(number: int, stream: _Content, start: bytes = b"") -> Iterator[bytes]:
    """Iterate over the lines of a stream, up to one that is too large or that an error cuts off. The start of the first
    one was read already."""
    while line := start if start.endswith(b"\n") else start + stream.readline(MAX_SIZE + 1):
        try:
            check_size(len(line), number)
        except ReadError as error:
            stream.raw.error = error
            return
        if stream.raw.error and not line.endswith(b"\n"):
            return
        yield line
        number, start = number + 1, b""


def check_size(size: int, line: int) -> None:
    """Raise `ReadError` if what begins at a line is too large."""
    if size > MAX_SIZE:
        raise ReadError(f"line {line}: {LIMIT.format(MAX_SIZE >> 20)}")


def _iter_items(line: int, start: bytes, stream: _Content) -> Iterator[Documents]:
    """Iterate over the items of an array, which is not read whole, and over what comes after it."""
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    text, position, index, needed = decode(start), 1, 0, BATCH_SIZE
    batch: list[tuple[int, Location, bytes]] = []
    while True:
        begin = _SEPARATOR.match(text, position).end()  # type: ignore[union-attr]
        line += text.count("\n", position, begin)
        position = begin
        is_broken = False
        try:
            if text[position : position + 1] == "]":
                break
            _, end = decode_start(text, position)
        except JSONDecodeError as error:
            end = len(text)  # the item is incomplete, or not JSON
            is_broken = error.pos < end - MAX_TOKEN and not error.msg.startswith("Unterminated string")
        except (ValueError, RecursionError):
            end, is_broken = len(text), True
        if end == len(text):
            if not is_broken and end - position > MAX_SIZE:
                yield Documents(batch)
                check_size(end - position, line)
            if not is_broken and (more := stream.read(needed)):
                text, position = text[position:] + decode(more), 0
                needed = max(BATCH_SIZE, len(text))
                continue
            yield Documents(batch if stream.raw.error else [*batch, (line, (), text[position:].encode() or b"[")])
            return
        batch.append((line, (index,), text[position:end].encode()))
        line += text.count("\n", position, end)
        position, index = end, index + 1
        if position > needed // 2 or len(batch) == 1000:
            yield Documents(batch)
            text, position, batch = text[position:], 0, []
    rest = (text[position + 1 :] + decode(stream.read(MAX_SIZE + 1), True)).encode()
    check_size(len(rest), line)
    documents = _split_documents(line, rest) if rest.strip() and not stream.raw.error else []
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
    while (start := _SPACE.match(content, position).end()) < len(content):  # type: ignore[union-attr]
        line += content.count("\n", position, start)
        try:
            _, end = decode_start(content, start)
        except (ValueError, RecursionError):
            end = len(content)
        if end == len(content) and not documents:
            return [first]
        documents.append((line, (), content[start:end].encode()))
        line += content.count("\n", start, end)
        position = end
    return documents


def _iter_batches(line: int, start: int, text: bytes, stream: _Content) -> Iterator[Lines]:
    """Iterate over the rest of a file of JSON Lines in blocks of whole lines. The text is the start of the first."""
    block = text + stream.read(BATCH_SIZE)
    while block:
        last = block.rfind(b"\n") + 1
        rest = stream.readline(MAX_SIZE + 1) if last < len(block) else b""
        size, number = len(block) - last + len(rest), block.count(b"\n")
        is_cut = size > MAX_SIZE or (last < len(block) and stream.raw.error is not None)
        block = block[:last] if is_cut else block + rest
        if block:
            yield Lines(line, start, block)
        check_size(size, line + number)
        line, start = line + number + rest.endswith(b"\n"), start + len(block)
        block = stream.read(BATCH_SIZE)


def _iter_lines_or_document(
    line: int, start: int, first: bytes, second: bytes, stream: _Content
) -> Iterator[Lines | Documents]:
    """Iterate over a file whose first line is not JSON: a document of many lines, or JSON Lines with an error.

    In a document, which begins with a bracket, there are no two adjacent lines that both are an object or an array.
    """
    may_be_document = first.lstrip(b"\xef\xbb\xbf \t\r").startswith((b"{", b"["))
    whole = bytearray(first)  # takes much less memory than a list of short lines
    adjacent, has_objects = False, False
    for text in chain([second], _iter_lines(line + 2, stream)):
        whole += text
        is_object = text.lstrip()[:1] in (b"{", b"[") and is_json(text)
        if is_object and (adjacent or not may_be_document):
            yield from _iter_batches(line, start, bytes(whole), stream)
            return
        has_objects = has_objects or is_object
        if not text.isspace():
            adjacent = is_object
        check_size(len(whole), line)
    document = bytes(whole)
    if has_objects and not is_json(document):
        yield Lines(line, start, document)
    elif not stream.raw.error:
        yield Documents(_split_documents(line, document))
