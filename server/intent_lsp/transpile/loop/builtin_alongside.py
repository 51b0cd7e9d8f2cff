"""The built-in provider, asked beside the first call to a model.

A search that is certain ends the work without a token; one that is not is kept, and offered when all rounds have
failed. So nobody who runs a model is worse off than without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from intent_lsp.errors import NoProvider
from intent_lsp.models.contract import BUILTIN, Models, Prompt, Reply
from intent_lsp.transpile.loop.attempts import Attempt

HEAD_START = 0.3
"""Seconds that the search has before a model is asked. A known result comes within it, so that what is in the cache
decides what is written, and not which of two answers was quicker."""


async def search(models: Models, prompt: Prompt, *, regenerate: bool) -> Reply | None:
    """The built-in provider's reply, where it stands behind a model; ``None`` when it has none."""
    providers = await models.providers("draft")
    builtin = next((provider for provider in providers[1:] if provider.model == BUILTIN), None)
    if builtin is None or providers[0].model == BUILTIN:
        return None
    try:
        return await models.ask(
            prompt, "draft", on_token=_unheard, on_wait=_unheard, regenerate=regenerate, only=builtin.name
        )
    except NoProvider:
        return None


def _unheard(*_: str) -> None:
    """A search has no tokens, and nobody waits for it."""


class BuiltinAlongside:
    """One search. ``ask`` brings the reply or ``None``, ``judge`` checks its code."""

    def __init__(
        self, ask: Callable[[], Awaitable[Reply | None]], judge: Callable[[Reply], Awaitable[Attempt | None]]
    ) -> None:
        self._ask = ask
        self._judge = judge
        self._task: asyncio.Task[Attempt | None] | None = None

    def start(self) -> None:
        """Begin, if it was not begun yet."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def attempt(self) -> Attempt | None:
        """The program found, if it passes; ``None`` when there is none. Raises what checking raises."""
        self.start()
        assert self._task is not None  # noqa: S101  just begun
        return await asyncio.shield(self._task)

    async def first(self, model: Callable[[], Awaitable[Attempt | None]]) -> Attempt | None:
        """What a model's round brings, or a certain result of the search, whichever is there first."""
        self.start()
        assert self._task is not None  # noqa: S101  just begun
        await asyncio.wait({self._task}, timeout=HEAD_START)
        if sure := self._sure():
            return sure
        round_ = asyncio.ensure_future(model())
        try:
            await asyncio.wait({self._task, round_}, return_when=asyncio.FIRST_COMPLETED)
            if not round_.done() and (sure := self._sure()):
                return sure
            return await round_
        finally:
            if not round_.done():
                round_.cancel()
                await asyncio.gather(round_, return_exceptions=True)

    async def close(self) -> None:
        """Give the search up. What it has found stays; a search that was cut short begins anew when it is wanted."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if task.cancelled():
                self._task = None

    def _sure(self) -> Attempt | None:
        task = self._task
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            return None
        found = task.result()
        return found if found is not None and found.certain else None

    async def _run(self) -> Attempt | None:
        reply = await self._ask()
        return await self._judge(reply) if reply is not None else None
