"""The README's configuration in a real Emacs 30 (batch mode), with the real server. Before a release, not at every push.

``python tests/editors/install.py emacs`` installs it; without it the test is skipped.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
INSTALLED = HERE.parent / "installed/emacs/root"
SECONDS = 150

SCALE = """\
# name: scale
# target: js,py
# description:
Scale a number.
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
- in: {"x": 2} out: 4
- in: {"x": 10} out: "twenty"
"""


def emacs() -> tuple[list[str], dict[str, str]]:
    """The command, and where an Emacs that was moved finds its own files."""
    program = INSTALLED / "usr/bin/emacs-nox"
    dump = next(iter(INSTALLED.glob("usr/libexec/emacs/*/*/emacs-*.pdmp")), None)
    if not program.exists() or dump is None:
        pytest.skip("Emacs is not installed: run `python tests/editors/install.py emacs`")
    share = next(iter(INSTALLED.glob("usr/share/emacs/[0-9]*")))
    places = {
        "EMACSLOADPATH": str(share / "lisp"),
        "EMACSDATA": str(share / "etc"),
        "EMACSDOC": str(share / "etc"),
        "EMACSPATH": str(dump.parent),
    }
    return [str(program), f"--dump-file={dump}"], places


def intent_command(folder: Path) -> Path:
    """A folder with `intent`, the server of this tree."""
    given = os.environ.get("INTENT_SERVER_CMD")
    words = shlex.split(given) if given else [sys.executable, "-m", "intent_lsp", "lsp"]
    folder.mkdir()
    script = folder / "intent"
    script.write_text(f'#!/bin/sh\n[ "$1" = lsp ] && exec {shlex.join(words)}\nexit 2\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def test_the_documented_configuration(tmp_path: Path) -> None:
    command, places = emacs()
    workspace = tmp_path / "workspace"
    (workspace / ".promirror").mkdir(parents=True)
    config = json.dumps({"providers": [{"type": "builtin"}]})
    (workspace / ".promirror/intent.config.json").write_text(config, encoding="utf-8")
    (workspace / "scale.intent.md").write_text(SCALE, encoding="utf-8")
    environment = {
        "PATH": f"{intent_command(tmp_path / 'bin')}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "server"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "INTENT_README": str(ROOT / "clients/emacs/README.md"),
        "INTENT_WORKSPACE": str(workspace),
        **places,
    }
    done = subprocess.run(
        [*command, "-Q", "--batch", "-l", str(HERE / "scenario.el")], env=environment, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASS") == 6, done.stdout
