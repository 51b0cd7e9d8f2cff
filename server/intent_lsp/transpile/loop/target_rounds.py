"""The targets of an intent go round by round: what one knows of another does not depend on who was quicker."""

from __future__ import annotations

import asyncio
import math


class RoundBarrier:
    """How many rounds of one target are over; round 0 is what was there before."""

    def __init__(self) -> None:
        self._over: float = -1
        self._changed = asyncio.Event()

    def complete(self, round_: float = math.inf) -> None:
        """Rounds up to this one are over; without a number, all that there will be."""
        if round_ > self._over:
            self._over = round_
            self._changed.set()
            self._changed = asyncio.Event()

    async def wait(self, round_: int) -> None:
        """Until that round is over."""
        while self._over < round_:
            await self._changed.wait()
