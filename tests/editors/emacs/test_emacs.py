"""The README's configuration in a real Emacs 30 (batch mode), with the real server.

Before a release, not at every push. ``python tests/editors/install.py emacs`` installs it; else the test is skipped.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.editors.common import INSTALLED, ROOT, environment, workspace

SCENARIO = Path(__file__).parent / "scenario.el"
SECONDS = 150


def emacs() -> tuple[list[str], dict[str, str]]:
    """The command, and where an Emacs that was moved finds its own files."""
    root = INSTALLED / "emacs/root"
    program = root / "usr/bin/emacs-nox"
    dump = next(iter(root.glob("usr/libexec/emacs/*/*/emacs-*.pdmp")), None)
    share = next(iter(root.glob("usr/share/emacs/[0-9]*")), None)
    if not program.exists() or dump is None or share is None:
        pytest.skip("Emacs is not installed: run `python tests/editors/install.py emacs`")
    places = {
        "EMACSLOADPATH": str(share / "lisp"),
        "EMACSDATA": str(share / "etc"),
        "EMACSDOC": str(share / "etc"),
        "EMACSPATH": str(dump.parent),
    }
    return [str(program), f"--dump-file={dump}"], places


def test_the_documented_configuration(tmp_path: Path) -> None:
    command, places = emacs()
    folder = workspace(tmp_path / "workspace")
    test = {"INTENT_README": str(ROOT / "clients/emacs/README.md"), "INTENT_WORKSPACE": str(folder)}
    done = subprocess.run(
        [*command, "-Q", "--batch", "-l", str(SCENARIO)],
        env={**environment(tmp_path / "home"), **places, **test}, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASS") == 7, done.stdout
