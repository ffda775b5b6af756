"""What the benchmark compares the package with. Each adapter is one small function.

An adapter imports its library when it is called. The benchmark leaves out a library that is not installed.
"""

from __future__ import annotations

import os
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, make_dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from operator import methodcaller
from typing import Any, Literal, Union, get_args, get_origin

from chatcompletion import (
    Accumulator,
    CreateChatCompletionRequest,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
)
from chatcompletion.stream.event_stream import MAX_EVENT_SIZE
from chatcompletion.stream.events import EventReader

PACKAGE = "chatcompletion"


@dataclass(frozen=True)
class Contestant:
    """A way to decode a dict to an object, and to encode the object as a dict."""

    name: str
    decode: Callable[[Any], Any]
    encode: Callable[[Any], Any]


def find_contestants(adapters: Iterable[Callable[[], Any]]) -> Iterator[Any]:
    """Iterate over what the adapters return, without those whose library is not installed."""
    for adapt in adapters:
        try:
            yield adapt()
        except ImportError as error:
            print(f"Left out: {adapt.__name__} ({error}).")


# Responses


def chatcompletion_response() -> Contestant:
    return Contestant(PACKAGE, CreateChatCompletionResponse.from_dict, CreateChatCompletionResponse.to_dict)


def openai_client() -> Contestant:
    """What the client of `openai` calls by default. It checks nothing."""
    construct_type = import_module("openai._models").construct_type
    cls = import_module("openai.types.chat").ChatCompletion
    return Contestant(
        "openai, as its client parses", lambda body: construct_type(type_=cls, value=body), methodcaller("to_dict")
    )


def openai_validated() -> Contestant:
    """The same types with Pydantic's validation, which is written in Rust."""
    cls = import_module("openai.types.chat").ChatCompletion
    return Contestant("openai, model_validate (Rust)", cls.model_validate, methodcaller("to_dict"))


def msgspec_response() -> Contestant:
    """Structs for the same schema. They drop unknown keys. `UNSET` tells a missing key from null."""
    msgspec = import_module("msgspec")
    unset: Any = msgspec.UnsetType
    cls = define_response(msgspec.defstruct, lambda name, hint: (name, hint | None | unset, msgspec.UNSET))
    return Contestant("msgspec.convert (C)", partial(msgspec.convert, type=cls), msgspec.to_builtins)


def mashumaro_response() -> Contestant:
    """Code generated for dataclasses of the same schema. It drops unknown keys and does not check strings."""
    codecs = import_module("mashumaro.codecs.basic")
    cls = define_response_dataclasses()
    return Contestant("mashumaro", codecs.BasicDecoder(cls).decode, codecs.BasicEncoder(cls).encode)


def cattrs_response() -> Contestant:
    """Code generated for dataclasses of the same schema, in the faster mode. It converts instead of validating."""
    converter = import_module("cattrs").Converter(detailed_validation=False)
    cls = define_response_dataclasses()
    return Contestant("cattrs", lambda body: converter.structure(body, cls), converter.unstructure)


def mlflow_response() -> Contestant:
    cls = import_module("mlflow.types.llm").ChatCompletionResponse
    return Contestant("mlflow.types.llm", cls.from_dict, methodcaller("to_dict"))


def huggingface_response() -> Contestant:
    """Dataclasses that are dicts too, so that encoding only copies."""
    cls = import_module("huggingface_hub").ChatCompletionOutput
    return Contestant("huggingface_hub", cls.parse_obj_as_instance, dict)


def litellm_response() -> Contestant:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # the import would download a file otherwise
    cls = import_module("litellm.types.utils").ModelResponse
    return Contestant("litellm", lambda body: cls(**body), methodcaller("model_dump"))


RESPONSES = [
    chatcompletion_response,
    openai_client,
    openai_validated,
    msgspec_response,
    mashumaro_response,
    cattrs_response,
    mlflow_response,
    huggingface_response,
    litellm_response,
]


def define_response_dataclasses() -> Any:
    return define_response(partial(make_dataclass, slots=True), lambda name, hint: (name, hint | None, None))


