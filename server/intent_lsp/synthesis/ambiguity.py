"""How sure a program is, and the one question that would tell most.

Every program near the best in cost votes on inputs near the examples, weighed by 2 to the minus cost. The input on
which the votes are split most is the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from intent_lsp.synthesis.boundaries import open_boundary
from intent_lsp.synthesis.data import FAILED, Value, leaves, same, thaw
from intent_lsp.synthesis.meter import Meter
from intent_lsp.synthesis.operators import HELPERS
from intent_lsp.synthesis.plausible import Plausible, neighbours
from intent_lsp.synthesis.probes import Input, probes
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.programs import Program
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import (
    Apply,
    Build,
    Const,
    Each,
    Fail,
    Groups,
    If,
    Pairs,
    Run,
    Term,
    Var,
    children,
    compile_term,
    evaluate,
    walk,
)
from intent_lsp.synthesis.types import BOOLEAN
from intent_lsp.synthesis.unanswered import is_table, unanswered_part
from intent_lsp.values import Question

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_PLACEHOLDER = re.compile(r"\{\d[^}]*\}")
_SLACK = 4
_PROBES = 40
_SEED = 11
_AS_GOOD = 0.2
"""So much larger a share is as good a question, if its input looks more natural."""
_MOST_ANSWERS = 4
_MOST_PROGRAMS = 40
_CHEAP_RATIO = 0.10
"""Cost of the program by the cost of a table of the examples: below, programs were right four times out of five."""
_CHEAP_PER_EXAMPLE = 2.0
"""Cost by the number of examples: below, programs were nearly always right."""
_CHEAP_PER_TRUTH = 1.0
"""The same where the result is true or false."""
_DEAR_PER_EXAMPLE = 5.0
"""The same: above, programs were almost never right."""
_CONTESTED, _DISPUTED = 0.35, 0.7
"""Shares of the votes that the best program needs when it is cheap, and when it is not."""

_OTHERS_FIT = "other programs fit the examples as well"
_OPEN_THRESHOLD = "no example shows what happens exactly at a threshold"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``why`` explains an ambiguous outcome in a few words."""

    outcome: Literal["likely", "ambiguous"]
    why: str
    question: Question | None


@dataclass(frozen=True, slots=True)
class _Split:
    """How the votes fall on one input."""

    input: Input
    answers: tuple[Value, ...]
    share: float
    """Of the answer with most votes; of the question that is asked: the least share on any input."""
    plausible: bool
    """Whether the input keeps what all examples keep: if not, what happens on it is nobody's concern."""


def judge(problem: Problem, program: Program, meter: Meter) -> Judgement:
    """Whether the best program is trusted, and what to ask when it is not."""
    best = program.fits[0]
    plausible = Plausible(problem.examples)
    split = _most_split(problem, program.fits, plausible, meter)
    boundary = open_boundary(problem, best.term, plausible, meter)
    why = _doubt(problem, program, best, split)
    if boundary is not None and (why in ("", _OTHERS_FIT) or split is None):
        at_boundary = _question(problem, boundary.input, boundary.answers)
        return Judgement("ambiguous", why or _OPEN_THRESHOLD, at_boundary)
    if not why:
        return Judgement("likely", "", None)
    question = _question(problem, split.input, split.answers) if split is not None else None
    return Judgement("ambiguous", why, question)


def recites(problem: Problem, best: Fit) -> bool:
    """Whether the program is no shorter than a table of the examples: then nothing was learned from them.

    The minimum description length principle (Rissanen, "Modeling by shortest data description", 1978).
    """
    return best.cost >= _table_cost(problem.target) or is_table(problem, best.term)


def _question(problem: Problem, row: Input, answers: tuple[Value, ...]) -> Question:
    args = tuple(thaw(row[name]) for name, _ in problem.params)
    return Question(args, tuple(thaw(answer) for answer in answers))


def _doubt(problem: Problem, program: Program, best: Fit, split: _Split | None) -> str:
    """Why the program is not trusted; empty when it is."""
    count = len(problem.examples)
    parts = max(1, len(problem.returns.fields)) if problem.returns.kind in ("record", "tuple") else 1
    per_example = best.cost / (count * parts)
    ratio = best.cost / _table_cost(problem.target)
    share = 1.0 if split is None or not split.plausible else split.share
    if program.weak:
        return "an error was shown by one example only"
    if not _branches_supported(problem, best.term):
        return "a branch of the program rests on a single example"
    if not _replacements_supported(problem, best.term):
        return "a replacement rests on a single example"
    if per_example > _DEAR_PER_EXAMPLE:
        return "the program is long for so few examples"
    if count < 2 or (count == 2 and (ratio > _CHEAP_RATIO or share < _DISPUTED)):
        return "there are few examples"
    unanswered = unanswered_part(problem, best.term)
    if unanswered:
        return unanswered
    unused = _unused_number(problem, best.term)
    if unused:
        return f"the text speaks of {unused}, the program does not use it"
    if problem.returns is BOOLEAN:  # an answer of one bit says little
        cheap = per_example <= _CHEAP_PER_TRUTH
    else:
        cheap = parts == 1 and (ratio <= _CHEAP_RATIO or per_example <= _CHEAP_PER_EXAMPLE)
    if share < (_CONTESTED if cheap else _DISPUTED):
        return _OTHERS_FIT
    return ""


