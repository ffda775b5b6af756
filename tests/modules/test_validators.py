"""Validators for single values."""

from __future__ import annotations

from typing import Any

import pytest

from chatcompletion import DecodeError
from chatcompletion._core import (
    decode_bool,
    decode_float,
    decode_int,
    decode_json_object,
    decode_literal,
    decode_str,
    decode_str_or_array,
    decode_str_or_object,
)


@pytest.mark.parametrize(
    ("decode", "value", "decoded"),
    [
        (decode_str, "a", "a"),
        (decode_bool, True, True),
        (decode_int, 46, 46),
        (decode_int, 46.0, 46),
        (decode_float, 0.5, 0.5),
        (decode_float, 1, 1),
        (decode_json_object, {"a": [{}]}, {"a": [{}]}),
        (lambda value: decode_literal(value, "tool"), "tool", "tool"),
        (lambda value: decode_str_or_array(value, decode_int), "a", "a"),
        (lambda value: decode_str_or_array(value, decode_int), [1, 2.0], (1, 2)),
        (lambda value: decode_str_or_object(value, decode_json_object), "a", "a"),
        (lambda value: decode_str_or_object(value, decode_json_object), {"a": 1}, {"a": 1}),
    ],
)
def test_a_valid_value_is_returned_with_the_annotated_type(decode: Any, value: Any, decoded: Any) -> None:
    assert decode(value) == decoded
    assert type(decode(value)) is type(decoded) or isinstance(decoded, dict)


@pytest.mark.parametrize(
    ("decode", "value", "problem"),
    [
        (decode_str, 5, "expected str, got int 5"),
        (decode_bool, 1, "expected bool, got int 1"),
        (decode_int, True, "expected int, got bool true"),
        (decode_int, 46.5, "expected int, got float 46.5"),
        (decode_int, "46", 'expected int, got str "46"'),
        (decode_float, False, "expected float, got bool false"),
        (decode_float, float("nan"), "expected float, got float nan"),
        (decode_float, float("-inf"), "expected float, got float -inf"),
        (decode_json_object, [], "expected object, got array"),
        (lambda value: decode_literal(value, "tool"), "user", 'expected "tool", got "user"'),
        (lambda value: decode_str_or_array(value, decode_int), {}, "expected str or array, got object"),
        (lambda value: decode_str_or_array(value, decode_int), ["a"], '[0]: expected int, got str "a"'),
        (lambda value: decode_str_or_object(value, decode_json_object), [], "expected str or object, got array"),
    ],
)
def test_an_invalid_value_is_rejected(decode: Any, value: Any, problem: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(value)
    assert str(caught.value) == problem
