"""The seam to the engine: what can be made of a candidate that did not pass, between two model calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.mending.contract import BrokenCode
from intent_lsp.mending.hill_climb import climb
from intent_lsp.nearmiss.goals import goals_like
from intent_lsp.nearmiss.search import search


@dataclass(frozen=True, slots=True)
class Improvement:
    """Code that passes every gate, or at least gets further than the code it was made from."""

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
    others: Sequence[str] = (),
) -> Improvement | None:
    """Mend a candidate that did not pass, then search around it; ``None`` when nothing comes of it.

    ``others``: further versions that came with it, which are tried first. Mends that get further and not to the end are
    kept, for whoever goes on from there. No model is called; mends take milliseconds, the search up to some seconds.
    The same arguments give the same result. Raises :class:`~intent_lsp.errors.SandboxError`.
    """

    if not candidate.code.isprintable() and any("\ud800" <= char <= "\udfff" for char in candidate.code):
        return None  # no text that a parser could count the bytes of

    async def judge(code: str) -> Verdict:
        return await checker.check(replace(candidate, code=code), intent, confirm=False)

    if (version := await _version(candidate, others, intent, checker)) is not None:
        return version
    climbed = await climb(BrokenCode(candidate.code, candidate.target, intent, verdict), judge)
    best, mends = climbed.best, climbed.mends
    partial = Improvement(best.code, mends, best.verdict) if mends and not best.verdict.passed else None
    doubts: tuple[str, ...] = ()
    code = best.code
    if best.verdict.gate in (Gate.EXAMPLES, Gate.HIDDEN, Gate.PROPERTIES):
        base = replace(candidate, code=code)
        found = await search(base, intent, checker.sandbox, checker.limits, best.verdict.gate)
        if found is None:
            return partial
        mends, doubts, code = (*mends, *found.variant.kinds), found.doubts, found.variant.code
    elif not best.verdict.passed:
        return partial
    return await _checked(replace(candidate, code=code), mends, doubts, intent, checker) or partial


async def improve_towards(
    reference: Candidate, candidate: Candidate, verdict: Verdict, intent: Intent, checker: Checker
) -> Improvement | None:
    """Search around a candidate for code that does what the other language's code, ``reference``, does.

    For a candidate that runs, and fails examples or differs from it. Raises as :func:`improve`.
    """
    if verdict.gate not in (Gate.EXAMPLES, Gate.HIDDEN, Gate.AGREEMENT):
        return None
    goals = await goals_like(reference, intent, checker.sandbox, checker.limits)
    found = await search(candidate, intent, checker.sandbox, checker.limits, verdict.gate, goals) if goals else None
    if found is None:
        return None
    varied = replace(candidate, code=found.variant.code)
    return await _checked(varied, found.variant.kinds, found.doubts, intent, checker)


async def _checked(
    candidate: Candidate, mends: tuple[str, ...], doubts: tuple[str, ...], intent: Intent, checker: Checker
) -> Improvement | None:
    """The improvement, if it passes every gate in instances of its own."""
    verdict = await checker.check(candidate, intent)
    if not verdict.passed:
        return None
    return Improvement(candidate.code, mends, replace(verdict, doubts=(*verdict.doubts, *doubts)), doubts)


async def _version(candidate: Candidate, others: Sequence[str], intent: Intent, checker: Checker) -> Improvement | None:
    """The first of further versions, the latest first, that passes every gate."""
    for number, code in enumerate(others):
        verdict = await checker.check(replace(candidate, code=code), intent)
        if verdict.passed:
            mend = f"took version {len(others) - number} of {len(others) + 1} of the function"
            return Improvement(code, (mend,), verdict)
    return None
