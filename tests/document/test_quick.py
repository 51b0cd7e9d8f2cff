"""What is read or checked at a glance comes to the same as with a closer look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document.model import (
    ArrayOf,
    Field,
    LiteralOf,
    MapOf,
    Named,
    Parameter,
    Primitive,
    RecordOf,
    Signature,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.document.type_language.signature import parse_signature
from intent_lsp.document.type_language.types import find_mismatch, has_type
from intent_lsp.text.span import NOWHERE
from intent_lsp.values import JsonValue
from tests.support.fuzzing import fuzzed

KINDS = ["number", "integer", "string", "boolean", "null", "any"]
SIMPLE: st.SearchStrategy[TypeExpr] = st.one_of(
    st.sampled_from([Primitive(kind) for kind in KINDS]),  # type: ignore[arg-type]
    st.sampled_from([LiteralOf(1), LiteralOf(1.0), LiteralOf(True), LiteralOf("a")]),
    st.sampled_from([Named("T"), Named("Tree"), Named("unknown")]),
)
TYPES: st.SearchStrategy[TypeExpr] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        inner.map(ArrayOf),
        inner.map(MapOf),
        st.lists(inner, max_size=2).map(lambda items: TupleOf(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: UnionOf(tuple(items))),
        st.dictionaries(st.sampled_from("abc"), st.tuples(inner, st.booleans()), max_size=3).map(
            lambda fields: RecordOf(tuple(Field(name, kind, optional) for name, (kind, optional) in fields.items()))
        ),
    ),
    max_leaves=6,
)
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.sampled_from([1, 1.0, 2.5, True, False, None, "a", "b"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=6,
)
DECLARED: dict[str, TypeExpr] = {
    "T": RecordOf((Field("a", Primitive("number")), Field("b", Named("T"), optional=True))),
    "Tree": UnionOf((ArrayOf(Named("Tree")), Primitive("null"))),
}


@given(TYPES, VALUES)
@fuzzed(400)
def test_what_suits_is_what_fits(kind: TypeExpr, value: JsonValue) -> None:
    assert has_type(kind, value, DECLARED) == (find_mismatch(kind, value, DECLARED) is None)


PARAMETERS = ["x: number", "y?: string[]", "item: Item", "z: list", "n: true", "t: T[][][][][][]", "é: int", "x: any"]
RESULTS = ["number", "Item[]", "list", "{ a: number, b: Item[] }", "{ a: int, a: int }", "{}", "{ a: dict }", "T$"]


def without_places(signature: Signature) -> Signature:
    parameters: list[Parameter] = [replace(parameter, span=NOWHERE) for parameter in signature.parameters]
    return replace(signature, parameters=tuple(parameters), span=NOWHERE)


@given(st.lists(st.sampled_from(PARAMETERS), max_size=4), st.sampled_from(RESULTS))
@fuzzed(300)
def test_blanks_make_no_difference_to_a_signature(parameters: list[str], result: str) -> None:
    quick = parse_signature(f"({', '.join(parameters)}) -> {result}")
    slow = parse_signature(f"( {' , '.join(parameters)} )  ->  {result} ")
    assert without_places(quick[0]) == without_places(slow[0])
    assert [reference.name for reference in quick[1]] == [reference.name for reference in slow[1]]
    assert (quick[2] and quick[2].message) == (slow[2] and slow[2].message)


@pytest.mark.parametrize("text", ["(x: Item, y: number) -> Item[]", "(x: number) -> { a: Item, b: Other }"])
def test_places_of_a_plain_signature(text: str) -> None:
    signature, references, problem = parse_signature(text)
    assert problem is None
    for parameter in signature.parameters:
        assert text[parameter.span.column : parameter.span.end_column] == parameter.name
    assert references
    for name, start, end in references:
        assert text[start:end] == name
    assert signature.span == (0, 0, 0, len(text))
