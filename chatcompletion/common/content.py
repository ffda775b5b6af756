"""The content of a message: text, or an array of parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._core import Model, decode_str, encode_array
from .._core.containers import decode_list
from ..errors import DecodeError, describe

REASONING_KEYS = ("reasoning_content", "reasoning")
"""The unknown keys in which services send the model's reasoning."""


def decode_content(value: Any) -> str:
    """Return the content of a message. An array of parts becomes a `MultipartContent`."""
    if issubclass(type(value), str):
        return decode_str(value)
    try:
        parts = decode_list(value)
    except DecodeError:
        raise DecodeError("", "str", describe(value)) from None
    from .content_parts import decode_content_parts  # few responses need this module

    return decode_content_parts(parts)


def encode_content(content: str | Iterable[Model]) -> str | list[dict[str, Any]]:
    """Return the wire form of a content: text, or an array of parts."""
    parts = getattr(content, "parts", None)
    if parts is not None:
        return encode_array(parts)
    return str(content) if isinstance(content, str) else encode_array(content)


def find_refusal(content: str | None) -> str | None:
    """Return the text of the refusals among the parts of a content, or None if there is none."""
    return "".join(part.refusal for part in getattr(content, "parts", ()) if part.type == "refusal") or None


def find_reasoning(extra: Mapping[str, Any], content: str | None) -> str | None:
    """Return the reasoning text of a message or a delta, or None if it has none."""
    for key in REASONING_KEYS:
        text = extra.get(key)
        if text and isinstance(text, str):
            return text
    thinking = [part.thinking for part in getattr(content, "parts", ()) if part.type == "thinking"]
    return "".join(thinking) or None
