"""The format of the response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from .._core import (
    NO_EXTRA,
    Model,
    Self,
    choose_decoder,
    collect_extra,
    decode_bool,
    decode_json_object,
    decode_literal,
    decode_object,
    decode_str,
    recover,
    thaw,
    write_extra,
)
from ..common.unknown import UnknownVariant, decode_unknown_variant

__all__ = [
    "JsonSchema",
    "ResponseFormat",
    "ResponseFormatJsonObject",
    "ResponseFormatJsonSchema",
    "ResponseFormatText",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResponseFormatText(Model):
    """The response is text. This is the default.

    Schema: `ResponseFormatText`.
    """

    type: Literal["text"] = "text"
    """Always `text`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.type = "text" if (v := data["type"]) == "text" else decode_literal(v, "text")
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_text_response_format: Callable[[Any], ResponseFormatText] = ResponseFormatText.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResponseFormatJsonObject(Model):
    """The response is a JSON object. An older way, which needs an instruction in the prompt.

    Schema: `ResponseFormatJsonObject`.
    """

    type: Literal["json_object"] = "json_object"
    """Always `json_object`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.type = "json_object" if (v := data["type"]) == "json_object" else decode_literal(v, "json_object")
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_json_object_response_format: Callable[[Any], ResponseFormatJsonObject] = ResponseFormatJsonObject.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JsonSchema(Model):
    """The JSON schema that the response follows.

    Schema: `ResponseFormatJsonSchema`, property `json_schema`.
    """

    description: str | None = None
    """What the format is for. The model uses it to decide how to respond."""
    name: str
    """The name of the format."""
    schema: Mapping[str, Any] | None = field(default=None, hash=False)
    """The JSON schema."""
    strict: bool | None = None
    """Whether the model must follow the schema exactly."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("description")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.description = v
            draft.name = v if type(v := data["name"]) is str else decode_str(v)
            if (v := data.get("schema")) is not None:
                v, surplus = decode_json_object(v), surplus - 1
            draft.schema = v
            if (v := data.get("strict")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.strict = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
        }
        if self.description is not None:
            data["description"] = self.description
        if self.schema is not None:
            data["schema"] = thaw(self.schema)
        if self.strict is not None:
            data["strict"] = self.strict
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_json_schema: Callable[[Any], JsonSchema] = JsonSchema.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResponseFormatJsonSchema(Model):
    """The response is JSON that follows a schema.

    Schema: `ResponseFormatJsonSchema`.
    """

    type: Literal["json_schema"] = "json_schema"
    """Always `json_schema`."""
    json_schema: JsonSchema
    """The schema."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "json_schema" if (v := data["type"]) == "json_schema" else decode_literal(v, "json_schema")
            draft.json_schema = decode_json_schema(data["json_schema"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "json_schema": self.json_schema.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_json_schema_response_format: Callable[[Any], ResponseFormatJsonSchema] = ResponseFormatJsonSchema.from_dict

ResponseFormat: TypeAlias = ResponseFormatText | ResponseFormatJsonSchema | ResponseFormatJsonObject | UnknownVariant
"""The format of the response."""

_DECODERS: dict[str, Callable[[Any], ResponseFormat]] = {
    "text": decode_text_response_format,
    "json_schema": decode_json_schema_response_format,
    "json_object": decode_json_object_response_format,
}


def decode_response_format(value: Any) -> ResponseFormat:
    data = decode_object(value)
    return choose_decoder(_DECODERS, data.get("type"), decode_unknown_variant)(data)
