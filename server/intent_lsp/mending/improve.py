"""The seam to the engine: what can be made of a candidate that did not pass, between two model calls."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.document.model import Intent
from intent_lsp.mending.climb import climb
from intent_lsp.mending.contract import Broken


@dataclass(frozen=True, slots=True)
class Improvement:
    """Code that passes every gate, made from code that did not."""

    code: str
    mends: tuple[str, ...]
    """What was done, in order, for reports and headers: ``added import re``."""
    verdict: Verdict
    """Of ``code``, ``doubts`` among its doubts."""
    doubts: tuple[str, ...] = ()
    """Why the code may be wrong although it passes; empty for a mend that changes no rule."""


async def improve(
    candidate: Candidate,
    verdict: Verdict,
    intent: Intent,
    checker: Checker,
) -> Improvement | None:
    """Mend a candidate that did not pass; ``None`` when nothing was found that passes every gate.

    No model is called. The same arguments give the same result. Raises :class:`~intent_lsp.errors.SandboxError`.
    """

    async def judge(code: str) -> Verdict:
        return await checker.check(replace(candidate, code=code), intent, confirm=False)

    climbed = await climb(Broken(candidate.code, candidate.target, intent, verdict), judge)
    if not climbed.best.verdict.passed:
        return None
    code = climbed.best.code
    confirmed = await checker.check(replace(candidate, code=code), intent)
    return Improvement(code, climbed.mends, confirmed) if confirmed.passed else None
