"""Decode a response and use its attributes."""

from __future__ import annotations

import json
from collections import OrderedDict
from types import MappingProxyType

from chatcompletion import Choices, CompletionUsage, CreateChatCompletionResponse, Object


def get_text(body: dict[str, object]) -> str:
    response = CreateChatCompletionResponse.from_dict(body)
    [choice] = response.choices
    return choice.message.content or choice.message.refusal or ""


def decode_any_mapping(text: str) -> None:
    body: dict[str, object] = json.loads(text)
    CreateChatCompletionResponse.from_dict(OrderedDict(body))
    CreateChatCompletionResponse.from_dict(MappingProxyType(body))
    CreateChatCompletionResponse.from_json(text)
    CreateChatCompletionResponse.from_json(text.encode())


def compute_cost(response: CreateChatCompletionResponse) -> float:
    usage = response.usage
    if usage is None:
        return 0.0
    details = usage.prompt_tokens_details
    cached = details.cached_tokens or 0 if details else 0
    return (usage.prompt_tokens - cached) * 2e-6 + usage.completion_tokens * 8e-6


def list_logprobs(choice: Choices) -> list[tuple[str, float]]:
    tokens = choice.logprobs.content if choice.logprobs else None
    return [(token.token, token.logprob) for token in tokens or ()]


def join_bytes(choice: Choices) -> bytes:
    tokens = choice.logprobs.content if choice.logprobs else None
    return b"".join(token.bytes for token in tokens or () if token.bytes is not None)


def get_reasoning(response: CreateChatCompletionResponse) -> str | None:
    found = response.choices[0].message.extra.get("reasoning_content")
    return found if isinstance(found, str) else None


def get_object(response: CreateChatCompletionResponse) -> Object:
    return response.object


def use_as_key(usage: CompletionUsage) -> dict[CompletionUsage, int]:
    return {usage: usage.total_tokens}


def is_flagged(response: CreateChatCompletionResponse) -> bool:
    return bool(response.metadata and response.metadata.get("flagged"))
