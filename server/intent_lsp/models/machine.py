"""One model server of this machine at a time: two fight for the cores, and each then takes five times as long.

A server keeps its turn until nobody is left waiting for it, so that a model that is loaded is used up before another is
asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Machine:
    """Whose turn it is. Owners are endpoints; each may have as many calls at once as it takes."""

    def __init__(self) -> None:
        self._owner: object = None
        self._calls = 0
        self._waiting: dict[object, list[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def turn(self, owner: object, on_wait: Callable[[], None]) -> AsyncIterator[None]:
        """Hold the owner's turn; calls that wait for their own endpoint hold it too. ``on_wait``: it takes a while."""
        if self._calls and self._owner is not owner:
            on_wait()
            await self._wait(owner)
        else:
            self._owner = owner
            self._calls += 1
        try:
            yield
        finally:
            self._end_call()

    async def _wait(self, owner: object) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(owner, []).append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._end_call()  # its turn came in the moment of the cancellation
            raise

    def _end_call(self) -> None:
        self._calls -= 1
        while not self._calls and self._waiting:
            self._owner = next(iter(self._waiting))
            for waiter in self._waiting.pop(self._owner):
                if not waiter.done():
                    self._calls += 1
                    waiter.set_result(None)
