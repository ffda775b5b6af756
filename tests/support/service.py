"""A test server for chat completions. It decodes requests and builds responses with this package alone.

The answer depends on the request:

- tools, and no tool message at the end: a call of each tool that `tool_choice` allows;
- `response_format` with a JSON schema: JSON that follows the schema;
- otherwise: text that repeats the conversation, spoken if `modalities` has `audio`.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chatcompletion import (
    Audio,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionMessageToolCallChunk,
    ChatCompletionNamedToolChoice,
    ChatCompletionNamedToolChoiceCustom,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartAudio,
    ChatCompletionRequestMessageContentPartFile,
    ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestToolMessage,
    ChatCompletionResponseMessage,
    ChatCompletionStreamResponseDelta,
    ChatCompletionTool,
    Choices,
    CompletionUsage,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    CustomCall,
    CustomToolChatCompletions,
    DecodeError,
    DeltaAudio,
    FunctionCall,
    FunctionCallChunk,
    ImageUrl,
    InputAudio,
    ResponseFormatJsonSchema,
    StreamChoices,
    Tool,
    ToolCall,
    UnknownMessage,
    UnknownToolCall,
)

from .responses import response, response_with_calls, tool_call
from .streams import azure_stream, event_stream, text_stream, tool_call_stream

MODEL = "gpt-4.1-mini"
"""The model whose answer depends on the request."""
STREAMS = {"text": text_stream, "azure": azure_stream, "tool_calls": tool_call_stream}
"""Models that always send the same stream. `GET /streams/…` sends it too."""
RESPONSES = {"response": response(), "response_with_calls": response_with_calls(tool_call())}
"""Models that always send the same response."""

SPEECH = b"RIFF....WAVEfmt "
PIECE_SIZE = 61
"""The size of the pieces in which streams are sent. Events do not end where pieces end."""


class Server(ThreadingHTTPServer):
    """The server. It records the bodies of the requests that it receives."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.port: int = self.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.recorded: list[bytes] = []
        self.failures: list[int] = []
        """The HTTP statuses with which the next requests fail."""
        self.stream_size: int | None = None
        """The number of bytes after which streams break off."""


@contextmanager
def run_server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Send a stream: `/streams/{name}`, or only its beginning: `/streams/{name}/unfinished`."""
        _, _, name, *unfinished = self.path.split("/")
        text = event_stream(STREAMS[name](), end="" if unfinished else "data: [DONE]\n\n")
        if unfinished:
            self.send_beginning(text[:-5])
        else:
            self.send_stream([text])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.recorded.append(body)
        if self.server.failures:
            self.send_error_body(self.server.failures.pop(0), "Try again.")
            return
        try:
            request = CreateChatCompletionRequest.from_json(body)
        except DecodeError as error:
            self.send_error_body(400, str(error), param=error.path)
            return
        if not is_exact(request, body):
            self.send_error_body(500, "the request is not encoded as it was received")
        elif request.model in STREAMS:
            chunks = map(CreateChatCompletionStreamResponse.from_dict, STREAMS[request.model]())
            self.send_stream(encode_events(chunks))
        elif request.model in RESPONSES:
            self.send_json(200, CreateChatCompletionResponse.from_dict(RESPONSES[request.model]).to_json())
        elif request.model != MODEL:
            message = f"The model `{request.model}` does not exist."
            self.send_error_body(404, message, param="model", code="model_not_found")
        elif request.stream:
            self.send_stream(encode_events(make_chunks(request)))
        else:
            self.send_json(200, make_response(request).to_json())

    def send_json(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_error_body(self, status: int, message: str, *, param: str | None = None, code: str | None = None) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
        self.send_json(status, json.dumps({"error": error}))

    def send_stream(self, events: Iterable[str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        content = "".join(events).encode()[: self.server.stream_size]
        for start in range(0, len(content), PIECE_SIZE):
            piece = content[start : start + PIECE_SIZE]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.close_connection = self.server.stream_size is not None
        if not self.close_connection:
            self.wfile.write(b"0\r\n\r\n")

    def send_beginning(self, text: str) -> None:
        """Send a stream whose end is the end of the connection, so that HTTP does not show that it is incomplete."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


