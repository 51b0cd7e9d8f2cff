"""Verified code kept with its proof under ``.promirror/proofs/``, made to be committed.

With it a colleague or CI rebuilds offline: the code is taken, checked again in the sandbox (cheap), and written. One
file per intent digest and target; a file that does not read back whole is not a proof.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from intent_lsp.errors import OutputError
from intent_lsp.output.provenance import code_digest
from intent_lsp.output.workspace import Workspace
from intent_lsp.text import json_text
from intent_lsp.values import Target

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Proof:
    """Code that passed all gates for an intent digest, and who wrote it."""

    code: str
    provider: str
    model: str
    round: int
    examples: int
    """How many examples it passed: all of the intent's."""
    note: str = ""
    certain: bool = True
    """False: the built-in provider called it ambiguous."""
    doubts: tuple[str, ...] = ()
    """What was open about it then."""


def proof_key(digest: str, target: Target, used: dict[str, str]) -> str:
    """The name of a proof: hex SHA-256 of the intent's digest, the target, and the code it may import."""
    parts = [digest, target, *(f"{name}:{code_digest(code, target)}" for name, code in sorted(used.items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def load_proof(workspace: Workspace, key: str, target: Target) -> Proof | None:
    """The proof of that name; ``None`` when there is none or it was damaged."""
    data = proof_bytes(workspace, key)
    return None if data is None else read_proof(data, target)


def proof_bytes(workspace: Workspace, key: str) -> bytes | None:
    """The proof's file as it is; ``None`` when there is none or it cannot be read."""
    try:
        return workspace.read_bytes(proof_path(workspace, key))
    except OutputError:
        return None


def quick_look(workspace: Workspace) -> Callable[[str], bool]:
    """Whether there seems to be a proof of some name: a hint, for very many of them."""
    folder = str(workspace.home("proofs"))
    return lambda key: os.path.exists(f"{folder}/{key[:2]}/{key}.json")  # noqa: PTH110 (quicker)


def read_proof(data: bytes, target: Target) -> Proof | None:
    """The proof in these bytes, whoever wrote them; ``None`` for what is not a whole one."""
    try:
        raw = json_text.loads(data)
        doubts = raw["proof"].get("doubts", [])
        proof = Proof(**{**raw["proof"], "doubts": tuple(doubts)})
        intact = (
            isinstance(doubts, list) and raw["format"] == _FORMAT and raw["sha256"] == code_digest(proof.code, target)
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return proof if intact and _well_typed(proof) else None


def save_proof(workspace: Workspace, key: str, target: Target, proof: Proof) -> None:
    """Keep a proof. Raises :class:`~intent_lsp.errors.OutputError`."""
    data = encode_proof(proof, target)
    workspace.update(proof_path(workspace, key), lambda _: data)


def encode_proof(proof: Proof, target: Target) -> bytes:
    """The bytes of a proof's file."""
    raw = {"format": _FORMAT, "target": target, "sha256": code_digest(proof.code, target), "proof": asdict(proof)}
    return (json.dumps(raw, indent=1, ensure_ascii=True) + "\n").encode()


def proof_path(workspace: Workspace, key: str) -> Path:
    """Where the proof of that name lies, if there is one. Raises ``OutsideWorkspace``."""
    return workspace.home("proofs", key[:2], f"{key}.json")


def _well_typed(proof: Proof) -> bool:
    return all(
        isinstance(value, str) for value in (proof.code, proof.provider, proof.model, proof.note, *proof.doubts)
    ) and all(isinstance(value, int) for value in (proof.round, proof.examples, proof.certain))


def proved_code(workspace: Workspace, digest: str, target: Target) -> str | None:
    """The code with that digest, from whichever proof holds it; ``None`` if none does."""
    for path in sorted(workspace.home("proofs").glob("*/*.json")):
        proof = load_proof(workspace, path.stem, target)
        if proof is not None and code_digest(proof.code, target) == digest:
            return proof.code
    return None
