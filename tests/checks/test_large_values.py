"""Large results: the event loop goes on while they are read, compared and shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from intent_lsp.checks.agreement import find_divergence
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Intent
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target
from tests.support.intents import intent

pytestmark = pytest.mark.slow

COUNT = 250_000
LIMITS = Limits(seconds_per_call=30.0)
LONGEST_STALL = 0.1
"""Seconds of the loop's own thread. It was 0.27 to 5.6 when the loop did the work itself."""
CODE: dict[Target, str] = {
    "js": "export function count(n) { return Array.from({ length: n }, (_, i) => i + 0.5); }",
    "py": "def count(n):\n    return [i + 0.5 for i in range(n)]\n",
}
TEXT = """
# name: count
# description:
The first n halves.
# signature:
(n: integer) -> number[]
# examples:
"""


class Stall:
    """The longest time for which the loop answered nobody, in seconds of work of its own thread: what the machine or
    other threads do meanwhile does not count."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.thread_time()

    def look(self) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


async def longest_stall(work: Callable[[], Awaitable[None]]) -> float:
    """The least of three times: other work of the machine only adds to it, what the loop does itself is in each."""
    least = inf
    for _ in range(3):
        with ticking() as stall:
            await work()
        least = min(least, stall.longest)
        if least < LONGEST_STALL:
            break
    return least


@contextmanager
def ticking() -> Iterator[Stall]:
    """Looks at the clock every millisecond, and once when the work is done."""
    stall = Stall()

    async def tick() -> None:
        while True:
            stall.look()
            await asyncio.sleep(0.001)

    task = asyncio.get_running_loop().create_task(tick())
    try:
        yield stall
        stall.look()
    finally:
        task.cancel()


def halves(count: int = COUNT) -> list[float]:
    return [i + 0.5 for i in range(count)]


def three(expected: Any, count: int = COUNT) -> Intent:
    """Three examples, each of which returns ``count`` numbers or a few more."""
    lines = "".join(f"- in: [{count + n}] out: []\n" for n in range(3))
    spec = intent(TEXT + lines)
    results = [expected if expected is not None else halves(count + n) for n in range(3)]
    return replace(spec, examples=tuple(replace(e, expected=r) for e, r in zip(spec.examples, results, strict=True)))


@pytest.mark.parametrize(("target", "right"), [("js", True), ("py", False)])
async def test_the_loop_goes_on_while_large_results_are_checked(sandbox: Sandbox, target: Target, right: bool) -> None:
    """One target for each outcome: what is read, compared and shown out here is the same for both."""
    spec = three(None if right else [0.5])

    async def checking() -> None:
        verdict = await check(Candidate(target, CODE[target]), spec, sandbox, LIMITS)
        assert verdict.gate is (None if right else Gate.EXAMPLES), verdict.failures
        assert verdict.examples[2].got.startswith("[0.5, 1.5, 2.5, ")

    assert await longest_stall(checking) < LONGEST_STALL


async def test_the_loop_goes_on_while_large_results_of_both_targets_are_compared(sandbox: Sandbox) -> None:
    """Some forty inputs near the examples: about two million numbers."""
    spec = three(None, COUNT // 10)
    candidates = [Candidate(target, CODE[target]) for target in ("js", "py")]

    async def comparing() -> None:
        assert await find_divergence(candidates[0], candidates[1], spec, sandbox, LIMITS) is None

    assert await longest_stall(comparing) < LONGEST_STALL


@pytest.mark.parametrize("target", ["js", "py"])
async def test_the_loop_goes_on_while_large_inputs_are_sent(sandbox: Sandbox, target: Target) -> None:
    code = {"js": "export function count(n) { return n.length; }", "py": "def count(n):\n    return len(n)\n"}
    spec = three(None)
    examples = tuple(replace(e, args=(e.expected,), expected=COUNT + n) for n, e in enumerate(spec.examples))

    async def sending() -> None:
        verdict = await check(Candidate(target, code[target]), replace(spec, examples=examples), sandbox, LIMITS)
        assert verdict.passed, verdict.failures

    assert await longest_stall(sending) < LONGEST_STALL


def test_comparing_is_cheap_for_equal_and_for_different_values() -> None:
    numbers, text = halves(), "ab" * 2_000_000
    begun = time.process_time()
    assert difference(numbers, halves()) is None
    assert difference([*numbers, 1], [*numbers, 2]) == f"[{COUNT}]: got 2, want 1"
    assert difference(text + "c", text + "d") == "differs from character 4000001 on"
    assert time.process_time() - begun < 0.5
