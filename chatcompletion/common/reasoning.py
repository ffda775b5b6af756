"""The model's reasoning text, which the schema lacks and services send in many forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from .._core.base import WireObject
from .._core.extra import get_notes, make_extra
from .._core.frozen import freeze
from .content import (
    ChatCompletionRequestMessageContentPartText,
    MultipartContent,
    ThinkingPart,
    get_content_parts,
)

M = TypeVar("M", bound=WireObject)

_KEYS = ("reasoning_content", "reasoning", "reasoning_text", "thinking", "reasoning_details", "thinking_blocks")
"""The unknown keys in which services send reasoning: as text, as an object, or as an array of blocks."""
_TEXTS = ("text", "thinking", "reasoning", "content", "summary")
"""The keys that have the text in an object or a block, or further blocks. Other keys have signatures, for example."""
_PART_TYPES = ("thinking", "reasoning", "reasoning_text", "reasoning_content")
"""The types of parts of the content that have reasoning."""
_BLOCKS = {"reasoning_details": ("reasoning.text", "text"), "thinking_blocks": ("thinking", "thinking")}
"""The keys that have an array of blocks, with the type of a block and the key of its text."""


def find_reasoning(extra: Mapping[str, Any], content: str | None) -> str | None:
    """Return the reasoning text of a message or a delta, or None if it has none."""
    if key := _find_key(extra):
        return _read(extra[key])
    parts = getattr(content, "parts", ())
    return "".join([_read(part.to_dict()) for part in parts if _is_reasoning(part)]) or None


def set_reasoning(message: M, content: str | None, text: str | None, key: str | None) -> M:
    """Return a message or a delta, which has the content, with another reasoning text. None removes all reasoning."""
    parts = get_content_parts(content)
    first = next((index for index, part in enumerate(parts) if _is_reasoning(part)), None)
    if key is None:
        key = _find_key(message.extra) or (_KEYS[0] if first is None else "content")
    elif key not in _KEYS and key != "content":
        raise ValueError(f"cannot set reasoning as {key!r}, but as {', '.join(_KEYS)} or content")
    if text is None:
        key = None
    changes: dict[str, Any] = {}
    if key == "content" or first is not None:
        kept = [part for part in parts if not _is_reasoning(part)]
        if key == "content":
            kept.insert(first or 0, _make_part(str(text), None if first is None else parts[first]))
        changes["content"] = MultipartContent(kept)
    extra = {name: value for name, value in message.extra.items() if name == key or name not in _KEYS}
    if key is not None and key != "content":
        extra[key] = freeze(_make_blocks(key, str(text)))
    notes = [note for note in get_notes(message.extra) if note.name not in _KEYS]
    return replace(message, **changes, extra=make_extra(extra, type(message), notes))


def _find_key(extra: Mapping[str, Any]) -> str | None:
    return next((key for key in _KEYS if key in extra and _read(extra[key])), None)


def _read(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(_read, value))
    if isinstance(value, Mapping):
        return next(filter(None, [_read(value.get(key)) for key in _TEXTS]), "")
    return ""


def _is_reasoning(part: Any) -> bool:
    return part.type in _PART_TYPES


def _make_part(text: str, old: object) -> ThinkingPart:
    """Return a part with a text: as an array, which Mistral requires, unless the old part has a text."""
    if isinstance(old, ThinkingPart) and not isinstance(old.thinking, MultipartContent):
        return ThinkingPart(thinking=text)
    return ThinkingPart(thinking=MultipartContent([ChatCompletionRequestMessageContentPartText(text=text)]))


def _make_blocks(key: str, text: str) -> Any:
    if key not in _BLOCKS:
        return text
    kind, name = _BLOCKS[key]
    return [{"type": kind, name: text}]
