"""Proofs are whole or they are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.output.provenance import code_digest
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.proofs import Proof, load_proof, proof_key, proved_code, save_proof

PROOF = Proof("def f(x):\n    return x\n", "draft", "tiny", 2, 3, "note")
KEY = proof_key("ab" * 32, "py", {})


def test_a_saved_proof_reads_back(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    save_proof(workspace, KEY, "py", PROOF)
    assert load_proof(workspace, KEY, "py") == PROOF


def test_the_key_depends_on_the_intent_the_target_and_the_code_it_uses() -> None:
    keys = {
        proof_key("ab" * 32, "py", {}),
        proof_key("cd" * 32, "py", {}),
        proof_key("ab" * 32, "js", {}),
        proof_key("ab" * 32, "py", {"clamp": "def clamp(): pass"}),
        proof_key("ab" * 32, "py", {"clamp": "def clamp(): return 1"}),
    }
    assert len(keys) == 5
    used = {"a": "def a(): pass", "b": "def b(): pass"}
    assert proof_key("ab" * 32, "py", used) == proof_key("ab" * 32, "py", dict(reversed(used.items())))


def test_code_is_found_by_its_digest_whatever_it_was_proved_for(tmp_path: Path) -> None:
    workspace, other = Workspace(tmp_path), replace(PROOF, code="def g(x):\n    return 1\n")
    save_proof(workspace, KEY, "py", PROOF)
    save_proof(workspace, proof_key("cd" * 32, "py", {}), "py", other)
    for proof in (PROOF, other):
        assert proved_code(workspace, code_digest(proof.code, "py"), "py") == proof.code
    assert proved_code(workspace, "0" * 64, "py") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"return x", b"return 1"),
        lambda data: b"",
        lambda data: b"[]",
        lambda data: b'{"format": 1, "sha256": "", "proof": {}}',
        lambda data: data.replace(b'"round": 2', b'"round": "2"'),
        lambda data: data.replace(b'"doubts": []', b'"doubts": "x"'),
        lambda data: b"\xff" + data,
    ],
)
def test_a_damaged_proof_is_none(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    workspace = Workspace(tmp_path)
    save_proof(workspace, KEY, "py", PROOF)
    file = next((tmp_path / ".promirror" / "proofs").rglob("*.json"))
    file.write_bytes(damage(file.read_bytes()))
    assert load_proof(workspace, KEY, "py") is None
