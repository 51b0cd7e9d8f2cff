"""Every operator means the same in the search, in JavaScript and in Python, on edge inputs.

Where the search calls an operator undefined the languages may differ; everywhere else all three must agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest

from intent_lsp.document.model import ANY, Parameter
from intent_lsp.synthesis.emit import Function, emit
from intent_lsp.synthesis.higher_order import EACH, result_type
from intent_lsp.synthesis.operators import BY_NAME, OPERATORS
from intent_lsp.synthesis.operators.table import Operator
from intent_lsp.synthesis.search_values import FAILED, Value, freeze, thaw
from intent_lsp.synthesis.terms import Apply, Const, Each, Term, Var, compile_term, evaluate, num, text
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type
from intent_lsp.values import TARGETS, JsonValue
from tests.synthesis.languages import NODE, Case, right, run

NUMBERS: list[JsonValue] = [
    0,
    1,
    -1,
    2,
    3,
    5,
    -7,
    7,
    10,
    12,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    1.005,
    2.675,
    0.125,
    33.333,
    97,
    100,
    1999,
    1234567,
    -1234,
    1e6,
    1e-7,
    123456.789,
]
STRINGS: list[JsonValue] = [
    "",
    " ",
    "a",
    "A",
    "ab",
    "Hello World",
    "  two  words ",
    "a,b,,c",
    "x=1;y=2",
    "ß",
    "İstanbul",
    "naïve Ünïcode",
    "😀",
    "a😀b",
    "ΑΣ",
    "ǆ",
    "line\nbreak",
    "tab\tx",
    "\u00a0nb",
    "\x1cfs",
    "\ufeffbom",
    "007",
    "-12",
    "3.50",
    "1e5",
    "٣",
    "IV",
    "ff",
    "([{}])",
    "(]",
    "camelCase",
    "snake_case-kebab",
    "<b>&'\"</b>",
    "aaabbc",
    "3a2b",
    "$&",
    "a.b.c",
    "user@mail.org",
    "constructor",
    "listen",
]
LITERALS = [" ", "", "-", "a", "b,", ".", "$&", "\\1", "]", "^", "0", '"', "`${x}`", "é"]
LISTS: dict[Type, list[JsonValue]] = {
    NUMBER: [[], [0], [3, 1, 2], [10, 9, 100, 1], [-1, -1, 2.5], [0.1, 0.2, 0.3], [5, 5, 4, 5], [1, 2, 3, 4, 5, 6, 7]],
    STRING: [[], [""], ["b", "a", "B"], ["x", "x", "y"], ["10", "9"], ["é", "z", "😀"], ["toString", "b"]],
}
MAPS: dict[Type, list[JsonValue]] = {
    NUMBER: [{}, {"a": 1}, {"b": 2, "a": 1}, {"2": 1, "1": 2}, {"x": 0, "1": 5}],
    STRING: [{}, {"a": "x"}, {"k": "v", "toString": "w"}],
}
NESTED: dict[Type, list[JsonValue]] = {
    NUMBER: [[], [[1, 2], [3, 4]], [[1], [2, 3]], [[]]],
    STRING: [[], [["a", "b"], ["c", "d"]], [["a"]]],
}
MOST_CALLS = 90

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be compared")


def values(words: str, element: Type) -> list[JsonValue]:
    """Edge values for a parameter."""
    if words == "list list T":
        return NESTED[element]
    if words == "map T":
        return MAPS[element]
    if words.startswith("list"):
        return LISTS[{"num": NUMBER, "str": STRING}.get(words.split()[-1], element)]
    if words in ("num", "int"):
        return NUMBERS
    if words == "T":
        return NUMBERS[:12] if element is NUMBER else STRINGS[:12]
    return [True, False] if words == "bool" else STRINGS


def spread(rows: list[tuple[JsonValue, ...]]) -> list[tuple[JsonValue, ...]]:
    """At most MOST_CALLS rows, evenly taken."""
    step = max(1, -(-len(rows) // MOST_CALLS))
    if step > 1 and step % 2 == 0:
        step += 1  # an even step would visit only half the values of the last parameter
    return rows[::step]


def programs(op: Operator) -> Iterator[tuple[Term, list[tuple[JsonValue, ...]], int]]:
    """The operator applied to variables, with constants where only constants may stand: term, inputs, arity."""
    elements = [NUMBER, STRING] if op.generic else [NUMBER]
    fixed = [i for i, word in enumerate(op.params) if word in ("key", "literal", "step")]
    choices: list[list[Term]] = [
        [num(n) for n in (0, 1, 2, 3, 16)] if op.params[i] == "step" else [text(s) for s in LITERALS] for i in fixed
    ]
    for element in elements:
        free = [i for i in range(len(op.params)) if i not in fixed]
        rows = spread(list(itertools.product(*(values(op.params[i], element) for i in free))))
        picks = list(itertools.product(*choices))
        for pick in picks[:: max(1, len(picks) // 20)]:
            args: list[Term] = [Var("abc"[i]) for i in range(len(op.params))]
            for i, constant in zip(fixed, pick, strict=True):
                args[i] = constant
            if any(isinstance(arg, Const) and arg.value == "" for arg in args) and op.name == "stripCharacter":
                continue
            names = [Var("abc"[i]) for i in free]
            yield Apply(op, tuple(args)), rows if not fixed else rows[:: max(1, len(rows) // 25)], len(names)


def disagreements(programs_: Sequence[tuple[Term, tuple[str, ...], list[tuple[JsonValue, ...]]]]) -> list[str]:
    """Inputs on which the search is defined and a language returns something else."""
    fractional = frozenset("abc")
    sources = [
        emit(Function("made", tuple(Parameter(n, ANY) for n in names), "", fractional), term)
        for term, names, _ in programs_
    ]
    defined: list[list[tuple[tuple[JsonValue, ...], Value]]] = []
    for term, names, rows in programs_:
        compiled = compile_term(term)
        results = [(row, evaluate(compiled, dict(zip(names, map(freeze, row), strict=True)))) for row in rows]
        defined.append([(row, value) for row, value in results if value is not FAILED])
    found = []
    for target in TARGETS:
        cases = [
            Case("made", source[target], tuple(row for row, _ in results))
            for source, results in zip(sources, defined, strict=True)
        ]
        for case, answers, results in zip(cases, run(target, cases), defined, strict=True):
            for (call, value), answer in zip(results, answers, strict=True):
                if not right(answer, thaw(value)):
                    found.append(f"{target} {call!r}: {answer} where the search has {thaw(value)!r}\n{case.source}")
                    break
    return found


def test_every_operator_agrees_in_both_languages() -> None:
    cases = [
        (term, tuple("abc"[i] for i, arg in enumerate(term.args) if isinstance(arg, Var)), rows)
        for op in OPERATORS
        for term, rows, _ in programs(op)
        if isinstance(term, Apply)
    ]
    found = disagreements(cases)
    assert not found, f"{len(found)} disagreements\n\n" + "\n".join(found[:12])


def test_every_operator_is_defined_on_some_edge_input() -> None:
    for op in OPERATORS:
        defined = 0
        for term, rows, _ in programs(op):
            compiled = compile_term(term)
            names = ["abc"[i] for i, arg in enumerate(term.args) if isinstance(arg, Var)]  # type: ignore[union-attr]
            defined += sum(
                evaluate(compiled, dict(zip(names, map(freeze, row), strict=True))) is not FAILED for row in rows
            )
        assert defined, op.name


def test_every_higher_order_operator_agrees_in_both_languages() -> None:
    bodies: dict[Type, list[tuple[Term, Type]]] = {
        NUMBER: [
            (Apply(BY_NAME["less"], (num(2), Var("x"))), BOOLEAN),
            (Apply(BY_NAME["negate"], (Var("x"),)), NUMBER),
            (Apply(BY_NAME["numberText"], (Var("x"),)), STRING),
            (Apply(BY_NAME["subtract"], (num(3), Var("x"))), NUMBER),
        ],
        STRING: [
            (Apply(BY_NAME["contains"], (Var("x"), text("a"))), BOOLEAN),
            (Apply(BY_NAME["length"], (Var("x"),)), NUMBER),
            (Apply(BY_NAME["upper"], (Var("x"),)), STRING),
            (Var("x"), STRING),
        ],
    }
    cases = [
        (Each(kind, Var("a"), "x", item, body), ("a",), [(row,) for row in LISTS[item]])
        for kind in EACH
        for item in (NUMBER, STRING)
        for body, returns in bodies[item]
        if result_type(kind, item, returns) is not None
    ]
    found = disagreements([(term, names, rows) for term, names, rows in cases])
    assert not found, f"{len(found)} disagreements\n\n" + "\n".join(found[:12])