def define_response(define: Callable[..., Any], optional: Callable[[str, Any], Any]) -> Any:
    """Define the classes of a response. `define` takes the name and the fields of a class, in any library's form."""
    kinds = [
        "audio",
        "text",
        "reasoning",
        "cached",
        "image",
        "cache_write",
        "accepted_prediction",
        "rejected_prediction",
    ]
    details = define("Details", [optional(f"{kind}_tokens", int) for kind in kinds])
    usage = define(
        "Usage",
        [
            *((f"{kind}_tokens", int) for kind in ("completion", "prompt", "total")),
            *(optional(f"{kind}_tokens_details", details) for kind in ("completion", "prompt")),
        ],
    )
    function = define("Function", [("name", str), ("arguments", str)])
    call = define("Call", [("id", str), ("function", function), ("type", Literal["function"], "function")])
    page = define("Page", [("start_index", int), ("end_index", int), ("url", str), ("title", str)])
    annotation = define("Annotation", [("type", str), optional("url_citation", page)])
    audio = define("Audio", [("id", str), ("data", str), ("expires_at", int), ("transcript", str)])
    message = define(
        "Message",
        [
            ("role", Literal["assistant"]),
            optional("content", str),
            optional("refusal", str),
            optional("tool_calls", array_of(call)),
            optional("annotations", array_of(annotation)),
            optional("function_call", function),
            optional("audio", audio),
        ],
    )
    token = [("token", str), ("logprob", float), optional("bytes", tuple[int, ...])]
    top_logprob = define("TopLogprob", token)
    logprob = define("Logprob", [*token, ("top_logprobs", array_of(top_logprob), ())])
    logprobs = define("Logprobs", [optional(name, array_of(logprob)) for name in ("content", "refusal")])
    choice = define(
        "Choice", [("finish_reason", str), ("index", int), ("message", message), optional("logprobs", logprobs)]
    )
    return define(
        "Response",
        [
            ("id", str),
            ("choices", array_of(choice)),
            ("created", int),
            ("model", str),
            ("object", Literal["chat.completion"]),
            optional("metadata", dict[str, str]),
            optional("service_tier", str),
            optional("system_fingerprint", str),
            optional("usage", usage),
            optional("moderation", dict[str, Any]),
        ],
    )


def array_of(item: Any) -> Any:
    return types.GenericAlias(tuple, (item, ...))


# Requests


def chatcompletion_request() -> Contestant:
    return Contestant(PACKAGE, CreateChatCompletionRequest.from_dict, CreateChatCompletionRequest.to_dict)


def openai_request() -> Contestant:
    """Pydantic on the request TypedDict of `openai`, as it is published.

    Its arrays are annotated as `Iterable`, which Pydantic validates only when they are consumed. To compare equal work,
    the adapter consumes them.
    """
    params = import_module("openai.types.chat.completion_create_params")
    adapter = import_module("pydantic").TypeAdapter(params.CompletionCreateParams)
    return Contestant(
        "TypeAdapter of openai's TypedDict (Rust)",
        lambda body: consume(adapter.validate_python(body)),
        lambda decoded: consume(adapter.dump_python(decoded)),
    )


def openai_request_with_lists() -> Contestant:
    """The same TypedDict in the form that Pydantic validates fastest.

    Every `Iterable` is a `list`, and one class takes the place of the union of streaming and non-streaming requests.
    """
    params = import_module("openai.types.chat.completion_create_params")
    typing_extensions = import_module("typing_extensions")
    hints = typing_extensions.get_type_hints(params.CompletionCreateParamsBase, include_extras=True)
    base = typing_extensions.TypedDict("Request", {**hints, "stream": bool | None}, total=False)
    adapter = import_module("pydantic").TypeAdapter(ListRewriter(typing_extensions).rewrite(base))
    return Contestant("TypeAdapter, arrays as lists (Rust)", adapter.validate_python, adapter.dump_python)


def consume(value: Any) -> Any:
    """Return a value with lists in the place of iterators, at every level."""
    if type(value) is dict:
        return {key: consume(member) for key, member in value.items()}
    if value is None or isinstance(value, (str, int, float)):
        return value
    return [consume(item) for item in value]


