"""The accumulator, which joins the chunks of a stream to a response."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionError,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionStreamResponseDelta,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamChoices,
    StreamError,
    accumulate,
    read_stream,
)

from .support.introspect import full_body, wire_fields
from .support.responses import Body, usage
from .support.streams import (
    azure_stream,
    choice_chunk,
    chunk,
    decode_chunks,
    event_stream,
    text_stream,
    tool_call_chunk,
    tool_call_stream,
)


def join_deltas(*deltas: Body) -> Body:
    """Return the message that the accumulator makes of some deltas."""
    chunks = [chunk(choice_chunk(**delta)) for delta in deltas]
    response = accumulate(decode_chunks([*chunks, chunk(choice_chunk(finish_reason="stop"))]))
    assert CreateChatCompletionResponse.from_dict(response.to_dict()) == response
    body: Body = response.to_dict()["choices"][0]["message"]
    return body


def join_tool_calls(*pieces: list[Body]) -> list[tuple[str, str, str]]:
    """Return the identifiers, names and arguments of the tool calls in some deltas."""
    accumulator = Accumulator()
    for piece in pieces:
        [one] = decode_chunks([chunk(choice_chunk(tool_calls=piece))])
        accumulator.add(one)
    joined = accumulator.to_dict()["choices"][0]["message"]["tool_calls"]
    assert all(one["type"] == "function" for one in joined)
    return [(one.get("id", ""), one["function"].get("name", ""), one["function"]["arguments"]) for one in joined]


def test_a_text_is_accumulated_to_a_complete_response() -> None:
    assert accumulate(decode_chunks(text_stream())).to_dict() == {
        "id": "chatcmpl-C1LmT0QvH3x8",
        "object": "chat.completion",
        "created": 1754432618,
        "model": "gpt-4o-2024-08-06",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "High water is at 06:41 — näher.", "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": usage(),
        "service_tier": "default",
        "system_fingerprint": "fp_ff25b2783a",
    }


def test_id_created_and_model_are_from_the_first_chunk_that_has_them() -> None:
    response = accumulate(decode_chunks(azure_stream()))
    assert (response.id, response.created, response.model) == (
        "chatcmpl-C1LmT0QvH3x8",
        1754432618,
        "gpt-4o-2024-08-06",
    )
    assert response.choices[0].message.content == "06:41"
    changed = [*text_stream(), chunk(id="other", created=1, model="other")]
    assert accumulate(decode_chunks(changed)).id == "chatcmpl-C1LmT0QvH3x8"


def test_choices_are_matched_by_index() -> None:
    chunks = [
        chunk(choice_chunk(1, content="b"), choice_chunk(0, content="a")),
        chunk(choice_chunk(0, content="A", finish_reason="stop")),
        chunk(choice_chunk(1, content="B", finish_reason="length")),
    ]
    choices = accumulate(decode_chunks(chunks)).choices
    assert [(one.index, one.message.content, one.finish_reason) for one in choices] == [
        (0, "aA", "stop"),
        (1, "bB", "length"),
    ]


def test_the_last_value_that_is_not_null_is_kept() -> None:
    moderation = {"input": {"type": "error", "code": "a", "message": "b"}, "output": {"type": "new"}}
    chunks = [
        chunk(choice_chunk(content="a", finish_reason="stop"), service_tier="flex", system_fingerprint="fp_1"),
        chunk(usage={"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}),
        chunk(usage=usage(), service_tier="default", system_fingerprint="fp_2"),
        chunk(choice_chunk(), moderation=moderation, service_tier=None, system_fingerprint=None, usage=None),
    ]
    body = accumulate(decode_chunks(chunks)).to_dict()
    assert body["choices"][0]["finish_reason"] == "stop"
    assert (body["usage"], body["moderation"]) == (usage(), moderation)
    assert (body["service_tier"], body["system_fingerprint"]) == ("default", "fp_2")


@pytest.mark.parametrize(
    ("reasons", "kept"),
    [
        (["", "", "stop", ""], "stop"),
        ([""], ""),
        (["null", "stop", "null"], "stop"),
        (["None", "None", "stop", "None"], "stop"),
        (["length", "none", "not_finished"], "length"),
        (["FINISH_REASON_UNSPECIFIED", "STOP"], "STOP"),
        (["length", "STOP"], "length"),
        (["None"], "None"),
        (["length", "stop"], "length"),
        (["content_filter", None, "stop"], "content_filter"),
        (["tool_calls", "stop", ""], "tool_calls"),
        (["stop", "length"], "length"),
        (["stop", "stop"], "stop"),
    ],
    ids=str,
)
def test_neither_stop_nor_an_empty_finish_reason_replaces_another(reasons: list[str | None], kept: str) -> None:
    chunks = [chunk(choice_chunk(finish_reason=reason)) for reason in reasons]
    assert accumulate(decode_chunks(chunks)).choices[0].finish_reason == kept


def test_refusals_are_joined() -> None:
    assert join_deltas({"refusal": "I "}, {"refusal": "can't."})["refusal"] == "I can't."


def test_a_deprecated_function_call_is_joined() -> None:
    deltas: list[Body] = [{"function_call": {"name": "f", "arguments": ""}}]
    deltas += [{"function_call": {"arguments": piece}} for piece in ('{"a":', "1}")]
    assert join_deltas(*deltas)["function_call"] == {"name": "f", "arguments": '{"a":1}'}


def test_tool_calls_are_matched_by_index() -> None:
    tool_calls = accumulate(decode_chunks(tool_call_stream())).choices[0].message.tool_calls
    assert tool_calls
    assert [(one.to_dict()["id"], one.to_dict()["function"]) for one in tool_calls] == [
        ("call_1", {"name": "get_tide", "arguments": '{"harbour":"Brest"}'}),
        ("call_2", {"name": "get_wind", "arguments": "{}"}),
    ]


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        # Without an index, a new identifier starts a call. A piece without an identifier continues the last call.
        (
            [
                [tool_call_chunk(None, "f", "{", id="1")],
                [tool_call_chunk(None, None, "}")],
                [tool_call_chunk(None, "g", "[", id="2")],
                [tool_call_chunk(None, "", "]")],
            ],
            [("1", "f", "{}"), ("2", "g", "[]")],
        ),
        # A repeated identifier continues its call.
        ([[tool_call_chunk(None, "f", "{", id="1")], [tool_call_chunk(None, None, "}", id="1")]], [("1", "f", "{}")]),
        # Two pieces with the same index in one chunk belong to one call.
        ([[tool_call_chunk(0, "f", "{", id="1"), tool_call_chunk(0, None, "}")]], [("1", "f", "{}")]),
        # A new identifier with a used index starts a call, and later pieces with the index continue that call.
        (
            [
                [tool_call_chunk(0, "f", "{}", id="1"), tool_call_chunk(0, "g", "[", id="2")],
                [tool_call_chunk(0, None, "]")],
            ],
            [("1", "f", "{}"), ("2", "g", "[]")],
        ),
        # A known identifier continues its call, even if a later call has the same index.
        (
            [
                [tool_call_chunk(0, "f", "{", id="1")],
                [tool_call_chunk(0, "g", "[", id="2")],
                [tool_call_chunk(0, None, "}", id="1")],
            ],
            [("1", "f", "{}"), ("2", "g", "[")],
        ),
        # The position of a call without an index continues it.
        ([[tool_call_chunk(None, "f", "{", id="1")], [tool_call_chunk(0, None, "}")]], [("1", "f", "{}")]),
        (
            [[tool_call_chunk(1, "g", "{", id="2")], [tool_call_chunk(0, "f", "[")], [tool_call_chunk(1, None, "}")]],
            [("2", "g", "{}"), ("", "f", "[")],
        ),
        # An empty identifier counts as missing.
        ([[tool_call_chunk(0, "f", "{", id="1")], [tool_call_chunk(0, "", "}", id="")]], [("1", "f", "{}")]),
        # A repeated name is kept once. Pieces of a name are joined.
        ([[tool_call_chunk(0, "f", "{", id="1")], [tool_call_chunk(0, "f", "}", id="1")]], [("1", "f", "{}")]),
        ([[tool_call_chunk(0, "get_", id="1")], [tool_call_chunk(0, "tide", "{}")]], [("1", "get_tide", "{}")]),
        ([[tool_call_chunk(0, "get_", id="1")], [tool_call_chunk(0, "get_tide", "{}")]], [("1", "get_tide", "{}")]),
        # Pieces of one delta with different indices belong to different calls.
        (
            [
                [
                    tool_call_chunk(0, "f", "{", id="1"),
                    tool_call_chunk(1, None, "}"),
                    tool_call_chunk(2, "", "x", id="1"),
                ]
            ],
            [("1", "f", "{"), ("", "", "}"), ("1", "", "x")],
        ),
        # A piece that says nothing begins no call.
        ([[{"index": 0}]], []),
        (
            [
                [{"index": 0, "id": "", "type": "", "function": {"name": "", "arguments": ""}}],
                [tool_call_chunk(0, "f", "{}", id="1"), {"index": 1, "function": {"arguments": ""}}],
            ],
            [("1", "f", "{}")],
        ),
        ([[{"index": 0, "type": "function"}]], [("", "", "")]),
        # The name and the arguments may be beside the identifier.
        (
            [
                [{"index": 0, "id": "1", "name": "f", "arguments": ""}],
                [{"index": 0, "arguments": '{"a":'}, {"index": 1, "id": "2", "name": "g", "arguments": {"b": 2}}],
                [{"index": 0, "arguments": "1}"}],
            ],
            [("1", "f", '{"a":1}'), ("2", "g", '{"b": 2}')],
        ),
        # Two calls may begin with one identifier and one name.
        (
            [[tool_call_chunk(0, "f", "", id="f")], [tool_call_chunk(1, "f", "", id="f")]]
            + [[tool_call_chunk(index, None, text)] for index, text in ((0, '{"a":'), (1, "{}"), (0, "1}"))],
            [("f", "f", '{"a":1}'), ("f", "f", "{}")],
        ),
        # An identifier and a name may come with every piece, and with the next index.
        (
            [[tool_call_chunk(index, "f", text, id="1")] for index, text in enumerate(("", '{"a":', "1}"))],
            [("1", "f", '{"a":1}')],
        ),
        (
            [[tool_call_chunk(0, "f", "{}", id="1")], [tool_call_chunk(1, "f", "{}", id="1")]],
            [("1", "f", "{}"), ("1", "f", "{}")],
        ),
        ([[tool_call_chunk(0, "f", id="1")], [tool_call_chunk(1, "g", id="1")]], [("1", "f", ""), ("1", "g", "")]),
        ([[tool_call_chunk(None, "f")]], [("", "f", "")]),
        ([[]], []),
    ],
)
def test_each_piece_is_added_to_its_tool_call(pieces: list[list[Body]], joined: list[tuple[str, str, str]]) -> None:
    assert join_tool_calls(*pieces) == joined


def test_custom_tool_calls_are_joined() -> None:
    pieces: list[Body] = [
        {"index": 0, "id": "call_1", "type": "custom", "custom": {"name": "sql", "input": "SEL"}},
        {"index": 0, "custom": {"input": "ECT 1"}},
    ]
    chunks = [chunk(choice_chunk(tool_calls=[one])) for one in pieces]
    response = accumulate(decode_chunks([*chunks, chunk(choice_chunk(finish_reason="tool_calls"))]))
    [call] = response.choices[0].message.tool_calls or ()
    assert isinstance(call, ChatCompletionMessageCustomToolCall)
    assert (call.custom.name, call.custom.input) == ("sql", "SELECT 1")


@pytest.mark.parametrize("kind", ["builtin_function", "mcp"])
def test_the_arguments_of_an_unknown_call_are_joined_where_they_are(kind: str) -> None:
    accumulator = Accumulator()
    for piece in ({"index": 0, "id": "1", "type": kind, "name": "f", "arguments": "{"}, {"index": 0, "arguments": "}"}):
        [one] = decode_chunks([chunk(choice_chunk(tool_calls=[piece]))])
        accumulator.add(one)
    [call] = accumulator.to_dict()["choices"][0]["message"]["tool_calls"]
    assert call == {"id": "1", "type": kind, "name": "f", "arguments": "{}"}


def test_updates_have_the_arguments_beside_the_identifier() -> None:
    accumulator = Accumulator()
    updates: list[Any] = []
    for piece in ({"index": 0, "id": "1", "name": "f", "arguments": "{"}, {"index": 0, "arguments": "}"}):
        [one] = decode_chunks([chunk(choice_chunk(tool_calls=[piece]))])
        updates += accumulator.add(one)
    assert [(update.name, update.arguments, update.is_first) for update in updates] == [
        ("f", "{", True),
        ("f", "}", False),
    ]


def test_unknown_keys_of_a_tool_call_are_kept() -> None:
    first = tool_call_chunk(0, "f", "{}", id="1", extra_content={"google": {"thought_signature": ""}})
    first["function"]["parsed"] = None
    joined = join_deltas(
        {"tool_calls": [first]},
        {"tool_calls": [tool_call_chunk(0, extra_content={"google": {"thought_signature": "AVSo"}})]},
    )
    assert joined["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "AVSo"}}
    assert joined["tool_calls"][0]["function"] == {"name": "f", "arguments": "{}", "parsed": None}


def test_logprobs_are_appended() -> None:
    def token(text: str) -> Body:
        return {"token": text, "logprob": -0.5, "bytes": None, "top_logprobs": []}

    logprobs: list[Any] = [
        {"content": [token("a")], "refusal": None},
        None,
        {"content": None, "refusal": [token("r")], "tokens": ["r"]},
        {"content": [token("b"), token("c")], "refusal": [token("s")], "tokens": ["s"]},
    ]
    chunks = [chunk(choice_chunk(content="a", finish_reason="stop", more={"logprobs": one})) for one in logprobs]
    assert accumulate(decode_chunks(chunks)).to_dict()["choices"][0]["logprobs"] == {
        "content": [token("a"), token("b"), token("c")],
        "refusal": [token("r"), token("s")],
        "tokens": ["r", "s"],
    }


@pytest.mark.parametrize(
    ("deltas", "value"),
    [
        (["We ", None, "need"], "We need"),
        ([None, None], None),
        ([1, 2, None], 2),
        ([True, False], False),
        (["text", 5], 5),
        ([5, "text"], "text"),
        ([["a"], ["b"]], ["a", "b"]),
        ([[{"text": "a"}], [{"text": "b"}]], [{"text": "a"}, {"text": "b"}]),
        ([{"a": "x", "b": None}, {"a": "y", "c": [1]}], {"a": "xy", "b": None, "c": [1]}),
        ([{"id": "1", "type": "t"}, {"id": "1", "type": ""}], {"id": "1", "type": "t"}),
        ([{"type": ""}], {"type": ""}),
        ([{"name": {"first": "a"}}, {"name": {"first": "b"}}], {"name": {"first": "ab"}}),
        (
            [
                [{"index": 0, "type": "reasoning.text", "text": "We "}],
                [{"index": 1, "type": "reasoning.text", "text": "So"}],
                [{"index": 0, "type": "reasoning.text", "text": "need"}, {"index": True}],
            ],
            [
                {"index": 0, "type": "reasoning.text", "text": "We need"},
                {"index": 1, "type": "reasoning.text", "text": "So"},
                {"index": True},
            ],
        ),
    ],
    ids=repr,
)
def test_unknown_keys_of_deltas_are_joined(deltas: list[Any], value: Any) -> None:
    assert join_deltas(*({"reasoning": delta} for delta in deltas))["reasoning"] == value


def image(url: str, **more: Any) -> Body:
    return {"type": "image_url", "image_url": {"url": url}, **more}


A, B = "data:image/png;base64,AAAA", "data:image/png;base64,BBBB"


@pytest.mark.parametrize(
    ("deltas", "value"),
    [
        ([[image(A, index=0)], [image(B, index=0)]], [image(A, index=0), image(B, index=0)]),
        ([[image(A, index=0)], [image(B, index=0)], [image(A, index=0)]], [image(A, index=0), image(B, index=0)]),
        ([[image(A, index=0)], [image(A, index=0)]], [image(A, index=0)]),
        ([[image(A)], [image(A), image(B)], [image(B)]], [image(A), image(B)]),
        ([[image(A), image(A)]], [image(A), image(A)]),
        ([[A], [A, B]], [A, B]),
        ([[{"image": {"data": "AA"}}], [{"image": {"data": "AA"}}, image(B)]], [{"image": {"data": "AA"}}, image(B)]),
        ([[image(A, index=0)], [image("", index=0, detail="low")]], [image(A, index=0, detail="low")]),
        ([[{"index": 0, "b64_json": "AA"}], [{"index": 0, "b64_json": "BB"}]], None),
        ([[{"index": 0, "image": {"data": "AA"}}], [{"index": 0, "image": {"data": "BB"}}]], None),
        ([[{"index": 0, "name": "a"}], [{"index": 0, "name": "ab"}]], None),
        ([[{"token": "a"}], [{"token": "a"}]], None),
        ([[{"index": 0, "id": "1", "text": "a"}], [{"index": 0, "id": "1", "text": "b"}]], [{"id": "1", "text": "ab"}]),
        ([[{"index": 0, "id": "1", "text": "a"}], [{"index": 0, "id": "2", "text": "b"}]], None),
        ([[{"index": 0, "status": "begun"}], [{"index": 0, "status": "done"}]], [{"status": "done"}]),
        (
            [[{"index": 0, "arguments": '{"a":1}'}], [{"index": 0, "arguments": '{"a":1}', "output": "x"}]],
            [{"arguments": '{"a":1}', "output": "x"}],
        ),
        ([[{"index": 0, "arguments": '{"a":'}], [{"index": 0, "arguments": "1}"}]], [{"arguments": '{"a":1}'}]),
    ],
    ids=str,
)
def test_complete_items_are_not_continued(deltas: list[list[Any]], value: list[Any] | None) -> None:
    """`value` None stands for all items of all deltas."""
    found = join_deltas(*({"images": delta} for delta in deltas))["images"]
    if value is None:
        value = [item for delta in deltas for item in delta]
    elif isinstance(deltas[0][0], dict) and "index" in deltas[0][0]:
        value = [{"index": 0, **item} for item in value]
    assert found == value


@pytest.mark.parametrize(
    ("key", "values", "kept"),
    [
        ("id", ["a", "a"], "a"),
        ("request_id", ["a", "ab"], "ab"),
        ("requestId", ["a", "b", ""], "b"),
        ("image_url", ["https://a.org", "https://a.org"], "https://a.org"),
        ("sourceURI", ["x", "x"], "x"),
        ("tool_name", ["a", "a"], "a"),
        ("mime_type", ["image/png", "image/png"], "image/png"),
        ("model", ["m", "m"], "m"),
        ("picture", [A, B], B),
        ("picture", [A, "CC"], A + "CC"),
        ("plan", ["see ", "https://a.org"], "see https://a.org"),
        ("reasoning_content", ["https://a.org", "https://a.org"], "https://a.orghttps://a.org"),
        ("plan", ["a", "ab", "abc", "abcd"], "aababcabcd"),
    ],
    ids=str,
)
def test_addresses_identifiers_and_names_are_not_joined(key: str, values: list[str], kept: str) -> None:
    assert join_deltas(*({key: value} for value in values))[key] == kept
    assert join_deltas(*({"x": {key: value}} for value in values))["x"][key] == kept


SNAPSHOTS = ["", "The", "The user", "The user asks", "The user asks."]


@pytest.mark.parametrize("repeated", [0, 1, 4])
def test_snapshots_of_a_text_are_one_text(repeated: int) -> None:
    pieces = [SNAPSHOTS[0], *SNAPSHOTS[1:-1], *[SNAPSHOTS[-1]] * (repeated + 1)]
    text = SNAPSHOTS[-1]
    assert join_deltas(*({"content": piece} for piece in pieces))["content"] == text
    assert join_deltas(*({"reasoning": piece} for piece in pieces))["reasoning"] == text
    parts = join_deltas(*({"content": [{"type": "text", "text": piece}]} for piece in pieces))["content"]
    assert parts == [{"type": "text", "text": text}]
    details = [{"type": "reasoning.text", "text": piece, "index": 0} for piece in pieces]
    assert join_deltas(*({"reasoning_details": [one]} for one in details))["reasoning_details"] == details[-1:]


@pytest.mark.parametrize("key", ["content", "reasoning_content", "refusal"])
def test_a_last_piece_that_is_all_of_the_text_once_more_is_not_added(key: str) -> None:
    pieces = ["High ", "water ", "is at ", "06:41."]
    assert join_deltas(*({key: piece} for piece in [*pieces, "".join(pieces), ""]))[key] == "".join(pieces)


@pytest.mark.parametrize(
    "pieces", [["a", "b", "c", "abc"], ["=", "=", "=", "=", "===="], ["a", "b", "c", "d", "abcd", "."]], ids=str
)
def test_a_piece_may_repeat_the_text_by_chance(pieces: list[str]) -> None:
    assert join_deltas(*({"content": piece} for piece in pieces))["content"] == "".join(pieces)


def test_a_short_text_beside_snapshots_may_be_of_snapshots_too() -> None:
    deltas = [{"reasoning": "Hm"}, {"reasoning": "Hm."}, *[{"content": piece} for piece in SNAPSHOTS]]
    joined = join_deltas(*deltas, {"refusal": "a"}, {"refusal": "ab"})
    assert (joined["reasoning"], joined["content"], joined["refusal"]) == ("Hm.", SNAPSHOTS[-1], "aab")
    assert join_deltas(*deltas, {"reasoning": "Or"})["reasoning"] == "HmHm.Or"


@pytest.mark.parametrize(
    "pieces",
    [SNAPSHOTS[:4], ["ha"] * 9, ["a", "a", "a", "ab", "abc"], [*SNAPSHOTS, "!"], ["x", *SNAPSHOTS]],
    ids=["three", "equal", "three different ones", "not to the end", "not from the beginning"],
)
@pytest.mark.parametrize("key", ["content", "reasoning_content"])
def test_pieces_that_are_not_all_snapshots_are_all_kept(pieces: list[str], key: str) -> None:
    assert join_deltas(*({key: piece} for piece in pieces))[key] == "".join(pieces)


@pytest.mark.parametrize("kind", ["text", "output_text", "input_text", "refusal"])
def test_texts_of_one_type_in_arrays_add_up_to_one_text(kind: str) -> None:
    key = "refusal" if kind == "refusal" else "text"
    deltas = [{"parts": [{"type": kind, key: piece}]} for piece in ("06", ":", "41")]
    assert join_deltas(*deltas)["parts"] == [{"type": kind, key: "06:41"}]


@pytest.mark.parametrize("item", [{"type": ["x"]}, {"type": {"a": 1}, "index": 0}, {"type": 5}], ids=str)
def test_the_type_of_an_unknown_item_may_be_anything(item: Body) -> None:
    assert join_deltas({"images": [item]}, {"images": [item]})["images"][0]["type"] == item["type"]


@pytest.mark.parametrize(
    ("deltas", "message"),
    [
        ([{"content": 1}, {"content": 2}], {"content": "12"}),
        ([{"content": [{"type": "text", "text": 1}]}, {"content": "2"}], {"content": [{"type": "text", "text": "12"}]}),
        (
            [{"audio": {"id": 1, "expires_at": "17", "data": []}}, {"audio": {"transcript": 5, "expires_at": "17"}}],
            {"content": None, "audio": {"id": "1", "expires_at": 17, "transcript": "5"}},
        ),
    ],
    ids=str,
)
def test_values_that_do_not_fit_are_joined_as_what_is_meant(deltas: list[Body], message: Body) -> None:
    problems: list[DecodeError] = []
    chunks = [
        CreateChatCompletionStreamResponse.from_dict(chunk(choice_chunk(**delta)), problems=problems)
        for delta in [*deltas, {}]
    ]
    answer = accumulate(chunks, problems=problems)
    assert answer.to_dict()["choices"][0]["message"] == {"role": "assistant", "refusal": None, **message}


def test_audio_in_parts_that_were_encoded_apart_is_encoded_again() -> None:
    def join(*pieces: str) -> str:
        whole = {"id": "audio_1", "transcript": "", "expires_at": 1754436218}
        data: str = join_deltas({"audio": whole}, *({"audio": {"data": piece}} for piece in pieces))["audio"]["data"]
        return data

    assert join("YQ==", "Yg==") == "YWI="
    assert join("YQ==Yg=", "=Yw==") == "YWJj"
    assert join("YWJj", "ZA==", "ZWY=") == "YWJjZGVm"
    assert join("YQ", "==") == "YQ=="
    assert join("Y=Q", "z") == "Y=Qz"
    assert join("Yg==", "-_-_") == "Yg==-_-_"
    assert join("YQ==Yg==") == "YQ==Yg=="


def test_audio_that_expires_ends_a_stream_without_a_finish_reason() -> None:
    audio = [{"id": "audio_1", "transcript": "Hello"}, {"data": "YQ=="}, {"expires_at": 1754436218}]
    answer = accumulate(decode_chunks([chunk(choice_chunk(audio=piece)) for piece in audio]))
    assert answer.choices[0].finish_reason == "stop"
    assert answer.choices[0].message.audio is not None
    assert answer.choices[0].message.audio.transcript == "Hello"


def test_audio_is_joined() -> None:
    joined = join_deltas(
        {"audio": {"id": "audio_1", "transcript": "06"}},
        {"audio": {"id": "audio_1", "transcript": ":41", "data": "AAA"}},
        {"audio": {"data": "BBB", "expires_at": 1754436218}},
    )
    assert joined["audio"] == {"id": "audio_1", "transcript": "06:41", "data": "AAABBB", "expires_at": 1754436218}


def test_annotations_are_appended() -> None:
    def citation(title: str) -> Body:
        page = {"url": "https://example.org", "title": title, "start_index": 0, "end_index": 1}
        return {"type": "url_citation", "url_citation": page}

    joined = join_deltas({"annotations": [citation("a")]}, {"annotations": [citation("b")]})
    assert joined["annotations"] == [citation("a"), citation("b")]


def test_the_last_unknown_keys_of_chunks_and_choices_are_kept() -> None:
    chunks = [
        chunk(choice_chunk(content="a", more={"seed": 1, "stop_reason": None}), provider="A", x={"a": [1]}),
        chunk(
            choice_chunk(finish_reason="stop", more={"seed": None, "results": {"b": [2]}}), provider=None, x={"c": 1}
        ),
    ]
    body = accumulate(decode_chunks(chunks)).to_dict()
    assert (body["provider"], body["x"]) == ("A", {"c": 1})
    assert (body["choices"][0]["seed"], body["choices"][0]["stop_reason"]) == (1, None)
    assert body["choices"][0]["results"] == {"b": [2]}


COMPLETE = usage()
PARTIAL = {"prompt_tokens": 31, "completion_tokens": 0, "total_tokens": 0}


@pytest.mark.parametrize(
    "ends",
    [
        [chunk(usage=COMPLETE)],
        [chunk(choice_chunk(), usage=PARTIAL), chunk(choice_chunk(), usage=COMPLETE)],
        [chunk(usage=COMPLETE), chunk(usage=PARTIAL), chunk(usage=None)],
        [chunk(choice_chunk(more={"usage": COMPLETE}))],
        [chunk(x_groq={"id": "req_1", "usage": COMPLETE})],
        [chunk(usage=COMPLETE), chunk(x_groq={"usage": PARTIAL}), chunk(x={"usage": {"seconds": 3}})],
        [chunk(choice_chunk(content="06:41", usage=COMPLETE))],
    ],
    ids=[
        "at the end",
        "cumulative",
        "then less",
        "in a choice",
        "in an unknown object",
        "then another's",
        "in a delta",
    ],
)
def test_the_usage_is_found_where_services_put_it(ends: list[Body]) -> None:
    answer = accumulate(decode_chunks([*ends, chunk(choice_chunk(finish_reason="stop"))]))
    assert answer.usage is not None
    assert answer.usage.to_dict() == COMPLETE


@pytest.mark.parametrize(
    "parts",
    [
        [{"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5}, {"prompt_tokens": 0, "completion_tokens": 3}],
        [{"prompt_tokens": 5}, {"completion_tokens": 3}],
        [{"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5}, {"completion_tokens": 3, "total_tokens": 3}],
        [{"completion_tokens": 3, "total_tokens": 3}, {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5}],
    ],
    ids=["zeros", "missing keys", "zeros and a missing key", "the completion first"],
)
def test_the_tokens_of_the_prompt_and_of_the_completion_may_be_in_different_chunks(parts: list[Body]) -> None:
    accumulator = Accumulator()
    for part in parts:
        body = chunk(usage=part)
        accumulator.add(CreateChatCompletionStreamResponse.from_dict(body, problems=[]))
    assert accumulator.to_dict()["usage"] == {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8}


def test_the_details_of_a_usage_in_two_chunks_are_kept() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 4}, "cost": 1}
    first = {"prompt_tokens": 5, "completion_tokens": 0, "total_tokens": 5, **details}
    last = {"prompt_tokens": 0, "completion_tokens": 3, "total_tokens": 3, "prompt_tokens_details": None}
    merged = accumulate(
        decode_chunks([chunk(choice_chunk(), usage=first), chunk(choice_chunk(finish_reason="stop"), usage=last)])
    )
    assert merged.usage
    assert merged.usage.to_dict() == {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8, **details}


def test_a_usage_of_zeros_replaces_none_that_counts_something() -> None:
    counted: Body = {"prompt_tokens": 5, "completion_tokens": 5}
    chunks = [
        chunk(usage=counted),
        chunk(usage={**counted, "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}),
    ]
    accumulator = Accumulator()
    for body in chunks:
        accumulator.add(CreateChatCompletionStreamResponse.from_dict(body, problems=[]))
    assert accumulator.to_dict()["usage"] == counted


def test_a_name_may_come_after_one_that_says_that_there_is_none() -> None:
    calls = [{"function_call": {"name": name, "arguments": ""}} for name in ("null", "f")]
    assert join_deltas(*calls)["function_call"]["name"] == "f"


@pytest.mark.parametrize("empty", [None, "", [], {}], ids=repr)
def test_an_empty_value_replaces_nothing(empty: Any) -> None:
    first = chunk(choice_chunk(more={"x": {"a": 1}}, y="b", z=[1]), w={"c": 2}, service_tier="flex")
    last = chunk(choice_chunk(more={"x": empty}, finish_reason="stop", y=empty, z=empty), w=empty)
    body = accumulate(decode_chunks([first, {**last, "service_tier": "", "system_fingerprint": ""}])).to_dict()
    [choice] = body["choices"]
    assert (choice["x"], choice["message"]["y"], choice["message"]["z"]) == ({"a": 1}, "b", [1])
    assert (body["w"], body["service_tier"], body["system_fingerprint"]) == ({"c": 2}, "flex", "fp_ff25b2783a")


def test_obfuscation_is_dropped() -> None:
    assert "obfuscation" not in accumulate(decode_chunks(text_stream())).to_dict()


def test_the_first_role_is_kept_and_assistant_is_the_default() -> None:
    assert join_deltas({"content": "a"})["role"] == "assistant"
    assert join_deltas({"role": ""}, {"role": "assistant"})["role"] == "assistant"


@pytest.mark.parametrize("stream", [text_stream, azure_stream, tool_call_stream])
def test_to_dict_is_a_snapshot_after_every_chunk(stream: Any) -> None:
    accumulator = Accumulator()
    snapshot = accumulator.to_dict()
    for number, one in enumerate(decode_chunks(stream()), 1):
        accumulator.add(one)
        snapshot = accumulator.to_dict()
        other = Accumulator()
        for earlier in decode_chunks(stream())[:number]:
            other.add(earlier)
        assert snapshot == other.to_dict()
    assert accumulator.response() == accumulate(decode_chunks(stream()))
    snapshot["choices"].clear()
    assert accumulator.response() == accumulate(decode_chunks(stream()))


def test_an_incomplete_stream_is_an_error_with_the_partial_response() -> None:
    for end in range(len(text_stream()) - 1):
        if end == 4:
            continue
        with pytest.raises(StreamError) as caught:
            accumulate(decode_chunks(text_stream()[:end]))
        partial: Any = caught.value.partial
        content = "".join(one["choices"][0]["delta"]["content"] for one in text_stream()[:end])
        assert [one["message"]["content"] for one in partial["choices"]] == [content] if end else partial is None
        assert str(caught.value) == f"the stream ended before {'choice 0 was finished' if end else 'the first chunk'}"
        copied = pickle.loads(pickle.dumps(caught.value))
        assert (str(copied), copied.partial) == (str(caught.value), caught.value.partial)


def test_an_error_in_a_stream_has_the_partial_response() -> None:
    ends: list[tuple[str, type[ChatCompletionError]]]
    ends = [('data: {"error": {"message": "Overloaded."}}\n\n', APIError), ("data: {", StreamError)]
    for end, kind in ends:
        with pytest.raises(kind) as caught:
            accumulate(read_stream([event_stream(text_stream()[:2], end=end)]))
        partial: Any = caught.value.partial
        assert partial["choices"][0]["message"]["content"] == "High water is at "


def test_a_stream_without_choices_is_accumulated() -> None:
    assert accumulate(decode_chunks([chunk(usage=usage())])).choices == ()


@pytest.mark.parametrize("key", ["detail", "errors"])
def test_an_answer_without_content_is_no_error_given_problems(key: str) -> None:
    chunks = decode_chunks([chunk(choice_chunk(role="assistant"), **{key: "slow"})])
    accumulator = Accumulator()
    for one in chunks:
        accumulator.add(one)
    problems: list[DecodeError] = []
    answer = accumulator.response(problems=problems)
    assert (answer.choices[0].finish_reason, answer.extra) == ("", {key: "slow"})
    assert [problem.path for problem in problems] == ["choices[0].finish_reason"]


def test_a_long_function_name_is_joined_whole() -> None:
    accumulator = Accumulator()
    names = [f"part_{number:04}_" for number in range(400)]
    bodies = [chunk(choice_chunk(tool_calls=[tool_call_chunk(0, name, id="call_1")])) for name in names]
    updates = [accumulator.add(decoded)[0] for decoded in decode_chunks(bodies)]
    name = "".join(names)
    assert updates[-1].name == name[:1000]
    assert accumulator.to_dict()["choices"][0]["message"]["tool_calls"][0]["function"]["name"] == name


def test_a_call_that_is_named_again_begins_with_its_arguments() -> None:
    """Some services send the same index for all calls, and the name in a piece of its own."""
    first = [tool_call_chunk(0, "f", '{"a": 1}', id="1")]
    again = [tool_call_chunk(0, "f", "")]
    more = [tool_call_chunk(0, None, '{"a": 2}')]
    assert [call[1:] for call in join_tool_calls(first, again, more)] == [("f", '{"a": 1}'), ("f", '{"a": 2}')]
    assert join_tool_calls(first, again, [tool_call_chunk(0, None, "")]) == [("1", "f", '{"a": 1}')]


def test_the_name_of_a_call_may_come_after_its_id() -> None:
    pieces = [[tool_call_chunk(0, id="1")], [tool_call_chunk(0, "f")], [tool_call_chunk(0, None, "{}")]]
    assert join_tool_calls(*pieces) == [("1", "f", "{}")]


@pytest.mark.parametrize(
    ("pieces", "arguments"),
    [
        (['{"a"', '{"a":', '{"a":1}'], '{"a":1}'),
        (['{"a":', "1}", '{"a":1}'], '{"a":1}'),
        (['{"a":1}', '{"a":1}', '{"a":1}'], '{"a":1}'),
        (['{"a":[', '{"a":[', "]}]}"], '{"a":[{"a":[]}]}'),
        (['{"a":1', '{"b":2}'], '{"a":1{"b":2}'),
        (['{"a":1}', '{"b":2}'], '{"a":1}{"b":2}'),
        (['{"a"', '{"a":'], '{"a"{"a":'),
        (["{}", '{"a":', "1}"], '{"a":1}'),
        (["{}", '{"a":'], '{}{"a":'),
        (["{}"], "{}"),
    ],
    ids=[
        "so far",
        "all again",
        "three times",
        "nested",
        "cut",
        "another object",
        "unfinished",
        "after {}",
        "cut after {}",
        "{}",
    ],
)
def test_arguments_that_come_again_are_not_added_again(pieces: list[str], arguments: str) -> None:
    calls: list[Body] = [{"function_call": {"name": "f", "arguments": ""}}]
    calls += [{"function_call": {"arguments": piece}} for piece in pieces]
    assert join_deltas(*calls)["function_call"] == {"name": "f", "arguments": arguments}


@pytest.mark.parametrize("key", ["content", "refusal", "reasoning"])
def test_a_character_in_two_pieces_is_one(key: str) -> None:
    assert join_deltas({key: "é\ud83d"}, {key: "\ude00\ude00"})[key] == "é😀\ude00"


def test_arguments_that_only_seem_complete_are_continued() -> None:
    pieces = [[tool_call_chunk(None, "f", '{"a": "}', id="1")], [tool_call_chunk(0, "f", '"}')]]
    assert join_tool_calls(*pieces) == [("1", "f", '{"a": "}"}')]


@pytest.mark.parametrize(
    ("cls", "path", "left_out"),
    [
        (CreateChatCompletionStreamResponse, (), {"obfuscation"}),
        (StreamChoices, ("choices", 0), {"delta"}),
        (ChatCompletionStreamResponseDelta, ("choices", 0, "message"), set()),
    ],
)
def test_every_field_is_accumulated(cls: Any, path: tuple[Any, ...], left_out: set[str]) -> None:
    accumulator = Accumulator()
    body = full_body(CreateChatCompletionStreamResponse)
    body["choices"] = [{**full_body(StreamChoices), "delta": full_body(ChatCompletionStreamResponseDelta)}]
    accumulator.add(CreateChatCompletionStreamResponse.from_dict(body))
    accumulated: Any = accumulator.to_dict()
    for key in path:
        accumulated = accumulated[key]
    assert {field.name for field in wire_fields(cls)} - left_out <= accumulated.keys()
