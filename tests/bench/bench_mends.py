"""What mends and the search around a near miss make of recorded replies that fail: how many come to pass the shown
examples, how many of these are right on held-out ones, and in which time. No model is needed::

    PYTHONPATH=server:. python tests/bench/bench_mends.py [REPLIES.json] [--kinds]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import Counter
from pathlib import Path

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.errors import BadReply
from intent_lsp.mending.improve import improve
from intent_lsp.models.extraction.extract import extract
from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Limits, Sandbox
from tests.support.recorded import FILE, Recorded, recorded


async def measured(it: Recorded, code: str, sandbox: Sandbox) -> tuple[str, tuple[str, ...], float]:
    """What came of one piece of code, what was done to it, and the seconds that took."""
    candidate, limits = Candidate(it.target, code), Limits()
    verdict = await check(candidate, it.intent, sandbox, limits)
    if verdict.passed:
        return "passes, right" if await it.right(code, sandbox) else "passes, wrong", (), 0.0
    started = time.perf_counter()
    improvement = await improve(candidate, verdict, it.intent, Checker(sandbox, limits))
    seconds = time.perf_counter() - started
    if improvement is None or not improvement.verdict.passed:
        return "fails", improvement.mends if improvement else (), seconds
    how = "mended, " + ("right" if await it.right(improvement.code, sandbox) else "wrong")
    return how + (", doubted" if improvement.doubts else ""), improvement.mends, seconds


async def run(file: Path, kinds: bool) -> None:
    sandbox = create_sandbox()
    await sandbox.start()
    counts: Counter[str] = Counter()
    done: Counter[tuple[str, str]] = Counter()
    times: list[float] = []
    seen: set[tuple[str, str, str]] = set()
    for it in recorded(file):
        try:
            code = extract(it.text, target=it.target, name=it.intent.name, signature=it.intent.signature).code
        except BadReply:
            counts[f"{it.target}: no code"] += 1
            continue
        if (key := (it.task, it.target, code)) in seen:
            continue
        seen.add(key)
        how, mends, seconds = await measured(it, code, sandbox)
        counts[f"{it.target}: {how}"] += 1
        times += [seconds] if seconds else []
        done.update((how, mend) for mend in mends)
    await sandbox.close()
    for what, number in sorted(counts.items()):
        print(f"{number:4} {what}")
    print(f"seconds per failing piece: median {statistics.median(times):.2f}, most {max(times):.2f}")
    for (how, mend), number in sorted(done.items()) if kinds else ():
        print(f"{number:4} {how}: {mend}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--kinds", action="store_true", help="also tell what was done, and how often")
    options = parser.parse_args()
    asyncio.run(run(options.file, options.kinds))


if __name__ == "__main__":
    main()
