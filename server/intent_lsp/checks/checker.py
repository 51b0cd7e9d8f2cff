"""Under which conditions candidates are checked: one object for all who check code in a workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intent_lsp.checks.gates import Candidate, check, job
from intent_lsp.checks.verdict import Verdict
from intent_lsp.document.model import Intent
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.values import Target


@dataclass(frozen=True, slots=True)
class Checker:
    """The sandbox with its limits, the user's own interpreters, and the oldest versions that are promised."""

    sandbox: Sandbox
    limits: Limits
    """Of every job, whoever makes it; their Node is that of ``oldest``."""
    runtimes: Runtimes | None = None
    """``None``: nothing is confirmed outside the sandbox."""
    oldest: OldestRuntimes = DEFAULT

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", replace(self.limits, oldest_node=self.oldest.node))

    def warm(self, target: Target) -> None:
        """Have the interpreter started by the time that a candidate passes the sandbox."""
        if self.runtimes is not None:
            self.runtimes.warm(target)

    async def check(self, candidate: Candidate, intent: Intent, *, confirm: bool = True) -> Verdict:
        """Run a candidate through the gates *parses* to *runtimes*; without ``confirm``, all but the last.

        Raises :class:`~intent_lsp.errors.SandboxError` when nothing can be run at all.
        """
        runtimes = self.runtimes if confirm else None
        return await check(candidate, intent, self.sandbox, self.limits, runtimes, self.oldest)

    def record_confirmation(self, candidate: Candidate, intent: Intent, verdict: Verdict) -> None:
        """Keep that a runtime confirmed a candidate, which differs from the one that got ``verdict`` in nothing that
        a program can see."""
        if self.runtimes is not None and verdict.confirmed:
            self.runtimes.record_confirmed(job(candidate, intent, self.limits), verdict.confirmed[0])
