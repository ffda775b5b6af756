"""The command `check`: summarizes recorded bodies, or names their problems."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any, BinaryIO

from .._core.json_text import parse_json
from ..errors import APIError, ChatCompletionError, DecodeError, shorten
from ..response.completion import CreateChatCompletionResponse
from ..stream.accumulator import Accumulator
from ..stream.chunk import CreateChatCompletionStreamResponse
from ..stream.event_stream import StreamDecoder

_EVENT_STREAM = re.compile(rb"(\xef\xbb\xbf)?(data|event|id|retry)?:")

Body = CreateChatCompletionResponse | CreateChatCompletionStreamResponse

Finding = tuple[int, str, bool]
"""A line of a file, the outcome for what begins there, and whether that is a completion."""


def check(files: Sequence[str]) -> int:
    """Print a line for each document in the files. Return the exit status."""
    status = 0
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    for file in files:
        name = "<stdin>" if file == "-" else file
        for finding in _iter_file(file, name):
            if isinstance(finding, str):
                print(f"{name}: {finding}", file=sys.stderr)
                status = 2
            else:
                line, outcome, is_valid = finding
                print(f"{name}:{line}: {outcome}")
                status = max(status, 0 if is_valid else 1)
    return status


def _iter_file(file: str, name: str) -> Iterator[Finding | str]:
    """Iterate over the findings in a file. The last item is a message if the file cannot be read."""
    if file == "-" and sys.stdin is None:
        yield "not open"
        return
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream:
            yield from _show_progress(_iter_findings(stream), stream, name)
    except OSError as error:
        yield error.strerror or str(error)


def _iter_findings(stream: BinaryIO) -> Iterator[Finding]:
    line, text = 1, stream.readline()
    while text.isspace():
        line, text = line + 1, stream.readline()
    if _EVENT_STREAM.match(text):
        yield _check_stream(line, chain([b"\n" * (line - 1), text], stream))
        return
    for start, document in _iter_documents(line, text, stream):
        if not isinstance(document, list) or not document:
            yield start, *_check_document(document)
            continue
        for index, item in enumerate(document):
            outcome, is_valid = _check_document(item)
            yield start, f"[{index}] {outcome}", is_valid


def _check_document(document: Any) -> tuple[str, bool]:
    try:
        if isinstance(document, DecodeError):
            raise document
        return _summarize(_decode_document(document)), True
    except ChatCompletionError as error:
        return _describe_error(error), False


def _decode_document(document: Any) -> Body:
    """Return the body in a document, which may be a line of a batch's output."""
    try:
        body = document["response"]["body"]
    except (TypeError, LookupError):
        return _decode_body(document)
    if body is None:
        return _decode_body(document)
    try:
        return _decode_body(body)
    except DecodeError as error:
        raise error.inside("body").inside("response") from None


def _decode_body(body: Any) -> Body:
    if isinstance(body, dict) and body.get("object") == "chat.completion.chunk":
        return CreateChatCompletionStreamResponse.from_dict(body)
    return CreateChatCompletionResponse.from_dict(body)


def _check_stream(line: int, pieces: Iterable[bytes]) -> Finding:
    """Return the finding for an event stream that begins at a line."""
    decoder, accumulator, count = StreamDecoder(), Accumulator(), 0
    try:
        for piece in pieces:
            for chunk in decoder.feed(piece):
                accumulator.add(chunk)
                count += 1
        decoder.close()
        outcome, is_valid = _summarize(accumulator.response()), True
    except ChatCompletionError as error:
        outcome, is_valid = _describe_error(error), False
    outcome += f"; event stream of {count} chunk{'' if count == 1 else 's'}, "
    if is_valid or decoder.done:
        return line, f"{outcome}ended {'with' if decoder.done else 'without'} [DONE]", is_valid
    return max(line, decoder.line), f"{outcome}broke off", is_valid


def _describe_error(error: ChatCompletionError) -> str:
    return f"API error: {shorten(str(error), 200)}" if isinstance(error, APIError) else f"problem: {error}"


def _summarize(body: Body) -> str:
    reasons = ", ".join([choice.finish_reason or '""' for choice in body.choices if choice.finish_reason is not None])
    parts = [body.object, f"model {body.model}"]
    parts.append(f"finish_reason {reasons}" if reasons else "not finished" if body.choices else "no choices")
    if isinstance(body, CreateChatCompletionResponse):
        calls = sum(len(choice.message.tool_calls or ()) for choice in body.choices)
        parts.append(f"{calls} tool call{'' if calls == 1 else 's'}")
    if usage := body.usage:
        parts.append(f"{usage.prompt_tokens} + {usage.completion_tokens} = {usage.total_tokens} tokens")
    return "; ".join(shorten(part, 100) for part in parts)


def _iter_documents(line: int, text: bytes, stream: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Iterate over the JSON values from a line on, with their lines. Invalid JSON is replaced by its `DecodeError`."""
    if not text:
        yield line, DecodeError("", "JSON", "nothing")
        return
    first = _parse_line(text, line)
    lines: Iterable[bytes] = stream
    if isinstance(first, DecodeError):
        rest = stream.read()
        whole, lines = _parse_line(text + rest, line), rest.splitlines()
        if not (isinstance(whole, DecodeError) and any(isinstance(_parse_line(one, 1), dict) for one in lines)):
            yield line, whole
            return
        # JSON Lines, of which the first is invalid.
    yield line, first
    for number, text in enumerate(lines, line + 1):
        if text and not text.isspace():
            yield number, _parse_line(text, number)


def _parse_line(text: bytes, line: int) -> Any:
    try:
        return parse_json(text.rstrip(), line)
    except DecodeError as error:
        return error


def _show_progress(findings: Iterator[Finding], stream: BinaryIO, name: str) -> Iterator[Finding]:
    """Iterate over the findings, with progress on standard error if that is a terminal and standard output is not."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        yield from findings
        return
    shown = time.monotonic()
    size = os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    for count, finding in enumerate(findings, 1):
        yield finding
        if time.monotonic() - shown > 0.5:
            shown = time.monotonic()
            share = f", {100 * stream.tell() // size} %" if size else ""
            print(f"\r{name}: {count} documents{share}", end="", file=sys.stderr, flush=True)
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
