"""Unions: decoded alone, told apart by their tag, and validated by Pydantic."""

from __future__ import annotations

import re
import sys
import typing
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin

import pytest

import chatcompletion
from chatcompletion import (
    ChatCompletionResponseMessage,
    CreateChatCompletionRequest,
    DecodeError,
    UnknownToolCall,
    UnknownVariant,
    decode_request_message,
    decode_tool_call,
)
from chatcompletion._core import Variants

from .support.introspect import CLASSES, full_body
from .support.responses import Body

DECODERS: dict[str, tuple[Any, Any]] = {
    "decode_annotation": (UnknownVariant, None),
    "decode_content_part": (UnknownVariant, chatcompletion.ContentPart),
    "decode_custom_tool_format": (UnknownVariant, chatcompletion.CustomToolFormat),
    "decode_moderation": (UnknownVariant, chatcompletion.Moderation),
    "decode_request_message": (chatcompletion.UnknownMessage, chatcompletion.ChatCompletionRequestMessage),
    "decode_response_format": (UnknownVariant, chatcompletion.ResponseFormat),
    "decode_stored_content_part": (UnknownVariant, chatcompletion.StoredContentPart),
    "decode_text_content_part": (UnknownVariant, chatcompletion.ChatCompletionRequestToolMessageContentPart),
    "decode_tool": (UnknownVariant, chatcompletion.Tool),
    "decode_tool_call": (UnknownToolCall, chatcompletion.ToolCall),
    "decode_tool_choice": (UnknownVariant, chatcompletion.ChatCompletionToolChoiceOption),
    "decode_user_content_part": (UnknownVariant, chatcompletion.ChatCompletionRequestUserMessageContentPart),
}
each_decoder = pytest.mark.parametrize("name", DECODERS)


def get_union(name: str) -> tuple[Callable[..., Any], tuple[Any, ...], Any]:
    """Return a decoder, the known classes of its union, and the unknown one."""
    decode = getattr(chatcompletion, name)
    unknown, alias = DECODERS[name]
    members = [chatcompletion.Annotation] if alias is None else get_args(get_args(alias)[0])
    return decode, tuple(cls for cls in members if isinstance(cls, type) and cls not in (str, unknown)), unknown


def test_an_alias_has_the_classes_that_its_decoder_returns() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{chatcompletion.__name__}.")]
    aliases = [
        get_args(value) for module in modules for value in vars(module).values() if get_origin(value) is Annotated
    ]
    unions = [(members, note) for members, *notes in aliases for note in notes if isinstance(note, Variants)]
    assert unions
    for members, variants in unions:
        assert {member for member in get_args(members) if isinstance(member, type)} == {*variants.instances}


@each_decoder
def test_an_error_of_a_constructor_names_the_decoder_of_the_union(name: str) -> None:
    decode, members, unknown = get_union(name)
    [variants] = [value for value in decode.__globals__.values() if getattr(value, "decoder", None) == name]
    assert isinstance(variants, Variants)
    assert {*variants.instances} - {str} == {*members, unknown}


def test_every_union_has_a_public_decoder() -> None:
    assert {name for name in chatcompletion.__all__ if name.startswith("decode_")} == {*DECODERS}


@each_decoder
def test_a_decoder_returns_the_class_of_the_tag(name: str) -> None:
    decode, members, _ = get_union(name)
    for cls in members:
        body = full_body(cls)
        decoded = decode(body)
        assert type(decoded) is cls
        assert decoded.to_dict() == body


@each_decoder
def test_a_decoder_keeps_an_object_of_another_type(name: str) -> None:
    decode, _, unknown = get_union(name)
    body = {"type": "new", "role": "new", "id": "1", "x": [None]}
    decoded = decode(body)
    assert (type(decoded), decoded.kind, decoded.to_dict()) == (unknown, "unknown", body)


@each_decoder
def test_a_decoder_collects_problems(name: str) -> None:
    decode, members, _ = get_union(name)
    for cls in members:
        body = {key: full_body(cls)[key] for key in ("type", "role") if key in full_body(cls)}
        problems: list[DecodeError] = []
        assert decode(body, problems=problems).to_dict() == body
        if problems:
            with pytest.raises(DecodeError, match=re.escape(str(problems[0]))):
                decode(body)
        else:
            assert decode(body).to_dict() == body


@each_decoder
@pytest.mark.parametrize("value", [None, 5, [], [{}]], ids=repr)
def test_a_decoder_rejects_what_is_no_object(name: str, value: Any) -> None:
    decode, _, _ = get_union(name)
    forms: list[Body] = [{}, {"problems": []}]
    for options in forms:
        with pytest.raises(DecodeError, match=r"expected (str or )?object, got "):
            decode(value, **options)


