"""Closes the source of a stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, aclosing, closing, nullcontext


def closing_generator(source: Iterable[object]) -> AbstractContextManager[object]:
    """Close a source at the end of the block if it is a generator. Anything else, such as a file, is the caller's."""
    return closing(source) if isinstance(source, Generator) else nullcontext()


def aclosing_generator(source: AsyncIterable[object]) -> AbstractAsyncContextManager[object]:
    """Close a source if it is a generator. The asynchronous form of `closing_generator`."""
    return aclosing(source) if isinstance(source, AsyncGenerator) else nullcontext()
