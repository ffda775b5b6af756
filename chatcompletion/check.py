"""The command `check`: says of recorded bodies what they are, or where they are wrong."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any, BinaryIO

from ._json import parse
from .errors import APIError, ChatCompletionError, DecodeError, shortened
from .response import CreateChatCompletionResponse

Finding = tuple[int, str, bool]
"""A line of a file, what begins there, and whether that is a completion."""


def check(files: Sequence[str]) -> int:
    """Prints a line for each document in the files; returns the exit status."""
    status = 0
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    for file in files:
        name = "<stdin>" if file == "-" else file
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream:
                for line, outcome, fine in _with_progress(_findings(stream), stream, name):
                    print(f"{name}:{line}: {outcome}")
                    status = max(status, 0 if fine else 1)
        except BrokenPipeError:
            raise
        except OSError as problem:
            print(f"{name}: {problem.strerror}", file=sys.stderr)
            status = 2
    return status


def _findings(stream: BinaryIO) -> Iterator[Finding]:
    for line, document in _documents(stream):
        if not isinstance(document, list):
            yield line, *_finding(document)
        for index, item in enumerate(document if isinstance(document, list) else ()):
            outcome, fine = _finding(item)
            yield line, f"[{index}] {outcome}", fine


def _finding(document: Any) -> tuple[str, bool]:
    try:
        if isinstance(document, DecodeError):
            raise document
        return _description(_response(document)), True
    except APIError as error:
        return f"API error: {shortened(str(error), 200)}", False
    except ChatCompletionError as error:
        return f"wrong: {error}", False


def _response(document: Any) -> CreateChatCompletionResponse:
    """The response that a document is, or that a line of a batch's output holds."""
    try:
        body = document["response"]["body"]
    except (TypeError, KeyError, IndexError):
        return CreateChatCompletionResponse.from_dict(document)
    try:
        return CreateChatCompletionResponse.from_dict(body)
    except DecodeError as error:
        raise error.inside("body").inside("response") from None


def _description(response: CreateChatCompletionResponse) -> str:
    calls = sum(len(choice.message.tool_calls or ()) for choice in response.choices)
    reasons = ", ".join(choice.finish_reason or '""' for choice in response.choices)
    parts = [
        response.object,
        f"model {response.model}",
        f"finish_reason {reasons}" if reasons else "no choices",
        f"{calls} tool call{'' if calls == 1 else 's'}",
    ]
    if usage := response.usage:
        parts.append(f"{usage.prompt_tokens} + {usage.completion_tokens} = {usage.total_tokens} tokens")
    return "; ".join(shortened(part, 100) for part in parts)


def _documents(stream: BinaryIO) -> Iterator[tuple[int, Any]]:
    """The JSON values in a stream and the lines at which they begin; a `DecodeError` stands for a text that is none."""
    line, text = 1, stream.readline()
    while text.isspace():
        line, text = line + 1, stream.readline()
    if not text:
        yield line, DecodeError("", "JSON", "nothing")
        return
    first = _parsed(text, line)
    if isinstance(first, DecodeError):
        # No JSON Lines, but for a first line that is broken: then the last one still is a document.
        rest = stream.read()
        last = rest.rstrip().rpartition(b"\n")[2]
        if not isinstance(_parsed(last, 1), dict):
            yield line, _parsed(text + rest, line)
            return
        lines: Iterator[bytes] = iter(rest.splitlines())
    else:
        lines = iter(stream)
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
