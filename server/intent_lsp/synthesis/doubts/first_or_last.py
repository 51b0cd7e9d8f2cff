"""Operators that come in twos, the first and the last of something, and examples on which both do the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from intent_lsp.synthesis.doubts.boundaries import Boundary, first_difference
from intent_lsp.synthesis.doubts.fitting import misses
from intent_lsp.synthesis.doubts.rewriting import with_child
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.terms import Apply, Term, children

_PAIRS = (("first", "last"), ("before", "beforeLast"), ("after", "afterLast"))
_TWIN = {BY_NAME[a]: BY_NAME[b] for pair in _PAIRS for a, b in (pair, pair[::-1])}


def open_twin(problem: Problem, term: Term, rows: Iterable[Input]) -> Boundary | None:
    """The first of these inputs on which another program is as right on all examples: one with the twin of an operator.
    ``None`` if there is none."""
    inputs = list(rows)
    others = (changed for changed in _changed(term) if not misses(problem, changed))
    return next((found for changed in others if (found := first_difference(term, changed, inputs))), None)


def _changed(term: Term) -> Iterator[Term]:
    if isinstance(term, Apply) and term.op in _TWIN:
        yield replace(term, op=_TWIN[term.op])
    for index, child in enumerate(children(term)):
        for changed in _changed(child):
            yield with_child(term, index, changed)
