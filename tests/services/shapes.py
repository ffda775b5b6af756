"""The shapes of `shapes.jsonl`, and the answer that a user needs of each.

A line has the `id`, the `service`, the `source` (a public report or page), the `kind` (`response`, `stream`, `error` or
`request`), the `body`, and in words `why` it is there. `expect` holds, of the answer that lenient decoding gives:

- `content`, `reasoning`, `finish` (the finish reason of each choice), and `total` (the total tokens),
- `calls`: the id, the name and the arguments of each function call; arguments that are JSON compare as JSON,
- `message` and `code`: of the `APIError` that is raised,
- `choice_extra`: unknown keys of the first choice,
- `keep`: what `to_request(keep=...)` sends for these names,
- `strict`: whether strict decoding `accepts` or `refuses` the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from chatcompletion import (
    APIError,
    ChatCompletionError,
    ChatCompletionMessageToolCall,
    ChatCompletionRequestAssistantMessage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    DecodeError,
    accumulate,
    read_stream,
)

FILE = Path(__file__).with_name("shapes.jsonl")


class Shape(NamedTuple):
    """What a service sends, and what it means."""

    id: str
    service: str
    source: str
    kind: str
    body: Any
    why: str
    expect: dict[str, Any]


def load_shapes() -> list[Shape]:
    return [Shape(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]


def decode(shape: Shape, problems: list[DecodeError] | None = None) -> Any:
    """Decode the body of a shape, strictly or leniently."""
    if shape.kind == "stream":
        return accumulate(read_stream([shape.body], problems=problems), problems=problems)
    cls = CreateChatCompletionRequest if shape.kind == "request" else CreateChatCompletionResponse
    return cls.from_dict(shape.body, problems=problems)


def get_answer(decoded: Any) -> dict[str, Any]:
    """Return what a user needs of a decoded body."""
    if isinstance(decoded, CreateChatCompletionRequest):
        messages = [one for one in decoded.messages if isinstance(one, ChatCompletionRequestAssistantMessage)]
        return {"calls": [describe_call(call) for message in messages for call in message.tool_calls or ()]}
    message = decoded.choices[0].message
    return {
        "content": None if message.content is None else str(message.content),
        "reasoning": message.reasoning,
        "calls": [describe_call(call) for choice in decoded.choices for call in choice.message.tool_calls or ()],
        "finish": [choice.finish_reason for choice in decoded.choices],
        "total": decoded.usage.total_tokens if decoded.usage else None,
    }


def describe_call(call: Any) -> list[Any]:
    assert isinstance(call, ChatCompletionMessageToolCall)
    return [call.id, call.function.name, parse(call.function.arguments)]


def parse(arguments: str) -> Any:
    """Return arguments in a form that does not depend on how they were written."""
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


def normalize(expected: dict[str, Any]) -> dict[str, Any]:
    """Return an expected answer with parsed arguments."""
    calls = [[call, name, parse(arguments)] for call, name, arguments in expected.get("calls", ())]
    return {**expected, "calls": calls} if "calls" in expected else expected


def find_mistakes(shape: Shape) -> Iterator[str]:
    """Iterate over what is wrong with what the package makes of a shape."""
    expect = dict(shape.expect)
    strict, keep, choice_extra = expect.pop("strict", None), expect.pop("keep", {}), expect.pop("choice_extra", {})
    if "message" in expect:
        yield from find_mistakes_of_error(shape)
        return
    decoded = decode(shape, [])
    if shape.kind != "stream" and decoded.to_dict() != shape.body:
        yield "to_dict is not what was sent"
    answer = get_answer(decoded)
    yield from (f"{name}: {answer[name]!r}" for name, value in normalize(expect).items() if answer[name] != value)
    if shape.kind != "request":
        choice = decoded.choices[0]
        sent = choice.message.to_request(keep=keep).to_dict()
        yield from (f"kept {name}: {sent.get(name)!r}" for name in keep if sent.get(name) != keep[name])
        yield from (f"extra {name}" for name, value in choice_extra.items() if choice.extra.get(name) != value)
    try:
        decode(shape)
    except ChatCompletionError as error:
        if strict == "accepts":
            yield f"refused: {error}"
    else:
        if strict == "refuses":
            yield "accepted"


def find_mistakes_of_error(shape: Shape) -> Iterator[str]:
    problems: list[DecodeError] = []
    for mode in (None, problems):
        try:
            decode(shape, mode)
        except APIError as error:
            if shape.expect["message"] not in error.message:
                yield f"message: {error.message!r}"
            if shape.expect.get("code", error.code) != error.code:
                yield f"code: {error.code!r}"
        else:
            yield "no error"
    if shape.kind == "error" and shape.expect["message"] not in APIError.from_body(shape.body).message:
        yield "the message of from_body"
