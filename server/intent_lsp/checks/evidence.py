"""Which of two candidates that differ the evidence is against. Pure.

Evidence are further programs that pass the examples, each with what it gives for the disputed inputs. A program votes
on an input for the side whose result it shares; one that gives a third result votes for neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intent_lsp.checks.agreement import Divergence, disagree, is_proper
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.document.model import Intent
from intent_lsp.sandbox.contract import Outcome, Returned
from intent_lsp.values import AN_ERROR, LANGUAGES, JsonValue, Opaque, Question, Target, show


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one further program gives for each disputed input, in their order."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The votes on one disputed input."""

    divergence: Divergence
    votes: tuple[int, int]
    """For the first side and for the second."""
    asked: int
    """How many programs were run on it."""

    @property
    def winner(self) -> int | None:
        """The side with more votes, 0 or 1; ``None`` on a tie."""
        first, second = self.votes
        return None if first == second else int(second > first)


def count(divergences: Sequence[Divergence], opinions: Sequence[Opinion], intent: Intent) -> tuple[Count, ...]:
    """The votes on every disputed input."""
    return tuple(_count(number, divergence, opinions, intent) for number, divergence in enumerate(divergences))


def _count(number: int, divergence: Divergence, opinions: Sequence[Opinion], intent: Intent) -> Count:
    given = [opinion.outcomes[number] for opinion in opinions if number < len(opinion.outcomes)]
    first, second = (sum(not disagree(side, outcome, intent) for outcome in given) for side in divergence.outcomes)
    return Count(divergence, (first, second), len(given))


def loser(counts: Sequence[Count]) -> int | None:
    """The side that loses on more inputs, then on the smallest; ``None`` where nothing is decided."""
    winners = [item.winner for item in counts if item.winner is not None]
    if not winners:
        return None
    for_first, for_second = winners.count(0), winners.count(1)
    winner = winners[0] if for_first == for_second else int(for_second > for_first)
    return 1 - winner


def against(side: int, counts: Sequence[Count], targets: tuple[Target, Target], intent: Intent) -> Failure:
    """What the losing side is told: the smallest input that it lost, the value that won, and its own."""
    lost = next(item for item in counts if item.winner == 1 - side)
    won, own = lost.divergence.outcomes[1 - side], lost.divergence.outcomes[side]
    others = lost.votes[1 - side]
    programs = f"{others} of {lost.asked} other programs" if lost.asked > 1 else "another program"
    message = (
        f"for {call_text(intent, lost.divergence.args)}, {LANGUAGES[targets[1 - side]]} gives {render_outcome(won)}, "
        f"and so {'does' if lost.asked == 1 or others == 1 else 'do'} {programs}; "
        f"{LANGUAGES[targets[side]]} gives {render_outcome(own)}"
    )
    return Failure(Gate.AGREEMENT, message, args=lost.divergence.args)


def undecided(counts: Sequence[Count]) -> Divergence:
    """The smallest input on which the evidence decides nothing."""
    return next(item.divergence for item in counts if item.winner is None)


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
