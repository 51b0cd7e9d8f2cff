"""Inputs that people forget, for programs that a search found: empty, missing, negative, large and astral values."""

from __future__ import annotations

import random
from collections.abc import Sequence

from intent_lsp.document.model import Parameter
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import Record, Value, thaw
from intent_lsp.synthesis.terms import Apply, Term, walk
from intent_lsp.synthesis.types import Type
from intent_lsp.values import JsonValue

NUMBERS = [0, 1, -1, -7, 10, 100, 2**31 - 1, 2**31, -(2**31) - 5, 2**53 - 1, -(2**53) + 1]
FRACTIONS = [0.5, -2.5, 1e-7, 99.995, 1.005]
TEXTS = [
    "",
    " ",
    "😀",
    "a😀b",
    "～",
    "b",
    "é",
    "A-b c",
    "  x ",
    "0",
    "-3",
    "😀 ～ a",
    "x=1;x=2",
    "İß",
    "line\nbreak",
    "@",
    ".",
]
"""The full-width tilde comes before the emoji by code point, and after it by UTF-16 unit."""
_ROOM = 4
HUNGRY = frozenset(
    [
        "range", "rangeInclusive", "repeat", "repeatText", "repeatItem", "padStart", "padEnd", "center", "fixed",
        "power", "windows", "chunks", "movingAverage",
        "isPrime", "divisors", "primeFactors", "fibonacci", "factorial", "collatzSteps", "toRoman",
    ]
)  # fmt: skip
"""Operators whose work or result grows with a number."""


def edge_calls(
    problem: Problem, parameters: Sequence[Parameter], term: Term, seed: int, count: int
) -> list[tuple[JsonValue, ...]]:
    """Up to so many distinct argument lists: an example in which one argument or a part of it is an edge value, all
    arguments edge values, or the last optional ones left out."""
    dice = random.Random(seed)
    hungry = any(isinstance(part, Apply) and part.op.name in HUNGRY for part in walk(term))
    numbers = [n for n in NUMBERS if abs(n) < 1000] if hungry else NUMBERS
    made: dict[str, tuple[JsonValue, ...]] = {}
    for _ in range(count * 5):
        row = dict(dice.choice(problem.examples))
        chosen = [dice.choice(problem.params)] if dice.random() < 0.5 else list(problem.params)
        for name, kind in chosen:
            row[name] = _edge(dice, numbers, kind, row[name])
        args = [thaw(row[parameter.name]) for parameter in parameters]
        if parameters and parameters[-1].rest:
            rest = args.pop()
            args += rest if isinstance(rest, list) else []
        while args and dice.random() < 0.5 and len(args) <= len(parameters) and _may_be_left_out(parameters, len(args)):
            args.pop()
        made.setdefault(repr(args), tuple(args))
        if len(made) == count:
            break
    return list(made.values())


def _may_be_left_out(parameters: Sequence[Parameter], position: int) -> bool:
    parameter = parameters[position - 1]
    return parameter.optional or parameter.has_default


def _edge(dice: random.Random, numbers: list[int], kind: Type, example: Value) -> Value:
    """An edge value of the type; parts of it may be those of the example."""
    match kind.kind:
        case "optional":
            return None if dice.random() < 0.4 else _edge(dice, numbers, kind.inner, example)
        case "number":
            return dice.choice([*numbers, *(FRACTIONS if isinstance(example, float) else [])])
        case "string":
            return _edge_text(dice, example if isinstance(example, str) else "")
        case "boolean":
            return dice.random() < 0.5
        case "list":
            items = example if isinstance(example, tuple) else ()
            if dice.random() < 0.15:
                return ()
            return tuple(
                dice.choice(items)
                if items and dice.random() < 0.4
                else _edge(dice, numbers, kind.inner, _any(dice, items))
                for _ in range(dice.randint(1, _ROOM))
            )
        case "tuple":
            items = example if isinstance(example, tuple) else (None,) * len(kind.fields)
            return tuple(_edge(dice, numbers, inner, items[int(name)]) for name, inner in kind.fields)
        case "record":
            known = example.items if isinstance(example, Record) else {}
            kept = [(name, inner) for name, inner in kind.fields if inner.kind != "optional" or dice.random() < 0.6]
            return Record({name: _edge(dice, numbers, inner, known.get(name)) for name, inner in kept})
        case "map":
            known = example.items if isinstance(example, Record) else {}
            values, keys = list(known.values()), [*known, *TEXTS, "1", "10", "2"]
            return Record(
                {
                    dice.choice(keys): _edge(dice, numbers, kind.inner, _any(dice, values))
                    for _ in range(dice.randint(0, _ROOM))
                }
            )
        case _:
            return example


def _any(dice: random.Random, items: Sequence[Value]) -> Value:
    return dice.choice(items) if items else None


def _edge_text(dice: random.Random, example: str) -> str:
    """An edge text, or the example with one put somewhere into it."""
    edge = dice.choice(TEXTS)
    if dice.random() < 0.5:
        return edge
    at = dice.randint(0, len(example))
    return example[:at] + edge + example[at + dice.randint(0, 2) :]