def _unused_number(problem: Problem, term: Term) -> str:
    """A number that the prose writes in digits and that occurs nowhere in the program; empty when there is none."""
    used: set[str] = set()  # only asked for membership
    for part in walk(term):
        if isinstance(part, Const):
            used.update(_DIGITS.findall(str(part.value)))
        elif isinstance(part, Apply):
            used.update(set(_DIGITS.findall(_PLACEHOLDER.sub("", part.op.js))) - {"0", "1"})
            for name in part.op.js_helpers:
                used.update(_DIGITS.findall(HELPERS["js"][name].source))
    return next((str(stated) for stated in problem.words.stated if str(abs(stated)) not in used), "")


def _table_cost(target: tuple[Value, ...]) -> float:
    """What a lookup table of the examples would cost."""
    total = 0.0
    for value in target:
        total += 13 + sum(len(leaf) / 2 if isinstance(leaf, str) else 1 for leaf in leaves(value))
    return total


def _most_split(problem: Problem, fits: tuple[Fit, ...], plausible: Plausible, meter: Meter) -> _Split | None:
    """The most natural of the inputs on which the programs disagree (nearly) most; ``None`` when they agree everywhere.

    An input of a kind that no example has is only taken when the programs agree on all others.
    """
    near = [fit for fit in fits if fit.cost <= fits[0].cost + _SLACK][:_MOST_PROGRAMS]
    if len(near) < 2:
        return None
    runs = [(2.0 ** (fits[0].cost - fit.cost), compile_term(fit.term)) for fit in near]
    made_up = probes(problem.params, problem.examples, _PROBES, _SEED)
    rows = (*neighbours(problem.examples), *problem.probes, *made_up)
    splits = [split for row in rows if (split := _vote(row, runs, plausible, meter)) is not None]
    splits = [split for split in splits if split.plausible] or splits
    least = min((split.share for split in splits), default=1.0)
    telling = [split for split in splits if split.share <= least + _AS_GOOD]
    if not telling:
        return None
    asked = min(telling, key=lambda split: plausible.strangeness(split.input))
    return replace(asked, share=least)


def _vote(row: Input, runs: list[tuple[float, Run]], plausible: Plausible, meter: Meter) -> _Split | None:
    """How the programs vote on one input; ``None`` where they agree."""
    meter.spend(len(runs))
    votes: list[tuple[Value, float]] = []
    for weight, run in runs:
        answer = evaluate(run, row)
        if answer is FAILED:
            continue
        for index, (other, share) in enumerate(votes):
            if same(other, answer):
                votes[index] = (other, share + weight)
                break
        else:
            votes.append((answer, weight))
    if len(votes) < 2:
        return None
    votes.sort(key=lambda vote: -vote[1])
    share = votes[0][1] / sum(weight for weight, _ in runs)
    return _Split(row, tuple(answer for answer, _ in votes[:_MOST_ANSWERS]), share, plausible.allows(row))


# --- conditionals ----------------------------------------------------------------------------------------------------


def _branches_supported(problem: Problem, term: Term) -> bool:
    """Whether each branch of each conditional has two examples, or is a constant that the prose names."""
    if isinstance(term, Build):
        return all(_branches_supported(problem, value) for _, value in term.fields)
    if isinstance(term, If):
        return _supported(problem, term, list(problem.examples))
    return not any(isinstance(part, If) for part in children(term) if not isinstance(term, (Each, Pairs, Groups)))


def _supported(problem: Problem, term: Term, rows: list[Input]) -> bool:
    if isinstance(term, Fail):
        return True  # error examples are counted apart
    if not isinstance(term, If):
        named = isinstance(term, Const) and problem.words.speaks_of(term.value)
        return named or (len(rows) >= 2 and not _copied(term, rows))
    test = compile_term(term.condition)
    yes: list[Input] = []
    no: list[Input] = []
    for row in rows:
        holds = evaluate(test, row)
        (yes if holds is not FAILED and holds else no).append(row)
    return _supported(problem, term.then, yes) and _supported(problem, term.otherwise, no)


def _copied(term: Term, rows: list[Input]) -> bool:
    """Whether a branch recites a text that each of its inputs holds: more likely it is a part of the input."""
    return (
        isinstance(term, Const)
        and isinstance(term.value, str)
        and all(
            any(term.value in leaf for value in row.values() for leaf in leaves(value) if isinstance(leaf, str))
            for row in rows
        )
    )


def _replacements_supported(problem: Problem, term: Term) -> bool:
    """Whether each replacement of a part of a parameter is seen in two examples, or the prose names it."""
    for part in walk(term):
        if isinstance(part, Apply) and part.op.name == "replaceAll" and isinstance(part.args[0], Var):
            old = part.args[1]
            if isinstance(old, Const) and len(old.value) > 1 and not problem.words.speaks_of(old.value):
                name = part.args[0].name
                if sum(old.value in (row.get(name) or "") for row in problem.examples) < 2:
                    return False
    return True
