"""Joins the pieces of JSON values: of content, and of keys that the schema does not know.

While they are joined, a text is a `Text`, an array is `Items`, and an object is a dict. `build` returns the JSON value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_LABELS = frozenset(
    {"channel", "format", "id", "index", "name", "object", "role", "signature", "thought_signature", "type"}
)
"""Keys whose strings are complete values, not pieces of a longer string."""
_FLOWING = frozenset({"reasoning", "reasoning.summary", "reasoning.text", "summary_text", "text", "thinking"})
"""Types of items whose text comes in pieces, each of which is an item of its own."""


class Text(list[str]):
    """The pieces of a string."""


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Both halves of a character that was split between two pieces."""


def join_text(pieces: Iterable[str]) -> str:
    """Return the text in pieces. Some services split a character that has two code units in UTF-16."""
    text = "".join(pieces)
    if text.isascii() or not _PAIR.search(text):
        return text
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


class Items(list[Any]):
    """The items of an array. The items of one piece are different items."""

    def __init__(self) -> None:
        super().__init__()
        self._by_index: dict[tuple[Any, Any], Any] = {}

    def add(self, array: list[Any]) -> None:
        """Add the items of a piece: as new ones, or to those that they continue."""
        joined_items: dict[tuple[Any, Any], Any] = {}
        last = self[-1] if self else None
        for item in array:
            if not isinstance(item, dict):
                self.append(join(None, item))
                continue
            index, kind = item.get("index"), item.get("type")
            kind = kind if isinstance(kind, str) else None
            has_index = type(index) is int
            continued = self._by_index.get((index, kind)) if has_index else last if _is_open(last, kind) else None
            last = None
            joined = join(continued, item)
            if continued is None:
                self.append(joined)
            if has_index:
                joined_items[index, kind] = joined
        self._by_index.update(joined_items)


def _is_open(item: Any, kind: Any) -> bool:
    """Return whether a piece of a type without an index continues an item."""
    return kind in _FLOWING and isinstance(item, dict) and item.get("type") == kind and not _is_closed(item)


def _is_closed(item: dict[str, Any]) -> bool:
    return bool(item.get("signature") or item.get("closed"))


def is_empty(value: Any) -> bool:
    """Return whether a value is null, or an empty text, array, or object."""
    return value is None or (not value and isinstance(value, (str, list, dict)))


def join(kept: Any, piece: Any) -> Any:
    """Return a value after another piece. An empty piece changes nothing."""
    if type(piece) is str and type(kept) is Text:  # nearly all pieces
        if piece:
            kept.append(piece)
        return kept
    if piece is None or (kept is not None and is_empty(piece)):
        return kept
    if isinstance(piece, str):
        if isinstance(kept, Items):
            return join(kept, [{"type": "text", "text": piece}])
        text = kept if isinstance(kept, Text) else Text()
        text.append(piece)
        return text
    if isinstance(piece, list):
        items = kept if isinstance(kept, Items) else Items()
        if isinstance(kept, Text) and any(kept):
            items.add([{"type": "text", "text": "".join(kept)}])
        items.add(piece)
        return items
    if isinstance(piece, dict):
        members = kept if isinstance(kept, dict) else {}
        join_members(members, piece)
        return members
    return piece


def join_members(kept: dict[str, Any], piece: Mapping[str, Any]) -> None:
    """Join the members of an object with those of the next piece of it."""
    for key, value in piece.items():
        if key in _LABELS and isinstance(value, str):
            kept[key] = value or kept.get(key, "")
        else:
            kept[key] = join(kept.get(key), value)


def keep_latest(kept: dict[str, Any], piece: Mapping[str, Any]) -> None:
    """Replace the values of keys by the latest ones. An empty value replaces nothing."""
    for key, value in piece.items():
        if key not in kept or not is_empty(value):
            kept[key] = value


def build(kept: Any) -> Any:
    """Return the JSON value that was joined."""
    if isinstance(kept, Text):
        return join_text(kept)
    if isinstance(kept, Items):
        return [build(item) for item in kept]
    if isinstance(kept, dict):
        return {key: build(value) for key, value in kept.items()}
    return kept
