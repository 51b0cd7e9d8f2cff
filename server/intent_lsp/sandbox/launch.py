"""Command lines for the sandbox's child processes: the user's own interpreter, bare, with two folders on its path."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from intent_lsp import child_environment
from intent_lsp.errors import SandboxError

_BOOT = Path(__file__).parent / "worker" / "boot.py"
_PACKAGES = Path(__file__).parents[2]


def folders(more: Iterable[Path] = ()) -> list[Path]:
    """Where our own package and wasmtime are. Raises SandboxError when wasmtime is not installed."""
    found = importlib.util.find_spec("wasmtime")
    if found is None or not found.submodule_search_locations:
        raise SandboxError("the package wasmtime is not installed", hint="install intent-lsp again")
    return list(dict.fromkeys([_PACKAGES, Path(found.submodule_search_locations[0]).parent, *more]))


def command(module: str, *arguments: str) -> list[str]:
    """``python -I -S -B boot.py DIRS MODULE ARGUMENT…``. Raises SandboxError when something it needs is missing."""
    if not sys.executable:
        raise SandboxError(
            "the Python interpreter does not know its own path", hint="start intent-lsp with a normal Python"
        )
    path = os.pathsep.join(str(folder) for folder in folders())
    return [sys.executable, "-I", "-S", "-B", str(_BOOT), path, module, *arguments]


def environment() -> dict[str, str]:
    """What a child process gets from the user's environment: nothing, but on Windows what the system needs."""
    return child_environment.select_variables()


def working_folder() -> str:
    """A folder that is nobody's project."""
    return Path(sys.base_prefix).anchor


def close_pipes(process: asyncio.subprocess.Process) -> None:
    """Close the pipes of a process that has ended: asyncio would leave that to the garbage collector."""
    transport: asyncio.SubprocessTransport | None = getattr(process, "_transport", None)
    if transport is not None:
        transport.close()
