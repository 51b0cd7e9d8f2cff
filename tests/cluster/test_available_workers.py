"""Who gets a piece, who waits, and those that have been given up; the clock is the test's."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from intent_lsp.cluster.available_workers import AvailableWorkers, Worker

TWO = {"a": ("worker a", 2), "b": ("worker b", 1)}
NOBODY: frozenset[str] = frozenset()


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def roster(clock: Clock | None = None) -> AvailableWorkers:
    made = AvailableWorkers(clock or Clock(), patience=5, grace=3)
    made.update_workers(TWO)
    return made


async def begun(taking: Coroutine[Any, Any, Worker | None]) -> asyncio.Task[Worker | None]:
    task = asyncio.create_task(taking)
    await asyncio.sleep(0)
    return task


async def took(made: AvailableWorkers, avoided: frozenset[str] = NOBODY) -> Worker:
    worker = await asyncio.wait_for(made.take(avoided), 1)
    assert worker is not None
    return worker


async def test_the_worker_with_the_most_room_is_next_and_who_came_first_is_served_first() -> None:
    made = roster()
    assert [(await took(made)).address for _ in range(3)] in (["a", "a", "b"], ["a", "b", "a"])
    first, second = await begun(made.take(NOBODY)), await begun(made.take(NOBODY))
    assert not first.done()
    made.give_back(made.workers["b"])
    await asyncio.sleep(0)
    assert first.done()
    assert not second.done()
    made.give_back(made.workers["a"])
    assert await second is made.workers["a"]


async def test_who_is_avoided_gets_nothing_and_who_waits_for_nobody_is_told() -> None:
    made = roster()
    assert (await took(made, frozenset("a"))).address == "b"
    waiting = await begun(made.take(frozenset("a")))
    assert not waiting.done()
    assert await made.take(frozenset("ab")) is None
    made.update_workers({"a": TWO["a"]})
    assert await waiting is None


async def test_a_worker_that_is_silent_is_given_up_and_does_not_come_back() -> None:
    clock = Clock()
    made = roster(clock)
    worker = await took(made)
    clock.now += 4
    made.sign_of_life("a")
    clock.now += 4
    made.look()
    assert not worker.lost.done()
    clock.now += 2
    made.look()
    assert worker.lost.result() == "gave no sign of life for 5 seconds"
    made.update_workers(TWO)
    assert set(made.workers) == {"b"}  # who had nothing to do may be silent


async def test_a_worker_that_is_gone_is_told_to_those_who_wait_for_it() -> None:
    made = roster()
    worker = await took(made)
    made.update_workers({"b": TWO["b"], "c": ("worker c", 1)})
    assert worker.lost.result() == "died"
    assert set(made.workers) == {"b", "c"}


async def test_where_nobody_is_left_one_waits_a_little_for_a_new_one() -> None:
    clock = Clock()
    made = roster(clock)
    made.update_workers({})
    waiting, patient = await begun(made.take(NOBODY)), await begun(made.take(NOBODY))
    clock.now += 2
    made.look()
    assert not waiting.done()
    made.update_workers({"c": ("worker c", 1)})
    assert (await waiting) is made.workers["c"]
    made.update_workers({})
    clock.now += 2
    made.look()
    assert await patient is None


async def test_three_failures_in_a_row_are_enough_and_one_can_be() -> None:
    made = roster()
    worker = await took(made)
    for failed in (True, True, False, True, True):
        if failed:
            made.failed(worker, "sent an unreadable reply")
        else:
            made.worked(worker)
    assert "a" in made.workers
    made.failed(worker, "sent an unreadable reply")
    assert made.given_up == {"a": "sent an unreadable reply"}
    made.failed(await took(made), "has another version", for_good=True)
    assert made.workers == {}


async def test_who_stops_waiting_takes_no_place() -> None:
    made = roster()
    for _ in range(3):
        await took(made)
    waiting = await begun(made.take(NOBODY))
    made.give_back(made.workers["b"])  # handed over, and cancelled in the same moment
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert made.workers["b"].busy == 0
