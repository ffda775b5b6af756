"""Errors, caught by their class or by a base class."""

from __future__ import annotations

from chatcompletion import APIError, ChatCompletionError, CreateChatCompletionResponse, DecodeError, StreamError


def decode_or_explain(body: dict[str, object]) -> CreateChatCompletionResponse | str:
    try:
        return CreateChatCompletionResponse.from_dict(body)
    except DecodeError as error:
        return f"{error.path}: {error.expected}, not {error.found or 'missing'}"
    except APIError as error:
        if error.code == 429 or error.code == "rate_limit_exceeded":
            return "later"
        return error.message


def decode_or_none(body: dict[str, object]) -> CreateChatCompletionResponse | None:
    try:
        return CreateChatCompletionResponse.from_dict(body)
    except ChatCompletionError:
        return None


def is_valid(body: dict[str, object]) -> bool:
    try:
        CreateChatCompletionResponse.from_dict(body)
    except ValueError:
        return False
    return True


def get_partial_choices(error: StreamError) -> object:
    return error.partial["choices"] if error.partial else ()


def construct_errors() -> list[ChatCompletionError]:
    return [
        APIError("Slow down.", "rate_limit", None, 429),
        DecodeError("array", location=("choices",)),
        StreamError("the stream ended"),
    ]
