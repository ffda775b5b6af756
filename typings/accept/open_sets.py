"""Open sets: the schema lists some values, and services send others."""

from __future__ import annotations

from chatcompletion import Choices, CreateChatCompletionResponse, FinishReason, Role, ServiceTier, StreamChoices


def is_finished(choice: Choices) -> bool:
    if choice.finish_reason == "length":
        return False
    match choice.finish_reason:
        case "stop" | "tool_calls" | "function_call":
            return True
        case "content_filter":
            return False
        case other:
            return other.lower() in {"eos", "end_turn"}


def get_reason(choice: Choices) -> FinishReason:
    return convert_reason(choice.finish_reason)


def convert_reason(reason: FinishReason) -> str:
    return reason.upper()


def list_reasons() -> list[FinishReason]:
    return [convert_reason("stop"), convert_reason("unlisted")]


def get_tier(response: CreateChatCompletionResponse) -> ServiceTier:
    return response.service_tier or "default"


def is_unfinished(choice: StreamChoices) -> bool:
    return choice.finish_reason is None


def get_role(choice: StreamChoices) -> Role:
    return choice.delta.role or "assistant"
