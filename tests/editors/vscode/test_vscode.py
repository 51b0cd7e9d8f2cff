"""The extension in the real VS Code: the suite in the extension host, and the scenarios of the user interface.

Needs ``tests/editors/vscode/setup`` and a built extension; without them the tests are skipped, and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import repair_story
from tests.support.llama_server import llama_server

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 3
"""Exit status of ``run.mjs`` when something has to be installed or built first."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", ["suite", "scenario", "untrusted"])
def test_vscode(what: str, tmp_path: Path) -> None:
    run(what, tmp_path)


@pytest.mark.timeout(600)
def test_repair_by_the_real_llama_server(tmp_path: Path) -> None:
    with llama_server(repair_story.scripted_weights(tmp_path)) as url:
        document = repair_story.workspace(tmp_path / "story", url)
        names = [".promirror/intent.config.json", document.name]
        story = {
            "files": {name: (document.parent / name).read_text(encoding="utf-8") for name in names},
            "server": url.removesuffix("/v1"),
            "repair": "did not pass",  # what the question for a repair says, to people and to the scripted weights
            "failing": repair_story.FAILING_LINE,
        }
        run("repair", tmp_path, INTENT_REPAIR_STORY=json.dumps(story))


def run(what: str, folder: Path, **more: str) -> None:
    """Run ``run.mjs`` with ``more`` variables; pictures go to ``INTENT_PICTURES``, or are forgotten."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    pictures = os.environ.get("INTENT_PICTURES", str(folder / "pictures"))
    arguments = [node, str(HERE / "run.mjs"), what, *(["--pictures", pictures] if what != "suite" else [])]
    done = subprocess.run(
        arguments,
        env={**os.environ, "INTENT_TEST_PYTHON": sys.executable, **more},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    if done.returncode == NOT_INSTALLED:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
