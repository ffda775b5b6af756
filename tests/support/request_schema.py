"""Values that the schema of requests allows, and values that it does not, from `request_schema.json`.

`tests.programs.request_schema` writes the file, and explains it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Node = dict[str, Any]

REQUEST: Node = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))

SAMPLES: list[tuple[str, Any]] = [
    ("string", "x"),
    ("integer", 7),
    ("number", 0.5),
    ("boolean", True),
    ("array", []),
    ("object", {}),
    ("null", None),
]
"""A value of every type."""


def list_valid(node: Node) -> list[Any]:
    """Return values that are allowed: all listed texts, the ends of ranges, all kinds of objects, and null last."""
    if "types" not in node:
        return [5]
    return [value for name, sample in SAMPLES if name in node["types"] for value in _list_of_type(node, name, sample)]


def _list_of_type(node: Node, name: str, sample: Any) -> list[Any]:
    if name == "string":
        return node.get("enum") or [sample * node.get("longest", 1) if "array" not in node["types"] else sample]
    if name in ("integer", "number"):
        return [node["least"], node["most"]] if "least" in node else [sample]
    if name == "array":
        items = list_valid(node["items"])
        return [items[: node.get("longest")], items[: node.get("shortest", 0)]]
    if name == "object" and "objects" in node:
        return [value for one in node["objects"] for value in list_objects(one)]
    if name == "object":
        return [{"a": value} for value in list_valid(node["members"])]
    return [sample]


def list_objects(one: Node) -> list[dict[str, Any]]:
    """Return objects with all keys, which have all their valid values in turn, and one with the required keys."""
    values = {name: list_valid(node) for name, node in one["keys"].items()}
    count = max(map(len, values.values()), default=1)
    full = [{name: every[n % len(every)] for name, every in values.items()} for n in range(count)]
    return [*full, {name: values[name][0] for name in one["required"]}]


def iter_invalid(node: Node) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Iterate over values that are not allowed, each with the place of the mistake in it."""
    types = node.get("types", [name for name, _ in SAMPLES])
    for name, sample in SAMPLES:
        if name not in types and not (name == "integer" and "number" in types):
            yield (), sample
    if "enum" in node:
        yield (), "other"
    if "least" in node:
        yield (), node["least"] - 1
        yield (), node["most"] + 1
    if "shortest" in node:
        yield (), []
    if "longest" in node:
        length = node["longest"] + 1
        yield (), list_valid(node["items"])[:1] * length if "items" in node else "x" * length
    for inner in [node["items"]] if "items" in node else []:
        yield from (((0, *place), [value]) for place, value in iter_invalid(inner))
    for inner in [node["members"]] if "members" in node else []:
        yield from ((("a", *place), {"a": value}) for place, value in iter_invalid(inner))
    for one in node.get("objects", ()):
        yield from iter_invalid_objects(one, list_objects(one)[0])


def iter_invalid_objects(one: Node, valid: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Iterate over objects in which a required key is missing, or a value is not allowed."""
    for name, node in one["keys"].items():
        if name in one["required"]:
            yield (name,), {key: value for key, value in valid.items() if key != name}
        yield from (((name, *place), {**valid, name: value}) for place, value in iter_invalid(node))
