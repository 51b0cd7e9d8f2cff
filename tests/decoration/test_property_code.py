"""Properties in Python and JavaScript say what CEL says, for the same values."""

from __future__ import annotations

import ast
import json
import math
import re
import subprocess
from typing import Any

import pytest

from intent_lsp.checks.properties import bind, violation
from intent_lsp.decoration.javascript_property import JavaScriptSpeaker
from intent_lsp.decoration.property_code import OR, PropertyWriter, UnsayableError
from intent_lsp.decoration.property_types import Scope
from intent_lsp.decoration.python_property import PythonSpeaker
from intent_lsp.document.cel_tree import tree
from intent_lsp.values import JsonValue
from tests.support.intents import intent

F = intent("""
# name: f
# types:
Word = "ab" | "cd"
Part = { size: integer, name?: string, tags: string[] }
# signature:
(n: number, s: string, xs: number[], ps: Part[], m: Record<string, number>,
 pair: [number, number], w: Word = "ab") -> Part
# examples:
- in: { n: 1, s: "a", xs: [], ps: [], m: {}, pair: [1, 2] } out: { size: 1, tags: [] }
""")
ONE = {"size": 2, "name": "ab", "tags": ["a", "b"]}
TWO = {"size": 4, "tags": ["ä😀"]}
VALUES: list[tuple[tuple[JsonValue, ...], JsonValue]] = [
    ((1, "", [], [], {}, [1, 2]), TWO),
    ((-7, "ab-12", [1, 2, 3], [ONE, TWO], {"a": 1, "ab": 2}, [2, 1], "cd"), ONE),
    ((2.5, "ä😀\n", [2.5, -1, 0], [TWO], {"b": 2.5}, [0, 0], "ab"), {"size": 0, "tags": []}),
    ((6, "AB", [6], [ONE], {"AB": 6}, [6, 6], "ab"), {"size": -3, "name": "", "tags": ["AB", "x"]}),
]
SAYABLE = [
    "result.size >= 0",
    "-n < 3 && n * 2 - 1 != 5 + n",
    "n - 1 - 2 == n - (1 + 2)",
    "(n > 0) == (size(s) > 0)",
    "!(n > 0) || result.size > -4",
    "n % 4 == -3",
    "n % 4 == 2",
    "n / 2.0 < 1.5",
    "int(n) == n",
    "double(n) >= 1",
    "size(s) == 3",
    "s.size() <= size(xs) + 1",
    "size(ps) == size(m)",
    "s.startsWith('a') || s.endsWith(\"B\")",
    "s.contains('-')",
    "s.matches('^[a-z]+-\\\\d{2}$')",
    "s.matches('^.+$')",
    "s.matches('b|B')",
    "s < 'b'",
    "s + 'x' == 'ABx'",
    "s in m",
    "!(s in m)",
    "n in xs",
    "has(result.name)",
    "!has(result.name) || result.name == 'ab'",
    "size(xs) > 0 ? xs[0] >= 1 : n == 1",
    "size(xs) == 0 || xs[size(xs) - 1] <= n",
    "xs[0] >= 0 || size(xs) == 0",
    "xs.all(x, x >= 0)",
    "xs.exists(x, x == n)",
    "xs.exists_one(x, x > 1)",
    "xs.map(x, x * 2) == [12]",
    "xs.filter(x, x > 1) == [2, 3]",
    "xs.map(x, x > 1, x + 1).size() == 1",
    "xs.all(x, xs.exists(y, y == x))",
    "xs + [1] == [1]",
    "m.all(k, m[k] >= 2)",
    "ps.all(p, p.size == size(p.tags) || p.size == 4)",
    "ps == [result]",
    "result in ps",
    "result != {'size': 4, 'tags': ['ä😀']}",
    "pair[0] <= pair[1]",
    "w == 'ab'",
    "w in ['ab', 'x']",
    "result.tags.all(t, size(t) == 1)",
    "result.tags == ps.map(p, p.tags).exists_one(t, t == ['ä😀']) ? true : n < 3",
    "n > 0 ? true : false",
    "(n > 0) == true",
    "1e2 > n && 0x10 > n && 'a\\n' != s && r'a\\n' != s",
]
UNSAYABLE = [
    "n / 2 > 0",  # whole numbers or not
    "result.name == 'a' || xs[0] > 0",  # each may fail
    "xs.exists(x, xs[1] == x)",
    "!(xs[0] > 0 && xs[1] > 0)",
    "string(n) == '1'",
    "s.matches('(?i)AB')",
    "s.matches('\\\\s')",
    "s.matches(w)",
    "type(n) == int",
    "b'a' == b'a'",
    "1u > 0u",
    "timestamp('2026-01-01T00:00:00Z').getFullYear() == 2026",
]


def said(speaker: PropertyWriter, expression: str) -> str:
    return speaker.tight(tree(expression), OR, deciding=True)


def names() -> dict[str, str]:
    return {name: name for name in [*(parameter.name for parameter in F.signature.parameters), "result"]}


def python(expression: str) -> str:
    return said(PythonSpeaker(Scope.of(F), names(), ()), expression)


def javascript(expression: str) -> str:
    return said(JavaScriptSpeaker(Scope.of(F), names(), (), target="js"), expression)


def in_python(text: str, scope: dict[str, Any]) -> bool:
    try:
        value = eval(text, {"math": math, "re": re, **scope})
    except (LookupError, ArithmeticError, TypeError, ValueError):
        return False
    return value is True


SCRIPT = """
const same = (a, b) => typeof a !== "object" || typeof b !== "object" ? a === b
  : Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => same(a[key], b[key]));
const equal = (a, b) => Array.isArray(a) === Array.isArray(b) && same(a, b);
const { texts, scopes } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => scopes.map((scope) => {
  try {
    return new Function("equal", ...Object.keys(scope), `return ${text}`)(equal, ...Object.values(scope)) === true;
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    return false;
  }
}))));
"""


def scopes() -> list[dict[str, Any]]:
    return [{**bind(F, args), "result": result} for args, result in VALUES]


@pytest.fixture(scope="module")
def expected() -> dict[str, list[bool]]:
    return {text: [violation(text, F, args, result) is None for args, result in VALUES] for text in SAYABLE}


def test_the_cases_decide_something(expected: dict[str, list[bool]]) -> None:
    mixed = [text for text, found in expected.items() if True in found and False in found]
    assert len(mixed) >= 0.8 * len(SAYABLE), [text for text in SAYABLE if text not in mixed]


@pytest.mark.parametrize("expression", SAYABLE)
def test_python_says_the_same(expression: str, expected: dict[str, list[bool]]) -> None:
    text = python(expression)
    ast.parse(text, mode="eval")
    assert [in_python(text, scope) for scope in scopes()] == expected[expression], text


def test_javascript_says_the_same(expected: dict[str, list[bool]]) -> None:
    texts = {text: javascript(text) for text in SAYABLE}
    data = json.dumps({"texts": list(texts.values()), "scopes": scopes()})
    done = subprocess.run(["node", "-e", SCRIPT], input=data, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = dict(zip(texts, json.loads(done.stdout), strict=True))
    wrong = {texts[text]: (found[text], expected[text]) for text in texts if found[text] != expected[text]}
    assert wrong == {}


@pytest.mark.parametrize("expression", UNSAYABLE)
def test_what_could_mean_something_else_is_not_said(expression: str) -> None:
    for say in (python, javascript):
        with pytest.raises((UnsayableError, ValueError)):
            say(expression)
