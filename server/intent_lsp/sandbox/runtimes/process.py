"""One hardened process of the user's own interpreter: started ahead, used for one candidate, then killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import sys
from functools import cache
from pathlib import Path
from typing import Any

from intent_lsp.sandbox import encode, launch, wire
from intent_lsp.sandbox.contract import Job, Run, Stopped
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.hardening.outside import Enclosure
from intent_lsp.sandbox.outcome import Breach, JobMessages
from intent_lsp.sandbox.runtimes.find import Runtime

START_SECONDS = 20.0
DATA = {"js": 1 << 30, "py": 512 << 20}
"""Bytes of writable memory, by target."""
_HERE = Path(__file__).parent
_LAUNCHER = "intent_lsp.sandbox.runtimes.launcher"
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime")
_DEVICES = ("/dev/null", "/dev/urandom", "/proc/self/maps", "/proc/meminfo", "/sys/fs/cgroup")
_LOADERS = ("/lib/ld-linux-aarch64.so.1", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1")
_NODE_FLAGS = (
    "--no-warnings",
    "--experimental-vm-modules",
    "--max-old-space-size=256",
    "--openssl-config=/dev/null",  # the system's lies where nothing may be read
)
_GUEST = ("encode", "errors", "introspection", "modules", "shape", "waiting", "stages")
"""In the order of their imports."""


class NotHardened(Exception):
    """The process cannot be confined here; nothing was executed."""


class RuntimeProcess:
    """A started interpreter that has seen no candidate yet."""

    def __init__(self, runtime: Runtime, process: asyncio.subprocess.Process, enclosure: Enclosure) -> None:
        self._runtime, self._process, self._enclosure = runtime, process, enclosure
        self.layers: tuple[Layer, ...] = ()

    @property
    def pid(self) -> int:
        return self._process.pid

    @classmethod
    async def start(cls, runtime: Runtime, seed: int = 1, zone_minutes: int | None = None) -> RuntimeProcess:
        """Start and harden. ``seed`` decides the order of Python's sets, ``zone_minutes`` Node's local time.

        Raises NotHardened with the reason.
        """
        enclosure = Enclosure()
        try:
            process = await asyncio.create_subprocess_exec(
                *_command(runtime, enclosure, seed, zone_minutes),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                env=launch.environment(), cwd=launch.working_folder(), start_new_session=os.name == "posix",
                limit=1 << 20,
            )  # fmt: skip
        except OSError as error:
            raise NotHardened(f"it cannot be started: {error}") from error
        made = cls(runtime, process, enclosure)
        try:
            async with asyncio.timeout(START_SECONDS):
                await made._confine()
                await made._exchange(_first(runtime))
        except (TimeoutError, ValueError, KeyError, EOFError, OSError) as error:
            said = (await made.kill()).strip().splitlines()
            raise NotHardened(f"it does not start: {said[-1][:200] if said else type(error).__name__}") from error
        except BaseException:
            await made.kill()
            raise
        return made

    async def _confine(self) -> None:
        outer = tuple(self._enclosure.enclose(self._process.pid))
        told = (await self._receive())["layers"]
        self.layers = (*outer, *(Layer(str(name), bool(active), str(detail)) for name, active, detail in told))
        missing = [f"{layer.name}: {layer.detail}" for layer in self.layers if not layer.active]
        if sys.platform == "win32" or missing or not self.layers:
            raise NotHardened("; ".join(missing) or "this system cannot confine it")

    async def run(self, job: Job) -> Run:
        """Run one job and end the process. What it does wrong is in the Run; never raises for the candidate."""
        ledger = JobMessages(job, "")
        limit = job.limits.seconds_per_call
        try:
            await self._answer(ledger, -1, limit, _to_load(job, ledger.name))
            for index, call in enumerate(job.calls):
                if ledger.ended:
                    break
                await self._answer(ledger, index, limit, encode.arguments(call, job.target))
            ledger.take({"nonce": "", "done": 0 if ledger.ended else len(job.calls)})
            return ledger.run()
        except TimeoutError:
            return ledger.stop(Stopped("time", f"did not return within {limit:g} s"))
        except (EOFError, OSError):
            return ledger.stop(Stopped("trap", "ended the program"))
        except (Breach, ValueError, KeyError):
            return ledger.breach()
        finally:
            await self.kill()

    async def kill(self) -> str:
        """End the process at once and reap it; returns what it wrote to standard error. Safe to call twice."""
        with contextlib.suppress(ProcessLookupError):
            if self._process.returncode is None:
                self._process.kill()
        said = b""
        if self._process.stderr is not None and not self._process.stderr.at_eof():
            with contextlib.suppress(OSError):
                said = await self._process.stderr.read(1 << 16)
        await self._process.wait()
        self._enclosure.close()
        launch.close_pipes(self._process)
        return said.decode("utf-8", "replace")

    async def _answer(self, ledger: JobMessages, index: int, seconds: float, request: Any) -> None:
        async with asyncio.timeout(seconds):
            payload = await self._exchange({"request": request})
        ledger.take({"nonce": "", "index": index, "payload": payload})

    async def _exchange(self, message: dict[str, Any]) -> Any:
        """Ask and take the one answer, which must carry the question's own nonce."""
        nonce = secrets.token_hex(8)
        assert self._process.stdin is not None  # noqa: S101 (made with a pipe)
        self._process.stdin.write(wire.frame({**message, "nonce": nonce}))
        await self._process.stdin.drain()
        frame = await self._receive()
        if frame.get("nonce") != nonce:
            raise ValueError("an answer to another question")
        return frame["payload"]

    async def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 (made with a pipe)
        try:
            header = await self._process.stdout.readexactly(wire.HEADER.size)
            return wire.parse(await self._process.stdout.readexactly(wire.length(header)))
        except asyncio.IncompleteReadError as error:
            raise EOFError("the interpreter closed its pipe") from error


