"""Proofs that a team shares: taken where this workspace has none, and given once code is verified here.

What comes back is a candidate like any other: it is checked by running it. What a run of the code cannot tell is not
shared, and not believed: code with doubts, and what the built-in provider found (whether other programs fit the
examples as well only its own search can tell).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from intent_lsp.models.contract import BUILTIN
from intent_lsp.remote_store.stores import entry_name
from intent_lsp.transpile.planning.plan import IntentPlan, Plan
from intent_lsp.transpile.proofs import Proof, proof_bytes, proof_key, quick_look, read_proof
from intent_lsp.transpile.publishing.target_state import TargetState, Tools


def prefetch(plan: Plan, tools: Tools) -> None:
    """Begin to look up the proofs that are not here, where their names are known before anything has run."""
    if tools.shared is not None:
        tools.shared.look_ahead(_missing(plan, tools))


def _missing(plan: Plan, tools: Tools) -> Iterator[str]:
    is_here = quick_look(tools.workspace)
    for item in plan.intents.values():
        if not item.uses and item.mode == "transpile" and not item.regenerate:
            for target in item.targets:
                key = proof_key(item.intent.digest, target, {})
                if not is_here(key):
                    yield entry_name("proofs", key)


async def shared_proof(plan: IntentPlan, tools: Tools, state: TargetState) -> Proof | None:
    """The proof of exactly this intent that somebody else has put there, not checked yet."""
    if tools.shared is None:
        return None
    name = _name(plan, state)
    data = await tools.shared.get(name)
    proof = None if data is None else read_proof(data, state.work.target)
    if data is not None and not _is_told_by_a_run(proof):
        tools.shared.refuse(name)
        return None
    return proof


def _is_told_by_a_run(proof: Proof | None) -> TypeGuard[Proof]:
    """Whether all that a proof says is what a run of its code shows again."""
    return proof is not None and proof.model != BUILTIN and proof.certain and not proof.doubts and not proof.note


def refuse(plan: IntentPlan, tools: Tools, state: TargetState) -> None:
    """What was there does not pass: it may be replaced."""
    if tools.shared is not None:
        tools.shared.refuse(_name(plan, state))


def share(plan: IntentPlan, tools: Tools, states: Iterable[TargetState]) -> None:
    """Put the proofs of what has just been verified there, in the background."""
    for state in states if tools.shared is not None else ():
        if not state.code or state.rounds is None or state.rounds.passed is None:
            continue  # it was not verified, or it was fresh
        data = proof_bytes(tools.workspace, proof_key(plan.intent.digest, state.work.target, state.used))
        if data is not None and tools.shared is not None and _is_told_by_a_run(read_proof(data, state.work.target)):
            tools.shared.put(_name(plan, state), data)


def _name(plan: IntentPlan, state: TargetState) -> str:
    return entry_name("proofs", proof_key(plan.intent.digest, state.work.target, state.used))
