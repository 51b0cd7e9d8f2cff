"""The JavaScript guest: QuickJS-ng, a fresh instance per candidate, driven call by call.

The prelude captures intrinsics before the candidate loads. The host settles promises: it runs the jobs that are
pending, then the virtual timers; a promise that neither can settle never will.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from wasmtime import Caller, Engine, FuncType, Linker, Memory, Module, Store, ValType

from intent_lsp.sandbox.contract import START_NS
from intent_lsp.sandbox.node_versions import newer_than
from intent_lsp.sandbox.worker.collector import Collector, Stop
from intent_lsp.sandbox.worker.extras import Extras
from intent_lsp.sandbox.worker.quickjs import GuestFull, QuickJs
from intent_lsp.sandbox.worker.ticker import ticks

_GUEST = Path(__file__).parent.parent / "guest_js"
_PRELUDE, _PLATFORM = ((_GUEST / f"{name}.js").read_text(encoding="utf-8") for name in ("prelude", "platform"))
_RESERVE = 4 << 20
"""Bytes of linear memory that are the guest's own (code's data, stack): its allocator gets the rest."""
_STACK = 384 << 10
_PENDING = '{"v":{"x":["pending promise",""]}}'
_NEVER_LOADS = '{"type":"Error","message":"the module never finishes loading","stack":""}'
_EBADF = 8


class _Prepared:
    """An instance with the prelude loaded."""

    def __init__(
        self, store: Store, guest: QuickJs, made_for: tuple[int, int, tuple[str, ...]], prelude: Mapping[str, int]
    ) -> None:
        self.store, self.guest, self.made_for, self.prelude = store, guest, made_for, prelude


class JavaScriptEngine:
    """Prepares and runs instances of the JavaScript guest."""

    def __init__(self, engine: Engine, module: Module) -> None:
        self._engine, self._module = engine, module
        self._linker = Linker(engine)
        self._define_imports()
        self._ready: _Prepared | None = None
        self._extras = Extras()
        self._spent: Store | None = None
        self._guest: QuickJs | None = None
        self._collector = Collector("", 0, 0, lambda _data: None)
        self._modules: Mapping[str, str] = {}
        self._now, self._start, self._zone, self._chance = 0, START_NS, 0, Random(0)  # noqa: S311 (deterministic)

    def prepare(self, request: dict[str, Any]) -> None:
        """Clear away the last instance, and make one ready for what is like this request."""
        memory, node, extras = request["memory"], request["node"], self._extras.wanted(request)
        if self._spent is not None:
            self._spent.close()
            self._spent = None
        if self._ready is not None:
            if self._ready.made_for == (memory, node, extras):
                return
            self._ready.store.close()
            self._ready = None
        self._now, self._start, self._zone, self._chance = 0, START_NS, 0, Random(0)  # noqa: S311
        self._collector = Collector("", 0, 1024, lambda _data: None)
        store = Store(self._engine)
        store.set_limits(memory_size=memory, instances=1, tables=4, memories=1)
        store.set_epoch_deadline(ticks(60.0))
        guest = self._guest = QuickJs(store, self._linker.instantiate(store, self._module))
        guest.call("_initialize")
        guest.call("qjs_init")
        guest.call("qjs_set_memory_limit", max(memory - _RESERVE, _RESERVE))
        guest.call("qjs_set_max_stack_size", _STACK)
        guest.call("qjs_set_module_loader", 1)
        guest.undefined = guest.call("qjs_get_undefined")
        name, size = guest.put_text("host")
        host = guest.call("qjs_new_host_function", name, size, 1)
        load = guest.evaluate(_PRELUDE, "<prelude>", module=False)
        prelude = guest.apply(load, [host]) if not guest.is_exception(load) else load
        if guest.is_exception(prelude):
            raise RuntimeError("the prelude fails: " + guest.read_string(guest.call("qjs_get_exception")))
        functions = {
            name: guest.property(prelude, name)
            for name in ("call", "again", "watch", "changed", "stir", "fire", "encode", "describe", "source", "refuse")
        }
        newer, refuse = guest.string(json.dumps(newer_than(node))), functions["refuse"]
        _apply(guest, guest.apply(guest.evaluate(_PLATFORM, "<platform>", module=False), [newer, refuse]))
        for extra in extras:
            scripts = [guest.evaluate(script, f"<{extra}>", module=False) for script in self._extras.scripts[extra]]
            _apply(guest, guest.apply(scripts[-1], [*scripts[:-1], refuse]))
        self._ready = _Prepared(store, guest, (memory, node, extras), functions)

    def run(self, request: dict[str, Any], collector: Collector) -> None:
        """Run one candidate in the prepared instance. Raises what the guest raises: Stop, Trap, WasmtimeError."""
        self.prepare(request)
        ready, self._ready = self._ready, None
        assert ready is not None  # noqa: S101 (prepare has just made it)
        self._guest, self._collector, self._modules = ready.guest, collector, request["modules"]
        self._start, self._zone = request["clock"], request["zone"]
        self._chance = Random(request["seed"])  # noqa: S311
        try:
            _Candidate(ready, request, collector).run()
        except GuestFull:
            raise Stop("memory", f"needed more than {request['memory'] >> 20} MB") from None
        finally:
            self._spent = ready.store

    # --- the guest's imports ---------------------------------------------------------------------------------------
    def _define_imports(self) -> None:
        i32, i64 = ValType.i32(), ValType.i64()

        def kind(parameters: int, results: int = 1) -> FuncType:
            return FuncType([i32] * parameters, [i32] * results)

        define = self._linker.define_func
        define("env", "host_get_timezone_offset", kind(2), lambda _high, _low: self._zone * 60)
        define("env", "host_interrupt", kind(0), lambda: 0)
        define("env", "host_promise_rejection", kind(3, 0), lambda _promise, _reason, _handled: None)
        define("env", "host_module_normalize", kind(2), self._normalize)
        define("env", "host_module_load", kind(2), self._load)
        define("env", "host_call", kind(5), self._host_call)
        wasi = "wasi_snapshot_preview1"
        define(wasi, "clock_time_get", FuncType([i32, i64, i32], [i32]), self._clock, access_caller=True)
        define(wasi, "random_get", kind(2), self._random, access_caller=True)
        define(wasi, "fd_close", kind(1), lambda _fd: _EBADF)
        define(wasi, "fd_fdstat_get", kind(2), lambda _fd, _out: _EBADF)
        define(wasi, "fd_seek", FuncType([i32, i64, i32, i32], [i32]), lambda *_: _EBADF)
        define(wasi, "fd_write", kind(4), lambda *_: _EBADF)

    def _live(self) -> QuickJs:
        if self._guest is None:
            raise RuntimeError("no guest is running")
        return self._guest

    def _normalize(self, _base: int, specifier: int) -> int:
        guest = self._live()
        return guest.put_text(module_name(guest.text_at(specifier)))[0]

    def _load(self, name: int, out_size: int) -> int:
        guest = self._live()
        source = self._modules.get(guest.text_at(name).removesuffix(".js"))
        if source is None:
            return 0  # the engine reports "could not load module"
        address, size = guest.put_text(source)
        guest.put_number(size, out_size)
        return address

    def _host_call(self, _name: int, _size: int, _this: int, count: int, arguments: int) -> int:
        """The prelude's one function: a string is printed, a number advances the clock by so many milliseconds."""
        guest = self._live()
        if count:
            value = int.from_bytes(guest.bytes_at(arguments, 4), "little")
            if guest.call("qjs_is_string", value):
                self._collector.write(guest.read_string(value))
            elif guest.call("qjs_is_number", value):
                self._now += min(int(float(guest.read_string(value))), 1 << 40) * 1_000_000
        return guest.call("qjs_dup_value", guest.undefined)

    def _clock(self, caller: Caller, _clock: int, _precision: int, out: int) -> int:
        self._now += 1000
        _write(caller, out, (self._start + self._now).to_bytes(8, "little"))
        return 0

    def _random(self, caller: Caller, out: int, count: int) -> int:
        if count > 1 << 16:
            return _EBADF
        _write(caller, out, self._chance.randbytes(count))
        return 0


