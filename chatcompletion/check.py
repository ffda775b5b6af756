"""The command `check`: says of recorded bodies what they are, or where they are wrong."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain
from typing import Any, BinaryIO

from ._json import parse
from .accumulator import Accumulator
from .chunk import CreateChatCompletionStreamResponse
from .errors import APIError, ChatCompletionError, DecodeError, shortened
from .event_stream import StreamDecoder
from .response import CreateChatCompletionResponse

_EVENT_STREAM = re.compile(rb"(\xef\xbb\xbf)?(data|event|id|retry)?:")

Body = CreateChatCompletionResponse | CreateChatCompletionStreamResponse

Finding = tuple[int, str, bool]
"""A line of a file, what begins or goes wrong there, and whether that is a completion."""


def check(files: Sequence[str]) -> int:
    """Prints a line for each document in the files; returns the exit status."""
    status = 0
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    for file in files:
        name = "<stdin>" if file == "-" else file
        for finding in _read_file(file, name):
            if isinstance(finding, str):
                print(f"{name}: {finding}", file=sys.stderr)
                status = 2
            else:
                line, outcome, fine = finding
                print(f"{name}:{line}: {outcome}")
                status = max(status, 0 if fine else 1)
    return status


def _read_file(file: str, name: str) -> Iterator[Finding | str]:
    """The findings in a file; last, if it could not be read, why."""
    if file == "-" and sys.stdin is None:
        yield "not open"
        return
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream:
            yield from _with_progress(_findings(stream), stream, name)
    except OSError as problem:
        yield problem.strerror or str(problem)


def _findings(stream: BinaryIO) -> Iterator[Finding]:
    line, text = 1, stream.readline()
    while text.isspace():
        line, text = line + 1, stream.readline()
    if _EVENT_STREAM.match(text):
        yield _stream_finding(line, chain([b"\n" * (line - 1), text], stream))
        return
    for start, document in _documents(line, text, stream):
        if not isinstance(document, list) or not document:
            yield start, *_finding(document)
            continue
        for index, item in enumerate(document):
            outcome, fine = _finding(item)
            yield start, f"[{index}] {outcome}", fine


def _finding(document: Any) -> tuple[str, bool]:
    try:
        if isinstance(document, DecodeError):
            raise document
        return _description(_body(document)), True
    except ChatCompletionError as error:
        return _problem(error), False


def _body(document: Any) -> Body:
    """The body that a document is, or that a line of a batch's output holds."""
    try:
        body = document["response"]["body"]
    except (TypeError, LookupError):
        return _read(document)
    if body is None:
        return _read(document)
    try:
        return _read(body)
    except DecodeError as error:
        raise error.inside("body").inside("response") from None


def _read(body: Any) -> Body:
    if isinstance(body, dict) and body.get("object") == "chat.completion.chunk":
        return CreateChatCompletionStreamResponse.from_dict(body)
    return CreateChatCompletionResponse.from_dict(body)


def _stream_finding(line: int, pieces: Iterable[bytes]) -> Finding:
    """What an event stream whose first event is at a line adds up to, and how it ended."""
    decoder, accumulator, count = StreamDecoder(), Accumulator(), 0
    try:
        for piece in pieces:
            for chunk in decoder.feed(piece):
                accumulator.add(chunk)
                count += 1
        decoder.close()
        outcome, fine = _description(accumulator.response()), True
    except ChatCompletionError as error:
        outcome, fine = _problem(error), False
    outcome += f"; event stream of {count} chunk{'' if count == 1 else 's'}, "
    if fine or decoder.done:
        return line, f"{outcome}ended {'with' if decoder.done else 'without'} [DONE]", fine
    return max(line, decoder.line), f"{outcome}broke off", fine


def _problem(error: ChatCompletionError) -> str:
    return f"API error: {shortened(str(error), 200)}" if isinstance(error, APIError) else f"wrong: {error}"


def _description(body: Body) -> str:
    reasons = ", ".join([choice.finish_reason or '""' for choice in body.choices if choice.finish_reason is not None])
    parts = [body.object, f"model {body.model}"]
    parts.append(f"finish_reason {reasons}" if reasons else "not finished" if body.choices else "no choices")
    if isinstance(body, CreateChatCompletionResponse):
        calls = sum(len(choice.message.tool_calls or ()) for choice in body.choices)
        parts.append(f"{calls} tool call{'' if calls == 1 else 's'}")
    if usage := body.usage:
        parts.append(f"{usage.prompt_tokens} + {usage.completion_tokens} = {usage.total_tokens} tokens")
    return "; ".join(shortened(part, 100) for part in parts)


def _documents(line: int, text: bytes, stream: BinaryIO) -> Iterator[tuple[int, Any]]:
    """The JSON values from a line on, each with its line; a `DecodeError` stands for a text that is none."""
    if not text:
        yield line, DecodeError("", "JSON", "nothing")
        return
    first = _parsed(text, line)
    lines: Iterable[bytes] = stream
    if isinstance(first, DecodeError):
        rest = stream.read()
        whole, lines = _parsed(text + rest, line), rest.splitlines()
        if not (isinstance(whole, DecodeError) and any(isinstance(_parsed(one, 1), dict) for one in lines)):
            yield line, whole
            return
        # JSON Lines after all, of which the first is broken.
    yield line, first
    for number, text in enumerate(lines, line + 1):
        if text and not text.isspace():
            yield number, _parsed(text, number)


def _parsed(text: bytes, line: int) -> Any:
    try:
        return parse(text.rstrip(), line)
    except DecodeError as error:
        return error


def _with_progress(findings: Iterator[Finding], stream: BinaryIO, name: str) -> Iterator[Finding]:
    """The findings, with a word on standard error now and then where somebody waits there for them."""
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
