"""A WASI 0.2 host for the Python guest that offers a clock, randomness and nothing else.

The clock is virtual (sleeping takes no time), the randomness seeded, environment, arguments and files are empty. Every
other import traps. The stock host of wasmtime is not used: its ``poll`` blocks beyond the epoch deadline.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from wasmtime import Engine, StoreContext
from wasmtime.component import Component, Linker, Record, ResourceAny, ResourceHost, ResourceType

from intent_lsp.sandbox.contract import START_NS
from intent_lsp.sandbox.worker.collector import Stop

_POLLABLE = 7
_LONGEST_NS = 1 << 62


class Clock:
    """The state behind the host's functions: one per candidate."""

    def __init__(self, start: int = START_NS, seed: int = 0) -> None:
        self.now, self.start = 0, start
        self.random = random.Random(seed)  # noqa: S311 (determinism is the point)

    def tick(self) -> int:
        """The time in nanoseconds, a little later at every look."""
        self.now += 1000
        return self.now


class WasiHost:
    """Defines the imports on a linker; ``clock`` is replaced for every candidate."""

    def __init__(self) -> None:
        self.clock = Clock()

    def define(self, linker: Linker, engine: Engine, component: Component) -> None:
        """Add what the guest needs; what it imports besides becomes a trap."""
        linker.allow_shadowing = True
        linker.define_unknown_imports_as_traps(component)
        versions = {name.partition("@")[0]: name for name in component.type.imports(engine)}
        pollable = ResourceType.host(_POLLABLE)
        with linker.root() as root:
            for interface, functions in self._functions().items():
                if interface not in versions:
                    continue
                with root.add_instance(versions[interface]) as instance:
                    if interface == "wasi:io/poll":
                        instance.add_resource("pollable", pollable, lambda _store, _rep: None)
                    for name, function in functions.items():
                        instance.add_func(name, function)

    def _functions(self) -> dict[str, dict[str, Callable[..., Any]]]:
        return {
            "wasi:io/poll": {
                "[method]pollable.block": self._block,
                "[method]pollable.ready": self._ready,
                "poll": self._poll,
            },
            "wasi:clocks/monotonic-clock": {
                "now": lambda _store: self.clock.tick(),
                "resolution": lambda _store: 1000,
                "subscribe-duration": self._after,
                "subscribe-instant": self._at,
            },
            "wasi:clocks/wall-clock": {"now": self._wall, "resolution": lambda _store: _datetime(1000)},
            "wasi:random/random": {
                "get-random-bytes": self._random_bytes,
                "get-random-u64": lambda _store: self.clock.random.getrandbits(64),
            },
            "wasi:cli/environment": {
                "get-environment": lambda _store: [],
                "get-arguments": lambda _store: [],
                "initial-cwd": lambda _store: None,
            },
            "wasi:filesystem/preopens": {"get-directories": lambda _store: []},
        }

    # A pollable is always ready: the clock jumps when one is made. Borrowed handles must be released by the host.
    def _block(self, store: StoreContext, handle: ResourceAny) -> None:
        handle.drop(store)

    def _ready(self, store: StoreContext, handle: ResourceAny) -> bool:
        handle.drop(store)
        return True

    def _poll(self, store: StoreContext, handles: list[ResourceAny]) -> list[int]:
        for handle in handles:
            handle.drop(store)
        return list(range(len(handles)))

    def _after(self, store: StoreContext, nanoseconds: int) -> ResourceAny:
        self.clock.now = min(self.clock.now + nanoseconds, _LONGEST_NS)
        return ResourceHost.own(1, _POLLABLE).to_any(store)

    def _at(self, store: StoreContext, instant: int) -> ResourceAny:
        self.clock.now = max(self.clock.now, min(instant, _LONGEST_NS))
        return ResourceHost.own(1, _POLLABLE).to_any(store)

    def _wall(self, _store: StoreContext) -> Record:
        return _datetime(self.clock.start + self.clock.tick())

    def _random_bytes(self, _store: StoreContext, count: int) -> bytes:
        if count > 1 << 20:
            raise Stop("memory", "asked for more than 1 MB of random bytes at once")
        return self.clock.random.randbytes(count)


def _datetime(nanoseconds: int) -> Record:
    record = Record()
    record.__dict__["seconds"], record.__dict__["nanoseconds"] = divmod(nanoseconds, 10**9)
    return record
