"""Whether the examples hold together: leave one out, and what is found from the others gives its result.

Where it does not, one example alone decides what the program is, as cross-validation would have it (Stone,
"Cross-validatory choice and assessment of statistical predictions", 1974). On tasks that nothing was tuned on, that
told wrong programs from right ones better than how short they are, or how much the results say.
"""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.synthesis.doubts.evidence import is_conclusive, is_scale
from intent_lsp.synthesis.doubts.faults import first_fault
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.programs import find_program
from intent_lsp.synthesis.search_values import FAILED, same
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import compile_term, evaluate
from intent_lsp.synthesis.unanswered import asked_for, named_parts
from intent_lsp.synthesis.work_budget import Allowance, WorkBudget

_SEARCH = 20_000
"""Evaluations for each example that is left out: a program that costs as little as the best is found in that."""
_FEW = 3
"""With fewer examples nothing can be left out; of so many, one may decide."""
_MANY = 6
"""Of so many examples one may decide, of twice as many two."""
_SHORT = 7
"""The cost of a program that may hang on one example, where the text asks for all of it."""
_MOST_MISSED = 2
"""Misses for which the text makes up by ruling out what would be found."""


def rests_on_an_example(problem: Problem, best: Fit, meter: WorkBudget) -> bool:
    """Whether single examples decide what the program is, more than the text makes up for."""
    count = len(problem.examples)
    if count < _FEW or is_scale(best.term) or named_parts(problem, best.term) == (1, 1):
        return False
    asked = asked_for(problem, best.term)
    if asked and is_conclusive(problem, best.term, best.cost):
        return False
    allowed = count // _MANY + (count == _FEW) + (asked and best.cost <= _SHORT)
    missed = unexplained = 0
    for index in range(count):
        others = _without(problem, index)
        found = _found(others, meter)
        if found is not None and found.cost <= best.cost and not _gives(found, problem, index):
            missed += 1
            unexplained += not first_fault(others, found)
            if unexplained > allowed or missed > _MOST_MISSED:
                return True
    return False


def _without(problem: Problem, index: int) -> Problem:
    examples, target = list(problem.examples), list(problem.target)
    del examples[index], target[index]
    return replace(problem, examples=tuple(examples), target=tuple(target))


def _found(problem: Problem, meter: WorkBudget) -> Fit | None:
    work = WorkBudget(_SEARCH)
    found = find_program(problem, Allowance(work, _SEARCH), slack=0).best
    meter.spend(work.used)
    return found


def _gives(fit: Fit, problem: Problem, index: int) -> bool:
    answer = evaluate(compile_term(fit.term), problem.examples[index])
    return answer is not FAILED and same(answer, problem.target[index])
