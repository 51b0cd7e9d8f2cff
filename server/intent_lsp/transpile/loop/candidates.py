"""The candidates of one intent for one target: which were tried, which is the best, and what is told of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeGuard

from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import Detour, Reply
from intent_lsp.output.report import Round
from intent_lsp.transpile.events import CandidateReady, Checked, Emit, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.same_program import fingerprint


class Candidates:
    """Remembers, tells and records them."""

    def __init__(self, work: Work, emit: Emit) -> None:
        self.work = work
        self.round = 0
        """The round that goes on; 0 before the first."""
        self.best: Attempt | None = None
        self.history: list[Round] = []
        """What each round came to."""
        self.detours: dict[Detour, None] = {}
        """Those of the round's replies, each once."""
        self._emit = emit
        self._tried: set[str] = set()
        self._rejected: set[str] = set()

    def was_tried(self, code: str) -> bool:
        """Whether code that does the same was a candidate before."""
        return fingerprint(code, self.work.target) in self._tried

    def add(self, code: str, reply: Reply) -> None:
        """The code is a candidate from now on, and is told."""
        self.know(code)
        self.tell(code, reply)

    def know(self, code: str) -> None:
        """Take code as tried, without a word."""
        self._tried.add(fingerprint(code, self.work.target))

    def reject(self, attempt: Attempt) -> None:
        """The evidence is against a candidate that passed."""
        self._rejected.add(fingerprint(attempt.code, self.work.target))

    def is_new(self, found: Attempt | None) -> TypeGuard[Attempt]:
        """Whether there is something that the evidence has not been against already."""
        return found is not None and fingerprint(found.code, self.work.target) not in self._rejected

    def keep_best(self, attempt: Attempt) -> None:
        """The candidate that passes the most examples counts; of equal ones the later."""
        if self.best is None or attempt.rank >= self.best.rank:
            self.best = attempt

    def for_this_round(self, found: Attempt) -> Attempt:
        """A candidate that passed earlier as that of this round."""
        found = replace(found, round=self.round, origin=self.round)
        self.tell(found.code, found.reply)
        self.checked(found.verdict)
        self.record(found)
        return found

    def tell(self, code: str, reply: Reply) -> None:
        """That there is a candidate."""
        self._emit(
            CandidateReady(self.work, self.round, code, reply.provider, reply.model, reply.cached, reply.detours)
        )

    def checked(self, verdict: Verdict) -> None:
        """What came of checking it."""
        self._emit(Checked(self.work, self.round, verdict))

    def record(self, attempt: Attempt | None, reason: str = "") -> None:
        """Record what the round came to; ``reason``: why it failed."""
        provider, model = (attempt.reply.provider, attempt.reply.model) if attempt else ("", "")
        verdict = attempt.verdict if attempt else None
        self.history.append(Round(self.round, provider, model, reason, verdict, tuple(self.detours)))
