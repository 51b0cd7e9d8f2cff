"""Workers come and go: cancellation, death, several jobs at once, closing."""
# ruff: noqa: E501 (a program in a string is easiest to read on one line)

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio

from intent_lsp.errors import SandboxError
from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Job, Limits, Returned, Sandbox, Stopped
from intent_lsp.sandbox.wasm import WasmSandbox
from tests.sandbox.conftest import PATIENT

ENDLESS = Job("py", "def f():\n    while True: pass", "f", ((),), limits=Limits(seconds_per_call=30))
QUICK = Job("py", "def f(x):\n    return x + 1", "f", ((1,),), limits=Limits(seconds_per_call=PATIENT))
QUICK_JS = Job("js", "export const f = x => x + 1;", "f", ((1,),), limits=Limits(seconds_per_call=PATIENT))


@pytest_asyncio.fixture
async def own() -> AsyncIterator[WasmSandbox]:
    """A sandbox that a test may break."""
    made = WasmSandbox()
    await made.start()
    yield made
    await made.close()


def exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def until_full(sandbox: WasmSandbox) -> tuple[int, ...]:
    """Wait for the spare."""
    async with asyncio.timeout(30):
        while len(sandbox.pids()) < 2:  # noqa: ASYNC110 (another process changes this)
            await asyncio.sleep(0.02)
    return sandbox.pids()


async def busy_worker(sandbox: WasmSandbox) -> int:
    """The worker that burns processor time."""

    def used(pid: int) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = {pid: used(pid) for pid in sandbox.pids()}
    enough = 0.3 * os.sysconf("SC_CLK_TCK")  # more than one that only gets ready needs
    async with asyncio.timeout(30):
        while not (busy := [pid for pid in before if used(pid) - before[pid] >= enough]):  # noqa: ASYNC110 (another process changes this)
            await asyncio.sleep(0.02)
    return busy[0]


def test_the_factory_makes_a_sandbox() -> None:
    sandbox: Sandbox = create_sandbox()
    assert isinstance(sandbox, WasmSandbox)


async def test_run_starts_what_is_not_started() -> None:
    sandbox = WasmSandbox()
    try:
        assert (await sandbox.run(QUICK)).outcomes == (Returned(2),)
    finally:
        await sandbox.close()


async def test_two_jobs_at_once(own: WasmSandbox) -> None:
    await until_full(own)
    slow = Job("js", "export function f() { for (;;); }", "f", ((),), limits=Limits(seconds_per_call=1.0))
    blocked = asyncio.create_task(own.run(slow))
    await asyncio.sleep(0.1)
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert not blocked.done(), "the quick job did not wait for the slow one"
    assert isinstance((await blocked).outcomes[0], Stopped)


async def test_many_jobs_at_once_all_come_back(own: WasmSandbox) -> None:
    jobs = [
        Job(
            "js" if n % 2 else "py",
            "export const f = x => x * 2;" if n % 2 else "def f(x):\n    return x * 2",
            "f",
            ((n,),),
        )
        for n in range(30)
    ]
    runs = await asyncio.gather(*(own.run(job) for job in jobs))
    assert [run.outcomes for run in runs] == [(Returned(n * 2),) for n in range(30)]


async def test_a_cancelled_job_is_abandoned_and_its_worker_killed(own: WasmSandbox) -> None:
    before = await until_full(own)
    task = asyncio.create_task(own.run(ENDLESS))
    victim = await busy_worker(own)
    assert victim in before
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    started = time.monotonic()
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert time.monotonic() - started < 20, "the spare answers, not the end of the abandoned job"
    after = await until_full(own)
    assert victim not in after
    assert not exists(victim)


async def test_cancelling_while_waiting_for_a_worker(own: WasmSandbox) -> None:
    await until_full(own)
    running = [asyncio.create_task(own.run(ENDLESS)) for _ in range(2)]
    await asyncio.sleep(0.1)
    waiting = asyncio.create_task(own.run(QUICK))
    await asyncio.sleep(0.1)
    for task in (waiting, *running):
        task.cancel()
    await asyncio.gather(waiting, *running, return_exceptions=True)
    assert (await own.run(QUICK_JS)).outcomes == (Returned(2),)


@pytest.mark.slow
async def test_a_killed_worker_costs_nothing(own: WasmSandbox) -> None:
    await until_full(own)
    code = "import itertools\ndef f(x):\n    for _ in itertools.repeat(None, 200_000_000): pass\n    return x"
    task = asyncio.create_task(own.run(Job("py", code, "f", ((7,),), limits=Limits(seconds_per_call=60))))
    victim = await busy_worker(own)
    assert not task.done(), "the worker was killed in the middle of the job"
    os.kill(victim, signal.SIGKILL)
    assert (await task).outcomes == (Returned(7),), "the job is run again on the spare"
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert victim not in await until_full(own)


