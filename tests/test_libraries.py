"""The classes with the libraries of the group `comparison`. Libraries that are not installed are skipped."""

from __future__ import annotations

import json
import pprint
import re
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chatcompletion import (
    ChatCompletionResponseMessage,
    CompletionUsage,
    CreateChatCompletionResponse,
    CreateChatCompletionStreamResponse,
    DecodeError,
)
from chatcompletion._core.base import WireObject

from .conftest import read_recorded
from .support.introspect import CLASSES, full_body
from .support.responses import SERVICES, choice, message, response, response_with_calls, tool_call, usage, without
from .support.streams import text_stream

UNKNOWN = {"x": {"y": [1, {"z": None}], "text": "é"}, "number": 0.5}
BODY = response_with_calls(tool_call(), {"type": "new", "id": "call_2", "input": {"a": [1]}}) | UNKNOWN
RESPONSE = CreateChatCompletionResponse.from_dict(BODY)
TEXT = json.dumps(BODY)

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


class TestCloudpickle:
    @each_class
    def test_a_round_trip_is_exact(self, cls: Any) -> None:
        cloudpickle = pytest.importorskip("cloudpickle")
        data = full_body(cls) | UNKNOWN
        copied = cloudpickle.loads(cloudpickle.dumps(cls.from_dict(data)))
        assert copied == cls.from_dict(data)
        assert copied.to_dict() == data

    def test_a_pickle_is_not_much_larger_than_the_json_text(self) -> None:
        cloudpickle = pytest.importorskip("cloudpickle")
        assert len(cloudpickle.dumps(RESPONSE)) < 1.5 * len(TEXT)

    def test_a_subclass_defined_in_main_is_pickled_by_value(self) -> None:
        cloudpickle = pytest.importorskip("cloudpickle")
        namespace: dict[str, Any] = {"__name__": "__main__", "Base": CompletionUsage}
        exec("class Usage(Base):\n    def count(self):\n        return self.total_tokens", namespace)
        copied = cloudpickle.loads(cloudpickle.dumps(namespace["Usage"].from_dict(usage())))
        assert copied.count() == usage()["total_tokens"]
        assert copied.to_dict() == usage()


@pytest.mark.filterwarnings("ignore")
class TestDask:
    lines: ClassVar = [json.dumps(service()) for service in SERVICES]

    def test_a_bag_decodes_in_other_processes(self) -> None:
        bag = pytest.importorskip("dask.bag")
        decoded = bag.from_sequence(self.lines, npartitions=2).map(CreateChatCompletionResponse.from_json)
        assert [one.to_dict() for one in decoded.compute(scheduler="processes", num_workers=2)] == [
            json.loads(line) for line in self.lines
        ]

    def test_a_cluster_of_two_workers_decodes(self) -> None:
        bag = pytest.importorskip("dask.bag")
        distributed = pytest.importorskip("distributed")
        with (
            distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster),
        ):
            decoded = bag.from_sequence(self.lines, npartitions=2).map(CreateChatCompletionResponse.from_json).compute()
        assert decoded == [CreateChatCompletionResponse.from_json(line) for line in self.lines]


