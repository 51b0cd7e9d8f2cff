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
        self._attempts: dict[Provider, _Attempt] = {}
        self.heard_attempt: _Attempt | None = None
        """Whose tokens are passed on."""

    async def reply(self, provider: Provider, rival: Provider | None) -> tuple[Provider, Reply]:
        """The reply and who gave it: ``provider`` or, where it was quicker, its ``rival``.

        Raises what ``provider`` raised; the rival goes on then, and its own turn waits for it.
        """
        if rival is None and provider not in self._attempts:
            return provider, await self._ask(provider, self._audience)
        attempt = self._attempt(provider)
        if rival is not None and rival not in self._attempts and not await attempt.begins(self._seconds):
            self._audience.wait(
                provider.name, provider.model, f"nothing came for {self._seconds:g} s; asking {rival.name} as well"
            )
            self._attempt(rival)
        running = {other.task for other in self._attempts.values()}
        while not attempt.task.done():
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            winner = next((other for other in self._attempts.values() if other.task in done and other.succeeded), None)
            if winner is not None:
                attempt = winner
                break
        if attempt is not self.heard_attempt and attempt.succeeded:
            attempt.say(self._audience)
        self.heard_attempt = None
        return attempt.provider, await attempt.task

    async def close(self) -> None:
        """End what still runs."""
        tasks = [lane.task for lane in self._attempts.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.gather(*tasks, return_exceptions=True)

    def _attempt(self, provider: Provider) -> _Attempt:
        if provider not in self._attempts:
            self._attempts[provider] = _Attempt(self, provider, self._audience, self._ask)
        return self._attempts[provider]


class _Attempt:
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
        if self._hedge.heard_attempt is None:
            self._hedge.heard_attempt = self
            self._audience.token("".join(self._pieces))
        elif self._hedge.heard_attempt is self:
            self._audience.token(text)

    def wait(self, provider: str, model: str, reason: str) -> None:
        self._pieces.clear()
        if self._hedge.heard_attempt is self:
            self._hedge.heard_attempt = None
        self._audience.wait(provider, model, reason)

    def spent(self, usage: Usage) -> None:
        self._audience.spent(usage)
