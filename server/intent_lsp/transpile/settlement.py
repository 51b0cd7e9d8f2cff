"""Two targets of one intent that differ: which of them the evidence is against, or what a person has to say.

The examples decide what is disputed at all (:mod:`intent_lsp.checks.inputs` keeps to their domain); a third opinion and
a vote decide who repairs; a tie is a question.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from intent_lsp.checks.agreement import find_divergences
from intent_lsp.checks.evidence import against, asked_text, poll, question_of
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.transpile.opinions import Opinions
from intent_lsp.values import Question


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

    opinions: Opinions
    programs: tuple[Candidate, ...] | None = field(default=None, init=False)

    async def judge(self, first: Candidate, second: Candidate, *, ask: bool) -> Judgement | None:
        """``None`` when both agree. ``ask``: whether a third opinion may be asked for at all.

        Raises :class:`~intent_lsp.errors.SandboxError`.
        """
        who = self.opinions
        divergences = await find_divergences(first, second, who.intent, who.checker.sandbox, who.checker.limits)
        if not divergences:
            return None
        if self.programs is None and ask:
            self.programs = await who.programs((first, second))
        targets = first.target, second.target
        votes = poll(divergences, await who.on(self.programs or (), divergences), targets, who.intent)
        if votes.winner is not None:
            side = 1 - votes.winner
            return Judgement(against(side, votes, targets, who.intent), side)
        open_ = votes.undecided
        question = question_of(open_, targets, who.intent)
        text = asked_text(question, who.intent)
        return Judgement(Failure(Gate.AGREEMENT, text, args=open_.args), question=question)
