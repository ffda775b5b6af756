"""Runs other libraries on the shapes, as their users do: against a server that sends the body of a shape."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from typing import Any

from .shapes import Shape, find_mistakes, load_shapes, normalize

MESSAGES: Any = [{"role": "user", "content": "x"}]
COMPARED = ("content", "calls", "finish", "total")
"""What is compared. Not all libraries have more."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        shape: Shape = self.server.shape  # type: ignore[attr-defined]
        body = shape.body if isinstance(shape.body, str) else json.dumps(shape.body)
        self.send_response(400 if shape.kind == "error" else 200)
        self.send_header("Content-Type", "text/event-stream" if shape.kind == "stream" else "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def openai_client(url: str) -> Callable[[bool], Any]:
    import openai
    from openai.lib.streaming.chat import ChatCompletionStreamState

    client = openai.OpenAI(base_url=url, api_key="k", max_retries=0)

    def send(stream: bool) -> Any:
        if not stream:
            return client.chat.completions.create(model="m", messages=MESSAGES)
        state = ChatCompletionStreamState()
        for chunk in client.chat.completions.create(model="m", messages=MESSAGES, stream=True):
            state.handle_chunk(chunk)
        return state.get_final_completion()

    return send


def litellm_client(url: str) -> Callable[[bool], Any]:
    import litellm

    litellm.suppress_debug_info = True
    options: Any = {"model": "openai/m", "messages": MESSAGES, "api_base": url, "api_key": "k", "num_retries": 0}

    def send(stream: bool) -> Any:
        if not stream:
            return litellm.completion(**options)
        usage = {"include_usage": True}
        return litellm.stream_chunk_builder([*litellm.completion(stream=True, stream_options=usage, **options)])

    return send


def huggingface_hub_client(url: str) -> Callable[[bool], Any]:
    from huggingface_hub import InferenceClient

    client = InferenceClient(base_url=url, api_key="k")

    def send(stream: bool) -> Any:
        if stream:
            raise NotImplementedError  # it has nothing that adds the chunks up
        return client.chat_completion(MESSAGES)

    return send


CLIENTS = {"openai": openai_client, "litellm": litellm_client, "huggingface_hub": huggingface_hub_client}


def get_peer_answer(completion: Any) -> dict[str, Any]:
    """Return what a user needs of the response of another library, which all have the same attributes."""
    calls = [call for choice in completion.choices for call in choice.message.tool_calls or ()]
    described = [[call.id or "", call.function.name or "", call.function.arguments or ""] for call in calls]
    answer = {
        "content": completion.choices[0].message.content,
        "finish": [choice.finish_reason or "" for choice in completion.choices],
        "total": completion.usage.total_tokens if getattr(completion, "usage", None) else None,
    }
    return answer | normalize({"calls": described})


def is_right(shape: Shape, send: Callable[[bool], Any]) -> bool | None:
    """Return whether a library gets a shape right. None if it does not do this at all."""
    try:
        answer = get_peer_answer(send(shape.kind == "stream"))
    except NotImplementedError:
        return None
    except Exception as error:  # each library has exceptions of its own
        text = f"{error} {getattr(error, 'body', '')} {getattr(error, 'server_message', '')}"
        return "message" in shape.expect and shape.expect["message"] in text
    expect = normalize(shape.expect)
    compared = [name for name in COMPARED if name in expect and (name, expect[name]) != ("total", None)]
    return all(answer[name] == expect[name] for name in compared) and "message" not in expect


def compare() -> str:
    """Return a table of how many shapes each library gets right."""
    shapes = [shape for shape in load_shapes() if shape.kind != "request"]
    rows = ["| | responses | streams | errors |\n|---|---:|---:|---:|\n"]
    rows.append(make_row("chatcompletion", shapes, [not [*find_mistakes(shape)] for shape in shapes]))
    with serve() as server:
        for name, make_client in CLIENTS.items():
            send = make_client(f"http://127.0.0.1:{server.server_port}")
            results = []
            for shape in shapes:
                server.shape = shape  # type: ignore[attr-defined]
                results.append(is_right(shape, send))
            rows.append(make_row(f"{name} {version(name)}", shapes, results))
    return "".join(rows)


def make_row(name: str, shapes: list[Shape], results: list[bool | None]) -> str:
    cells = [name]
    for kind in ("response", "stream", "error"):
        of_kind = [result for shape, result in zip(shapes, results, strict=True) if shape.kind == kind]
        cells.append("-" if None in of_kind else f"{sum(map(bool, of_kind))} of {len(of_kind)}")
    return f"| {' | '.join(cells)} |\n"
