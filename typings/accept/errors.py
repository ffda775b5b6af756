"""Errors, caught one by one or all at once."""

from __future__ import annotations

from chatcompletion import APIError, ChatCompletionError, CreateChatCompletionResponse, DecodeError, StreamError


def read(body: dict[str, object]) -> CreateChatCompletionResponse | str:
    try:
        return CreateChatCompletionResponse.from_dict(body)
    except DecodeError as error:
        return f"{error.path}: {error.expected}, not {error.found or 'nothing'}"
    except APIError as error:
        if error.code == 429 or error.code == "rate_limit_exceeded":
            return "later"
        return error.message


def read_or_not(body: dict[str, object]) -> CreateChatCompletionResponse | None:
    try:
        return CreateChatCompletionResponse.from_dict(body)
    except ChatCompletionError:
        return None


def values_are_checked(body: dict[str, object]) -> bool:
    try:
        CreateChatCompletionResponse.from_dict(body)
    except ValueError:
        return False
    return True


def what_came(error: StreamError) -> list[object]:
    return list(error.partial["choices"]) if error.partial else []


def by_hand() -> list[ChatCompletionError]:
    return [
        APIError("Slow down.", "rate_limit", None, 429),
        DecodeError("choices", "array", None),
        StreamError("cut"),
    ]
