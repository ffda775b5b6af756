"""Streams over a real connection, and the official client fed with what this package writes."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import urllib.request
from collections.abc import AsyncGenerator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from chatcompletion import CreateChatCompletionResponse, StreamError, accumulate, aread_stream, read_stream

from .responses import response, response_with_calls, tool_call
from .streams import azure_stream, decode_chunks, event_stream, text_stream, tool_call_stream

STREAMS = {"told": text_stream, "azure": azure_stream, "calling": tool_call_stream}
BODIES = {"response": response(), "tools": response_with_calls(tool_call())}


class Service(BaseHTTPRequestHandler):
    """Sends a stream in chunks of the transfer encoding, cut without regard for its events, or a body."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name, _, end = self.path.removeprefix("/").partition("/")
        self.stream(event_stream(STREAMS[name]()) if not end else event_stream(STREAMS[name](), end="")[:-5])

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request.get("stream"):
            self.stream(event_stream([made.to_dict() for made in decode_chunks(STREAMS[request["model"]]())]))
            return
        content = CreateChatCompletionResponse.from_dict(BODIES[request["model"]]).to_json().encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def stream(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        content = text.encode()
        for start in range(0, len(content), 61):
            part = content[start : start + 61]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


each_stream = pytest.mark.parametrize("name", STREAMS)


@each_stream
def test_a_stream_is_read_with_http_client(port: int, name: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", f"/{name}")
        body = connection.getresponse()
        assert list(read_stream(iter(lambda: body.read1(50), b""))) == decode_chunks(STREAMS[name]())
    finally:
        connection.close()


@each_stream
def test_a_stream_is_read_with_urllib(port: int, name: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}", timeout=10) as body:
        assert accumulate(read_stream(body)) == accumulate(decode_chunks(STREAMS[name]()))


@each_stream
def test_a_stream_is_read_with_asyncio(port: int, name: str) -> None:
    async def pieces() -> AsyncGenerator[bytes, None]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"GET /{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
            while size := int(await reader.readline(), 16):
                yield await reader.readexactly(size)
                await reader.readline()
        finally:
            writer.close()
            await writer.wait_closed()

    async def collected() -> list[Any]:
        source = pieces()
        chunks = [made async for made in aread_stream(source)]
        await source.aclose()
        return chunks

    assert asyncio.run(collected()) == decode_chunks(STREAMS[name]())


def test_a_connection_that_breaks_off_is_a_stream_error(port: int) -> None:
    with (
        urllib.request.urlopen(f"http://127.0.0.1:{port}/told/cut", timeout=10) as body,
        pytest.raises(StreamError) as caught,
    ):
        accumulate(read_stream(body))
    assert caught.value.partial
    assert caught.value.partial["choices"][0]["finish_reason"] == "stop"


@pytest.mark.filterwarnings("ignore")
class TestOfficialClient:
    """In the extra `comparison`."""

    @pytest.fixture(scope="class")
    def client(self, port: int) -> Iterator[Any]:
        openai = pytest.importorskip("openai")
        with openai.OpenAI(base_url=f"http://127.0.0.1:{port}", api_key="none", max_retries=0) as client:
            yield client

    @pytest.mark.parametrize("model", BODIES)
    def test_it_reads_a_response(self, client: Any, model: str) -> None:
        made = client.chat.completions.create(model=model, messages=[])
        assert made.to_dict() == BODIES[model]

    @each_stream
    def test_it_reads_a_stream(self, client: Any, name: str) -> None:
        chunks = client.chat.completions.create(model=name, messages=[], stream=True)
        assert [made.to_dict() for made in chunks] == STREAMS[name]()
