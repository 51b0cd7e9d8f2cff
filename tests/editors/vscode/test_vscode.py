"""The extension in the real VS Code: the suite in the extension host, and the scenarios of the user interface.

Needs ``tests/editors/vscode/setup`` and a built extension; without them the tests are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 3
"""Exit status of ``run.mjs`` when something has to be installed or built first."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", ["suite", "scenario", "untrusted"])
def test_vscode(what: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    pictures = os.environ.get("INTENT_PICTURES", str(tmp_path / "pictures"))
    arguments = [node, str(HERE / "run.mjs"), what, *(["--pictures", pictures] if what != "suite" else [])]
    done = subprocess.run(
        arguments,
        env={**os.environ, "INTENT_TEST_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    if done.returncode == NOT_INSTALLED:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
