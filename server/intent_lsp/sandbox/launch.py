"""Command lines for the sandbox's child processes: the user's own interpreter, bare, with two folders on its path."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from intent_lsp.errors import SandboxError

_BOOT = Path(__file__).parent / "worker" / "boot.py"
_PACKAGES = Path(__file__).parents[2]


def command(module: str, *arguments: str) -> list[str]:
    """``python -I -S -B boot.py DIRS MODULE ARGUMENT…``. Raises SandboxError when something it needs is missing."""
    if not sys.executable:
        raise SandboxError("the Python interpreter does not know its own path", hint="Start intent-lsp with a normal Python.")
    found = importlib.util.find_spec("wasmtime")
    if found is None or not found.submodule_search_locations:
        raise SandboxError("the package wasmtime is not installed", hint="Run `pip install wasmtime` in the same environment.")
    folders = dict.fromkeys([str(_PACKAGES), str(Path(found.submodule_search_locations[0]).parent)])
    return [sys.executable, "-I", "-S", "-B", str(_BOOT), os.pathsep.join(folders), module, *arguments]


def environment() -> dict[str, str]:
    """What a child process gets from the user's environment: nothing, but on Windows what the system needs."""
    if sys.platform != "win32":
        return {}
    return {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}
