"""Accumulates the chunks of a stream into a response."""

from __future__ import annotations

import binascii
import re
from collections.abc import AsyncIterable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple

from .._core import NO_EXTRA, ChatCompletionError, DecodeError, Problems, StreamError, encode_array
from .._core.frozen import thaw
from ..common.content import MultipartContent
from ..response.completion import CreateChatCompletionResponse
from ..response.logprobs import Logprobs
from ..response.usage import CompletionUsage
from .chunk import ChatCompletionMessageToolCallChunk, CreateChatCompletionStreamResponse, StreamChoices
from .joining import build, has_snapshots, is_empty, join, join_beside, join_members, keep_latest
from .sources import aclosing_generator, closing_generator
from .tool_calls import Function, ToolCalls

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    T = TypeVar("T", bound=CreateChatCompletionResponse, default=CreateChatCompletionResponse)
else:
    from typing import TypeVar

    T = TypeVar("T", bound=CreateChatCompletionResponse)

_NO_REASONS = frozenset({"", "null", "none", "not_finished", "unspecified", "finish_reason_unspecified"})
"""Finish reasons, in lower case, that say that the model has not stopped. Some services send one in every chunk."""
_WEAK_REASONS = _NO_REASONS | {"stop"}
"""Finish reasons that replace no other. Some services send `stop` after the reason."""
_TEXT_KEYS = frozenset({"message", "text", "content"})
"""The keys of a choice that may have text beside the delta."""
_REASONING = ("reasoning", "thinking")
"""How the unknown keys with reasoning begin."""
_BASE64 = re.compile("[A-Za-z0-9+/]+={0,2}")

__all__ = ["Accumulator", "ToolCallUpdate", "aaccumulate", "accumulate"]


def accumulate(
    chunks: Iterable[CreateChatCompletionStreamResponse],
    cls: type[T] | None = None,
    *,
    problems: Problems | None = None,
) -> T:
    """Return the response that the chunks of a stream add up to, as an instance of `cls` if one is given.

    Raises `StreamError` if the stream ends before every choice is finished, and `DecodeError` if something else is
    missing, such as the id of a tool call. `partial` of these, and of any error of this package that `chunks` raises,
    has the response so far. If `chunks` is a generator, it is closed.

    Given `problems`, such as a list, what is missing is appended to it instead. `StreamError` is then raised only if
    there was no chunk at all.
    """
    accumulator = Accumulator()
    try:
        with closing_generator(chunks):
            for chunk in chunks:
                accumulator.add(chunk)
        return accumulator._finish(cls, problems)
    except ChatCompletionError as error:
        accumulator._add_partial(error)
        raise


async def aaccumulate(
    chunks: AsyncIterable[CreateChatCompletionStreamResponse],
    cls: type[T] | None = None,
    *,
    problems: Problems | None = None,
) -> T:
    """Return the response that the chunks of a stream add up to. The asynchronous form of `accumulate`."""
    accumulator = Accumulator()
    try:
        async with aclosing_generator(chunks):
            async for chunk in chunks:
                accumulator.add(chunk)
        return accumulator._finish(cls, problems)
    except ChatCompletionError as error:
        accumulator._add_partial(error)
        raise


class ToolCallUpdate(NamedTuple):
    """What a chunk added to a tool call."""

    choice: int
    """The index of the choice."""
    position: int
    """The index of the call in the tool calls of the message."""
    id: str
    """The identifier of the call. Empty if none was received yet."""
    name: str
    """The name of the function or the tool, as far as it was received. At most 1000 characters."""
    arguments: str
    """The next characters of the arguments, or of the input of a custom tool. Often empty. Some services send arguments
    again: they are here, too, but only once in the response."""
    is_first: bool
    """Whether this is the first piece of the call."""
    chunk: ChatCompletionMessageToolCallChunk
    """The piece of the call."""


