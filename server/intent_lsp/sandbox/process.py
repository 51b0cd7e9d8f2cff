"""One worker process as the program sees it: start it, give it a job, kill it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sys
from collections.abc import Sequence
from typing import Any

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import encode, launch, wire
from intent_lsp.sandbox.contract import Job, Run, Stopped
from intent_lsp.sandbox.outcome import Breach, Ledger

START_SECONDS = 60.0
"""A worker starts in a tenth of a second; on a machine that swaps it may take much longer."""
GRACE = 5.0
"""Seconds beyond a call's own limit before the worker itself is taken for dead."""


class WorkerDied(Exception):
    """The worker is gone; whoever runs a job decides what that means."""


class WorkerProcess:
    """A started worker. ``layers`` is what it reports about its hardening."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.layers: list[list[Any]] = []

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process has not ended as far as we know."""
        return self._process.returncode is None

    @classmethod
    async def start(cls, arguments: Sequence[str], prefix: Sequence[str] = ()) -> WorkerProcess:
        """Start a worker and wait until it is ready. Raises SandboxError with what the worker said."""
        command = [*prefix, *launch.command("intent_lsp.sandbox.worker.main", *arguments)]
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                env=launch.environment(), cwd="/" if os.name == "posix" else None, start_new_session=os.name == "posix",
                limit=1 << 20,
            )
        except OSError as error:
            raise SandboxError(
                f"the sandbox's worker cannot be started: {error}", hint="`intent doctor` shows what is missing."
            ) from error
        worker = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                message = await worker._receive()
        except (TimeoutError, ValueError, EOFError, OSError) as error:
            said = await worker.kill()
            last = said.strip().splitlines()[-1][:300] if said.strip() else type(error).__name__
            raise SandboxError(
                f"the sandbox's worker does not start: {last}", hint="`intent doctor` shows what is missing."
            ) from error
        except BaseException:
            await worker.kill()
            raise
        worker.layers = message.get("layers") or []
        return worker

    async def run(self, job: Job) -> Run:
        """Run one job. Raises WorkerDied when the worker ends on its own before the candidate is loaded.

        On every way out but a normal return the worker's state is unknown: the caller must kill it.
        """
        nonce = secrets.token_hex(8)
        ledger = Ledger(job, nonce)
        limits = job.limits
        message = {
            "nonce": nonce, "target": job.target, "code": job.code, "entry": job.entry,
            "calls": [encode.arguments(call, job.target) for call in job.calls], "modules": dict(job.modules),
            "seconds": limits.seconds_per_call, "output": limits.output,
            "memory": limits.memory_js if job.target == "js" else limits.memory_py,
        }
        patience = limits.seconds_per_call + GRACE
        try:
            assert self._process.stdin is not None  # noqa: S101 (made with a pipe)
            self._process.stdin.write(wire.frame(message))
            await self._process.stdin.drain()
            while True:
                async with asyncio.timeout(patience):
                    frame = await self._receive()
                if ledger.take(frame):
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
        if process.stdin is not None:
            process.stdin.close()
        said = b""
        if process.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                said = await process.stderr.read(1 << 16)
        await process.wait()
        transport = getattr(process, "_transport", None)
        if transport is not None:
            transport.close()  # its pipes, before the event loop is closed
        return said.decode("utf-8", "replace")

    async def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 (made with a pipe)
        try:
            header = await self._process.stdout.readexactly(wire.HEADER.size)
            return wire.parse(await self._process.stdout.readexactly(wire.length(header)))
        except asyncio.IncompleteReadError as error:
            raise EOFError("the worker closed its pipe") from error


def prefix() -> list[str]:
    """What stands before the worker's command on this system."""
    if sys.platform == "darwin":
        return []
    return []
