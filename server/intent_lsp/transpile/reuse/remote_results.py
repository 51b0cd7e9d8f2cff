"""The rounds of an intent handed over, and what comes back checked here: a claim can cost time, never truth.

Code that is said to pass runs once in this machine's sandbox, and so does the best candidate of what is said to have
failed. Who is wrong about either is not believed, and the piece is repeated elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.errors import NoProvider, SandboxError
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import Piece, RemoteOutcome, TargetOutcome, only_search
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.values import LANGUAGES, Target

_log = logging.getLogger(__name__)


async def hand_over(plan: IntentPlan, tools: Tools, states: Sequence[TargetState], emit: Emit) -> RemoteOutcome | None:
    """Have the rounds of the open targets done elsewhere, and fill them in; ``None``: they are to be done here.

    Raises :class:`~intent_lsp.errors.SandboxError` where nothing can be run here.
    """
    open_ = [state for state in states if state.result is None and state.rounds and state.rounds.passed is None]
    if tools.elsewhere is None or plan.mode != "transpile" or not open_:
        return None
    known = {state.work.target: attempt for state in states if (attempt := _passing_attempt(state)) is not None}
    targets = tuple(state.work.target for state in states if state in open_ or state.work.target in known)
    used = {state.work.target: state.used for state in states if state.work.target in targets}
    piece, examination = Piece(replace(plan, targets=targets), used, known), _Examination(plan, tools, open_, used)
    try:
        done = await tools.elsewhere.rounds(piece, emit, examination.accept)
    except SandboxError:
        raise
    except Exception:
        _log.exception("unexpected error in the rounds of %s elsewhere", plan.key)
        done = False
    if not done:
        return None
    for state in open_:
        _fill(state, examination.found.targets[state.work.target])
    return examination.found


def remote_candidate(state: TargetState, outcome: RemoteOutcome) -> Attempt | None:
    """The candidate that passed elsewhere. Raises :class:`~intent_lsp.errors.NoProvider` where nobody could answer."""
    failed = outcome.targets[state.work.target].failed
    if failed is not None:
        raise NoProvider(failed[0], hint=failed[1])
    return state.rounds.passed if state.rounds is not None else None


def _passing_attempt(state: TargetState) -> Attempt | None:
    """The code of a target that passes already."""
    if state.fresh is not None:
        return state.fresh.attempt
    return state.rounds.passed if state.result is None and state.rounds is not None else None


def _fill(state: TargetState, outcome: TargetOutcome) -> None:
    rounds = state.rounds
    if rounds is None:
        return
    rounds.passed, rounds.others = outcome.passed, list(outcome.others)
    rounds.reason, rounds.rounds = outcome.reason, outcome.rounds
    rounds.candidates.best, rounds.candidates.round = outcome.best, outcome.round
    rounds.candidates.history = list(outcome.history)
    state.spend(outcome.usage)


@dataclass(slots=True)
class _Examination:
    """Runs what came, once."""

    plan: IntentPlan
    tools: Tools
    open: Sequence[TargetState]
    used: Mapping[Target, Mapping[str, str]]
    """What code may import, also for the targets that pass already."""
    found: RemoteOutcome = field(default_factory=lambda: RemoteOutcome({}))
    """What was accepted, with the verdicts of this machine."""

    async def accept(self, outcome: RemoteOutcome) -> str:
        """See :data:`~intent_lsp.transpile.loop.remote_rounds.Accept`."""
        checked = {}
        for state in self.open:
            claimed = outcome.targets.get(state.work.target)
            found = (
                await self._checked(state, claimed) if claimed else f"sent no result for {LANGUAGES[state.work.target]}"
            )
            if isinstance(found, str):
                return found
            checked[state.work.target] = found
        self.found = RemoteOutcome(checked, await self._passing(outcome.programs))
        return ""

    async def _checked(self, state: TargetState, claimed: TargetOutcome) -> TargetOutcome | str:
        language = LANGUAGES[state.work.target]
        if claimed.failed is not None:
            return claimed if await only_search(self.tools.models) else "found no provider to ask"
        if claimed.passed is not None:
            passed = await self._run(state, claimed.passed)
            if not passed.verdict.passed:
                return f"sent {language} code that does not pass here"
            others = [attempt for other in claimed.others if (attempt := await self._run(state, other)).verdict.passed]
            return replace(
                _with_verdict(claimed, claimed.passed.verdict, passed.verdict),
                passed=passed, best=_same(claimed.best, claimed.passed, passed), others=tuple(others),
            )  # fmt: skip
        if claimed.best is None:
            return claimed if claimed.reason else f"sent no {language} code and no reason"
        best = await self._run(state, claimed.best)
        if best.verdict.passed is not (claimed.best.verdict.gate is Gate.AGREEMENT):
            return f"sent {language} code with a verdict that is not right here"
        if best.verdict.passed:  # it lost a vote: by itself it passes
            claim = claimed.best.verdict
            best = replace(best, verdict=replace(best.verdict, gate=claim.gate, failures=claim.failures))
        return replace(_with_verdict(claimed, claimed.best.verdict, best.verdict), best=best)

    async def _run(self, state: TargetState, attempt: Attempt) -> Attempt:
        candidate = Candidate(state.work.target, attempt.code, state.used)
        async with self.tools.slots.turn(0):
            return replace(attempt, verdict=await self.tools.checker.check(candidate, self.plan.intent))

    async def _passing(self, programs: tuple[Candidate, ...] | None) -> tuple[Candidate, ...] | None:
        """The further programs that pass here as well; they import what the intent's own code may."""
        if programs is None:
            return None
        kept = []
        for program in programs:
            own = replace(program, modules=self.used.get(program.target, {}))
            if (await self.tools.checker.check(own, self.plan.intent, confirm=False)).passed:
                kept.append(own)
        return tuple(kept)


def _same(best: Attempt | None, claimed: Attempt, checked: Attempt) -> Attempt | None:
    return checked if best == claimed else best


def _with_verdict(told: TargetOutcome, claimed: Verdict, verdict: Verdict) -> TargetOutcome:
    """The record of the candidate that was run here says what came of it here."""
    history = (replace(item, verdict=verdict) if item.verdict == claimed else item for item in told.history)
    return replace(told, history=tuple(history))
