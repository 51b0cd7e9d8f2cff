"""How many calls an endpoint takes at once: a semaphore that grows, can be tried, and tells when something is free."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class CallSlots:
    """Slots for calls. Who waits is served in order; what remains is told to the ``listeners``."""

    def __init__(self, number: int) -> None:
        self.number = max(1, number)
        self.taken = 0
        self.listeners: list[Callable[[], None]] = []
        """Called whenever a slot became free and nobody waits for it here. They must not raise."""
        self._waiting: deque[asyncio.Future[None]] = deque()

    def locked(self) -> bool:
        """Whether :meth:`acquire` would wait."""
        return self.taken >= self.number

    def try_acquire(self) -> bool:
        """Take a slot if one is free."""
        if self.locked():
            return False
        self.taken += 1
        return True

    async def acquire(self) -> None:
        """Take a slot as soon as one is free."""
        if self.try_acquire():
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.release()  # it was handed over in the moment of the cancellation
            raise

    def release(self) -> None:
        """Give a slot back."""
        self.taken -= 1
        self._serve()

    def add(self, number: int) -> None:
        """So many slots more."""
        self.number += max(0, number)
        self._serve()

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(self, *error: object) -> None:
        self.release()

    def _serve(self) -> None:
        while self._waiting and self.taken < self.number:
            waiter = self._waiting.popleft()
            if not waiter.done():
                self.taken += 1
                waiter.set_result(None)
        if self.taken < self.number:
            for listener in self.listeners:
                listener()
