"""A report on a body that was found in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from .._core.errors import Location
from ..errors import APIError, ChatCompletionError

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


class Report(NamedTuple):
    """What is known of a body, or of a document without one."""

    kind: str
    """What the body is: one of the constants of `search`."""
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
    location: Location = ()
    """Where the body is in the document. Empty if it is the document."""

    def locate_problems(self, line: int) -> Iterator[tuple[int, ChatCompletionError]]:
        """Iterate over the problems with their lines, in a document that begins at a line."""
        return zip(self.lines or (line,) * len(self.problems), self.problems, strict=True)

    @property
    def outcome(self) -> str:
        """`valid`, `invalid`, or `error` for an error sent by the service."""
        if not self.problems:
            return "valid"
        return "error" if isinstance(self.problems[-1], APIError) else "invalid"
