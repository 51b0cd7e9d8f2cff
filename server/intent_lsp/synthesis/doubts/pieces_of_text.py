"""Words and lines, which the examples do not tell apart where each line is one word: those that the text names are
meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intent_lsp.synthesis.doubts.fitting import misses
from intent_lsp.synthesis.doubts.rewriting import with_child
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import Apply, Term, children, compile_term, evaluate

_PIECES = (
    ("words", re.compile(r"\bwords?\b"), "lines", re.compile(r"\blines?\b")),
    ("lines", re.compile(r"\blines?\b"), "words", re.compile(r"\bwords?\b")),
)
"""Operators and what names their pieces, each with the other one."""


def in_named_pieces(problem: Problem, fit: Fit) -> Fit:
    """The program with the pieces that the text names alone, where it is as right on all examples."""
    for term in _changed(problem.words.lowered, fit.term):
        if not misses(problem, term):
            run = compile_term(term)
            vector = tuple(evaluate(run, row) for row in problem.inputs.envs)
            return in_named_pieces(problem, replace(fit, term=term, vector=vector))
    return fit


def _changed(prose: str, term: Term) -> Iterator[Term]:
    """The term with one operator changed to pieces that are named, from such as are not."""
    for used, named, other, wanted in _PIECES:
        if isinstance(term, Apply) and term.op.name == used and wanted.search(prose) and not named.search(prose):
            yield replace(term, op=BY_NAME[other])
    for index, child in enumerate(children(term)):
        for changed in _changed(prose, child):
            yield with_child(term, index, changed)