def is_exact(request: CreateChatCompletionRequest, body: bytes) -> bool:
    """Return whether a request is encoded as it was received, apart from the order of keys.

    The comparison is of JSON text, as Python has `1 == 1.0 == True`.
    """
    return normalize(request.to_json()) == normalize(body)


def normalize(text: str | bytes) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


# Responses


def make_response(request: CreateChatCompletionRequest) -> CreateChatCompletionResponse:
    message = make_message(request)
    finish_reason = "tool_calls" if message.tool_calls else "stop"
    return CreateChatCompletionResponse(
        id="chatcmpl-D4kQ",
        created=1754432618,
        model=request.model,
        choices=tuple(
            Choices(index=index, message=message, finish_reason=finish_reason) for index in range(request.n or 1)
        ),
        usage=CompletionUsage(prompt_tokens=9, completion_tokens=3, total_tokens=12),
        service_tier=request.service_tier,
        metadata=request.metadata,
    )


def make_message(request: CreateChatCompletionRequest) -> ChatCompletionResponseMessage:
    text = "\n".join(map(describe_message, request.messages))
    if tools := choose_tools(request):
        calls = tuple(call_tool(tool, f"call_{position}", text) for position, tool in enumerate(tools))
        return ChatCompletionResponseMessage(tool_calls=calls)
    if isinstance(request.response_format, ResponseFormatJsonSchema):
        text = json.dumps(make_value(request.response_format.json_schema.schema or {}, text))
    if "audio" in (request.modalities or ()):
        data = base64.b64encode(SPEECH).decode()
        audio = Audio(id=f"audio_{len(request.messages)}", expires_at=1754436218, data=data, transcript=text)
        return ChatCompletionResponseMessage(audio=audio)
    return ChatCompletionResponseMessage(content=text)


def describe_message(message: ChatCompletionRequestMessage) -> str:
    if isinstance(message, ChatCompletionRequestAssistantMessage) and message.audio:
        return f"assistant: {message.audio.id}"
    if isinstance(message, UnknownMessage) or message.content is None:
        return message.role
    if isinstance(message.content, str):
        return f"{message.role}: {message.content}"
    return f"{message.role}: {', '.join(map(describe_part, message.content))}"


def describe_part(part: object) -> str:
    match part:
        case ChatCompletionRequestMessageContentPartText(text=text):
            return text
        case ChatCompletionRequestMessageContentPartImage(image_url=ImageUrl(url=url, detail=detail)):
            return f"image {url} in detail {detail}"
        case ChatCompletionRequestMessageContentPartAudio(input_audio=InputAudio(data=data, format=name)):
            return f"{name} of {len(base64.b64decode(data))} bytes"
        case ChatCompletionRequestMessageContentPartFile(file=file):
            return f"file {file.filename or file.file_id}"
    return type(part).__name__


def choose_tools(request: CreateChatCompletionRequest) -> list[Tool]:
    """Return the tools to call: none if the last message has the result of a call."""
    has_result = bool(request.messages) and isinstance(request.messages[-1], ChatCompletionRequestToolMessage)
    if has_result or request.tool_choice == "none":
        return []
    tools = request.tools or ()
    match request.tool_choice:
        case ChatCompletionNamedToolChoice(function=choice) | ChatCompletionNamedToolChoiceCustom(custom=choice):
            return [tool for tool in tools if get_tool_name(tool) == choice.name]
    return list(tools)


def get_tool_name(tool: Tool) -> str:
    match tool:
        case ChatCompletionTool(function=named) | CustomToolChatCompletions(custom=named):
            return named.name
    return tool.type


