"""The CEL syntax check: agrees with the library that evaluates, and is never behind it in safety."""

from __future__ import annotations

import contextlib

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.cel import FUNCTIONS, MAX_DEPTH, CelSyntaxError, check, tokens_text, unknown_calls
from tests.support.fuzzing import fuzzed

VALID: list[tuple[str, list[str]]] = [
    ("result.mag >= 0", ["result"]),
    ("x > 0 && y < 1 || !z", ["x", "y", "z"]),
    ("-x * -(y + 1.5e3)", ["x", "y"]),
    ("x in [1, 2u, 0x1F]", ["x"]),
    ("a ? b : c ? d : e", ["a", "b", "c", "d", "e"]),
    ("size(xs) == xs.size()", ["xs", "xs"]),
    ("xs.all(v, v > x)", ["xs", "x"]),
    ("xs.map(v, v > 1, v * 2).exists(w, w == result[0])", ["xs", "result"]),
    ("has(result.mag)", ["result"]),
    ("{'a': 1, 'b': [x,]}.a == 1", ["x"]),
    ("'it\\'s' + \"x\" + r'\\d' + b'z'", []),
    ('"""a "quoted" text"""', []),
    ("result == null || true", ["result"]),
    ("m['k'].n(1, [2])", ["m"]),
    ("x // remark\n > 1", ["x"]),
    ("math.abs(x)", ["math", "x"]),
    (".x", ["x"]),
    (".has(x)", ["x"]),  # a rooted name is no macro (cel-spec: langdef.md, "Macros")
    (".has()", []),
    ("has()", []),
    ("has(x.y, z)", ["x", "z"]),
    (".size(x).y", ["x"]),
    ("xs.all(v, .v > v)", ["xs", "v"]),
    ("has((x.y))", ["x"]),
    ("has(x[0].y)", ["x"]),
    ("has(.x.y)", ["x"]),
    ("[,] == [1,] || {,} == {1: 2,}", []),
    ("!-2.5 || ! - 1", []),
    ("has(has(x.y))", ["x"]),
    ("xs.filter(x, x > 0).size() > 0 && x > 0", ["xs", "x"]),
    ("type(x) == int", ["x", "int"]),
]

INVALID: list[tuple[str, int, int]] = [
    ("", 0, 0),
    ("a +", 3, 3),
    ("a + * b", 4, 5),
    ("(a", 2, 2),
    ("a b", 2, 3),
    ("x == 'abc", 5, 9),
    ("1 = 2", 2, 3),
    ("a & b", 2, 3),
    ("has(x)", 4, 5),
    ("has(!x.y)", 4, 8),
    ("has(-x.y)", 4, 8),
    ("has(1 + x.y)", 4, 11),
    ("has(x ? 1 : x.y)", 4, 15),
    ("has(x.y())", 4, 9),
    ("has([x.y])", 4, 9),
    (".for", 1, 4),
    ("size(x,)", 7, 8),
    ("x.contains(y,)", 13, 14),
    ("true()", 4, 5),
    ("[,1]", 1, 2),
    ("!-x", 1, 2),
    (".in", 1, 3),
    ("xs.all(1, x)", 7, 8),
    ("xs.all(v)", 8, 9),
    ("a ? b", 5, 5),
    ("[1, 2", 5, 5),
    ("{1}", 2, 3),
    ("a.", 2, 2),
    ("a.1", 1, 3),
    ("x; y", 1, 2),
    ("for", 0, 3),
    ("in == 3", 0, 2),
    ("1abc", 1, 4),
    ("(" * 40, MAX_DEPTH + 1, MAX_DEPTH + 2),
    ("xs.exists(v, v, v)", 3, 9),
]


@pytest.mark.parametrize(("text", "free"), VALID)
def test_valid(text: str, free: list[str]) -> None:
    found = check(f"«{text}»", 1, 1 + len(text))
    assert [name for name, _ in found] == free
    assert all(f"«{text}»"[start:end] == name for name, (start, end) in found)
    cel.compile(text)


@pytest.mark.parametrize(("text", "start", "end"), INVALID)
def test_invalid(text: str, start: int, end: int) -> None:
    with pytest.raises(CelSyntaxError) as caught:
        check(f"«{text}»", 1, 1 + len(text))
    assert (caught.value.start - 1, caught.value.end - 1) == (start, end)


PIECES = [
    "x",
    "y",
    "1",
    "2.5",
    "'s'",
    "true",
    "null",
    "(",
    ")",
    "[",
    "]",
    "+",
    "-",
    "!",
    "*",
    "==",
    "<",
    "in",
    "&&",
    "||",
    "?",
    ":",
    ",",
    ".",
    ".size()",
    ".all(v, v)",
    "f(",
    "has(x.y)",
    "has(",
    ".has(",
    ".y",
    ",)",
    " ",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9))
@fuzzed(500)
def test_it_agrees_with_the_library(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        check(text, 0, len(text))
    except CelSyntaxError as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017
        with pytest.raises(ValueError, match="parse"):
            cel.compile(text)
    else:
        cel.compile(text)


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    try:
        check(text, 0, len(text))
    except CelSyntaxError as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017


def test_what_passes_is_safe_for_the_library() -> None:
    for text in ("a" + ".a" * 240, "a" + " + a" * 240, "-" * 400 + "1", "(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH):
        check(text, 0, len(text))
        cel.compile(text)


def test_layout_of_expressions() -> None:
    assert tokens_text("a>=b&&c . d( 'x  y' )") == tokens_text(" a >= b &&\n c.d('x  y')")
    assert tokens_text("a b") != tokens_text("ab")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("foo(x) > 1", ["foo"]),
        ("x.siz() > abs(y)", ["siz", "abs"]),
        ("size(x) == x.size() && x.matches('a') && x.all(v, v.startsWith('b'))", []),
        ("timestamp(x).getFullYear() > int(y)", []),
        ("has(x.y)", []),
        ("has() || has(abs(x), abs(z))", ["has", "has", "abs", "abs"]),
        ("has(" * 25 + "x" + ", 1)" * 25, ["has"] * 25),  # in linear time
        (".has(x.y) || .size(x) > 0", [".has", ".size"]),
        ("x.map(v, lower(v)) == result", ["lower"]),
    ],
)
def test_functions_that_nobody_can_evaluate(text: str, names: list[str]) -> None:
    found = unknown_calls(f"«{text}»", 1, 1 + len(text))
    assert [name for name, _ in found] == names
    assert all(f"«{text}»"[start:end] == name for name, (start, end) in found)


def test_an_unknown_function_is_a_problem_of_the_document() -> None:
    text = "# name: f\n# signature: (x: any) -> any\n# examples:\n- in: [1] out: 2\n# properties:\n- x.siz() > 0\n"
    (problem,) = [p for p in parse(text, stem="f").problems() if p.severity == "error"]
    assert (problem.code, problem.message) == ("property-syntax", "CEL has no function siz: did you mean size?")
    assert (problem.span.line, problem.span.column) == (5, 4)


@pytest.mark.parametrize("name", sorted(FUNCTIONS - {"has"}))
def test_the_library_knows_every_function(name: str) -> None:
    for value in (1, "1", "2024-01-01T00:00:00Z", "1s"):
        with contextlib.suppress(ValueError, TypeError, RuntimeError):
            cel.evaluate(f"{name}(x)", {"x": value})
            return
    raise AssertionError(name)
