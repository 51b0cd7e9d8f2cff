"""How many pieces of work may ask and run at once, and in which order they come: earlier rounds first.

Every first draft goes before any second round, so that the first files come early, and that the model which drafts is
used up before the one that repairs is loaded.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Slots:
    """A semaphore whose waiters are served by round, and within a round in the order in which they came."""

    def __init__(self, number: int) -> None:
        self._free = max(1, number)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()

    @asynccontextmanager
    async def turn(self, round_: int) -> AsyncIterator[None]:
        """Hold one slot. ``round_``: 0 for what asks no model."""
        await self._take(round_)
        try:
            yield
        finally:
            self._give()

    async def _take(self, round_: int) -> None:
        if self._free:
            self._free -= 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (round_, next(self._order), waiter))
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give()  # it was handed over in the moment of the cancellation
            raise

    def _give(self) -> None:
        while self._waiting:
            waiter = heapq.heappop(self._waiting)[2]
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
