"""The bodies of the benchmark: those of `tests/services`, with examples of the tests, or recorded ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from chatcompletion import ChatCompletionError, accumulate, read_stream

from ..conftest import TRAFFIC, read_recorded
from ..services.shapes import load_shapes
from ..support.responses import SERVICES, choice, message, response, tool_call
from ..support.streams import azure_stream, event_stream, text_stream, tool_call_stream
from ..test_requests import request

SOURCE = "recorded" if os.environ.get(TRAFFIC) else "published"


def read_responses() -> list[str]:
    """Return the texts of the responses."""
    return read_bodies("responses", example_responses())


def read_requests() -> list[str]:
    """Return the texts of the requests."""
    return read_bodies("requests", example_requests())


def read_bodies(kind: str, examples: Iterable[Any]) -> list[str]:
    if folder := os.environ.get(TRAFFIC):
        examples = (record["body"] for record in read_recorded(Path(folder), kind))
    return list(map(json.dumps, examples))


def example_responses() -> list[Any]:
    return [response(), *(service() for service in SERVICES), *iter_shapes("response")]


def example_requests() -> list[Any]:
    parts = [{"type": "text", "text": "And here?"}, {"type": "image_url", "image_url": {"url": "data:image/png,"}}]
    return [
        request(),
        request({"role": "user", "content": parts}, temperature=0.5, max_completion_tokens=500),
        complete_request(harbour={"type": "string"}, date={"type": "string", "format": "date"}),
        *iter_shapes("request"),
    ]


def iter_shapes(kind: str) -> Iterator[Any]:
    return (shape.body for shape in load_shapes() if shape.kind == kind)


def complete_response() -> Any:
    """Return a response with the keys that all contestants know."""
    token = {"token": "06", "logprob": -0.5, "bytes": [48, 54], "top_logprobs": []}
    logprobs = {"content": [token], "refusal": None}
    return response(choice(message=message(tool_calls=[tool_call()]), logprobs=logprobs))


def complete_request(**properties: Any) -> Any:
    """Return a request that continues a conversation with tools."""
    parameters = {"properties": properties}
    function = {"name": "get_tide", "description": "The next high water.", "parameters": parameters}
    return request(
        {"role": "system", "content": "Answer in one sentence."},
        {"role": "user", "content": [{"type": "text", "text": "When is high water?"}]},
        {"role": "assistant", "content": None, "tool_calls": [tool_call()]},
        {"role": "tool", "content": "06:41", "tool_call_id": tool_call()["id"]},
        tools=[{"type": "function", "function": function}],
        temperature=0.5,
        stream=False,
    )


def read_streams() -> list[list[str]]:
    """Return the texts of the chunks of every stream that adds up to a response."""
    if folder := os.environ.get(TRAFFIC):
        texts = [record["body"] for record in read_recorded(Path(folder), "streams")]
    else:
        texts = [event_stream(stream()) for stream in (text_stream, azure_stream, tool_call_stream)]
        texts += [text for text in iter_shapes("stream") if isinstance(text, str)]
    streams = []
    for text in texts:
        try:
            chunks = list(read_stream([text]))
            accumulate(chunks)
        except ChatCompletionError:
            continue
        streams.append([chunk.to_json() for chunk in chunks])
    return streams


def with_wrong_types(body: Any) -> Iterator[Any]:
    """Iterate over copies of a JSON value, each with one string or number replaced by a value of another type."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from ({**body, key: wrong} for wrong in with_wrong_types(value))
    elif isinstance(body, list):
        for index, item in enumerate(body):
            yield from ([*body[:index], wrong, *body[index + 1 :]] for wrong in with_wrong_types(item))
    elif body is not None:
        yield 5 if isinstance(body, str) else "text"
