"""Numbers that a program computes with and that only one example bears out.

``max(n, 14)`` on two inputs above 14 and one below says nothing about 14: any number between would do.
"""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.synthesis.doubts.fitting import misses
from intent_lsp.synthesis.doubts.rewriting import with_child
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.terms import Apply, Const, Term, children, num


def lone_number(problem: Problem, term: Term) -> str:
    """A number in a calculation that the prose does not name and that could be another one for all examples but one;
    empty when there is none. Bounds of conditions are looked at elsewhere."""
    lone = (value for value, changed in _changed(problem, term) if misses(problem, changed) < 2)
    return next(map(str, lone), "")


def _changed(problem: Problem, term: Term) -> Iterator[tuple[int | float, Term]]:
    """Each such number, with the program that has the next one in its place."""
    for index, child in enumerate(children(term)):
        if isinstance(term, Apply) and term.op.returns == "num" and isinstance(child, Const):
            value = child.value
            if type(value) in (int, float) and not problem.words.speaks_of(value):
                yield value, with_child(term, index, num(value + 1))
        for value, changed in _changed(problem, child):
            yield value, with_child(term, index, changed)
