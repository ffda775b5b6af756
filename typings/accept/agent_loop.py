"""An agent loop with a registry of typed tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from typing_extensions import assert_never

from chatcompletion import (
    ChatCompletionRequestToolMessage,
    ChatCompletionTool,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    DecodeError,
    FunctionObject,
    ToolCall,
)

Send = Callable[[dict[str, Any]], Mapping[str, Any]]
Function = Callable[[dict[str, Any]], object]


class Registry:
    def __init__(self) -> None:
        self._functions: dict[str, Function] = {}
        self._tools: list[ChatCompletionTool] = []

    def add(self, name: str, description: str, parameters: Mapping[str, object]) -> Callable[[Function], Function]:
        def register(function: Function) -> Function:
            definition = FunctionObject(name=name, description=description, parameters=parameters)
            self._tools.append(ChatCompletionTool(function=definition))
            self._functions[name] = function
            return function

        return register

    @property
    def tools(self) -> tuple[ChatCompletionTool, ...]:
        return tuple(self._tools)

    def answer(self, call: ToolCall) -> ChatCompletionRequestToolMessage:
        return ChatCompletionRequestToolMessage(tool_call_id=call.id, content=self._run(call))

    def _run(self, call: ToolCall) -> str:
        match call.kind:
            case "function":
                try:
                    return json.dumps(self._functions[call.function.name](call.function.parse_arguments()))
                except (DecodeError, LookupError) as error:
                    return f"error: {error}"
            case "custom":
                return f"error: {call.custom.name} is not a function"
            case "unknown":
                return f"error: tools of the type {call.type} are not supported"
            case _:
                assert_never(call)


def run(request: CreateChatCompletionRequest, registry: Registry, send: Send, max_turns: int = 8) -> str:
    request = replace(request, tools=registry.tools)
    for _ in range(max_turns):
        message = CreateChatCompletionResponse.from_dict(send(request.to_dict())).choices[0].message
        if not message.tool_calls:
            return message.text
        request = request.append(message.to_request(), *map(registry.answer, message.tool_calls))
    raise RuntimeError("the model calls tools without an end")


registry = Registry()


@registry.add(
    "get_tide", "Return when high water is.", {"type": "object", "properties": {"harbour": {"type": "string"}}}
)
def get_tide(arguments: dict[str, Any]) -> str:
    return f"06:41 in {arguments['harbour']}"
