"""Joins the pieces of JSON values: of content, and of keys that the schema does not know.

While they are joined, a text in pieces is a `Text`, an array is `Items`, and an object is a dict. `build` returns the
JSON value. A string whose key says that it is complete, such as an address, stays a `str`. So do the strings in the
items of arrays, unless their key says that they are texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from .._core.json_text import is_json

_KINDS = {
    "text": "arguments code content delta input logs output partial_json reasoning refusal summary text thinking"
    " transcript",
    "identity": "b64 b64_json base64 href id link uri url uuid",
    "name": "checksum fingerprint hash model name path provider signature version",
    "state": "channel date detail format index language object phase role state status timestamp type",
}
"""The last words of keys, by the kind of their strings: pieces of a text, and complete values. An identity and a name
tell an item from others. A state may change in an item."""
_KIND_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORD_END = re.compile(r"[_.\s-]|(?<=[a-z0-9])(?=[A-Z])")
_ADDRESSES = ("data:", "http://", "https://")
_FLOWING = frozenset(
    {"input_text", "output_text", "reasoning", "reasoning.summary", "reasoning.text", "refusal", "summary_text"}
    | {"text", "thinking"}
)
"""Types of items whose text comes in pieces, each of which is an item of its own."""
_MIN_SNAPSHOTS = 4
"""How many different pieces must come before one that has all of the text. With fewer, it may be by chance."""
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Both halves of a character."""


class Text(list[str]):
    """The pieces of a string."""


class Items(list[Any]):
    """The items of an array. The items of one piece are different items."""

    def __init__(self) -> None:
        super().__init__()
        self._by_index: dict[tuple[Any, Any], Any] = {}
        self._identified: set[str] = set()

    def add(self, array: Sequence[Any]) -> None:
        """Add the items of a piece: as new ones, or to those that they continue. Complete items may come again."""
        by_index: dict[tuple[Any, Any], Any] = {}
        identified: set[str] = set()
        last = self[-1] if self else None
        for item in array:
            previous, last = last, None
            kind = item.get("type") if isinstance(item, dict) else None
            kind = kind if isinstance(kind, str) else None
            if kind not in _FLOWING and _is_identified(item):
                if (shown := repr(item)) in self._identified:
                    continue
                identified.add(shown)
            if not isinstance(item, dict):
                self.append(join(None, item))
                continue
            place = (index, kind) if type(index := item.get("index")) is int else None
            joined = self._find(place, kind, item, previous)
            if joined is None:
                joined = {}
                self.append(joined)
            join_members(joined, item, is_item=True)
            if place is not None:
                by_index[place] = joined
        self._by_index.update(by_index)
        self._identified |= identified

    def _find(self, place: tuple[Any, Any] | None, kind: str | None, piece: dict[str, Any], previous: Any) -> Any:
        """Return the item that a piece continues: that with its index and type, or the previous one. None if it begins
        another."""
        if place is None:
            is_open = kind in _FLOWING and isinstance(previous, dict) and previous.get("type") == kind
            return previous if is_open and not (previous.get("signature") or previous.get("closed")) else None
        item = self._by_index.get(place)
        return None if item is None or _is_other(item, piece) else item


def _is_other(item: dict[str, Any], piece: Mapping[str, Any]) -> bool:
    """Return whether a piece belongs to another item, because a complete value in it is another one."""
    return any(_is_changed(key, item.get(key), value) for key, value in piece.items())


def _is_changed(key: str, kept: Any, value: Any) -> bool:
    if isinstance(kept, dict) and isinstance(value, dict):
        return _is_other(kept, value)
    are_strings = isinstance(kept, str) and isinstance(value, str)
    return are_strings and "" not in (kept, value) and kept != value and _get_kind(key) != "state"


def _is_identified(item: Any) -> bool:
    """Return whether an item is an address, or an object with an identity, or data, and without a text."""
    if isinstance(item, str):
        return item.startswith(_ADDRESSES)
    kinds = {
        "identity" if key == "data" or value.startswith(_ADDRESSES) else _get_kind(key)
        for key, value in _iter_strings(item)
    }
    return "identity" in kinds and "text" not in kinds


def _iter_strings(item: Any) -> Iterator[tuple[str, str]]:
    """Iterate over the keys and the values of the strings in an object, without empty ones."""
    for key, value in item.items() if isinstance(item, dict) else ():
        if value and isinstance(value, str):
            yield key, value
        else:
            yield from _iter_strings(value)


@lru_cache(maxsize=512)
def _get_kind(key: str) -> str:
    """Return the kind of the strings of a key. Empty if the key does not tell."""
    return _KIND_BY_WORD.get(key) or _KIND_BY_WORD.get(_WORD_END.split(key)[-1].lower(), "")


def is_empty(value: Any) -> bool:
    """Return whether a value is null, or an empty text, array, or object."""
    return value is None or (not value and isinstance(value, (str, list, dict)))


