"""What a stranger can commit, and a machine that has never seen it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from intent_lsp.output.provenance import code_digest, read, render
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.proofs import Proof, proof_key, save_proof
from intent_lsp.user_cache import user_cache


def forge(root: Path, file: Path, code: str) -> None:
    """Put other code into a generated file, with header, report and proof that say it was verified."""
    header = read(file.read_text(encoding="utf-8"))
    assert header is not None
    made = header.provenance
    assert made is not None
    file.write_text(render(code, made), encoding="utf-8")
    report = root / ".promirror/reports" / f"{made.document}.report.json"
    text = report.read_text(encoding="utf-8")
    assert header.code_digest in text
    report.write_text(text.replace(header.code_digest, code_digest(code, made.target)), encoding="utf-8")
    proof = Proof(code, made.provider, made.model, made.round, made.examples_total)
    save_proof(Workspace(root), proof_key(made.digest, made.target, {}), made.target, proof)


def new_machine(folder: Path) -> dict[str, str]:
    """The environment of a user who has checked nothing yet, and for whom the sandbox's guests are compiled already."""
    guests = folder / "intent-lsp" / "guests"
    guests.mkdir(mode=0o700, parents=True)
    for compiled in (user_cache() / "guests").glob("*.cwasm"):
        try:
            os.link(compiled, guests / compiled.name)
        except OSError:  # another file system
            shutil.copy2(compiled, guests / compiled.name)
    return {"XDG_CACHE_HOME": str(folder)}
