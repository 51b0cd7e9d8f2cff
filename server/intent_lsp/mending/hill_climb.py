"""From mend to mend: what gets further is kept, until everything passes or nothing helps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from intent_lsp import off_loop
from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.mending.all_mends import all_mends
from intent_lsp.mending.contract import BrokenCode, MendedCode

MOST_STEPS = 5
MOST_CHECKS = 60
"""Candidates that are run for one piece of broken code; each costs some milliseconds."""

Judge: TypeAlias = Callable[[str], Awaitable[Verdict]]
"""Runs code through the gates."""
_ORDER = [Gate.EXTRACTED, Gate.PARSES, Gate.CONTRACT, Gate.STATIC]
"""The gates that come before the examples, as they come: names are looked at once the code has the right shape."""


@dataclass(frozen=True, slots=True)
class HillClimb:
    """How far mends came: the best code, with its verdict, and what was done to it in order."""

    best: BrokenCode
    mends: tuple[str, ...] = ()


async def climb(broken: BrokenCode, judge: Judge) -> HillClimb:
    """Apply mends one after the other; each must get strictly further than what it mends.

    Raises what ``judge`` raises.
    """
    now, checks, tried = HillClimb(broken), 0, {broken.code}
    for _ in range(MOST_STEPS):
        better = now
        for candidate in await off_loop.run_off_loop(True, _candidates, now.best):
            if candidate.code in tried or checks >= MOST_CHECKS:
                continue
            tried.add(candidate.code)
            checks += 1
            verdict = await judge(candidate.code)
            reached = HillClimb(replace(broken, code=candidate.code, verdict=verdict), (*now.mends, candidate.mend))
            if verdict.passed:
                return reached
            if progress(verdict) > progress(better.best.verdict):
                better = reached
        if better is now:
            break
        now = better
    return now


def _candidates(broken: BrokenCode) -> list[MendedCode]:
    return list(all_mends(broken))


def progress(verdict: Verdict) -> tuple[int, int, int, int]:
    """How far code came: examples passed, the gate that failed, how little was found there, how late in the text."""
    gate = _ORDER.index(verdict.gate) if verdict.gate in _ORDER else len(_ORDER)
    static = [failure for failure in verdict.failures if failure.gate is Gate.STATIC]
    line = max((f.error.line for f in verdict.failures if f.error and f.gate is Gate.PARSES), default=0)
    return verdict.passed_examples, gate, -len(static), line
