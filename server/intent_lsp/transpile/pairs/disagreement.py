"""Two targets of one intent that differ: which of them the evidence is against, or what a person has to say.

The examples decide what is disputed at all (:mod:`intent_lsp.checks.inputs` keeps to their domain); a third opinion and
a vote decide who repairs; a tie is a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from intent_lsp.checks.agreement import Divergence, find_divergences
from intent_lsp.checks.evidence import Vote, asked_text, failure_of_loser, poll, question_of
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.document.model import Intent
from intent_lsp.transpile.pairs.further_programs import FurtherPrograms
from intent_lsp.values import Question, Target


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a disagreement ends: one side repairs, or a person is asked."""

    failure: Failure
    """For the side that repairs; on a tie, for both."""
    loser: int | None = None
    """The side that repairs, 0 or 1; ``None`` on a tie."""
    question: Question | None = None
    """Set on a tie."""


@dataclass(slots=True)
class Settlement:
    """The disagreement of one intent. The further programs are asked for once, however often it is judged."""

    opinions: FurtherPrograms
    programs: tuple[Candidate, ...] | None = field(default=None, init=False)

    async def judge(
        self, first: Candidate, second: Candidate, *, ask: bool, drawn: Sequence[Candidate] = ()
    ) -> Judgement | None:
        """``None`` when both agree. ``ask``: whether a third opinion may be asked for at all. ``drawn``: programs that
        pass as well and are there already; they vote first, and calls are made only where they do not settle it.

        Raises :class:`~intent_lsp.errors.SandboxError`.
        """
        who = self.opinions
        divergences = await find_divergences(first, second, who.intent, who.checker.sandbox, who.checker.limits)
        if not divergences:
            return None
        targets = first.target, second.target
        opinions = await who.votes_on(drawn, divergences)
        if self.programs is None and ask and not _is_settled(divergences, opinions, targets, who.intent):
            self.programs = await who.programs((first, second))
        opinions = (*opinions, *await who.votes_on(self.programs or (), divergences))
        votes = poll(divergences, opinions, targets, who.intent)
        if votes.winner is not None:
            side = 1 - votes.winner
            return Judgement(failure_of_loser(side, votes, targets, who.intent), side)
        open_ = votes.undecided
        question = question_of(open_, targets, who.intent)
        text = asked_text(question, who.intent)
        return Judgement(Failure(Gate.AGREEMENT, text, args=open_.args), question=question)


def _is_settled(
    divergences: Sequence[Divergence],
    opinions: Sequence[Vote],
    targets: tuple[Target, Target],
    intent: Intent,
) -> bool:
    """Whether the programs at hand are enough: others in the loser's own language are against it as well.

    Programs in one language err alike, so that those in the winner's alone prove little.
    """
    winner = poll(divergences, opinions, targets, intent).winner
    if winner is None:
        return False
    own = [opinion for opinion in opinions if opinion.target == targets[1 - winner]]
    return poll(divergences, own, targets, intent).winner == winner
