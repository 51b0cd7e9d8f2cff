"""One call to a fleet: what one member cannot do another may, and is asked at once.

A member that is busy or drains rests, as does one that breaks off in the middle; one that is not there, or silent for
too long, is down; one that refuses what another takes (it does not have the model, or not the key) rests as well. Two
refusals mean that the question is at fault, and the first counts.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import (
    BrokenReply,
    ModelError,
    ModelMissing,
    ProviderBusy,
    ProviderDown,
    ProviderTimeout,
    RequestRejected,
)
from intent_lsp.models import patient_call
from intent_lsp.models.call_listeners import Listener
from intent_lsp.models.contract import Detour, Prompt, Reply
from intent_lsp.models.fleet.dispatcher import Dispatcher, Member
from intent_lsp.models.transport.health import RouterTimeouts

log = logging.getLogger("intent_lsp.models")

_REFUSALS = (RequestRejected, ModelMissing)


class FleetCall:
    """One question."""

    def __init__(
        self, config: ProviderConfig, dispatcher: Dispatcher, audience: Listener, pace: RouterTimeouts
    ) -> None:
        self._config = config
        self._dispatcher = dispatcher
        self._audience = audience
        self._pace = pace
        self._failed: dict[Member, ModelError] = {}
        self._failure: ModelError | None = None
        """The last one."""
        self._waited = 0.0

    async def run(self, prompt: Prompt) -> Reply:
        """Ask until a member has answered, or none is left that could. Raises a ``ModelError``."""
        while True:
            member = await self._member()
            try:
                reply = await patient_call.attempt(member.provider, prompt, self._audience, self._pace)
            except ProviderBusy as error:
                self._failure = error
                self._dispatcher.pause(member, error)
            except BrokenReply as error:
                self._failed[member] = self._failure = error
                self._dispatcher.pause(member, error)
            except (ProviderDown, ProviderTimeout, *_REFUSALS) as error:
                self._note(member, error)
            else:
                self._dispatcher.succeeded(member, reply)
                break
            finally:
                self._dispatcher.give_back(member)
        for other, refusal in self._refusals().items():
            self._dispatcher.pause(other, refusal)
        await member.provider.adapt_limit(reply)
        if self._failure is None:
            return reply
        detour = Detour(self._config.name, "passed the question on to another of its addresses")
        return replace(reply, detours=(detour, *reply.detours))

    def _note(self, member: Member, error: ModelError) -> None:
        refusals = self._refusals()
        self._failed[member] = self._failure = error
        if refusals and member in self._refusals():
            raise next(iter(refusals.values())) from error

    def _refusals(self) -> dict[Member, ModelError]:
        return {member: error for member, error in self._failed.items() if isinstance(error, _REFUSALS)}

    async def _member(self) -> Member:
        while (member := await self._dispatcher.take(self._failed, self._queued)) is None:
            first = self._dispatcher.first_awake(self._failed)
            if first is not None:
                await self._wait(first)
            elif self._failure is not None:
                raise self._failure
            else:
                return await self._dispatcher.take_though_down()
        if self._failure is not None:
            self._tell(f"{self._failure}; asking another of its addresses")
        return member

    def _queued(self) -> None:
        self._tell("waiting for its other calls")

    async def _wait(self, member: Member) -> None:
        """All that are up rest: wait for the first, for as long as for a single server."""
        pause = max(0.0, member.rests_until - asyncio.get_running_loop().time())
        reason = member.reason
        loading = isinstance(reason, ProviderBusy) and reason.loading
        patience = self._config.timeouts.first_token if loading else self._pace.busy
        if reason is not None and self._waited + pause > patience:
            raise reason.with_traceback(None)
        self._tell(f"{reason}; trying again in {pause:.3g} s")
        await asyncio.sleep(pause)
        self._waited += max(pause, 0.05)

    def _tell(self, reason: str) -> None:
        log.info("%s: %s", self._config.name, reason)
        self._audience.wait(self._config.name, self._config.model, reason)
