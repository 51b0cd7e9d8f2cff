"""No child process sees a key that the user keeps in the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp import child_environment
from intent_lsp.models.providers import llama_process
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.process import Synthesiser
from tests.support.intents import intent

DOUBLE = """
# name: double
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
- in: {"x": 5} out: 10
"""


def test_only_what_is_named_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "s")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert "SECRET_KEY" not in child_environment.select_variables()
    assert "CUDA_VISIBLE_DEVICES" not in child_environment.select_variables()
    assert child_environment.select_variables(("SECRET_KEY",)).get("SECRET_KEY") == "s"
    llama = llama_process._environment("mine")
    assert llama["CUDA_VISIBLE_DEVICES"] == "0", "which processor is used is the user's choice"
    assert "SECRET_KEY" not in llama
    assert "mine" in llama.values()
    assert "mine" not in llama_process._environment("").values()


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
async def test_children_of_the_sandbox_and_of_the_search_have_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never-seen")
    sandbox, synthesiser = WasmSandbox(), Synthesiser()
    try:
        await sandbox.start()
        await synthesiser.solve(Task(intent(DOUBLE)))
        child = synthesiser._child
        assert child is not None
        assert all(b"never-seen" not in environment_of(pid) for pid in (*sandbox.pids(), child.pid))
    finally:
        await sandbox.close()
        await synthesiser.close()
