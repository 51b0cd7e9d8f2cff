"""The sandbox: WebAssembly guests in supervised worker processes, with a spare that is always ready."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import compiled
from intent_lsp.sandbox.compiled import Progress
from intent_lsp.sandbox.contract import Job, Run, Stopped
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.process import GuestRefused, WorkerDied, WorkerProcess

T = TypeVar("T")

WORKERS = 2
"""One runs a job while the other stands by; two jobs at once use both."""


class WasmSandbox:
    """Implements :class:`intent_lsp.sandbox.contract.Sandbox`. Belongs to the event loop it was started in."""

    def __init__(self, *, on_progress: Progress | None = None, workers: int = WORKERS) -> None:
        self._on_progress = on_progress
        self._wanted = workers
        self._guests: tuple[Path, Path] | None = None
        self._idle: deque[WorkerProcess] = deque()
        self._all: set[WorkerProcess] = set()
        self._starting: set[asyncio.Task[Any] | None] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._changed = asyncio.Event()
        self._start_lock = asyncio.Lock()
        self._failure: SandboxError | None = None
        self._closed = False

    async def start(self) -> None:
        """Compile the guests if need be (once per user) and start the workers. Raises SandboxError."""
        async with self._start_lock:
            if self._guests is not None or self._closed:
                return
            guests = await compiled.ensure(self._on_progress)
            try:
                worker = await WorkerProcess.start(*guests)
            except GuestRefused:
                guests = await compiled.ensure(self._on_progress, force=True)
                worker = await WorkerProcess.start(*guests)
            self._guests = guests
            self._adopt(worker)
            self._fill()

    async def run(self, job: Job) -> Run:
        """Run one job in a fresh instance. Cancelling kills the worker that had it; another is ready.

        A worker that ends on its own (somebody killed it) costs nothing: the job is run again. Raises SandboxError.
        """
        await self.start()
        for _ in range(self._wanted + 1):  # all that were idle may have been killed; the last one is fresh
            worker = await self._take()
            try:
                run = await worker.run(job)
            except WorkerDied:
                continue
            else:
                return run
            finally:
                self._give_back(worker)
        stopped = Stopped("trap", "ended the sandbox's worker")
        return Run((stopped,) * job.results, load_error=None if job.calls else stopped)

    def hardening(self) -> tuple[Layer, ...]:
        """The layers of protection around the workers as they report them; empty before ``start``."""
        return next((worker.layers for worker in self._all), ())

    def pids(self) -> tuple[int, ...]:
        """The processes of the workers, for people and tests that look from outside."""
        return tuple(sorted(worker.pid for worker in self._all))

    async def close(self) -> None:
        """Kill the workers and wait for their ends."""
        self._closed = True
        self._changed.set()
        for worker in list(self._all):
            self._lose(worker)
        for start in filter(None, self._starting):
            start.cancel()
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _take(self) -> WorkerProcess:
        """The worker that has been idle for longest: it has had the time to prepare its instances."""
        while True:
            if self._closed:
                raise SandboxError("the sandbox is closed")
            self._fill()
            while self._idle:
                worker = self._idle.popleft()
                if worker.alive:
                    return worker
                self._lose(worker)
            if self._failure is not None and not self._all:
                failure, self._failure = self._failure, None
                raise failure
            self._changed.clear()
            await self._changed.wait()

    def _give_back(self, worker: WorkerProcess) -> None:
        """Called on every way out of a job."""
        if worker.busy or not worker.alive:
            self._lose(worker)  # cancelled in the middle, or dead
        else:
            self._idle.append(worker)
            self._changed.set()

    def _lose(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        self._spawn(worker.kill())
        self._fill()

    def _fill(self) -> None:
        """Start workers in the background until there are as many as wanted."""
        while self._guests is not None and not self._closed and len(self._all) + len(self._starting) < self._wanted:
            self._starting.add(self._spawn(self._start_one(self._guests)))

    async def _start_one(self, guests: tuple[Path, Path]) -> None:
        try:
            self._adopt(await WorkerProcess.start(*guests))
        except SandboxError as error:
            self._failure = error
        finally:
            self._starting.discard(asyncio.current_task())
            self._changed.set()

    def _adopt(self, worker: WorkerProcess) -> None:
        self._all.add(worker)
        if self._closed:
            self._lose(worker)
        else:
            self._idle.append(worker)
            self._spawn(self._forget_when_ended(worker))
            self._changed.set()

    async def _forget_when_ended(self, worker: WorkerProcess) -> None:
        """An idle worker that somebody killed is none; the next job fills its place, so a worker that dies at once
        is not started again and again while nobody wants it."""
        await worker.ended()
        if worker in self._idle:
            self._idle.remove(worker)
            self._all.discard(worker)
            await worker.kill()

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
