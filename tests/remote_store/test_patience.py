"""What a run waits, in all."""

from __future__ import annotations

import asyncio

from intent_lsp.remote_store.patience import Patience
from tests.support import virtual_clock


def test_those_who_wait_at_once_count_once() -> None:
    async def run() -> tuple[list[bool], float, float]:
        loop = asyncio.get_running_loop()
        patience = Patience(1.0, loop.time)
        never: list[asyncio.Future[None]] = [loop.create_future() for _ in range(5)]
        came: asyncio.Future[None] = loop.create_future()
        loop.call_later(0.25, came.set_result, None)
        first = await asyncio.gather(*(patience.wait(came) for _ in range(5)))
        left = patience.left
        await asyncio.sleep(60)
        begun = loop.time()
        rest = await asyncio.gather(*(patience.wait(one) for one in never))
        return [*first, *rest], left, loop.time() - begun

    answers, left, waited = virtual_clock.run(run())
    assert answers == [True] * 5 + [False] * 5
    assert (left, round(waited, 6)) == (0.75, 0.75)


def test_one_who_has_no_patience_left_takes_what_is_there() -> None:
    async def run() -> tuple[bool, bool, float]:
        loop = asyncio.get_running_loop()
        patience = Patience(0.0, loop.time)
        there: asyncio.Future[None] = loop.create_future()
        there.set_result(None)
        return await patience.wait(there), await patience.wait(loop.create_future()), loop.time()

    assert virtual_clock.run(run()) == (True, False, 0.0)
