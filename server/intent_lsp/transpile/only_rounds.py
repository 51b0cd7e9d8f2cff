"""The rounds of an intent that another machine plans and writes: up to the agreement, and nothing is published."""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.checks.gates import Candidate
from intent_lsp.errors import IntentError
from intent_lsp.transpile.events import Emit, Event, Failed, Work
from intent_lsp.transpile.intent_run import IntentRun
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import Piece, RemoteOutcome, TargetOutcome, only_search
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.values import Target


async def only_rounds(piece: Piece, tools: Tools, emit: Emit) -> RemoteOutcome:
    """Do the rounds of a piece with this machine's models and sandbox.

    Raises :class:`~intent_lsp.errors.IntentError` when they could not be done: no provider answers, no sandbox runs.
    """
    failed: dict[Target, Failed] = {}

    def hear(event: Event) -> None:
        if isinstance(event, Failed):
            failed[event.work.target] = event
        emit(event)

    run = IntentRun(piece.plan, tools, hear, piece.used)
    for target in piece.plan.targets:
        work = Work(piece.plan.key.document, piece.plan.key.intent, target)
        state = run.states[target] = TargetState(work, dict(piece.used.get(target, {})))
        state.rounds = run.rounds_of(state)
        if target in piece.known:
            state.rounds.adopt(await _checked(piece.known[target], piece, state, tools))
    await run.settle()
    for event in failed.values():
        if event.code != "no-provider" or not await only_search(tools.models):
            raise IntentError(event.error, hint=event.hint)
    open_ = [state for target, state in run.states.items() if target not in piece.known]
    return RemoteOutcome(
        {state.work.target: _outcome(state, failed.get(state.work.target)) for state in open_}, run.programs
    )


async def _checked(attempt: Attempt, piece: Piece, state: TargetState, tools: Tools) -> Attempt:
    target = state.work.target
    verdict = await tools.checker.check(Candidate(target, attempt.code, state.used), piece.plan.intent)
    if not verdict.passed:
        raise IntentError(f"the {target} code that is verified already does not pass on this worker")
    return replace(attempt, verdict=verdict)


def _outcome(state: TargetState, failed: Failed | None) -> TargetOutcome:
    rounds = state.rounds
    if rounds is None:
        raise IntentError("there were no rounds")
    return TargetOutcome(
        passed=rounds.passed,
        best=rounds.best,
        others=tuple(rounds.others),
        history=tuple(rounds.history),
        round=rounds.round,
        rounds=rounds.rounds,
        reason=rounds.reason,
        usage=state.usage,
        failed=(failed.error, failed.hint) if failed else None,
    )
