"""Advances the engine's epoch while a candidate runs: what deadlines are counted in.

Where the system has interval timers (POSIX), one is armed when a candidate starts: a thread waits for its signal, so
that a candidate that is done within one tick wakes nobody. A thread that is woken at every start contends for the
interpreter's lock with the candidate, which costs a quarter of a millisecond after a pause.
"""

from __future__ import annotations

import math
import signal
import threading
import time

from wasmtime import Engine

TICK = 0.01
"""Seconds per epoch."""
_FAR = 1 << 40
_MOST = 10_000
"""Epochs that are made up for at once."""


def ticks(seconds: float) -> int:
    """How many epochs must pass before a deadline of ``seconds`` is surely over."""
    return min(_FAR, max(1, math.ceil(seconds / TICK)) + 1)


class Ticker:
    """One thread for the life of the worker. It sleeps while nothing runs, and makes up for ticks that came late."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pulse: _Timer | _Flag = _Timer() if hasattr(signal, "setitimer") else _Flag()
        self._since = 0.0
        self._thread = threading.Thread(target=self._loop, name="epochs", daemon=True)

    def start(self) -> None:
        """Start the thread: before threads are forbidden, and before the worker starts others."""
        self._pulse.prepare()
        self._thread.start()

    def __enter__(self) -> None:
        self._since = time.monotonic()
        self._pulse.on()

    def __exit__(self, *_exc: object) -> None:
        self._pulse.off()

    def _loop(self) -> None:
        done, since = 0, self._since
        while True:
            self._pulse.wait()
            if since != self._since:
                done, since = 0, self._since
            due = int((time.monotonic() - since) / TICK)
            for _ in range(min(due - done, _MOST)):
                self._engine.increment_epoch()
            done = max(done, due)


class _Timer:
    """Pulses of the process's interval timer, whose signal one thread waits for."""

    def prepare(self) -> None:
        # Threads that are started from here on have the signal blocked as well, so only the wait takes it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})

    def on(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, TICK, TICK)

    def off(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def wait(self) -> None:
        signal.sigwait({signal.SIGALRM})


class _Flag:
    """The same on a system without interval timers (Windows): the thread is woken and sleeps from tick to tick."""

    def __init__(self) -> None:
        self._running = threading.Event()

    def prepare(self) -> None:
        pass

    def on(self) -> None:
        self._running.set()

    def off(self) -> None:
        self._running.clear()

    def wait(self) -> None:
        self._running.wait()
        time.sleep(TICK)