def join(kept: Any, piece: Any, is_item: bool = False) -> Any:
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
        return Text([kept, piece] if isinstance(kept, str) else [piece])
    if isinstance(piece, list):
        items = kept if isinstance(kept, Items) else Items()
        if isinstance(kept, Text) and any(kept):
            items.add([{"type": "text", "text": "".join(kept)}])
        items.add(piece)
        return items
    if isinstance(piece, dict):
        members = kept if isinstance(kept, dict) else {}
        join_members(members, piece, is_item=is_item)
        return members
    return piece


def join_members(kept: dict[str, Any], piece: Mapping[str, Any], *, is_item: bool = False) -> None:
    """Join the members of an object with those of the next piece of it."""
    for key, value in piece.items():
        earlier = kept.get(key)
        if type(value) is str and type(earlier) is Text:  # nearly all pieces
            if value:
                earlier.append(value)
        elif isinstance(value, str) and _is_complete(key, value, is_item=is_item):
            kept[key] = value or earlier or ""
        else:
            kept[key] = join(earlier, value, is_item=is_item)


def _is_complete(key: str, value: str, *, is_item: bool) -> bool:
    """Return whether a string is a complete value, rather than a piece of one."""
    kind = _get_kind(key)
    return kind != "text" and bool(kind or is_item or value.startswith(_ADDRESSES))


def keep_latest(kept: dict[str, Any], piece: Mapping[str, Any]) -> None:
    """Replace the values of keys by the latest ones. An empty value replaces nothing."""
    for key, value in piece.items():
        if key not in kept or not is_empty(value):
            kept[key] = value


def build(kept: Any, *, are_snapshots: bool = False) -> Any:
    """Return the JSON value that was joined. If texts are snapshots, those that can be are their last piece."""
    if isinstance(kept, Text):
        is_whole = (are_snapshots and _count_snapshots(kept)) or _is_repeated(kept)
        return kept[-1] if is_whole else join_text(kept)
    if isinstance(kept, Items):
        return [build(item, are_snapshots=are_snapshots) for item in kept]
    if isinstance(kept, dict):
        members = {key: build(value, are_snapshots=are_snapshots) for key, value in kept.items()}
        if isinstance(arguments := kept.get("arguments"), Text):
            members["arguments"] = join_arguments(arguments)
        return members
    return kept


def has_snapshots(kept: Any) -> bool:
    """Return whether a text was sent as snapshots: each piece has it from its beginning."""
    if isinstance(kept, Text):
        return _count_snapshots(kept) >= _MIN_SNAPSHOTS
    members = kept.values() if isinstance(kept, dict) else kept if isinstance(kept, Items) else ()
    return any(map(has_snapshots, members))


def _count_snapshots(text: Text) -> int:
    """Return how many different snapshots of a text its pieces are. 0 if they are not all snapshots."""
    count = int(bool(text[0]))
    for piece, later in pairwise(text):
        if not later.startswith(piece):
            return 0
        count += len(later) > len(piece)
    return count


def join_beside(pieces: Sequence[str]) -> str:
    """Return the text of pieces that were sent beside the deltas: each from the beginning, the last one with all of the
    text, or each with the next characters."""
    last = pieces[-1]
    if all(later.startswith(piece) for piece, later in pairwise(pieces)) or "".join(pieces[:-1]) == last:
        return last
    return join_text(pieces)


def _is_repeated(text: Text) -> bool:
    """Return whether the last piece of a text is all of it once more."""
    last = text[-1]
    if sum(map(len, text)) != 2 * len(last) or len({*text[:-1]}) < _MIN_SNAPSHOTS:
        return False
    return "".join(text[:-1]) == last


def join_text(pieces: Sequence[str]) -> str:
    """Return the text in pieces. Some services split a character that has two code units in UTF-16."""
    text = "".join(pieces)
    if text.isascii() or len(pieces) == 1 or not _PAIR.search(text):
        return text
    joined: list[str] = []
    for piece in pieces:
        if joined and "\ud800" <= joined[-1][-1:] <= "\udbff" and "\udc00" <= piece[:1] <= "\udfff":
            pair = joined[-1][-1] + piece[0]
            joined[-1] = joined[-1][:-1] + pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            piece = piece[1:]
        joined.append(piece)
    return "".join(joined)


def join_arguments(pieces: Sequence[str]) -> str:
    """Return the arguments of a call.

    Some services send them with every piece from the beginning, or all of them again in the last pieces. Others send
    `{}` before them.
    """
    text = join_text(pieces)
    if len(pieces) < 2:
        return text
    if pieces[0] == "{}" and is_json(text[2:]):
        return text[2:]
    last = pieces[-1]
    if not last.startswith("{") or not is_json(last) or is_json(text):
        return text
    is_from_beginning = all(later.startswith(piece) for piece, later in pairwise(pieces))
    return last if is_from_beginning or text == last * (len(text) // len(last)) else text