class ListRewriter:
    """Rewrites TypedDicts, with `list` in the place of `Iterable`."""

    def __init__(self, typing_extensions: Any) -> None:
        self.typing_extensions = typing_extensions
        self.rewritten: dict[Any, Any] = {}

    def rewrite(self, hint: Any) -> Any:
        if self.typing_extensions.is_typeddict(hint):
            if hint not in self.rewritten:
                self.rewritten[hint] = self.rewrite_typed_dict(hint)
            return self.rewritten[hint]
        origin, arguments = get_origin(hint), tuple(map(self.rewrite, get_args(hint)))
        if origin in (self.typing_extensions.Required, self.typing_extensions.NotRequired):
            return arguments[0]
        if origin in (Union, types.UnionType):
            return Union[arguments]  # noqa: UP007
        if origin in (list, dict):
            return origin[arguments]
        return list[arguments] if origin is Iterable else hint  # type: ignore[valid-type]

    def rewrite_typed_dict(self, cls: Any) -> Any:
        hints = self.typing_extensions.get_type_hints(cls, include_extras=True)
        fields = {name: self.rewrite(hint) for name, hint in hints.items()}
        for name in cls.__required_keys__:
            fields[name] = self.typing_extensions.Required[fields[name]]
        return self.typing_extensions.TypedDict(cls.__name__, fields, total=False)


def msgspec_request() -> Contestant:
    """Structs for the same schema. They drop unknown keys, and share the JSON schemas of tools with the dict."""
    msgspec = import_module("msgspec")
    cls = define_request(msgspec)
    return Contestant("msgspec.convert (C)", partial(msgspec.convert, type=cls), msgspec.to_builtins)


REQUESTS = [chatcompletion_request, openai_request, openai_request_with_lists, msgspec_request]


def define_request(msgspec: Any) -> Any:
    """Define the structs of a request, with tagged unions for messages, parts and tools."""

    def define(name: str, *fields: Any, **tag: str) -> Any:
        [(tag_field, value)] = tag.items() or [(None, None)]
        return msgspec.defstruct(name, fields, tag_field=tag_field, tag=value)

    def optional(name: str, hint: Any) -> Any:
        return (name, hint | None | msgspec.UnsetType, msgspec.UNSET)

    def union(*members: Any) -> Any:
        return Union[members]  # noqa: UP007

    text = define("Text", ("text", str), type="text")
    refusal = define("Refusal", ("refusal", str), type="refusal")
    image_url = define("ImageUrl", ("url", str), optional("detail", str))
    image = define("Image", ("image_url", image_url), type="image_url")
    input_audio = define("InputAudio", ("data", str), ("format", str))
    audio = define("Audio", ("input_audio", input_audio), type="input_audio")
    input_file = define("InputFile", *(optional(name, str) for name in ("file_data", "file_id", "filename")))
    file = define("File", ("file", input_file), type="file")
    function = define("FunctionCall", ("name", str), ("arguments", str))
    custom = define("CustomCall", ("name", str), ("input", str))
    call = union(
        define("Call", ("id", str), ("function", function), type="function"),
        define("CustomToolCall", ("id", str), ("custom", custom), type="custom"),
    )
    name, texts = optional("name", str), union(str, array_of(text))
    message = union(
        define("Developer", ("content", texts), name, role="developer"),
        define("System", ("content", texts), name, role="system"),
        define("User", ("content", union(str, array_of(union(text, image, audio, file)))), name, role="user"),
        define(
            "Assistant",
            optional("content", union(str, array_of(union(text, refusal)))),
            optional("refusal", str),
            name,
            optional("audio", define("AudioReference", ("id", str))),
            optional("tool_calls", array_of(call)),
            optional("function_call", function),
            role="assistant",
        ),
        define("ToolResult", ("content", texts), ("tool_call_id", str), role="tool"),
        define("FunctionResult", ("content", str | None), ("name", str), role="function"),
    )
    schema = dict[str, Any]
    definition = [("name", str), optional("description", str), optional("parameters", schema)]
    function_tool = define("FunctionObject", *definition, optional("strict", bool))
    custom_tool = define("CustomObject", ("name", str), optional("description", str), optional("format", schema))
    tool = union(
        define("FunctionTool", ("function", function_tool), type="function"),
        define("CustomTool", ("custom", custom_tool), type="custom"),
    )
    named = define("Named", ("name", str))
    allowed = define("Allowed", ("mode", str), ("tools", array_of(schema)))
    tool_choice = union(
        str,
        define("FunctionChoice", ("function", named), type="function"),
        define("CustomChoice", ("custom", named), type="custom"),
        define("AllowedChoice", ("allowed_tools", allowed), type="allowed_tools"),
    )
    json_schema = define("JsonSchema", *definition[:2], optional("schema", schema), optional("strict", bool))
    response_format = union(
        define("TextFormat", type="text"),
        define("JsonObjectFormat", type="json_object"),
        define("JsonSchemaFormat", ("json_schema", json_schema), type="json_schema"),
    )
    stream_options = define("StreamOptions", *(optional(f"include_{name}", bool) for name in ("usage", "obfuscation")))
    optional_fields: dict[Any, str] = {
        str: "user safety_identifier prompt_cache_key prompt_cache_retention service_tier verbosity reasoning_effort",
        int: "top_logprobs max_completion_tokens max_tokens n seed",
        float: "temperature top_p frequency_penalty presence_penalty",
        bool: "store stream logprobs parallel_tool_calls",
        schema: "prompt_cache_options web_search_options audio moderation prediction",
        dict[str, str]: "metadata",
        dict[str, int]: "logit_bias",
        tuple[str, ...]: "modalities",
        union(str, array_of(str)): "stop",
        union(str, named): "function_call",
        array_of(define("Function", *definition)): "functions",
        array_of(tool): "tools",
        tool_choice: "tool_choice",
        response_format: "response_format",
        stream_options: "stream_options",
    }
    return define(
        "Request",
        ("messages", array_of(message)),
        ("model", str),
        *(optional(key, hint) for hint, keys in optional_fields.items() for key in keys.split()),
    )