class TestPydantic:
    @each_class
    def test_a_type_adapter_decodes_and_encodes_without_loss(self, cls: Any) -> None:
        pydantic = pytest.importorskip("pydantic")
        adapter = pydantic.TypeAdapter(cls)
        data = full_body(cls) | UNKNOWN
        decoded = adapter.validate_python(data)
        assert decoded == cls.from_dict(data)
        assert adapter.validate_python(decoded) is decoded
        assert adapter.validate_json(json.dumps(data)) == decoded
        assert adapter.dump_python(decoded) == data
        assert json.loads(adapter.dump_json(decoded)) == data

    @each_class
    def test_the_json_schema_accepts_what_is_decoded(self, cls: Any) -> None:
        pydantic = pytest.importorskip("pydantic")
        jsonschema = pytest.importorskip("jsonschema")
        for mode in ("validation", "serialization"):
            schema = pydantic.TypeAdapter(cls).json_schema(mode=mode)
            validator = jsonschema.Draft202012Validator(schema)
            validator.validate(full_body(cls) | UNKNOWN)
            assert not validator.is_valid(dict.fromkeys(full_body(cls), object))
            assert not validator.is_valid([])

    def test_the_json_schema_accepts_content_parts_and_bytes(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        jsonschema = pytest.importorskip("jsonschema")
        schema = pydantic.TypeAdapter(CreateChatCompletionResponse).json_schema()
        token = {"token": "a", "logprob": -1, "bytes": [97], "top_logprobs": []}
        parts = [{"type": "text", "text": "a"}]
        body = response(choice(message=message(content=parts), logprobs={"content": [token], "refusal": None}))
        jsonschema.validate(without(body, "system_fingerprint"), schema)

    def test_a_field_of_a_model_round_trips(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        record = pydantic.create_model(
            "Record", response=CreateChatCompletionResponse, usage=(CompletionUsage | None, None)
        )
        instance = record(response=BODY)
        assert instance.response == RESPONSE
        assert record(response=RESPONSE).response is RESPONSE
        assert instance.model_dump() == {"response": BODY, "usage": None}
        assert record.model_validate_json(instance.model_dump_json()) == instance

    def test_a_problem_has_its_place_in_loc(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        record = pydantic.create_model("Record", response=CreateChatCompletionResponse)
        with pytest.raises(pydantic.ValidationError) as caught:
            record(response=response(choice(index="0")))
        [problem] = caught.value.errors()
        assert problem["loc"] == ("response", "choices", 0, "index")
        assert problem["msg"] == 'expected int, got str "0"'

    @pytest.mark.parametrize("data", [{"error": {"message": "No."}}, 5, None, "text"], ids=repr)
    def test_an_error_body_or_another_type_is_a_validation_error(self, data: Any) -> None:
        pydantic = pytest.importorskip("pydantic")
        with pytest.raises(pydantic.ValidationError):
            pydantic.TypeAdapter(CreateChatCompletionResponse).validate_python(data)

    def test_importing_the_package_does_not_import_pydantic(self) -> None:
        source = Path(__file__).parent.parent / "chatcompletion"
        importing = [
            path.name for path in source.rglob("*.py") if "import pydantic" in path.read_text(encoding="utf-8")
        ]
        assert importing == []


@pytest.mark.filterwarnings("ignore")
class TestFastAPI:
    @pytest.fixture(scope="class")
    def client(self) -> Iterator[Any]:
        fastapi = pytest.importorskip("fastapi")
        testclient = pytest.importorskip("fastapi.testclient")
        app = fastapi.FastAPI()

        def proxy(body: Any) -> Any:
            assert isinstance(body, CreateChatCompletionResponse)
            return body

        proxy.__annotations__ = {"body": CreateChatCompletionResponse, "return": CreateChatCompletionResponse}
        app.post("/proxy")(proxy)
        with testclient.TestClient(app) as client:
            yield client

    @pytest.mark.parametrize("service", SERVICES)
    def test_a_proxy_returns_the_body_unchanged(self, client: Any, service: Any) -> None:
        assert client.post("/proxy", json=service()).json() == service()

    def test_a_proxy_returns_recorded_responses_unchanged(self, client: Any, traffic: Path) -> None:
        for record in read_recorded(traffic, "responses"):
            try:
                CreateChatCompletionResponse.from_dict(record["body"])
            except DecodeError:
                assert client.post("/proxy", json=record["body"]).status_code == 422
            else:
                assert client.post("/proxy", json=record["body"]).json() == record["body"]

    def test_the_answer_to_an_invalid_body_has_the_place(self, client: Any) -> None:
        answer = client.post("/proxy", json=response(created="1"))
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["body", "created"]

    def test_the_openapi_schema_has_the_classes(self, client: Any) -> None:
        schemas = client.get("/openapi.json").json()["components"]["schemas"]
        assert {"CreateChatCompletionResponse", "Choices", "CompletionUsage"} <= set(schemas)


class TestEncoders:
    def test_unknown_keys_are_encoded_at_every_depth(self) -> None:
        assert json.loads(json.dumps(RESPONSE.extra)) == UNKNOWN
        assert json.loads(json.dumps(RESPONSE.extra["x"])) == UNKNOWN["x"]

    def test_the_standard_library_encodes_an_object_with_default(self) -> None:
        assert json.loads(json.dumps({"a": [RESPONSE]}, default=lambda value: value.to_dict())) == {"a": [BODY]}

    def test_orjson_encodes_unknown_keys_and_an_object_with_default(self) -> None:
        orjson = pytest.importorskip("orjson")
        assert json.loads(orjson.dumps(RESPONSE.extra)) == UNKNOWN
        option = orjson.OPT_PASSTHROUGH_DATACLASS
        encoded = orjson.dumps(RESPONSE, default=lambda value: value.to_dict(), option=option)
        assert json.loads(encoded) == BODY

    def test_msgspec_encodes_unknown_keys_and_an_object_as_a_dict(self) -> None:
        msgspec = pytest.importorskip("msgspec")
        assert json.loads(msgspec.json.encode(RESPONSE.extra)) == UNKNOWN
        assert json.loads(msgspec.json.encode(RESPONSE.to_dict())) == BODY

    def test_pydantic_accepts_unknown_keys_as_a_dict(self) -> None:
        pydantic = pytest.importorskip("pydantic")
        assert pydantic.TypeAdapter(dict[str, Any]).validate_python(RESPONSE.extra) == UNKNOWN

    def test_an_attrs_class_holds_instances(self) -> None:
        attrs = pytest.importorskip("attrs")
        record = attrs.make_class("Record", {"response": attrs.field(type=CreateChatCompletionResponse)}, frozen=True)
        assert hash(record(RESPONSE)) == hash(record(CreateChatCompletionResponse.from_json(TEXT)))


class TestPrinting:
    short = CompletionUsage(completion_tokens=1, prompt_tokens=2, total_tokens=3)

    def test_repr_is_one_line_without_fields_that_are_none(self) -> None:
        assert repr(self.short) == "CompletionUsage(completion_tokens=1, prompt_tokens=2, total_tokens=3)"
        assert "\n" not in repr(RESPONSE)
        assert "None" not in repr(CreateChatCompletionResponse.from_dict(response()))

    def test_rich_prints_one_field_a_line(self) -> None:
        pretty = pytest.importorskip("rich.pretty")
        printed = pretty.pretty_repr(RESPONSE, max_width=60)
        assert printed.startswith("CreateChatCompletionResponse(\n    id='")
        assert "refusal" not in printed

    def test_ipython_prints_one_field_a_line(self) -> None:
        pretty = pytest.importorskip("IPython.lib.pretty")
        assert pretty.pretty(self.short) == repr(self.short)
        printed = pretty.pretty(RESPONSE)
        assert printed.startswith("CreateChatCompletionResponse(\n    id='")
        assert "refusal" not in printed

    def test_a_failed_assertion_names_the_field_that_differs(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            "from chatcompletion import CompletionUsage\n"
            "def test_usage():\n"
            "    one = CompletionUsage(completion_tokens=1, prompt_tokens=2, total_tokens=3)\n"
            "    assert one == CompletionUsage(completion_tokens=1, prompt_tokens=9, total_tokens=3)\n"
        )
        result = pytester.runpytest_subprocess("-v", "-p", "no:cacheprovider")
        result.stdout.re_match_lines([".*Differing attributes", ".*'prompt_tokens'", ".*Drill down.*prompt_tokens"])

    def test_a_failed_assertion_shows_a_difference_inside_an_array(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            "from dataclasses import replace\n"
            "from chatcompletion import ChatCompletionRequestUserMessage, CreateChatCompletionRequest\n"
            "def make(text):\n"
            "    message = ChatCompletionRequestUserMessage(content=text)\n"
            "    return CreateChatCompletionRequest(model='m', messages=[message])\n"
            "def test_request():\n"
            "    assert make('High.') == make('Low.')\n"
        )
        result = pytester.runpytest_subprocess("-vv", "-p", "no:cacheprovider")
        result.stdout.re_match_lines(
            [".*ChatCompletionRequestUserMessage", r"E +- +content='Low\.',"], consecutive=False
        )

    def test_pprint_prints_one_field_a_line(self) -> None:
        printed = pprint.pformat(RESPONSE)
        assert re.search(r"^ +choices=\(Choices\(extra=", printed, re.M)
        assert re.search(r"^ +content=", printed, re.M)


class TestSubclasses:
    def test_a_subclass_cannot_declare_fields(self) -> None:
        with pytest.raises(
            TypeError, match=r"^Priced: a subclass cannot declare fields \(cost, currency\); unknown keys"
        ):

            @dataclass(frozen=True, kw_only=True)
            class Priced(CompletionUsage):
                cost: float = 0.0
                currency: str

    def test_a_subclass_has_methods_properties_and_class_variables(self) -> None:
        @dataclass(frozen=True, repr=False)
        class Priced(CompletionUsage):
            currency: ClassVar[str] = "EUR"

            @property
            def cost(self) -> Any:
                return self.extra.get("cost")

        priced = Priced.from_dict({**usage(), "cost": 0.5})
        assert (priced.cost, priced.currency, type(priced)) == (0.5, "EUR", Priced)
        assert priced.to_dict() == {**usage(), "cost": 0.5}
        assert replace(priced, total_tokens=1).total_tokens == 1


def test_a_missing_key_of_a_subclass_with_unresolvable_annotations_is_reported() -> None:
    class Priced(CompletionUsage):
        note: ClassVar[Unknown] = None  # type: ignore[name-defined] # noqa: F821

    with pytest.raises(DecodeError, match=r"^prompt_tokens: missing$"):
        Priced.from_dict(without(usage(), "prompt_tokens"))


@each_class
def test_instances_allow_weak_references(cls: type[WireObject]) -> None:
    decoded: Any = cls.from_dict(full_body(cls))
    reference = weakref.ref(decoded)
    assert reference() is decoded
    del decoded
    assert reference() is None


def test_function_tool_calls_need_no_narrowing() -> None:
    decoded = RESPONSE.choices[0].message
    assert [call.function.name for call in decoded.function_tool_calls] == ["get_tide"]
    assert len(decoded.tool_calls or ()) == 2
    assert ChatCompletionResponseMessage(content="a").function_tool_calls == ()


def test_cloudpickle_round_trips_chunks() -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    chunks = [CreateChatCompletionStreamResponse.from_dict(body) for body in text_stream()]
    assert cloudpickle.loads(cloudpickle.dumps(chunks)) == chunks
