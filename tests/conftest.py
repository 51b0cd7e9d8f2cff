"""For all tests: no check of Hypothesis depends on how fast the machine is (what is slow belongs to ``bench``), and
nothing that tests do is learnt on this machine, by the programs that they start neither."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from intent_lsp.models import learnt_file

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
os.environ.setdefault("INTENT_LEARN", "false")


@pytest.fixture(autouse=True)
def learnt(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process keeps what it learns in a test; it is made by who writes it."""
    folder = tmp_path_factory.getbasetemp() / "learnt" / os.urandom(8).hex()
    monkeypatch.setattr(learnt_file, "learnt_folder", lambda: folder)
    return folder
