"""The clock of deadlines: what runs for too long is stopped, with the system's interval timer and without it."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

ENDLESS = """
import sys, threading, time
from wasmtime import Config, Engine, Instance, Module, Store, Trap
from intent_lsp.sandbox.worker import ticker

if sys.argv[1] == "flag":
    ticker._Timer = ticker._Flag  # what a system without interval timers gets
config = Config()
config.epoch_interruption = True
engine = Engine(config)
clock = ticker.Ticker(engine)
clock.start()

def run():
    for limit in (0.1, 0.3):
        store = Store(engine)
        store.set_epoch_deadline(ticker.ticks(limit))
        spin = Instance(store, Module(engine, '(module (func (export "spin") (loop br 0)))'), []).exports(store)["spin"]
        started = time.monotonic()
        with clock:
            try:
                spin(store)
            except Trap:
                print(limit <= time.monotonic() - started < limit + 5)

thread = threading.Thread(target=run)
thread.start()
thread.join()
"""


PULSES = ["timer", "flag"] if hasattr(signal, "setitimer") else ["flag"]


@pytest.mark.parametrize("pulse", PULSES)
def test_code_without_an_end_is_stopped_after_its_limit_and_the_next_as_well(pulse: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS, pulse], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["True", "True"], done.stderr
