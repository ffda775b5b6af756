"""Assembles the tool calls of a message from their pieces.

A piece belongs to the call with its index or its id. But some services send the same index for all calls, a fresh id
with every piece, the name with every piece, or neither an index nor an id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._core import NO_EXTRA, thaw
from .._core.json_text import is_json
from .chunk import ChatCompletionMessageToolCallChunk, FunctionCallChunk
from .joining import build, join_arguments, join_members

MAX_NAME = 1000
"""The number of characters of a name that updates show. Without a limit, many pieces of a name would take quadratic
time."""
_NO_NAMES = ("null", "None")
"""What some services send for the name if there is none."""
MAX_ATTEMPTS = 100
"""How often the arguments of a call are parsed to find out whether they are complete. Without a limit, this would take
quadratic time."""


_FUNCTION_KEYS = frozenset({"name", "arguments"})


class ToolCalls:
    """Accumulates the tool calls of a message."""

    def __init__(self) -> None:
        self._calls: list[ToolCall] = []
        self._by_index: dict[int, ToolCall] = {}
        self._by_id: dict[str, ToolCall] = {}

    def add(
        self, pieces: Sequence[ChatCompletionMessageToolCallChunk]
    ) -> Iterator[tuple[ChatCompletionMessageToolCallChunk, ToolCall, str, bool]]:
        """Add the pieces of a delta. Iterate over them, with the call of each, the arguments in the piece, and whether
        it is the first piece of the call. A piece that says nothing begins no call."""
        unmarked = sum([piece.index is None and not piece.id for piece in pieces])
        latest = iter(self._calls[-unmarked:] if unmarked > 1 else ())
        joined: dict[int, ToolCall] = {}
        for piece in pieces:
            name, text = read_piece(piece)
            if piece.index is not None:
                is_used = piece.index in joined and not piece.id and name  # by a call with a name, as this one
                place = None if is_used else self._by_index.get(piece.index)
                if place is None and text and not name and not piece.id and not joined and self._is_open():
                    place = self._calls[-1]  # the rest of its arguments, with another index
            elif unmarked > 1 and not piece.id:
                place = next(latest, None)  # these pieces belong to different calls
            else:
                place = self._calls[-1] if self._calls else None
            known = self._by_id.get(piece.id) if piece.id else None
            if place is None and known in joined.values():
                known = None  # pieces of one delta with different indices belong to different calls
            call = self._find(piece, name, text, place, known)
            is_first = call is None
            if call is None:
                if not (piece.id or piece.type or piece.extra or _says_something(piece.function)):
                    continue
                call = self._begin(piece, "" if name or place is None else place.name)
            if piece.index is not None:
                self._by_index[piece.index] = joined[piece.index] = call
            if piece.id:
                self._by_id[piece.id] = call
            call.add(piece)
            yield piece, call, text, is_first

    def to_list(self) -> list[dict[str, Any]]:
        return [call.to_dict() for call in self._calls]

    def _is_open(self) -> bool:
        return bool(self._calls) and not self._calls[-1].is_complete()

    def _find(
        self,
        piece: ChatCompletionMessageToolCallChunk,
        name: str,
        text: str,
        place: ToolCall | None,
        known: ToolCall | None,
    ) -> ToolCall | None:
        """Return the call that a piece continues: that with its id, or that in its place. None if it begins another."""
        if known is not None:
            if place is not None and place.id == piece.id:
                known = place  # several calls have this id
            is_elsewhere = piece.index is not None and place is None
            is_head = name != known.name or not text  # rather than the name once more, with the next arguments
            is_other = (is_elsewhere and is_head) or ((is_elsewhere or name != known.name) and known.is_complete())
            return None if name and known.name and is_other else known
        if place is None or (piece.id and name and (place.id or piece.index is None)):
            return None
        return None if place.is_followed_by(name, text, has_index=piece.index is not None) else place

    def _begin(self, piece: ChatCompletionMessageToolCallChunk, earlier_name: str) -> ToolCall:
        call = ToolCall(len(self._calls))
        if earlier_name:
            call.function.add_name(earlier_name)
        if piece.index is None:  # a later piece may have the position as its index
            self._by_index.setdefault(call.position, call)
        self._calls.append(call)
        return call


class ToolCall:
    """Accumulates one tool call."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.id: str | None = None
        self.type: str = ""
        self.function: Function = Function()
        self.extra: dict[str, Any] = {}
        self._attempts = 0
        self._is_named_again = False

    @property
    def name(self) -> str:
        """The name as far as it was received. At most `MAX_NAME` characters."""
        return self.function.name or find_tool(self.extra).get("name", "")[:MAX_NAME]

    def add(self, piece: ChatCompletionMessageToolCallChunk) -> None:
        if piece.id or self.id is None:
            self.id = self.id or piece.id
        kind = piece.type or ""
        self.type = self.type or (kind.lower() if kind.lower() == "function" else kind)
        function, extra = piece.function, piece.extra
        is_other = "type" in extra or find_tool(self.extra) or find_tool(extra)
        if function is None and self.type in ("", "function") and not is_other:
            function, extra = _find_function(extra)
        if function is not None:
            self.function.add(function)
        if extra is not NO_EXTRA:
            join_members(self.extra, extra)

    def is_followed_by(self, name: str, text: str, *, has_index: bool) -> bool:
        """Return whether a piece in the place of this call, with no id of its own, begins another call."""
        if not name:
            return self._is_named_again and bool(text)
        if not self.name:
            return False
        if name != self.name:  # of another call, or the rest of the name
            return not has_index or self.is_complete()
        if not self.is_complete():
            return False
        # Without arguments, it is only the name once more, or the beginning of another call of the same function.
        self._is_named_again = True
        return bool(text)

    def is_complete(self) -> bool:
        """Return whether the arguments so far are a JSON object."""
        if self._attempts == MAX_ATTEMPTS or not self.function.ends_with("}"):
            return False
        self._attempts += 1
        return is_json(join_arguments(self.function.arguments))

    def to_dict(self) -> dict[str, Any]:
        call: dict[str, Any] = {} if self.id is None else {"id": self.id}
        call |= {"type": self.type or "function", **build(self.extra)}
        if self.function.is_used or call["type"] == "function":
            call.setdefault("function", self.function.to_dict())
        return call


