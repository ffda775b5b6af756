"""Unions: objects of several classes, told apart by the value of one key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .errors import DecodeError, Problems
from .extra import NOTES, Note
from .fields import Shape, get_required
from .plain import make_plain
from .validators import decode_array, decode_str_or_object


class Variants:
    """The variants of a union. The alias of the union is annotated with it, so that tools find it.

    The value of the key `tag` chooses one of the classes, by its `kind` or one of its `_aliases`; any other object is
    of the class `unknown`. An object whose tag is missing, empty or no text is of the kind `default` if it has a key of
    that name; without a tag, also if it has the keys of the object that belongs there. With `or_str`, the union has
    strings, too. `decoder` is the name of the function with which programs decode the union.
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
        self.classes: dict[str, Any] = {text: cls for cls in classes for text in (cls.kind, *cls._aliases)}
        self.unknown = unknown
        self.decoder = decoder
        self.default = default
        self.or_str = or_str
        self._tag = tag
        self.decode: Callable[[Any], Any] = self._make_decoder()
        """Return the decoded object, or the string."""
        expected, exact = ("str or object", str) if or_str else ("object", None)
        self.shape: Shape = Shape("variants", expected, self.decode, self, exact)
        self.instances: tuple[Any, ...] = (*classes, unknown, *([str] if or_str else []))

    def __repr__(self) -> str:
        return f"<variants by {self._tag}: {', '.join(self.classes)}>"

    def _make_decoder(self) -> Callable[[Any], Any]:
        """Return a closure, which is faster than a method."""
        tag, or_str, choose = self._tag, self.or_str, self.choose
        decoders = {text: cls._decode for text, cls in self.classes.items()}
        aliases = {alias: cls.kind for cls in self.classes.values() for alias in cls._aliases}

        def decode(value: Any) -> Any:
            if type(value) is not dict:
                if or_str:
                    return decode_str_or_object(value, decode)
                raise DecodeError("object", value)
            text = value.get(tag)
            decode_variant = decoders.get(text) if type(text) is str else None
            if decode_variant is None:
                return choose(value)._decode(value)
            if text in aliases:
                value = {**value, tag: aliases[text], NOTES: [Note(tag, (), aliases[text], text)]}
            return decode_variant(value)

        return decode

    def from_dict(self, data: Any, problems: Problems | None) -> Any:
        """Decode an object as the `from_dict` of its class does."""
        data = make_plain(data)
        if self.or_str and type(data) is str:
            return data
        if type(data) is not dict:
            raise DecodeError(self.shape.expected, data)
        return self.decode(data) if problems is None else self.choose(data).from_dict(data, problems=problems)

    def choose(self, data: dict[Any, Any]) -> Any:
        """Return the class of an object."""
        text: Any = data.get(self._tag)
        is_text = type(text) is str
        is_open = not is_text or text.lower() in ("", self.default)
        if is_open and (self.default in data or (not is_text and self._has_members(data))):
            text = self.default  # whose decoder reports the tag
        return self.classes.get(text, self.unknown) if type(text) is str else self.unknown

    def _has_members(self, data: dict[Any, Any]) -> bool:
        """Return whether an object has all keys that are required in the object that the kind `default` has."""
        cls = self.classes.get(self.default or "")
        shapes = [shape for name, shape in get_required(cls) if name == self.default] if cls else []
        return any(
            shape.name == "object" and {key for key, _ in get_required(shape.item)} <= data.keys() for shape in shapes
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from .pydantic_schema import make_decoding_schema

        return make_decoding_schema(lambda value: self.from_dict(value, None), handler(source))


class TextOrParts:
    """A text in whose place services also send an array of content parts. It annotates a field that is a string."""

    def __init__(self, parts: Variants, join: Callable[[Iterable[Any]], str]) -> None:
        self.shape: Shape = Shape("text or parts", "str", self.decode, self, str)
        self.parts = parts
        self.join = join

    def decode(self, value: Any) -> str:
        """Return the text, or what the parts are joined to."""
        if type(value) is str:
            return value
        if type(value) is not list:
            raise DecodeError("str", value)
        return self.join(decode_array(value, self.parts.decode))

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return handler.generate_schema(str | list[dict[str, Any]])
