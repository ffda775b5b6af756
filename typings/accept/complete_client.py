"""A complete client: it streams answers, runs tools, repeats requests, and keeps what a broken stream has sent."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping

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
    read_stream,
)

Tools = Mapping[str, Callable[..., object]]

PAUSES = (1.0, 4.0)  # in seconds, before a request is repeated
TEMPORARY = frozenset({408, 409, 429, 500, 502, 503, 504})
ignored: deque[DecodeError] = deque(maxlen=0)  # takes what does not fit the schema; a list would keep it


def run(http: httpx.Client, request: CreateChatCompletionRequest, tools: Tools) -> CreateChatCompletionResponse:
    """Ask until the model calls no more tools. The `finish_reason` is empty if the answer broke off."""
    while True:
        response = ask(http, request)
        choice = next(iter(response.choices), None)
        if choice is None or not choice.finish_reason or not choice.message.tool_calls:
            return response
        results = [run_tool(call, tools) for call in choice.message.tool_calls]
        request = request.append(choice.message.to_request(), *results)


def ask(http: httpx.Client, request: CreateChatCompletionRequest) -> CreateChatCompletionResponse:
    """Return an answer. After an error, repeat the request, unless a part of the answer has been printed."""
    pauses = iter(PAUSES)
    while True:
        accumulator = Accumulator()
        try:
            receive(http, request, accumulator)
            return accumulator.response()
        except (ChatCompletionError, httpx.TransportError) as error:
            print(error, file=sys.stderr)
            partial = accumulator.response(problems=ignored)
            if any(choice.finish_reason or choice.message.content for choice in partial.choices):
                return partial
            pause = next(pauses, None)
            if pause is None or (isinstance(error, ChatCompletionError) and not is_temporary(error)):
                raise
            time.sleep(pause)


def is_temporary(error: ChatCompletionError) -> bool:
    """Tell by the HTTP status, or by the code of an error in a stream, whose HTTP status was 200."""
    return error.status in TEMPORARY or (isinstance(error, APIError) and error.code in TEMPORARY)


def receive(http: httpx.Client, request: CreateChatCompletionRequest, accumulator: Accumulator) -> None:
    """Print the text of an answer as it comes."""
    with http.stream("POST", "/chat/completions", json=request.to_dict()) as answer:
        if answer.is_error:
            raise APIError.from_body(answer.read(), answer.status_code)
        for chunk in read_stream(answer.iter_bytes(), problems=ignored):
            accumulator.add(chunk)
            for choice in chunk.choices:
                print(choice.delta.content or "", end="", flush=True)


def run_tool(call: ToolCall, tools: Tools) -> ChatCompletionRequestToolMessage:
    try:
        if call.kind != "function":
            raise LookupError(call.type)
        content = json.dumps(tools[call.function.name](**call.function.parse_arguments()))
    except (LookupError, TypeError, ValueError) as error:  # the model reads it, and may try again
        content = f"error: {error!r}"
    return ChatCompletionRequestToolMessage(tool_call_id=call.id, content=content)
