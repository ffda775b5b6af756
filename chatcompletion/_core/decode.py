"""Decode data that the decoder of a class has rejected: after a conversion, or after a repair."""

from __future__ import annotations

from typing import Any

from .error_bodies import may_be_error_body, raise_error_body
from .errors import DecodeError, Problems, forget_frames
from .plain import make_plain


def decode_answer(cls: Any, data: Any, problems: Problems | None) -> Any:
    """Return an object of a class as `from_dict` does, for a body that is known to be no error body."""
    try:
        return cls._decode(data)
    except DecodeError as error:
        failed = [error]
    return decode_again(cls, data, failed, problems, is_answer=True)


def reject_error_body(cls: Any, data: Any) -> None:
    """Raise the error that is in a valid body, if it is an error body."""
    try:
        raise_error_body(make_plain(data), cls._content, is_chunk=cls._is_chunk, is_valid=True)
    except RecursionError:
        raise DecodeError("JSON value", found="one that raises RecursionError") from None


def decode_again(
    cls: Any, data: Any, failed: list[DecodeError], problems: Problems | None, *, is_answer: bool = False
) -> Any:
    """Return an object of a class whose decoder has raised an error, which is the only item of `failed`.

    Raises `APIError` for an error body, and `DecodeError` for other data that does not fit. Given `problems`, the data
    is repaired instead, and every `DecodeError` is appended.
    """
    error = failed.pop()  # so that the caller's frame, to which its traceback refers, does not keep it alive
    content = None if is_answer else cls._content
    try:
        plain = make_plain(data)
        if plain is not data:
            try:
                decoded = cls._decode(plain)
            except DecodeError as other:
                error = other
            else:
                if content is not None and may_be_error_body(decoded, content):
                    reject_error_body(cls, plain)
                return decoded
        if content is not None:
            raise_error_body(plain, content, is_chunk=cls._is_chunk)
        error.status = cls._error_status
        if problems is None or type(plain) is not dict:
            raise error
        from .repair import repair  # only for bodies with problems

        repaired, found = repair(cls, plain, forget_frames(error).location)
        decoded = cls._decode(repaired)
        for problem in found:
            problem.status = cls._error_status
            problems.append(problem)
        return decoded
    except RecursionError:
        raise DecodeError("JSON value", found="one that raises RecursionError") from None
    finally:
        del error  # its traceback refers to this frame
