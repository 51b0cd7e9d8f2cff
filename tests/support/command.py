"""Runs the `intent` command as a person does: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

SERVER = Path(__file__).parents[2] / "server"
T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of ``--json``; any other line fails here."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def results(self) -> list[dict[str, Any]]:
        last = self.events[-1]
        assert last["event"] == "finished"
        found: list[dict[str, Any]] = last["results"]
        return found


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This process's, without settings of ours, with an empty user configuration folder, and learning nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("INTENT_", "OLLAMA_"))}
    ours = {"PYTHONPATH": str(SERVER), "XDG_CONFIG_HOME": str(folder / "no-config"), "PYTHONUTF8": "1"}
    return kept | ours | {"INTENT_LEARN": "false"} | more


async def start(folder: Path, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    """Start the command in ``folder``."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "intent_lsp", *arguments, cwd=folder, env=environment(folder, **env),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )  # fmt: skip


async def intent(folder: Path, *arguments: str, **env: str) -> Done:
    """Run the command in ``folder`` to its end."""
    process = await start(folder, *arguments, **env)
    return await ended(process)


async def ended(process: asyncio.subprocess.Process, seconds: float = 120) -> Done:
    """Wait for the end; a command that does not end is killed and fails the test."""
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        process.kill()
        await process.communicate()
        raise
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


async def interrupted(process: asyncio.subprocess.Process) -> Done:
    """Send what Ctrl-C sends, and wait."""
    process.send_signal(signal.SIGINT)
    return await ended(process)


async def eventually(condition: Callable[[], object]) -> None:
    """Wait until something outside our reach has happened; at most half a minute."""
    for _ in range(1500):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen within half a minute")


_DONE: dict[object, tuple[object, dict[str, bytes]]] = {}


async def copied(folder: Path, key: object, make: Callable[[Path], Awaitable[T]]) -> T:
    """What ``make`` leaves behind in an empty folder, and what it returns: made once per ``key``, copied ever after."""
    if key not in _DONE:
        first = folder / "first"
        first.mkdir()
        result = await make(first)
        _DONE[key] = result, files(first)
        shutil.rmtree(first)
    result, kept = cast(tuple[T, dict[str, bytes]], _DONE[key])
    for name, data in kept.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return result


def configure(folder: Path, **settings: Any) -> None:
    """Write the workspace's configuration."""
    file = folder / ".promirror" / "intent.config.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(settings))


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


NORMALIZE = """\
# name: normalize2d
# target: js,py
# description:
Normalize a 2D vector (x,y). Return magnitude and normalized components.
# signature:
(x: number, y: number) -> { mag: number, nx: number, ny: number }
# constraints:
- Avoid division by zero; if both are 0, return zeros.
# examples:
- in: { "x":3, "y":4 } out: { "mag":5, "nx":0.6, "ny":0.8 }
- in: { "x":0, "y":0 } out: { "mag":0, "nx":0, "ny":0 }
"""

DOUBLE = """\
# name: double
# description:
Twice the number.
# signature:
(x: number) -> number
# examples:
- in: { "x": 2 } out: 4
- in: { "x": 5 } out: 10
"""
WRONG = "```js\nexport function double(x) {\n  return x === 2 ? 4 : 7;\n}\n```"
RIGHT = "```js\nexport function double(x) {\n  return x * 2;\n}\n```"
