"""The user's own interpreters: found on PATH or named in the user's settings, never inside the workspace.

An interpreter on PATH is the user's own program and is asked once, outside any candidate's reach, where it lives and
what version it has.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from intent_lsp import path_programs
from intent_lsp.path_programs import is_inside
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes, dotted
from intent_lsp.sandbox import launch
from intent_lsp.values import Target

NAMES: dict[Target, str] = {"js": "Node", "py": "Python"}
"""What people call the runtime of a target."""
_COMMANDS: dict[Target, tuple[str, ...]] = {"js": ("node",), "py": ("python3", "python")}
_ASK: dict[Target, tuple[str, ...]] = {
    "js": ("-p", "JSON.stringify([process.execPath, process.versions.node, []])"),
    "py": (
        "-I", "-S", "-c",
        "import sys, os, json, sysconfig as s;"
        "print(json.dumps([os.path.realpath(sys.executable), sys.version.split()[0],"
        "[s.get_path('stdlib'), s.get_path('platstdlib'), s.get_config_var('LIBDIR') or '',"
        # A framework holds its library, and the program that the command becomes, beside these.
        "sys.base_prefix if sys.platform == 'darwin' else '']]))",
    ),
}  # fmt: skip
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Runtime:
    """One interpreter that is there."""

    target: Target
    path: Path
    """The real executable, not a shim."""
    version: str
    library: tuple[Path, ...]
    """Folders it must read to run."""

    def __str__(self) -> str:
        return f"{NAMES[self.target]} {self.version}"


async def find(target: Target, workspace: Path, named: str = "", oldest: OldestRuntimes = DEFAULT) -> Runtime | str:
    """The interpreter for a target, or why there is none. ``named``: a path from the user's own settings.

    One that is older than ``oldest`` cannot confirm what is promised.
    """
    least = (oldest.node,) if target == "js" else oldest.python
    tried = ""
    for path in [Path(named)] if named else on_path(target):
        if is_inside(path, workspace):
            tried = f"{path} lies inside the workspace"
            continue
        found = await _runtime_at(target, path)
        if found is None:
            tried = f"{path} does not run"
        elif is_inside(found.path, workspace):
            tried = f"{found.path} lies inside the workspace"
        elif numbers(found.version) < least:
            tried = f"{path} is {found}, older than {dotted(least)}"
        else:
            return found
    return tried or f"no {NAMES[target]} {dotted(least)} or later was found on PATH"


def numbers(version: str) -> tuple[int, ...]:
    """``20.11.1`` as numbers; what is not a number ends it."""
    found: list[int] = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
    return tuple(found)


def on_path(target: Target) -> list[Path]:
    """Every command that may be the target's interpreter, in the order of PATH."""
    return path_programs.on_path(_COMMANDS[target])


async def _runtime_at(target: Target, path: Path) -> Runtime | None:
    try:
        process = await asyncio.create_subprocess_exec(
            str(path), *_ASK[target],
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=path_programs.environment(), cwd=launch.working_folder(),
        )  # fmt: skip
    except OSError:
        return None
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await process.communicate()
        real, version, folders = json.loads(said)
        return Runtime(target, Path(real), version, tuple(Path(folder) for folder in folders if folder))
    except (TimeoutError, ValueError, TypeError):
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        launch.close_pipes(process)
