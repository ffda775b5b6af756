"""`request.check()`: what the schema says beyond types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import CreateChatCompletionRequest

from .support.responses import Body, tool_call

USER = {"role": "user", "content": "When is high water?"}
FUNCTION = {"type": "function", "function": {"name": "get_tide"}}
CUSTOM = {"type": "custom", "custom": {"name": "sql"}}


def check(**keys: Any) -> list[str]:
    body = {"model": "m", "messages": [USER], **keys}
    request = CreateChatCompletionRequest.from_dict(body)
    assert request.to_dict() == body
    return [str(problem) for problem in request.check()]


def test_a_correct_request_has_no_problems() -> None:
    assistant = {"role": "assistant", "content": None, "tool_calls": [tool_call()]}
    answer = {"role": "tool", "tool_call_id": tool_call()["id"], "content": "06:41"}
    schema = {"name": "tide", "schema": {"type": "object", "anything": [1]}, "strict": True}
    keys: Body = {
        "messages": [{"role": "system", "content": [{"type": "text", "text": "Be brief."}]}, USER, assistant, answer],
        "tools": [FUNCTION, CUSTOM],
        "tool_choice": {"type": "custom", "custom": {"name": "sql"}},
        "temperature": 0,
        "n": 128,
        "logprobs": True,
        "top_logprobs": 20,
        "stream": True,
        "stream_options": {"include_usage": True},
        "stop": "x" * 1000,
        "metadata": {"a": "b"},
        "logit_bias": {"50256": -100},
        "modalities": ["text", "audio"],
        "audio": {"voice": "alloy", "format": "wav"},
        "response_format": {"type": "json_schema", "json_schema": schema},
        "usage": None,
    }
    assert check(**keys) == ['usage: expected a key of the schema, got "usage"']
    del keys["usage"]
    assert check(**keys) == []


MISTAKES: dict[str, tuple[Body, str]] = {
    "temperature": ({"temperature": 2.5}, "temperature: expected number from 0 to 2, got float 2.5"),
    "n": ({"n": 0}, "n: expected number from 1 to 128, got int 0"),
    "seed": ({"seed": 2**63}, f"seed: expected number from {-(2**63)} to {2**63 - 1}, got int {2**63}"),
    "no messages": ({"messages": []}, "messages: expected at least 1 item, got 0"),
    "stop": ({"stop": list("abcde")}, "stop: expected at most 4 items, got 5"),
    "metadata": (
        {"metadata": {str(number): "" for number in range(17)}},
        "metadata: expected at most 16 keys, got 17",
    ),
    "metadata key": (
        {"metadata": {"x": "y" * 513}},
        f'metadata.x: expected a key of at most 64 characters and a value of at most 512, got str "{"y" * 59}…"',
    ),
    "logit_bias": ({"logit_bias": {"5": 100.5}}, 'logit_bias["5"]: expected number from -100 to 100, got float 100.5'),
    "service_tier": (
        {"service_tier": "on_demand"},
        'service_tier: expected one of auto, default, flex, scale, priority, fast, got str "on_demand"',
    ),
    "modality": ({"modalities": ["text", "video"]}, 'modalities[1]: expected one of text, audio, got str "video"'),
    "key": ({"top_k": 5}, 'top_k: expected a key of the schema, got "top_k"'),
    "key of a part": (
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "", "x": 1}]}]},
        'messages[0].content[0].x: expected a key of the schema, got "x"',
    ),
    "role": (
        {"messages": [{"role": "critic", "content": "x"}]},
        'messages[0].role: expected a role of the schema, got str "critic"',
    ),
    "part": (
        {"messages": [{"role": "user", "content": [{"type": "video_url"}]}]},
        'messages[0].content[0].type: expected a type of the schema, got str "video_url"',
    ),
    "empty content": (
        {"messages": [{"role": "user", "content": []}]},
        "messages[0].content: expected at least 1 item, got 0",
    ),
    "detail": (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "", "detail": "max"}}]}]},
        'messages[0].content[0].image_url.detail: expected one of auto, low, high, got str "max"',
    ),
    "top_logprobs": ({"top_logprobs": 2}, "top_logprobs: expected nothing, as logprobs is not true, got int 2"),
    "stream_options": (
        {"stream_options": {"include_usage": True}},
        "stream_options: expected nothing, as stream is not true, got ChatCompletionStreamOptions",
    ),
    "both limits": (
        {"max_tokens": 5, "max_completion_tokens": 5},
        "max_tokens: expected nothing, as there is max_completion_tokens, got int 5",
    ),
    "no tools": ({"tool_choice": "auto"}, 'tool_choice: expected nothing, as there are no tools, got str "auto"'),
    "no such tool": (
        {"tools": [FUNCTION], "tool_choice": {"type": "function", "function": {"name": "get_wind"}}},
        'tool_choice.function.name: expected the name of a tool in tools, got str "get_wind"',
    ),
    "no such allowed tool": (
        {
            "tools": [FUNCTION, {"type": "web_search"}],
            "tool_choice": {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [FUNCTION, {"type": "web_search"}, CUSTOM]},
            },
        },
        'tool_choice.allowed_tools.tools[2].custom.name: expected the name of a tool in tools, got str "sql"',
    ),
    "function name": (
        {"tools": [{"type": "function", "function": {"name": "get tide"}}]},
        'tools[0].function.name: expected 1 to 64 letters, digits, underscores and hyphens, got str "get tide"',
    ),
    "audio": ({"modalities": ["audio"]}, "audio: missing"),
    "tool result": (
        {"messages": [{"role": "tool", "tool_call_id": "call_9", "content": ""}]},
        'messages[0].tool_call_id: expected the id of an earlier tool call, got str "call_9"',
    ),
    "empty assistant": ({"messages": [{"role": "assistant"}]}, "messages[0].content: missing"),
}


@pytest.mark.parametrize(("keys", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_with_its_place(keys: Body, message: str) -> None:
    found = check(**keys)
    assert message in found
    assert len(found) == 1 or all("web_search" in other for other in found if other != message)


def test_a_tool_choice_of_none_needs_no_tools() -> None:
    assert check(tool_choice="none") == []


def test_a_tool_choice_without_a_name_needs_tools() -> None:
    assert check(tool_choice="required", tools=[FUNCTION]) == []
    unnamed = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function"}]}}
    assert check(tool_choice=unnamed, tools=[FUNCTION]) == []


def test_recorded_requests_are_checked(traffic: Path) -> None:
    count = 0
    for path in sorted(traffic.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            body = json.loads(line)["body"]
            if isinstance(body, dict) and "messages" in body:
                problems = CreateChatCompletionRequest.from_dict(body, problems=[]).check()
                assert all(problem.location for problem in problems)
                count += 1
    assert count
