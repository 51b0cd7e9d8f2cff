"""How sure a program is, and the one question that would tell most.

Every program near the best in cost, against which nothing speaks, votes on inputs near the examples, weighed by 2 to
the minus cost. The input on which the votes are split most is the question, if one of its answers makes sense.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from intent_lsp.doubts import Doubt
from intent_lsp.synthesis.doubts.boundaries import open_boundary
from intent_lsp.synthesis.doubts.character_classes import open_class
from intent_lsp.synthesis.doubts.evidence import (
    BITS_OF_TWO,
    BITS_PER_COST,
    BITS_TO_SPARE,
    evidence,
    is_conclusive,
    is_scale,
    rests_on_one,
)
from intent_lsp.synthesis.doubts.faults import cost_per_example, first_fault, makes_sense, result_parts, table_cost
from intent_lsp.synthesis.doubts.first_or_last import open_twin
from intent_lsp.synthesis.doubts.habits import broken_habit
from intent_lsp.synthesis.doubts.left_out import rests_on_an_example
from intent_lsp.synthesis.doubts.outer_separators import open_without_items
from intent_lsp.synthesis.doubts.plausible import Plausible, neighbours
from intent_lsp.synthesis.doubts.unshown import unshown_case, unshown_input
from intent_lsp.synthesis.probes import Input, probes
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.programs import Program
from intent_lsp.synthesis.search_values import FAILED, Value, same, thaw
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import Build, Fail, If, Run, Term, compile_term, evaluate, walk
from intent_lsp.synthesis.types import BOOLEAN
from intent_lsp.synthesis.unanswered import asked_for, is_table, named_parts, unshown_part
from intent_lsp.synthesis.work_budget import WorkBudget
from intent_lsp.values import Question

_SLACK = 4
_PROBES = 40
_SEED = 11
_AS_GOOD = 0.2
"""So much larger a share is as good a question, if its input looks more natural."""
_MOST_ANSWERS = 4
_MOST_PROGRAMS = 40
_CHEAP_RATIO = 0.10
"""Cost of the program by the cost of a table of the examples: below, programs were right four times out of five."""
_NAMED_RATIO = 0.12
"""The same for two examples and a program of which the text asks for every part."""
_CHEAP_PER_EXAMPLE = 2.0
"""Cost by the number of examples: below, programs were nearly always right."""
_CHEAP_PER_TRUTH = 1.0
"""The same where the result is true or false."""
_FEW_PARTS = 3
"""Programs of so few operators and conditionals need no words of the text."""
_MOST_LOST = 0.1
"""Of the inputs like the examples, so many may have no value: numbers too large, for instance."""
_MOST_COMBINATIONS = 0.75
"""Of the inputs that are all true or false, so many must be shown."""
_CONTESTED, _DISPUTED, _AGREED = 0.35, 0.7, 0.8
"""Shares of the votes that the best program needs: when it is cheap, when it is not, and when it is named only."""
_WORD = re.compile(r"\w+")
_CASE = re.compile(r"\b(?:when|if|unless|otherwise|else|except)\b")

_WORDS_PER_COST = 6.0
"""Words of the text by unit of cost: what was right had at most 5 of them."""

_OTHERS_FIT = Doubt.OTHER_PROGRAMS_FIT.of()


@dataclass(frozen=True, slots=True)
class Judgement:
    """``doubt`` explains an ambiguous outcome in a few words."""

    outcome: Literal["likely", "ambiguous"]
    doubt: str
    question: Question | None


@dataclass(frozen=True, slots=True)
class _Split:
    """How the votes fall on one input."""

    input: Input
    answers: tuple[Value, ...]
    share: float
    """Of the answer with most votes; of the question that is asked: the least share on any input."""


def judge(problem: Problem, program: Program, meter: WorkBudget) -> Judgement:
    """Whether the best program is trusted, and what to ask when it is not."""
    best = program.fits[0]
    ballot = _Ballot(problem, meter)
    flaw = Doubt.ONE_ERROR_EXAMPLE.of() if program.weak else first_fault(problem, best)
    near = [fit for fit in program.fits if fit.cost <= best.cost + _SLACK][:_MOST_PROGRAMS]
    rivals = [fit for fit in near if fit is best or not first_fault(problem, fit)]
    splits = [split for camp in _camps(rivals) if (split := ballot.most_split(camp)) is not None]
    split = min(splits, key=lambda split: split.share, default=None)
    if not flaw:
        flaw = _says_more(problem, best) or broken_habit(problem, best.term, ballot.rows) or ballot.gap(best)
    why = flaw or _doubt(problem, best, 1.0 if split is None else split.share)
    for left_open, what in (
        (open_class(problem, best.term), Doubt.OPEN_CHARACTERS),
        (open_twin(problem, best.term, ballot.natural), Doubt.FIRST_OR_LAST),
        (open_without_items(problem, best.term), Doubt.WITHOUT_ITEMS),
    ):
        if left_open is not None and not flaw:
            named = what.of() if why in ("", _OTHERS_FIT) else why
            return Judgement("ambiguous", named, _question(problem, left_open.input, left_open.answers))
    boundary = open_boundary(problem, best.term, ballot.plausible, meter)
    if boundary is not None and not flaw and (why in ("", _OTHERS_FIT) or split is None):
        at_boundary = _question(problem, boundary.input, boundary.answers)
        return Judgement("ambiguous", Doubt.OPEN_THRESHOLD.of() if why in ("", _OTHERS_FIT) else why, at_boundary)
    why = why or _left_aside(problem, program)
    if not why and rests_on_an_example(problem, best, meter):
        why = Doubt.ONE_EXAMPLE_DECIDES.of()
    if not why:
        return Judgement("likely", "", None)
    asked = ballot.split_to_ask(rivals, near)
    return Judgement("ambiguous", why, _question(problem, asked.input, asked.answers) if asked is not None else None)


def _left_aside(problem: Problem, program: Program) -> str:
    """What is said about a program where a shorter one fits that leaves aside what the text asks for, so that no
    example tells the two apart; empty where there is none."""
    best = program.fits[0]
    shorter = [fit for fit in program.fits[1:] if fit.rank < best.rank]
    return next((unshown for fit in shorter if (unshown := unshown_part(problem, fit.term))), "")


def _says_more(problem: Problem, best: Fit) -> str:
    """What is said about a program that is far shorter than the text, when the results do not say more; else empty."""
    words = len(_WORD.findall(problem.words.lowered))
    if words <= _WORDS_PER_COST * best.cost or is_conclusive(problem, best.term, best.cost):
        return ""
    return Doubt.SHORT_FOR_ITS_TEXT.of()


def recites(problem: Problem, best: Fit) -> bool:
    """Whether the program is no shorter than a table of the examples: then nothing was learned from them.

    The minimum description length principle (Rissanen, "Modeling by shortest data description", 1978).
    """
    return best.cost >= table_cost(problem) or is_table(problem, best.term)


def _camps(programs: list[Fit]) -> list[list[Fit]]:
    """Who votes together: for each field of a record the best program and those that find that field otherwise, as
    those that agree about it would drown them; all of them where the result is not a record."""
    fields = [_fields(fit.term) for fit in programs]
    return [
        [fit for fit, found in zip(programs, fields, strict=True) if fit is programs[0] or found.get(name) != term]
        for name, term in fields[0].items()
    ] or [programs]


def _fields(term: Term) -> dict[str, Term]:
    while isinstance(term, If) and isinstance(term.then, Fail):
        term = term.otherwise
    return dict(term.fields) if isinstance(term, Build) else {}


def _question(problem: Problem, row: Input, answers: tuple[Value, ...]) -> Question:
    args = tuple(thaw(row[name]) for name, _ in problem.params)
    return Question(args, tuple(thaw(answer) for answer in answers))


def _doubt(problem: Problem, best: Fit, share: float) -> str:
    """Why a program without a fault is not trusted that won such a share of the votes; empty when it is."""
    count = len(problem.examples)
    ratio = best.cost / table_cost(problem)
    if count < 2 or (count == 2 and not _sure_with_two(problem, best, ratio, share)):
        return Doubt.FEW_EXAMPLES.of()
    if rests_on_one(problem, best.term):
        return Doubt.NEARLY_ALL_EMPTY.of()
    shown = Counter(problem.target) if problem.returns is BOOLEAN else {}
    if shown and min(shown[True], shown[False]) < 2:
        return Doubt.TRUTH_SHOWN_ONCE.of()
    if all(kind is BOOLEAN for _, kind in problem.params) and count < _MOST_COMBINATIONS * 2 ** len(problem.params):
        return Doubt.MISSING_COMBINATIONS.of()
    named, parts = named_parts(problem, best.term)
    if parts > max(_FEW_PARTS, count) and 2 * named < parts:
        return Doubt.LITTLE_ASKED_FOR.of()
    unshown = unshown_case(problem)
    if unshown:
        return Doubt.UNSHOWN_WORD.of(repr(unshown))
    if alike := unshown_input(problem, best.term):
        return alike
    per_example = cost_per_example(problem, best)
    if problem.returns is BOOLEAN:  # an answer of one bit says little
        cheap = per_example <= _CHEAP_PER_TRUTH
    else:
        cheap = result_parts(problem) == 1 and (ratio <= _CHEAP_RATIO or per_example <= _CHEAP_PER_EXAMPLE)
    if share < (_CONTESTED if cheap else _DISPUTED):
        return _OTHERS_FIT
    if is_scale(best.term) or asked_for(problem, best.term):
        return ""
    needed = BITS_PER_COST * best.cost + BITS_TO_SPARE
    if count == 2:
        needed = max(needed, BITS_OF_TWO)
    return "" if evidence(problem, best.term) >= needed else Doubt.LITTLE_SAID.of()


def _sure_with_two(problem: Problem, best: Fit, ratio: float, share: float) -> bool:
    """Whether two examples are enough: the program is very short, or short and word for word what the text says, and
    the text mentions no special case that it leaves out."""
    special = _CASE.search(problem.words.lowered) and not any(isinstance(part, If) for part in walk(best.term))
    if problem.returns is BOOLEAN or special:
        return False
    if ratio <= _CHEAP_RATIO:
        return share >= _DISPUTED
    named, parts = named_parts(problem, best.term)
    return 0 < parts == named and ratio <= _NAMED_RATIO and share >= _AGREED


class _Ballot:
    """Programs vote on inputs near the examples that keep what all examples keep: what happens on others is nobody's
    concern."""

    def __init__(self, problem: Problem, meter: WorkBudget) -> None:
        self.plausible = Plausible(problem.examples)
        self._problem = problem
        self._meter = meter
        made_up = probes(problem.params, problem.examples, _PROBES, _SEED)
        rows = (*neighbours(problem.examples), *problem.probes, *made_up)
        self.rows = [row for row in map(self.plausible.mended, rows) if self.plausible.allows(row)]

    def most_split(self, programs: list[Fit], sensible: list[Run] | None = None) -> _Split | None:
        """The least strange of the inputs on which the programs disagree (nearly) most; ``None`` when they agree
        everywhere. ``sensible``: only natural inputs, on which one of these gives an answer, when there are any."""
        if len(programs) < 2:
            return None
        cheapest = min(fit.cost for fit in programs)
        runs = [(2.0 ** (cheapest - fit.cost), compile_term(fit.term)) for fit in programs]
        splits = [split for row in self.rows if (split := self._vote(row, runs)) is not None]
        if sensible is not None:
            splits = [_offered(split, sensible) for split in splits if self.plausible.natural(split.input)]
            splits = [split for split in splits if len(split.answers) > 1]
        least = min((split.share for split in splits), default=1.0)
        telling = [split for split in splits if split.share <= least + _AS_GOOD]
        if not telling:
            return None
        asked = min(telling, key=lambda split: self.plausible.strangeness(split.input))
        return replace(asked, share=least)

    @property
    def natural(self) -> Iterator[Input]:
        """The inputs of which people would think."""
        return (row for row in self.rows if self.plausible.natural(row))

    def gap(self, program: Fit) -> str:
        """What is said about a program that has no value on some inputs like the examples; empty when it has."""
        run = compile_term(program.term)
        rows = [row for row in self.rows if self.plausible.natural(row) and self.plausible.reaches(row)]
        self._meter.spend(len(rows))
        lost = sum(evaluate(run, row) is FAILED for row in rows)
        return Doubt.FAILS_NEARBY.of() if lost > max(1, _MOST_LOST * len(rows)) else ""

    def split_to_ask(self, rivals: list[Fit], near: list[Fit]) -> _Split | None:
        """What to ask: one of the answers is that of a program that makes sense, or they are true and false, of which
        one is right. Programs that something speaks against only vote where the others agree."""
        if self._problem.returns is BOOLEAN:
            return self.most_split(rivals, []) or self.most_split(near, [])
        sensible = [compile_term(fit.term) for fit in rivals if makes_sense(self._problem, fit)]
        if not sensible:
            return None
        return self.most_split(rivals, sensible) or self.most_split(near, sensible)

    def _vote(self, row: Input, runs: list[tuple[float, Run]]) -> _Split | None:
        """How the programs vote on one input; ``None`` where they agree."""
        self._meter.spend(len(runs))
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
        return _Split(row, tuple(answer for answer, _ in votes[:_MOST_ANSWERS]), share)


def _offered(split: _Split, runs: list[Run]) -> _Split:
    """The split with the answers that are offered: those of these programs, and the one with most votes beside them;
    none where none of the programs gives one, and all where there are no programs."""
    if not runs:
        return split
    given = [evaluate(run, split.input) for run in runs]
    sensible = tuple(
        answer for answer in split.answers if any(one is not FAILED and same(answer, one) for one in given)
    )
    others = tuple(answer for answer in split.answers if answer not in sensible)
    return replace(split, answers=(*sensible, *others[: max(0, 2 - len(sensible))]) if sensible else ())