def call_tool(tool: Tool, id: str, text: str) -> ToolCall:
    match tool:
        case ChatCompletionTool(function=function):
            arguments = json.dumps(make_value(function.parameters or {}, text))
            return ChatCompletionMessageToolCall(id=id, function=FunctionCall(name=function.name, arguments=arguments))
        case CustomToolChatCompletions(custom=custom):
            return ChatCompletionMessageCustomToolCall(id=id, custom=CustomCall(name=custom.name, input=text))
    return UnknownToolCall(id=id, type=tool.type)


def make_value(schema: Mapping[str, Any], text: str) -> Any:
    """Return a value that follows a JSON schema. Its strings are the text."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type", "object"):
        case "object":
            return {name: make_value(member, text) for name, member in schema.get("properties", {}).items()}
        case "array":
            return [make_value(schema["items"], text)]
        case "string":
            return text
        case "boolean":
            return True
    return 6


# Streams


def make_chunks(request: CreateChatCompletionRequest) -> Iterator[CreateChatCompletionStreamResponse]:
    """Return the chunks that add up to the response."""
    response = make_response(request)
    chunk = CreateChatCompletionStreamResponse(
        id=response.id,
        created=response.created,
        model=response.model,
        choices=(),
        service_tier=response.service_tier,
        extra={} if response.metadata is None else {"metadata": response.metadata},
    )
    for choice in response.choices:
        for delta in make_deltas(choice.message):
            yield replace(chunk, choices=(StreamChoices(index=choice.index, delta=delta),))
        last = StreamChoices(
            index=choice.index, delta=ChatCompletionStreamResponseDelta(), finish_reason=choice.finish_reason
        )
        yield replace(chunk, choices=(last,))
    if request.stream_options and request.stream_options.include_usage:
        yield replace(chunk, usage=response.usage)


def make_deltas(message: ChatCompletionResponseMessage) -> Iterator[ChatCompletionStreamResponseDelta]:
    yield ChatCompletionStreamResponseDelta(role="assistant")
    for text in split(message.content or ""):
        yield ChatCompletionStreamResponseDelta(content=text)
    for index, call in enumerate(message.tool_calls or ()):
        for piece in split_tool_call(index, call):
            yield ChatCompletionStreamResponseDelta(tool_calls=(piece,))
    if message.audio:
        yield ChatCompletionStreamResponseDelta(audio=DeltaAudio(id=message.audio.id))
        for text in split(message.audio.transcript):
            yield ChatCompletionStreamResponseDelta(audio=DeltaAudio(transcript=text))
        for text in split(message.audio.data):
            yield ChatCompletionStreamResponseDelta(audio=DeltaAudio(data=text))
        yield ChatCompletionStreamResponseDelta(audio=DeltaAudio(expires_at=message.audio.expires_at))


def split_tool_call(index: int, call: ToolCall) -> Iterator[ChatCompletionMessageToolCallChunk]:
    match call:
        case ChatCompletionMessageToolCall(function=function):
            beginning = FunctionCallChunk(name=function.name, arguments="")
            yield ChatCompletionMessageToolCallChunk(index=index, id=call.id, type=call.type, function=beginning)
            for text in split(function.arguments):
                yield ChatCompletionMessageToolCallChunk(index=index, function=FunctionCallChunk(arguments=text))
        case ChatCompletionMessageCustomToolCall(custom=custom):
            named = {"custom": {"name": custom.name, "input": ""}}
            yield ChatCompletionMessageToolCallChunk(index=index, id=call.id, type=call.type, extra=named)
            for text in split(custom.input):
                yield ChatCompletionMessageToolCallChunk(index=index, extra={"custom": {"input": text}})
        case UnknownToolCall():
            yield ChatCompletionMessageToolCallChunk(index=index, id=call.id, type=call.type, extra=call.extra)


def split(text: str, size: int = 7) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


def encode_events(chunks: Iterable[CreateChatCompletionStreamResponse]) -> Iterator[str]:
    for chunk in chunks:
        yield f"data: {chunk.to_json()}\n\n"
    yield "data: [DONE]\n\n"