async def test_an_idle_worker_that_was_killed_is_none_and_the_next_job_fills_its_place(own: WasmSandbox) -> None:
    victim, other = await until_full(own)
    os.kill(victim, signal.SIGKILL)
    async with asyncio.timeout(30):
        while victim in own.pids():  # noqa: ASYNC110 (another process changes this)
            await asyncio.sleep(0.02)
    assert own.pids() == (other,), "nobody wants a second worker now"
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert victim not in await until_full(own)


async def test_idle_workers_that_were_killed_are_replaced(own: WasmSandbox) -> None:
    for pid in await until_full(own):
        os.kill(pid, signal.SIGKILL)
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert (await own.run(QUICK_JS)).outcomes == (Returned(2),)


async def until_stopped(pids: Iterable[int]) -> None:
    """A process stops when its main thread takes the signal; until then another thread of it may take a job."""
    if sys.platform == "linux":
        async with asyncio.timeout(30):
            for pid in pids:
                while (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "T":  # noqa: ASYNC110
                    await asyncio.sleep(0.01)


async def test_a_worker_that_hangs_is_killed_by_the_parent(own: WasmSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = await until_full(own)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)  # a worker that does nothing any more, not even keep its deadline
    await until_stopped(pids)
    job = Job("py", "def f(x):\n    return x", "f", ((1,), (2,)), limits=Limits(seconds_per_call=0.2))
    with monkeypatch.context() as patched:
        patched.setattr("intent_lsp.sandbox.process.GRACE", 0.3)
        run = await own.run(job)
        assert isinstance(run.load_error, Stopped)
        assert run.load_error.reason == "time"
        await own.run(job)
    assert (await own.run(QUICK)).outcomes == (Returned(2),)
    assert not set(pids) & set(await until_full(own))


async def test_closing_leaves_nothing() -> None:
    sandbox = WasmSandbox()
    await sandbox.start()
    pids = await until_full(sandbox)
    job = asyncio.create_task(sandbox.run(ENDLESS))
    await asyncio.sleep(0.1)
    await sandbox.close()
    await sandbox.close()
    assert [pid for pid in pids if exists(pid)] == []
    with pytest.raises(SandboxError):
        await job
    with pytest.raises(SandboxError):
        await sandbox.run(QUICK)


@pytest.mark.parametrize("seconds", [0, 0.001, 0.02, 0.06])
async def test_closing_while_a_worker_starts_leaves_nothing_of_it(seconds: float) -> None:
    before = children()
    sandbox = WasmSandbox()
    await sandbox.start()
    await asyncio.sleep(seconds)
    await sandbox.close()
    assert children() == before


def children() -> set[int]:
    """The processes that this one has started, and that it has not reaped."""
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


async def test_closing_what_never_started() -> None:
    sandbox = WasmSandbox()
    await sandbox.close()
    with pytest.raises(SandboxError):
        await sandbox.run(QUICK)


async def test_workers_end_with_the_program() -> None:
    """Even when it is killed and cannot say good-bye."""
    code = (
        "import asyncio, sys\nfrom intent_lsp.sandbox.wasm import WasmSandbox\nasync def main():\n    s = WasmSandbox()\n"
        "    await s.start()\n    print(*s.pids(), flush=True)\n    await asyncio.sleep(60)\nasyncio.run(main())\n"
    )
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert program.stdout is not None
    pids = [int(word) for word in (await program.stdout.readline()).split()]
    assert pids
    program.kill()
    await program.communicate()
    async with asyncio.timeout(20):
        while any(exists(pid) for pid in pids):  # noqa: ASYNC110 (another process changes this)
            await asyncio.sleep(0.05)


async def test_a_sandbox_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\necho 'no such thing' >&2\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    sandbox = WasmSandbox()
    with pytest.raises(SandboxError, match="no such thing") as caught:
        await sandbox.run(QUICK)
    assert "intent doctor" in caught.value.hint
    await sandbox.close()


async def test_the_layers_of_protection_are_reported(own: WasmSandbox) -> None:
    layers = {layer.name: layer for layer in own.hardening()}
    assert layers["webassembly"].active
    if sys.platform == "linux":
        assert {"limits", "landlock", "seccomp"} <= set(layers)
        assert all(layer.detail for layer in layers.values())
    assert WasmSandbox().hardening() == ()
