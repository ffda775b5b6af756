"""What the classes of the wire format share: validation, freezing, unknown keys and the base classes."""

from .api_error import APIError as APIError
from .base import (
    Self as Self,
    TypeIs as TypeIs,
    WireBody as WireBody,
    WireObject as WireObject,
    dataclass as dataclass,
    encode_array as encode_array,
    locate as locate,
)
from .errors import (
    MISSING as MISSING,
    ChatCompletionError as ChatCompletionError,
    DecodeError as DecodeError,
    Problems as Problems,
    StreamError as StreamError,
)
from .extra import NO_EXTRA as NO_EXTRA, collect_extra as collect_extra, write_extra as write_extra
from .fields import JSON_TEXT as JSON_TEXT, POSITION as POSITION, IfNull as IfNull
from .frozen import thaw as thaw
from .validators import (
    count_absent as count_absent,
    decode_array as decode_array,
    decode_bool as decode_bool,
    decode_bytes as decode_bytes,
    decode_constant as decode_constant,
    decode_float as decode_float,
    decode_int as decode_int,
    decode_json_object as decode_json_object,
    decode_literal as decode_literal,
    decode_mapping as decode_mapping,
    decode_str as decode_str,
    decode_str_or_array as decode_str_or_array,
    decode_str_or_object as decode_str_or_object,
)
from .variants import TextOrParts as TextOrParts, Variants as Variants
