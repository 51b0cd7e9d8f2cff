"""How much the examples say about a program, in bits: what a program that came about by chance would have to hit.

A rough code length per result (Rissanen's description length again): a truth value is one bit, a number the length of
its digits, a text four bits a character. A text that an argument holds only says where it stands, and a value that the
program recites only says which branch was taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import Value, leaves
from intent_lsp.synthesis.terms import Apply, Const, Fail, If, Term, Var

BITS_PER_COST = 1.6
"""By each unit of cost there are about three times as many programs: so many bits it takes to name one of them."""
BITS_OF_TWO = 20.0
"""What two examples must say of any program, be it ever so short: as much as one of all that a search looks at."""
BITS_TO_SPARE = 5.0
"""So much more must the results say than it takes to name the program: odds of 32 to 1 that they do so by chance."""
BITS_THAT_SETTLE = 8.0
"""By unit of cost: results that say so much leave no room for another program that the text asks for."""
_PER_CHARACTER = 4.0
_PER_DIGIT = 3.3


def evidence(problem: Problem, term: Term) -> float:
    """The bits that all examples' results are worth as evidence for the program."""
    return sum(_by_example(problem, term))


def is_conclusive(problem: Problem, term: Term, cost: int) -> bool:
    """Whether the results say so much that only a program of the text's kind gives them."""
    return evidence(problem, term) >= BITS_THAT_SETTLE * cost


def rests_on_one(problem: Problem, term: Term) -> bool:
    """Whether all that the results say comes from a single example: the others show zeros or nothing."""
    return sum(bits > 0 for bits in _by_example(problem, term)) < 2


def _by_example(problem: Problem, term: Term) -> list[float]:
    recited = set(_recited(term))  # only asked for membership
    pairs = zip(problem.examples, problem.target, strict=True)
    return [sum(_bits(leaf, row, recited) for leaf in leaves(wanted)) for row, wanted in pairs]


def _recited(term: Term) -> Iterator[Value]:
    """The constants that the program returns as they are."""
    match term:
        case If(_, then, otherwise):
            yield from _recited(then)
            yield from _recited(otherwise)
        case Const(value):
            yield value


def is_scale(term: Term) -> bool:
    """Whether the program only compares parameters with constants and recites an answer for each range: its branches
    and thresholds are looked at one by one, so that the results need not speak for it."""
    while isinstance(term, If) and isinstance(term.then, (Const, Fail)) and _compares(term.condition):
        term = term.otherwise
    return isinstance(term, Const)


def _compares(condition: Term) -> bool:
    return (
        isinstance(condition, Apply)
        and condition.op.name in ("less", "lessOrEqual", "equalNumbers")
        and all(isinstance(arg, (Var, Const)) for arg in condition.args)
    )


def _bits(leaf: Value, row: Input, recited: set[Value]) -> float:
    if leaf is None or isinstance(leaf, bool) or leaf in recited:
        return 1.0
    if isinstance(leaf, int):
        return log2(2 * abs(leaf) + 1)
    if isinstance(leaf, float):
        return _PER_DIGIT * sum(c.isdigit() for c in repr(leaf))
    length = _PER_CHARACTER * len(leaf)
    texts = [text for value in row.values() for text in leaves(value) if isinstance(text, str) and leaf in text]
    return min([length, *(2 * log2(len(text) + 1) for text in texts)])
