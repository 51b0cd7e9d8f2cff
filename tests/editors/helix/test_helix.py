"""The README's configuration in a real Helix, typed to in a terminal (tmux), with the real server.

Before a release, not at every push. ``python tests/editors/install.py helix helix-25.07`` installs it; without it (or
without tmux) the test is skipped.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
README = ROOT / "clients/helix/README.md"
SECONDS = 60.0

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


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]

    def tmux(self, *arguments: str) -> str:
        return subprocess.run(
            [*self._tmux, *arguments], capture_output=True, text=True, timeout=20, check=True
        ).stdout

    def start(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        assigned = [f"{name}={value}" for name, value in environment.items()]
        line = shlex.join(["env", *assigned, *command])
        self.tmux("new-session", "-d", "-x", "140", "-y", "40", "-c", str(folder), line)

    def type(self, *keys: str) -> None:
        """Send keys by tmux's names."""
        for key in keys:
            self.tmux("send-keys", key)
            time.sleep(0.05)

    def write(self, text: str) -> None:
        """Send text as it is."""
        self.tmux("send-keys", "-l", text)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def sees(self, text: str) -> None:
        """Wait until the screen shows this."""
        end = time.monotonic() + SECONDS
        while text not in self.screen():
            assert time.monotonic() < end, f"no {text!r} on the screen:\n{self.screen()}"
            time.sleep(0.1)

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, timeout=20, check=False)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: `apt-get install tmux`")
    terminal = Terminal(tmp_path / "tmux")
    yield terminal
    terminal.close()


def helix(name: str) -> tuple[Path, Path]:
    """The program and its runtime folder."""
    root = HERE.parent / "installed" / name / "root"
    program = root / "usr/bin/hx"
    if not program.exists():
        pytest.skip(f"Helix is not installed: run `python tests/editors/install.py {name}`")
    return program, root / "usr/lib/hx/runtime"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def configure(home: Path) -> None:
    """What the README says."""
    config = home / ".config/helix"
    queries = config / "runtime/queries/intent"
    queries.mkdir(parents=True)
    (config / "languages.toml").write_text(blocks("toml")[0], encoding="utf-8")
    for name in ("highlights.scm", "injections.scm"):
        (queries / name).write_text(blocks("scheme")[0], encoding="utf-8")


def intent_command(folder: Path) -> Path:
    """A folder with `intent`, the server of this tree."""
    given = os.environ.get("INTENT_SERVER_CMD")
    words = shlex.split(given) if given else [sys.executable, "-m", "intent_lsp", "lsp"]
    folder.mkdir()
    script = folder / "intent"
    script.write_text(f'#!/bin/sh\n[ "$1" = lsp ] && exec {shlex.join(words)}\nexit 2\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def wait_for(path: Path, terminal: Terminal) -> None:
    end = time.monotonic() + SECONDS
    while not path.exists():
        assert time.monotonic() < end, f"no {path.name}:\n{terminal.screen()}"
        time.sleep(0.1)


@pytest.mark.parametrize("name", ["helix", "helix-25.07"])
def test_the_documented_configuration(name: str, tmp_path: Path, terminal: Terminal) -> None:
    program, runtime = helix(name)
    workspace = tmp_path / "workspace"
    (workspace / ".promirror").mkdir(parents=True)
    config = json.dumps({"providers": [{"type": "builtin"}]})
    (workspace / ".promirror/intent.config.json").write_text(config, encoding="utf-8")
    document = workspace / "scale.intent.md"
    document.write_text(SCALE, encoding="utf-8")
    home = tmp_path / "home"
    configure(home)
    environment = {
        "PATH": f"{intent_command(tmp_path / 'bin')}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "server"),
        "HELIX_RUNTIME": str(runtime),
        "COLORTERM": "truecolor",
    }
    javascript, python = workspace / "src/js/auto/scale.js", workspace / "src/py/auto/scale.py"

    terminal.start([str(program), str(document)], environment, workspace)
    terminal.sees("# name: scale")
    terminal.type("1", "0", "G", "g", "l")
    terminal.sees("got a string, want number")

    terminal.type("x")
    terminal.write('c- in: {"x": 10} out: 20')
    terminal.type("Enter", "Escape")
    terminal.write(":w")
    terminal.type("Enter")
    wait_for(javascript, terminal)
    wait_for(python, terminal)

    javascript.unlink()
    terminal.type("g", "g", "Space", "a")
    terminal.sees("Transpile intention 'scale'")
    terminal.type("Enter")
    wait_for(javascript, terminal)
