"""Unions: objects of several classes, told apart by the value of one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .collector import Problems
from .convert import as_dict, as_list
from .decode import decode_array, decode_str_or_object
from .errors import DecodeError
from .fields import Shape


class Variants:
    """The variants of a union. The alias of the union is annotated with it, so that tools find it.

    The value of the key `tag` is the `kind` of one of the classes; any other object is of the class `unknown`. An
    object without a tag, or with an empty one, is of the kind `default`, if it has a key of that name. With `or_str`,
    the union has strings, too. `decoder` is the name of the function with which programs decode the union.
    """

    def __init__(
        self,
        tag: str,
        *classes: Any,
        unknown: Any,
        decoder: str,
        default: str | None = None,
        or_str: bool = False,
    ) -> None:
        self.decode: Callable[[Any], Any] = self._make_decoder(
            tag, {cls.kind: cls._decode for cls in classes}, unknown._decode
        )
        """Return the decoded object, or the string."""
        expected, exact = ("str or object", str) if or_str else ("object", None)
        self.shape: Shape = Shape("variants", expected, self.decode, self, exact)
        self.instances: tuple[Any, ...] = (*classes, unknown, *([str] if or_str else []))
        self.unknown = unknown
        self.or_str = or_str
        self.decoder = decoder
        self._tag = tag
        self._default = default
        self._classes = {cls.kind: cls for cls in classes}

    def _make_decoder(self, tag: str, decoders: dict[str, Any], decode_unknown: Any) -> Callable[[Any], Any]:
        """Return a closure, which is faster than a method."""

        def decode(value: Any) -> Any:
            if type(value) is not dict:
                if self.or_str:
                    return decode_str_or_object(value, decode)
                value = as_dict(value)
            kind = value.get(tag)
            if type(kind) is not str or kind not in decoders:
                kind = self._find_tag(value, kind)
            return decoders.get(kind, decode_unknown)(value)

        return decode

    def from_dict(self, data: Any, problems: Problems | None) -> Any:
        """Decode an object as the `from_dict` of its class does."""
        if self.or_str and not issubclass(type(data), Mapping):
            return self.decode(data)
        return self.choose(as_dict(data)).from_dict(data, problems=problems)

    def choose(self, data: dict[Any, Any]) -> Any:
        """Return the class of an object."""
        return self._classes.get(self._find_tag(data, data.get(self._tag)), self.unknown)

    def _find_tag(self, data: dict[Any, Any], tag: Any) -> str | None:
        text = str.__str__(tag) if issubclass(type(tag), str) else None
        if self._default in data and (tag is None or (text is not None and text.lower() in ("", self._default))):
            return self._default  # its decoder reports a tag that is empty, or in capitals
        return text

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from .pydantic_schema import make_decoding_schema

        return make_decoding_schema(self.decode, handler(source))


class TextOrParts:
    """A text in whose place services also send an array of content parts. It annotates a field that is a string."""

    def __init__(self, parts: Variants, join: Callable[[Iterable[Any]], str]) -> None:
        self.shape: Shape = Shape("text or parts", "str", self.decode, self, str)
        self.parts = parts
        self.join = join

    def decode(self, value: Any) -> str:
        """Return the text, or what the parts are joined to."""
        if issubclass(type(value), str):
            return str.__str__(value)
        try:
            array = as_list(value)
        except DecodeError:
            raise DecodeError("str", value) from None
        return self.join(decode_array(array, self.parts.decode))

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return handler.generate_schema(str | list[dict[str, Any]])