# Streams


def chatcompletion_accumulator() -> tuple[str, Callable[[Any], None]]:
    def accumulate_chunks(chunks: Any) -> None:
        accumulator = Accumulator()
        for chunk in chunks:
            accumulator.add(CreateChatCompletionStreamResponse.from_dict(chunk))
        accumulator.response()

    return PACKAGE, accumulate_chunks


def openai_accumulator() -> tuple[str, Callable[[Any], None]]:
    construct_type = import_module("openai._models").construct_type
    cls = import_module("openai.types.chat").ChatCompletionChunk
    state_class = import_module("openai.lib.streaming.chat._completions").ChatCompletionStreamState

    def accumulate_chunks(chunks: Any) -> None:
        state = state_class()
        for chunk in chunks:
            state.handle_chunk(construct_type(type_=cls, value=chunk))
        state.get_final_completion()

    return "openai, as its client parses", accumulate_chunks


ACCUMULATORS = [chatcompletion_accumulator, openai_accumulator]


def chatcompletion_splitter() -> tuple[str, Callable[[Any], None]]:
    def split(pieces: Any) -> None:
        reader = EventReader(MAX_EVENT_SIZE)
        for piece in pieces:
            reader.receive(piece)
            for _ in reader:
                pass

    return PACKAGE, split


def openai_splitter() -> tuple[str, Callable[[Any], None]]:
    decoder_class = import_module("openai._streaming").SSEDecoder

    def split(pieces: Any) -> None:
        for _ in decoder_class().iter_bytes(iter(pieces)):
            pass

    return "openai", split


SPLITTERS = [chatcompletion_splitter, openai_splitter]


# Imports

IMPORTS = {
    PACKAGE: "import chatcompletion",
    "chatcompletion, with streams": "from chatcompletion import accumulate, read_stream",
    "chatcompletion, with requests": "from chatcompletion import CreateChatCompletionRequest",
    "chatcompletion, as a server": (
        "from chatcompletion import APIError, ChatCompletionMessageToolCallChunk, "
        "ChatCompletionRequestAssistantMessage, "
        "ChatCompletionRequestSystemMessage, ChatCompletionRequestToolMessage, ChatCompletionRequestUserMessage, "
        "ChatCompletionResponseMessage, ChatCompletionStreamResponseDelta, ChatCompletionTool, Choices, "
        "CompletionUsage, CreateChatCompletionRequest, CreateChatCompletionResponse, "
        "CreateChatCompletionStreamResponse, DecodeError, FunctionCall, FunctionCallChunk, Logprobs, StreamChoices, "
        "write_stream"
    ),
    "chatcompletion, with all classes": "from chatcompletion import *",
    "openai.types.chat": "import openai.types.chat",
    "pydantic": "from pydantic import BaseModel",
    "msgspec": "import msgspec",
    "mashumaro": "import mashumaro.codecs.basic",
    "cattrs": "import cattrs",
    "mlflow.types.llm": "import mlflow.types.llm",
    "huggingface_hub": "from huggingface_hub import ChatCompletionOutput",
    "litellm": "from litellm.types.utils import ModelResponse",
    "dataclasses": "import dataclasses",
}
"""The statements that make the classes of each library available. The last one is for scale."""


def installed_imports() -> dict[str, str]:
    found = {}
    for name, statement in IMPORTS.items():
        if find_spec(statement.split()[1].partition(".")[0]):
            found[name] = statement
    return found
