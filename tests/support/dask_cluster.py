"""A real Dask cluster on loopback, of processes that can be killed, stopped and made to lie."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Security

from tests.support.command import SERVER, environment
from tests.support.strangers import new_machine

_LIAR = Path(__file__).with_name("lying_worker.py")


@dataclass
class DaskCluster:
    """A scheduler, and the workers that were started."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 0
    scheme: str = "tcp"
    keys: dict[str, str] = field(default_factory=dict)
    """The environment that holds the keys of TLS."""
    user: dict[str, str] = field(default_factory=dict)
    """The environment that holds the user's cache folder."""
    scheduler: asyncio.subprocess.Process = field(init=False)
    workers: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """For ``--on``."""
        return f"{'tls' if self.keys else 'dask'}://{self.host}:{self.port}"

    async def worker(self, name: str, *, lie: str = "", threads: int = 1, host: str = "", before: str = "") -> None:
        """Start a worker, and wait until the scheduler has it.

        ``lie``: one of ``tests/support/lying_worker.py``; ``host``: its own address, if that is not the scheduler's;
        ``before``: the command that starts it, such as ``ip netns exec NAME``.
        """
        preload = ("--preload", os.fspath(_LIAR)) if lie else ()
        address = f"{self.scheme}://{self.host}:{self.port}"
        process = await _python(
            self.folder, before.split(), "dask_worker", address, "--no-nanny", "--no-dashboard",
            "--host", host or self.host, "--name", name, "--nthreads", str(threads),
            "--local-directory", str(self.folder / name), *preload, LIE=lie, **self.keys, **self.user,
        )  # fmt: skip
        self.workers[name] = process
        await _line(process, "Registered to")

    def kill(self, name: str) -> None:
        self.workers[name].send_signal(signal.SIGKILL)

    def stop(self, name: str) -> None:
        self.workers[name].send_signal(signal.SIGSTOP)


@asynccontextmanager
async def dask_cluster(folder: Path, *, tls: bool = False, host: str = "127.0.0.1") -> AsyncIterator[DaskCluster]:
    """A scheduler with no worker yet; everything ends with the block. ``tls``: only who has the keys may connect."""
    made = DaskCluster(folder, host, scheme="tls", keys=_keys(folder)) if tls else DaskCluster(folder, host)
    made.user = new_machine(folder / "user")  # what a worker keeps for its user must not outlive the test
    made.scheduler = await _python(
        folder, [], "dask_scheduler", "--host", f"{made.scheme}://{host}", "--port", "0", "--no-dashboard", **made.keys
    )
    try:
        made.port = int((await _line(made.scheduler, rf"Scheduler at:\s+\w+://{re.escape(host)}:(\d+)"))[1])
        yield made
    finally:
        for process in (*made.workers.values(), made.scheduler):
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _keys(folder: Path) -> dict[str, str]:
    """New keys, where Dask's own configuration has them: in files that its variables name."""
    made = Security.temporary()
    texts = {"CA_FILE": made.tls_ca_file}
    for who in ("SCHEDULER", "WORKER", "CLIENT"):
        texts[f"{who}__KEY"] = getattr(made, f"tls_{who.lower()}_key")
        texts[f"{who}__CERT"] = getattr(made, f"tls_{who.lower()}_cert")
    for name, text in texts.items():
        (folder / f"{name}.pem").write_text(text)
    return {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(folder / f"{name}.pem") for name in texts}


async def _python(
    folder: Path, before: list[str], module: str, *arguments: str, **more: str
) -> asyncio.subprocess.Process:
    env = environment(folder, **more)
    env["PYTHONPATH"] = os.pathsep.join((str(SERVER), str(SERVER.parent)))
    return await asyncio.create_subprocess_exec(
        *before, sys.executable, "-m", f"distributed.cli.{module}", *arguments, cwd=folder, env=env,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _line(process: asyncio.subprocess.Process, pattern: str) -> re.Match[str]:
    """Wait for a line of its log; what follows is read and forgotten, so that the pipe never fills."""
    assert process.stderr is not None
    seen = []
    async with asyncio.timeout(60):
        async for line in process.stderr:
            seen.append(line.decode())
            if found := re.search(pattern, seen[-1]):
                _drain(process.stderr)
                return found
    raise AssertionError("".join(seen))


_DRAINING: set[asyncio.Task[None]] = set()


def _drain(stream: asyncio.StreamReader) -> None:
    async def read() -> None:
        while await stream.read(1 << 16):
            pass

    task = asyncio.ensure_future(read())
    _DRAINING.add(task)
    task.add_done_callback(_DRAINING.discard)
