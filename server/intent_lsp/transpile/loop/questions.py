"""Whom a piece of work asks, and what it has asked already: no question is asked twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from intent_lsp.errors import EndlessReply, NoProvider
from intent_lsp.models.contract import Models, OnToken, Prompt, Reply, Route
from intent_lsp.transpile.events import Emit, Waiting, Work
from intent_lsp.transpile.loop.round_strategy import RoundStrategy
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.usage import OnUsage


class Questions:
    """The questions of one piece of work."""

    def __init__(self, work: Work, options: RoundOptions, models: Models, emit: Emit, on_usage: OnUsage) -> None:
        self._work = work
        self._options = options
        self._models = models
        self._emit = emit
        self._on_usage = on_usage
        self._asked: set[tuple[str, str, int]] = set()
        """Who answered, the text, and the number of the draw."""

    async def ask(self, prompt: Prompt, route: Route, on_token: OnToken) -> Reply:
        """The reply, which may come from the cache.

        Raises :class:`~intent_lsp.errors.NoProvider` when nobody can answer, and
        :class:`~intent_lsp.errors.EndlessReply` where somebody may, asked in another way.
        """
        try:
            reply = await self._models.ask(
                prompt,
                route,
                on_token=on_token,
                on_wait=lambda provider, model, reason: self._emit(Waiting(self._work, provider, model, reason)),
                on_usage=self._on_usage,
                regenerate=self._options.regenerate,
                only=self._options.provider,
            )
        except NoProvider as error:
            endless = next((cause for cause in error.causes if isinstance(cause, EndlessReply)), None)
            if endless is None:
                raise
            self._remember(endless.provider, prompt)
            raise endless from error
        self._remember(reply.provider, prompt)
        return reply

    async def is_new(self, text: str, draw: int) -> bool:
        """Whether whoever would be asked for a repair has not been asked this."""
        providers = await self._models.providers("repair")
        who = self._who(providers[0].name if providers else "")
        return (who, text, draw) not in self._asked

    async def first_new(
        self, strategies: Sequence[RoundStrategy], text: Callable[[RoundStrategy], str]
    ) -> RoundStrategy:
        """The first way to ask that is new, else the last."""
        for strategy in strategies:
            if await self.is_new(text(strategy), strategy.attempt):
                return strategy
        return strategies[-1]

    def is_kept(self, prompt: Prompt, route: Route) -> bool:
        """Whether the cache answers it, so that it costs no call."""
        return not self._options.regenerate and self._models.is_answer_cached(
            prompt, route, only=self._options.provider
        )

    def _remember(self, provider: str, prompt: Prompt) -> None:
        self._asked.add((self._who(provider), prompt.user, prompt.attempt))

    def _who(self, provider: str) -> str:
        """The provider where it makes a difference. Where providers were found, which ones may change from one run to
        the next, and the way that the rounds go, which the cache knows, must not."""
        return self._options.provider or ("" if self._models.interchangeable else provider)
