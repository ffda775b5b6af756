"""Every `from_dict` and `to_dict` follows one pattern and handles every field."""

from __future__ import annotations

import ast
import inspect
import textwrap

import pytest

from chatcompletion._core.model import Model, Root

from .introspect import CLASSES, FIELDS, Field, wire_fields

each_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
each_field = pytest.mark.parametrize("field", FIELDS, ids=str)


def parse_method(cls: type[Model], name: str) -> list[ast.stmt]:
    """Return the statements of a method, without its docstring."""
    source = textwrap.dedent(inspect.getsource(getattr(cls, name)))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.body[ast.get_docstring(function) is not None :]


def parse_try(cls: type[Model]) -> ast.Try:
    [statement] = [statement for statement in parse_method(cls, "from_dict") if isinstance(statement, ast.Try)]
    return statement


def unparse(statements: list[ast.stmt]) -> list[str]:
    return [ast.unparse(statement) for statement in statements]


def count_required_keys(cls: type[Model]) -> int:
    """Return the number of keys that `to_dict` always writes."""
    [data] = [node for node in parse_method(cls, "to_dict") if isinstance(node, ast.AnnAssign)]
    assert isinstance(data.value, ast.Dict)
    return len(data.value.keys)


@each_class
def test_from_dict_starts_with_the_common_lines(cls: type[Model]) -> None:
    start = unparse(parse_method(cls, "from_dict")[:5])
    count = count_required_keys(cls)
    decode = "decode_body" if cls._is_response else "decode_object"
    assert start == [
        f"if type(data) is not dict:\n    data = {decode}(data)",
        "decoded: Self = cls._draft()",
        "draft: Any = decoded",
        f"surplus = len(data) - {count}" if count else "surplus = len(data)",
        "missing: tuple[str, ...] = ()",
    ]


@each_class
def test_from_dict_ends_with_the_common_lines(cls: type[Model]) -> None:
    statement = parse_try(cls)
    arguments = "error, decoded, data, problems" if issubclass(cls, Root) else "error, decoded, data"
    assert unparse(statement.body[-1:]) == [
        "draft.extra = collect_extra(data, cls, surplus, missing) if surplus or missing else NO_EXTRA"
    ]
    assert unparse([*statement.handlers[0].body]) == [f"return recover({arguments})"]
    assert unparse(parse_method(cls, "from_dict")[6:]) == ["draft.__class__ = cls", "return decoded"]


@each_class
def test_from_dict_decodes_the_fields_in_order(cls: type[Model]) -> None:
    assigned = [
        target.attr
        for statement in parse_try(cls).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Attribute)
    ]
    assert assigned == [*(field.name for field in wire_fields(cls)), "extra"]


@each_field
def test_from_dict_decodes_every_field(field: Field) -> None:
    source = "\n".join(unparse(parse_try(field.cls).body))
    assert f"draft.{field.name} = " in source, f"{field}: from_dict of {field.cls.__name__} does not assign it"
    assert f"'{field.name}'" in source, f"{field}: from_dict of {field.cls.__name__} does not look up its key"


@each_field
def test_to_dict_encodes_every_field(field: Field) -> None:
    source = "\n".join(unparse(parse_method(field.cls, "to_dict")))
    assert f"'{field.name}'" in source, f"{field}: to_dict of {field.cls.__name__} does not write its key"
    assert f"self.{field.name}" in source, f"{field}: to_dict of {field.cls.__name__} does not use its value"


@each_class
def test_to_dict_starts_and_ends_with_the_common_lines(cls: type[Model]) -> None:
    statements = unparse(parse_method(cls, "to_dict"))
    assert statements[0].startswith("data: dict[str, Any] = {")
    assert statements[-2:] == ["if self.extra is not NO_EXTRA:\n    write_extra(data, self)", "return data"]
