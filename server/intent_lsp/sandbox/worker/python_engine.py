"""The Python guest: CPython as a WASI component, a fresh instance per candidate."""

from __future__ import annotations

import json
from typing import Any

from wasmtime import Engine, Store, StoreContext, _ffi
from wasmtime.component import Component, Func, Linker

from intent_lsp.sandbox.worker.collector import Collector
from intent_lsp.sandbox.worker.ticker import ticks
from intent_lsp.sandbox.worker.wasi import Clock, WasiHost

_PASSED_ON = ("code", "name", "entry", "calls", "modules")
_WARM_UP = json.dumps(
    {
        "code": "def f(x):\n    print(x)\n    return {'a': [x]}\n",
        "name": "c",
        "entry": "f",
        "calls": ["[1]"],
        "modules": {},
    }
)


class PythonEngine:
    """Prepares and runs instances of the Python guest."""

    def __init__(self, engine: Engine, component: Component) -> None:
        self._engine, self._component = engine, component
        self._linker = Linker(engine)
        self._wasi = WasiHost()
        self._wasi.define(self._linker, engine, component)
        self._collector = Collector("", 1, 0, lambda _data: None)
        self._seconds = 1.0
        with self._linker.root() as root:
            root.add_func("emit", self._emit)
            root.add_func("write", self._write)
        self._run_index = component.get_export_index("run")
        self._ready: tuple[Store, Func, int] | None = None
        self._spent: Store | None = None

    def prepare(self, memory: int) -> None:
        """Clear away the last instance, make the next one ready (with a trivial candidate of our own) and keep it."""
        if self._spent is not None:
            self._spent.close()
            self._spent = None
        if self._ready is not None:
            if self._ready[2] == memory:
                return
            self._ready[0].close()
            self._ready = None
        self._wasi.clock, self._collector, self._seconds = Clock(), Collector("", 1, 1024, lambda _data: None), 60.0
        store = Store(self._engine)
        store.set_limits(memory_size=memory)
        store.set_epoch_deadline(ticks(60.0))
        instance = self._linker.instantiate(store, self._component)
        function = instance.get_func(store, self._run_index or "run")
        if function is None:
            raise RuntimeError("the Python guest has no function 'run'")
        function(store, _WARM_UP)
        self._ready = (store, function, memory)

    def run(self, request: dict[str, Any], collector: Collector) -> None:
        """Run one candidate in the prepared instance. Raises what the guest raises: Stop, Trap, WasmtimeError."""
        self.prepare(request["memory"])
        assert self._ready is not None  # noqa: S101 (prepare has just made it)
        store, function, _ = self._ready
        self._ready = None
        self._wasi.clock, self._collector, self._seconds = Clock(), collector, request["seconds"]
        try:
            store.set_epoch_deadline(ticks(self._seconds))
            function(store, json.dumps({key: request[key] for key in _PASSED_ON}))
        finally:
            self._spent = store

    def _emit(self, store: StoreContext, index: int, payload: str) -> None:
        self._collector.result(index, payload)
        # Every call has its own deadline. The order is checked above, so this happens at most once per call.
        _ffi.wasmtime_context_set_epoch_deadline(store._context(), ticks(self._seconds))

    def _write(self, _store: StoreContext, text: str) -> None:
        self._collector.write(text)