class Function:
    """Accumulates one function call."""

    def __init__(self) -> None:
        self.name: str = ""  # up to MAX_NAME characters
        self._names: list[str] = []
        self._has_name = False
        self.arguments: list[str] = []
        self._extra: dict[str, Any] = {}
        self.is_used: bool = False

    def add(self, piece: FunctionCallChunk) -> None:
        self.is_used = True
        self._has_name = self._has_name or piece.name is not None
        is_again = self.name and piece.name in (self.name, *_NO_NAMES)
        if piece.name and not is_again:  # some services repeat the whole name in every piece
            if self.name in _NO_NAMES or piece.name.startswith(self.name):  # it comes from its beginning
                self.name = ""
                self._names.clear()
            self.add_name(piece.name)
        if piece.arguments:
            self.arguments.append(piece.arguments)
        if piece.extra is not NO_EXTRA:
            join_members(self._extra, piece.extra)

    def add_name(self, name: str) -> None:
        self._has_name = True
        self._names.append(name)
        if len(self.name) < MAX_NAME:
            self.name = (self.name + name)[:MAX_NAME]

    def ends_with(self, suffix: str) -> bool:
        return bool(self.arguments) and self.arguments[-1].rstrip().endswith(suffix)

    def to_dict(self) -> dict[str, Any]:
        function: dict[str, Any] = {"name": "".join(self._names)} if self._has_name else {}
        return {**function, "arguments": join_arguments(self.arguments), **build(self._extra)}


def _says_something(function: FunctionCallChunk | None) -> bool:
    return function is not None and bool(function.name or function.arguments or function.extra)


def _find_function(extra: Mapping[str, Any]) -> tuple[FunctionCallChunk | None, Mapping[str, Any]]:
    """Return the name and the arguments that some services send beside the identifier of a call, and the other keys."""
    data = {key: thaw(value) for key, value in extra.items() if key in _FUNCTION_KEYS}
    if not data:
        return None, extra
    function = FunctionCallChunk.from_dict(data, problems=[]).normalized()
    return function, {key: value for key, value in extra.items() if key not in _FUNCTION_KEYS}


def read_piece(piece: ChatCompletionMessageToolCallChunk) -> tuple[str, str]:
    """Return the name and the arguments in a piece, or, for a custom tool, the name and the input."""
    if piece.function is not None:
        name = piece.function.name or ""
        return "" if name in _NO_NAMES else name, piece.function.arguments or ""
    tool = find_tool(piece.extra)
    if not tool and (piece.type or "function").lower() == "function":
        texts = [value if isinstance(value := piece.extra.get(key), str) else "" for key in ("name", "arguments")]
        return texts[0], texts[1]
    return tool.get("name", ""), tool.get("input", "")


def find_tool(extra: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the name and the input of a call of a tool that is not a function. Empty if there are none."""
    tools = [value for value in extra.values() if isinstance(value, Mapping)]
    texts = [{key: tool[key] for key in ("name", "input") if isinstance(tool.get(key), str)} for tool in tools]
    return next(filter(None, texts), {})
