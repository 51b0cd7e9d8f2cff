"""How long the built-in synthesiser takes: ``python tests/bench/bench_synthesis.py [--check] [--sygus FOLDER]``.

Prints, in CPU seconds of one core: importing the search (in a fresh process, beside an empty process), the median and
the worst of the everyday and the unseen specs, a search in vain with the whole budget, and a warm round through the
child process. ``--check`` fails when a bar is missed: import 0.1 s, median 1 s, worst 10 s.

``--sygus FOLDER`` measures something else instead: the tasks of the SyGuS competition's strings track in that folder
(``*.sl``; they are not part of this repository). A program is learnt from five examples of each (``--learn N``) and
judged on the others, in both languages, as emitted. ``--code`` prints the programs that are not right. The bars are
80 % right, and 90 % right of what is called likely.
"""

from __future__ import annotations

import argparse
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
from tests.bench.sygus import LEARNED, read_tasks  # noqa: E402
from tests.synthesis.evaluate import evaluate  # noqa: E402
from tests.synthesis.specs import HOPELESS, everyday, unseen  # noqa: E402

SYGUS_RIGHT, SYGUS_LIKELY = 0.8, 0.9
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


def speed() -> list[str]:
    """Measure and print times; the names of the bars that were missed."""
    imported = start_up("import intent_lsp.synthesis.search") - start_up("pass")
    times = sorted(cpu(Task(spec.intent)) for spec in everyday() + unseen())
    measured = {"import": imported, "median": statistics.median(times), "worst": max(times[-1], cpu(Task(HOPELESS)))}
    for name, seconds in measured.items():
        print(f"{name:8} {seconds:6.2f} s (bar {BARS[name]} s)")
    print(f"a round through the child process {asyncio.run(warm_round()):.1f} ms")
    return [name for name, seconds in measured.items() if seconds > BARS[name]]


def sygus(folder: Path, learned: int, code: bool) -> list[str]:
    """Measure and print the tasks of a folder; the names of the bars that were missed."""
    tasks = read_tasks(folder, learned)
    if not tasks:
        sys.exit(f"{folder} holds no task: *.sl files with at least four (= (f input …) output) constraints")
    results = []
    for name, spec in tasks:
        (result,) = evaluate([spec])
        results.append((spec, result))
        found = result.synthesis
        verdict = "right" if result.correct else "wrong" if found.outcome != "none" else "-"
        count = len(spec.intent.shown)
        print(
            f"{name:44} {count} {verdict:5} {found.outcome:9} {found.evaluations:9,} {result.seconds:6.2f} s",
            flush=True,
        )
        if code and not result.correct:
            print(f"{found.explanation}\n{found.code.get('js', '')}", flush=True)
    enough = [result for spec, result in results if len(spec.intent.shown) == learned]
    everything = [result for _, result in results]
    for title, chosen in (
        (f"all {len(results)} tasks", everything),
        (f"{len(enough)} with {learned} examples", enough),
    ):
        fits = sum(r.synthesis.outcome != "none" for r in chosen)
        correct = sum(r.correct for r in chosen)
        likely = [r.correct for r in chosen if r.synthesis.outcome == "likely"]
        times = sorted(r.seconds for r in chosen) or [0.0]
        print(
            f"{title}: fits {fits}, right {correct} ({correct / max(1, len(chosen)):.0%}), likely {len(likely)}, "
            f"of them right {sum(likely)} ({sum(likely) / max(1, len(likely)):.0%}), "
            f"median {statistics.median(times):.2f} s, worst {times[-1]:.2f} s"
        )
    likely = [r.correct for r in everything if r.synthesis.outcome == "likely"]
    missed = ["right"] if sum(r.correct for r in everything) < SYGUS_RIGHT * len(everything) else []
    return missed + (["right of likely"] if sum(likely) < SYGUS_LIKELY * len(likely) else [])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--sygus", type=Path, metavar="FOLDER")
    parser.add_argument("--learn", type=int, default=LEARNED, metavar="N")
    parser.add_argument("--code", action="store_true")
    options = parser.parse_args()
    missed = sygus(options.sygus, options.learn, options.code) if options.sygus else speed()
    if missed and options.check:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
