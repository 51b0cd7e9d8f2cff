"""How long a run waits for a store, in all: what many wait for at once counts once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any


class Patience:
    """Seconds that are left. They pass while anybody waits."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._left = seconds
        self._clock = clock
        self._waiting = 0
        self._since = 0.0

    @property
    def left(self) -> float:
        """Seconds; 0 when they are used up."""
        passed = self._clock() - self._since if self._waiting else 0.0
        return max(0.0, self._left - passed)

    async def wait(self, answer: asyncio.Future[Any]) -> bool:
        """Wait for an answer, as long as there is patience; whether it came. The answer's error is not raised."""
        if not answer.done() and self.left > 0:
            self._begin()
            try:
                await asyncio.wait((answer,), timeout=self.left)
            finally:
                self._end()
        return answer.done()

    def _begin(self) -> None:
        if not self._waiting:
            self._since = self._clock()
        self._waiting += 1

    def _end(self) -> None:
        left = self.left
        self._waiting -= 1
        self._left = left
        self._since = self._clock()
