"""Which of two candidates that differ the evidence is against. Pure.

Evidence are further programs that pass the examples, each with what it gives for the disputed inputs. A program has one
vote, however many inputs there are: for the side whose results it shares more often. One that gives third results votes
for neither. Where one side gives no proper value, no program speaks for the side of its own language: which inputs
raise an error is a habit of a language, and two programs in one language share it whatever they compute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from intent_lsp.checks.agreement import Divergence, disagree, is_proper
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.document.model import Intent
from intent_lsp.sandbox.contract import Outcome, Returned
from intent_lsp.values import AN_ERROR, LANGUAGES, JsonValue, Opaque, Question, Target, show

Side: TypeAlias = int
"""0 or 1: the first or the second of two candidates."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one further program, in one language, gives for each disputed input, in their order."""

    target: Target
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    """What further programs say about the disputed inputs."""

    divergences: tuple[Divergence, ...]
    ballots: tuple[tuple[Side | None, ...], ...]
    """Per program, the side that it speaks for on each input that it was run on."""

    @property
    def winner(self) -> Side | None:
        """The side with more votes; ``None`` on a tie."""
        return _more([_more(ballot) for ballot in self.ballots])

    def votes(self, number: int) -> tuple[int, int]:
        """How many programs speak for either side on the input of that number."""
        said = [ballot[number] for ballot in self.ballots if number < len(ballot)]
        return said.count(0), said.count(1)

    def shown_by(self, side: Side) -> int:
        """The number of the first input on which most speaks for a side."""
        votes = [self.votes(number) for number in range(len(self.divergences))]
        leads = [each[side] - each[1 - side] for each in votes]
        return leads.index(max(leads))

    @property
    def undecided(self) -> Divergence:
        """The smallest input on which no side leads, or else the smallest of all."""
        ties = (d for number, d in enumerate(self.divergences) if len(set(self.votes(number))) == 1)
        return next(ties, self.divergences[0])


def _more(votes: Sequence[Side | None]) -> Side | None:
    first, second = votes.count(0), votes.count(1)
    return None if first == second else int(second > first)


def poll(
    divergences: Sequence[Divergence],
    opinions: Sequence[Vote],
    targets: tuple[Target, Target],
    intent: Intent,
) -> Poll:
    """The votes on every disputed input. ``targets``: the sides' languages."""
    ballots = tuple(
        tuple(
            _vote(*pair, opinion.target, targets, intent) for pair in zip(divergences, opinion.outcomes, strict=False)
        )
        for opinion in opinions
    )
    return Poll(tuple(divergences), ballots)


def _vote(
    divergence: Divergence, said: Outcome, language: Target, targets: tuple[Target, Target], intent: Intent
) -> Side | None:
    shared = [side for side, outcome in enumerate(divergence.outcomes) if not disagree(outcome, said, intent)]
    if len(shared) != 1:
        return None
    (side,) = shared
    both_proper = all(is_proper(outcome, intent) for outcome in divergence.outcomes)
    return side if both_proper or language != targets[side] else None


def failure_of_loser(side: Side, votes: Poll, targets: tuple[Target, Target], intent: Intent) -> Failure:
    """What the losing side is told: an input that it lost, the value that won, and its own."""
    number = votes.shown_by(1 - side)
    lost, others, programs_asked = votes.divergences[number], votes.votes(number)[1 - side], len(votes.ballots)
    won, own = lost.outcomes[1 - side], lost.outcomes[side]
    programs = f"{others} of {programs_asked} other programs" if programs_asked > 1 else "another program"
    message = (
        f"for {call_text(intent, lost.args)}, {LANGUAGES[targets[1 - side]]} gives {render_outcome(won)}, "
        f"and so {'does' if programs_asked == 1 or others == 1 else 'do'} {programs}; "
        f"{LANGUAGES[targets[side]]} gives {render_outcome(own)}"
    )
    return Failure(Gate.AGREEMENT, message, args=lost.args)


def question_of(divergence: Divergence, targets: tuple[Target, Target], intent: Intent) -> Question:
    """What a person is asked: one answer per side, an error where a side gives no proper value."""
    answers = tuple(_answer(outcome, intent) for outcome in divergence.outcomes)
    return Question(divergence.args, answers, tuple(LANGUAGES[target] for target in targets))


def asked_text(question: Question, intent: Intent) -> str:
    """The question on one line: ``for `f("")`: JavaScript gives `""`, Python fails. Which?``"""
    said = ", ".join(
        f"{giver} fails" if answer == AN_ERROR else f"{giver} gives `{show(answer)}`"
        for giver, answer in zip(question.givers, question.answers, strict=True)
    )
    return f"for `{call_text(intent, question.args)}`: {said}. Which?"


def call_text(intent: Intent, args: Sequence[JsonValue]) -> str:
    """The call, as in code."""
    return f"{intent.name}({', '.join(show(value) for value in args)})"


def _answer(outcome: Outcome, intent: Intent) -> JsonValue | Opaque:
    return outcome.value if isinstance(outcome, Returned) and is_proper(outcome, intent) else AN_ERROR