@pytest.mark.parametrize("word", ["", "FUNCTION", "Function"])
def test_a_function_call_may_have_an_empty_type_or_one_in_capitals_given_problems(word: str) -> None:
    call = {"id": "1", "type": word, "function": {"name": "f", "arguments": "{}"}}
    with pytest.raises(DecodeError, match=f'^type: expected "function", got "{word}"$'):
        decode_tool_call(call)
    decoded = decode_tool_call(call, problems=[])
    assert (decoded.kind, decoded.to_dict()) == ("function", call)
    assert decode_tool_call({"id": "1", "type": word}).kind == "unknown"


def test_a_tool_choice_may_be_a_word() -> None:
    assert chatcompletion.decode_tool_choice("auto") == "auto"


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if hasattr(cls, "kind")], ids=lambda cls: cls.__name__)
def test_the_kind_of_a_variant_is_its_tag(cls: Any) -> None:
    body = full_body(cls)
    assert cls.kind in (body.get("type", body.get("role")), "unknown")
    assert "kind" not in body
    assert get_args(typing.get_type_hints(cls)["kind"]) == (typing.Literal[cls.kind],)


@pytest.mark.parametrize(
    ("alias", "body"),
    [
        (chatcompletion.ChatCompletionRequestMessage, {"role": "user"}),
        (chatcompletion.ToolCall, {"id": "1", "type": "function"}),
        (chatcompletion.ContentPart, {"type": "text"}),
        (chatcompletion.ChatCompletionRequestUserMessageContentPart, {"type": "image_url"}),
        (chatcompletion.Tool, {"type": "function"}),
        (chatcompletion.ResponseFormat, {"type": "json_schema"}),
        (chatcompletion.ChatCompletionToolChoiceOption, {"type": "custom"}),
        (chatcompletion.CustomToolFormat, {"type": "grammar"}),
    ],
    ids=str,
)
def test_pydantic_takes_what_from_dict_takes(alias: Any, body: Body) -> None:
    pydantic = pytest.importorskip("pydantic")
    adapter = pydantic.TypeAdapter(alias)
    with pytest.raises(pydantic.ValidationError, match=r"missing|expected"):
        adapter.validate_python(body)
    body = {"role": "new", "type": "new", "id": "1"}
    assert adapter.validate_python(body).kind == "unknown"
    assert adapter.dump_python(adapter.validate_python(body)) == body


OPEN_SETS = [name.removeprefix("Known") for name in chatcompletion.__all__ if name.startswith("Known")]


@pytest.mark.parametrize("name", OPEN_SETS)
def test_an_open_set_has_a_closed_twin(name: str) -> None:
    known = getattr(chatcompletion, f"Known{name}")
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    is_known = getattr(chatcompletion, f"is_known{words}")
    assert all(is_known(value) for value in get_args(known))
    others: tuple[Any, ...] = ("new", "", None, [], {})
    assert not any(is_known(value) for value in others)
    alias = getattr(chatcompletion, {"Voice": "VoiceIdsOrCustomVoice"}.get(name, name))
    assert {known, str} <= {*get_args(alias)} | {typing.Literal[get_args(known)]}


MESSAGES = [cls for cls in CLASSES if cls.__name__.endswith("Message") and hasattr(cls, "text")]


@pytest.mark.parametrize("cls", MESSAGES, ids=lambda cls: cls.__name__)
def test_every_message_has_its_text(cls: Any) -> None:
    body = full_body(cls)
    parts = [{"type": "text", "text": "High "}, {"type": "x"}, {"type": "text", "text": "water"}]
    assert cls.from_dict({**body, "content": "High water"}).text == "High water"
    if cls is not chatcompletion.ChatCompletionRequestFunctionMessage:
        text = cls.from_dict({**body, "content": parts}).text
        assert (text, type(text)) == ("High water", str)
    assert cls.from_dict({**body, "content": None}, problems=[]).text == ""


@pytest.mark.parametrize("content", [5, {"type": "text", "text": "x"}, [{"type": "text", "text": None}]], ids=repr)
def test_content_of_an_unknown_role_that_is_no_content_has_no_text(content: object) -> None:
    assert decode_request_message({"role": "observer", "content": content}).text == ""


def test_a_request_is_continued_with_more_messages() -> None:
    request = CreateChatCompletionRequest.from_dict({"model": "m", "messages": [], "x": 1, "n": None})
    answer = ChatCompletionResponseMessage(content="06:41").to_request()
    longer = request.append(answer, answer)
    assert longer.to_dict() == {"model": "m", "messages": [answer.to_dict()] * 2, "x": 1, "n": None}
    with pytest.raises(TypeError, match=r"messages\[0\]"):
        request.append({"role": "user", "content": ""})  # type: ignore[arg-type]


def test_type_hints_of_everything_public_can_be_resolved() -> None:
    for name in chatcompletion.__all__:
        value: Any = getattr(chatcompletion, name)
        names = [name for name in dir(value) if not name.startswith("_")] if isinstance(value, type) else []
        for member in [value, *(getattr(value, name) for name in names)]:
            function = getattr(getattr(member, "fget", member), "__func__", getattr(member, "fget", member))
            if hasattr(function, "__annotations__"):
                typing.get_type_hints(function)
