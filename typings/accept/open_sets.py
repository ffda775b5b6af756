"""Values of which the schema names some, and services have more."""

from __future__ import annotations

from chatcompletion import Choices, CreateChatCompletionResponse, FinishReason, Role, ServiceTier, StreamChoices


def finished(choice: Choices) -> bool:
    if choice.finish_reason == "length":
        return False
    match choice.finish_reason:
        case "stop" | "tool_calls" | "function_call":
            return True
        case "content_filter":
            return False
        case other:
            return other.lower() in {"eos", "end_turn"}


def passed_on(choice: Choices) -> FinishReason:
    return reported(choice.finish_reason)


def reported(reason: FinishReason) -> str:
    return reason.upper()


def made_up() -> list[FinishReason]:
    return [reported("stop"), reported("a reason of our own")]


def tier(response: CreateChatCompletionResponse) -> ServiceTier:
    return response.service_tier or "default"


def unfinished(choice: StreamChoices) -> bool:
    return choice.finish_reason is None


def role(choice: StreamChoices) -> Role:
    return choice.delta.role or "assistant"