class Accumulator:
    """Accumulates the chunks of one stream, in time that is linear in their number.

    Of the keys of a chunk or a choice, the latest value counts; but an empty one replaces nothing, nor does `stop`
    replace another finish reason. In deltas, texts are joined, arrays are appended, and objects are merged; addresses,
    identifiers and names are not joined. Items of arrays that have the same `type` and `index`, or that are pieces of
    one text, are one item; complete items, such as images, are not. What a service sends again counts once: the
    arguments of a call, a complete item with an address or an identifier, and all of a text, in the last piece or in at
    least four pieces, each the beginning of the next.
    """

    def __init__(self) -> None:
        self._last: CreateChatCompletionStreamResponse | None = None
        self._is_named = False
        self._names: dict[str, Any] = {}
        self._latest: dict[str, Any] = {}
        self._choices: dict[int, _Choice] = {}
        self._usage: CompletionUsage | None = None
        self._other_usage: CompletionUsage | None = None  # in an unknown object or a choice
        self._extra: dict[str, Any] = {}

    def add(self, chunk: CreateChatCompletionStreamResponse) -> tuple[ToolCallUpdate, ...]:
        """Add the next chunk. Return what it added to tool calls: an update for each piece of a call."""
        self._last = chunk
        if not self._is_named:
            self._add_names(chunk)
        if chunk.service_tier is not None:
            self._latest["service_tier"] = chunk.service_tier or self._latest.get("service_tier", "")
        if chunk.system_fingerprint is not None:
            self._latest["system_fingerprint"] = chunk.system_fingerprint or self._latest.get("system_fingerprint", "")
        if chunk.moderation is not None:
            self._latest["moderation"] = chunk.moderation
        if chunk.extra is not NO_EXTRA:
            keep_latest(self._extra, chunk.extra)
            for value in chunk.extra.values():
                self._add_usage_in(value)
        if chunk.usage is not None:
            self._usage = _choose_usage(self._usage, chunk.usage)
        updates: list[ToolCallUpdate] = []
        for piece in chunk.choices:
            choice = self._choices.get(piece.index)
            if choice is None:
                choice = self._choices[piece.index] = _Choice()
            choice.add(piece)
            if "usage" in piece.extra or "usage" in piece.delta.extra:
                self._add_usage_in(piece.extra)
                self._add_usage_in(piece.delta.extra)
            if piece.delta.tool_calls:
                updates += choice.add_tool_calls(piece.index, piece.delta.tool_calls)
        return tuple(updates)

    def response(self, cls: type[T] | None = None, *, problems: Problems | None = None) -> T:
        """Return the response that the chunks add up to, as an instance of `cls` if one is given.

        Raises `StreamError`, with the response so far in `partial`, if there was no chunk or a choice is not finished.
        Raises `DecodeError` if the accumulated response is invalid, such as without an id.

        Given `problems`, it raises neither, appends each `DecodeError` to it, and returns the response so far, with
        placeholders as `CreateChatCompletionResponse.from_dict` has them.
        """
        if problems is None and (missing := self._find_missing()):
            raise StreamError(f"the stream ended before {missing}", self._get_partial())
        if problems is not None and self._is_without_answer():
            problem = DecodeError("array", location=("choices",))
            problem.status = StreamError.status
            problems.append(problem)
        chosen: Any = cls or CreateChatCompletionResponse
        data = self.to_dict()
        response: T
        try:
            response = chosen.from_dict(data, problems=problems)
            return response
        except ChatCompletionError as error:
            self._add_partial(error)
            raise

    def to_dict(self) -> dict[str, Any]:
        """Return the response so far as a dict, whether it is finished or not."""
        usage = self._get_usage()
        return {
            **{name: self._names[name] for name in ("id",) if name in self._names},
            "object": "chat.completion",
            **{name: self._names[name] for name in ("created", "model") if name in self._names},
            "choices": [choice.to_dict(index) for index, choice in sorted(self._choices.items())],
            **({} if usage is None else {"usage": usage.to_dict()}),
            **{key: value if isinstance(value, str) else value.to_dict() for key, value in self._latest.items()},
            **{key: thaw(value) for key, value in self._extra.items()},
        }

    def _add_names(self, chunk: CreateChatCompletionStreamResponse) -> None:
        """Add what identifies the completion, unless the chunk has placeholders for it."""
        for name in ("id", "created", "model"):
            value = getattr(chunk, name)
            if not self._names.get(name) and (value or name not in chunk.placeholders):
                self._names[name] = value
        self._is_named = len(self._names) == 3 and all(self._names.values())

    def _add_usage_in(self, value: object) -> None:
        """Add the usage that an unknown object or a choice has."""
        if isinstance(value, dict) and isinstance(value.get("usage"), dict):
            try:
                self._other_usage = _choose_usage(self._other_usage, CompletionUsage.from_dict(value["usage"]))
            except DecodeError:
                pass  # it is not the usage of a completion

    def _get_usage(self) -> CompletionUsage | None:
        """Return the usage. If the last chunk has no choices, and says what the usage is, this counts, even null."""
        last = self._last
        if self._other_usage is None or (last is not None and not last.choices and "usage" in last.to_dict()):
            return self._usage
        return _choose_usage(self._other_usage, self._usage)

    def _is_without_answer(self) -> bool:
        """Return whether there is neither a choice nor a usage, unless the last chunk says that it is a completion."""
        is_completion = self._last is not None and self._last.object == "chat.completion"
        return not (self._choices or is_completion or self._get_usage())

    def _find_missing(self) -> str:
        """Return what the stream should have had before its end. Empty if it had everything."""
        if self._last is None:
            return "the first chunk"
        if self._is_without_answer():
            return "the first choice"
        unfinished = [index for index, choice in self._choices.items() if choice.get_finish_reason() is None]
        return f"choice {unfinished[0]} was finished" if unfinished else ""

    def _finish(self, cls: type[T] | None, problems: Problems | None) -> T:
        return self.response(cls, problems=None if self._last is None else problems)

    def _get_partial(self) -> dict[str, Any] | None:
        return None if self._last is None else self.to_dict()

    def _add_partial(self, error: ChatCompletionError) -> None:
        if error.partial is None:
            error.partial = self._get_partial()


