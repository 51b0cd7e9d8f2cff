"""Who comes first where few may work at once."""

from __future__ import annotations

import asyncio
import random

from intent_lsp.models.machine import Machine
from intent_lsp.transpile.loop.work_queue import WorkQueue


async def test_earlier_rounds_go_first() -> None:
    slots, order = WorkQueue(1), []

    async def piece(round_: int, name: str) -> None:
        async with slots.turn(round_):
            order.append(name)
            await asyncio.sleep(0)

    async with slots.turn(1):
        tasks = [asyncio.create_task(piece(*what)) for what in ((3, "c"), (1, "a"), (2, "b"), (1, "a2"))]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert order == ["a", "a2", "b", "c"]


async def test_never_more_than_the_number_and_none_is_lost_when_waiters_give_up() -> None:
    chance, slots, working, most = random.Random(3), WorkQueue(3), 0, 0

    async def piece(round_: int) -> None:
        nonlocal working, most
        async with slots.turn(round_):
            working += 1
            most = max(most, working)
            try:
                await asyncio.sleep(0.001)
            finally:
                working -= 1

    tasks = [asyncio.create_task(piece(chance.randrange(4))) for _ in range(60)]
    for task in chance.sample(tasks, 25):
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (working, most) == (0, 3)
    await asyncio.wait_for(asyncio.gather(*(piece(1) for _ in range(6))), 5)
    assert most == 3


async def test_servers_that_take_several_calls_have_slots_besides() -> None:
    at_once, working, most = [0], 0, list[int]()
    slots = WorkQueue(2, lambda: at_once[0])

    async def piece() -> None:
        nonlocal working
        async with slots.turn(1):
            working += 1
            most.append(working)
            await asyncio.sleep(0.001)
            working -= 1

    for at_once[0], room in ((0, 2), (1, 2), (2, 4), (3, 5)):
        most.clear()
        await asyncio.gather(*(piece() for _ in range(12)))
        assert max(most) == room


async def test_a_server_is_used_up_before_the_next_has_its_turn() -> None:
    machine, order = Machine(), []

    async def call(owner: str) -> None:
        async with machine.turn(owner, lambda: order.append(f"{owner} waits")):
            order.append(owner)
            await asyncio.sleep(0.001)

    await asyncio.gather(*(call(owner) for owner in ("small", "large", "small", "large", "small")))
    assert order == ["small", "large waits", "small", "large waits", "small", "large", "large"]


async def test_a_turn_is_not_lost_when_calls_are_cancelled() -> None:
    chance, machine, active = random.Random(5), Machine(), list[str]()

    async def call(owner: str) -> None:
        async with machine.turn(owner, lambda: None):
            active.append(owner)
            try:
                assert set(active) == {owner}
                await asyncio.sleep(0.001)
            finally:
                active.remove(owner)

    for _ in range(20):
        tasks = [asyncio.create_task(call(chance.choice("abc"))) for _ in range(20)]
        for task in chance.sample(tasks, 8):
            await asyncio.sleep(0)
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert not [error for error in done if isinstance(error, AssertionError)]
        assert not active
    await asyncio.wait_for(call("d"), 5)
