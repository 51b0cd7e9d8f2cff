"""The end of a piece of work: the file with its provenance, the proof, the kept candidate, and the report.

A result is green only after the sandbox passed *and* the bytes are on disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.verdict import Failure, Verdict
from intent_lsp.errors import HandEdited
from intent_lsp.models.contract import BUILTIN
from intent_lsp.output.provenance import Provenance, code_digest
from intent_lsp.output.reports import Contradiction, Entry, Round, load_report, save_report
from intent_lsp.output.workspace import FileState, Workspace
from intent_lsp.status import Phase, State, Status, status_of
from intent_lsp.transpile.events import Conflict, Disagreed, Emit, Exhausted, Verified, Work, Written
from intent_lsp.transpile.findings import intent_finding, verdict_findings
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.doubt import doubts_of, proof_doubts
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.proofs import Proof, load_proof, proof_key, save_proof
from intent_lsp.transpile.publishing.writer import Writer
from intent_lsp.transpile.results import Finding, Result, Tally
from intent_lsp.values import Question


def conflict_reason(workspace: Workspace, path: Path, file: FileState) -> str:
    """Why a file is left alone, and the ways out."""
    error = workspace.conflict(path, file)
    return error.sentence


def fresh_record(
    workspace: Workspace, plan: IntentPlan, work: Work, file: FileState | None, used: Mapping[str, str]
) -> Entry | None:
    """The report's entry that makes any work needless: it passed, same intent, same code on disk, same used code.

    Its doubts are those of the report, of the file's header and of the proof: either may be older than the others.
    """
    header = file.header if file and file.kind == "generated" else None
    if header is None or header.provenance is None or header.provenance.digest != plan.intent.digest:
        return None
    entry = load_report(workspace, work.document).get(work.intent, work.target)
    if entry is None or not entry.passed or entry.digest != plan.intent.digest:
        return None
    if entry.code_digest != header.code_digest:
        return None
    found = [*entry.doubts, *header.provenance.doubts]
    if used or (entry.model == BUILTIN and not found):
        proof = load_proof(workspace, proof_key(plan.intent.digest, work.target, dict(used)), work.target)
        same = proof is not None and code_digest(proof.code, work.target) == entry.code_digest
        if used and not same:
            return None
        found += proof_doubts(proof) if proof is not None and same else ()
    doubts = tuple(dict.fromkeys(found))
    return replace(entry, status=status_of(doubts), doubts=doubts)


async def write_verified(
    workspace: Workspace,
    writer: Writer,
    plan: IntentPlan,
    work: Work,
    *,
    rounds: Rounds,
    attempt: Attempt,
    path: Path,
    used: Mapping[str, str],
    emit: Emit,
) -> Result:
    """Write a candidate that passed every gate. Raises :class:`~intent_lsp.errors.OutputError` when nothing was."""
    emit(verified_event(plan, work, attempt))
    try:
        provenance = provenance_of(workspace, plan, work, attempt)
        changed = await writer.write(path, attempt.code, provenance, force=plan.force)
    except HandEdited as error:
        return record_conflict(plan, work, rounds, attempt, path, error, emit)
    return record_success(
        workspace, plan, work, rounds=rounds, attempt=attempt, path=path, used=used, emit=emit, changed=changed
    )


def verified_event(plan: IntentPlan, work: Work, attempt: Attempt) -> Verified:
    """That a candidate passed every gate; nothing has been written yet."""
    reply, verdict = attempt.reply, attempt.verdict
    return Verified(
        work,
        round=attempt.round,
        rounds=plan.rounds,
        provider=reply.provider,
        model=reply.model,
        cached=reply.cached,
        code=attempt.code,
        verdict=verdict,
        question=reply.question,
        note=reply.note,
        certain=reply.confidence != "ambiguous",
        doubts=doubts_of(verdict, reply),
    )


def provenance_of(workspace: Workspace, plan: IntentPlan, work: Work, attempt: Attempt) -> Provenance:
    """What the header of the candidate's file says."""
    reply, verdict = attempt.reply, attempt.verdict
    return Provenance(
        document=workspace.relative(work.document),
        intent=work.intent,
        digest=plan.intent.digest,
        contract_digest=plan.intent.contract_digest,
        target=work.target,
        provider=reply.provider,
        model=reply.model,
        round=attempt.origin,
        examples_passed=verdict.passed_examples,
        examples_total=len(verdict.examples),
        doubts=doubts_of(verdict, reply),
    )


