"""Structured output in a dataclass of the program."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import ClassVar, TypeVar

from typing_extensions import assert_type

from chatcompletion import (
    ChatCompletionRequestUserMessage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    JsonSchema,
    ResponseFormatJsonSchema,
)


@dataclass(frozen=True)
class Tide:
    SCHEMA: ClassVar[dict[str, object]] = {
        "type": "object",
        "properties": {"harbour": {"type": "string"}, "time": {"type": "string"}},
        "required": ["harbour", "time"],
        "additionalProperties": False,
    }

    harbour: str
    time: str


class Refused(Exception):
    pass


T = TypeVar("T", bound=Tide)


def make_request(text: str, cls: type[Tide]) -> CreateChatCompletionRequest:
    schema = JsonSchema(name=cls.__name__.lower(), schema=cls.SCHEMA, strict=True)
    return CreateChatCompletionRequest(
        model="gpt-4.1-mini",
        messages=(ChatCompletionRequestUserMessage(content=text),),
        response_format=ResponseFormatJsonSchema(json_schema=schema),
    )


def parse(response: CreateChatCompletionResponse, cls: type[T]) -> T:
    message = response.choices[0].message
    if message.refusal is not None:
        raise Refused(message.refusal)
    values: dict[str, str] = json.loads(message.text)
    return cls(**{field.name: values[field.name] for field in fields(cls)})


def get_time(response: CreateChatCompletionResponse) -> str:
    tide = parse(response, Tide)
    assert_type(tide, Tide)
    return tide.time
