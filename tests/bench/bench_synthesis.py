"""How long the built-in synthesiser takes: ``PYTHONPATH=server python tests/bench/bench_synthesis.py [--check]``.

Prints, in CPU seconds of one core: importing the search (in a fresh process, beside an empty process), the median and
the worst of the everyday and the unseen specs, a search in vain with the whole budget, and a warm round through the
child process. ``--check`` fails when a bar is missed: import 0.1 s, median 1 s, worst 10 s.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.synthesis.contract import Task  # noqa: E402
from intent_lsp.synthesis.process import Synthesiser  # noqa: E402
from intent_lsp.synthesis.search import solve  # noqa: E402
from tests.synthesis.specs import everyday, to_intent, unseen  # noqa: E402

IN_VAIN = to_intent(
    {
        "name": "secret",
        "description": "No rule leads from these inputs to these results.",
        "params": [{"name": "a", "type": "string"}, {"name": "b", "type": "number"}],
        "returns": "string",
        "examples": [
            {"in": {"a": "qwe rty", "b": 5}, "out": "zxK9w"},
            {"in": {"a": "uio pas", "b": 2}, "out": "77vQm"},
            {"in": {"a": "dfg hjk", "b": 9}, "out": "aP0xx"},
        ],
        "held": [],
    }
)
BARS = {"import": 0.1, "median": 1.0, "worst": 10.0}


def cpu(task: Task) -> float:
    """CPU seconds of one search."""
    start = time.process_time()
    solve(task)
    return time.process_time() - start


def start_up(statement: str) -> float:
    """Median CPU seconds of a fresh interpreter that runs a statement."""
    program = f"import sys, time; sys.path.insert(0, sys.argv[1]); {statement}; print(time.process_time())"
    command = [sys.executable, "-I", "-c", program, str(ROOT / "server")]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(7)]
    return statistics.median(map(float, runs))


async def warm_round() -> float:
    """Milliseconds from asking the child process to its answer, for a search that is over at once."""
    task = Task(next(spec.intent for spec in everyday() if spec.intent.name == "dedupe"))
    synthesiser = Synthesiser()
    try:
        await synthesiser.solve(task)
        times = []
        for _ in range(9):
            start = time.perf_counter()
            await synthesiser.solve(task)
            times.append(time.perf_counter() - start)
    finally:
        await synthesiser.close()
    return statistics.median(times) * 1000


def main() -> None:
    """The command."""
    imported = start_up("import intent_lsp.synthesis.search") - start_up("pass")
    times = sorted(cpu(Task(spec.intent)) for spec in everyday() + unseen())
    measured = {"import": imported, "median": statistics.median(times), "worst": max(times[-1], cpu(Task(IN_VAIN)))}
    for name, seconds in measured.items():
        print(f"{name:8} {seconds:6.2f} s (bar {BARS[name]} s)")
    print(f"a round through the child process {asyncio.run(warm_round()):.1f} ms")
    missed = [name for name, seconds in measured.items() if seconds > BARS[name]]
    if missed and "--check" in sys.argv:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
