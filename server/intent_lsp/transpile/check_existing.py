"""The code that is there, against the examples that are there: nothing is asked, and nothing is written unless wanted.

For code a person edited: it can be run on the examples, and kept, which makes it the verified code of its intent. For
code that came from elsewhere: it is run on the examples, and the two targets are compared beyond them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from intent_lsp.checks.agreement import find_divergences
from intent_lsp.checks.evidence import asked_text, question_of
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.models.contract import Reply
from intent_lsp.output.workspace import FileState
from intent_lsp.status import Phase, Status, status_of
from intent_lsp.transpile.checked_here import doubts_here, record_checked, record_key
from intent_lsp.transpile.events import (
    CandidateReady,
    Checked,
    Conflict,
    Disagreed,
    Emit,
    Exhausted,
    Failed,
    Planned,
    Skipped,
)
from intent_lsp.transpile.findings import intent_finding, verdict_findings
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.doubt import doubts_of
from intent_lsp.transpile.loop.remote_rounds import Piece
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.pairs.pair_doubts import doubt_agreement
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing import publish
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.transpile.publishing.target_state import FreshFile, TargetState, Tools, pair_key
from intent_lsp.transpile.results import Result, Tally
from intent_lsp.values import Question

HAND = "hand"
"""Provider and model of code that a person wrote and kept."""


async def examine(plan: IntentPlan, tools: Tools, state: TargetState, emit: Emit) -> Result:
    """Run the examples on the code at the target's place; with mode ``keep``, make it the verified code if it passes.

    What passes with mode ``check`` is told once the targets were compared.

    Raises :class:`~intent_lsp.errors.SandboxError` and :class:`~intent_lsp.errors.OutputError`.
    """
    work, file, path, intent = state.work, state.file, state.path, plan.intent
    total = len(intent.examples)
    if path is None or file is None or file.kind == "absent":
        text, hint = f"there is no {work.target} file to run the examples on", "transpile the intent first"
        emit(Failed(work, text, hint, "no-file"))
        finding = intent_finding("no-file", f"{text}: {hint}", intent)
        return Result(work.document, work.intent, work.target, Phase.ERROR, file=path, examples=Tally(0, total),
                      problems=(finding,))  # fmt: skip
    made = file.header.provenance if file.header else None
    by_hand = file.kind != "generated" or made is None
    provider, model = (HAND, HAND) if by_hand or made is None else (made.provider, made.model)
    code = canonical(file.code, intent, work.target, tools.config)
    candidate = Candidate(work.target, code, state.used)
    verdict = await _elsewhere(plan, tools, candidate, emit)
    async with tools.slots.turn(0):
        emit(Planned(work, 0, total))
        emit(CandidateReady(work, 0, file.code, provider, model, True))
        verdict = _in_file(verdict or await tools.checker.check(candidate, intent), file)
        emit(Checked(work, 0, verdict))
    # What both ends have; the status is theirs.
    ran = Result(work.document, work.intent, work.target, Status.VERIFIED, provider=provider, model=model, cached=True,
                 file=path, examples=Tally(verdict.passed_examples, total))  # fmt: skip
    if not verdict.passed:
        emit(Exhausted(work, 0, file.code, verdict, verdict.failures[0].message if verdict.failures else "", path))
        return replace(ran, status=Status.FAILED, problems=verdict_findings(verdict, intent))
    state.code = code
    reply = Reply(file.code, provider, model, cached=True, doubts=made.doubts if made and plan.mode == "check" else ())
    doubts = doubts_of(verdict, reply)
    record_checked(record_key(intent.digest, [state.code_record(file.code)], tools.check_settings), doubts)
    if plan.mode == "check":
        event = Skipped(
            work,
            "the code that is there passes",
            fresh=True,
            path=path,
            examples=total,
            provider=provider,
            model=model,
            doubts=doubts,
            code=file.code,
        )
        result = replace(ran, status=status_of(doubts), doubts=doubts)
        state.fresh = FreshFile(event, result, Attempt(code, verdict, reply, 0, 0))
        return result
    if tools.writer.inspect(path) != file:
        reason = f"{path.name} was changed while it was checked. Keep it again."
        emit(Conflict(work, path, reason))
        finding = intent_finding("hand-edited", reason, intent)
        return Result(work.document, work.intent, work.target, Phase.CONFLICT, file=path, examples=ran.examples,
                      problems=(finding,))  # fmt: skip
    attempt = Attempt(file.code, verdict, Reply(file.code, provider, model, cached=True), 0, 0)
    rounds = Rounds(work, intent, RoundOptions(0), models=tools.models, checker=tools.checker, emit=emit)
    return await publish.write_verified(
        tools.workspace, tools.writer, plan, work, rounds=rounds, attempt=attempt, path=path, used=state.used, emit=emit
    )


async def compare(plan: IntentPlan, tools: Tools, states: Iterable[TargetState], emit: Emit) -> None:
    """Compare what :func:`examine` found to pass, once on each machine, where the report calls both files verified.

    If they differ on an input beyond the examples, both end as ``disagree``. Raises
    :class:`~intent_lsp.errors.SandboxError`.
    """
    sides = [state for state in states if state.code and _claimed(plan, tools, state)]
    if len(sides) < 2:
        return
    key = pair_key(plan.intent, sides, tools.check_settings)
    if doubts_here(key) is not None:
        return
    first, second = (Candidate(state.work.target, state.code, state.used) for state in sides)
    async with tools.slots.turn(0):
        found = await find_divergences(first, second, plan.intent, tools.checker.sandbox, tools.checker.limits, most=1)
    if not found:
        record_checked(key)
        await doubt_agreement(sides, plan.intent, tools)
        return
    question = question_of(found[0], (first.target, second.target), plan.intent)
    failure = Failure(Gate.AGREEMENT, asked_text(question, plan.intent), args=found[0].args)
    for state in sides:
        _disagrees(plan, state, failure, question, emit)


def _claimed(plan: IntentPlan, tools: Tools, state: TargetState) -> bool:
    """Whether header and report call the file verified: what a person is editing need not agree yet."""
    return publish.fresh_record(tools.workspace, plan, state.work, state.file, state.used) is not None


def _disagrees(plan: IntentPlan, state: TargetState, failure: Failure, question: Question, emit: Emit) -> None:
    assert state.fresh is not None  # noqa: S101  who has code has passed
    verdict = replace(state.fresh.attempt.verdict, gate=failure.gate, failures=(failure,))
    emit(Disagreed(state.work, 0, state.as_written, verdict, question, failure.message, state.path))
    problems = verdict_findings(verdict, plan.intent)
    state.result = replace(state.fresh.result, status=Status.DISAGREE, problems=problems, doubts=())
    state.code = ""


async def _elsewhere(plan: IntentPlan, tools: Tools, candidate: Candidate, emit: Emit) -> Verdict | None:
    if tools.elsewhere is None:
        return None
    piece = Piece(replace(plan, targets=(candidate.target,)), {candidate.target: candidate.modules}, {})
    return await tools.elsewhere.verdict(piece, candidate, emit)


def _in_file(verdict: Verdict, file: FileState) -> Verdict:
    """Errors point into the file, whose code begins below the header."""
    down = file.header.lines if file.header else 0
    return replace(
        verdict,
        examples=tuple(
            replace(r, error=replace(r.error, line=r.error.line + down)) if r.error and r.error.line else r
            for r in verdict.examples
        ),
        failures=tuple(
            replace(f, error=replace(f.error, line=f.error.line + down)) if f.error and f.error.line else f
            for f in verdict.failures
        ),
    )