def record_conflict(
    plan: IntentPlan, work: Work, rounds: Rounds, attempt: Attempt, path: Path, error: HandEdited, emit: Emit
) -> Result:
    """The candidate's place is taken by what may not be replaced."""
    reason = error.sentence
    emit(Conflict(work, path, reason))
    finding = intent_finding("hand-edited", reason, plan.intent)
    return _result(
        plan,
        work,
        Phase.CONFLICT,
        rounds=rounds,
        attempt=attempt,
        path=path,
        tally=_tally(attempt),
        problems=(finding,),
    )


def keep_proof(workspace: Workspace, plan: IntentPlan, work: Work, attempt: Attempt, used: Mapping[str, str]) -> None:
    """Keep a candidate that passed every gate for later runs. Raises :class:`~intent_lsp.errors.OutputError`."""
    reply, total = attempt.reply, len(attempt.verdict.examples)
    certain, doubts = reply.confidence != "ambiguous", doubts_of(attempt.verdict, reply)
    proof = Proof(attempt.code, reply.provider, reply.model, attempt.origin, total, reply.note, certain, doubts)
    save_proof(workspace, proof_key(plan.intent.digest, work.target, dict(used)), work.target, proof)


def record_success(
    workspace: Workspace,
    plan: IntentPlan,
    work: Work,
    *,
    rounds: Rounds,
    attempt: Attempt,
    path: Path,
    used: Mapping[str, str],
    emit: Emit,
    changed: bool,
    remark: str = "",
) -> Result:
    """The file is in its place: its proof, its entry in the report, and its result.

    ``changed``: whether any byte did; ``remark``: what its watchers are told.
    Raises :class:`~intent_lsp.errors.OutputError`.
    """
    reply, verdict = attempt.reply, attempt.verdict
    doubts = doubts_of(verdict, reply)
    keep_proof(workspace, plan, work, attempt, used)
    workspace.drop_candidate(work.document, work.intent, work.target)
    entry = Entry(
        intent=work.intent,
        target=work.target,
        status=status_of(doubts),
        digest=plan.intent.digest,
        contract_digest=plan.intent.contract_digest,
        code_digest=code_digest(attempt.code, work.target),
        file=workspace.relative(path),
        provider=reply.provider,
        model=reply.model,
        round=attempt.origin,
        rounds=plan.rounds,
        note=reply.note,
        doubts=doubts,
        question=reply.question,
        history=tuple(rounds.history) or (Round(attempt.origin, reply.provider, reply.model, "", verdict),),
    )
    _record(workspace, plan, work, entry)
    emit(Written(work, path, changed, remark))
    result = _result(
        plan, work, status_of(doubts), rounds=rounds, attempt=attempt, path=path, tally=_tally(attempt), problems=()
    )
    return replace(result, doubts=doubts)


def _tally(attempt: Attempt) -> Tally:
    return Tally(attempt.verdict.passed_examples, len(attempt.verdict.examples))


def record_exhausted(workspace: Workspace, plan: IntentPlan, work: Work, rounds: Rounds, emit: Emit) -> Result:
    """Keep the best candidate and say what failed; the generated file, if there is one, stays as it is."""
    best = rounds.best
    candidate = workspace.keep_candidate(work.document, work.intent, work.target, best.code) if best else None
    entry = Entry(
        intent=work.intent,
        target=work.target,
        status=Status.FAILED,
        digest=plan.intent.digest,
        contract_digest=plan.intent.contract_digest,
        file=workspace.relative(candidate) if candidate else "",
        provider=best.reply.provider if best else "",
        model=best.reply.model if best else "",
        round=best.round if best else 0,
        rounds=plan.rounds,
        note=best.reply.note if best else "",
        history=tuple(rounds.history),
    )
    _record(workspace, plan, work, entry)
    verdict = best.verdict if best else None
    emit(Exhausted(work, rounds.rounds, best.code if best else "", verdict, rounds.reason, candidate))
    problems = verdict_findings(verdict, plan.intent) if verdict else ()
    if not problems:
        problems = (intent_finding("no-code", rounds.reason or "no reply held any code", plan.intent),)
    tally = Tally(verdict.passed_examples if verdict else 0, len(plan.intent.examples))
    return _result(plan, work, Status.FAILED, rounds=rounds, attempt=best, path=None, tally=tally, problems=problems)


def withhold(workspace: Workspace, plan: IntentPlan, work: Work, rounds: Rounds, why: str, emit: Emit) -> Result:
    """Keep a candidate that passes and is not written, because a pair is written whole or not at all.

    ``why`` names the other target's trouble. The generated file, if there is one, stays as it is.
    """
    attempt = rounds.passed
    assert attempt is not None  # noqa: S101  who is held has passed
    tally = Tally(attempt.verdict.passed_examples, len(attempt.verdict.examples))
    reason = f"not written: {why}"
    candidate = _keep(workspace, plan, work, rounds, attempt, Status.FAILED, reason=reason)
    emit(Exhausted(work, plan.rounds, attempt.code, attempt.verdict, reason, candidate))
    finding = intent_finding("pair-incomplete", reason, plan.intent)
    return _result(
        plan, work, Status.FAILED, rounds=rounds, attempt=attempt, path=None, tally=tally, problems=(finding,)
    )


