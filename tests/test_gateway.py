"""A gateway between the official client and a server that replays bodies. The client gets what the server sent."""

from __future__ import annotations

import itertools
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    ChatCompletionError,
    CreateChatCompletionResponse,
    accumulate,
    read_stream,
)

from .support.responses import SERVICES, Body, choice, message, response, response_with_calls, tool_call
from .support.streams import azure_stream, choice_chunk, chunk, event_stream, text_stream, tool_call_stream

httpx = pytest.importorskip("httpx")
openai = pytest.importorskip("openai")
uvicorn = pytest.importorskip("uvicorn")

from .support.gateway import Gateway, Upstream  # noqa: E402

TOKEN = {"token": "06", "logprob": -0.1, "bytes": [48, 54], "top_logprobs": []}
STREAMS: dict[str, list[Body]] = {
    "text": text_stream(),
    "azure": azure_stream(),
    "tool calls": tool_call_stream(),
    "three choices": [
        chunk(*(choice_chunk(index, content=str(index), finish_reason="stop") for index in range(3))),
    ],
    "logprobs": [
        chunk(choice_chunk(content="06", more={"logprobs": {"content": [TOKEN], "refusal": None}})),
        chunk(choice_chunk(finish_reason="stop")),
    ],
}
RESPONSES: dict[str, Body] = {
    **{body.__name__: body() for body in SERVICES},
    "tool calls": response_with_calls(tool_call()),
    "three choices": response(*(choice(index=index, message=message(content=str(index))) for index in range(3))),
}