def _command(runtime: Runtime, enclosure: Enclosure, seed: int, zone_minutes: int | None) -> list[str]:
    if runtime.target == "js":
        flags = [*_NODE_FLAGS, "--input-type=module", "-e", _text("harness.mjs")]
    else:
        flags = ["-P", "-s", "-S", "-B", "-c", _text("harness.py")]
    order = {
        "command": [str(runtime.path), *flags],
        "readable": [*map(str, runtime.library), *_SYSTEM, *_DEVICES],
        "executable": [str(runtime.path), *_LOADERS],
        "data": DATA[runtime.target],
        "threads": runtime.target == "js",
        "environment": {"PYTHONHASHSEED": str(seed)} if runtime.target == "py" else _zone(zone_minutes),
    }
    outside = enclosure.prefix([*launch.folders(), *runtime.library, runtime.path.parent])
    return [*outside, *launch.command(_LAUNCHER, json.dumps(order))]


def _zone(minutes: int | None) -> dict[str, str]:
    """The variable that sets Node's local time; only the zones of the variation have a name here."""
    return {} if minutes is None else {"TZ": {-570: "Pacific/Marquesas"}.get(minutes, "UTC")}


def _to_load(job: Job, name: str) -> str | dict[str, Any]:
    """What asks for the candidate to be loaded: JSON text for Python, as for each call."""
    request = {"code": job.code, "name": name, "entry": job.entry, "modules": dict(job.modules)}
    return request if job.target == "js" else json.dumps({**request, "repeat": False})


def _first(runtime: Runtime) -> dict[str, Any]:
    """The trusted part of the guests, which the harness uses too."""
    if runtime.target == "js":
        return {"prelude": _text("../guest_js/prelude.js")}
    return {"guest": {name: _text(f"../guest_py/intent_guest/{name}.py") for name in _GUEST}}


@cache
def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
