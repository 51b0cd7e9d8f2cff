"""`intent transpile` against the real llama.cpp server with scripted weights: wrong draft, right repair, file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.intents import CLAMP_JS
from tests.support.llama_server import llama_server
from tests.support.repair_story import FAILING_LINE, scripted_weights, workspace


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "intent_lsp", "transpile", "clamp.intent.md", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["none", "auto"])
def test_a_wrong_draft_is_repaired_and_written(tmp_path: Path, lock: str) -> None:
    with llama_server(scripted_weights(tmp_path, locked=lock == "auto")) as url:
        folder = tmp_path / "workspace"
        workspace(folder, url, lock=lock)
        done = run(folder, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    stream = events(done)
    failed = next(event for event in stream if event["event"] == "round_failed")
    assert failed["round"] == 1
    (result,) = stream[-1]["results"]
    assert (result["status"], result["rounds"], result["provider"]) == ("verified", 2, "llama")
    assert result["examples"] == {"passed": 4, "total": 4}
    assert CLAMP_JS in (folder / "src/js/auto/clamp.js").read_text(encoding="utf-8")


@pytest.mark.slow
def test_when_it_is_never_repaired_the_example_is_named_and_the_server_may_be_gone_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with llama_server(scripted_weights(tmp_path, right=False)) as url:
        workspace(folder, url)
        done = run(folder, "--rounds", "2")
        assert done.returncode == 1, done.stdout + done.stderr
        assert f"clamp.intent.md:{FAILING_LINE + 1}:" in done.stdout
        assert "42" in done.stdout
        assert "10" in done.stdout
        assert not (folder / "src").exists()
    again = run(folder, "--rounds", "2", "--json")  # the replies are in the cache: no server is needed
    assert again.returncode == 1
    assert events(again)[-1]["results"][0]["cached"] is True
