"""Example streams, in the layouts that real services use."""

from __future__ import annotations

import json
from typing import Any

from chatcompletion import CreateChatCompletionStreamResponse

from .responses import Body, usage


def chunk(*choices: Body, **changes: Any) -> Body:
    return {
        "id": "chatcmpl-C1LmT0QvH3x8",
        "object": "chat.completion.chunk",
        "created": 1754432618,
        "model": "gpt-4o-2024-08-06",
        "system_fingerprint": "fp_ff25b2783a",
        "choices": list(choices),
        **changes,
    }


def choice_chunk(index: int = 0, *, finish_reason: str | None = None, more: Body | None = None, **delta: Any) -> Body:
    return {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish_reason, **(more or {})}


def tool_call_chunk(index: int | None = 0, name: str | None = None, arguments: str | None = None, **more: Any) -> Body:
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    return {**({} if index is None else {"index": index}), **more, "function": function}


def text_stream() -> list[Body]:
    """A text in three chunks, then the finish reason, then the usage."""
    return [
        chunk(choice_chunk(role="assistant", content="", refusal=None), service_tier="default", usage=None),
        chunk(choice_chunk(content="High water is at "), usage=None, obfuscation="x9"),
        chunk(choice_chunk(content="06:41 — näher."), usage=None),
        chunk(choice_chunk(finish_reason="stop"), usage=None),
        chunk(usage=usage()),
    ]


def azure_stream() -> list[Body]:
    """Content filter results in a first chunk without choices, and in choices without a delta."""
    result = {"hate": {"filtered": False, "severity": "safe"}}
    offsets = {"check_offset": 44, "start_offset": 44, "end_offset": 70}
    filtered = {"index": 0, "finish_reason": None, "content_filter_results": result, "content_filter_offsets": offsets}
    results = [{"prompt_index": 0, "content_filter_results": result}]
    return [
        {"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": results},
        chunk(choice_chunk(role="assistant", content="06", more={"content_filter_results": {}})),
        chunk(choice_chunk(content=":41")),
        chunk(filtered),
        chunk(choice_chunk(finish_reason="stop")),
    ]


def tool_call_stream() -> list[Body]:
    """Two tool calls, with their arguments in pieces."""
    return [
        chunk(
            choice_chunk(
                role="assistant",
                content=None,
                tool_calls=[tool_call_chunk(0, "get_tide", "", id="call_1", type="function")],
            )
        ),
        chunk(choice_chunk(tool_calls=[tool_call_chunk(0, None, '{"harbour":')])),
        chunk(choice_chunk(tool_calls=[tool_call_chunk(0, None, '"Brest"}')])),
        chunk(choice_chunk(tool_calls=[tool_call_chunk(1, "get_wind", "", id="call_2", type="function")])),
        chunk(choice_chunk(tool_calls=[tool_call_chunk(1, None, "{}")])),
        chunk(choice_chunk(finish_reason="tool_calls")),
    ]


def event_stream(chunks: list[Body], *, newline: str = "\n", end: str = "data: [DONE]\n\n") -> str:
    text = "".join(f"data: {json.dumps(body, ensure_ascii=False)}\n\n" for body in chunks) + end
    return text.replace("\n", newline)


def decode_chunks(chunks: list[Body]) -> list[CreateChatCompletionStreamResponse]:
    return [CreateChatCompletionStreamResponse.from_dict(body) for body in chunks]
