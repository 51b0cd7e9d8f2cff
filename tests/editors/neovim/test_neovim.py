"""The Neovim plugin in real, headless Neovims, with the real server and the built-in provider.

The editors come from ``python tests/editors/install.py neovim-0.12 neovim-0.10``. ``INTENT_SERVER_CMD`` (JSON or words)
replaces the server's command.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.chat_server import Say, chat_server

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PLUGIN = ROOT / "clients/neovim"
INSTALLED = HERE.parent / "installed"
SECONDS = 150

VECTOR = """\
# name: vector
# target: js,py
# description:
The length of a vector.
# signature:
(x: number, y: number) -> { mag: number }
# examples:
- in: {"x": 3, "y": 4} out: {"mag": 5}
- in: {"x": 0, "y": 0} out: {"mag": 0}
"""
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
SLOW = """\
# name: slow
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
"""
AMBIGUOUS = """\
# name: label
# description:
A number from a number.
# signature:
(n: number) -> number
# examples:
- in: {"n": 2} out: 4
"""
COLOURS = """\
# name: vector
## **Target**: js, py
# signature:
(x: number, mode?: Mode, ...rest: number[]) -> { ok: boolean }
# types:
Mode = "fast" | true
# examples:
- in: {"x": -3, mode: 'fa,st'} out: {ok: true}
- `vector(5)` → `null`
- in: {s: ""} error: "empty"
It's prose among examples.

```
# name: not_a_heading
```
## A plain heading
in: {"plain": 1}
# name: second
# examples:
- in: [1] out: 2
"""


def neovim(version: str) -> Path:
    """The editor's program; without it the test is skipped, or fails where it has to be there."""
    program = INSTALLED / f"neovim-{version}/root/usr/bin/nvim"
    if not program.exists():
        reason = f"Neovim {version} is not installed: run `python tests/editors/install.py neovim-{version}`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def server() -> list[str]:
    """The server's command, the ``python`` of these tests unless told otherwise."""
    given = os.environ.get("INTENT_SERVER_CMD", "")
    if given.startswith("["):
        return [str(word) for word in json.loads(given)]
    return shlex.split(given) or [sys.executable, "-m", "intent_lsp", "lsp"]


@pytest.fixture(params=["0.12", "0.10"])
def nvim(request: pytest.FixtureRequest) -> Path:
    return neovim(request.param)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "work space"
    (folder / ".promirror").mkdir(parents=True)
    write(folder, ".promirror/intent.config.json", json.dumps({"providers": [{"type": "builtin"}]}))
    write(folder, "vector.intent.md", VECTOR)
    write(folder, "scale.intent.md", SCALE)
    write(folder, "slow.intent.md", SLOW)
    write(folder, "ambiguous.intent.md", AMBIGUOUS)
    write(folder, "colours.intent.md", COLOURS)
    write(folder, "README.md", "# name: nothing\n")
    write(folder, "package.json", "{}")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def environment(workspace: Path) -> Mapping[str, str]:
    home = workspace.parent / "home"
    python_path = os.pathsep.join([str(ROOT / "server"), os.environ.get("PYTHONPATH", "")]).strip(os.pathsep)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": python_path,
        # The sandbox's guests are compiled once per user: share that with the other tests.
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "LUA_PATH": f"{HERE}/?.lua;;",
        "INTENT_PLUGIN": str(PLUGIN),
        "INTENT_WORKSPACE": str(workspace),
        "INTENT_SERVER": json.dumps(server()),
    }


def run(nvim: Path, workspace: Path, *arguments: str) -> str:
    """Run Neovim without a screen; its messages. The test fails unless it ends with status 0."""
    done = subprocess.run(
        [nvim, "--headless", *arguments], env=environment(workspace), cwd=workspace, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(arguments)} ended with status {done.returncode}:\n{done.stdout}"
    return done.stdout


def scenario(nvim: Path, workspace: Path, name: str) -> None:
    run(nvim, workspace, "--clean", "-l", str(HERE / f"scenarios/{name}.lua"))


@pytest.mark.parametrize("name", ["diagnose", "save", "action", "repair", "health", "highlight", "help"])
def test_scenario(nvim: Path, workspace: Path, name: str) -> None:
    scenario(nvim, workspace, name)


async def test_cancel(nvim: Path, workspace: Path) -> None:
    import asyncio

    async with chat_server([Say(mode="silent")]) as chat:
        provider = {"type": "openai_compat", "baseUrl": chat.url, "model": "scripted"}
        write(workspace, ".promirror/intent.config.json", json.dumps({"providers": [provider]}))
        await asyncio.to_thread(scenario, nvim, workspace, "cancel")
        assert len(chat.requests) == 1


def test_two_lines_of_init_lua_are_enough(workspace: Path) -> None:
    """What the README tells a user to do, with nothing else: plugins load as Neovim loads them."""
    init = workspace / "init.lua"
    quoted = json.dumps(str(PLUGIN))
    write(workspace, "init.lua", f"vim.opt.runtimepath:append({quoted})\nvim.lsp.enable('intent_lsp')\n")
    check = f"luafile {HERE}/scenarios/user.lua".replace(" ", r"\ ").replace(r"luafile\ ", "luafile ")
    commands = workspace / "bin"
    commands.mkdir()
    intent = commands / "intent"
    intent.write_text(f'#!/bin/sh\n[ "$1" = lsp ] && exec {shlex.join(server())}\nexit 2\n', encoding="utf-8")
    intent.chmod(0o755)
    path = f"{commands}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [neovim("0.12"), "--headless", "-u", init, workspace / "vector.intent.md", "-c", check],
        env={**environment(workspace), "PATH": path}, cwd=workspace, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
