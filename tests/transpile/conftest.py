from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.sandbox.wasm import WasmSandbox
from tests.support.lent_sandbox import LentSandbox


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty workspace folder."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def lent(sandbox: WasmSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbenches here share the session's sandbox: starting one costs more than most tests."""
    monkeypatch.setattr("intent_lsp.workbench.create_sandbox", lambda **_: LentSandbox(sandbox))
