"""What tokens tell of a module of JavaScript: the names that it declares, exports and imports."""

from __future__ import annotations

import pytest

from intent_lsp.syntax.javascript_tokens import definitions, read, tokens
from tests.support.recorded import recorded


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("const a = 1, f = (x) => x + a;", "a f"),
        ("let a, b;\nlet c\nd = 1, e = 2", "a b c"),
        ("var a = 1,\n    b = function () { return a; },\n    c;", "a b c"),
        ("const a = b\nconst c = x\n  in d, e = 2", "a c e"),
        ("const f = (x)\n  => x, g = 2", "f g"),
        ("const f: (a: number, b: string) => void = g, h: T = 1;", "f h"),
        ("const f = new Map<string, number>();", "f"),
        ("const { max, min } = Math;", "max min"),
        ("const { a: b, c: { d = 1 }, ...rest } = o;", "b d rest"),
        ("const [p, [q, r = f(s, t)]] = u, v = 1;", "p q r v"),
        ("const re = /[/\"']/, f = 1;", "re f"),
        ('const y = x++ / 2; const z = "/"; function f() {}', "y z f"),
        ('const y = x-- / 2; const z = "/"; function f() {}', "y z f"),
        ("const t = `a ${`b ${c}`} function x() {}`; function f() {}", "t f"),
        ("!function f() {}(); const g = new class A {}();", "g"),
        ("const g = typeof function f() {} || class A {};", "g"),
        ("if (x) { function inner() {} } function f() {}", "f"),
        ("Here it is:\n\nexport function f(x) {\n  return [x", "f"),
        ("export function f(x): number { return x }", "f"),
    ],
)
def test_declared_names(code: str, names: str) -> None:
    assert list(read(code).declared) == names.split()


def test_what_is_exported() -> None:
    found = read("export const a = 1, { b } = c;\nexport { d as e, f };\nexport default function g() {}\nlet h")
    assert [name for name, declaration in found.declared.items() if declaration.exported] == ["a", "b", "g"]
    assert found.declared["g"].default
    assert found.exported == {"e", "f"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('import a, { b as c, d } from "m";', {"a", "c", "d"}),
        ('import * as all from "m"', {"all"}),
        ('import { from as as } from "m"', {"as"}),
        ('import { "any text" as f } from "m"', {"f"}),
        ('import "m";\nconst a = 1', set()),
        ('const a = import("m")', set()),
    ],
)
def test_imported_names(code: str, names: set[str]) -> None:
    assert read(code).imported == names


def test_each_function_of_a_statement_has_what_it_mentions() -> None:
    code = "const f = (x) => g(x), n = 1, h = function () { return f };\nclass A { m() { return n } }"
    assert definitions(code) == {
        "f": {"x", "g"},
        "h": {"function", "return", "f", "class"},
        "A": {"m", "return", "n"},
    }


def test_no_more_is_read_than_is_asked_for() -> None:
    assert next(tokens("f" + "(" * 10_000_000)).text == "f"


def test_half_of_a_recorded_reply_tells_the_function() -> None:
    """Trees do not: tree-sitter has an error in place of the function in more than half of these."""
    for reply in recorded():
        code = reply.text.partition("```js\n")[2].partition("```")[0]
        begin = code.find(f"export function {reply.intent.name}(")
        if reply.target == "js" and begin >= 0:
            for end in range(begin + len(f"export function {reply.intent.name}("), len(code), 40):
                assert reply.intent.name in read(code[:end]).declared
