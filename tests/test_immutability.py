"""No door changes an instance."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from chatcompletion import MultipartContent, WireBody, WireObject

from .support.introspect import CLASSES, full_body

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


def make(cls: type[WireObject]) -> WireObject:
    return cls.from_dict({**full_body(cls), "x": {"y": [1]}})


@each_class
def test_nothing_changes_an_instance(cls: type[WireObject]) -> None:
    made: Any = make(cls)
    other = make(cls)
    names = [*cls._known, "extra", "unknown"]
    values = {name: getattr(made, name) for name in cls._known}
    changes: list[Callable[[], object]] = [
        lambda: made.__init__(**values),
        lambda: made.__init__(),
        lambda: made.__init__(unknown=1),
        lambda: made.__setstate__([None] * len(names)),
        lambda: made.__setstate__((None, dict.fromkeys(names))),
        lambda: made.extra.update(z=1),
        lambda: made.extra["x"].update(z=1),
        lambda: made.extra["x"]["y"].append(1),
        lambda: made.extra.__init__({"z": 1}),
        lambda: made.extra["x"]["y"].__init__([2]),
        lambda: made.extra.__ior__({"z": 1}),
        lambda: made.__dict__.update(z=1),
    ]
    for change in changes:
        with contextlib.suppress(TypeError, AttributeError):
            change()
        assert made == other
        assert made.to_dict() == other.to_dict()
    for name in names:
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(made, name)
    assert made == other


@each_class
def test_the_constructor_is_refused_on_a_finished_instance(cls: type[WireObject]) -> None:
    made: Any = make(cls)
    with pytest.raises(TypeError, match="is immutable: its constructor cannot be called again"):
        made.__init__(**{name: getattr(made, name) for name in cls._known})


@each_class
def test_a_constructor_that_raises_leaves_nothing_open(cls: type[WireObject]) -> None:
    made: Any = cls.__new__(cls)
    with pytest.raises((TypeError, ValueError)):
        made.__init__(**{name: object() for name in cls._known}, extra={"x": {1}})
    assert [type(made)] == [cls]
    with pytest.raises(FrozenInstanceError):
        made.unknown = 1
    with pytest.raises(FrozenInstanceError):
        made.extra = {}


@each_class
def test_copies_are_the_object_itself(cls: type[WireObject]) -> None:
    made: Any = make(cls)
    assert copy.copy(made) is copy.deepcopy(made) is made
    assert not hasattr(made, "__setstate__")


def test_multipart_content_does_not_change() -> None:
    content: Any = MultipartContent([])
    with contextlib.suppress(TypeError, AttributeError):
        content.__init__([1])
    with pytest.raises(AttributeError):
        content.parts = (1,)
    assert content.parts == ()


def test_the_base_classes_cannot_be_constructed() -> None:
    made: Any = make(CLASSES[0])
    for base in (WireObject, WireBody):
        with pytest.raises(TypeError, match="cannot be constructed"):
            base()
        with pytest.raises(TypeError, match="cannot be constructed"):
            base.__init__(made, extra={"z": 1})
    assert made == make(CLASSES[0])
