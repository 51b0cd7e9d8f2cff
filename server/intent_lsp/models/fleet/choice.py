"""To which endpoint of a fleet the next call goes: where it should end first. Pure.

Least outstanding work, weighted by measured speed, with late binding: calls wait in one queue and not at an endpoint,
so that a fast endpoint never idles while calls wait behind a slow one (a central queue beats every immediate choice:
Harchol-Balter, *Performance Modeling and Design of Computer Systems*, "Task Assignment Policies for Server Farms").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EndpointLoad:
    """One endpoint that may be asked. ``pace`` in seconds per token of one call; 0: not measured yet."""

    slots: int
    taken: int
    pace: float = 0.0

    @property
    def rate(self) -> float:
        """Tokens a second with all slots taken; 0: not known."""
        return self.slots / self.pace if self.pace else 0.0


def choose(loads: Sequence[EndpointLoad], waiting: int, *, hurry: bool = False) -> int | None:
    """The index of the endpoint that takes the first of ``waiting`` calls; ``None`` where waiting ends sooner.

    An endpoint that was not measured yet counts as fast as the fastest. A slow one stays idle only for a call that
    waits alone, if a faster one should be free and through with it earlier: where calls queue up, more will come, and
    each slot that works adds to what is done. ``hurry``: the call has waited for long enough.
    """
    known = [load.pace for load in loads if load.pace]
    usual = min(known, default=1.0)
    free = [index for index, load in enumerate(loads) if load.taken < load.slots]
    if not free:
        return None

    def work(index: int) -> tuple[float, bool]:
        load = loads[index]
        return (load.taken + 1) / load.slots * (load.pace or usual), load.pace > 0

    best = min(free, key=work)
    faster = sum(load.rate for load in loads if 0 < load.pace < loads[best].pace)
    if hurry or waiting > 1 or not loads[best].pace or not faster:
        return best
    return best if loads[best].pace <= 1 / faster + usual else None


class Speed:
    """Seconds per token of an endpoint's calls: a moving average in which the last calls count most."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._tokens = 0.0
        self._calls = 0.0

    @property
    def pace(self) -> float:
        """Seconds per token; 0 before the first call ended."""
        return self._seconds / self._tokens if self._calls else 0.0

    @property
    def usual(self) -> float:
        """Seconds of a usual call; 0 before the first call ended."""
        return self._seconds / self._calls if self._calls else 0.0

    def measured(self, seconds: float, tokens: int) -> None:
        """A call took so long for so many tokens; where a server counts none, calls count as one."""
        self._seconds = self._seconds * _MEMORY + max(seconds, 1e-6)
        self._tokens = self._tokens * _MEMORY + max(tokens, 1)
        self._calls = self._calls * _MEMORY + 1


_MEMORY = 0.85
"""How much less each earlier call counts: about the last seven decide."""
