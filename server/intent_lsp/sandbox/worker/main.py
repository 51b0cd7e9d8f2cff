"""The worker's life: load both guests, give up every right, say so, then run one request after the other."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

from wasmtime import Config, Engine, Module, Trap, TrapCode, WasmtimeError
from wasmtime.component import Component

from intent_lsp.runtime_versions import OLDEST_NODE
from intent_lsp.sandbox import wire
from intent_lsp.sandbox.contract import START_NS
from intent_lsp.sandbox.hardening import enter
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.worker.collector import Collector, Stop
from intent_lsp.sandbox.worker.javascript_engine import JavaScriptEngine
from intent_lsp.sandbox.worker.python_engine import PythonEngine
from intent_lsp.sandbox.worker.ticker import Ticker

WASM_STACK = 2 << 20
THREAD_STACK = 32 << 20
"""Bytes. Candidates run on a thread of our own making, so that the depth they get is the same on every system."""


def engine() -> Engine:
    """The engine with the settings that compiled guests depend on."""
    config = Config()
    config.epoch_interruption = True
    config.max_wasm_stack = WASM_STACK
    config.memory_init_cow = True
    return Engine(config)


class Worker:
    """Both engines behind the framed pipe on file descriptors 0 and 1."""

    def __init__(self, python: str, javascript: str, memory: dict[str, int]) -> None:
        self._engine = engine()
        self._python = PythonEngine(self._engine, Component.deserialize_file(self._engine, python))
        self._javascript = JavaScriptEngine(self._engine, Module.deserialize_file(self._engine, javascript))
        self._ticker = Ticker(self._engine)
        self._memory = memory

    def main(self) -> None:
        """Serve until the pipe closes."""
        hardening = enter.before_threads()
        self._ticker.start()
        threading.stack_size(THREAD_STACK)
        thread = threading.Thread(target=self._guarded, args=(hardening,), name="candidates")
        thread.start()
        thread.join()

    def _guarded(self, hardening: list[Layer]) -> None:
        try:
            self._serve(hardening)
        finally:
            os._exit(0)

    def _serve(self, hardening: list[Layer]) -> None:
        with self._ticker:
            for _ in range(2):  # the second time all is mapped already
                for target in ("py", "js"):
                    self._run(_trivial(target, self._memory[target]), lambda _data: None)
                    self._prepare(_trivial(target, self._memory[target]))
        hardening += enter.before_candidates()
        _send(wire.frame({"ready": True, "layers": [[layer.name, layer.active, layer.detail] for layer in hardening]}))
        while True:
            request = _receive()
            if request is None:
                return
            self._run(request, _send)
            self._prepare(request)

    def _prepare(self, request: dict[str, Any]) -> None:
        """The next candidate is likely to be like the last one."""
        if request["target"] == "py":
            self._python.prepare(request["memory"])
        else:
            self._javascript.prepare(request)

    def _run(self, request: dict[str, Any], send: Any) -> None:
        results = len(request["calls"]) * (2 if request["repeat"] else 1)
        collector = Collector(request["nonce"], results, request["output"], send)
        started = time.monotonic()
        stopped: Stop | None = None
        try:
            with self._ticker:
                (self._python if request["target"] == "py" else self._javascript).run(request, collector)
        except Stop as stop:
            stopped = stop
        except (Trap, WasmtimeError) as error:
            stopped = why(error, request)
        collector.done(stopped, time.monotonic() - started)


def why(error: Trap | WasmtimeError, request: dict[str, Any]) -> Stop:
    """The reason behind a trap, for a person."""
    text = str(error)
    code = error.trap_code if isinstance(error, Trap) else None
    if code is TrapCode.INTERRUPT or "wasm trap: interrupt" in text:
        return Stop("time", f"did not return within {request['seconds']:g} s")
    if code is TrapCode.STACK_OVERFLOW or "call stack exhausted" in text:
        return Stop("depth", "called itself too deeply")
    if "unknown import" in text:
        name = text.partition("unknown import: `")[2].partition("`")[0]
        if "exit" in name:
            return Stop("trap", "ended the program")
        return Stop("trap", "asked for something the sandbox does not offer" + (f" ({name})" if name else ""))
    if "unreachable" in text:
        return Stop("trap", "crashed the interpreter")
    return Stop("trap", "crashed the interpreter (" + text.strip().splitlines()[-1][:120] + ")")


def _trivial(target: str, memory: int) -> dict[str, Any]:
    code, call = (
        ("def f(x):\n    return x\n", "[1]") if target == "py" else ("export function f(x) { return x; }", ["[1]", ""])
    )
    return {
        "nonce": "",
        "target": target,
        "code": code,
        "name": "c",
        "entry": "f",
        "calls": [call],
        "modules": {},
        "repeat": False,
        "clock": START_NS,
        "zone": 0,
        "seed": 0,
        "node": OLDEST_NODE,
        "seconds": 60.0,
        "memory": memory,
        "output": 1024,
    }


def _receive() -> dict[str, Any] | None:
    header = _read(wire.HEADER.size)
    body = _read(wire.length(header)) if header else None
    return wire.parse(body) if body else None


def _read(count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        piece = os.read(0, count - len(data))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _send(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def main() -> None:
    """``argv``: the compiled Python guest, the compiled JavaScript guest, their memory limits in bytes."""
    python, javascript, memory_py, memory_js = sys.argv[-4:]
    try:
        worker = Worker(python, javascript, {"py": int(memory_py), "js": int(memory_js)})
    except WasmtimeError as error:  # compiled for another processor, or damaged: the program compiles again
        sys.exit("refused: " + " ".join(str(error).split()))
    worker.main()
