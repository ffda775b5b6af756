"""Instances as values: immutability, equality, copies, constructors, `replace`."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
import pydoc
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import pytest

from chatcompletion import (
    Annotation,
    ChatCompletionMessageToolCall,
    ChatCompletionResponseMessage,
    ChatCompletionStreamResponseDelta,
    Choices,
    CompletionUsage,
    CreateChatCompletionResponse,
    DecodeError,
    FunctionCall,
    TopLogprobs,
    UnknownVariant,
)
from chatcompletion._core import help as help_module
from chatcompletion._core.base import WireObject

from .support.introspect import CLASSES, FIELDS, Field, fits_annotation, full_body, minimal_body, wire_fields
from .support.responses import choice, message, response, response_with_calls, tool_call, usage, without

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
each_field = pytest.mark.parametrize("field", FIELDS, ids=str)
UNKNOWN: dict[str, Any] = {"x_list": [{"a": [1]}], "x_object": {"b": [2]}}


def iter_containers(value: Any) -> Iterator[Any]:
    """Iterate over all lists and dicts in a JSON value."""
    if isinstance(value, (list, dict)):
        yield value
        for part in value.values() if isinstance(value, dict) else value:
            yield from iter_containers(part)


def clear_containers(value: Any) -> None:
    for part in list(iter_containers(value)):
        part.clear()


@each_class
def test_nothing_is_shared_with_the_decoded_data(cls: type[WireObject]) -> None:
    data = {**full_body(cls), **copy.deepcopy(UNKNOWN)}
    before = copy.deepcopy(data)
    instance = cls.from_dict(data)
    clear_containers(data)
    assert instance.to_dict() == before


@each_class
def test_nothing_is_shared_with_the_encoded_data(cls: type[WireObject]) -> None:
    instance = cls.from_dict({**full_body(cls), **UNKNOWN})
    before = instance.to_dict()
    clear_containers(instance.to_dict())
    assert instance.to_dict() == before


@each_class
def test_decoding_does_not_change_the_data(cls: type[WireObject]) -> None:
    data = {**full_body(cls), **copy.deepcopy(UNKNOWN)}
    before = copy.deepcopy(data)
    cls.from_dict(data).to_dict()
    assert data == before


@each_field
def test_a_field_cannot_be_set_or_deleted(field: Field) -> None:
    instance = field.cls.from_dict(full_body(field.cls))
    for name in (field.name, "extra"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(instance, name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(instance, name)


@each_class
def test_an_attribute_cannot_be_added(cls: type[WireObject]) -> None:
    class Subclass(cls):  # type: ignore[valid-type, misc]
        pass

    for made in (cls, Subclass):
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"^cannot change 'x': instances of {made.__name__} "):
            cast(Any, made.from_dict(full_body(cls))).x = 1


def iter_frozen_containers(value: Any) -> Iterator[Any]:
    """Iterate over all containers in the fields of an instance."""
    if isinstance(value, WireObject):
        for field in dataclasses.fields(value):
            yield from iter_frozen_containers(getattr(value, field.name))
    elif isinstance(value, (Mapping, list, tuple)):
        yield value
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from iter_frozen_containers(part)


@each_class
def test_containers_in_an_instance_cannot_be_changed(cls: type[WireObject]) -> None:
    instance = cls.from_dict({**full_body(cls), **UNKNOWN})
    before = instance.to_dict()
    changes: list[tuple[str, tuple[Any, ...]]] = [
        *[("__setitem__", (0, 1)), ("__delitem__", (0,)), ("__iadd__", ([1],)), ("__ior__", ({"a": 1},))],
        *[("__imul__", (2,)), ("append", (1,)), ("clear", ()), ("extend", ([1],)), ("insert", (0, 1)), ("pop", ())],
        *[
            ("popitem", ()),
            ("remove", (1,)),
            ("reverse", ()),
            ("setdefault", ("a", 1)),
            ("sort", ()),
            ("update", ({},)),
        ],
    ]
    for container in iter_frozen_containers(instance):
        for name, arguments in changes:
            if hasattr(container, name):
                with pytest.raises(TypeError, match="does not support changes"):
                    getattr(container, name)(*arguments)
        if isinstance(container, (dict, list)):
            cast(Any, container).__init__([("a", 1)])
    assert instance.to_dict() == before
    assert instance == cls.from_dict(before)


@pytest.mark.parametrize(("value", "shared"), [("stop", True), ("priority", True), ("unlisted", False)])
def test_responses_share_the_values_that_the_schema_lists(value: str, shared: bool) -> None:
    text = json.dumps(response(choice(finish_reason=value), service_tier=value))
    one, other = (CreateChatCompletionResponse.from_dict(json.loads(text)) for _ in range(2))
    assert one.service_tier == one.choices[0].finish_reason == value
    assert (one.service_tier is other.service_tier) is shared
    assert (one.choices[0].finish_reason is other.choices[0].finish_reason) is shared


@each_class
def test_instances_of_equal_data_are_equal_and_have_equal_hashes(cls: type[WireObject]) -> None:
    one, other = cls.from_dict(full_body(cls)), cls.from_dict(json.loads(json.dumps(full_body(cls))))
    assert one == other
    assert hash(one) == hash(other)
    assert {one: 1}[other] == 1


@each_field
def test_every_field_is_compared(field: Field) -> None:
    if field.cls._known[field.name].default is not None:
        return
    one = field.cls.from_dict(full_body(field.cls))
    assert one != dataclasses.replace(cast(Any, one), **{field.name: None})


@each_class
def test_unknown_keys_are_compared_but_not_hashed(cls: type[WireObject]) -> None:
    bare, more = cls.from_dict(full_body(cls)), cls.from_dict({**full_body(cls), **UNKNOWN})
    assert bare != more
    assert hash(bare) == hash(more)


@each_class
def test_an_instance_does_not_equal_other_objects(cls: type[WireObject]) -> None:
    instance = cls.from_dict(full_body(cls))
    assert instance != cast(object, full_body(cls))
    assert instance != object()
    assert all(instance != other.from_dict(full_body(other)) for other in CLASSES if other is not cls)


def test_null_and_a_missing_key_are_equal_and_round_trip() -> None:
    null, absent = response(usage=None), without(response(), "usage")
    one, other = CreateChatCompletionResponse.from_dict(null), CreateChatCompletionResponse.from_dict(absent)
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert (one.to_dict(), other.to_dict()) == (null, absent)


@each_class
def test_an_instance_pickles_and_copies(cls: type[WireObject]) -> None:
    data = {**full_body(cls), **UNKNOWN}
    instance = cls.from_dict(data)
    copies = [copy.copy(instance), copy.deepcopy(instance)]
    copies += [pickle.loads(pickle.dumps(instance, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for copied in copies:
        assert type(copied) is cls
        assert copied == instance
        assert copied.to_dict() == data
        assert fits_annotation(copied, cls)


FLOATS = [field for field in FIELDS if field.hint in (float, Mapping[str, float])]


@pytest.mark.parametrize("field", FLOATS, ids=str)
def test_a_nan_of_ones_own_is_equal_to_itself_after_pickling(field: Field) -> None:
    instance = field.cls.from_dict(full_body(field.cls))
    own = float("nan")
    value: Any = own if field.hint is float else dict.fromkeys(getattr(instance, field.name), own)
    changed = dataclasses.replace(instance, **{field.name: value})
    assert pickle.loads(pickle.dumps(changed)) == changed != instance


@each_class
def test_extra_is_a_mapping(cls: type[WireObject]) -> None:
    unknown = {"x": 1, **UNKNOWN, "y": None}
    extra = cls.from_dict({**full_body(cls), **unknown}).extra
    assert isinstance(extra, Mapping)
    assert (list(extra), len(extra)) == (list(unknown), 4)
    assert dict(extra) == {**extra} == extra == unknown
    assert (
        extra == MappingProxyType(unknown) == cls.from_dict({**dict(reversed(unknown.items())), **full_body(cls)}).extra
    )
    assert extra != UNKNOWN
    assert json.loads(json.dumps(dict(extra))) == unknown
    assert extra["x_list"] is extra["x_list"]
    assert ("y" in extra, "z" in extra, extra.get("z", 0)) == (True, False, 0)
    with pytest.raises(KeyError):
        extra["z"]


@pytest.mark.parametrize(
    "copy_extra", [copy.copy, lambda extra: pickle.loads(pickle.dumps(extra))], ids=["copy", "pickle"]
)
def test_a_copy_of_extra_is_frozen(copy_extra: Any) -> None:
    copied = copy_extra(CreateChatCompletionResponse.from_dict(response(**UNKNOWN)).extra)
    assert copied == UNKNOWN
    with pytest.raises(TypeError):
        copied["x_list"] = 1
    with pytest.raises(TypeError):
        copied["x_list"].append(1)


def test_a_deep_copy_of_extra_is_plain_and_mutable() -> None:
    extra = CreateChatCompletionResponse.from_dict(response(**UNKNOWN)).extra
    for copied in (copy.deepcopy(extra), {key: copy.deepcopy(value) for key, value in extra.items()}):
        assert {type(part) for part in iter_containers(copied)} == {dict, list}
        clear_containers(copied)
    assert extra == UNKNOWN


@each_class
def test_repr_evaluates_to_an_equal_instance(cls: type[WireObject]) -> None:
    instance = cls.from_dict({**full_body(cls), **UNKNOWN})
    assert eval(repr(instance), {cls.__name__: cls for cls in CLASSES}) == instance
    assert "extra" not in repr(cls.from_dict(full_body(cls)))


@each_class
def test_a_constructed_instance_equals_the_decoded_one(cls: type[WireObject]) -> None:
    decoded = cls.from_dict({**full_body(cls), **UNKNOWN})
    constructed = cls(**{field.name: getattr(decoded, field.name) for field in dataclasses.fields(cls)})
    assert constructed == decoded
    assert constructed.to_dict() == decoded.to_dict()


@each_class
def test_the_constructor_takes_keywords_only(cls: type[WireObject]) -> None:
    assert not cast(Any, cls).__match_args__
    with pytest.raises(TypeError):
        cast(Any, cls)("text")


def test_the_constructor_names_missing_arguments() -> None:
    with pytest.raises(TypeError, match=r"^FunctionCall\.__init__\(\) missing .* 'name' and 'arguments'$"):
        cast(Any, FunctionCall)()


T = TypeVar("T")


class Priced(CompletionUsage, Generic[T]):
    def convert_total(self, price: Callable[[int], T]) -> T:
        return price(self.total_tokens)


def test_a_subclass_can_be_generic() -> None:
    assert Priced[float].from_dict(usage()).convert_total(lambda tokens: tokens / 8) == usage()["total_tokens"] / 8


@each_class
def test_asdict_has_every_field(cls: type[WireObject]) -> None:
    instance = cls.from_dict({**full_body(cls), **UNKNOWN})
    assert set(dataclasses.asdict(cast(Any, instance))) == {*full_body(cls), "extra"}


@each_class
def test_asdict_has_the_unknown_keys_of_an_instance_with_nulls(cls: type[WireObject]) -> None:
    data = {**full_body(cls), **UNKNOWN, **{field.name: None for field in wire_fields(cls) if field.nullable}}
    assert dataclasses.asdict(cast(Any, cls.from_dict(data)))["extra"] == UNKNOWN


@each_class
def test_extra_from_asdict_is_plain_and_accepted_by_replace(cls: type[WireObject]) -> None:
    instance = cls.from_dict({**full_body(cls), **UNKNOWN})
    extra = dataclasses.asdict(cast(Any, instance))["extra"]
    assert json.loads(json.dumps(extra)) == UNKNOWN
    assert dataclasses.replace(cast(Any, instance), extra=extra) == instance


def test_constants_have_defaults_and_required_keys_are_encoded() -> None:
    constructed = CreateChatCompletionResponse(
        id="chatcmpl-1",
        created=1748706491,
        model="test-double",
        choices=(
            Choices(
                index=0,
                finish_reason="tool_calls",
                message=ChatCompletionResponseMessage(
                    tool_calls=(
                        ChatCompletionMessageToolCall(id="call_1", function=FunctionCall(name="f", arguments="{}")),
                    )
                ),
            ),
        ),
        usage=CompletionUsage(prompt_tokens=1, completion_tokens=2, total_tokens=3),
    )
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    message_data = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    assert constructed.to_dict() == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1748706491,
        "model": "test-double",
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message_data, "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
    }
    assert CreateChatCompletionResponse.from_dict(constructed.to_dict()) == constructed


def test_mappings_passed_to_replace_are_copied() -> None:
    metadata, extra = {"a": "b"}, {"x": {"y": [1]}}
    replaced = dataclasses.replace(CreateChatCompletionResponse.from_dict(response()), metadata=metadata, extra=extra)
    metadata.clear()
    extra["x"]["y"].append(2)
    assert replaced.metadata == {"a": "b"}
    assert replaced.extra == {"x": {"y": [1]}}
    assert replaced.to_dict() == {**without(response(), "system_fingerprint"), "metadata": {"a": "b"}, "x": {"y": [1]}}


def test_a_known_key_cannot_be_in_extra() -> None:
    with pytest.raises(ValueError, match=r"^FunctionCall: name is a field and cannot be in extra$"):
        FunctionCall(name="f", arguments="{}", extra={"name": "g"})


def test_a_value_that_is_not_json_cannot_be_in_extra() -> None:
    with pytest.raises(TypeError, match=r"^FunctionCall: extra: x: expected JSON value, got set$"):
        FunctionCall(name="f", arguments="{}", extra={"x": {1}})


def test_extra_of_another_class_brings_only_its_unknown_keys() -> None:
    other = Choices.from_dict({**without(choice(), "logprobs"), "x": 1})
    constructed = FunctionCall(name="f", arguments="{}", extra=other.extra)
    assert constructed.to_dict() == {"name": "f", "arguments": "{}", "x": 1}
    decoded = ChatCompletionResponseMessage.from_dict(without(message(tool_calls=None), "refusal"))
    assert ChatCompletionStreamResponseDelta(content="", extra=decoded.extra).to_dict() == {"content": ""}


@each_field
def test_replace_keeps_the_other_fields(field: Field) -> None:
    for data in (full_body(field.cls), minimal_body(field.cls), {**full_body(field.cls), **UNKNOWN}):
        decoded = field.cls.from_dict(data)
        same = dataclasses.replace(cast(Any, decoded), **{field.name: getattr(decoded, field.name)})
        assert same == decoded
        assert same.to_dict() == data


def test_replace_overrides_a_null_and_keeps_the_other_nulls() -> None:
    body = message(content=None, tool_calls=None, audio=None)
    decoded = ChatCompletionResponseMessage.from_dict(body)
    assert dataclasses.replace(decoded, content="06:41").to_dict() == {**body, "content": "06:41"}
    call = ChatCompletionMessageToolCall.from_dict(tool_call())
    assert dataclasses.replace(decoded, tool_calls=(call,)).to_dict() == {**body, "tool_calls": [tool_call()]}


def test_replace_overrides_a_missing_key() -> None:
    body = without(message(), "content", "refusal")
    decoded = ChatCompletionResponseMessage.from_dict(body)
    assert dataclasses.replace(decoded, content="06:41").to_dict() == {**body, "content": "06:41"}


def test_replace_keeps_the_missing_type_of_a_tool_call() -> None:
    body = without(tool_call(), "type")
    decoded = ChatCompletionMessageToolCall.from_dict(body)
    assert dataclasses.replace(decoded, id="call_2").to_dict() == {**body, "id": "call_2"}


def test_instances_match_by_keyword() -> None:
    match CreateChatCompletionResponse.from_dict(response_with_calls(tool_call())).choices[0].message:
        case ChatCompletionResponseMessage(
            tool_calls=[ChatCompletionMessageToolCall(function=FunctionCall(name=name))]
        ):
            assert name == "get_tide"
        case _:
            raise AssertionError


def test_the_bytes_of_a_token_are_bytes() -> None:
    data = {"token": "ñ", "logprob": -1, "bytes": [195, 177]}
    token = TopLogprobs.from_dict(data)
    assert token.bytes == "ñ".encode()
    assert (token.logprob, type(token.logprob)) == (-1, int)
    assert token.to_dict() == data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([0, 256], "bytes[1]: expected int from 0 to 255, got int 256"),
        ([-1], "bytes[0]: expected int from 0 to 255, got int -1"),
        ([0, True], "bytes[1]: expected int, got bool true"),
        ([1, "2"], 'bytes[1]: expected int, got str "2"'),
        ([1.5], "bytes[0]: expected int, got float 1.5"),
    ],
    ids=repr,
)
def test_an_invalid_byte_is_rejected(value: Any, text: str) -> None:
    with pytest.raises(DecodeError) as caught:
        TopLogprobs.from_dict({"token": "", "logprob": 0, "bytes": value})
    assert str(caught.value) == text


def test_a_float_without_a_fraction_is_accepted_as_byte() -> None:
    data = {"token": "a", "logprob": 0, "bytes": [97.0]}
    assert TopLogprobs.from_dict(data).bytes == b"a"
    assert TopLogprobs.from_dict(data).to_dict() == data


def test_from_dict_of_a_subclass_returns_an_instance_of_it() -> None:
    class Usage(CompletionUsage):
        @property
        def cost(self) -> float:
            return self.total_tokens * 1e-6

    decoded = Usage.from_dict(usage())
    assert type(decoded) is Usage
    assert decoded.cost == pytest.approx(4e-5)
    assert decoded.to_dict() == usage()


def test_an_unknown_variant_requires_only_its_type() -> None:
    assert UnknownVariant.from_dict({"type": "x"}) == UnknownVariant(type="x")
    assert Annotation.from_dict(full_body(Annotation)).type == "url_citation"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_help_shows_the_descriptions_of_the_fields(cls: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    described = help_module.find_descriptions(cls)
    assert [*described] == [*cls._known]
    assert (inspect.getdoc(cls) or "").startswith(inspect.cleandoc(vars(cls)["__doc__"].summary))
    assert all(f"{name}: {' '.join(text.split())}" in cls.__doc__ for name, text in described.items())

    def fail(cls: type) -> str:
        raise OSError("could not get source code")

    monkeypatch.setattr(inspect, "getsource", fail)
    assert help_module.find_descriptions(cls) == {}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_help_shows_what_users_have(cls: Any) -> None:
    text = pydoc.plain(pydoc.render_doc(cls)).replace("__replace__ = _replace(self, /, **changes) from dataclasses", "")
    assert not re.search(r"(?<![\w.])_[a-z]|__[gs]etstate__|\._[A-Z]", text)
    public = [name for name in dir(cls) if not name.startswith("_")]
    assert all(re.search(rf"^ \|  {name}\b", text, re.M) for name in public)
    assert {*cls._known, "extra", "to_dict", "from_dict", "placeholders"} <= {*public}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_docstring_is_not_indented(cls: Any) -> None:
    assert cls.__doc__ == inspect.getdoc(cls)


def test_keys_are_written_in_the_order_of_the_api() -> None:
    body = response(choice(message={**message(), "x": 1}))
    assert json.dumps(CreateChatCompletionResponse.from_dict(body).to_dict()) == json.dumps(body)
