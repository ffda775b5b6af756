"""Options of a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .._core import (
    NO_EXTRA,
    Model,
    Self,
    collect_extra,
    decode_bool,
    decode_literal,
    decode_object,
    decode_str,
    decode_str_or_object,
    recover,
    write_extra,
)
from ..common.content import encode_content
from .content import ChatCompletionRequestSystemMessageContentPart, decode_text_content

__all__ = [
    "AudioOptions",
    "ChatCompletionStreamOptions",
    "CustomVoice",
    "ModerationConfigParam",
    "ModerationParam",
    "ModerationPolicyParam",
    "PredictionContent",
    "PromptCacheOptionsParam",
    "UserLocation",
    "VoiceIdsOrCustomVoice",
    "WebSearchLocation",
    "WebSearchOptions",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChatCompletionStreamOptions(Model):
    """Options of a streamed response.

    Schema: `ChatCompletionStreamOptions`.
    """

    include_usage: bool | None = None
    """Whether a last chunk has the usage of the whole request."""
    include_obfuscation: bool | None = None
    """Whether chunks are padded with random characters, which hide the length of the content."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("include_usage")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.include_usage = v
            if (v := data.get("include_obfuscation")) is not None:
                v, surplus = v if type(v) is bool else decode_bool(v), surplus - 1
            draft.include_obfuscation = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.include_usage is not None:
            data["include_usage"] = self.include_usage
        if self.include_obfuscation is not None:
            data["include_obfuscation"] = self.include_obfuscation
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_stream_options: Callable[[Any], ChatCompletionStreamOptions] = ChatCompletionStreamOptions.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CustomVoice(Model):
    """A voice that was created for an account.

    Schema: `VoiceIdsOrCustomVoice`, property `id` of a variant.
    """

    id: str
    """The identifier of the voice."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.id = v if type(v := data["id"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "id": self.id,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_custom_voice: Callable[[Any], CustomVoice] = CustomVoice.from_dict

VoiceIdsOrCustomVoice: TypeAlias = (
    Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"] | str | CustomVoice
)
"""A voice, by its name or identifier. Schema: `VoiceIdsOrCustomVoice`."""


def decode_voice(value: Any) -> VoiceIdsOrCustomVoice:
    data = decode_str_or_object(value)
    return data if isinstance(data, str) else decode_custom_voice(data)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AudioOptions(Model):
    """Options of a spoken response.

    Schema: `CreateChatCompletionRequest`, property `audio`.
    """

    voice: VoiceIdsOrCustomVoice
    """The voice."""
    format: Literal["wav", "aac", "mp3", "flac", "opus", "pcm16"] | str
    """The format of the audio."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.voice = decode_voice(data["voice"])
            draft.format = v if type(v := data["format"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "voice": self.voice if isinstance(self.voice, str) else self.voice.to_dict(),
            "format": self.format,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_audio_options: Callable[[Any], AudioOptions] = AudioOptions.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WebSearchLocation(Model):
    """The approximate location of a user.

    Schema: `WebSearchLocation`.
    """

    country: str | None = None
    """The country, as a two-letter ISO 3166-1 code."""
    region: str | None = None
    """The region."""
    city: str | None = None
    """The city."""
    timezone: str | None = None
    """The time zone, as an IANA name."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("country")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.country = v
            if (v := data.get("region")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.region = v
            if (v := data.get("city")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.city = v
            if (v := data.get("timezone")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.timezone = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.country is not None:
            data["country"] = self.country
        if self.region is not None:
            data["region"] = self.region
        if self.city is not None:
            data["city"] = self.city
        if self.timezone is not None:
            data["timezone"] = self.timezone
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_web_search_location: Callable[[Any], WebSearchLocation] = WebSearchLocation.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class UserLocation(Model):
    """The location of the user, for a web search.

    Schema: `CreateChatCompletionRequest`, property `user_location` of `web_search_options`.
    """

    type: Literal["approximate"] = "approximate"
    """Always `approximate`."""
    approximate: WebSearchLocation
    """The location."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "approximate" if (v := data["type"]) == "approximate" else decode_literal(v, "approximate")
            draft.approximate = decode_web_search_location(data["approximate"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "approximate": self.approximate.to_dict(),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_user_location: Callable[[Any], UserLocation] = UserLocation.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WebSearchOptions(Model):
    """Options of the web search that the model may use.

    Schema: `CreateChatCompletionRequest`, property `web_search_options`.
    """

    user_location: UserLocation | None = None
    """The location of the user."""
    search_context_size: Literal["low", "medium", "high"] | str | None = None
    """How much of the context the search may use."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("user_location")) is not None:
                v, surplus = decode_user_location(v), surplus - 1
            draft.user_location = v
            if (v := data.get("search_context_size")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.search_context_size = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.user_location is not None:
            data["user_location"] = self.user_location.to_dict()
        if self.search_context_size is not None:
            data["search_context_size"] = self.search_context_size
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_web_search_options: Callable[[Any], WebSearchOptions] = WebSearchOptions.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ModerationConfigParam(Model):
    """How a moderation is applied.

    Schema: `ModerationConfigParam`.
    """

    mode: Literal["score", "block"] | str
    """Whether the moderation only reports scores, or blocks what it flags."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.mode = v if type(v := data["mode"]) is str else decode_str(v)
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "mode": self.mode,
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_config: Callable[[Any], ModerationConfigParam] = ModerationConfigParam.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ModerationPolicyParam(Model):
    """How the moderation of the prompt and of the completion is applied.

    Schema: `ModerationPolicyParam`.
    """

    input: ModerationConfigParam | None = None
    """The moderation of the prompt."""
    output: ModerationConfigParam | None = None
    """The moderation of the completion."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("input")) is not None:
                v, surplus = decode_moderation_config(v), surplus - 1
            draft.input = v
            if (v := data.get("output")) is not None:
                v, surplus = decode_moderation_config(v), surplus - 1
            draft.output = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.input is not None:
            data["input"] = self.input.to_dict()
        if self.output is not None:
            data["output"] = self.output.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_policy: Callable[[Any], ModerationPolicyParam] = ModerationPolicyParam.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ModerationParam(Model):
    """The moderation of the prompt and of the completion.

    Schema: `ModerationParam`.
    """

    model: str
    """The moderation model."""
    policy: ModerationPolicyParam | None = None
    """How the moderation is applied."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 1
        missing: tuple[str, ...] = ()
        try:
            draft.model = v if type(v := data["model"]) is str else decode_str(v)
            if (v := data.get("policy")) is not None:
                v, surplus = decode_moderation_policy(v), surplus - 1
            draft.policy = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "model": self.model,
        }
        if self.policy is not None:
            data["policy"] = self.policy.to_dict()
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_moderation_param: Callable[[Any], ModerationParam] = ModerationParam.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PromptCacheOptionsParam(Model):
    """Options of the prompt cache.

    Schema: `PromptCacheOptionsParam`.
    """

    ttl: Literal["30m"] | str | None = None
    """How long the service keeps the prompt."""
    mode: Literal["implicit", "explicit"] | str | None = None
    """Whether the service chooses what to keep, or only keeps what ends with a `prompt_cache_breakpoint`."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data)
        missing: tuple[str, ...] = ()
        try:
            if (v := data.get("ttl")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.ttl = v
            if (v := data.get("mode")) is not None:
                v, surplus = v if type(v) is str else decode_str(v), surplus - 1
            draft.mode = v
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.ttl is not None:
            data["ttl"] = self.ttl
        if self.mode is not None:
            data["mode"] = self.mode
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_prompt_cache_options: Callable[[Any], PromptCacheOptionsParam] = PromptCacheOptionsParam.from_dict


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PredictionContent(Model):
    """Content that the response will probably contain, such as a file to edit.

    Schema: `PredictionContent`.
    """

    type: Literal["content"] = "content"
    """Always `content`."""
    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if type(data) is not dict:
            data = decode_object(data)
        decoded: Self = cls._draft()
        draft: Any = decoded
        surplus = len(data) - 2
        missing: tuple[str, ...] = ()
        try:
            draft.type = "content" if (v := data["type"]) == "content" else decode_literal(v, "content")
            draft.content = decode_text_content(data["content"])
            draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA
        except Exception as error:
            return recover(error, decoded, data)
        draft.__class__ = cls
        return decoded

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "type": self.type,
            "content": encode_content(self.content),
        }
        if self.extra is not NO_EXTRA:
            write_extra(data, self)
        return data


decode_prediction: Callable[[Any], PredictionContent] = PredictionContent.from_dict
