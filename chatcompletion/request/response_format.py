"""The format of the response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from .._core import Problems, Variants, WireObject, dataclass
from ..common.unknown import UnknownVariant

__all__ = [
    "JsonSchema",
    "ResponseFormat",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
    "decode_response_format",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ResponseFormatText(WireObject):
    """The response is text. This is the default.

    Schema: `ResponseFormatText`.
    """

    kind: ClassVar[Literal["text"]] = "text"

    type: Literal["text"] = "text"
    """Always `text`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ResponseFormatJsonObject(WireObject):
    """The response is a JSON object. An older way, which needs an instruction in the prompt.

    Schema: `ResponseFormatJsonObject`.
    """

    kind: ClassVar[Literal["json_object"]] = "json_object"

    type: Literal["json_object"] = "json_object"
    """Always `json_object`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class JsonSchema(WireObject):
    """The JSON schema that the response follows.

    Schema: `ResponseFormatJsonSchema`, property `json_schema`.
    """

    description: str | None = None
    """What the format is for. The model uses it to decide how to respond."""
    name: str
    """The name of the format."""
    schema: Mapping[str, object] | None = field(default=None, hash=False)
    """The JSON schema."""
    strict: bool | None = None
    """Whether the model must follow the schema exactly."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ResponseFormatJsonSchema(WireObject):
    """The response is JSON that follows a schema.

    Schema: `ResponseFormatJsonSchema`.
    """

    kind: ClassVar[Literal["json_schema"]] = "json_schema"

    type: Literal["json_schema"] = "json_schema"
    """Always `json_schema`."""
    json_schema: JsonSchema
    """The schema."""


RESPONSE_FORMAT = Variants(
    "type",
    ResponseFormatText,
    ResponseFormatJsonSchema,
    ResponseFormatJsonObject,
    unknown=UnknownVariant,
    decoder="decode_response_format",
)

ResponseFormat: TypeAlias = Annotated[
    ResponseFormatText | ResponseFormatJsonSchema | ResponseFormatJsonObject | UnknownVariant, RESPONSE_FORMAT
]
"""The format of the response."""


def decode_response_format(data: Mapping[str, Any], *, problems: Problems | None = None) -> ResponseFormat:
    """Decode a response format of any type.

    Raises `DecodeError` and collects problems as the `from_dict` of its class does.
    """
    decoded: ResponseFormat = RESPONSE_FORMAT.from_dict(data, problems)
    return decoded
