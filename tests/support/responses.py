"""Example responses, in the layouts that real services use. Tests change the keys that they are about."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]


def response(*choices: Body, **changes: Any) -> Body:
    return {
        "id": "chatcmpl-BdQWt3kGJbJ1mOEHgNcXvqQ2QzDfR",
        "object": "chat.completion",
        "created": 1748706491,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": list(choices or [choice()]),
        "usage": usage(),
        "service_tier": "default",
        "system_fingerprint": None,
        **changes,
    }


def choice(**changes: Any) -> Body:
    return {"index": 0, "message": message(), "logprobs": None, "finish_reason": "stop", **changes}


def message(**changes: Any) -> Body:
    return {"role": "assistant", "content": "High water is at 06:41.", "refusal": None, "annotations": [], **changes}


def usage() -> Body:
    return {
        "prompt_tokens": 31,
        "completion_tokens": 9,
        "total_tokens": 40,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def tool_call(**changes: Any) -> Body:
    return {
        "id": "call_9fYxFz0hZrEwgJUzhhYvMzcn",
        "type": "function",
        "function": {"name": "get_tide", "arguments": '{"harbour":"Saint-Malo"}'},
        **changes,
    }


def without(body: Body, *keys: str) -> Body:
    return {key: value for key, value in body.items() if key not in keys}


def response_with_calls(*tool_calls: Body) -> Body:
    return response(choice(message=message(content=None, tool_calls=list(tool_calls)), finish_reason="tool_calls"))


def azure() -> Body:
    """Content filter results, in the body and in the choices."""
    result = {"filtered": False, "severity": "safe"}
    results = {"hate": result, "self_harm": result, "jailbreak": {"filtered": False, "detected": False}}
    return response(
        choice(content_filter_results=results),
        prompt_filter_results=[{"prompt_index": 0, "content_filter_results": results}],
    )


def groq() -> Body:
    """No refusal and no annotations, times in the usage, and an unlisted service tier."""
    return response(
        choice(message={"role": "assistant", "content": "6:41", "reasoning": "The table says so."}),
        service_tier="on_demand",
        usage={**without(usage(), "completion_tokens_details"), "queue_time": 0.02, "total_time": 0.31},
        usage_breakdown=None,
        x_groq={"id": "req_01jx5q2v5b", "seed": 1364223017},
    )


def mistral() -> Body:
    """Tool calls without a type, messages without a refusal, and choices without log probabilities."""
    call = {**without(tool_call(), "type"), "index": 0}
    return without(
        response(
            without(
                choice(message={"role": "assistant", "content": "", "tool_calls": [call]}, finish_reason="tool_calls"),
                "logprobs",
            ),
            usage={"prompt_tokens": 31, "completion_tokens": 9, "total_tokens": 40},
        ),
        "service_tier",
        "system_fingerprint",
    )


def openrouter() -> Body:
    """The finish reason of the upstream service, the cost, and the reasoning in two forms."""
    details = [{"type": "reasoning.text", "text": "Look it up.", "format": None, "index": 0}]
    return response(
        choice(
            message=without(message(reasoning="Look it up.", reasoning_details=details), "annotations"),
            native_finish_reason="completed",
        ),
        provider="Azure",
        usage={**usage(), "cost": 4e-05, "is_byok": False, "cost_details": {"upstream_inference_cost": None}},
    )


def snowflake() -> Body:
    """Empty objects in place of every key that is not used."""
    call = tool_call(custom={"name": "", "input": ""})
    empty_audio = {"id": "", "data": "", "transcript": "", "expires_at": 0}
    return response(
        choice(
            message=message(
                content="",
                audio=empty_audio,
                function_call={"name": "", "arguments": ""},
                tool_calls=[call],
                refusal="",
            )
        )
    )


def writer() -> Body:
    """Null for everything that was not requested."""
    return response(
        choice(
            message=message(
                annotations=None, audio=None, function_call=None, graph_data={"sources": None}, tool_calls=None
            ),
            seed=None,
        ),
        metadata=None,
        moderation=None,
        service_tier=None,
        usage={**usage(), "completion_tokens_details": None, "prompt_tokens_details": None},
    )


SERVICES = [azure, groq, mistral, openrouter, snowflake, writer]