class _Candidate:
    """One run: load, then the calls."""

    def __init__(self, ready: _Prepared, request: dict[str, Any], collector: Collector) -> None:
        self._store, self._guest, self._prelude = ready.store, ready.guest, ready.prelude
        self._request, self._collector = request, collector
        self._deadline = ticks(request["seconds"])

    def run(self) -> None:
        guest, request = self._guest, self._request
        self._store.set_epoch_deadline(self._deadline)
        if request["seed"]:
            self._stir(request["seed"])
        found = guest.evaluate(request["code"], request["name"] + ".js", module=True)
        settled, value = self._settle(found)
        if settled != "value":
            error = value if settled == "error" else _NEVER_LOADS
            self._collector.result(-1, '{"error":' + str(error) + "}")
            return
        entry = guest.property(int(value), request["entry"])
        if guest.is_exception(entry):
            self._collector.result(-1, '{"error":' + self._thrown() + "}")
            return
        if not guest.call("qjs_is_function", entry):
            missing = guest.call("qjs_is_undefined", entry)
            self._collector.result(-1, json.dumps({"missing": True} if missing else {"missing": True, "kind": "value"}))
            return
        source = guest.apply(self._prelude["source"], [entry])
        text = None if guest.is_exception(source) else guest.read_string(source)
        self._collector.result(-1, json.dumps({"source": text}))
        if request["repeat"]:
            guest.apply(self._prelude["watch"])
        for arguments, holes in request["calls"]:
            self._store.set_epoch_deadline(self._deadline)
            answer = self._call(entry, arguments, holes)
            self._collector.result(self._collector.next, self._with_changes(answer) if request["repeat"] else answer)
            if request["repeat"]:
                self._store.set_epoch_deadline(self._deadline)
                again = self._outcome(guest.apply(self._prelude["again"], [entry]))
                self._collector.result(self._collector.next, again)

    def _stir(self, seed: int) -> None:
        """Another sequence of ``Math.random``: the engine seeds its generator from the clock when it is made."""
        number = self._guest.string(str(seed))
        self._guest.apply(self._prelude["stir"], [number])
        self._guest.free(number)

    def _call(self, entry: int, arguments: str, holes: str) -> str:
        guest = self._guest
        given = [entry, guest.string(arguments), *([guest.string(holes)] if holes else [])]
        returned = guest.apply(self._prelude["call"], given)
        guest.free(*given[1:])
        return self._outcome(returned)

    def _with_changes(self, answer: str) -> str:
        """The answer with what the call has made of its arguments, if that is something else."""
        guest = self._guest
        changed = guest.apply(self._prelude["changed"])
        if guest.call("qjs_is_undefined", changed):
            return answer
        text = guest.read_string(changed)
        guest.free(changed)
        return answer[:-1] + ',"changed":' + text + "}"

    def _outcome(self, returned: int) -> str:
        guest = self._guest
        settled, value = self._settle(returned)
        if settled == "error":
            return '{"e":' + str(value) + "}"
        if settled == "pending":
            return _PENDING
        encoded = guest.apply(self._prelude["encode"], [int(value)])
        if guest.is_exception(encoded):
            return '{"e":' + self._thrown() + "}"
        text = guest.read_string(encoded)
        guest.free(int(value), encoded)
        return '{"v":' + text + "}"

    def _settle(self, handle: int) -> tuple[str, int | str]:
        """``("value", handle)``, ``("error", JSON)`` or ``("pending", "")``."""
        guest = self._guest
        if guest.is_exception(handle):
            return "error", self._thrown()
        if not guest.call("qjs_is_promise", handle):
            return "value", handle
        while not (state := guest.call("qjs_promise_state", handle)):
            if guest.call("qjs_is_job_pending"):
                if guest.call("qjs_execute_pending_job") < 0:
                    return "error", self._thrown()
                continue
            fired = guest.apply(self._prelude["fire"])
            if guest.is_exception(fired):
                return "error", self._thrown()  # as in Node: an error in a timer's callback ends the program
            if not guest.call("qjs_get_bool", fired):
                return "pending", ""
        result = guest.call("qjs_promise_result", handle)
        return ("value", result) if state == 1 else ("error", self._describe(result))

    def _thrown(self) -> str:
        return self._describe(self._guest.call("qjs_get_exception"))

    def _describe(self, error: int) -> str:
        guest = self._guest
        described = guest.apply(self._prelude["describe"], [error])
        if guest.is_exception(described):
            guest.call("qjs_get_exception")
            return '{"type":"Error","message":"the error cannot be shown","stack":""}'
        return guest.read_string(described)


def _apply(guest: QuickJs, result: int) -> None:
    if guest.is_exception(result):
        raise RuntimeError("the platform fails: " + guest.read_string(guest.call("qjs_get_exception")))


def module_name(specifier: str) -> str:
    """``./clamp.js``, ``./clamp.mjs``, ``./clamp.cjs``, ``./clamp`` and ``clamp`` are all the module ``clamp.js``."""
    name = specifier.removeprefix("./")
    return name if name.endswith(".js") else name.removesuffix(".mjs").removesuffix(".cjs") + ".js"


def _write(caller: Caller, address: int, data: bytes) -> None:
    memory = caller.get("memory")
    if isinstance(memory, Memory):
        memory.write(caller, data, address)
