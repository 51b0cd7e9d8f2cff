"""The type that values have in common: what adopted functions are declared with, and translations go by."""

from __future__ import annotations

from typing import Any

import pytest

from intent_lsp.document.type_language.observed_types import type_of
from intent_lsp.document.type_language.typelang import MAX_DEPTH
from intent_lsp.document.type_language.types import type_text


@pytest.mark.parametrize(
    ("values", "type"),
    [
        ([], "any"),
        ([1, 2], "integer"),
        ([1, 2.5], "number"),
        ([True, 1], "boolean | integer"),
        (["a", None], "string | null"),
        ([[]], "any[]"),
        ([[1, 2], [3]], "integer[]"),
        ([["a", 1], ["b", 2]], "[string, integer]"),
        ([["a", 1], ["b", None]], "[string, integer | null]"),
        ([["a", 1]], "(string | integer)[]"),
        ([["a", 1], ["b"]], "(string | integer)[]"),
        ([["a", 1], [2, "b"]], "(string | integer)[]"),
        ([[1, None], [None, 2]], "(integer | null)[]"),
        ([{"a": 1}], "Record<string, integer>"),
        ([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], "{ a: integer, b: string }"),
        ([{"a": 1, "b": "x"}, {"a": 2}], "{ a: integer, b?: string }"),
        ([{"a": 1}, {"b": 2}], "Record<string, integer>"),
        ([None, True, 1, "a", []], "any"),
    ],
)
def test_the_narrowest_type_worth_writing(values: list[Any], type: str) -> None:
    assert type_text(type_of(values)) == type


def test_a_type_is_never_nested_deeper_than_a_document_can_hold() -> None:
    value: Any = 1
    for _ in range(2 * MAX_DEPTH):
        value = [value]
    assert type_text(type_of([value])).count("[]") < MAX_DEPTH
