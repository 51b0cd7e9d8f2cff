"""Whose turn it is: many documents at once share the places of their folder fairly, and the one in front goes first."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(eq=False, slots=True)
class _Waiting:
    path: Path
    cost: int
    number: int
    granted: asyncio.Future[None]


@dataclass(slots=True)
class _Queue:
    """The places of one folder."""

    places: int = 1
    used: int = 0
    running: Counter[Path] = field(default_factory=Counter)
    served: dict[Path, int] = field(default_factory=dict)
    """When each document was served last."""
    waiting: list[_Waiting] = field(default_factory=list)


class FairQueue:
    """Grants places to pieces of work. One place is kept free for the document in front, where there are several."""

    def __init__(self, front: Callable[[], Path | None]) -> None:
        """``front`` tells which document the user works on."""
        self._front = front
        self._queues: dict[Path, _Queue] = {}
        self._numbers = itertools.count(1)

    def look(self) -> None:
        """Another document is in front now."""
        for queue in self._queues.values():
            self._grant(queue)

    @asynccontextmanager
    async def turn(self, root: Path, path: Path, *, cost: int, places: int) -> AsyncIterator[None]:
        """Wait for ``cost`` of the folder's ``places`` and keep them as long as the block runs."""
        queue = self._queues.setdefault(root, _Queue())
        queue.places = max(1, places)
        item = _Waiting(path, max(1, cost), next(self._numbers), asyncio.get_running_loop().create_future())
        queue.waiting.append(item)
        self._grant(queue)
        try:
            await item.granted
            yield
        finally:
            if item in queue.waiting:
                queue.waiting.remove(item)
            elif not item.granted.cancelled():
                queue.used -= item.cost
                queue.running[path] -= 1
            self._grant(queue)
            if not queue.waiting and not queue.used and self._queues.get(root) is queue:
                del self._queues[root]

    def _grant(self, queue: _Queue) -> None:
        front = self._front()
        # Of several that are cancelled at once, each leaves by itself, and must not be granted anything meanwhile.
        queue.waiting = [item for item in queue.waiting if not item.granted.done()]
        while queue.waiting:
            first = min(
                queue.waiting,
                key=lambda item: (
                    item.path != front, queue.running[item.path], queue.served.get(item.path, 0), item.number,
                ),
            )  # fmt: skip
            limit = queue.places if first.path == front else max(1, queue.places - 1)
            if queue.used and queue.used + first.cost > limit:
                return
            queue.waiting.remove(first)
            queue.used += first.cost
            queue.running[first.path] += 1
            queue.served[first.path] = next(self._numbers)
            first.granted.set_result(None)
