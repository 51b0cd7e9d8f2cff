"""How much work a search has done and may do: evaluations of operators, never seconds."""

from __future__ import annotations

from collections.abc import Callable

REPORT_EVERY = 20_000


class WorkBudget:
    """Counts evaluations (one operator on one vector of inputs) and reports progress now and then."""

    def __init__(self, budget: int, progress: Callable[[int, int], None] | None = None) -> None:
        self.budget = budget
        self.used = 0
        self._progress = progress
        self._next = REPORT_EVERY

    def spend(self, evaluations: int) -> None:
        """Note work done."""
        self.used += evaluations
        if self.used >= self._next:
            self._next = self.used + REPORT_EVERY
            if self._progress is not None:
                self._progress(min(self.used, self.budget), self.budget)


class Allowance:
    """A share of a meter's budget, up to an absolute count."""

    __slots__ = ("meter", "until")

    def __init__(self, meter: WorkBudget, until: int) -> None:
        self.meter = meter
        self.until = min(until, meter.budget)

    @property
    def used(self) -> int:
        """Evaluations so far, of the whole search."""
        return self.meter.used

    @property
    def over(self) -> bool:
        """Whether the share is used up."""
        return self.meter.used >= self.until

    @property
    def left(self) -> int:
        """Evaluations that remain, at least 0."""
        return max(0, self.until - self.meter.used)

    def spend(self, evaluations: int) -> None:
        """Note work done."""
        self.meter.spend(evaluations)

    def share(self, evaluations: int) -> Allowance:
        """A part of this allowance: at most so many evaluations from now on."""
        return Allowance(self.meter, min(self.until, self.meter.used + evaluations))
