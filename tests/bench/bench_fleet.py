"""What part of a mixed fleet's joint speed is used: 1, 4 and 16 fake servers over loopback, 64 by a clock that jumps.

The ideal is the sum of what the servers do alone. Two figures: as long as there is a next question; and the whole run,
at whose end the last answers are awaited::

    python tests/bench/bench_fleet.py [--seconds 8] [--check]

``--check`` exits with 1 when less than 90 % is used. Taking turns and drawing lots stand beside it, by the same clock.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from intent_lsp.config import Config
from intent_lsp.models.contract import Prompt
from intent_lsp.models.factory import create_models
from intent_lsp.models.fleet.group import Fleet
from intent_lsp.models.providers.model_server import ModelServer
from tests.models.asking import prompt
from tests.servers.dialects import CODE, DIALECTS
from tests.servers.fake import Behaviour, Request, Wire, fake
from tests.support import virtual_clock
from tests.support.simulated_fleet import JOBS, Machine, Share, clocked_fleet, lengths, mixed, share_of_ideal

VLLM = DIALECTS[3]
GOAL = 0.9
QUICKER = 5.0
"""Over sockets the servers write faster by this factor than by the clock, so that a run has enough calls."""


def serving(machine: Machine) -> Behaviour:
    """A server that writes as many tokens as the prompt says, at its pace."""
    free = asyncio.Semaphore(machine.slots)

    async def chat(request: Request, wire: Wire) -> None:
        tokens = int(request.body["messages"][-1]["content"].split()[-1])
        async with free:
            await VLLM.begin(wire)
            for piece in (CODE[:9], CODE[9:20], CODE[20:40], CODE[40:]):
                await asyncio.sleep(tokens * machine.pace / 4)
                await wire.chunk(VLLM.piece(piece))
        usage = {"prompt_tokens": 60, "completion_tokens": tokens}
        ended = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        for value in (ended, {"choices": [], "usage": usage}):
            await wire.chunk(b"data: " + json.dumps(value).encode() + b"\n\n")
        await wire.chunk(b"data: [DONE]\n\n")
        await wire.end()

    return VLLM.serving(chat)


async def over_sockets(machines: Sequence[Machine], seconds: float) -> Share:
    """The share for servers behind sockets, asked through the whole router, for about so long."""
    counts = itertools.count()
    async with AsyncExitStack() as stack:
        workspace = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [await stack.enter_async_context(fake(serving(machine))) for machine in machines]
        urls = [f"{server.root}/v1" for server in servers]
        config = replace(VLLM.config("", name="fleet", lock="none"), url=urls[0], more_urls=tuple(urls[1:]))
        router = create_models(Config(providers=(config,), learn=False), workspace=workspace)
        stack.push_async_callback(router.close)
        (fleet,) = await router.providers("draft")
        assert isinstance(fleet, ModelServer)
        for health, machine in zip(fleet.endpoints, machines, strict=True):
            health.allow(machine.slots)
            health.fitted = True

        async def call(tokens: int) -> None:
            asked = prompt(f"call {next(counts)} tokens {tokens}")
            await router.ask(asked, "draft", on_token=lambda _: None, on_wait=lambda *_: None)

        work = sum(machine.rate for machine in machines) * seconds
        tokens = lengths(100_000)
        enough = next(count for count, total in enumerate(itertools.accumulate(tokens)) if total > work)
        return await share_of_ideal(call, machines, tokens[:enough], router.calls_at_once + JOBS)


def by_clock(count: int, way: str) -> Share:
    """The share by a clock that jumps. ``way``: ours, or what others do."""
    machines = mixed(count)

    async def run() -> Share:
        fleet = clocked_fleet(machines)
        waiting = fleet.calls_at_once + JOBS
        try:
            calls = 40 * sum(machine.slots for machine in machines)
            return await share_of_ideal(_way(fleet, way), machines, lengths(calls), waiting)
        finally:
            await fleet.close()

    return virtual_clock.run(run())


def _way(fleet: Fleet, way: str) -> Callable[[int], Awaitable[None]]:
    turns, draw = itertools.cycle(fleet.servers), random.Random(7)

    async def ours(tokens: int) -> None:
        await fleet.generate(_of(tokens), on_token=lambda _: None)

    async def others(tokens: int) -> None:
        server = next(turns) if way == "turns" else draw.choice(fleet.servers)
        async with server.health.limit:
            await server.generate(_of(tokens), on_token=lambda _: None)

    return ours if way == "ours" else others


def _of(tokens: int) -> Prompt:
    return prompt(str(tokens))


def main() -> int:
    """Print the table; whether the goal is met."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=12.0)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    print("| endpoints | over sockets | by the clock | taking turns | drawing lots |\n|---|---|---|---|---|")
    worst = 1.0
    for count in (1, 4, 16, 64):
        shares = [by_clock(count, way) for way in ("ours", "turns", "lots")]
        real = None
        if count < 64:
            machines = [Machine(machine.pace / QUICKER, machine.slots) for machine in mixed(count)]
            real = asyncio.run(over_sockets(machines, chosen.seconds))
        worst = min(worst, shares[0].busy, 1.0 if real is None else real.busy)
        cells = ["–" if share is None else f"{share.busy:.0%}, {share.whole:.0%}" for share in (real, *shares)]
        print(f"| {count} | {' | '.join(cells)} |", flush=True)
    return int(chosen.check and worst < GOAL)


if __name__ == "__main__":
    sys.exit(main())
