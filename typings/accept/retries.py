"""Requests that are repeated, or not, by the error."""

from __future__ import annotations

import time
from collections.abc import Callable

from chatcompletion import (
    APIError,
    ChatCompletionError,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    DecodeError,
    StreamError,
)

Post = Callable[[str], tuple[int, dict[str, str], bytes]]

TEMPORARY = frozenset({408, 409, 429, 500, 502, 503, 504})


def is_temporary(error: ChatCompletionError) -> bool:
    if isinstance(error, APIError):
        return error.status in TEMPORARY or error.code in ("rate_limit_exceeded", "overloaded", 429)
    if isinstance(error, StreamError):
        return error.partial is None
    return not isinstance(error, DecodeError)


def send(request: CreateChatCompletionRequest, post: Post) -> CreateChatCompletionResponse:
    status, headers, body = post(request.to_json())
    if status >= 400:
        error = APIError.from_body(body, status)
        time.sleep(float(headers.get("Retry-After", "0")))
        raise error
    return CreateChatCompletionResponse.from_json(body)


def send_with_retries(request: CreateChatCompletionRequest, post: Post, count: int = 3) -> CreateChatCompletionResponse:
    for attempt in range(count):
        try:
            return send(request, post)
        except ChatCompletionError as error:
            if attempt + 1 == count or not is_temporary(error):
                raise
            time.sleep(2.0**attempt)
    raise ValueError("count must be positive")
