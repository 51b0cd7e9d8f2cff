"""What the shown results have in common and the program breaks on other inputs.

Three lists that are all in order are hardly so by chance: where nothing in the program sees to it, the examples happen
to hide what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import factorial, prod

from intent_lsp.doubts import Doubt
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import FAILED, Value
from intent_lsp.synthesis.terms import Term, compile_term, evaluate

_ORDERINGS = 50
"""By chance, one of so many results (taken together) would be in order."""


def broken_habit(problem: Problem, term: Term, rows: Iterable[Input]) -> str:
    """What all shown results keep and the program does not on one of the inputs, in a few words for people; empty when
    there is nothing."""
    orders = [_lists(wanted) for wanted in problem.target]
    if not _telling(orders) or not _all_sorted(problem.target):
        return ""
    sorted_inputs = [name for name, _ in problem.params if _all_sorted(row[name] for row in problem.examples)]
    run = compile_term(term)
    for row in rows:
        got = evaluate(run, row)
        if got is not FAILED and _all_sorted(row[name] for name in sorted_inputs) and not _all_sorted([got]):
            return Doubt.OUT_OF_ORDER.of()
    return ""


def _lists(value: Value) -> list[tuple[Value, ...]]:
    """The lists of numbers or of texts in a value."""
    if not isinstance(value, tuple):
        return []
    kinds = {type(item) for item in value}
    if kinds <= {int, float} or kinds == {str}:
        return [value]
    return [found for item in value for found in _lists(item)]


def _telling(results: Sequence[list[tuple[Value, ...]]]) -> bool:
    return prod(factorial(min(len(set(items)), 6)) for lists in results for items in lists) >= _ORDERINGS


def _is_sorted(items: Sequence[Value]) -> bool:
    return all(a <= b for a, b in pairwise(items))


def _all_sorted(values: Iterable[Value]) -> bool:
    return all(_is_sorted(items) for value in values for items in _lists(value))
