"""Examines documents: what bodies they have, and what is wrong with these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._core.api_error import find_error
from .._core.errors import Location, describe, shorten
from .._core.json_text import parse_json
from ..errors import APIError, DecodeError
from ..response.completion import CreateChatCompletionResponse
from .report import Report
from .search import (
    CHUNK,
    ERROR_BODY,
    EVENT_STREAM,
    MESSAGES,
    OTHER,
    REQUEST,
    RESPONSE,
    RESPONSES,
    Found,
    find_at,
    find_bodies,
    is_stream,
    may_have_body,
)

NOTHING_FOUND = "a request, a response, a chunk, an event stream or an error body"
"""What is expected in a document."""


def examine_text(text: str | bytes | bytearray, line: int = 1, places: Sequence[Location] = ()) -> Sequence[Report]:
    """Return the reports on the bodies in a JSON text that begins at a line of its source, as `examine` does."""
    try:
        document = parse_json(text, line)
    except DecodeError as error:
        return (Report(OTHER, None, (error,)),)
    if not may_have_body(text) and not _is_error_like(document):
        return (_report_other(document, places),)
    return examine(document, places)


def _is_error_like(document: Any) -> bool:
    """Return whether a document that has no text of a body in it may be an error body."""
    return type(document) is not dict or len(document) < 8


def examine(document: Any, places: Sequence[Location] = ()) -> Sequence[Report]:
    """Return the reports on the bodies in a JSON value, one for each, or one that there is none.

    Of an array, each item is a document, unless it has the chunks of a stream. Given places, only the bodies at these
    are reported.
    """
    if type(document) is list and document and not places and not is_stream(document):
        reports = [(index, report) for index, item in enumerate(document) for report in examine(item)]
        return [report._replace(location=(index, *report.location)) for index, report in reports]
    found = find_at(document, places) if places else find_bodies(document)
    return [report for one in found for report in _examine_body(one)] or (_report_other(document, places),)


class NoBody(DecodeError):
    """There is no body in a document."""

    @property
    def found(self) -> str:
        """What the document is instead: its keys, if it is an object."""
        if type(self.value) is not dict:
            return describe(self.value)
        keys = shorten(", ".join([key[:30] for key in self.value][:10]), 200)
        return f"an object with the keys {keys}{', …' * (len(self.value) > 10)}" if keys else "an empty object"


def _report_other(document: Any, places: Sequence[Location] = ()) -> Report:
    """Return the report on a document without a body: the keys that it has, and what was looked for."""
    at = "".join(f" at {DecodeError('', location=place).path}" for place in places[:1])
    return Report(OTHER, None, (NoBody(NOTHING_FOUND + at, document),))


def _examine_body(found: Found) -> Sequence[Report]:
    if found.kind == EVENT_STREAM:
        from .streams import examine_chunks, examine_streams

        if type(found.body) is list:
            return (examine_chunks(found.body)._replace(location=found.location),)
        text = found.body.encode("utf-8", "surrogatepass")
        reports = [report for _, report in examine_streams(1, [text])]
        for line, problem in [place for report in reports for place in report.locate_problems(1)]:
            if isinstance(problem, DecodeError):
                problem.source = f"line {line}"
        return [report._replace(location=found.location, lines=()) for report in reports]
    if found.kind == ERROR_BODY:
        error = find_error(found.body, "choices")
        return (Report(ERROR_BODY, None, () if error is None else (error,), location=found.location),)
    return (_decode(found),)


def _decode(found: Found) -> Report:
    cls = _choose_class(found.kind)
    try:
        return Report(found.kind, cls.from_dict(found.body), location=found.location)
    except APIError as error:
        return Report(ERROR_BODY, None, (error,), location=found.location)
    except DecodeError:
        problems: list[DecodeError] = []
        body = cls.from_dict(found.body, problems=problems)
        return Report(found.kind, body, tuple(problems), location=found.location)


def _choose_class(kind: str) -> Any:
    """Return the class that decodes a body. All but that of responses are imported when they are needed."""
    if kind == RESPONSE:
        return CreateChatCompletionResponse
    if kind == CHUNK:
        from ..stream.chunk import CreateChatCompletionStreamResponse

        return CreateChatCompletionStreamResponse
    if kind == REQUEST:
        from ..request.completion import CreateChatCompletionRequest

        return CreateChatCompletionRequest
    from ..stored.completions import ChatCompletionDeleted, ChatCompletionList, ChatCompletionMessageList

    return {RESPONSES: ChatCompletionList, MESSAGES: ChatCompletionMessageList}.get(kind, ChatCompletionDeleted)
