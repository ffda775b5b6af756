"""Subclasses: an SDK gives the classes its own names, bases and methods."""

from __future__ import annotations

import abc
import asyncio
import importlib
import pickle
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest

from chatcompletion import (
    Accumulator,
    Choices,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    aaccumulate,
    accumulate,
)

from .support.responses import response
from .support.streams import decode_chunks, text_stream

T = TypeVar("T")


class ChatResponse(CreateChatCompletionResponse):
    """A response of Acme's service."""

    __slots__ = ()

    @property
    def text(self) -> str:
        return self.choices[0].message.text


def test_a_subclass_with_its_own_name_is_what_it_decodes_to() -> None:
    decoded = ChatResponse.from_dict(response())
    for one in (decoded, replace(decoded, model="m"), pickle.loads(pickle.dumps(decoded))):
        assert type(one) is ChatResponse
    assert repr(decoded).startswith("ChatResponse(id=")
    assert decoded.to_dict() == response()
    assert not hasattr(decoded, "__dict__")


def test_nested_objects_keep_their_own_class() -> None:
    assert type(ChatResponse.from_dict(response()).choices[0]) is Choices


def test_a_stream_is_accumulated_to_a_subclass() -> None:
    chunks = decode_chunks(text_stream())

    async def iterate() -> AsyncIterator[CreateChatCompletionStreamResponse]:
        for chunk in chunks:
            yield chunk

    async def collect() -> ChatResponse:
        return await aaccumulate(iterate(), ChatResponse)

    accumulator = Accumulator()
    for chunk in chunks:
        accumulator.add(chunk)
    problems: list[DecodeError] = []
    answers = [
        accumulate(chunks, ChatResponse),
        asyncio.run(collect()),
        accumulator.response(ChatResponse),
        accumulate(chunks[:1], ChatResponse, problems=problems),
    ]
    assert [type(answer) for answer in answers] == [ChatResponse] * 4
    assert problems


class Generated(CreateChatCompletionResponse, Generic[T]):
    __slots__ = ()


class Registered:
    classes: list[type] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Registered.classes.append(cls)


class Abstract(abc.ABC):
    @abc.abstractmethod
    def name(self) -> str: ...


class AsFirst(Registered, CreateChatCompletionResponse):
    __slots__ = ()


class AsLast(CreateChatCompletionResponse, Registered):
    __slots__ = ()


class Concrete(CreateChatCompletionResponse, Abstract):
    def name(self) -> str:
        return self.model


@pytest.mark.parametrize("cls", [Generated, Generated[int], AsFirst, AsLast, Concrete], ids=str)
def test_a_subclass_may_have_other_bases(cls: Any) -> None:
    decoded = cls.from_dict(response())
    assert decoded.to_dict() == response()
    assert isinstance(decoded, CreateChatCompletionResponse)


def test_the_hooks_of_other_bases_see_each_subclass_once() -> None:
    assert Registered.classes == [AsFirst, AsLast]
    assert Concrete.from_dict(response()).name() == response()["model"]


PROJECT = {
    "acme_api.py": """
from {package} import (
    Choices as _Choices,
    CompletionUsage as _Usage,
    CreateChatCompletionRequest as _Request,
    CreateChatCompletionResponse as _Response,
    CreateChatCompletionStreamResponse as _Chunk,
)

class ChatResponse(_Response):
    "An answer."
    __slots__ = ()

class ChatChunk(_Chunk):
    "A chunk."
    __slots__ = ()

class ChatRequest(_Request):
    "A request."
    __slots__ = ()

class Usage(_Usage):
    "A usage."
    __slots__ = ()

class Choice(_Choices):
    "A choice."
    __slots__ = ()
""",
    "conf.py": "extensions = ['sphinx.ext.autodoc']\nautodoc_typehints = 'description'\n",
    "index.rst": "API\n===\n\n.. automodule:: acme_api\n   :members:\n   :inherited-members:\n   :undoc-members:\n",
}


def test_sphinx_renders_the_reference_of_a_project_with_its_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sphinx")
    build = importlib.import_module("sphinx.cmd.build")
    package = CreateChatCompletionResponse.__module__.rpartition(".response")[0]
    for name, text in PROJECT.items():
        (tmp_path / name).write_text(text.replace("{package}", package))
    monkeypatch.syspath_prepend(str(tmp_path))
    status = build.main(["-q", "-b", "text", str(tmp_path), str(tmp_path / "out")])
    text = (tmp_path / "out" / "index.txt").read_text()
    sys.modules.pop("acme_api", None)
    assert status == 0
    for name in ("ChatResponse", "ChatChunk", "ChatRequest", "Usage", "Choice", "from_dict", "to_dict", "append"):
        assert name in text
