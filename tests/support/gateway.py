"""A gateway: it checks requests, sends them to another server, and passes the answers on.

Streams are forwarded as they are, with a decoder at the side. A request with the header `X-Rewrite` gets a rewritten
one: the text is in upper case.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatcompletion import (
    Accumulator,
    APIError,
    ChatCompletionError,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
    StreamDecoder,
    aread_stream,
    awrite_stream,
    replace_at,
)


class Gateway:
    def __init__(self, upstream: str) -> None:
        self.client = httpx.AsyncClient(base_url=upstream, timeout=30)
        self.answers: list[CreateChatCompletionResponse] = []
        """What was sent to clients, as a gateway records it."""
        self.problems: list[DecodeError] = []
        routes = [Route("/v1/chat/completions", self.complete, methods=["POST"])]
        self.app = Starlette(routes=routes, lifespan=self.run)

    @asynccontextmanager
    async def run(self, app: Starlette) -> AsyncIterator[None]:
        async with self.client:
            yield

    async def complete(self, incoming: Request) -> Response:
        try:
            request = CreateChatCompletionRequest.from_json(await incoming.body())
        except DecodeError as error:
            return JSONResponse(error.to_dict(), error.status)
        headers = {"Content-Type": "application/json"}
        outgoing = self.client.build_request("POST", "/chat/completions", content=request.to_json(), headers=headers)
        upstream = await self.client.send(outgoing, stream=True)
        if upstream.is_success and request.stream:
            stream = self.rewrite(upstream) if "X-Rewrite" in incoming.headers else self.forward(upstream)
            return StreamingResponse(stream, media_type="text/event-stream")
        body = await upstream.aread()
        await upstream.aclose()
        try:
            if upstream.is_error:
                raise APIError.from_body(body, upstream.status_code)
            response = CreateChatCompletionResponse.from_json(body, problems=self.problems)
        except ChatCompletionError as error:
            passed = {"Retry-After": upstream.headers["Retry-After"]} if "Retry-After" in upstream.headers else {}
            return JSONResponse(error.to_dict(), error.status or 502, headers=passed)
        self.answers.append(response)
        return Response(response.to_json(), media_type="application/json")

    async def forward(self, upstream: httpx.Response) -> AsyncIterator[bytes]:
        decoder, accumulator = StreamDecoder(problems=self.problems), Accumulator()
        try:
            async for piece in upstream.aiter_bytes():
                yield piece
                try:
                    for chunk in decoder.feed(piece):
                        accumulator.add(chunk)
                except ChatCompletionError:
                    pass  # the client gets it, too
        finally:
            await upstream.aclose()
            self.answers.append(accumulator.response(problems=self.problems))

    def rewrite(self, upstream: httpx.Response) -> AsyncIterator[bytes]:
        async def change() -> AsyncIterator[CreateChatCompletionStreamResponse]:
            try:
                async for chunk in aread_stream(upstream.aiter_bytes(), problems=self.problems):
                    for index, choice in enumerate(chunk.choices):
                        if choice.delta.content:
                            text = choice.delta.content.upper()
                            chunk = replace_at(chunk, ("choices", index, "delta", "content"), text)
                    yield chunk
            finally:
                await upstream.aclose()

        return awrite_stream(change())


class Upstream:
    """A server that sends the bodies that it was given, by the name of the model."""

    def __init__(self) -> None:
        self.bodies: dict[str, Any] = {}
        """Dicts are answers, and pairs are error answers with their status. Texts are streams."""
        self.sent = 0
        """The number of bytes of streams that were sent."""
        self.is_closed = True
        """Whether the latest stream has ended."""
        self.app = Starlette(routes=[Route("/v1/chat/completions", self.complete, methods=["POST"])])

    async def complete(self, incoming: Request) -> Response:
        body = self.bodies[(await incoming.json())["model"]]
        if isinstance(body, dict):
            return JSONResponse(body)
        if isinstance(body, tuple):
            return JSONResponse(body[1], body[0], headers={"Retry-After": "7"})
        return StreamingResponse(self.send(body), media_type="text/event-stream")

    async def send(self, body: Any) -> AsyncIterator[bytes]:
        self.sent, self.is_closed = 0, False
        try:
            for piece in [body[i : i + 97] for i in range(0, len(body), 97)] if isinstance(body, bytes) else body():
                self.sent += len(piece)
                yield piece
                await asyncio.sleep(0)  # nothing else waits if the client went away
        finally:
            self.is_closed = True
