"""A Protocol for what a program reads of an answer, which the types of other libraries satisfy, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chatcompletion import CreateChatCompletionResponse


class MessageLike(Protocol):
    @property
    def content(self) -> str | None: ...


class ChoiceLike(Protocol):
    @property
    def message(self) -> MessageLike: ...

    @property
    def finish_reason(self) -> str: ...


class UsageLike(Protocol):
    @property
    def total_tokens(self) -> int: ...


class ResponseLike(Protocol):
    @property
    def model(self) -> str: ...

    @property
    def choices(self) -> Sequence[ChoiceLike]: ...

    @property
    def usage(self) -> UsageLike | None: ...


def log(response: ResponseLike) -> str:
    tokens = response.usage.total_tokens if response.usage else 0
    texts = [choice.message.content or choice.finish_reason for choice in response.choices]
    return f"{response.model}: {tokens} tokens, {texts}"


def log_body(body: dict[str, object]) -> str:
    return log(CreateChatCompletionResponse.from_dict(body))
