"""One provider asked with patience: waits while it loads, tries once more after a broken line, gives more room.

What is *not* tried again here: a refusal that would come again, garbage, an answer that broke off after it began. Those
go to the next provider.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace

from intent_lsp.errors import BadReply, ModelError, ProviderBusy, ProviderDown, ProviderTimeout, TruncatedReply
from intent_lsp.models.call_listeners import Listener
from intent_lsp.models.contract import Detour, Prompt, Provider, Reply
from intent_lsp.models.providers.builtin import Builtin
from intent_lsp.models.providers.limits import THINKING
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.health import RouterTimeouts
from intent_lsp.usage import Usage

log = logging.getLogger("intent_lsp.models")

_SILENCE = 2.0
"""Seconds without a token after which the wait is explained."""
_GROWTHS = 2
"""How often an answer that was cut gets twice the room, where the user set the limit."""
_OUR_GROWTHS = 3
"""The same where the limit fits the task, and is lower."""


async def attempt(provider: ServerProvider, prompt: Prompt, audience: Listener, pace: RouterTimeouts) -> Reply:
    """Ask one server of several, of which the caller holds a slot: what another server may do better raises at once.

    Raises a ``ModelError``.
    """
    async with _machine_turn(provider, audience):
        return await _Call(provider, audience, pace, patient=False).run(prompt)


async def call(provider: Provider, prompt: Prompt, audience: Listener, pace: RouterTimeouts) -> Reply:
    """Ask until there is a reply or an error that asking again would not change. Raises a ``ModelError``."""
    if isinstance(provider, Builtin):
        return await provider.generate(
            prompt,
            on_token=audience.token,
            on_step=lambda what: audience.wait(provider.name, provider.model, what),
        )
    if not isinstance(provider, ServerProvider):
        return await provider.generate(prompt, on_token=audience.token)
    async with _machine_turn(provider, audience):
        limit = provider.health.limit
        if limit.locked():
            audience.wait(provider.name, provider.model, "waiting for its other calls")
        async with limit:
            reply = await _Call(provider, audience, pace).run(prompt)
        await provider.adapt_limit(reply)
        return reply


def _machine_turn(provider: ServerProvider, audience: Listener) -> AbstractAsyncContextManager[None]:
    machine = provider.health.machine
    if machine is None:
        return nullcontext()
    return machine.turn(
        provider.health.turn_owner,
        lambda: audience.wait(provider.name, provider.model, "waiting for the other model server of this machine"),
    )


class _Call:
    def __init__(
        self, provider: ServerProvider, audience: Listener, pace: RouterTimeouts, *, patient: bool = True
    ) -> None:
        self._provider = provider
        self._audience = audience
        self._pace = pace
        self._waited = 0.0
        self._backoff = pace.backoff_first
        self._patient = patient
        self._again = patient
        self._growths = _GROWTHS if provider.own_cap else _OUR_GROWTHS
        self._detours: dict[Detour, None] = {}

    async def run(self, prompt: Prompt) -> Reply:
        health, probe = self._provider.health, self._provider.probe
        while True:
            try:
                reply = await self._once(prompt)
            except ProviderBusy as error:
                health.answered()
                if not self._patient:
                    raise
                await self._wait(error)
            except ProviderDown as error:
                if not (error.again and self._again):
                    health.failed(error, probe)
                    raise
                self._again = False
                self._happened("broke the connection and was asked once more")
                self._tell(f"{error}; trying once more")
            except ProviderTimeout as error:
                health.failed(error, probe)
                raise
            except TruncatedReply as error:
                health.answered()
                prompt = self._larger(prompt, error)
            except ModelError:
                health.answered()
                raise
            else:
                health.answered()
                return replace(reply, detours=tuple(self._detours)) if self._detours else reply

    async def _once(self, prompt: Prompt) -> Reply:
        silence: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            _SILENCE, self._tell, "waiting for the first token (the server may be loading the model)"
        )

        usage, pieces = Usage(), 0

        def heard(text: str) -> None:
            nonlocal silence, pieces
            if silence is not None:
                silence.cancel()
                silence = None
            pieces += 1
            self._audience.token(text)

        try:
            reply = await self._provider.generate(prompt, on_token=heard)
        except BadReply as error:
            usage = error.usage
            raise
        else:
            usage = reply.usage if reply.completion_tokens else replace(reply.usage, completion_tokens=pieces)
            return reply
        finally:
            self._audience.spent(usage if usage.calls else Usage(1, completion_tokens=pieces))
            if silence is not None:
                silence.cancel()

    async def _wait(self, error: ProviderBusy) -> None:
        patience = self._provider.config.timeouts.first_token if error.loading else self._pace.busy
        wait = self._backoff if error.retry_after is None else max(error.retry_after, self._pace.backoff_first)
        if self._waited + wait > patience:
            raise error
        self._happened("was loading the model" if error.loading else "was busy for a while")
        self._tell(f"{error}; trying again in {wait:.3g} s")
        await asyncio.sleep(wait)
        self._waited += max(wait, 0.05)
        self._backoff = min(self._backoff * 2, self._pace.backoff_most)

    def _larger(self, prompt: Prompt, error: TruncatedReply) -> Prompt:
        cap = self._provider.cap(prompt)
        self._provider.thinks = self._provider.thinks or error.thinking
        larger = min(max(cap * 2, THINKING if error.thinking else 0), self._provider.room(prompt))
        if self._growths == 0 or larger <= cap:
            raise error
        self._growths -= 1
        self._happened(f"was cut off and asked again with room for {larger} tokens")
        self._tell(f"{error}; asking again with room for {larger} tokens")
        return replace(prompt, max_tokens=larger)

    def _happened(self, what: str) -> None:
        self._detours[Detour(self._provider.name, what)] = None

    def _tell(self, reason: str) -> None:
        log.info("%s (%s): %s", self._provider.name, self._provider.model, reason)
        self._audience.wait(self._provider.name, self._provider.model, reason)
