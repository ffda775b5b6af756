"""Writes what a schema says of requests to `tests/support/request_schema.json`, from which tests derive cases.

    python -m tests.programs.request_schema FILE

The file is an OpenAPI document in JSON. What is written is what can be checked, without references and descriptions. It
is the object that a request is, as `objects` below. Of a value, it has

- `types`: the JSON types that are allowed,
- `enum`: the texts that are allowed, if not all are,
- `least` and `most`: the range of numbers,
- `shortest` and `longest`: the range of the length of an array or a text,
- `items`: what the items of an array are,
- `members`: what the members of an object with free keys are, `{}` for anything,
- `objects`: the objects that are allowed. Each has its `keys`, and the names of those that are `required`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = "CreateChatCompletionRequest"
TARGET = Path(__file__).parent.parent / "support" / "request_schema.json"
LIMITS = {
    "minimum": "least",
    "maximum": "most",
    "minItems": "shortest",
    "maxItems": "longest",
    "minLength": "shortest",
    "maxLength": "longest",
}

Node = dict[str, Any]


def main() -> None:
    TARGET.write_text(render(Path(sys.argv[1])), "utf-8")


def render(path: Path) -> str:
    """Return the text of the file, with a line for each key of a request."""
    schemas = json.loads(path.read_text("utf-8"))["components"]["schemas"]
    [request] = describe(schemas[ROOT], schemas)["objects"]
    keys = [f"  {json.dumps(name)}: {json.dumps(node, sort_keys=True)}" for name, node in request["keys"].items()]
    return (
        '{\n "keys": {\n' + ",\n".join(sorted(keys)) + f'\n }},\n "required": {json.dumps(request["required"])}\n}}\n'
    )


def describe(schema: Node, schemas: dict[str, Node]) -> Node:
    """Return what a schema says of a value."""
    if "$ref" in schema:
        return describe(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "allOf" in schema:
        return intersect([describe(part, schemas) for part in schema["allOf"]])
    if parts := schema.get("anyOf") or schema.get("oneOf"):
        node = unite([describe(part, schemas) for part in parts])
    else:
        node = describe_type(schema, schemas)
    if schema.get("nullable"):
        node["types"] = sorted({*node["types"], "null"})
    return node


def describe_type(schema: Node, schemas: dict[str, Node]) -> Node:
    """Return what a schema without references and alternatives says."""
    node: Node = {"types": [schema["type"]]}
    node |= {name: schema[key] for key, name in LIMITS.items() if key in schema}
    if "enum" in schema:
        node["enum"] = schema["enum"]
    if "items" in schema:
        node["items"] = describe(schema["items"], schemas)
    if schema["type"] == "object":
        free = schema.get("additionalProperties")
        if "properties" in schema:
            keys = {name: describe(inner, schemas) for name, inner in schema["properties"].items()}
            node["objects"] = [{"keys": keys, "required": schema.get("required", [])}]
        else:
            node["members"] = describe(free, schemas) if isinstance(free, dict) else {}
    return node


def unite(parts: list[Node]) -> Node:
    """Return what is allowed if one of several schemas must be met."""
    texts = [part for part in parts if "string" in part["types"]]
    united: Node = {}
    for part in parts:
        united |= {key: value for key, value in part.items() if key not in ("types", "objects")}
    if not all("enum" in part for part in texts):
        united.pop("enum", None)
    if objects := [one for part in parts for one in part.get("objects", [])]:
        united["objects"] = objects
    return {**united, "types": sorted({one for part in parts for one in part["types"]})}


def intersect(parts: list[Node]) -> Node:
    """Return what is allowed if several schemas must be met: of objects with other keys, or of one type."""
    if len(parts) == 1:
        return parts[0]
    met: Node = {}
    for part in parts:
        met |= part
    met["types"] = sorted(set.intersection(*(set(part["types"]) for part in parts)))
    if "objects" in met:
        objects = [one for part in parts for one in part["objects"]]
        names = {name: None for one in objects for name in one["keys"]}
        met["objects"] = [
            {
                "keys": {n: intersect([one["keys"][n] for one in objects if n in one["keys"]]) for n in names},
                "required": [name for one in objects for name in one["required"]],
            }
        ]
    return met


if __name__ == "__main__":
    main()
