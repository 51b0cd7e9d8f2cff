"""One worker process as the program sees it: start it, give it a job, kill it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from intent_lsp import off_loop
from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import encode, launch, wire
from intent_lsp.sandbox.contract import Job, Limits, Run, Stopped
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.hardening.outside import Enclosure
from intent_lsp.sandbox.outcome import Breach, JobMessages

START_SECONDS = 60.0
"""A worker starts in a tenth of a second; on a machine that swaps it may take much longer."""
GRACE = 5.0
"""Seconds beyond a call's own limit before the worker itself is taken for dead."""
_MODULE = "intent_lsp.sandbox.worker.main"
_DOCTOR = "run `intent doctor`: it shows what is missing"


class GuestRefused(SandboxError):
    """The engine does not load the compiled guest: made for another processor, or damaged."""


class WorkerDied(Exception):
    """The worker ended on its own; whoever runs a job decides what that means."""


class WorkerProcess:
    """A started worker. ``layers`` is what protects the machine from it."""

    def __init__(self, process: asyncio.subprocess.Process, enclosure: Enclosure) -> None:
        self._process, self._enclosure = process, enclosure
        self.busy = False
        """Whether a job was given to it and has not come to its end."""
        self.layers: tuple[Layer, ...] = ()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process has not ended as far as we know."""
        return self._process.returncode is None

    async def ended(self) -> None:
        """Return when the process has ended, however it ended."""
        await self._process.wait()

    @classmethod
    async def start(cls, python: Path, javascript: Path) -> WorkerProcess:
        """Start a worker on two compiled guests and wait until it is ready. Raises SandboxError with what it said."""
        limits, enclosure = Limits(), Enclosure()
        arguments = (str(python), str(javascript), str(limits.memory_py), str(limits.memory_js))
        command = [*enclosure.prefix(launch.folders([python.parent])), *launch.command(_MODULE, *arguments)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=launch.environment(),
                cwd=launch.working_folder(),
                start_new_session=os.name == "posix",
                limit=1 << 20,
            )
        except OSError as error:
            raise SandboxError(f"the sandbox's worker cannot be started: {error}", hint=_DOCTOR) from error
        worker = cls(process, enclosure)
        try:
            outer = enclosure.enclose(process.pid)
            async with asyncio.timeout(START_SECONDS):
                ready = await worker._receive()
        except (TimeoutError, ValueError, EOFError, OSError) as error:
            said = (await worker.kill()).strip().splitlines() or [type(error).__name__]
            kind = GuestRefused if said[-1].startswith("refused: ") else SandboxError
            raise kind(f"the sandbox's worker does not start: {said[-1][:300]}", hint=_DOCTOR) from error
        except BaseException:
            await worker.kill()
            raise
        inner = [Layer(str(name), bool(active), str(detail)) for name, active, detail in ready["layers"]]
        guest = Layer("webassembly", True, "a fresh instance without files, network or processes")
        worker.layers = (guest, *outer, *inner)
        return worker

    async def run(self, job: Job) -> Run:
        """Run one job. Raises WorkerDied when the worker ends on its own.

        Afterwards the worker may be dead (look at ``alive``). When this is cancelled it stays ``busy``: kill it.
        """
        nonce, limits = secrets.token_hex(8), job.limits
        ledger = JobMessages(job, nonce)
        request = await off_loop.run_off_loop(off_loop.is_large(*job.calls), _request, job, nonce, ledger.name)
        self.busy = True
        try:
            assert self._process.stdin is not None  # noqa: S101 (made with a pipe)
            self._process.stdin.write(request)
            await self._process.stdin.drain()
            while True:
                async with asyncio.timeout(limits.seconds_per_call + GRACE):
                    body = await self._body()
                if await off_loop.run_off_loop(len(body) > off_loop.LARGE_TEXT, _take, ledger, body):
                    self.busy = False
                    return ledger.run()
        except TimeoutError:
            await self.kill()
            return ledger.stop(Stopped("time", f"did not return within {limits.seconds_per_call:g} s"))
        except (Breach, ValueError):
            await self.kill()
            return ledger.breach()
        except (EOFError, OSError) as error:
            await self.kill()
            raise WorkerDied from error

    async def kill(self) -> str:
        """End the process at once and reap it; returns what it wrote to standard error. Safe to call twice."""
        process = self._process
        with contextlib.suppress(ProcessLookupError):
            if process.returncode is None:
                process.kill()
        said = b""
        if process.stderr is not None and not process.stderr.at_eof():
            with contextlib.suppress(OSError):
                said = await process.stderr.read(1 << 16)
        await process.wait()
        self._enclosure.close()
        launch.close_pipes(process)
        return said.decode("utf-8", "replace")

    async def _receive(self) -> dict[str, Any]:
        return wire.parse(await self._body())

    async def _body(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 (made with a pipe)
        try:
            header = await self._process.stdout.readexactly(wire.HEADER.size)
            return await self._process.stdout.readexactly(wire.length(header))
        except asyncio.IncompleteReadError as error:
            raise EOFError("the worker closed its pipe") from error


def _take(ledger: JobMessages, body: bytes) -> bool:
    return ledger.take_all(wire.parse_all(body))


def _request(job: Job, nonce: str, name: str) -> bytes:
    """The frame that asks the worker for one job; ``name`` is the candidate's module."""
    limits = job.limits
    return wire.frame(
        {
            "nonce": nonce,
            "target": job.target,
            "code": job.code,
            "name": name,
            "entry": job.entry,
            "calls": [encode.arguments(call, job.target) for call in job.calls],
            "modules": dict(job.modules),
            "repeat": job.repeat,
            "clock": job.world.clock_ns,
            "zone": job.world.zone_minutes,
            "seed": job.world.seed,
            "node": limits.oldest_node,
            "seconds": limits.seconds_per_call,
            "output": limits.output,
            "memory": limits.memory_js if job.target == "js" else limits.memory_py,
        }
    )
