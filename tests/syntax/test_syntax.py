"""Trees with places in bytes, and edits of the text."""

from __future__ import annotations

import ast

import pytest

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.naming import best_match
from intent_lsp.syntax.python import (
    MOST_LEVELS,
    Source,
    nests_too_deeply,
    parse,
    parse_expression,
    returned_expressions,
)
from intent_lsp.syntax.typescript import without_types


def test_edits_count_bytes() -> None:
    code = "é = 1  # ü\nb = é"
    assert apply_edits(code, [Edit(13, 14, "c"), Edit(5, 6, "2")]) == "é = 2  # ü\nc = é"


def test_python_places_behind_wide_characters() -> None:
    source = Source.of('def f(a):\n    """ü"""\n    x = "é"; return a + "ö"  # end\n')
    assert source is not None
    (value,) = returned_expressions(source.functions()[0])
    assert source.text(value) == 'a + "ö"'
    assert apply_edits(source.code, [source.replaced(value, "b")]).endswith('x = "é"; return b  # end\n')


def test_the_last_function_of_a_name_counts() -> None:
    source = Source.of("def f():\n    return 1\n\n\ndef f():\n    return 2\n")
    assert source is not None
    function = source.function("f")
    assert function is not None
    assert [ast.unparse(value) for value in returned_expressions(function)] == ["2"]
    assert Source.of("def f(:") is None


def test_returns_of_inner_functions_are_not_the_functions_own() -> None:
    root = js.parse("export const f = (a) => {\n  const g = () => { return 1; };\n  return g() + a;\n};\n")
    assert [js.text(value) for value in js.returned_expressions(js.functions(root)["f"])] == ["g() + a"]


@pytest.mark.parametrize(
    "code",
    [
        "export function f(x) { return x }",
        "export const f = async (x) => x",
        "const f = x => x",
        "export default function f() {}",
        "export const f = function g() {}",
        "function* f() {}",
    ],
)
def test_functions_of_javascript(code: str) -> None:
    assert "f" in js.functions(js.parse(code))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("function f(a: number, b?: string, ...c: X[]): void {}", "function f(a, b, ...c) {}"),
        ("const m = new Map<string, number>();", "const m = new Map();"),
        ("const a = b as unknown as C;", "const a = b;"),
        ("const a = b!.c;", "const a = b.c;"),
        ("type A = string;\nconst b = 1;", "const b = 1;"),
        ("export interface A { b: C }\nexport const c = 1;", "export const c = 1;"),
        ("import type { A } from './a.js';\nconst b = 1;", "const b = 1;"),
        ("class A { private b: number = 1; readonly c = 2 }", "class A { b = 1;  c = 2 }"),
        ("const f = <T,>(x: T): T => x;", "const f = (x) => x;"),
        ("if (a < b && c > (d)) {}", "if (a < b && c > (d)) {}"),
        ("const x = a < b;", "const x = a < b;"),
        ("const x = a<b>(c);", "const x = a<b>(c);"),
        ("const o = { a: 1, b: c ? 2 : 3 };", "const o = { a: 1, b: c ? 2 : 3 };"),
        ("function f(a: number: string) {}", "function f(a: number: string) {}"),
    ],
)
def test_types_are_taken_off_and_nothing_else(typed: str, plain: str) -> None:
    assert without_types(typed) == plain


def test_lone_surrogates_are_text_too() -> None:
    assert js.text(js.parse('f("\ud800")')) == 'f("\ud800")'
    assert Source.of('x = "\ud800"') is None


@pytest.mark.parametrize(
    ("uses", "found"),
    [
        ({"totalPrice": set()}, "totalPrice"),
        ({"helper": set(), "solve": {"helper"}}, "solve"),
        ({"one": set(), "two": set()}, None),
        ({"one": set(), "TotalPrice": set()}, "TotalPrice"),
        ({}, None),
    ],
)
def test_the_function_that_is_meant(uses: dict[str, set[str]], found: str | None) -> None:
    assert best_match("total_price", uses) == found


@pytest.mark.parametrize("deep", ["{}x", "x{}", "-{}x"], ids=["brackets", "sum", "signs"])
@pytest.mark.parametrize("levels", [MOST_LEVELS, 700, 5000, 50_000])
def test_python_that_nests_too_deeply_is_no_tree(deep: str, levels: int) -> None:
    parts = {"{}x": "[" * levels, "x{}": " + x" * levels, "-{}x": "-" * levels}
    code = deep.format(parts[deep]) + ("]" * levels if deep == "{}x" else "")
    assert parse(code) is None
    assert parse_expression(code) is None
    assert nests_too_deeply(code)
    assert not nests_too_deeply("x" + " + x" * (MOST_LEVELS // 2))
    assert not nests_too_deeply("def f(:")


@pytest.mark.parametrize(
    "value", ["(" * 5000 + "x as any" + ")" * 5000, " + ".join(["x!"] * 30_000), "(a: T) => " * 3000 + "x"]
)
def test_types_are_taken_off_at_any_depth(value: str) -> None:
    made = without_types(f"const f = (x: number) => {value};\n")
    assert made.startswith("const f = (x) => ")
    assert not {":", "as", "!"} & {*made.replace("(", " ").replace(")", " ").split(), *made}
