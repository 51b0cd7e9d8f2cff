"""Advances the engine's epoch while a candidate runs: what deadlines are counted in."""

from __future__ import annotations

import math
import threading
import time

from wasmtime import Engine

TICK = 0.01
"""Seconds per epoch."""
_FAR = 1 << 40


def ticks(seconds: float) -> int:
    """How many epochs must pass before a deadline of ``seconds`` is surely over."""
    return min(_FAR, max(1, math.ceil(seconds / TICK)) + 1)


class Ticker:
    """One thread for the life of the worker. It sleeps while nothing runs, and makes up for ticks that came late."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running = threading.Event()
        self._since = 0.0
        self._thread = threading.Thread(target=self._loop, name="epochs", daemon=True)

    def start(self) -> None:
        """Start the thread (before threads are forbidden)."""
        self._thread.start()

    def __enter__(self) -> None:
        self._since = time.monotonic()
        self._running.set()

    def __exit__(self, *_exc: object) -> None:
        self._running.clear()

    def _loop(self) -> None:
        while True:
            self._running.wait()
            done, since = 0, self._since
            while self._running.is_set():
                time.sleep(TICK)
                if since != self._since:
                    done, since = 0, self._since
                due = int((time.monotonic() - since) / TICK)
                for _ in range(min(due - done, 10_000)):
                    self._engine.increment_epoch()
                done = max(done, due)
