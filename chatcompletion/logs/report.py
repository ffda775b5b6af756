"""Reports on recorded documents: what a document is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from .._core.errors import describe, quote
from .._core.json_text import parse_json
from ..errors import APIError, ChatCompletionError, DecodeError
from ..response.completion import CreateChatCompletionResponse

if TYPE_CHECKING:
    from ..request.completion import CreateChatCompletionRequest
    from ..stored.completions import ChatCompletionDeleted, ChatCompletionList, ChatCompletionMessageList
    from ..stream.chunk import CreateChatCompletionStreamResponse

    Body = (
        CreateChatCompletionRequest
        | CreateChatCompletionResponse
        | CreateChatCompletionStreamResponse
        | ChatCompletionList
        | ChatCompletionMessageList
        | ChatCompletionDeleted
    )

REQUEST, RESPONSE, CHUNK, EVENT_STREAM = "request", "response", "chunk", "event stream"
RESPONSES, MESSAGES, DELETION = "list of responses", "list of messages", "deletion"
ERROR_BODY, OTHER = "error body", "other"

RECOGNIZED = frozenset({"choices", "messages", "object"})
"""The keys of which every body has one."""


class Report(NamedTuple):
    """What is known of a document."""

    kind: str
    """What the document is: one of the constants above."""
    body: Body | None = None
    """The decoded body, with placeholders if there are problems. None for an error body, or if it is not an object."""
    problems: tuple[ChatCompletionError, ...] = ()
    """What does not fit: every `DecodeError` of a body, an `APIError`, or the error that ended an event stream."""
    lines: tuple[int, ...] = ()
    """The lines of the problems of an event stream."""
    chunks: int | None = None
    """The number of chunks of an event stream."""
    done: bool = False
    """Whether an event stream ended with `[DONE]`."""
    item: int | None = None
    """The index of the document, if it is an item of an array."""

    def locate_problems(self, line: int) -> Iterator[tuple[int, ChatCompletionError]]:
        """Iterate over the problems with their lines, in a document that begins at a line."""
        return zip(self.lines or (line,) * len(self.problems), self.problems, strict=True)

    @property
    def outcome(self) -> str:
        """`valid`, `invalid`, or `error` for an error sent by the service."""
        if not self.problems:
            return "valid"
        return "error" if isinstance(self.problems[-1], APIError) else "invalid"


def examine_text(text: str | bytes | bytearray, line: int = 1) -> Sequence[Report]:
    """Return the reports on a JSON text that begins at a line of its source: one, or one for each item of an array."""
    try:
        document = parse_json(text, line)
    except DecodeError as error:
        return (Report(OTHER, None, (error,)),)
    return examine_document(document)


def examine_document(document: Any) -> Sequence[Report]:
    """Return the reports on a JSON value: one, or one for each item of an array."""
    if type(document) is list and document:
        return [examine(item)._replace(item=index) for index, item in enumerate(document)]
    return (examine(document),)


def examine(document: Any) -> Report:
    """Return the report on a body, or on a line of a batch's input or output that has a body in it."""
    try:
        return _decode(document)
    except (APIError, DecodeError):
        pass  # decode it again, and collect the problems
    problems: list[DecodeError] = []
    try:
        report = _decode(document, problems)
    except APIError as error:
        return Report(ERROR_BODY, None, (error,))
    except DecodeError as error:
        return Report(OTHER, None, (error,))
    return report._replace(problems=tuple(problems))


def _decode(document: Any, problems: list[DecodeError] | None = None) -> Report:
    if type(document) is dict and document.get("object") == "chat.completion":
        # The usual case needs no search for the body.
        return Report(RESPONSE, CreateChatCompletionResponse.from_dict(document, problems=problems))
    location = _find_body(document)
    body = document
    for key in location:
        body = body[key]
    if location == ("body",):
        _check_url(document)
    kind, cls = _choose_class(body)
    found: list[DecodeError] | None = None if problems is None else []
    try:
        report = Report(kind, cls.from_dict(body, problems=found))
        if found and RECOGNIZED.isdisjoint(body):
            report = Report(OTHER)
    except DecodeError as error:
        error.location = (*location, *error.location)
        raise
    if problems is not None:
        for problem in found or ():
            problem.location = (*location, *problem.location)
            problems.append(problem)
    return report


def _find_body(document: Any) -> tuple[str, ...]:
    """Return the place of the body in a document: at the top, or as in a line of a batch's output or input."""
    if type(document) is not dict or "choices" in document or "messages" in document or document.get("error"):
        return ()
    response = document.get("response")
    if type(response) is dict and response.get("body") is not None:
        return ("response", "body")
    return ("body",) if type(document.get("body")) is dict or {"body", "custom_id"} <= document.keys() else ()


def _choose_class(body: Any) -> tuple[str, type[Body]]:
    """Return the kind of a body, and the class that decodes it.

    Most documents are responses, so the other classes are imported when they are needed.
    """
    if type(body) is not dict:
        return RESPONSE, CreateChatCompletionResponse
    match body.get("object"):
        case "chat.completion.chunk":
            from ..stream.chunk import CreateChatCompletionStreamResponse

            return CHUNK, CreateChatCompletionStreamResponse
        case "chat.completion.deleted":
            from ..stored.completions import ChatCompletionDeleted

            return DELETION, ChatCompletionDeleted
        case "list" if type(items := body.get("data")) is list:
            from ..stored.completions import ChatCompletionList, ChatCompletionMessageList

            is_response = any(type(item) is dict and "choices" in item for item in items)
            return (RESPONSES, ChatCompletionList) if is_response else (MESSAGES, ChatCompletionMessageList)
    if "messages" in body and "choices" not in body:
        from ..request.completion import CreateChatCompletionRequest

        return REQUEST, CreateChatCompletionRequest
    return RESPONSE, CreateChatCompletionResponse


def _check_url(document: dict[str, Any]) -> None:
    """Raise `DecodeError` if a line of a batch's input is a request to another endpoint."""
    url = document.get("url", "/chat/completions")
    if not isinstance(url, str) or not url.endswith("/chat/completions"):
        found = quote(url) if isinstance(url, str) else describe(url)
        raise DecodeError('"/v1/chat/completions"', url, found=found, location=("url",))
