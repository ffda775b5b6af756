"""What the classes of the wire format share: validation, freezing, unknown keys and the base class."""

from .containers import decode_object
from .decode import (
    choose_decoder,
    decode_array,
    decode_bool,
    decode_bytes,
    decode_float,
    decode_int,
    decode_json_object,
    decode_literal,
    decode_mapping,
    decode_str,
    decode_str_or_array,
    decode_str_or_object,
)
from .extra import NO_EXTRA, collect_extra, write_extra
from .frozen import thaw
from .model import MISSING, Model, Root, Self, encode_array
from .recover import recover

__all__ = [
    "MISSING",
    "NO_EXTRA",
    "Model",
    "Root",
    "Self",
    "choose_decoder",
    "collect_extra",
    "decode_array",
    "decode_bool",
    "decode_bytes",
    "decode_float",
    "decode_int",
    "decode_json_object",
    "decode_literal",
    "decode_mapping",
    "decode_object",
    "decode_str",
    "decode_str_or_array",
    "decode_str_or_object",
    "encode_array",
    "recover",
    "thaw",
    "write_extra",
]
