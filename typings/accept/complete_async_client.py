"""The asynchronous form of `complete_client.py`."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping

import httpx

from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionError,
    ChatCompletionRequestToolMessage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    DecodeError,
    ToolCall,
    aread_stream,
)

Tools = Mapping[str, Callable[..., Awaitable[object]]]

PAUSES = (1.0, 4.0)  # in seconds, before a request is repeated
TEMPORARY = frozenset({408, 409, 429, 500, 502, 503, 504})
ignored: deque[DecodeError] = deque(maxlen=0)  # takes what does not fit the schema; a list would keep it


async def run(
    http: httpx.AsyncClient, request: CreateChatCompletionRequest, tools: Tools
) -> CreateChatCompletionResponse:
    """Ask until the model calls no more tools. The `finish_reason` is empty if the answer broke off."""
    while True:
        response = await ask(http, request)
        choice = next(iter(response.choices), None)
        if choice is None or not choice.finish_reason or not choice.message.tool_calls:
            return response
        results = await asyncio.gather(*[run_tool(call, tools) for call in choice.message.tool_calls])
        request = request.append(choice.message.to_request(), *results)


async def ask(http: httpx.AsyncClient, request: CreateChatCompletionRequest) -> CreateChatCompletionResponse:
    """Return an answer. After an error, repeat the request, unless a part of the answer has been printed."""
    pauses = iter(PAUSES)
    while True:
        accumulator = Accumulator()
        try:
            await receive(http, request, accumulator)
            return accumulator.response()
        except (ChatCompletionError, httpx.TransportError) as error:
            print(error, file=sys.stderr)
            partial = accumulator.response(problems=ignored)
            if any(choice.finish_reason or choice.message.content for choice in partial.choices):
                return partial
            pause = next(pauses, None)
            if pause is None or (isinstance(error, ChatCompletionError) and not is_temporary(error)):
                raise
            await asyncio.sleep(pause)


def is_temporary(error: ChatCompletionError) -> bool:
    """Tell by the HTTP status, or by the code of an error in a stream, whose HTTP status was 200."""
    return error.status in TEMPORARY or (isinstance(error, APIError) and error.code in TEMPORARY)


async def receive(http: httpx.AsyncClient, request: CreateChatCompletionRequest, accumulator: Accumulator) -> None:
    """Print the text of an answer as it comes."""
    async with http.stream("POST", "/chat/completions", json=request.to_dict()) as answer:
        if answer.is_error:
            raise APIError.from_body(await answer.aread(), answer.status_code)
        async for chunk in aread_stream(answer.aiter_bytes(), problems=ignored):
            accumulator.add(chunk)
            for choice in chunk.choices:
                print(choice.delta.content or "", end="", flush=True)


async def run_tool(call: ToolCall, tools: Tools) -> ChatCompletionRequestToolMessage:
    try:
        if call.kind != "function":
            raise LookupError(call.type)
        content = json.dumps(await tools[call.function.name](**call.function.parse_arguments()))
    except (LookupError, TypeError, ValueError) as error:  # the model reads it, and may try again
        content = f"error: {error!r}"
    return ChatCompletionRequestToolMessage(tool_call_id=call.id, content=content)
