"""Thresholds that no example pins down: ``<`` where ``<=`` fits as well, a bound where its neighbour fits as well.

The input on the boundary, where the two programs differ, is the question that settles it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil, floor

from intent_lsp.synthesis.doubts.fitting import misses
from intent_lsp.synthesis.doubts.plausible import Plausible
from intent_lsp.synthesis.doubts.rewriting import with_child
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import FAILED, Record, Undefined, Value, leaves, number, same
from intent_lsp.synthesis.terms import (
    Apply,
    Build,
    Const,
    Each,
    If,
    Run,
    Term,
    children,
    compile_term,
    evaluate,
    mentions,
    num,
)
from intent_lsp.synthesis.work_budget import WorkBudget

_OTHER = {"less": "lessOrEqual", "lessOrEqual": "less"}
_CHOOSING = frozenset(["filter", "all", "any", "count", "find", "findPosition"])
_STRICT = re.compile(
    r"\b(?:(?:more|less|greater|larger|smaller|longer|shorter|higher|lower|older|younger|bigger|fewer) than|above|"
    r"below|over|under|exceed\w*|before|after)\b"
)
_INCLUSIVE = re.compile(
    r"\b(?:at (?:least|most)|or (?:more|less|equal)|up to|not (?:more|less)|no (?:more|less)|within)\b"
)
_NEAR = 6
_ROUND = (1000, 500, 100, 50, 20, 10, 5, 2, 1)
_MOST_TRIED = 4000
_MOST_ADDED = 40


@dataclass(frozen=True, slots=True)
class Boundary:
    """An input on which a program and its neighbour differ: ``answers`` in that order."""

    input: Input
    answers: tuple[Value, Value]


def open_boundary(problem: Problem, term: Term, plausible: Plausible, meter: WorkBudget) -> Boundary | None:
    """The most natural input at a threshold of a conditional that the examples leave open, if there is any."""
    found: list[Boundary] = []
    run = compile_term(term)
    results = Counter(_results(term))
    for comparison, neighbour, shift in _neighbours(problem, term, results):
        meter.spend(len(problem.examples))
        if not misses(problem, neighbour):
            boundary = _between(problem, run, compile_term(neighbour), comparison, shift, plausible, meter)
            if boundary is not None:
                found.append(boundary)
    for bound, neighbour in _loop_neighbours(problem, term):
        if not misses(problem, neighbour):
            found += _on_item(problem, run, compile_term(neighbour), bound, plausible, meter)
    return min(found, key=lambda boundary: plausible.strangeness(boundary.input), default=None)


def first_difference(term: Term, other: Term, rows: Iterable[Input]) -> Boundary | None:
    """The first of these inputs on which two programs have different answers; ``None`` if there is none."""
    one, two = compile_term(term), compile_term(other)
    for row in rows:
        answers = evaluate(one, row), evaluate(two, row)
        if FAILED not in answers and not same(*answers):
            return Boundary(row, answers)
    return None


def _results(term: Term) -> Iterator[int | float]:
    """The numbers that a program returns as they are."""
    match term:
        case If(_, then, otherwise):
            yield from _results(then)
            yield from _results(otherwise)
        case Build(fields):
            for _, value in fields:
                yield from _results(value)
        case Const(int() | float() as value):
            yield value


def _neighbours(problem: Problem, term: Term, results: Counter[int | float]) -> Iterator[tuple[Apply, Term, int]]:
    """Comparisons of conditions, the program with the neighbouring comparison, and the difference of the two sides
    (left minus right) at which the neighbour differs."""
    match term:
        case If(condition, then, otherwise):
            for comparison, changed, shift in _compared(problem, condition, results):
                yield comparison, If(changed, then, otherwise), shift
            for comparison, changed, shift in _neighbours(problem, then, results):
                yield comparison, If(condition, changed, otherwise), shift
            for comparison, changed, shift in _neighbours(problem, otherwise, results):
                yield comparison, If(condition, then, changed), shift
        case Build(fields, order, is_tuple):
            for index, (name, value) in enumerate(fields):
                for comparison, changed, shift in _neighbours(problem, value, results):
                    yield (
                        comparison,
                        Build((*fields[:index], (name, changed), *fields[index + 1 :]), order, is_tuple),
                        shift,
                    )
        case _:
            return


def _compared(problem: Problem, condition: Term, results: Counter[int | float]) -> Iterator[tuple[Apply, Term, int]]:
    match condition:
        case Apply(op, (left, right)) if op.name in _OTHER:
            yield condition, Apply(BY_NAME[_OTHER[op.name]], (left, right)), 0
            for side in (0, 1):
                bound = condition.args[side]
                if isinstance(bound, Const) and _is_whole(bound.value) and not _is_named(problem, bound.value, results):
                    moved = _moved_bound(problem, condition, side, bound.value)
                    if moved is not None:
                        args = (num(moved), right) if side == 0 else (left, num(moved))
                        yield condition, Apply(op, args), bound.value - moved if side == 0 else moved - bound.value
        case Apply(op, args) if op.name in ("and", "or", "not"):
            for index, arg in enumerate(args):
                for comparison, changed, shift in _compared(problem, arg, results):
                    yield comparison, Apply(op, (*args[:index], changed, *args[index + 1 :])), shift
        case _:
            return


def _is_named(problem: Problem, bound: int, results: Counter[int | float]) -> bool:
    """Whether the prose names the bound: a number that the program also returns must be written once more for that."""
    words = problem.words
    return words.speaks_of(bound) and not 0 < words.mentions[bound] <= results[bound]


def _moved_bound(problem: Problem, comparison: Apply, side: int, bound: int) -> int | None:
    """Where a bound that nobody named might as well lie: a round number on the way to the nearest value that an example
    has beyond it; ``None`` when there is no whole number between."""
    run = compile_term(comparison.args[1 - side])
    values = [value for row in problem.examples if isinstance(value := evaluate(run, row), (int, float))]
    if (side == 0) == (comparison.op.name == "lessOrEqual"):
        nearest = max((value for value in values if value < bound), default=None)
    else:
        nearest = min((value for value in values if value > bound), default=None)
    if nearest is None:
        return None
    low, high = sorted((bound, nearest))
    middle = (low + high) / 2
    for unit in _ROUND:
        between = [n * unit for n in (floor(middle / unit), ceil(middle / unit)) if low < n * unit < high]
        if between:
            return min(between, key=lambda n: abs(n - middle))
    return None


# --- items of a list -------------------------------------------------------------------------------------------------


def _loop_neighbours(problem: Problem, term: Term) -> Iterator[tuple[Term, Term]]:
    """What items of a list are compared with where the program chooses among them, and the program with ``<`` for
    ``<=`` or the other way round there; not where the prose says which."""
    if isinstance(term, Each) and term.kind in _CHOOSING:
        for comparison, changed, shift in _compared(problem, term.body, Counter()):
            if shift == 0 and not _is_said(problem, comparison):
                left, right = comparison.args
                yield (left if mentions(right, term.var) else right), replace(term, body=changed)
    for index, child in enumerate(children(term)):
        for bound, changed in _loop_neighbours(problem, child):
            yield bound, with_child(term, index, changed)


def _is_said(problem: Problem, comparison: Apply) -> bool:
    """Whether words of the prose ask for this comparison rather than for its neighbour."""
    strict = comparison.op.name == "less"
    if (_STRICT if strict else _INCLUSIVE).search(problem.words.lowered):
        return True
    word = "positive" if comparison.args[0] == num(0) else "negative" if comparison.args[1] == num(0) else ""
    return strict and word in problem.words.said


def _on_item(
    problem: Problem, run: Run, other: Run, bound: Term, plausible: Plausible, meter: WorkBudget
) -> list[Boundary]:
    """The most natural input on which the programs differ: an example with an item that is on the bound."""
    rows = (row for e in problem.examples for by in _distances(e, bound) for row in _moved(problem, e, by))
    best: dict[tuple[int, ...], Boundary] = {}
    for row in islice(rows, _MOST_TRIED):
        meter.spend(2)
        answers = evaluate(run, row), evaluate(other, row)
        if FAILED not in answers and not same(*answers) and plausible.allows(row):
            best.setdefault(plausible.strangeness(row), Boundary(row, answers))
    return [best[min(best)]] if best else []


def _distances(example: Input, bound: Term) -> list[int | float]:
    """How far to move a part of the example so that an item is on the bound."""
    if not isinstance(bound, Const):
        return [by for by in range(-_NEAR, _NEAR + 1) if by]
    numbers = [leaf for value in example.values() for leaf in leaves(value) if isinstance(leaf, (int, float))]
    return [by for leaf in numbers if not isinstance(leaf, bool) and (by := leaf - bound.value)]


def _is_whole(value: Value) -> bool:
    return type(value) is int


def _between(
    problem: Problem, run: Run, other: Run, comparison: Apply, shift: int, plausible: Plausible, meter: WorkBudget
) -> Boundary | None:
    """The most natural input whose two sides are ``shift`` apart and on which the programs differ."""
    left, right = (compile_term(arg) for arg in comparison.args)
    best: tuple[tuple[int, ...], Boundary] | None = None
    tried = 0
    for example in problem.examples:
        sides = evaluate(left, example), evaluate(right, example)
        if not all(isinstance(side, (int, float)) for side in sides):
            continue
        distance = sides[0] - sides[1] - shift
        for row in _moved(problem, example, distance):
            tried += 1
            if tried > _MOST_TRIED:
                break
            meter.spend(2)
            here = evaluate(left, row), evaluate(right, row)
            if FAILED in here or here[0] - here[1] != shift:
                continue
            answers = evaluate(run, row), evaluate(other, row)
            if FAILED in answers or same(*answers) or not plausible.allows(row):
                continue
            rank = plausible.strangeness(row)
            if best is None or rank < best[0]:
                best = rank, Boundary(row, answers)
    return best[1] if best is not None else None


def _moved(problem: Problem, example: Input, distance: int | float) -> Iterator[Input]:
    """The example with one part made larger or smaller by a distance."""
    for name, _ in problem.params:
        for by in (distance, -distance):
            for value in _moved_value(example[name], by):
                yield {**example, name: value}


def _moved_value(value: Value, distance: int | float) -> Iterator[Value]:
    match value:
        case bool() | None:
            return
        case int() | float():
            try:
                yield number(value - distance)
            except Undefined:
                return
        case str() if _is_whole(distance):
            yield from _resized_text(value, int(distance))
        case tuple() if _is_whole(distance):
            yield from _resized(value, int(distance))
            for index, item in enumerate(value):
                for moved in _moved_value(item, distance):
                    yield (*value[:index], moved, *value[index + 1 :])
        case Record(items=items):
            for key, item in items.items():
                for moved in _moved_value(item, distance):
                    yield Record({**items, key: moved})


def _resized(items: tuple[Value, ...], by: int) -> Iterator[tuple[Value, ...]]:
    """A sequence shortened by so many items, or lengthened with its own items, up to twice its length and some more."""
    if 0 <= by <= len(items):
        yield items[: len(items) - by]
        yield items[by:]
    elif items and 0 < -by <= len(items) + _MOST_ADDED:
        yield (*items, *(items[i % len(items)] for i in range(-by)))


def _resized_text(text: str, by: int) -> Iterator[str]:
    """The same for the characters, the words and the letters of a text."""
    for characters in _resized(tuple(text), by):
        yield "".join(characters)
    words = text.split(" ")
    if len(words) > 1 or by < 0:
        for kept in _resized(tuple(words), by):
            yield " ".join(kept)