class _Choice:
    """Accumulates one choice."""

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.role = ""
        self.content: Any = None
        self.refusal: Any = None
        self.function_call: Function | None = None
        self.tool_calls: ToolCalls | None = None
        self.audio: dict[str, Any] = {}
        self.logprobs: list[Logprobs] = []
        self.message_extra: dict[str, Any] = {}
        self.extra: dict[str, Any] = {}
        self.texts: list[str] = []  # beside the deltas: of messages, or of the choice itself

    def add(self, piece: StreamChoices) -> None:
        delta = piece.delta
        if delta.content is not None:
            content = delta.content
            self.content = join(self.content, content if type(content) is str else _encode_content(content))
        if delta.refusal is not None:
            self.refusal = join(self.refusal, delta.refusal)
        if delta.tool_calls is not None:
            self.tool_calls = self.tool_calls or ToolCalls()
        if delta.function_call is not None:
            self.function_call = self.function_call or Function()
            self.function_call.add(delta.function_call)
        if delta.audio is not None:
            join_members(self.audio, delta.audio.normalized().to_dict())
        self.role = self.role or delta.role or ""
        if delta.extra is not NO_EXTRA:
            join_members(self.message_extra, delta.extra)
        reason = piece.finish_reason
        if reason is not None and (
            (self.finish_reason or "").lower() in _NO_REASONS or reason.lower() not in _WEAK_REASONS
        ):
            self.finish_reason = reason
        if piece.logprobs is not None:
            self.logprobs.append(piece.logprobs)
        if piece.extra is not NO_EXTRA:
            keep_latest(self.extra, piece.extra)
            if not _TEXT_KEYS.isdisjoint(piece.extra):
                text = _find_text(piece.extra, is_last=reason is not None and not self.texts)
                self.texts += [text] if text else []

    def add_tool_calls(
        self, index: int, pieces: tuple[ChatCompletionMessageToolCallChunk, ...]
    ) -> Iterator[ToolCallUpdate]:
        tool_calls = self.tool_calls = self.tool_calls or ToolCalls()
        for piece, call, arguments, is_first in tool_calls.add(pieces):
            yield ToolCallUpdate(index, call.position, call.id or "", call.name, arguments, is_first, piece)

    def get_finish_reason(self) -> str | None:
        """Return why the model stopped. A stream of audio may end with the expiry of the audio instead."""
        return "stop" if self.finish_reason is None and self.audio.get("expires_at") else self.finish_reason

    def to_dict(self, index: int) -> dict[str, Any]:
        extra = {key: thaw(value) for key, value in self.extra.items() if key != "message"}
        return {
            "index": index,
            "message": self._get_message(),
            "logprobs": _join_logprobs(self.logprobs) if self.logprobs else None,
            "finish_reason": self.get_finish_reason(),
            **extra,
        }

    def _get_message(self) -> dict[str, Any]:
        reasoning = {key: self.message_extra[key] for key in self.message_extra if key.startswith(_REASONING)}
        are_snapshots = has_snapshots(self.content) or has_snapshots(reasoning)
        message: dict[str, Any] = {
            "role": self.role or "assistant",
            "content": build(self.content, are_snapshots=are_snapshots),
            "refusal": build(self.refusal),
        }
        if self.tool_calls is not None:
            message["tool_calls"] = self.tool_calls.to_list()
        if self.function_call is not None:
            message["function_call"] = self.function_call.to_dict()
        if self.audio:
            message["audio"] = build(self.audio)
            if self.audio.get("data"):
                message["audio"]["data"] = _join_base64(self.audio["data"])
        for key, value in self.message_extra.items():
            message[key] = build(value, are_snapshots=are_snapshots and key in reasoning)
        whole = self.extra.get("message")  # some services send it beside the last delta, or after it
        if isinstance(whole, dict):
            message = {**message, **thaw(whole), **{key: message[key] for key in message if not is_empty(message[key])}}
        if self.texts and isinstance(message["content"], (str, NoneType)):
            text = join_beside(self.texts)
            if text.endswith(message["content"] or ""):  # or the deltas have another text, which counts
                message["content"] = text
        return message


