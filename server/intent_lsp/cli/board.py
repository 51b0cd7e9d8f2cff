"""The event stream folded into one row per intent and target: what every view shows. Knows no terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.checks.shortfall import shortfall
from intent_lsp.checks.verdict import Verdict
from intent_lsp.status import ENDED, Phase, State, Status, status_of
from intent_lsp.transpile import events as on
from intent_lsp.values import Question


@dataclass(slots=True)
class Row:
    """One intent for one target, as it stands now."""

    work: on.Work
    state: State = Phase.QUEUED
    round: int = 0
    rounds: int = 0
    provider: str = ""
    model: str = ""
    cached: bool = False
    passed: int = 0
    total: int = 0
    tokens: int = 0
    """Pieces received in this round."""
    doing: str = ""
    """What it is waiting for or busy with."""
    path: Path | None = None
    changed: bool = False
    reason: str = ""
    hint: str = ""
    code: str = ""
    """The stable code of an error."""
    failed: str = ""
    """What failed, in a few words, once it has ended so: ``2/5``, ``differs on Node 20``."""
    candidate: Path | None = None
    verdict: Verdict | None = None
    """The last one; of the best candidate once all rounds have failed."""
    question: Question | None = None
    note: str = ""
    doubts: tuple[str, ...] = ()
    """Why it is uncertain."""
    started: float = 0.0
    """Seconds on the board's clock."""
    ended: float = 0.0
    progress: list[tuple[int, int]] = field(default_factory=list)
    """Examples passed and checked, one pair per candidate."""

    @property
    def done(self) -> bool:
        return self.state in ENDED

    @property
    def by(self) -> str:
        """Who wrote it: the model, and the provider where its name says more."""
        if not self.model or self.model == self.provider:
            return self.provider
        return self.model

    def seconds(self, now: float) -> float:
        """How long it has taken so far, or took."""
        return (self.ended if self.done else now) - self.started


class Board:
    """Rows in the order in which the work was first heard of."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.rows: dict[on.Work, Row] = {}
        self.unreadable: list[on.DocumentFailed] = []
        self.clock = clock

    def take(self, event: on.Event) -> Row | None:
        """Fold in one event; answers the row it changed."""
        if isinstance(event, on.DocumentFailed):
            self.unreadable.append(event)
            return None
        row = self.rows.get(event.work)
        if row is None:
            now = self.clock()
            row = self.rows[event.work] = Row(event.work, started=now, ended=now)
        _fold(row, event)
        if row.done:
            row.ended = self.clock()
        return row

    def count(self, state: State) -> int:
        return sum(row.state == state for row in self.rows.values())


def _fold(row: Row, event: on.Event) -> None:
    match event:
        case on.Planned():
            row.state, row.rounds, row.total, row.doing = Phase.RUNNING, event.rounds, event.examples, "preparing"
        case on.RoundStarted():
            row.state, row.round, row.rounds = Phase.RUNNING, event.round, event.rounds
            row.tokens, row.doing = 0, "asking"
        case on.Waiting():
            row.provider, row.model, row.doing = event.provider, event.model, event.reason
        case on.Token():
            row.tokens, row.doing = event.count, "writing"
        case on.CandidateReady():
            row.provider, row.model, row.cached, row.doing = event.provider, event.model, event.cached, "checking"
        case on.Checked():
            row.verdict, row.passed = event.verdict, event.verdict.passed_examples
            row.total = max(row.total, len(event.verdict.examples))
            row.progress.append((row.passed, row.total))
            row.doing = "comparing targets" if event.verdict.passed else ""
        case on.RoundFailed():
            row.reason, row.doing = event.reason, ""
        case on.Verified():
            row.verdict, row.round, row.rounds = event.verdict, event.round, event.rounds
            row.provider, row.model, row.cached = event.provider, event.model, event.cached
            row.passed, row.total = event.verdict.passed_examples, len(event.verdict.examples)
            row.question, row.note, row.doubts, row.doing = event.question, event.note, event.doubts, "saving"
        case on.Written():
            row.state = status_of(row.doubts)
            row.path, row.changed, row.doing = event.path, event.changed, ""
        case on.Exhausted():
            row.state, row.reason, row.candidate, row.doing = Status.FAILED, event.reason, event.candidate, ""
            row.verdict = event.verdict or row.verdict
            row.passed = event.verdict.passed_examples if event.verdict else 0
            row.failed = (shortfall(event.verdict, row.work.target) if event.verdict else "") or event.reason
        case on.Disagreed():
            row.state, row.reason, row.candidate, row.doing = Status.DISAGREE, event.reason, event.candidate, ""
            row.verdict, row.question = event.verdict, event.question
            row.failed = shortfall(event.verdict, row.work.target)
            row.passed, row.total = event.verdict.passed_examples, len(event.verdict.examples)
        case on.Conflict():
            row.state, row.path, row.reason, row.doing = Phase.CONFLICT, event.path, event.reason, ""
        case on.Skipped():
            row.state = Status.UNCERTAIN if event.doubts else Phase.FRESH if event.fresh else Phase.ERROR
            row.doubts, row.question, row.note = event.doubts, event.question, event.note
            row.path, row.reason, row.doing = event.path, event.reason, ""
            row.passed = row.total = event.examples
            row.provider, row.model, row.round = event.provider, event.model, event.round
        case on.Cancelled():
            row.state, row.reason, row.doing = Phase.CANCELLED, event.reason, ""
        case on.Failed():
            row.state, row.reason, row.hint, row.code, row.doing = Phase.ERROR, event.error, event.hint, event.code, ""
        case on.DocumentFailed():
            raise AssertionError("a document that failed has no row")
