"""What several test modules use."""

from __future__ import annotations

from typing import Any

import pytest

from chatcompletion import DecodeError
from chatcompletion._core.base import WireObject


def get_decode_error(cls: type[WireObject], body: Any) -> DecodeError:
    """Return the error that a body raises."""
    with pytest.raises(DecodeError) as caught:
        cls.from_dict(body)
    return caught.value


def nest(kind: type, levels: int) -> Any:
    """Return a number inside so many dicts or lists."""
    value: Any = 0
    for _ in range(levels):
        value = {"a": value} if kind is dict else [value]
    return value
