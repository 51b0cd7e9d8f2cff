"""Gets both guests compiled: once per user, in child processes, with progress."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import cache, guests, launch

Progress = Callable[[str, float], None]
"""What is being done, for a person, and how far it is (0 to 1)."""

_USUAL = {"quickjs": 1.5, "python": 12.0}
"""Seconds that compiling takes on an ordinary machine; the compiler itself reports nothing on its way."""


async def ensure(on_progress: Progress | None = None, *, force: bool = False) -> tuple[Path, Path]:
    """The compiled Python and JavaScript guest. Raises SandboxError. ``force`` compiles again (another processor)."""
    python, quickjs = guests.find()
    parent = cache.folder()
    cache.ensure_private(parent)
    paths = tuple(cache.compiled_path(guest, parent) for guest in (python, quickjs))
    done = 0.0
    for guest, path in ((quickjs, paths[1]), (python, paths[0])):
        share = _USUAL[guest.name] / sum(_USUAL.values())
        if force or not cache.is_usable(path):
            await _compile(guest, path, force, done, share, on_progress)
        done += share
    if on_progress is not None:
        on_progress("The sandbox is ready", 1.0)
    return paths[0], paths[1]


async def _compile(
    guest: guests.Guest, path: Path, force: bool, done: float, share: float, on_progress: Progress | None
) -> None:
    cache.remove_unusable(path)
    command = launch.command(
        "intent_lsp.sandbox.compile_main", guest.name, str(guest.path), str(path), "force" if force else "once"
    )
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=launch.environment(),
        cwd=launch.working_folder(),
        start_new_session=os.name == "posix",
    )
    told = asyncio.create_task(_tell(guest.name, done, share, on_progress))
    try:
        _, said = await process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    finally:
        told.cancel()
        launch.close_pipes(process)
    if process.returncode or not cache.is_usable(path):
        last = said.decode("utf-8", "replace").strip().splitlines()
        raise SandboxError(
            f"the sandbox's {guest.name} guest cannot be compiled: {last[-1][:300] if last else 'no reason given'}",
            hint=f"it needs about 1 GB of memory and 50 MB of disk in {path.parent}",
        )


async def _tell(name: str, done: float, share: float, on_progress: Progress | None) -> None:
    what = "Python" if name == "python" else "JavaScript"
    loop = asyncio.get_running_loop()
    started = loop.time()
    while on_progress is not None:
        part = (loop.time() - started) / _USUAL[name]
        # Approaches its share without ever arriving before the compiler does.
        on_progress(f"Preparing the {what} sandbox (once)", done + share * part / (part + 0.6))
        await asyncio.sleep(0.25)
