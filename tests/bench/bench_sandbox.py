"""How long one candidate with five examples takes: the sandbox against a process per candidate. Prints a table.

``PYTHONPATH=server python tests/bench/bench_sandbox.py [ROUNDS] [--check]``. All rows run interleaved in one loop, so
that a busy machine slows them alike. ``--check`` exits with 1 when a goal is missed.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import Target

PY = """
def f(points, limit):
    total = sum(p["x"] * p["y"] for p in points)
    words = sorted({p["name"].upper() for p in points})
    return {"total": min(total, limit), "names": words, "count": len(points)}
"""
JS = """
export function f(points, limit) {
  const total = points.reduce((sum, p) => sum + p.x * p.y, 0);
  const words = [...new Set(points.map(p => p.name.toUpperCase()))].sort();
  return { total: Math.min(total, limit), names: words, count: points.length };
}
"""
INPUT = ([{"x": n, "y": n + 1, "name": f"p{n % 3}"} for n in range(5)], 30)
EXPECTED = {"total": 30, "names": ["P0", "P1", "P2"], "count": 5}
GOALS = {"js, 5 examples": 2.0, "py, 5 examples": 3.0, "js, further example": 0.3, "py, further example": 0.3}
"""Milliseconds, p50."""
PAUSE = 0.03
"""Seconds between candidates, in which a worker prepares its next instance: models are slower than that."""


async def sandboxed(sandbox: WasmSandbox, target: Target, examples: int) -> None:
    run = await sandbox.run(Job(target, JS if target == "js" else PY, "f", (INPUT,) * examples))
    assert run.outcomes == (Returned(EXPECTED),) * examples, run


def process(command: list[str], program: str) -> None:
    done = subprocess.run([*command, program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [EXPECTED] * 5


def programs(folder: Path) -> tuple[str, str]:
    """Plain programs that do the same five examples."""
    inputs = json.dumps([INPUT] * 5)
    js, py = folder / "candidate.mjs", folder / "candidate.py"
    js.write_text(JS + f"console.log(JSON.stringify({inputs}.map(a => f(...a))));\n")
    py.write_text(PY + f"import json\nprint(json.dumps([f(*a) for a in json.loads({inputs!r})]))\n")
    return str(js), str(py)


async def main(rounds: int, check: bool) -> int:
    sandbox = WasmSandbox()
    await sandbox.start()
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        js, py = programs(Path(name))
        node = shutil.which("node")
        loop = asyncio.get_running_loop()

        def outside(command: list[str], program: str) -> Callable[[], Awaitable[None]]:
            return lambda: loop.run_in_executor(None, process, command, program)

        rows: dict[str, Callable[[], Awaitable[None]]] = {
            "js, 5 examples": lambda: sandboxed(sandbox, "js", 5),
            "py, 5 examples": lambda: sandboxed(sandbox, "py", 5),
            "js, 105 examples": lambda: sandboxed(sandbox, "js", 105),
            "py, 105 examples": lambda: sandboxed(sandbox, "py", 105),
            "python3 -I, a process": outside([sys.executable, "-I"], py),
        }
        if node:
            rows["node, a process"] = outside([node], js)
        for turn in range(rounds + 3):
            for row, run in rows.items():
                await asyncio.sleep(PAUSE)
                started = time.perf_counter()
                await run()
                if turn >= 3:
                    times.setdefault(row, []).append((time.perf_counter() - started) * 1e3)
    await sandbox.close()
    for target in ("js", "py"):
        few, many = times[f"{target}, 5 examples"], times.pop(f"{target}, 105 examples")
        times[f"{target}, further example"] = [(b - a) / 100 for a, b in zip(few, many, strict=True)]
    missed = 0
    print(f"{'ms':<24}{'p50':>8}{'p95':>8}   goal (p50)")
    for row, found in times.items():
        median, goal = statistics.median(found), GOALS.get(row)
        missed += goal is not None and median > goal
        print(f"{row:<24}{median:>8.2f}{sorted(found)[int(len(found) * 0.95)]:>8.2f}   {goal or ''}")
    return int(check and missed > 0)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    raise SystemExit(asyncio.run(main(numbers[0] if numbers else 100, "--check" in sys.argv)))
