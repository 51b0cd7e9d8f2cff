"""What the tests of all editors share: where the editors are, how the server is started, and a document to work on."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLED = Path(__file__).parent / "installed"

SCALE = """\
# name: scale
# target: js,py
# description:
Twice the number.
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
- in: {"x": 2} out: 4
- in: {"x": 10} out: "twenty"
"""
"""The third example does not fit the signature."""


def server() -> list[str]:
    """The server's command: of this tree, unless ``INTENT_SERVER_CMD`` (words, or a JSON list) says otherwise."""
    given = os.environ.get("INTENT_SERVER_CMD", "")
    if given.startswith("["):
        return [str(word) for word in json.loads(given)]
    return shlex.split(given) or [sys.executable, "-m", "intent_lsp", "lsp"]


def workspace(folder: Path) -> Path:
    """A workspace that uses the built-in provider only, with ``scale.intent.md``."""
    (folder / ".promirror").mkdir(parents=True)
    config = json.dumps({"providers": [{"type": "builtin"}]})
    (folder / ".promirror/intent.config.json").write_text(config, encoding="utf-8")
    (folder / "scale.intent.md").write_text(SCALE, encoding="utf-8")
    return folder


def environment(home: Path) -> dict[str, str]:
    """For an editor with nothing but ``home``: the program ``intent`` is on the PATH, and works as the user's would."""
    commands = home / "bin"
    commands.mkdir(parents=True)
    intent = commands / "intent"
    script = (
        f'[ "$1" = lsp ] && exec {shlex.join(server())}\n[ "$1" = adopt ] && exec {shlex.join(server()[:-1])} "$@"\n'
    )
    intent.write_text(f"#!/bin/sh\n{script}exit 2\n", encoding="utf-8")
    intent.chmod(0o755)
    return {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "server"), os.environ.get("PYTHONPATH")])),
        # The sandbox's guests are compiled once per user: share that with the other tests.
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
    }
