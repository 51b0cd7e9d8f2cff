"""The rounds of an intent that another machine plans and writes: up to the agreement, and nothing is published."""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.checks.gates import Candidate
from intent_lsp.errors import IntentError
from intent_lsp.status import Phase
from intent_lsp.transpile.attempts import Attempt
from intent_lsp.transpile.elsewhere import Outcome, Piece, TargetOutcome
from intent_lsp.transpile.events import Emit, Work
from intent_lsp.transpile.intent_run import IntentRun
from intent_lsp.transpile.target_state import TargetState, Tools


async def only_rounds(piece: Piece, tools: Tools, emit: Emit) -> Outcome:
    """Do the rounds of a piece with this machine's models and sandbox.

    Raises :class:`~intent_lsp.errors.IntentError` when they could not be done: no provider answers, no sandbox runs.
    """
    run = IntentRun(piece.plan, tools, emit, piece.used)
    for target in piece.plan.targets:
        work = Work(piece.plan.key.document, piece.plan.key.intent, target)
        state = run.states[target] = TargetState(work, dict(piece.used.get(target, {})))
        state.rounds = run.rounds_of(state)
        if target in piece.known:
            state.rounds.adopt(await _checked(piece.known[target], piece, state, tools))
    await run.settle()
    for state in run.states.values():
        if state.result is not None and state.result.status is Phase.ERROR:
            raise IntentError("; ".join(problem.message for problem in state.result.problems))
    open_ = [state for target, state in run.states.items() if target not in piece.known]
    return Outcome({state.work.target: _outcome(state) for state in open_}, run.programs)


async def _checked(attempt: Attempt, piece: Piece, state: TargetState, tools: Tools) -> Attempt:
    target = state.work.target
    verdict = await tools.checker.check(Candidate(target, attempt.code, state.used), piece.plan.intent)
    if not verdict.passed:
        raise IntentError(f"the {target} code that is verified already does not pass on this worker")
    return replace(attempt, verdict=verdict)


def _outcome(state: TargetState) -> TargetOutcome:
    rounds = state.rounds
    if rounds is None:
        raise IntentError("there were no rounds")
    return TargetOutcome(
        rounds.passed,
        rounds.best,
        tuple(rounds.others),
        tuple(rounds.records),
        rounds.round,
        rounds.rounds,
        rounds.reason,
        state.usage,
    )
