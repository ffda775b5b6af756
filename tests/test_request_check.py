"""`request.check()`: what the schema says of a request."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, get_type_hints

import pytest

from chatcompletion import (
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions,
    CreateChatCompletionRequest,
    DecodeError,
    FunctionObject,
    MultipartContent,
    ThinkingPart,
    replace_at,
)
from chatcompletion._core.base import WireObject

from .programs.request_schema import TARGET, render
from .support.introspect import field_names, fits_annotation
from .support.request_schema import REQUEST, iter_invalid_objects, list_valid
from .support.responses import Body, tool_call

if TYPE_CHECKING:
    from fractions import Fraction

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
    "seed": (
        {"seed": 10**19},
        "seed: expected number from -9223372036854776000 to 9223372036854776000, got int 10000000000000000000",
    ),
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


@pytest.mark.parametrize("name", ["", "get tide", "x" * 65, "wéather"])
@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("tools[0].function.name", lambda name: {"tools": [{"type": "function", "function": {"name": name}}]}),
        ("functions[0].name", lambda name: {"functions": [{"name": name}]}),
        (
            "response_format.json_schema.name",
            lambda name: {"response_format": {"type": "json_schema", "json_schema": {"name": name}}},
        ),
    ],
    ids=["function", "deprecated function", "schema"],
)
def test_a_name_has_a_form(place: str, keys: Callable[[str], Body], name: str) -> None:
    assert [message.partition(":")[0] for message in check(**keys(name))] == [place]


def test_an_option_that_another_needs_must_be_true() -> None:
    assert check(logprobs=False, top_logprobs=2) == check(top_logprobs=2)
    request = constructed(logprobs="yes", top_logprobs=2)
    assert [mistake.path for mistake in request.check()] == ["logprobs", "top_logprobs"]


def test_a_tool_choice_of_none_needs_no_tools() -> None:
    assert check(tool_choice="none") == []


def test_a_tool_choice_without_a_name_needs_tools() -> None:
    assert check(tool_choice="required", tools=[FUNCTION]) == []
    unnamed = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [{"type": "function"}]}}
    assert check(tool_choice=unnamed, tools=[FUNCTION]) == []


# What the schema says, property by property.

Location = tuple[str | int, ...]

CONTEXT: Body = {
    "model": "m",
    "messages": [USER],
    "logprobs": True,
    "stream": True,
    "audio": {"voice": "alloy", "format": "wav"},
    "tools": [{"type": "function", "function": {"name": "x"}}, {"type": "custom", "custom": {"name": "x"}}],
}
"""What other properties need beside them."""

INVALID: dict[str, list[tuple[Location, Body]]] = {name: [] for name in REQUEST["keys"]}
for place, body in iter_invalid_objects(REQUEST, CONTEXT):
    INVALID[str(place[0])].append((place, body))

each_property = pytest.mark.parametrize("name", REQUEST["keys"])


def find_mistakes(body: Body) -> list[DecodeError]:
    """Return the mistakes of a body, without those that are about other messages."""
    request = CreateChatCompletionRequest.from_dict(body, problems=[])
    assert request.to_dict() == body
    mistakes = request.check()
    assert len({mistake.location for mistake in mistakes}) == len(mistakes)
    return [mistake for mistake in mistakes if mistake.expected != "the id of an earlier tool call"]


@pytest.mark.skipif("CHATCOMPLETION_SCHEMA" not in os.environ, reason="CHATCOMPLETION_SCHEMA names no file")
def test_the_table_is_that_of_the_schema() -> None:
    assert TARGET.read_text("utf-8") == render(Path(os.environ["CHATCOMPLETION_SCHEMA"]))


def test_the_request_has_the_properties_of_the_schema() -> None:
    assert {*REQUEST["keys"], "extra"} == {*field_names(CreateChatCompletionRequest)}


@each_property
def test_what_the_schema_allows_is_no_mistake(name: str) -> None:
    for value in list_valid(REQUEST["keys"][name]):
        mistakes = find_mistakes({**CONTEXT, name: value})
        # That a message of the assistant needs some content is only in a description.
        assert [str(mistake) for mistake in mistakes if mistake.location[0] != "messages" or mistake.found] == []


@each_property
def test_what_the_schema_does_not_allow_is_a_mistake(name: str) -> None:
    assert INVALID[name]
    for place, body in INVALID[name]:
        assert [mistake.location for mistake in find_mistakes(body)] == [place], body[name]


def iter_objects(value: Any, location: Location = ()) -> Iterator[tuple[Any, Location]]:
    """Iterate over the objects in a request, with their places."""
    if isinstance(value, WireObject):
        yield value, location
        for name in value._known:
            yield from iter_objects(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from iter_objects(item, (*location, index))


def list_places() -> list[Any]:
    """Return each class of a request with a request that has an object of it, and the place of the object."""
    places: dict[type, tuple[CreateChatCompletionRequest, Location]] = {}
    for name, node in REQUEST["keys"].items():
        for value in list_valid(node):
            request = CreateChatCompletionRequest.from_dict({**CONTEXT, name: value})
            for found, location in iter_objects(request):
                places.setdefault(type(found), (request, location))
    return [pytest.param(*where, cls, id=cls.__name__) for cls, where in places.items()]


@pytest.mark.parametrize(("whole", "location", "cls"), list_places())
def test_a_value_that_a_constructor_takes_but_that_does_not_fit_is_a_mistake(
    whole: CreateChatCompletionRequest, location: Location, cls: type[WireObject]
) -> None:
    for name, hint in get_type_hints(cls).items():
        for value in (None, 5, 0.5, "other", True, (), ("x",), {1}, object()):
            if name not in cls._known or fits_annotation(value, hint):
                continue
            try:
                changed = replace_at(whole, (*location, name), value)
            except TypeError:
                continue  # constructors check containers and objects
            assert [mistake for mistake in changed.check() if mistake.location == (*location, name)]


# What is not plain.


class Raising:
    def to_dict(self) -> None:
        raise ZeroDivisionError

    def __eq__(self, other: object) -> bool:
        raise ZeroDivisionError


def constructed(**values: Any) -> CreateChatCompletionRequest:
    return CreateChatCompletionRequest(model="m", messages=(ChatCompletionRequestUserMessage(content="x"),), **values)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"temperature": "hot"}, 'temperature: expected float, got str "hot"'),
        ({"temperature": float("nan")}, "temperature: expected float, got float nan"),
        ({"logit_bias": {"1": "x"}}, 'logit_bias["1"]: expected float, got str "x"'),
        ({"logit_bias": {"1": 0.5}}, 'logit_bias["1"]: expected int, got float 0.5'),
        ({"metadata": {"a": 1}}, "metadata.a: expected str, got int 1"),
        ({"model": None}, "model: expected str, got null"),
        ({"model": Raising()}, "model: expected str, got Raising"),
        ({"stop": ("a", 5)}, "stop[1]: expected str, got int 5"),
        ({"modalities": (["audio"],)}, "modalities[0]: expected str, got array"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_the_mistakes_of_a_constructed_request(changes: dict[str, Any], message: str) -> None:
    request = constructed()
    assert request.check() == []
    assert [str(mistake) for mistake in replace(request, **changes).check()] == [message]


def test_names_and_identifiers_that_are_no_texts_are_mistakes() -> None:
    tools: Any = [{"type": "function", "function": {"name": "f"}}]
    choice: Any = {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": tools}}
    messages = [{"role": "assistant", "tool_calls": [tool_call()]}, {"role": "tool", "tool_call_id": "", "content": ""}]
    request = CreateChatCompletionRequest.from_dict(
        {"model": "m", "messages": messages, "tools": tools, "tool_choice": choice}
    )
    places: list[Location] = [
        ("tools", 0, "function", "name"),
        ("messages", 0, "tool_calls", 0, "id"),
        ("messages", 1, "tool_call_id"),
    ]
    for place in places:
        request = replace_at(request, place, Raising())
    assert {mistake.location for mistake in request.check()} == {
        *places,
        ("tool_choice", "allowed_tools", "tools", 0, "function", "name"),
    }


def test_a_request_that_cannot_be_written_is_a_mistake() -> None:
    options: Any = {"include_usage": Raising()}
    [mistake] = constructed(stream=True, stream_options=ChatCompletionStreamOptions(**options)).check()
    assert str(mistake) == "expected JSON value, got one that raises ZeroDivisionError"


def test_content_of_a_response_is_checked_as_the_parts_that_are_written() -> None:
    content = MultipartContent([ChatCompletionRequestMessageContentPartText(text="x"), ThinkingPart(thinking="x")])
    request = CreateChatCompletionRequest(model="m", messages=(ChatCompletionRequestAssistantMessage(content=content),))
    assert [str(mistake) for mistake in request.check()] == [
        'messages[0].content[1].type: expected a type of the schema, got str "thinking"'
    ]


def test_all_that_is_missing_in_an_object_is_a_mistake_even_if_nothing_is_there() -> None:
    assert [mistake.path for mistake in find_mistakes({**CONTEXT, "audio": {}})] == ["audio.voice", "audio.format"]


def test_an_object_of_a_subclass_is_checked_as_one_of_its_base_class() -> None:
    class Function(FunctionObject):
        cost: ClassVar[Fraction]  # which cannot be resolved at run time

    request = CreateChatCompletionRequest.from_dict({**CONTEXT, "messages": [USER]})
    changed = replace_at(request, ("tools", 0, "function"), Function(name="get tide", extra={"strict": None}))
    assert [mistake.path for mistake in changed.check()] == ["tools[0].function.name"]


# What is unknown.


def test_what_is_unknown_can_be_allowed() -> None:
    unknown: Body = {
        **CONTEXT,
        "top_k": 5,
        "messages": [
            {"role": "critic", "content": "x"},
            {"role": "user", "content": [{"type": "video_url", "video_url": {}}, {"type": "text", "text": "", "a": 1}]},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "x", "signature": "x"}]},
        ],
        "tools": [{"type": "web_search"}],
        "response_format": {"type": "grammar", "grammar": "x"},
        "tool_choice": {"type": "web_search"},
    }
    request = CreateChatCompletionRequest.from_dict(unknown)
    assert {mistake.path for mistake in request.check()} == {
        "messages[0].role",
        "messages[1].content[0].type",
        "messages[1].content[1].a",
        "messages[2].content[0].type",
        "response_format.type",
        "tool_choice.type",
        "tools[0].type",
        "top_k",
    }


def test_what_does_not_fit_is_a_mistake_even_if_what_is_unknown_is_allowed() -> None:
    request = CreateChatCompletionRequest.from_dict({**CONTEXT, "top_k": 5, "messages": [{"role": "critic"}]})
    changed = replace_at(replace_at(request, ("messages", 0, "role"), 5), ("temperature",), 3)
    assert [mistake.path for mistake in changed.check(allow_unknown=True)] == ["messages[0].role", "temperature"]


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


@pytest.mark.parametrize("kind", ["output_text", "input_text"])
def test_a_text_part_has_the_type_of_the_schema(kind: str) -> None:
    content = [{"type": kind, "text": "x"}]
    request = CreateChatCompletionRequest.from_dict({"model": "m", "messages": [{"role": "user", "content": content}]})
    assert [mistake.path for mistake in request.check()] == ["messages[0].content[0].type"]
