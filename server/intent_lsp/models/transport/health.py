"""What is known of an endpoint while the program runs: is it up, how many calls it takes at once.

A circuit breaker (Nygard, *Release It!*, "Circuit Breaker"): it opens when the endpoint is down or mute, and closes
when a probe in the background gets an answer. While it is open, callers skip the endpoint without waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from intent_lsp.errors import ModelError, ProviderBusy, ProviderDown, ProviderTimeout
from intent_lsp.models.contract import Step
from intent_lsp.models.machine import Machine
from intent_lsp.models.transport.call_slots import CallSlots

log = logging.getLogger("intent_lsp.models")


@dataclass(frozen=True, slots=True)
class RouterTimeouts:
    """The router's patience, in seconds."""

    probe_first: float = 1.0
    """From opening to the first probe of an endpoint that was down; then twice as long each time."""
    probe_most: float = 30.0
    probe_mute: float = 60.0
    """From opening to the first probe of an endpoint that accepted a call and sent nothing."""
    probes: int = 12
    """How many probes follow an opening; then one more each time somebody asks."""
    backoff_first: float = 0.25
    backoff_most: float = 4.0
    busy: float = 30.0
    """How long a busy server (429, 503) is waited for; one that loads a model gets its ``first_token`` time."""


class Health:
    """One endpoint. ``limit`` bounds the calls at once."""

    def __init__(self, concurrency: int, pace: RouterTimeouts) -> None:
        self.limit = CallSlots(concurrency)
        self.refused_locks: dict[Step, int] = {}
        """How often the endpoint refused which way of locking a reply."""
        self.fitted = concurrency > 0
        """Whether the limit is what the user set, or what pays off for the server."""
        self.reason: ModelError | None = None
        """Why it is skipped; ``None`` while it is up."""
        self.machine: Machine | None = None
        """Shared by the servers of this machine; ``None``: it need not wait for others."""
        self.turn_owner: object = self
        """Whose turn on the machine its calls take: its own, or that of the fleet it belongs to."""
        self.listeners: list[Callable[[], None]] = []
        """Called when it went down or came back. They must not raise."""
        self._pace = pace
        self._task: asyncio.Task[None] | None = None

    @property
    def open(self) -> bool:
        """Whether callers should skip it."""
        return self.reason is not None

    def join(self, fleet: object) -> None:
        """Have the machine's turn together with the other servers of a fleet; the first fleet counts."""
        if self.turn_owner is self:
            self.turn_owner = fleet

    def allow(self, concurrency: int) -> None:
        """So many calls at once are wanted, or possible: the largest number counts."""
        self.limit.add(concurrency - self.limit.number)
        self.fitted = self.fitted or concurrency > 0

    def failed(self, error: ModelError, probe: Callable[[], Awaitable[None]]) -> None:
        """Note a failed call; opens the breaker when the endpoint itself is the cause."""
        if not isinstance(error, (ProviderDown, ProviderTimeout)):
            return
        if self.reason is None:
            log.warning("%s is skipped from now on until it answers: %s", error.provider, error)
        self._set(error)
        mute = isinstance(error, ProviderTimeout) and error.phase != "connect"
        self.watch(probe, self._pace.probe_mute if mute else self._pace.probe_first)

    def answered(self) -> None:
        """A call got through: close the breaker."""
        self._set(None)
        self._stop()

    def watch(self, probe: Callable[[], Awaitable[None]], wait: float | None = None) -> None:
        """Probe in the background until it answers, unless that is going on already."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._probe(probe, self._pace.probe_first if wait is None else wait))

    async def close(self) -> None:
        """Stop probing."""
        task = self._task
        self._stop()
        if task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _set(self, reason: ModelError | None) -> None:
        changed = (reason is None) != (self.reason is None)
        self.reason = reason
        for listener in self.listeners if changed else ():
            listener()

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _probe(self, probe: Callable[[], Awaitable[None]], wait: float) -> None:
        for _ in range(self._pace.probes):
            await asyncio.sleep(wait)
            try:
                await probe()
            except ProviderBusy:
                break  # somebody is there
            except ModelError:
                wait = min(wait * 2, self._pace.probe_most)
            else:
                break
        else:
            return
        if self.reason is not None:
            log.info("%s answers again", self.reason.provider)
        self._set(None)
