"""The exceptions that this package raises.

ChatCompletionError
├── DecodeError   the data does not fit the wire format
├── APIError      the service answered with an error
└── StreamError   the stream is incomplete, too large, or not a stream
"""

from ._core.api_error import APIError
from ._core.errors import ChatCompletionError, DecodeError, StreamError

__all__ = ["APIError", "ChatCompletionError", "DecodeError", "StreamError"]
