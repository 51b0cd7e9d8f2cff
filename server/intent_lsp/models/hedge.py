"""Asking the next server as well when the first is slow to begin; the first whole reply wins.

Hedged requests (Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013). A call that was begun for a provider is not
begun again when its turn comes. Listeners hear one call at a time: the one that spoke first, until another wins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from intent_lsp.models.call_listeners import Listener
from intent_lsp.models.contract import Provider, Reply
from intent_lsp.usage import Usage

Ask: TypeAlias = Callable[[Provider, Listener], Coroutine[Any, Any, Reply]]


class Hedge:
    """The calls for one answer. :meth:`close` ends those that lost, which closes their streams."""

    def __init__(self, ask: Ask, audience: Listener, seconds: float) -> None:
        """``seconds``: how long to wait for a first token."""
        self._ask = ask
        self._audience = audience
        self._seconds = seconds
        self._lanes: dict[Provider, _Lane] = {}
        self.heard: _Lane | None = None
        """Whose tokens are passed on."""

    async def reply(self, provider: Provider, rival: Provider | None) -> tuple[Provider, Reply]:
        """The reply and who gave it: ``provider`` or, where it was quicker, its ``rival``.

        Raises what ``provider`` raised; the rival goes on then, and its own turn waits for it.
        """
        if rival is None and provider not in self._lanes:
            return provider, await self._ask(provider, self._audience)
        lane = self._lane(provider)
        if rival is not None and rival not in self._lanes and not await lane.begins(self._seconds):
            self._audience.wait(
                provider.name, provider.model, f"nothing came for {self._seconds:g} s; asking {rival.name} as well"
            )
            self._lane(rival)
        running = {other.task for other in self._lanes.values()}
        while not lane.task.done():
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            winner = next((other for other in self._lanes.values() if other.task in done and other.succeeded), None)
            if winner is not None:
                lane = winner
                break
        if lane is not self.heard and lane.succeeded:
            lane.say(self._audience)
        self.heard = None
        return lane.provider, await lane.task

    async def close(self) -> None:
        """End what still runs."""
        tasks = [lane.task for lane in self._lanes.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.gather(*tasks, return_exceptions=True)

    def _lane(self, provider: Provider) -> _Lane:
        if provider not in self._lanes:
            self._lanes[provider] = _Lane(self, provider, self._audience, self._ask)
        return self._lanes[provider]


class _Lane:
    """One call and what it said."""

    def __init__(self, hedge: Hedge, provider: Provider, audience: Listener, ask: Ask) -> None:
        self.provider = provider
        self._hedge = hedge
        self._audience = audience
        self._pieces: list[str] = []
        self._began = asyncio.Event()
        self.task = asyncio.create_task(ask(provider, self))
        self.task.add_done_callback(lambda task: self._began.set())

    @property
    def succeeded(self) -> bool:
        return self.task.done() and not self.task.cancelled() and self.task.exception() is None

    async def begins(self, seconds: float) -> bool:
        """Whether it says something, or ends, within this time."""
        try:
            await asyncio.wait_for(self._began.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def say(self, audience: Listener) -> None:
        """Pass on what was kept back."""
        if self._pieces:
            audience.wait(self.provider.name, self.provider.model, "it finished first")
            audience.token("".join(self._pieces))

    def token(self, text: str) -> None:
        self._pieces.append(text)
        self._began.set()
        if self._hedge.heard is None:
            self._hedge.heard = self
            self._audience.token("".join(self._pieces))
        elif self._hedge.heard is self:
            self._audience.token(text)

    def wait(self, provider: str, model: str, reason: str) -> None:
        self._pieces.clear()
        if self._hedge.heard is self:
            self._hedge.heard = None
        self._audience.wait(provider, model, reason)

    def spent(self, usage: Usage) -> None:
        self._audience.spent(usage)