@contextmanager
def run(app: Any) -> Iterator[str]:
    """Run an application. Yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="critical", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Any]:
    server = Upstream()
    with run(server.app) as server.url:  # type: ignore[attr-defined]
        yield server


@pytest.fixture(scope="module")
def gateway(upstream: Any) -> Iterator[Any]:
    server = Gateway(upstream.url)
    with run(server.app) as server.url:  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def send(gateway: Any, upstream: Any) -> Iterator[Any]:
    """Return a function that sends a request to the gateway and returns the answer of the server behind it."""
    gateway.answers.clear()
    gateway.problems.clear()
    with httpx.Client(timeout=30) as client:

        def send(body: Any, *, stream: bool = False, headers: Any = None, **keys: Any) -> Any:
            upstream.bodies["m"] = body
            request = {"model": "m", "messages": [{"role": "user", "content": "x"}], "stream": stream, **keys}
            return client.post(f"{gateway.url}/chat/completions", json=request, headers=headers)

        yield send


@pytest.mark.parametrize("body", RESPONSES.values(), ids=RESPONSES)
def test_a_response_arrives_unchanged(send: Any, gateway: Any, body: Body) -> None:
    assert send(body).json() == body
    assert [answer.to_dict() for answer in gateway.answers] == [body]


@pytest.mark.parametrize("chunks", STREAMS.values(), ids=STREAMS)
def test_a_forwarded_stream_arrives_unchanged(send: Any, gateway: Any, chunks: list[Body]) -> None:
    text = ": keep-alive\n\n" + event_stream(chunks)
    assert send(text.encode(), stream=True).text == text
    assert gateway.answers == [accumulate(read_stream([text]))]
    assert gateway.problems == []


@pytest.mark.parametrize("chunks", STREAMS.values(), ids=STREAMS)
def test_a_rewritten_stream_keeps_everything_else(send: Any, chunks: list[Body]) -> None:
    text = ": keep-alive\n\n" + event_stream(chunks)
    answer = send(text.encode(), stream=True, headers={"X-Rewrite": "yes"}).text
    received = [one.to_dict() for one in read_stream([answer])]
    for one in itertools.chain.from_iterable(body["choices"] for body in chunks):
        if isinstance(one.get("delta", {}).get("content"), str):
            one["delta"]["content"] = one["delta"]["content"].upper()
    assert received == chunks


@pytest.mark.parametrize("name", STREAMS)
def test_the_official_client_gets_the_same_from_both(gateway: Any, upstream: Any, name: str) -> None:
    upstream.bodies["m"] = event_stream(STREAMS[name]).encode()
    received = []
    for url in (upstream.url, gateway.url):
        with openai.OpenAI(api_key="-", base_url=url, max_retries=0) as client:
            chunks = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True)
            received.append([one.to_dict() for one in chunks])
    assert received[0] == received[1] != []


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": None}, "messages"),
        ({"temperature": "hot"}, "temperature"),
        ({"tools": [{"type": "function"}]}, "tools[0].function"),
    ],
    ids=str,
)
def test_an_invalid_request_is_answered_with_its_place(send: Any, change: Body, param: str) -> None:
    answer = send(response(), **change)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_body_that_is_no_json_is_answered(gateway: Any) -> None:
    answer = httpx.post(f"{gateway.url}/chat/completions", content=b'{"model": ')
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, None)
    assert "line 1 column 11" in answer.json()["error"]["message"]


def test_an_error_of_the_upstream_is_passed_on_in_the_standard_layout(send: Any) -> None:
    answer = send((429, {"detail": [{"loc": ["x"], "msg": "slow down"}]}), stream=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["error"]["message"] == "x: slow down"
    assert send({"error": {"message": "No."}}).json()["error"]["message"] == "No."
    assert send({"error": {"message": "No."}}).status_code == 502


@pytest.mark.parametrize("headers", [{}, {"X-Rewrite": "yes"}], ids=["forwarded", "rewritten"])
def test_an_error_in_a_stream_reaches_the_client(gateway: Any, upstream: Any, headers: dict[str, str]) -> None:
    error = 'data: {"error": {"message": "overloaded"}}\n\ndata: [DONE]\n\n'
    upstream.bodies["m"] = event_stream(text_stream()[:2], end=error).encode()
    with openai.OpenAI(api_key="-", base_url=gateway.url, max_retries=0, default_headers=headers) as client:
        chunks = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True)
        with pytest.raises(openai.APIError, match="overloaded"):
            list(chunks)


def iter_chunks(limit: int | None, size: int) -> Iterator[bytes]:
    body = chunk(choice_chunk(content="x" * size))
    for _ in itertools.count() if limit is None else range(limit):
        yield f"data: {json.dumps(body)}\n\n".encode()


@pytest.mark.parametrize("headers", [{}, {"X-Rewrite": "yes"}], ids=["forwarded", "rewritten"])
def test_an_upstream_that_breaks_off_is_no_complete_answer(
    gateway: Any, upstream: Any, headers: dict[str, str]
) -> None:
    def break_off() -> Iterator[bytes]:
        yield from iter_chunks(2, 5)
        raise ConnectionError

    upstream.bodies["m"] = break_off
    request = {"model": "m", "messages": [], "stream": True}
    with (
        pytest.raises(httpx.RemoteProtocolError),
        httpx.stream("POST", f"{gateway.url}/chat/completions", json=request, headers=headers) as answer,
    ):
        list(answer.iter_bytes())


@pytest.mark.parametrize("headers", [{}, {"X-Rewrite": "yes"}], ids=["forwarded", "rewritten"])
def test_a_slow_client_slows_down_the_upstream_and_one_that_goes_away_ends_it(
    gateway: Any, upstream: Any, headers: dict[str, str]
) -> None:
    upstream.bodies["m"] = lambda: iter_chunks(None, 50_000)
    request = {"model": "m", "messages": [], "stream": True}
    with httpx.stream("POST", f"{gateway.url}/chat/completions", json=request, headers=headers) as answer:
        pieces = answer.iter_bytes()
        next(pieces)
        sent = -1
        while sent != upstream.sent:  # until the buffers of the system are full
            sent = upstream.sent
            time.sleep(0.3)
        for _ in range(100):
            next(pieces)
    wait_until = time.monotonic() + 20
    while not upstream.is_closed and time.monotonic() < wait_until:
        time.sleep(0.05)
    assert upstream.is_closed


@pytest.mark.skipif("CHATCOMPLETION_TRAFFIC" not in os.environ, reason="needs recorded bodies")
def test_recorded_bodies_arrive_unchanged(traffic: Path, send: Any, gateway: Any) -> None:
    count = 0
    for path in sorted(traffic.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[::7]:
            body = json.loads(line)["body"]
            if isinstance(body, str):
                assert send(body.encode(), stream=True).content == body.encode()
                count += 1
            elif isinstance(body, dict) and "choices" in body:
                try:
                    CreateChatCompletionResponse.from_dict(body, problems=[])
                except ChatCompletionError:
                    continue
                assert send(body).json() == body
                count += 1
    assert count
