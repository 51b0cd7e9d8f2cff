"""The world outside of the sandbox, and what an attack would have changed in it.

Whether an attack was held is decided here, by looking at files, sockets, signals and processes, not by what the
candidate says about itself.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from intent_lsp.sandbox.contract import Job, Limits, Returned, Run
from intent_lsp.sandbox.runtimes.pool import Confirmed, Runtimes
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import Target

SECRET = "canary-5d1f2e"
CONTROL = {
    "py": ("def control(x):\n    return [x, x * 2]\n", [21, 42]),
    "js": ("export function control(x) { return [x, x * 2]; }", [21, 42]),
}
PATIENT = 4.0
"""Seconds per call where time is not what is tested: the machine may be busy."""
Attack = Callable[..., Awaitable[Run]]


def strangers() -> list[str]:
    """Processes below ours that are not sandbox workers, as the system lists them: a worker has no children."""
    parents: dict[int, int] = {}
    lines: dict[int, bytes] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                lines[int(entry.name)] = (entry / "cmdline").read_bytes()
            except OSError:
                continue
    ours = {pid for pid, parent in parents.items() if parent == os.getpid()}
    workers = {pid for pid in ours if b"sandbox.worker.main" in lines.get(pid, b"")}
    return [
        f"process {pid} {lines.get(pid)!r}"
        for pid, parent in parents.items()
        if parent in workers or pid in ours - workers
    ]


@dataclass
class World:
    """A folder with a canary, three listening sockets, a secret in the environment, handlers for signals."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket
    signals: list[int] = field(default_factory=list)

    def fill(self, code: str) -> str:
        """Put what the attack aims at into its code."""
        replaced = {
            "$CANARY": str(self.folder / "canary"),
            "$NEW": str(self.folder / "new"),
            "$FOLDER": str(self.folder),
            "$TCP": str(self.tcp.getsockname()[1]),
            "$UDP": str(self.udp.getsockname()[1]),
            "$UNIX": str(self.folder / "socket"),
            "$PARENT": str(os.getpid()),
        }
        for name, value in replaced.items():
            code = code.replace(name, value)
        return code

    def touched(self) -> list[str]:
        """What changed out here; empty when the attack was held."""
        found = []
        if sorted(path.name for path in self.folder.iterdir()) != ["canary", "socket"]:
            found.append("files in the folder")
        if (self.folder / "canary").read_text() != SECRET:
            found.append("the canary's content")
        readable, _, _ = select.select([self.tcp, self.udp, self.unix], [], [], 0)
        found += [f"socket {sock.getsockname()}" for sock in readable]
        return found + [f"signal {number}" for number in self.signals]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    (tmp_path / "canary").write_text(SECRET)
    monkeypatch.setenv("INTENT_TEST_SECRET", SECRET)
    with (
        socket.socket() as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(tmp_path / "socket"))
        tcp.listen()
        unix.listen()
        made = World(tmp_path, tcp, udp, unix)
        numbers = (signal.SIGUSR1, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, lambda sent, _frame: made.signals.append(sent)) for number in numbers}
        yield made
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.fixture
def attack(sandbox: WasmSandbox, world: World) -> Attack:
    """Run an attack (function ``f``, called with 1 and with 2) and check the world, the clock and the sandbox."""

    async def run(target: Target, code: str, seconds: float = PATIENT) -> Run:
        before = strangers()
        started = time.monotonic()
        limits = Limits(seconds_per_call=seconds)
        found = await sandbox.run(Job(target, world.fill(code), "f", ((1,), (2,)), limits=limits))
        spent = time.monotonic() - started
        assert world.touched() == []
        assert [process for process in strangers() if process not in before] == []
        assert found.load_error is not None or len(found.outcomes) == 2
        assert SECRET not in repr(found)
        assert spent < 60, "the parent's own deadline must have ended this long ago"
        control, expected = CONTROL[target]
        checked = await sandbox.run(Job(target, control, "control", ((21,),)))
        assert checked.outcomes == (Returned(expected),)
        return found

    return run


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def runtimes(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Runtimes]:
    """The user's own Node and Python, one of each for all tests of a session."""
    for command in ("node", "python3"):
        if shutil.which(command) is None:
            pytest.fail(f"{command} is not on PATH: the tests need the runtimes that users have")
    made = Runtimes(tmp_path_factory.mktemp("workspace"))
    yield made
    await made.close()


async def ran(runtimes: Runtimes, job: Job) -> Run:
    """What the user's own runtime says about a job; that it says nothing fails the test."""
    runtimes.warm(job.target)
    said = await runtimes.run(job)
    assert isinstance(said, Confirmed), said
    assert said.run is not None
    return said.run
