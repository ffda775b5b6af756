"""Examines documents: what bodies they have, and what is wrong with these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._core import APIError, DecodeError
from .._core.error_bodies import find_error
from .._core.errors import Location, describe, shorten
from .._core.json_text import WHITESPACE, parse_json
from .._core.plain import make_plain
from ..response.completion import CreateChatCompletionResponse
from .report import CHUNK, ERROR_BODY, EVENT_STREAM, MESSAGES, OTHER, REQUEST, RESPONSE, RESPONSES, Report
from .search import Found, find_at, find_bodies, find_error_body, is_response, is_stream, may_have_body

NOTHING_FOUND = "a request, a response, a chunk, an event stream or an error body"
"""What is expected in a document."""


def examine_item(item: Any, file: str = "", line: int = 0) -> Sequence[Report]:
    """Return the reports on the bodies in a document, which is JSON text or any mapping or sequence. Blank text is not
    a document."""
    if isinstance(item, (str, bytes, bytearray)):
        rest = item.strip(WHITESPACE) if isinstance(item, str) else item.strip(WHITESPACE.encode())
        return examine_text(item, file, line) if rest else ()
    return examine(make_plain(item), file, line)


def examine_text(
    text: str | bytes | bytearray, file: str = "", line: int = 1, places: Sequence[Location] = ()
) -> Sequence[Report]:
    """Return the reports on the bodies in a JSON text that begins at a line of its source, as `examine` does."""
    try:
        document = parse_json(text, line or 1)
    except DecodeError as error:
        return (Report(file, line, OTHER, None, (error,)),)
    return examine(document, file, line, places, text)


def examine(
    document: Any,
    file: str = "",
    line: int = 0,
    places: Sequence[Location] = (),
    text: str | bytes | bytearray | None = None,
) -> Sequence[Report]:
    """Return the reports on the bodies in a JSON value, one for each, or one that there is none.

    Of an array, each item is a document, unless it has the chunks of a stream. Given places, only the bodies at these
    are reported. If the text of the document is given, it tells quickly whether a search is worth it.
    """
    if not places and is_response(document):  # the usual case
        return (_decode(document, RESPONSE, (), file, line),)
    if type(document) is list and document and not places and not is_stream(document):
        items = [(index, report) for index, item in enumerate(document) for report in _examine_value(item, file, line)]
        return [report._replace(location=(index, *report.location)) for index, report in items]
    return _examine_value(document, file, line, places, text)


def _examine_value(
    document: Any,
    file: str,
    line: int,
    places: Sequence[Location] = (),
    text: str | bytes | bytearray | None = None,
) -> Sequence[Report]:
    if text is not None and not may_have_body(text):
        found = () if places else find_error_body(document)
    else:
        found = find_at(document, places) if places else find_bodies(document)
    reports = [report for one in found for report in _examine_body(one, file, line)]
    return reports or (_report_other(document, file, line, places),)


class NoBody(DecodeError):
    """There is no body in a document."""

    @property
    def found(self) -> str:
        """What the document is instead: its keys, if it is an object."""
        if type(self.value) is not dict:
            return describe(self.value)
        keys = shorten(", ".join([key[:30] for key in self.value if type(key) is str][:10]), 200)
        return f"an object with the keys {keys}{', …' * (len(self.value) > 10)}" if keys else "an empty object"


def _report_other(document: Any, file: str, line: int, places: Sequence[Location]) -> Report:
    """Return the report on a document without a body: the keys that it has, and what was looked for."""
    at = "".join(f" at {DecodeError('', location=place).path}" for place in places[:1])
    return Report(file, line, OTHER, None, (NoBody(NOTHING_FOUND + at, document),))


def _examine_body(found: Found, file: str, line: int) -> Sequence[Report]:
    if found.kind == EVENT_STREAM:
        from .streams import examine_chunks, examine_streams

        if type(found.body) is list:
            return (examine_chunks(found.body, file, line)._replace(location=found.location),)
        text = found.body.encode("utf-8", "surrogatepass")
        reports = [*examine_streams([text], file)]
        for number, problem in [place for report in reports for place in report.locate_problems()]:
            if isinstance(problem, DecodeError):
                problem.source = f"line {number}"
        return [report._replace(line=line, location=found.location, lines=()) for report in reports]
    if found.kind == ERROR_BODY:
        error = find_error(found.body, "choices")
        return (Report(file, line, ERROR_BODY, None, () if error is None else (error,), found.location),)
    return (_decode(found.body, found.kind, found.location, file, line),)


def _decode(data: Any, kind: str, location: Location, file: str, line: int) -> Report:
    problems: list[DecodeError] = []
    try:
        body = _choose_class(kind).from_dict(data, problems=problems)
    except APIError as error:
        return Report(file, line, ERROR_BODY, None, (error,), location)
    return Report(file, line, kind, body, tuple(problems), location)


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
