"""What the classes of the wire format share: validation, freezing, unknown keys and the base classes."""

from .base import Self, TypeIs, WireBody, WireObject, encode_array, handle_error
from .collector import Problems
from .convert import as_dict
from .decode import (
    count_absent,
    decode_array,
    decode_bool,
    decode_bytes,
    decode_constant,
    decode_float,
    decode_int,
    decode_json_object,
    decode_literal,
    decode_mapping,
    decode_str,
    decode_str_or_array,
    decode_str_or_object,
)
from .errors import MISSING, DecodeError
from .extra import NO_EXTRA, collect_extra, write_extra
from .fields import JSON_TEXT, POSITION
from .frozen import thaw
from .variants import TextOrParts, Variants

__all__ = [
    "JSON_TEXT",
    "MISSING",
    "NO_EXTRA",
    "POSITION",
    "DecodeError",
    "Problems",
    "Self",
    "TextOrParts",
    "TypeIs",
    "Variants",
    "WireBody",
    "WireObject",
    "as_dict",
    "collect_extra",
    "count_absent",
    "decode_array",
    "decode_bool",
    "decode_bytes",
    "decode_constant",
    "decode_float",
    "decode_int",
    "decode_json_object",
    "decode_literal",
    "decode_mapping",
    "decode_str",
    "decode_str_or_array",
    "decode_str_or_object",
    "encode_array",
    "handle_error",
    "thaw",
    "write_extra",
]
