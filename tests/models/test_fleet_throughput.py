"""How much of a mixed fleet's joint speed is used, by a clock that jumps: the same on every machine."""

from __future__ import annotations

import asyncio
import time

import pytest

from intent_lsp.models.fleet.group import Fleet
from tests.models.asking import prompt
from tests.support import virtual_clock
from tests.support.simulated_fleet import JOBS, Clocked, Machine, Share, clocked_fleet, lengths, mixed, share_of_ideal


async def share(fleet: Fleet, machines: list[Machine], calls: int) -> Share:
    async def call(tokens: int) -> None:
        await fleet.generate(prompt(str(tokens)), on_token=lambda _: None)

    waiting = fleet.calls_at_once + JOBS
    try:
        return await share_of_ideal(call, machines, lengths(calls), waiting)
    finally:
        await fleet.close()


@pytest.mark.parametrize("count", [1, 4, 16, pytest.param(64, marks=pytest.mark.slow)])
def test_at_least_nine_tenths_of_the_ideal(count: int) -> None:
    machines = mixed(count)

    async def run() -> Share:
        return await share(clocked_fleet(machines), machines, 30 * sum(machine.slots for machine in machines))

    assert 0.9 <= virtual_clock.run(run()).busy <= 1.0


def test_each_gets_what_its_speed_allows() -> None:
    machines = [Machine(0.01, 2), Machine(0.04, 2)]

    async def run() -> float:
        fleet = clocked_fleet(machines)
        await share(fleet, machines, 400)
        fast, slow = (server.served for server in fleet.servers if isinstance(server, Clocked))
        return fast / slow

    assert virtual_clock.run(run()) == pytest.approx(4, rel=0.1)


def test_the_last_call_is_not_given_to_the_slowest() -> None:
    """One call after the other: all but one, with which the slow one is measured, go to the fast one."""
    machines = [Machine(0.1, 1), Machine(0.01, 1)]

    async def run() -> list[int]:
        fleet = clocked_fleet(machines)
        for _ in range(10):
            await fleet.generate(prompt("100"), on_token=lambda _: None)
        return [server.served for server in fleet.servers if isinstance(server, Clocked)]

    assert virtual_clock.run(run()) == [100, 900]


def test_who_waits_for_the_fast_one_does_not_wait_for_ever() -> None:
    """The fast server hangs: after the time that the free, slow one needs for a call it gets the call."""
    machines = [Machine(0.01, 1), Machine(0.1, 1)]

    async def run() -> float:
        fleet = clocked_fleet(machines)
        for _ in range(2):
            await fleet.generate(prompt("100"), on_token=lambda _: None)
        hanging = asyncio.create_task(fleet.generate(prompt("1000000"), on_token=lambda _: None))
        await asyncio.sleep(0)
        begun = asyncio.get_running_loop().time()
        await fleet.generate(prompt("100"), on_token=lambda _: None)
        hanging.cancel()
        return asyncio.get_running_loop().time() - begun

    assert virtual_clock.run(run()) == pytest.approx(20.0, rel=0.05)


def test_the_clock_jumps() -> None:
    begun = time.monotonic()
    virtual_clock.run(asyncio.sleep(3600))
    assert time.monotonic() - begun < 60
