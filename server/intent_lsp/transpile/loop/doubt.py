"""What stays open about code that passes everything: the difference between *verified* and *uncertain*."""

from __future__ import annotations

from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import AMBIGUOUS, Reply
from intent_lsp.transpile.proofs import Proof


def doubts_of(verdict: Verdict, reply: Reply) -> tuple[str, ...]:
    """Each doubt once, in words that can stand behind "uncertain: "."""
    found = [*reply.doubts, *verdict.doubts]
    if reply.confidence == "ambiguous" and not reply.doubts:
        found.append(AMBIGUOUS)
    return tuple(dict.fromkeys(found))


def proof_doubts(proof: Proof) -> tuple[str, ...]:
    """What a proof leaves open; one from before doubts were kept only knows that it was ambiguous."""
    return proof.doubts or (() if proof.certain else (AMBIGUOUS,))
