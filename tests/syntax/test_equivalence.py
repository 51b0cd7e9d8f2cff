"""A formatter's work is recognised as such, and nothing else is."""

from __future__ import annotations

import pytest

from intent_lsp.syntax.equivalence import same_program, same_words
from intent_lsp.values import Target

ALIKE: list[tuple[Target, str, str]] = [
    ("js", "f(a => a);", "f((a) => a)"),
    ("js", "async x => x", "async (x) => x"),
    ("js", "x = {'a': 1, b: 2,};", "x = { a: 1, b: 2 }"),
    ("js", "let x = 'it\\'s';", 'let x = "it\'s"'),
    ("js", "if (x) { ; }", "if (x) {\n}"),
    ("js", "y = (a && b) || c", "y = a && b || c"),
    ("js", "f(a, b,)", "f(\n  a,\n  b\n)"),
    ("js", "`a${b}c`", "`a${ b /* here */ }c`"),
    ("js", "x = 1.50; y = 0XaB", "x = 1.5\ny = 0xab"),
    ("js", "[1,,]", "[1, ,]"),
    ("js", "for(;;){}", "for (;;) {\n}"),
    ("js", "a; /* x */ b", "a\nb // y"),
    ("js", 'export type A = | "a" | ("b");', "export type A = 'a' | 'b'"),
    ("js", "type A = {a: number, b: string}", "type A = { a: number; b: string }"),
    ("py", "x = (1)\nf('a' \"b\")", 'x = 1\nf("ab",)  # two\n'),
]
OTHERS: list[tuple[Target, str, str]] = [
    ("js", "[1,,]", "[1,]"),
    ("js", "[,]", "[]"),
    ("js", "a\n(b)", "a;(b)"),
    ("js", "(a?.b).c", "a?.b.c"),
    ("js", "`a${b}`", "`a ${b}`"),
    ("js", "`a${b}`", "`a${c}`"),
    ("js", "x = '\\n'", "x = 'n'"),
    ("js", "x = '1'", "x = 1"),
    ("js", "y = a && (b || c)", "y = a && b || c"),
    ("js", "x = {a}", "x = {a: b}"),
    ("js", "for (a; b; c);", "for (a; b;);"),
    ("js", "if (a);\nb", "if (a) b"),
    ("js", "(" * 5000 + "1" + ")" * 5000, "1"),
    ("js", "a", "("),
    ("py", "x = 1", "x = 2"),
    ("py", "if a:\n    b\n    c", "if a:\n    b\nc"),
    ("py", "x = 1", "x ="),
]


@pytest.mark.parametrize(("target", "one", "other"), ALIKE)
def test_the_same_program_in_another_format(target: Target, one: str, other: str) -> None:
    assert same_program(one, other, target)
    assert same_program(other, one, target)


@pytest.mark.parametrize(("target", "one", "other"), OTHERS)
def test_another_program(target: Target, one: str, other: str) -> None:
    assert not same_program(one, other, target)
    assert not same_program(other, one, target)


def test_what_comments_say_counts_where_it_is_asked_for() -> None:
    assert same_words("/** A\n * sentence. */\nf()", "/** A sentence. */ f();", "js")
    assert not same_words("/** A sentence. */ f()", "/** Another sentence. */ f();", "js")
    assert same_words("x = 1 # one", "x = (1)  # one\n", "py")
    assert not same_words("x = 1 # one", "x = 1 # two", "py")
    assert not same_words("x = 1 # one", "x = 2 # one", "py")
