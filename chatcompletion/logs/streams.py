"""Reports on recorded event streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from .._core import ChatCompletionError, DecodeError
from ..response.completion import CreateChatCompletionResponse
from ..stream.accumulator import Accumulator
from ..stream.chunk import CreateChatCompletionStreamResponse
from ..stream.event_stream import StreamDecoder
from ..stream.events import is_done_word
from .files import ReadError, check_size
from .report import EVENT_STREAM, Report


def examine_streams(pieces: Iterable[bytes], file: str = "", line: int = 1) -> Iterator[Report]:
    """Iterate over the reports on the event streams in the lines of a text, whose first line has a number.

    A stream ends with `[DONE]`, with an error sent by the service, or with the text. Raises `ReadError` if it is too
    large.
    """
    numbered = enumerate((part for piece in pieces for part in piece.splitlines(keepends=True)), line)
    report: Report | None = None
    for start, first in numbered:
        is_rest = report is not None and (first.startswith(b":") or (report.problems and _is_done(first)))
        if not first.isspace() and not is_rest:
            report = _examine_stream(file, start, chain([(start, first)], numbered))
            yield report


def _examine_stream(file: str, start: int, numbered: Iterator[tuple[int, bytes]]) -> Report:
    problems: list[DecodeError] = []
    decoder, accumulator, count, size = StreamDecoder(problems=problems), Accumulator(), 0, 0
    decoder._reader.line_count = start - 1  # so that the decoder counts the lines of the whole text
    placed: list[tuple[int, ChatCompletionError]] = []
    body: CreateChatCompletionResponse | None = None
    try:
        for _, piece in numbered:
            size += len(piece)
            check_size(size, start)
            for chunk in decoder.feed(piece):
                accumulator.add(chunk)
                count += 1
                placed += [(decoder.line, problem) for problem in problems]
                problems.clear()
            if decoder.done:
                break
        for chunk in decoder.close():
            accumulator.add(chunk)
            count += 1
        placed += [(decoder.line, problem) for problem in problems]
        body = accumulator.response()
    except ReadError:
        raise
    except ChatCompletionError as error:
        placed.append((start if decoder.done else max(start, decoder.line), error))
        if not decoder.done and isinstance(error, DecodeError):
            _skip_stream(numbered)
        if count:
            body = accumulator.response(problems=[])
    for _, problem in placed:
        if isinstance(problem, DecodeError):
            problem.source = ""  # the report has the lines
    errors, lines = tuple(error for _, error in placed), tuple(line for line, _ in placed)
    return Report(file, start, EVENT_STREAM, body, errors, lines=lines, chunks=count, done=decoder.done)


def _skip_stream(numbered: Iterator[tuple[int, bytes]]) -> None:
    """Skip the lines up to the end of a stream that cannot be decoded any further."""
    for _, line in numbered:
        if _is_done(line):
            return


def _is_done(line: bytes) -> bool:
    field, _, value = line.partition(b":")
    return field == b"data" and is_done_word(value)


def examine_chunks(chunks: Sequence[dict[str, Any]], file: str, line: int) -> Report:
    """Return the report on the chunks of a stream that are items of an array."""
    problems: list[ChatCompletionError] = []
    accumulator = Accumulator()
    body: CreateChatCompletionResponse | None = None
    try:
        for index, chunk in enumerate(chunks):
            found: list[DecodeError] = []
            accumulator.add(CreateChatCompletionStreamResponse.from_dict(chunk, problems=found))
            for problem in found:
                problem.location = (index, *problem.location)
            problems += found
        body = accumulator.response()
    except ChatCompletionError as error:
        problems.append(error)
        body = accumulator.response(problems=[])
    return Report(file, line, EVENT_STREAM, body, tuple(problems), chunks=len(chunks))
