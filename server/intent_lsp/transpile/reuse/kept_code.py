"""What is there already and may still do, checked again before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.models.contract import BUILTIN, Reply
from intent_lsp.output.provenance import Provenance
from intent_lsp.output.reports import load_report
from intent_lsp.status import Status
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.proofs import Proof, load_proof, proof_key
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.transpile.reuse import shared_proofs

_Offer: TypeAlias = tuple[Reply, int]
"""Code as a reply, and the round that wrote it."""


async def find_reusable(plan: IntentPlan, tools: Tools, state: TargetState) -> Attempt | None:
    """The proof of exactly this intent, the generated file, or a candidate that was kept: the first that passes."""
    for reply, origin in _offers(plan, tools, state):
        code = canonical(reply.text, plan.intent, state.work.target, tools.config)
        verdict = await tools.checker.check(Candidate(state.work.target, code, state.used), plan.intent)
        if verdict.passed:
            return Attempt(code, verdict, replace(reply, text=code), 0, origin)
    return await _shared(plan, tools, state)


async def _shared(plan: IntentPlan, tools: Tools, state: TargetState) -> Attempt | None:
    """What somebody else has proved, if it passes here."""
    proof = await shared_proofs.shared_proof(plan, tools, state)
    if proof is None:
        return None
    reply, origin = _proven(proof)
    code = canonical(reply.text, plan.intent, state.work.target, tools.config)
    verdict = await tools.checker.check(Candidate(state.work.target, code, state.used), plan.intent)
    if verdict.passed:
        return Attempt(code, verdict, replace(reply, text=code), 0, origin)
    shared_proofs.refuse(plan, tools, state)
    return None


async def resume(plan: IntentPlan, tools: Tools, state: TargetState, rounds: Rounds) -> None:
    """Go on from the kept candidate; the document may have changed since, so it is checked again."""
    work = state.work
    code = tools.workspace.candidate(work.document, work.intent, work.target)
    if not code:
        return
    verdict = await tools.checker.check(Candidate(work.target, code, state.used), plan.intent)
    attempt = Attempt(code, verdict, Reply(code, "kept", "kept"), 0, 0)
    rounds.go_on_from(attempt)


def _offers(plan: IntentPlan, tools: Tools, state: TargetState) -> Iterator[_Offer]:
    intent, target = plan.intent, state.work.target
    proof = load_proof(tools.workspace, proof_key(intent.digest, target, state.used), target)
    if proof is not None:
        yield _proven(proof)
    header = state.file.header if state.file and state.file.kind == "generated" else None
    made = header.provenance if header else None
    if state.file and made and (proof is None or proof.code != state.file.code) and not _inferred(made, intent):
        code = state.file.code
        doubts = _still_open(made.doubts, made.examples_total, intent)
        yield Reply(code, made.provider, made.model, cached=True, doubts=doubts), made.round
    yield from _unwritten_candidate(plan, tools, state)


def _proven(proof: Proof) -> _Offer:
    confidence: Literal["ambiguous"] | None = None if proof.certain else "ambiguous"
    reply = Reply(proof.code, proof.provider, proof.model, cached=True, note=proof.note, confidence=confidence)
    return replace(reply, doubts=proof.doubts), proof.round


def _unwritten_candidate(plan: IntentPlan, tools: Tools, state: TargetState) -> Iterator[_Offer]:
    """A candidate that passed and was not written, for the other target's sake or for want of an answer."""
    work, workspace = state.work, tools.workspace
    entry = load_report(workspace, work.document).get(work.intent, work.target)
    if entry is None or entry.passed or entry.verdict is None:
        return
    if not entry.verdict.passed and entry.status is not Status.DISAGREE:
        return
    if entry.model == BUILTIN and entry.contract_digest != plan.intent.contract_digest:
        return
    code = workspace.candidate(work.document, work.intent, work.target)
    if code:
        doubts = _still_open(entry.doubts, len(entry.verdict.examples), plan.intent)
        yield Reply(code, entry.provider, entry.model, cached=True, note=entry.note, doubts=doubts), entry.round


def _still_open(doubts: tuple[str, ...], examples: int, intent: Intent) -> tuple[str, ...]:
    """The doubts about code that passed so many examples. One that was added since, and that the code passes unasked,
    is what they were waiting for."""
    return doubts if len(intent.examples) <= examples else ()


def _inferred(made: Provenance, intent: Intent) -> bool:
    """Whether code was inferred from other examples than the intent has now: then it is inferred again, which is cheap,
    and may settle what was ambiguous."""
    return made.model == BUILTIN and made.contract_digest != intent.contract_digest