def record_disagreement(
    workspace: Workspace, plan: IntentPlan, work: Work, rounds: Rounds, failure: Failure, question: Question, emit: Emit
) -> Result:
    """Keep a candidate that differs from the other target's where nothing decides between them, and ask."""
    assert rounds.passed is not None  # noqa: S101  who disagrees has passed
    verdict = replace(rounds.passed.verdict, gate=failure.gate, failures=(failure,))
    attempt = replace(rounds.passed, verdict=verdict)
    candidate = _keep(workspace, plan, work, rounds, attempt, Status.DISAGREE, question=question)
    emit(Disagreed(work, plan.rounds, attempt.code, verdict, question, failure.message, candidate))
    tally = Tally(verdict.passed_examples, len(verdict.examples))
    problems = verdict_findings(verdict, plan.intent)
    return _result(
        plan, work, Status.DISAGREE, rounds=rounds, attempt=attempt, path=None, tally=tally, problems=problems
    )


def keep_existing(
    workspace: Workspace, plan: IntentPlan, work: Work, code: str, verdict: Verdict, emit: Emit
) -> Result:
    """Leave the verified file as it is, and add to its report which example it contradicts, as ``verdict`` says."""
    report = load_report(workspace, work.document)
    entry = report.get(work.intent, work.target)
    if entry is not None:
        contradiction = Contradiction(plan.intent.digest, verdict)
        save_report(workspace, work.document, report.with_entry(replace(entry, contradiction=contradiction)))
    emit(Exhausted(work, plan.rounds, code, verdict, verdict.failures[0].message))
    tally = Tally(verdict.passed_examples, len(verdict.examples))
    return Result(
        work.document,
        work.intent,
        work.target,
        Status.FAILED,
        examples=tally,
        problems=verdict_findings(verdict, plan.intent),
    )


def _keep(
    workspace: Workspace,
    plan: IntentPlan,
    work: Work,
    rounds: Rounds,
    attempt: Attempt,
    status: Status,
    *,
    question: Question | None = None,
    reason: str = "",
) -> Path:
    """The candidate's file, with an entry from which the next run takes it up again."""
    candidate = workspace.keep_candidate(work.document, work.intent, work.target, attempt.code)
    reply = attempt.reply
    last = Round(attempt.origin, reply.provider, reply.model, reason, attempt.verdict)
    entry = Entry(
        intent=work.intent,
        target=work.target,
        status=status,
        digest=plan.intent.digest,
        contract_digest=plan.intent.contract_digest,
        file=workspace.relative(candidate),
        provider=reply.provider,
        model=reply.model,
        round=attempt.origin,
        rounds=plan.rounds,
        note=reply.note,
        question=question or reply.question,
        doubts=doubts_of(replace(attempt.verdict, doubts=()), reply),  # what is checked again tells its own
        history=(*(item for item in rounds.history if item.number != attempt.origin), last),
    )
    _record(workspace, plan, work, entry)
    return candidate


def _record(workspace: Workspace, plan: IntentPlan, work: Work, entry: Entry) -> None:
    """Save one entry; a report that already says the same for the same code keeps its longer history."""
    report = load_report(workspace, work.document)
    old = report.get(work.intent, work.target)
    same = old and (old.status, old.digest, old.code_digest, old.file) == (
        entry.status, entry.digest, entry.code_digest, entry.file,
    )  # fmt: skip
    if old and not entry.passed:
        entry = replace(entry, last_good=old.good)
    if old and same and entry.passed and not plan.regenerate:
        entry = replace(old, rounds=entry.rounds)
    save_report(workspace, work.document, report.with_entry(entry))


def _result(
    plan: IntentPlan,
    work: Work,
    status: State,
    *,
    rounds: Rounds,
    attempt: Attempt | None,
    path: Path | None,
    tally: Tally,
    problems: tuple[Finding, ...],
) -> Result:
    return Result(
        work.document,
        work.intent,
        work.target,
        status,
        rounds=rounds.round,
        provider=attempt.reply.provider if attempt else "",
        model=attempt.reply.model if attempt else "",
        cached=attempt.reply.cached if attempt else False,
        file=path,
        examples=tally,
        problems=problems,
    )
