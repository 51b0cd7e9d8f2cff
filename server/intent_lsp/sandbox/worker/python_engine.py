"""The Python guest: CPython as a WASI component, a fresh instance per candidate."""

from __future__ import annotations

import json
from typing import Any

from wasmtime import Engine, Store, StoreContext
from wasmtime.component import Component, Func, Linker

from intent_lsp.sandbox.worker import warm_up
from intent_lsp.sandbox.worker.collector import Collector
from intent_lsp.sandbox.worker.ticker import ticks
from intent_lsp.sandbox.worker.wasi import Clock, WasiHost

_CALLABLE = '{"shape"'
"""How an answer begins after which there is a function to call."""
_EXPORTS = ("give", "load", "call")
_PASSED_ON = ("code", "name", "entry", "modules", "repeat", "seed", "zone")


class _Prepared:
    """An instance whose exports have been used once."""

    def __init__(self, store: Store, exports: dict[str, Func], memory: int) -> None:
        self.store, self.memory = store, memory
        self._give, self._load, self._call = (exports[name] for name in _EXPORTS)

    def load(self, request: str) -> str:
        return self._ask(self._load, request)

    def call(self, arguments: str) -> str:
        return self._ask(self._call, arguments)

    def _ask(self, function: Func, text: str) -> str:
        self._give(self.store, text)
        self._give.post_return(self.store)
        answer: str = function(self.store)
        function.post_return(self.store)
        return answer


class PythonEngine:
    """Prepares and runs instances of the Python guest."""

    def __init__(self, engine: Engine, component: Component) -> None:
        self._engine, self._component = engine, component
        self._linker = Linker(engine)
        self._wasi = WasiHost()
        self._wasi.define(self._linker, engine, component)
        self._collector = Collector("", 1, 0, lambda _data: None)
        with self._linker.root() as root:
            root.add_func("write", self._write)
        self._exports = {name: component.get_export_index(name) for name in _EXPORTS}
        self._ready: _Prepared | None = None
        self._spent: Store | None = None

    def prepare(self, memory: int) -> None:
        """Clear away the last instance, make the next one ready (with a trivial candidate of our own) and keep it."""
        if self._spent is not None:
            self._spent.close()
            self._spent = None
        if self._ready is not None:
            if self._ready.memory == memory:
                return
            self._ready.store.close()
            self._ready = None
        self._wasi.clock, self._collector = Clock(), Collector("", 1, 1024, lambda _data: None)
        store = Store(self._engine)
        store.set_limits(memory_size=memory)
        store.set_epoch_deadline(ticks(60.0))
        instance = self._linker.instantiate(store, self._component)
        exports = {}
        for name, index in self._exports.items():
            export = instance.get_func(store, index) if index else None
            if export is None:
                raise RuntimeError(f"the Python guest has no function {name!r}")
            exports[name] = export
        ready = _Prepared(store, exports, memory)
        ready.load(warm_up.LOAD)
        if ready.call(warm_up.CALL) != warm_up.EXPECTED:
            raise RuntimeError("the Python guest gives a wrong answer")
        self._ready = ready

    def run(self, request: dict[str, Any], collector: Collector) -> None:
        """Run one candidate in the prepared instance. Raises what the guest raises: Stop, Trap, WasmtimeError."""
        self.prepare(request["memory"])
        ready, self._ready = self._ready, None
        assert ready is not None  # noqa: S101 (prepare has just made it)
        self._wasi.clock, self._collector = Clock(request["clock"], request["seed"]), collector
        deadline, again = ticks(request["seconds"]), ("",) if request["repeat"] else ()
        try:
            ready.store.set_epoch_deadline(deadline)
            loaded = ready.load(json.dumps({key: request[key] for key in _PASSED_ON}))
            collector.result(-1, loaded)
            if not loaded.startswith(_CALLABLE):
                return
            for text in (text for arguments in request["calls"] for text in (arguments, *again)):
                ready.store.set_epoch_deadline(deadline)
                collector.result(collector.next, ready.call(text))
        finally:
            self._spent = ready.store

    def _write(self, _store: StoreContext, text: str) -> None:
        self._collector.write(text)
