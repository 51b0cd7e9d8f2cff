"""The runtimes of one workspace: found once, a process of each kept ready while candidates are being checked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.sandbox.contract import Job, Run
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.runtimes import record
from intent_lsp.sandbox.runtimes.find import NAMES, Runtime, find, on_path
from intent_lsp.sandbox.runtimes.process import NotHardened, RuntimeProcess
from intent_lsp.values import Target

IDLE_SECONDS = 30.0
"""How long a process that nobody used stays."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a runtime gave. ``run`` is ``None`` when this machine had confirmed the same before."""

    runtime: str
    """Name and version, such as ``Node 20.20.2``."""
    run: Run | None


class Runtimes:
    """Runs jobs on the user's own interpreters. Belongs to the event loop it is first used in."""

    def __init__(
        self, workspace: Path, named: Mapping[Target, str] | None = None, oldest: OldestRuntimes = DEFAULT
    ) -> None:
        """``named``: paths from the user's own settings, instead of PATH; ``oldest``: what they must not be below."""
        self._workspace = workspace
        self._oldest = oldest
        self._named = dict(named or {})
        self._found: dict[Target, asyncio.Task[Runtime | str]] = {}
        self._spare: dict[Target, asyncio.Task[RuntimeProcess]] = {}
        self._timers: dict[Target, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    def confirmed_by(self, job: Job) -> str:
        """The runtime that confirmed exactly this job on this machine before; empty when none did."""
        return record.load(record.key(job, self._interpreters(job.target)))

    def record_confirmed(self, job: Job, runtime: str) -> None:
        """Keep that a runtime confirmed this job."""
        record.save(record.key(job, self._interpreters(job.target)), runtime)

    def warm(self, target: Target) -> None:
        """Start a process in the background, so that it is ready when a candidate has passed the sandbox."""
        if self._closed:
            return
        if target not in self._spare:
            self._spare[target] = asyncio.get_running_loop().create_task(self._start(target, 1))
        if timer := self._timers.pop(target, None):
            timer.cancel()
        self._timers[target] = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._let_go, target)

    async def run(self, job: Job, seed: int = 1, zone_minutes: int | None = None) -> Confirmed | str:
        """Run a job in a fresh process; or why it cannot be: no runtime, or no way to confine it.

        ``zone_minutes``: local time, east of Greenwich; the user's own where it is not given.
        """
        try:
            spare = self._spare.pop(job.target, None) if seed == 1 and zone_minutes is None else None
            process = await (spare or self._start(job.target, seed, zone_minutes))
        except NotHardened as reason:
            return str(reason)
        runtime = await self._find(job.target)
        return Confirmed(str(runtime), await process.run(job))

    async def describe(self, target: Target) -> tuple[Runtime | str, tuple[Layer, ...]]:
        """For ``intent doctor``: the runtime or why there is none, and what confines it (empty: nothing can)."""
        found = await self._find(target)
        if isinstance(found, str):
            return found, ()
        try:
            process = await RuntimeProcess.start(found)
        except NotHardened as reason:
            return f"{found}: {reason}", ()
        await process.kill()
        return found, process.layers

    async def close(self) -> None:
        """End what is waiting. Safe to call twice."""
        self._closed = True
        for timer in self._timers.values():
            timer.cancel()
        for target in list(self._spare):
            self._let_go(target)
        for search in self._found.values():
            search.cancel()
        await asyncio.gather(*self._ending, *self._found.values(), return_exceptions=True)

    async def _start(self, target: Target, seed: int, zone_minutes: int | None = None) -> RuntimeProcess:
        found = await self._find(target)
        if isinstance(found, str):
            raise NotHardened(found)
        return await RuntimeProcess.start(found, seed, zone_minutes)

    async def _find(self, target: Target) -> Runtime | str:
        if target not in self._found:
            search = find(target, self._workspace, self._named.get(target, ""), self._oldest)
            self._found[target] = asyncio.get_running_loop().create_task(search)
        return await asyncio.shield(self._found[target])

    def _interpreters(self, target: Target) -> list[Path]:
        return [Path(self._named[target])] if self._named.get(target) else on_path(target)

    def _let_go(self, target: Target) -> None:
        spare = self._spare.pop(target, None)
        if spare is not None:
            task = asyncio.get_running_loop().create_task(_end(spare))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


async def _end(spare: asyncio.Task[RuntimeProcess]) -> None:
    if not spare.done():
        spare.cancel()
    with contextlib.suppress(asyncio.CancelledError, NotHardened):
        await (await spare).kill()


def missing(target: Target, reason: str) -> str:
    """How a result says that nothing confirmed it."""
    return f"not confirmed on {NAMES[target]}: {reason}"
