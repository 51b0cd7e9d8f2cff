"""What `--on local:N` costs and loses: generated intents, a model server, and workers killed at random.

Prints a table; every run must leave the same bytes, results and exit status as the one without a cluster::

    python tests/bench/bench_cluster.py [--intents 400] [--workers 1 2 4] [--seed 1] [--builtin]

The model server answers at once, so that nothing is gained, and the difference in processor time is what a piece costs.
``--builtin``: no model server; the search is real work. Each number of workers runs twice: left alone, and with
``kill -9`` every few seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from tests.support.chat_server import ChatServer, Say, chat_server  # noqa: E402
from tests.support.command import configure, environment, files  # noqa: E402

_LINE = "{label:<22}{wall:>8.1f}{cpu:>8.1f}{each:>11.1f}{peak:>9.0f}{kills:>7}{lost:>6}  {same}"


@dataclass
class Run:
    """One run of the command."""

    status: int
    results: list[dict[str, Any]]
    lost: int
    wall: float
    cpu: float
    peak: float
    """MB of all its processes together."""
    kills: int
    kept: dict[str, bytes]


def document(number: int, rng: random.Random) -> str:
    """``a·x + b``, with examples that say so; every tenth is wrong at first."""
    a, b = rng.randint(2, 99), rng.randint(1, 99)
    examples = "".join(f"- in: [{x}] out: {a * x + b}\n" for x in (0, 1, 7, -3))
    return (
        f"# name: line{number}\n# target: js\n# description:\n{a} times x, plus {b}.\n"
        f"# signature:\n(x: number) -> number\n# examples:\n{examples}"
    )


def answer(request: dict[str, Any]) -> Say:
    """Decided by the prompt alone."""
    prompt = request["messages"][-1]["content"]
    said = re.search(r"(\d+) times x, plus (\d+)", prompt)
    name = re.search(r"\bline\d+", prompt)
    assert said is not None
    assert name is not None
    right = not name[0].endswith("0") or "did not pass" in prompt
    body = f"{said[1]} * x + {said[2]}" if right else "String(x)"
    return Say(f"```js\nexport function {name[0]}(x) {{\n  return {body};\n}}\n```")


async def run(root: Path, where: str, kill: bool, rng: random.Random, **env: str) -> Run:
    """The command, watched from outside."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "intent_lsp", "transpile", "--json", *(("--on", where) if where else ()),
        cwd=root, env=environment(root, **env), stdout=asyncio.subprocess.PIPE, limit=1 << 28,
    )  # fmt: skip
    watching = asyncio.create_task(_watch(psutil.Process(process.pid), root / "src" if kill else None, rng))
    out, _ = await process.communicate()
    watching.cancel()
    events = [json.loads(line) for line in out.decode().splitlines()]
    text = json.dumps(events[-1]["results"]).replace(str(root), "")
    results = [{k: v for k, v in item.items() if k not in ("usage", "cached")} for item in json.loads(text)]
    lost = len({(event["intent"], event["worker"]) for event in events if event["event"] == "lost"})
    with suppress(asyncio.CancelledError):
        await watching
    kept = {name: data for name, data in files(root).items() if "/cache/" not in name and "config.json" not in name}
    return Run(process.returncode or 0, results, lost, time.perf_counter() - began, *_seen.pop(), kept)


_seen: list[tuple[float, float, int]] = []


async def _watch(process: psutil.Process, kill: Path | None, rng: random.Random) -> None:
    """Processor seconds, peak memory, and how many were killed, left in ``_seen``. ``kill``: from when on workers
    are killed, which is when this folder is there.

    Dask kills its processes without waiting for them, so that the system does not count them for us.
    """
    peak, kills, then, spent = 0.0, 0, 0.0, dict[int, float]()
    try:
        while True:
            await asyncio.sleep(0.5)
            with suppress(psutil.Error):
                family = [process, *process.children(recursive=True)]
                peak = max(peak, sum(_megabytes(one) for one in family))
                spent |= {one.pid: sum(one.cpu_times()[:2]) for one in family}
                workers = [one for one in process.children() if any("spawn_main" in part for part in one.cmdline())]
                if kill and kill.exists() and workers and time.monotonic() > then:
                    rng.choice(workers).send_signal(signal.SIGKILL)
                    kills, then = kills + 1, time.monotonic() + rng.uniform(2, 6)
    finally:
        _seen.append((sum(spent.values()), peak, kills))


def _megabytes(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.memory_full_info().pss) / (1 << 20)
    return 0.0


def workspace(
    root: Path, intents: int, server: ChatServer | None, seed: int, text: Callable[[int, random.Random], str] = document
) -> Path:
    """Eight intents a document."""
    root.mkdir()
    provider: dict[str, Any] = {"type": "builtin"}
    if server is not None:
        provider = {"type": "openai_compat", "baseUrl": server.url, "model": "scripted", "lock": "none"}
    configure(root, providers=[provider | ({"concurrency": 16} if server else {})])
    rng = random.Random(seed)
    for start in range(0, intents, 8):
        texts = [text(number, rng) for number in range(start, min(start + 8, intents))]
        (root / f"lines{start}.intent.md").write_text("\n".join(texts))
    return root


async def main(options: argparse.Namespace) -> int:
    rng, good = random.Random(options.seed), True
    plans = [("", False), *((f"local:{count}", kill) for count in options.workers for kill in (False, True))]
    print(f"{'':<22}{'wall s':>8}{'CPU s':>8}{'ms/intent':>11}{'peak MB':>9}{'killed':>7}{'lost':>6}  same")
    with tempfile.TemporaryDirectory(prefix="bench-cluster-") as folder:
        alone: Run | None = None
        for number, (where, kill) in enumerate(plans):
            async with chat_server(answer) as server:
                used = None if options.builtin else server
                root = workspace(Path(folder) / str(number), options.intents, used, options.seed)
                made = await run(root, where, kill, rng)
            alone = alone or made
            same = (made.status, made.results, made.kept) == (alone.status, alone.results, alone.kept)
            good &= same
            each = (made.cpu - alone.cpu) / options.intents * 1000
            label = (where or "no cluster") + (", kill -9" if kill else "")
            print(_LINE.format(label=label, wall=made.wall, cpu=made.cpu, each=each, peak=made.peak, kills=made.kills,
                               lost=made.lost, same="yes" if same else "NO"), flush=True)  # fmt: skip
    return 0 if good else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intents", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--builtin", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(asyncio.run(main(parser.parse_args())))
