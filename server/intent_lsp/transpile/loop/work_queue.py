"""How many pieces of work may ask and run at once, and in which order they come: earlier rounds first.

Every first draft goes before any second round, so that the first files come early, and that the model which drafts is
used up before the one that repairs is loaded.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count


class WorkQueue:
    """A semaphore whose waiters are served by round, and within a round in the order in which they came."""

    def __init__(self, number: int, servers: Callable[[], int] = lambda: 0) -> None:
        """``number``: the usual number of slots. ``servers``: how many calls the model servers take at once, which may
        grow; above one there are slots for all of these besides, so that no server waits for what is checked meanwhile.
        """
        self._number = max(1, number)
        self._servers = servers
        self._used = 0
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
        if self._used < self._limit():
            self._used += 1
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (round_, next(self._order), waiter))
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._give()  # it was handed over in the moment of the cancellation
            raise

    def _limit(self) -> int:
        servers = self._servers()
        return self._number + servers if servers > 1 else self._number

    def _give(self) -> None:
        self._used -= 1
        limit = self._limit()
        while self._waiting and self._used < limit:
            waiter = heapq.heappop(self._waiting)[2]
            if not waiter.done():
                self._used += 1
                waiter.set_result(None)
