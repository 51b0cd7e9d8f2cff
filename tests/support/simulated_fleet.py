"""A fleet of mixed speed under the load that the engine makes: how much of the servers' joint speed is used.

The fleet, its dispatcher and the calls are the real ones; a server is a clock (:class:`Clocked`), or a fake one behind
a socket (``tests/bench/bench_fleet.py``).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from intent_lsp.config import ProviderConfig
from intent_lsp.models import choose_model
from intent_lsp.models.contract import OnToken, Prompt, Reply, Step
from intent_lsp.models.fleet.group import Fleet
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.endpoints import check
from intent_lsp.models.transport.health import Health, RouterTimeouts

JOBS = 4
"""Pieces of work beside those that the servers have: the engine's default."""


@dataclass(frozen=True)
class Machine:
    """One server: ``pace`` in seconds per token of each of its ``slots``."""

    pace: float
    slots: int

    @property
    def rate(self) -> float:
        return self.slots / self.pace


def mixed(count: int) -> list[Machine]:
    """Machines whose slots differ by four in speed and by eight in number."""
    kinds = [Machine(0.01, 4), Machine(0.02, 8), Machine(0.04, 2), Machine(0.01, 1)]
    kinds += [Machine(0.03, 2), Machine(0.04, 1), Machine(0.015, 4), Machine(0.02, 2)]
    return [kinds[number % len(kinds)] for number in range(count)]


def lengths(count: int, seed: int = 7) -> list[int]:
    """Tokens of as many answers: most are short, a few are ten times as long."""
    draw = random.Random(seed)
    return [max(20, min(1500, round(draw.lognormvariate(5.0, 0.7)))) for _ in range(count)]


@dataclass(frozen=True)
class Share:
    """What part of the joint speed (the sum of the rates) is used."""

    busy: float
    """As long as there is a next piece: what is under way at that moment does not count."""
    whole: float
    """Until the last answer is there, for which a single server may be waited for."""


async def share_of_ideal(
    call: Callable[[int], Awaitable[Any]], machines: Sequence[Machine], tokens: Sequence[int], waiting: int
) -> Share:
    """The share that answers of these lengths use when ``waiting`` pieces of work at once ask by ``call``."""
    loop = asyncio.get_running_loop()
    left = iter(tokens)
    done = 0
    busy: list[float] = []
    begun = loop.time()
    rate = sum(machine.rate for machine in machines)

    async def piece() -> None:
        nonlocal done
        for length in left:
            await call(length)
            done += length
        busy.append(done / rate / (loop.time() - begun))

    await asyncio.gather(*(piece() for _ in range(waiting)))
    return Share(busy[0], busy[-1])


class Clocked(ServerProvider):
    """A server that takes its time, by the loop's clock. The prompt's user text is the length of the answer."""

    def __init__(self, machine: Machine, number: int) -> None:
        config = ProviderConfig("openai_compat", "fleet", model="m", concurrency=machine.slots)
        super().__init__(config, check(f"http://127.0.0.1:{number + 1}"), Health(machine.slots, RouterTimeouts()))
        self._machine = machine
        self.served = 0

    async def probe(self) -> None:
        """It is always there."""

    async def models(self) -> Sequence[choose_model.Candidate]:
        return [choose_model.Candidate("m")]

    def _best_lock(self) -> Step:
        return "none"

    async def _call(self, prompt: Prompt, step: Step, on_token: OnToken) -> Reply:
        tokens = int(prompt.user)
        seconds = tokens * self._machine.pace
        await asyncio.sleep(seconds)
        self.served += tokens
        return Reply("code", self.name, "m", completion_tokens=tokens, seconds=seconds)


def clocked_fleet(machines: Sequence[Machine]) -> Fleet:
    """A fleet of servers that are clocks."""
    servers = [Clocked(machine, number) for number, machine in enumerate(machines)]
    return Fleet(servers[0].config, servers, RouterTimeouts())
