"""Options of a request."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from .._core import TypeIs, WireObject, dataclass
from .content import ChatCompletionRequestSystemMessageContentPart

__all__ = [
    "AudioOptions",
    "ChatCompletionStreamOptions",
    "CustomVoice",
    "KnownVoice",
    "ModerationConfigParam",
    "ModerationParam",
    "ModerationPolicyParam",
    "PredictionContent",
    "PromptCacheOptionsParam",
    "UserLocation",
    "VoiceIdsOrCustomVoice",
    "WebSearchLocation",
    "WebSearchOptions",
    "is_known_voice",
]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ChatCompletionStreamOptions(WireObject):
    """Options of a streamed response.

    Schema: `ChatCompletionStreamOptions`.
    """

    include_usage: bool | None = None
    """Whether a last chunk has the usage of the whole request."""
    include_obfuscation: bool | None = None
    """Whether chunks are padded with random characters, which hide the length of the content."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class CustomVoice(WireObject):
    """A voice that was created for an account.

    Schema: `VoiceIdsOrCustomVoice`, property `id` of a variant.
    """

    id: str
    """The identifier of the voice."""


KnownVoice: TypeAlias = Literal["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"]
"""The voices that the schema lists."""

VoiceIdsOrCustomVoice: TypeAlias = KnownVoice | str | CustomVoice
"""A voice, by its name or identifier. Schema: `VoiceIdsOrCustomVoice`."""


def is_known_voice(value: object) -> TypeIs[KnownVoice]:
    """Return whether the schema lists a voice."""
    return value in get_args(KnownVoice)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class AudioOptions(WireObject):
    """Options of a spoken response.

    Schema: `CreateChatCompletionRequest`, property `audio`.
    """

    voice: VoiceIdsOrCustomVoice
    """The voice."""
    format: Literal["wav", "aac", "mp3", "flac", "opus", "pcm16"] | str
    """The format of the audio."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WebSearchLocation(WireObject):
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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class UserLocation(WireObject):
    """The location of the user, for a web search.

    Schema: `CreateChatCompletionRequest`, property `user_location` of `web_search_options`.
    """

    type: Literal["approximate"] = "approximate"
    """Always `approximate`."""
    approximate: WebSearchLocation
    """The location."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class WebSearchOptions(WireObject):
    """Options of the web search that the model may use.

    Schema: `CreateChatCompletionRequest`, property `web_search_options`.
    """

    user_location: UserLocation | None = None
    """The location of the user."""
    search_context_size: Literal["low", "medium", "high"] | str | None = None
    """How much of the context the search may use."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ModerationConfigParam(WireObject):
    """How a moderation is applied.

    Schema: `ModerationConfigParam`.
    """

    mode: Literal["score", "block"] | str
    """Whether the moderation only reports scores, or blocks what it flags."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ModerationPolicyParam(WireObject):
    """How the moderation of the prompt and of the completion is applied.

    Schema: `ModerationPolicyParam`.
    """

    input: ModerationConfigParam | None = None
    """The moderation of the prompt."""
    output: ModerationConfigParam | None = None
    """The moderation of the completion."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class ModerationParam(WireObject):
    """The moderation of the prompt and of the completion.

    Schema: `ModerationParam`.
    """

    model: str
    """The moderation model."""
    policy: ModerationPolicyParam | None = None
    """How the moderation is applied."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PromptCacheOptionsParam(WireObject):
    """Options of the prompt cache.

    Schema: `PromptCacheOptionsParam`.
    """

    ttl: Literal["30m"] | str | None = None
    """How long the service keeps the prompt."""
    mode: Literal["implicit", "explicit"] | str | None = None
    """Whether the service chooses what to keep, or only keeps what ends with a `prompt_cache_breakpoint`."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class PredictionContent(WireObject):
    """Content that the response will probably contain, such as a file to edit.

    Schema: `PredictionContent`.
    """

    type: Literal["content"] = "content"
    """Always `content`."""
    content: str | tuple[ChatCompletionRequestSystemMessageContentPart, ...]
    """The content."""
