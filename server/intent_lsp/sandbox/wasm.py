"""The sandbox: WebAssembly guests in supervised worker processes, with a spare that is always ready."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from pathlib import Path

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import compiled
from intent_lsp.sandbox.compiled import Progress
from intent_lsp.sandbox.contract import Job, Limits, Run, Stopped
from intent_lsp.sandbox.process import WorkerDied, WorkerProcess

WORKERS = 2
"""One runs a job while the other stands by; two jobs at once use both."""


class WasmSandbox:
    """Implements :class:`intent_lsp.sandbox.contract.Sandbox`. Belongs to the event loop it was started in."""

    def __init__(self, *, on_progress: Progress | None = None, workers: int = WORKERS) -> None:
        self._on_progress = on_progress
        self._wanted = workers
        self._idle: deque[WorkerProcess] = deque()
        self._all: set[WorkerProcess] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()
        self._start_lock = asyncio.Lock()
        self._guests: tuple[Path, Path] | None = None
        self._failure: SandboxError | None = None
        self._closed = False

    async def start(self) -> None:
        """Compile the guests if need be (once per user) and start the workers. Raises SandboxError."""
        async with self._start_lock:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            if self._guests is not None:
                return
            guests = await compiled.ensure(self._on_progress)
            try:
                worker = await self._launch(guests)
            except SandboxError:
                # Compiled for another processor, or damaged: the engine refuses it. Compile once more, then give up.
                guests = await compiled.ensure(self._on_progress, force=True)
                worker = await self._launch(guests)
            self._guests = guests
            await self._offer(worker)
            for _ in range(self._wanted - 1):
                self._replace()

    async def run(self, job: Job) -> Run:
        """Run one job in a fresh instance. Cancelling kills the worker that had it; another is ready."""
        await self.start()
        for attempt in (1, 2):
            worker = await self._take()
            try:
                run = await worker.run(job)
            except WorkerDied:
                await self._lose(worker)
                if attempt == 2:
                    # Twice the same end: the candidate does this.
                    stopped = Stopped("trap", "ended the sandbox's worker")
                    return Run((stopped,) * len(job.calls), load_error=None if job.calls else stopped)
                continue
            except BaseException:
                await asyncio.shield(asyncio.ensure_future(self._lose(worker)))
                raise
            if worker.alive:
                await self._offer(worker)
            else:
                await self._lose(worker)
            return run
        raise AssertionError("unreachable")

    async def close(self) -> None:
        """Kill the workers and wait for their ends."""
        self._closed = True
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        workers, self._all = list(self._all), set()
        self._idle.clear()
        await asyncio.gather(*(worker.kill() for worker in workers), return_exceptions=True)
        async with self._changed:
            self._changed.notify_all()

    def pids(self) -> tuple[int, ...]:
        """The processes of the workers, for people and tests that look from outside."""
        return tuple(sorted(worker.pid for worker in self._all))

    async def _launch(self, guests: tuple[Path, Path]) -> WorkerProcess:
        limits = Limits()
        worker = await WorkerProcess.start([str(guests[0]), str(guests[1]), str(limits.memory_py), str(limits.memory_js)])
        self._all.add(worker)
        return worker

    async def _take(self) -> WorkerProcess:
        async with self._changed:
            while True:
                if self._closed:
                    raise SandboxError("the sandbox is closed")
                while self._idle:
                    worker = self._idle.popleft()
                    if worker.alive:
                        return worker
                    self._all.discard(worker)
                    self._replace()
                if self._failure is not None:
                    failure, self._failure = self._failure, None
                    if not self._all:
                        raise failure
                if not self._all and not self._starting:
                    self._replace()
                await self._changed.wait()

    async def _offer(self, worker: WorkerProcess) -> None:
        async with self._changed:
            self._idle.append(worker)
            self._changed.notify()

    async def _lose(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        self._replace()
        await worker.kill()

    def _replace(self) -> None:
        if self._closed or self._guests is None or len(self._all) + len(self._starting) >= self._wanted:
            return
        task = asyncio.create_task(self._start_one(self._guests))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start_one(self, guests: tuple[Path, Path]) -> None:
        try:
            worker = await self._launch(guests)
        except SandboxError as error:
            async with self._changed:
                self._failure = error
                self._changed.notify_all()
            return
        if self._closed:
            with contextlib.suppress(Exception):
                await worker.kill()
            return
        await self._offer(worker)
