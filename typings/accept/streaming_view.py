"""A view of a stream: the text as it arrives, the tool calls as they grow, and the answer so far."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field

from chatcompletion import (
    Accumulator,
    ChatCompletionError,
    CreateChatCompletionResponse,
    DecodeError,
    ToolCallUpdate,
    aread_stream,
)


@dataclass
class View:
    show: Callable[[str], None]
    text: str = ""
    reasoning: str = ""
    calls: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])

    def add_text(self, text: str | None) -> None:
        if text:
            self.text += text
            self.show(text)

    def add_call(self, update: ToolCallUpdate) -> None:
        if update.is_first:
            self.show(f"{update.name}(")
        self.calls[update.choice, update.position] = f"{update.name}: {update.arguments}"
        self.show(update.arguments)


async def follow(
    pieces: AsyncIterable[bytes], view: View
) -> tuple[CreateChatCompletionResponse, ChatCompletionError | None]:
    accumulator = Accumulator()
    problems: list[DecodeError] = []
    failure: ChatCompletionError | None = None
    try:
        async for chunk in aread_stream(pieces, problems=problems):
            for update in accumulator.add(chunk):
                view.add_call(update)
            for choice in chunk.choices:
                view.add_text(choice.delta.content)
                view.reasoning += choice.delta.reasoning or ""
    except ChatCompletionError as error:
        failure = error
    return accumulator.response(problems=problems), failure
