"""Who works: workers with their free places, those who wait for one, and those that have been given up."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PATIENCE = 30.0
"""Seconds without a sign of life after which a worker that has work is given up."""
GRACE = 10.0
"""Seconds for which a piece waits without any worker: a supervisor starts new ones."""
_MOST_FAILURES = 3
"""In a row: then a worker gets nothing more."""


@dataclass(slots=True, eq=False)
class Worker:
    """One worker process. ``lost`` is resolved, with the reason, when it is no longer worth waiting for."""

    address: str
    name: str
    """For people."""
    places: int
    lost: asyncio.Future[str]
    busy: int = 0
    last_heard: float = 0.0
    failures: int = 0
    """In a row."""


@dataclass(slots=True)
class _Waiting:
    avoided: frozenset[str]
    place: asyncio.Future[Worker | None]
    since: float


@dataclass(slots=True)
class AvailableWorkers:
    """Hands out places. ``clock`` gives seconds."""

    clock: Callable[[], float]
    patience: float = PATIENCE
    grace: float = GRACE
    workers: dict[str, Worker] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)
    """Addresses that are not used again, with the reason."""
    _waiting: deque[_Waiting] = field(default_factory=deque)

    def update_workers(self, now: Mapping[str, tuple[str, int]]) -> None:
        """What the scheduler says: by address, the worker's name and how many pieces it can do at once."""
        for address in [address for address in self.workers if address not in now]:
            self._drop(self.workers[address], "died")
        for address, (name, places) in now.items():
            if address not in self.workers and address not in self.given_up:
                lost = asyncio.get_running_loop().create_future()
                self.workers[address] = Worker(address, name, places, lost)
        self._serve()
        self._release()

    async def take(self, avoided: frozenset[str]) -> Worker | None:
        """A place at the worker with the most room; ``None``: no worker is left but those that are ``avoided``."""
        waiting = _Waiting(avoided, asyncio.get_running_loop().create_future(), self.clock())
        self._waiting.append(waiting)
        self._serve()
        self._release()
        try:
            return await waiting.place
        except asyncio.CancelledError:
            if waiting.place.done() and not waiting.place.cancelled() and (worker := waiting.place.result()):
                self.give_back(worker)  # it was handed over in the moment of the cancellation
            raise

    def give_back(self, worker: Worker) -> None:
        """A place is free again."""
        worker.busy -= 1
        self._serve()

    def sign_of_life(self, address: str) -> None:
        """A sign of life."""
        if address in self.workers:
            self.workers[address].last_heard = self.clock()

    def worked(self, worker: Worker) -> None:
        """A piece came back and was right."""
        worker.failures = 0

    def failed(self, worker: Worker, why: str, *, for_good: bool = False) -> None:
        """A piece was lost; after several in a row, or ``for_good``, the worker gets no other."""
        worker.failures += 1
        if for_good or worker.failures >= _MOST_FAILURES:
            self._give_up(worker, why)

    def look(self) -> None:
        """To be called every now and then: who is silent, and who waits in vain."""
        now = self.clock()
        for worker in list(self.workers.values()):
            if worker.busy and now - worker.last_heard > self.patience:
                self._give_up(worker, f"gave no sign of life for {self.patience:.0f} seconds")
        self._serve()
        self._release()

    def _give_up(self, worker: Worker, why: str) -> None:
        self.given_up[worker.address] = why
        self._drop(worker, why)

    def _drop(self, worker: Worker, why: str) -> None:
        self.workers.pop(worker.address, None)
        if not worker.lost.done():
            worker.lost.set_result(why)

    def _serve(self) -> None:
        """First come, first served, as long as there is room."""
        passed_over = []
        while self._waiting and any(worker.busy < worker.places for worker in self.workers.values()):
            waiting = self._waiting.popleft()
            if waiting.place.done():
                continue
            worker = self._roomiest(waiting.avoided)
            if worker is None:
                passed_over.append(waiting)
                continue
            if not worker.busy:
                worker.last_heard = self.clock()
            worker.busy += 1
            waiting.place.set_result(worker)
        self._waiting.extendleft(reversed(passed_over))

    def _roomiest(self, avoided: frozenset[str]) -> Worker | None:
        fit = [w for w in self.workers.values() if w.busy < w.places and w.address not in avoided]
        return max(fit, key=lambda worker: worker.places - worker.busy, default=None)

    def _release(self) -> None:
        """Tell those who wait in vain."""
        for waiting in self._waiting:
            if not waiting.place.done() and self._in_vain(waiting):
                waiting.place.set_result(None)

    def _in_vain(self, waiting: _Waiting) -> bool:
        if any(address not in waiting.avoided for address in self.workers):
            return False
        return bool(self.workers) or self.clock() - waiting.since > self.grace
