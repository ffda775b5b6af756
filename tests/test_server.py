"""Streams over a real connection, and a test server with this package or the official client as its client."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import runpy
import urllib.request
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chatcompletion import (
    APIError,
    AudioOptions,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageToolCall,
    ChatCompletionNamedToolChoice,
    ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestToolMessage,
    ChatCompletionRequestUserMessage,
    ChatCompletionStreamOptions,
    ChatCompletionTool,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CustomTool,
    CustomToolChatCompletions,
    FunctionObject,
    JsonSchema,
    NamedFunction,
    ResponseFormatJsonSchema,
    StreamError,
    ToolCall,
    accumulate,
    aread_stream,
    read_stream,
)

from .support.responses import Body
from .support.service import MODEL, RESPONSES, SPEECH, STREAMS, Server, is_exact, run_server
from .support.streams import decode_chunks


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with run_server() as server:
        yield server


@pytest.fixture(autouse=True)
def reset(server: Server) -> None:
    server.recorded.clear()
    server.failures.clear()
    server.stream_size = None


def decode_requests(server: Server) -> list[CreateChatCompletionRequest]:
    """Decode the recorded requests. Assert that each is encoded as it was received."""
    requests = [CreateChatCompletionRequest.from_json(body) for body in server.recorded]
    assert requests
    assert all(map(is_exact, requests, server.recorded))
    return requests


each_stream = pytest.mark.parametrize("name", STREAMS)
streamed_or_not = pytest.mark.parametrize("stream", [False, True], ids=["not streamed", "streamed"])


class TestStreamsOverAConnection:
    @each_stream
    def test_a_stream_is_read_with_http_client(self, server: Server, name: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.request("GET", f"/streams/{name}")
            body = connection.getresponse()
            assert list(read_stream(iter(lambda: body.read1(50), b""))) == decode_chunks(STREAMS[name]())
        finally:
            connection.close()

    @each_stream
    def test_a_stream_is_read_with_urllib(self, server: Server, name: str) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/streams/{name}", timeout=10) as body:
            assert accumulate(read_stream(body)) == accumulate(decode_chunks(STREAMS[name]()))

    @each_stream
    def test_a_stream_is_read_with_asyncio(self, server: Server, name: str) -> None:
        async def receive() -> AsyncGenerator[bytes, None]:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            try:
                writer.write(f"GET /streams/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                await reader.readuntil(b"\r\n\r\n")
                while size := int(await reader.readline(), 16):
                    yield await reader.readexactly(size)
                    await reader.readline()
            finally:
                writer.close()
                await writer.wait_closed()

        async def collect() -> list[Any]:
            source = receive()
            chunks = [chunk async for chunk in aread_stream(source)]
            await source.aclose()
            return chunks

        assert asyncio.run(collect()) == decode_chunks(STREAMS[name]())

    def test_a_connection_that_ends_inside_an_event_is_a_stream_error(self, server: Server) -> None:
        url = f"http://127.0.0.1:{server.port}/streams/text/unfinished"
        with urllib.request.urlopen(url, timeout=10) as body, pytest.raises(StreamError) as caught:
            accumulate(read_stream(body))
        partial: Any = caught.value.partial
        assert partial["choices"][0]["finish_reason"] == "stop"


FUNCTION_TOOL = ChatCompletionTool(
    function=FunctionObject(
        name="get_tide",
        description="Return when the tide is high.",
        parameters={"type": "object", "properties": {"harbour": {"type": "string"}}, "required": ["harbour"]},
    )
)
CUSTOM_TOOL = CustomToolChatCompletions(custom=CustomTool(name="run_query", description="Run a query."))
QUESTION = ChatCompletionRequestUserMessage(content="When is the tide high?")


@contextmanager
def post(server: Server, text: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("POST", "/v1/chat/completions", text)
        yield connection.getresponse()
    finally:
        connection.close()


def send(server: Server, request: CreateChatCompletionRequest, *, stream: bool = False) -> CreateChatCompletionResponse:
    if stream:
        request = replace(request, stream=True, stream_options=ChatCompletionStreamOptions(include_usage=True))
    with post(server, request.to_json()) as body:
        assert body.status == 200
        if stream:
            return accumulate(read_stream(iter(lambda: body.read1(50), b"")))
        return CreateChatCompletionResponse.from_json(body.read())


def run_tool(call: ToolCall) -> ChatCompletionRequestToolMessage:
    match call:
        case ChatCompletionMessageToolCall(function=function):
            content = f"{function.name} returned {function.arguments}"
        case ChatCompletionMessageCustomToolCall(custom=custom):
            content = f"{custom.name} returned {custom.input}"
        case _:
            raise NotImplementedError(call.type)
    return ChatCompletionRequestToolMessage(tool_call_id=call.id, content=content)


class TestThisPackageAsTheClient:
    @streamed_or_not
    def test_a_tool_loop_needs_no_dict(self, server: Server, stream: bool) -> None:
        request = CreateChatCompletionRequest(model=MODEL, messages=(QUESTION,), tools=(FUNCTION_TOOL, CUSTOM_TOOL))
        message = send(server, request, stream=stream).choices[0].message
        while message.tool_calls:
            results = map(run_tool, message.tool_calls)
            request = replace(request, messages=(*request.messages, message.to_request(), *results))
            message = send(server, request, stream=stream).choices[0].message

        assert message.content == (
            "user: When is the tide high?\n"
            "assistant\n"
            'tool: get_tide returned {"harbour": "user: When is the tide high?"}\n'
            "tool: run_query returned user: When is the tide high?"
        )
        first, second = decode_requests(server)
        assert first.messages == (QUESTION,)
        assert second.messages == request.messages

    @streamed_or_not
    def test_a_named_tool_is_called(self, server: Server, stream: bool) -> None:
        choice = ChatCompletionNamedToolChoice(function=NamedFunction(name="get_tide"))
        tools = (CUSTOM_TOOL, FUNCTION_TOOL)
        request = CreateChatCompletionRequest(model=MODEL, messages=(QUESTION,), tools=tools, tool_choice=choice)
        message = send(server, request, stream=stream).choices[0].message
        assert [call.function.name for call in message.function_tool_calls] == ["get_tide"]
        assert message.tool_calls == message.function_tool_calls

    @streamed_or_not
    def test_a_response_follows_a_json_schema(self, server: Server, stream: bool) -> None:
        schema = {"type": "object", "properties": {"hour": {"type": "integer"}}, "required": ["hour"]}
        response_format = ResponseFormatJsonSchema(json_schema=JsonSchema(name="time", schema=schema, strict=True))
        request = CreateChatCompletionRequest(model=MODEL, messages=(QUESTION,), response_format=response_format)
        content = send(server, request, stream=stream).choices[0].message.content
        assert json.loads(content or "") == {"hour": 6}

    @streamed_or_not
    def test_the_next_request_refers_to_a_spoken_response(self, server: Server, stream: bool) -> None:
        options = AudioOptions(voice="alloy", format="wav")
        request = CreateChatCompletionRequest(
            model=MODEL, messages=(QUESTION,), modalities=("text", "audio"), audio=options
        )
        first = send(server, request, stream=stream).choices[0].message
        assert first.audio
        assert base64.b64decode(first.audio.data) == SPEECH
        assert first.audio.transcript == "user: When is the tide high?"

        request = replace(request, messages=(QUESTION, first.to_request(), QUESTION))
        second = send(server, request, stream=stream).choices[0].message
        assert second.audio
        assert second.audio.transcript.splitlines()[1] == f"assistant: {first.audio.id}"

    def test_a_stream_adds_up_to_the_response_that_is_not_streamed(self, server: Server) -> None:
        request = CreateChatCompletionRequest(
            model=MODEL,
            messages=(QUESTION,),
            tools=(FUNCTION_TOOL, CUSTOM_TOOL),
            n=2,
            metadata={"run": "7"},
            service_tier="flex",
        )
        assert send(server, request, stream=True) == send(server, request)

    @pytest.mark.parametrize(
        ("text", "status", "param"),
        [
            ('{"model": "unknown", "messages": []}', 404, "model"),
            ('{"model": "unknown", "messages": [{"role": "user"}]}', 400, "messages[0].content"),
            ('{"model": "unknown", "messages": [}', 400, "line 1 column 35"),
        ],
    )
    def test_an_error_body_says_what_is_wrong(self, server: Server, text: str, status: int, param: str) -> None:
        with post(server, text) as body:
            error = APIError.from_body(body.read(), body.status)
        assert (error.status, error.type, error.param) == (status, "invalid_request_error", param)
        assert error.message


PROGRAMS = Path(__file__).parents[1] / "typings" / "accept"


@pytest.mark.parametrize("name", ["complete_client", "complete_async_client"])
class TestCompleteClients:
    """The programs in `typings/accept` that show everything at once."""

    @pytest.fixture(autouse=True)
    def _httpx(self) -> None:
        self.httpx = pytest.importorskip("httpx")

    @pytest.fixture
    def run(self, server: Server, name: str) -> Callable[..., CreateChatCompletionResponse]:
        program = runpy.run_path(str(PROGRAMS / f"{name}.py"))
        program["ask"].__globals__["PAUSES"] = (0, 0)

        def run(request: CreateChatCompletionRequest) -> CreateChatCompletionResponse:
            answer: CreateChatCompletionResponse
            if name == "complete_client":
                with self.httpx.Client(base_url=server.url) as client:
                    answer = program["run"](client, request, {"get_tide": lambda harbour: f"06:41, {harbour}"})
                return answer

            async def get_tide(harbour: str) -> str:
                return f"06:41, {harbour}"

            async def run_async() -> Any:
                async with self.httpx.AsyncClient(base_url=server.url) as client:
                    return await program["run"](client, request, {"get_tide": get_tide})

            answer = asyncio.run(run_async())
            return answer

        return run

    request = CreateChatCompletionRequest(model=MODEL, messages=(QUESTION,), stream=True)

    def test_the_text_is_printed_and_returned(self, run: Any, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(self.request).choices[0].message.text == "user: When is the tide high?"
        assert capsys.readouterr().out == "user: When is the tide high?"

    def test_tools_run_in_a_loop(self, server: Server, run: Any) -> None:
        answer = run(replace(self.request, tools=(FUNCTION_TOOL, CUSTOM_TOOL)))
        assert answer.choices[0].message.text.splitlines()[2:] == [
            'tool: "06:41, user: When is the tide high?"',
            "tool: error: LookupError('custom')",
        ]
        assert len(decode_requests(server)) == 2

    def test_a_tool_that_fails_is_said_to_the_model(self, run: Any) -> None:
        tool = replace(FUNCTION_TOOL, function=replace(FUNCTION_TOOL.function, parameters={"type": "object"}))
        [*_, result] = run(replace(self.request, tools=(tool,))).choices[0].message.text.splitlines()
        assert result.startswith("tool: error: TypeError(")

    def test_a_whole_completion_is_taken_for_a_stream(self, server: Server, run: Any) -> None:
        answer = run(replace(self.request, model="response"))
        assert answer.choices[0].message.text == RESPONSES["response"]["choices"][0]["message"]["content"]

    def test_a_temporary_error_is_repeated(self, server: Server, run: Any) -> None:
        server.failures[:] = [429, 503]
        assert run(self.request).choices[0].finish_reason == "stop"
        assert len(server.recorded) == 3

    @pytest.mark.parametrize(("failures", "count"), [([400], 1), ([500, 500, 500], 3)])
    def test_another_error_or_the_last_is_raised(self, server: Server, run: Any, failures: Any, count: int) -> None:
        server.failures[:] = failures
        with pytest.raises(APIError, match=r"Try again\.") as caught:
            run(self.request)
        assert caught.value.status == failures[-1]
        assert len(server.recorded) == count

    def test_a_stream_that_breaks_off_leaves_its_beginning(
        self, server: Server, run: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        server.stream_size = 600
        [choice] = run(self.request).choices
        printed = capsys.readouterr()
        assert choice.finish_reason == ""
        assert choice.message.text == printed.out
        assert "user: When is the tide high?".startswith(printed.out)
        assert "incomplete" in printed.err
        assert len(server.recorded) == 1

    def test_a_stream_that_breaks_off_before_its_text_is_repeated(self, server: Server, run: Any) -> None:
        server.stream_size = 100
        with pytest.raises(self.httpx.RemoteProtocolError):
            run(self.request)
        assert len(server.recorded) == 3


FUNCTION_PARAM = FUNCTION_TOOL.to_dict()
CUSTOM_PARAM = CUSTOM_TOOL.to_dict()
SEND_BACK: dict[str, Callable[[Any], Any]] = {
    "the object": lambda message: message,
    "to_dict": lambda message: message.to_dict(),
    "model_dump": lambda message: message.model_dump(),
    "exclude_none": lambda message: message.model_dump(exclude_none=True),
}
"""The ways in which users of the official client put a message into the next request."""


@pytest.mark.filterwarnings("ignore")
class TestOfficialClient:
    """In the group `comparison`."""

    @pytest.fixture(scope="class")
    def openai(self) -> Any:
        return pytest.importorskip("openai")

    @pytest.fixture(scope="class")
    def client(self, openai: Any, server: Server) -> Iterator[Any]:
        with openai.OpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
            yield client

    @pytest.mark.parametrize("model", RESPONSES)
    def test_it_reads_a_response(self, client: Any, model: str) -> None:
        assert client.chat.completions.create(model=model, messages=[]).to_dict() == RESPONSES[model]

    @each_stream
    def test_it_reads_a_stream(self, client: Any, name: str) -> None:
        chunks = client.chat.completions.create(model=name, messages=[], stream=True)
        assert [chunk.to_dict() for chunk in chunks] == STREAMS[name]()

    @pytest.mark.parametrize("send_back", SEND_BACK.values(), ids=SEND_BACK)
    def test_a_tool_loop(self, server: Server, client: Any, send_back: Callable[[Any], Any]) -> None:
        def complete() -> Any:
            return client.chat.completions.create(model=MODEL, messages=messages, tools=[FUNCTION_PARAM, CUSTOM_PARAM])

        messages: list[Any] = [{"role": "user", "content": "When is the tide high?"}]
        message = complete().choices[0].message
        messages.append(send_back(message))
        for call, result in zip(message.tool_calls, ("06:41", "no rows"), strict=True):
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
        answer = complete().choices[0]

        assert [call.type for call in message.tool_calls] == ["function", "custom"]
        assert json.loads(message.tool_calls[0].function.arguments) == {"harbour": "user: When is the tide high?"}
        assert message.tool_calls[1].custom.input == "user: When is the tide high?"
        assert answer.finish_reason == "stop"
        assert answer.message.content.splitlines()[2:] == ["tool: 06:41", "tool: no rows"]
        assert_tool_loop(decode_requests(server))

    def test_a_tool_loop_over_streams(self, server: Server, client: Any) -> None:
        def complete() -> Any:
            with client.chat.completions.stream(model=MODEL, messages=messages, tools=[FUNCTION_PARAM]) as stream:
                return stream.get_final_completion()

        messages: list[Any] = [{"role": "user", "content": "When is the tide high?"}]
        message = complete().choices[0].message
        [call] = message.tool_calls
        messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "06:41"}]
        answer = complete().choices[0]

        assert json.loads(call.function.arguments) == {"harbour": "user: When is the tide high?"}
        assert answer.finish_reason == "stop"
        assert answer.message.content.splitlines()[2:] == ["tool: 06:41"]
        assert_tool_loop(decode_requests(server))

    def test_a_tool_loop_of_the_asynchronous_client(self, server: Server, openai: Any) -> None:
        async def run() -> str:
            async with openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0) as client:
                messages: list[Any] = [{"role": "user", "content": "When is the tide high?"}]
                completion = await client.chat.completions.create(
                    model=MODEL, messages=messages, tools=[FUNCTION_PARAM, CUSTOM_PARAM]
                )
                messages.append(completion.choices[0].message)
                for call in completion.choices[0].message.tool_calls:
                    messages.append({"role": "tool", "tool_call_id": call.id, "content": "06:41"})
                chunks = await client.chat.completions.create(model=MODEL, messages=messages, stream=True)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])

        assert asyncio.run(run()).splitlines()[2:] == ["tool: 06:41", "tool: 06:41"]
        assert_tool_loop(decode_requests(server))

    def test_structured_output(self, server: Server, client: Any) -> None:
        model = pytest.importorskip("pydantic").create_model("Tide", harbour=(str, ...), hours=(list[int], ...))
        completion = client.chat.completions.parse(
            model=MODEL, messages=[{"role": "user", "content": "High?"}], response_format=model
        )
        assert completion.choices[0].message.parsed == model(harbour="user: High?", hours=[6])
        [request] = decode_requests(server)
        assert isinstance(request.response_format, ResponseFormatJsonSchema)
        assert request.response_format.json_schema.strict
        assert request.response_format.json_schema.schema == {
            **model.model_json_schema(),
            "additionalProperties": False,
        }

    def test_arguments_that_are_parsed(self, server: Server, openai: Any, client: Any) -> None:
        model = pytest.importorskip("pydantic").create_model("GetTide", harbour=(str, ...))
        completion = client.chat.completions.parse(
            model=MODEL,
            messages=[{"role": "user", "content": "High?"}],
            tools=[openai.pydantic_function_tool(model)],
            tool_choice={"type": "function", "function": {"name": "GetTide"}},
        )
        [call] = completion.choices[0].message.tool_calls
        assert call.function.parsed_arguments == model(harbour="user: High?")
        [request] = decode_requests(server)
        assert request.tool_choice == ChatCompletionNamedToolChoice(function=NamedFunction(name="GetTide"))

    @pytest.mark.parametrize("send_back", [*SEND_BACK.values(), None], ids=[*SEND_BACK, "the id alone"])
    def test_spoken_output(self, server: Server, client: Any, send_back: Callable[[Any], Any] | None) -> None:
        def complete() -> Any:
            audio = {"voice": "alloy", "format": "wav"}
            return client.chat.completions.create(
                model=MODEL, messages=messages, modalities=["text", "audio"], audio=audio
            )

        messages: list[Any] = [{"role": "user", "content": "High?"}]
        message = complete().choices[0].message
        messages.append(send_back(message) if send_back else {"role": "assistant", "audio": {"id": message.audio.id}})
        answer = complete().choices[0].message

        assert base64.b64decode(message.audio.data) == SPEECH
        assert answer.audio.transcript == f"user: High?\nassistant: {message.audio.id}"
        first, second = decode_requests(server)
        assert first.modalities == ("text", "audio")
        assert first.audio == AudioOptions(voice="alloy", format="wav")
        assert isinstance(second.messages[1], ChatCompletionRequestAssistantMessage)
        assert second.messages[1].audio
        assert second.messages[1].audio.id == message.audio.id

    @pytest.mark.parametrize(
        ("part", "description"),
        [
            ({"type": "text", "text": "High?"}, "High?"),
            (
                {"type": "image_url", "image_url": {"url": "https://example.org/tide.png", "detail": "low"}},
                "image https://example.org/tide.png in detail low",
            ),
            (
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
                "image data:image/png;base64,iVBORw0KGgo= in detail None",
            ),
            ({"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}, "wav of 4 bytes"),
            ({"type": "file", "file": {"file_id": "file-1"}}, "file file-1"),
            (
                {"type": "file", "file": {"filename": "tide.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}},
                "file tide.pdf",
            ),
        ],
    )
    def test_a_content_part(self, server: Server, client: Any, part: Body, description: str) -> None:
        content = [{"type": "text", "text": "Look:"}, part]
        completion = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": content}])
        assert completion.choices[0].message.content == f"user: Look:, {description}"
        decode_requests(server)

    def test_options(self, server: Server, client: Any) -> None:
        options: Body = {
            "frequency_penalty": 0,
            "logit_bias": {"50256": -100},
            "logprobs": True,
            "max_completion_tokens": 100,
            "metadata": {"run": "7"},
            "n": 2,
            "parallel_tool_calls": None,
            "prediction": {"type": "content", "content": "06:41"},
            "reasoning_effort": "low",
            "seed": 7,
            "service_tier": "flex",
            "stop": ["\n"],
            "store": False,
            "temperature": 1.0,
            "top_logprobs": 2,
            "user": "7",
            "web_search_options": {
                "search_context_size": "low",
                "user_location": {"type": "approximate", "approximate": {"city": "Brest", "country": "FR"}},
            },
        }
        messages = [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "High?", "name": "Ada"}]
        completion = client.chat.completions.create(model=MODEL, messages=messages, extra_body={"top_k": 5}, **options)
        assert [choice.message.content for choice in completion.choices] == ["developer: Be brief.\nuser: High?"] * 2
        assert completion.service_tier == "flex"
        [request] = decode_requests(server)
        assert request.extra == {"top_k": 5}
        assert request.to_dict() == {"model": MODEL, "messages": messages, "top_k": 5, **options}

    def test_a_body_that_does_not_decode_is_a_bad_request(self, openai: Any, client: Any) -> None:
        with pytest.raises(openai.BadRequestError) as caught:
            client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": 7}])
        assert caught.value.body == {
            "message": "messages[0].content: expected str or array, got int 7",
            "type": "invalid_request_error",
            "param": "messages[0].content",
            "code": None,
        }

    @streamed_or_not
    def test_a_model_that_does_not_exist_is_not_found(
        self, server: Server, openai: Any, client: Any, stream: bool
    ) -> None:
        with pytest.raises(openai.NotFoundError) as caught:
            client.chat.completions.create(model="unknown", messages=[], stream=stream)
        assert (caught.value.param, caught.value.code) == ("model", "model_not_found")
        assert caught.value.body["message"] == "The model `unknown` does not exist."
        decode_requests(server)


def assert_tool_loop(requests: list[CreateChatCompletionRequest]) -> None:
    """Assert that the second request has the question, the tool calls, and a result for each of them."""
    _, request = requests
    question, message, *results = request.messages
    assert question == QUESTION
    assert isinstance(message, ChatCompletionRequestAssistantMessage)
    assert message.tool_calls
    ids = [call.id for call in message.tool_calls]
    assert ids == [result.tool_call_id for result in results if isinstance(result, ChatCompletionRequestToolMessage)]
    assert len(ids) == len(message.tool_calls) == len(results)
