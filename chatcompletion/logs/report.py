"""A report on a body that was found in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from .._core import APIError, ChatCompletionError
from .._core.errors import Location

if TYPE_CHECKING:
    from ..request.completion import CreateChatCompletionRequest
    from ..response.completion import CreateChatCompletionResponse
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
KINDS = (REQUEST, RESPONSE, CHUNK, EVENT_STREAM, RESPONSES, MESSAGES, DELETION, ERROR_BODY, OTHER)
"""The kinds of documents."""
FILE = "file"
"""The kind of a report on a file that cannot be read."""


class Report(NamedTuple):
    """What is known of a body in a document, of a document without one, or of a file that cannot be read."""

    file: str
    """The path of the file. Empty if the document was not in one."""
    line: int
    """The line where the document begins, or its number in an iterable. 0 if it has none."""
    kind: str
    """What the body is: `request`, `response`, `chunk`, `event stream`, `list of responses`, `list of messages`,
    `deletion` or `error body`. `other` for a document without a body, and `file` for a file that cannot be read."""
    body: Body | None = None
    """The decoded body, with placeholders if there are problems: a request, a response (also of a stream), a chunk, or
    an object of stored completions. None if there is none, or if it is an error body."""
    problems: tuple[ChatCompletionError, ...] = ()
    """What does not fit: every `DecodeError` of a body, an `APIError`, or the error that ended an event stream. For a
    file that cannot be read, or not any further, a `ReadError` with the reason."""
    location: Location = ()
    """Where the body is in the document, as keys and indices. Empty if it is the document."""
    lines: tuple[int, ...] = ()
    """The lines of the problems of an event stream. Empty for another body, whose problems are at its line."""
    chunks: int | None = None
    """The number of chunks of an event stream. None for another body."""
    done: bool = False
    """Whether an event stream ended with `[DONE]`."""

    @property
    def outcome(self) -> str:
        """`valid`, `invalid`, `error` if nothing is wrong but an error that the service sent, or `unreadable`."""
        if not self.problems:
            return "valid"
        if self.kind == FILE:
            return "unreadable"
        return "error" if all(isinstance(problem, APIError) for problem in self.problems) else "invalid"

    def locate_problems(self) -> Iterator[tuple[int, ChatCompletionError]]:
        """Iterate over the problems with their lines."""
        return zip(self.lines or (self.line,) * len(self.problems), self.problems, strict=True)