def _choose_usage(kept: CompletionUsage | None, usage: CompletionUsage | None) -> CompletionUsage | None:
    """Return the later usage, or the one before if that says more. A number that it lacks is taken from the other: some
    services send those of the prompt and those of the completion in different chunks."""
    if kept is None or usage is None:
        return usage or kept
    chosen, other = (usage, kept) if _rate_usage(usage) >= _rate_usage(kept) else (kept, usage)
    prompt = chosen.prompt_tokens or other.prompt_tokens
    completion = chosen.completion_tokens or other.completion_tokens
    if (prompt, completion) == (chosen.prompt_tokens, chosen.completion_tokens):
        return chosen
    data = {**other.to_dict(), **{key: value for key, value in chosen.to_dict().items() if not is_empty(value)}}
    data |= {"prompt_tokens": prompt, "completion_tokens": completion}
    data["total_tokens"] = max(chosen.total_tokens, prompt + completion)
    return CompletionUsage.from_dict(data, problems=[])


def _rate_usage(usage: CompletionUsage) -> tuple[bool, bool, bool]:
    """Return a rank: the greater it is, the more the usage says."""
    has_any = bool(usage.total_tokens or usage.prompt_tokens or usage.completion_tokens)
    return has_any, not usage.placeholders, bool(usage.total_tokens)


def _find_text(extra: Mapping[str, Any], *, is_last: bool) -> str:
    """Return the text that a choice has beside its delta: of a message, or its own. Empty if there is none. With the
    finish reason, a text of its own that is the only one may be anything."""
    message = extra.get("message")
    values = [message.get("content") if isinstance(message, dict) else message]
    values += [] if is_last else [extra.get("text"), extra.get("content")]
    return next((value for value in values if value and isinstance(value, str)), "")


def _encode_content(content: str) -> Any:
    """Return a piece of content as the value that was meant, as values of other types cannot be joined."""
    return [part.normalized().to_dict() for part in content.parts] if isinstance(content, MultipartContent) else content


def _join_base64(pieces: Sequence[str]) -> str:
    """Return the Base64 form of data, parts of which may have been encoded on their own, and so end with padding."""
    text = "".join(pieces)
    parts = _BASE64.findall(text)
    if len(pieces) == 1 or len(parts) < 2 or "".join(parts) != text:
        return text
    try:
        return binascii.b2a_base64(b"".join(map(binascii.a2b_base64, parts)), newline=False).decode()
    except ValueError:
        return text


def _join_logprobs(pieces: Sequence[Logprobs]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in ("content", "refusal"):
        arrays = [array for piece in pieces if (array := getattr(piece, name)) is not None]
        data[name] = encode_array(chain.from_iterable(arrays)) if arrays else None
    extra: dict[str, Any] = {}
    for piece in pieces:
        join_members(extra, piece.extra)
    return {**data, **build(extra)}
