"""The base classes, as bounds of type variables and in `isinstance`."""

from __future__ import annotations

from typing import TypeVar

from typing_extensions import assert_type

from chatcompletion import CreateChatCompletionResponse, DecodeError, WireBody, WireObject

Object = TypeVar("Object", bound=WireObject)
Body = TypeVar("Body", bound=WireBody)


def copy_through_the_wire(value: Object) -> Object:
    return value.from_dict(value.to_dict())


def load(cls: type[Body], text: str, problems: list[DecodeError]) -> Body:
    return cls.from_json(text, problems=problems)


def encode(value: object) -> object:
    return value.to_dict() if isinstance(value, WireObject) else value


def use(text: str, problems: list[DecodeError]) -> None:
    response = load(CreateChatCompletionResponse, text, problems)
    assert_type(response, CreateChatCompletionResponse)
    assert_type(copy_through_the_wire(response), CreateChatCompletionResponse)
    assert_type(response.choices[0].placeholders, tuple[str, ...])
