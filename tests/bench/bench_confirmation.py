"""What the confirmation on the user's own Node and Python adds to a check of five examples in both languages.

``PYTHONPATH=server python tests/bench/bench_confirmation.py [ROUNDS] [--check]``. All rows run interleaved
in one loop. ``first, cold`` starts both interpreters for the candidate; ``first, warm`` finds them started, as they are
while a model writes; ``known`` is code that this machine confirmed before, as on every later save. Beside them: the
sandbox alone, and a plain process of each interpreter that loads the same code. ``--check`` exits with 1 when a goal is
missed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document import parse
from intent_lsp.sandbox.contract import Limits
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import Target

SPEC = """# name: clamp
# signature: (x: number, lo: number, hi: number) -> number
# description:
Limit x to the range lo to hi.
# examples:
- clamp(5, 0, 10) -> 5
- clamp(-5, 0, 10) -> 0
- clamp(15, 0, 10) -> 10
- clamp(0, 0, 0) -> 0
- clamp(2.5, 1, 2) -> 2
"""
CODE: dict[Target, str] = {
    "js": "export function clamp(x, lo, hi) {{\n  return Math.min(Math.max(x, lo), hi); // {0}\n}}\n",
    "py": "def clamp(x, lo, hi):\n    return min(max(x, lo), hi)  # {0}\n",
}
GOALS = {"first, warm": 150.0, "first, cold": 150.0}
"""Milliseconds, p50, beyond the sandbox alone."""


async def main(rounds: int, wanted: bool) -> int:
    [intent] = parse(SPEC).intents
    sandbox, limits = WasmSandbox(), Limits()
    await sandbox.start()
    counter = iter(range(10**9))

    async def checked(runtimes: Runtimes | None, number: int) -> None:
        verdicts = await asyncio.gather(
            *(check(Candidate(t, CODE[t].format(number)), intent, sandbox, limits, runtimes) for t in CODE)
        )
        assert all(verdict.passed for verdict in verdicts), verdicts
        assert runtimes is None or all(verdict.confirmed for verdict in verdicts), verdicts

    def plain() -> None:
        for command in (["node", "--input-type=module", "-e"], [sys.executable, "-I", "-c"]):
            target: Target = "js" if command[0] == "node" else "py"
            subprocess.run([*command, CODE[target].format(0)], check=True, stdin=subprocess.DEVNULL)

    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_CACHE_HOME"] = home
        warm = Runtimes(Path(home) / "workspace")

        async def cold() -> Runtimes:
            made = Runtimes(Path(home) / "workspace")
            await asyncio.gather(made.describe("js"), made.describe("py"))  # where they live is asked once a session
            return made

        for turn in range(rounds + 1):
            fresh, number = await cold(), next(counter)
            warm.warm("js")
            warm.warm("py")
            await asyncio.sleep(0.4)
            rows: dict[str, Callable[[], Awaitable[None]]] = {
                "the sandbox alone": lambda: checked(None, next(counter)),
                "first, cold": partial(checked, fresh, number),
                "first, warm": lambda: checked(warm, next(counter)),
                "known": partial(checked, warm, number),
            }
            if shutil.which("node"):
                rows["node and python3, plain"] = lambda: asyncio.to_thread(plain)
            for row, run in rows.items():
                await asyncio.sleep(0.05)
                started = time.perf_counter()
                await run()
                if turn:
                    times.setdefault(row, []).append((time.perf_counter() - started) * 1e3)
            await fresh.close()
        await warm.close()
    await sandbox.close()
    alone, missed = statistics.median(times["the sandbox alone"]), 0
    print(f"{'ms':<26}{'p50':>8}{'p95':>8}{'more':>8}   goal (more)")
    for row, found in times.items():
        median, goal = statistics.median(found), GOALS.get(row)
        missed += goal is not None and median - alone > goal
        print(
            f"{row:<26}{median:>8.1f}{sorted(found)[int(len(found) * 0.95)]:>8.1f}{median - alone:>8.1f}   {goal or ''}"
        )
    return int(wanted and missed > 0)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    raise SystemExit(asyncio.run(main(numbers[0] if numbers else 30, "--check" in sys.argv)))
