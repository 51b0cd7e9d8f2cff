"""A cluster whose workers are in network namespaces of their own, and are killed at random: is anything lost?

Needs Linux, root and ``ip`` (iproute2). Prints a table; every run must leave the same bytes, results and exit status as
the one without a cluster::

    python tests/bench/bench_namespaces.py [--intents 10000] [--workers 1 2 4] [--seed 1] [--measured WORKSPACE …]

Scheduler, model server and coordinator have one address of a bridge, each worker one in a namespace behind it, as
machines on a network have. Every few seconds one worker is ended by ``kill -9``, and another one is started in its
place, as the supervisor of a cluster would. The model server answers at once: what ``bench_cluster.py`` makes up, or,
for the intents of task sets, what a model wrote when the loop was measured with them (``measured_intents.py``).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from tests.bench.bench_cluster import Run, answer, document, run, workspace  # noqa: E402
from tests.bench.measured_intents import MeasuredIntents  # noqa: E402
from tests.support.chat_server import Say, chat_server  # noqa: E402
from tests.support.dask_cluster import DaskCluster, dask_cluster  # noqa: E402

Json = dict[str, Any]
_NET = "10.213.77"
HERE = f"{_NET}.1"
_BRIDGE = "intentbr"
_LINE = "{label:<22}{wall:>8.0f}{cpu:>8.0f}{each:>11.1f}{kills:>7}{lost:>6}  {same}"


@contextmanager
def network(workers: int) -> Iterator[list[tuple[str, str]]]:
    """A bridge with an address of its own, and a namespace a worker; gives their names and addresses."""
    made = [(f"intentns{number}", f"{_NET}.{number + 10}") for number in range(workers)]
    try:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{HERE}/24", "dev", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for number, (name, address) in enumerate(made):
            _ip("netns", "add", name)
            _ip("link", "add", f"intenth{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"intenth{number}", "master", _BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield made
    finally:
        for name, _ in made:
            _ip("netns", "del", name, check=False)
        _ip("link", "del", _BRIDGE, check=False)


def _ip(*arguments: str, check: bool = True) -> None:
    subprocess.run(["ip", *arguments], check=check, capture_output=not check)


async def _killing(
    cluster: DaskCluster, places: list[tuple[str, str]], numbers: Iterator[int], rng: random.Random, kills: list[str]
) -> None:
    """End one worker after the other, and start another one in its place."""
    names = dict(zip(places, list(cluster.workers), strict=True))
    while True:
        await asyncio.sleep(rng.uniform(3, 8))
        place = rng.choice(places)
        kills.append(names[place])
        cluster.kill(names[place])
        await cluster.workers[names[place]].wait()
        names[place] = await _started(cluster, place, numbers)


async def _started(cluster: DaskCluster, place: tuple[str, str], numbers: Iterator[int]) -> str:
    name = f"worker-{next(numbers)}"
    await cluster.worker(name, host=place[1], before=f"ip netns exec {place[0]}")
    return name


async def clustered(folder: Path, options: argparse.Namespace, workers: int, allowed: dict[str, str]) -> Run:
    """One run on workers that are killed."""
    rng, kills, numbers = random.Random(options.seed), list[str](), count()
    text, reply = _intents(options)
    with network(workers) as places:
        async with chat_server(reply, HERE) as server, dask_cluster(folder, host=HERE) as cluster:
            cluster.user |= allowed
            for place in places:
                await _started(cluster, place, numbers)
            root = workspace(folder / "work", options.intents, server, options.seed, text)
            killing = asyncio.create_task(_killing(cluster, places, numbers, rng, kills))
            made = await run(root, cluster.where, False, rng, **allowed)
            killing.cancel()
            await asyncio.wait((killing,))
            living = [psutil.Process(process.pid) for process in cluster.workers.values() if process.returncode is None]
            made.cpu += sum(sum(process.cpu_times()[:2]) for process in living)
    made.kills = len(kills)
    return made


async def main(options: argparse.Namespace) -> int:
    allowed = {"INTENT_ALLOW_HOSTS": HERE}
    print(f"{'':<22}{'wall s':>8}{'CPU s':>8}{'ms/intent':>11}{'killed':>7}{'lost':>6}  same", flush=True)
    good, (text, reply) = True, _intents(options)
    with tempfile.TemporaryDirectory(prefix="bench-namespaces-") as folder:
        async with chat_server(reply) as server:
            root = workspace(Path(folder) / "alone", options.intents, server, options.seed, text)
            alone = await run(root, "", False, random.Random(options.seed))
        _print("no cluster", alone, alone, options.intents)
        for workers in options.workers:
            place = Path(folder) / str(workers)
            place.mkdir()
            made = await clustered(place, options, workers, allowed)
            good &= _print(f"{workers} in namespaces", made, alone, options.intents)
    return 0 if good else 1


def _intents(options: argparse.Namespace) -> tuple[Callable[[int, random.Random], str], Callable[[Json], Say]]:
    """The texts of the intents by number, and what the model server says to each prompt."""
    if not options.measured:
        return document, answer
    made = MeasuredIntents(options.measured)
    return made.document, made.answer


def _print(label: str, made: Run, alone: Run, intents: int) -> bool:
    same = (made.status, made.results, made.kept) == (alone.status, alone.results, alone.kept)
    each = (made.wall - alone.wall) / intents * 1000
    print(_LINE.format(label=label, wall=made.wall, cpu=made.cpu, each=each, kills=made.kills, lost=made.lost,
                       same="yes" if same else "NO"), flush=True)  # fmt: skip
    return same


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--intents", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measured", type=Path, nargs="+", default=[], metavar="WORKSPACE")
    sys.exit(asyncio.run(main(parser.parse_args())))
