"""The event stream folded into one row per intent and target: what every view shows. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from intent_lsp.checks.verdict import Verdict
from intent_lsp.status import Phase, State
from intent_lsp.transpile import events as on
from intent_lsp.transpile.progress import WorkState


@dataclass(slots=True)
class Row(WorkState):
    """One intent for one target, as it stands now, with what a view tells of it."""

    verdict: Verdict | None = None
    """The last one; of the best candidate once all rounds have failed."""
    changed: bool = False
    """Whether the file has other bytes than before."""
    started: float = 0.0
    """Seconds on the board's clock."""
    ended: float = 0.0
    progress: list[tuple[int, int]] = field(default_factory=list)
    """Examples passed and checked, one pair per candidate."""

    @property
    def done(self) -> bool:
        return not self.running

    @property
    def by(self) -> str:
        """Who wrote it: the model, and the provider where its name says more."""
        if not self.model or self.model == self.provider:
            return self.provider
        return self.model

    def seconds(self, now: float) -> float:
        """How long it has taken so far, or took."""
        return (self.ended if self.done else now) - self.started


_STEPS: dict[type[on.Event], str] = {
    on.Planned: "preparing",
    on.Sent: "waiting",
    on.Lost: "waiting to retry",
    on.RoundStarted: "asking",
    on.Token: "writing",
    on.CandidateReady: "checking",
    on.Verified: "saving",
}
"""What a view says that is being done, after each event."""


class ProgressRows:
    """Rows in the order in which the work was first heard of."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.rows: dict[on.Work, Row] = {}
        self.unreadable: list[on.DocumentFailed] = []
        self.lost: list[on.Lost] = []
        self.clock = clock

    def take(self, event: on.Event) -> Row | None:
        """Fold in one event; answers the row it changed."""
        if isinstance(event, on.DocumentFailed):
            self.unreadable.append(event)
            return None
        if isinstance(event, on.Lost):
            self.lost.append(event)
        row = self.rows.get(event.work)
        if row is None:
            now = self.clock()
            row = self.rows[event.work] = Row(event.work, started=now, ended=now)
        _fold(row, event)
        if row.done:
            row.ended = self.clock()
        return row

    def count(self, state: State) -> int:
        return sum(row.status == state for row in self.rows.values())


def _fold(row: Row, event: on.Event) -> None:
    planned = row.total
    row.apply(event)
    row.step = _STEPS.get(type(event), "")
    match event:
        case on.Waiting():
            row.step = event.reason
        case on.Checked():
            row.verdict, row.total = event.verdict, max(planned, row.total)
            row.progress.append((row.passed, row.total))
            row.step = "comparing targets" if event.verdict.passed else ""
        case on.Verified():
            row.verdict = event.verdict
        case on.Written():
            row.changed = event.changed
        case on.Exhausted():
            row.verdict, row.total = event.verdict or row.verdict, planned
            row.passed = event.verdict.passed_examples if event.verdict else 0
        case on.Disagreed():
            row.verdict = event.verdict
        case on.Skipped():
            row.file = event.path
            if row.status is Phase.SKIPPED:
                row.status = Phase.ERROR
