"""The members of a fleet and the calls that wait for one: who is asked, who is skipped, who rests.

Each member has its own slots, health and speed. One that is down is skipped and looked at in the background. One that
is busy or drains gets nothing new for as long as it says (``Retry-After``), and finishes what it has.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from intent_lsp.errors import ModelError, ProviderBusy
from intent_lsp.models.contract import Reply
from intent_lsp.models.fleet.choice import EndpointLoad, Speed, choose
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.health import RouterTimeouts

log = logging.getLogger("intent_lsp.models")

_MOST_DOUBLINGS = 20


@dataclass(eq=False, slots=True)
class Member:
    """One server of the fleet."""

    provider: ServerProvider
    speed: Speed = field(default_factory=Speed)
    rests_until: float = 0.0
    """The event loop's time before which it gets nothing new."""
    rests: int = 0
    """How often in a row it had to be given a rest."""
    reason: ModelError | None = None
    """Why it was given the last one."""

    @property
    def load(self) -> EndpointLoad:
        limit = self.provider.health.limit
        return EndpointLoad(limit.number, limit.taken, self.speed.pace)


@dataclass(eq=False, slots=True)
class _Waiting:
    failed: Collection[Member]
    since: float
    member: asyncio.Future[Member | None]


class Dispatcher:
    """Hands out members. Belongs to one event loop."""

    def __init__(self, providers: Sequence[ServerProvider], pace: RouterTimeouts) -> None:
        self.members = tuple(Member(provider) for provider in providers)
        self._pace = pace
        self._queue: list[_Waiting] = []
        self._alarm: asyncio.TimerHandle | None = None
        for provider in providers:
            provider.health.limit.listeners.append(self._look)
            provider.health.listeners.append(self._look)

    async def take(self, failed: Collection[Member], on_wait: Callable[[], None]) -> Member | None:
        """The member that should end a call first, with one of its slots taken: give it back.

        ``failed``: those that failed this call, which are not asked again. ``on_wait``: nobody is free for it at once.
        ``None``: nobody else is up and awake.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(failed, loop.time(), loop.create_future())
        self._queue.append(waiting)
        self._look()
        if not waiting.member.done():
            on_wait()
        try:
            return await waiting.member
        except asyncio.CancelledError:
            if not waiting.member.cancelled() and waiting.member.done() and (member := waiting.member.result()):
                self.give_back(member)  # it was handed over in the moment of the cancellation
            raise
        finally:
            if waiting in self._queue:
                self._queue.remove(waiting)

    async def take_though_down(self) -> Member:
        """The first member, with a slot taken, though all are down: nobody else could answer."""
        await self.members[0].provider.health.limit.acquire()
        return self.members[0]

    def give_back(self, member: Member) -> None:
        """The call is over."""
        member.provider.health.limit.release()

    def first_awake(self, failed: Collection[Member]) -> Member | None:
        """Of the members that are up, the one whose rest ends first; ``None``: none is up."""
        up = [member for member in self._up() if member not in failed]
        return min(up, key=lambda member: member.rests_until, default=None)

    def pause(self, member: Member, error: ModelError) -> None:
        """Ask the member nothing new for a while: as long as it says, else longer each time."""
        pace, wished = self._pace, None
        first, most = pace.probe_first, pace.probe_most
        if isinstance(error, ProviderBusy):
            first, most, wished = pace.backoff_first, pace.backoff_most, error.retry_after
        seconds = min(first * 2**member.rests, most) if wished is None else max(wished, first)
        member.rests = min(member.rests + 1, _MOST_DOUBLINGS)
        member.reason = error
        member.rests_until = asyncio.get_running_loop().time() + seconds
        log.info("%s gets no calls for %.3g s: %s", member.provider.endpoint.url, seconds, error)

    def succeeded(self, member: Member, reply: Reply) -> None:
        """A member answered. One that drains goes on resting: it finishes what it had."""
        if member.rests_until <= asyncio.get_running_loop().time():
            member.rests = 0
        member.speed.measured(reply.seconds - reply.timings.get("load", 0.0), reply.completion_tokens)

    def close(self) -> None:
        """Look no more."""
        self._wake(math.inf)

    # --- the queue ---------------------------------------------------------------------------------------------------

    def _up(self) -> list[Member]:
        return [member for member in self.members if not member.provider.is_down()]

    def _look(self) -> None:
        """Serve those that wait, as far as somebody is free for them, and know when to look again."""
        if not self._queue:
            return
        now, up = asyncio.get_running_loop().time(), self._up()
        awake = [member for member in up if member.rests_until <= now]
        again = [member.rests_until for member in up if member.rests_until > now]
        for waiting in list(self._queue):
            able = [member for member in awake if member not in waiting.failed] if waiting.failed else awake
            chosen, later = self._choose(able, waiting, now) if able else (None, math.inf)
            if able and chosen is None:
                again.append(later)
                if able is awake:
                    break  # nor is anybody free for those behind it
            else:
                self._serve(waiting, chosen)
        self._wake(min(again, default=math.inf))

    def _choose(self, able: Sequence[Member], waiting: _Waiting, now: float) -> tuple[Member | None, float]:
        """Who takes the call; if nobody yet, when to look again though nothing happens."""
        loads = [member.load for member in able]
        free = [member.speed.usual for member, load in zip(able, loads, strict=True) if load.taken < load.slots]
        patience = waiting.since + min(free, default=math.inf)
        index = choose(loads, len(self._queue), hurry=now >= patience)
        return (None if index is None else able[index]), patience

    def _serve(self, waiting: _Waiting, member: Member | None) -> None:
        self._queue.remove(waiting)
        if waiting.member.done():
            return  # cancelled in this moment
        if member is not None:
            member.provider.health.limit.try_acquire()
        waiting.member.set_result(member)

    def _wake(self, when: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None if when == math.inf else asyncio.get_running_loop().call_at(when, self._look)
