"""A client that vendors the package, wraps responses, and extends a class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from acme._vendor.chatcompletion import (
    Accumulator,
    CompletionUsage,
    CreateChatCompletionResponse,
    accumulate,
    read_stream,
)
from typing_extensions import assert_type


class PricedUsage(CompletionUsage):
    @property
    def cost(self) -> float:
        return self.total_tokens * 1e-6


@dataclass(frozen=True)
class Reply:
    response: CreateChatCompletionResponse
    seconds: float

    @property
    def text(self) -> str:
        return self.response.choices[0].message.content or ""


class Client:
    def __init__(self, post: Callable[[Mapping[str, object]], Mapping[str, object]]) -> None:
        self._post = post

    def complete(self, request: Mapping[str, object]) -> Reply:
        return Reply(CreateChatCompletionResponse.from_dict(self._post(request)), 0.5)


def compute_cost(body: dict[str, object]) -> float:
    usage = PricedUsage.from_dict(body)
    assert_type(usage, PricedUsage)
    return usage.cost


class ChatResponse(CreateChatCompletionResponse):
    """A response of Acme's service."""

    @property
    def text(self) -> str:
        return self.choices[0].message.text


def stream(pieces: Iterable[bytes]) -> str:
    response = accumulate(read_stream(pieces), ChatResponse)
    assert_type(response, ChatResponse)
    assert_type(Accumulator().response(ChatResponse, problems=[]), ChatResponse)
    assert_type(accumulate(read_stream(pieces)), CreateChatCompletionResponse)
    return response.text
