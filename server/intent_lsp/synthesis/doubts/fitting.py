"""Whether a program, usually a changed one, is right on the examples."""

from __future__ import annotations

from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import same
from intent_lsp.synthesis.terms import Term, compile_term, evaluate


def misses(problem: Problem, term: Term) -> int:
    """How many examples the program gets wrong."""
    run = compile_term(term)
    return sum(
        not same(evaluate(run, row), wanted) for row, wanted in zip(problem.examples, problem.target, strict=True)
    )
