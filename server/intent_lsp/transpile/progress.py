"""What is known about each piece of work: the one fold of the event stream, for the editor and the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intent_lsp.checks.failure_summary import shortfall
from intent_lsp.checks.verdict import Verdict
from intent_lsp.document.model import Intent
from intent_lsp.output.provenance import code_digest
from intent_lsp.output.report import Round
from intent_lsp.status import ENDED, Phase, State, Status, status_of
from intent_lsp.transpile.events import (
    Cancelled,
    CandidateReady,
    Checked,
    Conflict,
    Disagreed,
    Event,
    Exhausted,
    Failed,
    Lost,
    Planned,
    RoundFailed,
    RoundStarted,
    Sent,
    Skipped,
    Token,
    Verified,
    Waiting,
    Work,
    Written,
)
from intent_lsp.transpile.next_step import doubts_with_next_step, next_step
from intent_lsp.values import Question


@dataclass(slots=True)
class WorkState:
    """One intent for one target, as of the last event."""

    work: Work
    digest: str = ""
    """The intent's digest when the work began."""
    status: State = Phase.QUEUED
    step: str = ""
    """What is being done, for people."""
    worker: str = ""
    """Who does the rounds, where that is not this process."""
    round: int = 0
    rounds: int = 0
    provider: str = ""
    model: str = ""
    tokens: int = 0
    cached: bool = False
    history: list[Round] = field(default_factory=list)
    """The rounds, the last one as far as it has come."""
    passed: int = 0
    total: int = 0
    code: str = ""
    code_digest: str = ""
    """Of what this machine has verified; empty: of nothing, whatever a report says."""
    file: Path | None = None
    candidate: Path | None = None
    reason: str = ""
    failed: str = ""
    """What failed, in a few words, once it has ended so: ``2/5``, ``differs on Node 20``."""
    hint: str = ""
    error_code: str = ""
    question: Question | None = None
    note: str = ""
    remark: str = ""
    """What is not as it could be although it is verified."""
    doubts: tuple[str, ...] = ()
    """Why it is uncertain."""
    prompt: str = ""
    """What was asked in the last round; empty: nothing has been asked in this session."""
    sources: dict[int, str] = field(default_factory=dict)
    """What each example said when the work began, by number: results of others are not shown."""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.status not in ENDED

    @property
    def checked(self) -> bool:
        """Whether the last verdict is of the code that is there, and nothing was asked or written."""
        return self.status in (Phase.FRESH, Status.FAILED) and bool(self.history) and self.history[-1].number == 0

    @property
    def told_doubts(self) -> tuple[str, ...]:
        """The doubts as people are told them, with what to do next."""
        return doubts_with_next_step(self.work.intent, self.doubts, self.question)

    @property
    def next_step(self) -> str:
        """What to do about the doubts; empty where there are none."""
        return next_step(self.work.intent, self.doubts, self.question)

    @property
    def last_verdict(self) -> Verdict | None:
        """The verdict of the last round that was checked."""
        return next((record.verdict for record in reversed(self.history) if record.verdict is not None), None)

    def _record(self, number: int, **told: Any) -> None:
        """Take what was told of a round into the history."""
        last = self.history.pop() if self.history and self.history[-1].number == number else Round(number)
        self.history.append(replace(last, **told))

    def apply(self, event: Event) -> None:
        """Take in one event of this work."""
        match event:
            case Planned(rounds=rounds, examples=examples):
                self.status, self.step, self.rounds, self.total = Phase.RUNNING, "planned", rounds, examples
            case Sent(worker=worker):
                self.worker, self.step = worker, "waiting"
            case Lost(reason=reason):
                self.worker, self.step, self.history, self.round = "", f"retrying: the worker {reason}", [], 0
            case RoundStarted(round=number, rounds=rounds, prompt=prompt):
                self.status, self.round, self.rounds, self.tokens = Phase.RUNNING, number, rounds, 0
                self.prompt = prompt
                self.step = "asking for code"
            case Waiting(provider=provider, model=model, reason=reason):
                self.provider, self.model, self.step = provider, model, reason
            case Token(count=count):
                self.tokens, self.step = count, "1 token" if count == 1 else f"{count} tokens"
            case CandidateReady(round=number, provider=provider, model=model, cached=cached, code=code):
                self._record(number, provider=provider, model=model, detours=event.detours)
                self.provider, self.model, self.cached, self.code = provider, model, cached, code
                self.step = "checking examples"
            case Checked(round=number, verdict=verdict):
                self._record(number, verdict=verdict)
                self._count(verdict)
            case RoundFailed(round=number, reason=reason, verdict=verdict):
                self._record(number, reason=reason, **({} if verdict is None else {"verdict": verdict}))
                self.reason = self.step = reason
            case _:
                self._end(event)

    def _end(self, event: Event) -> None:
        match event:
            case Verified():
                self.status, self.step = Phase.RUNNING, "saving"  # it is verified once it is on the disk
                self.round, self.rounds, self.doubts = event.round, event.rounds, event.doubts
                self.provider, self.model, self.cached = event.provider, event.model, event.cached
                self.code, self.question, self.note, self.reason = event.code, event.question, event.note, ""
                self.code_digest = code_digest(event.code, self.work.target)
                self._count(event.verdict)
            case Written(path=path):
                self.status, self.file, self.remark = status_of(self.doubts), path, event.remark
            case Conflict(path=path, reason=reason):
                self.status, self.file, self.reason = Phase.CONFLICT, path, reason
            case Exhausted():
                self.status, self.code, self.reason, self.candidate = (
                    Status.FAILED,
                    event.code,
                    event.reason,
                    event.candidate,
                )
                self.failed = event.reason
                if event.verdict is not None:
                    self._count(event.verdict)
                    self.failed = shortfall(event.verdict, self.work.target) or event.reason
                    if all(record.verdict != event.verdict for record in self.history):
                        self.history.append(Round(0, verdict=event.verdict))  # of the code that is there
            case Disagreed():
                self.status, self.code, self.reason = Status.DISAGREE, event.code, event.reason
                self.candidate, self.question = event.candidate, event.question
                self._record(self.round, verdict=event.verdict)
                self._count(event.verdict)
                self.failed = shortfall(event.verdict, self.work.target)
            case Skipped():
                self.status = _skipped(event)
                self.reason, self.doubts = event.reason, event.doubts
                self.file = event.path or self.file
                if event.fresh:
                    self.code_digest = code_digest(event.code, self.work.target)
                    self.passed = self.total = event.examples
                    self.provider, self.model, self.round = event.provider, event.model, event.round
                    self.question, self.note = event.question, event.note
                    if not self.history and event.verdict is not None:
                        self.history = [Round(event.round, event.provider, event.model, verdict=event.verdict)]
            case Cancelled(reason=reason):
                self.status, self.reason = Phase.CANCELLED, reason
            case Failed():
                self.status, self.reason, self.hint, self.error_code = Phase.ERROR, event.error, event.hint, event.code

    def _count(self, verdict: Verdict) -> None:
        self.passed, self.total = verdict.passed_examples, len(verdict.examples)

    def message(self) -> str:
        """One line for the progress: ``round 2/3 · qwen2.5-coder:14b · 40 tokens · 3/4 passed`` (last time).

        Where all examples passed and something else failed, that is said instead of the count.
        """
        last = self.last_verdict
        whole = last is not None and self.passed == self.total
        what = shortfall(last, self.work.target) if last is not None and whole else ""
        passed = what or (f"{self.passed}/{self.total} passed" if last is not None else "")
        round_ = f"round {self.round}/{self.rounds}" if self.round else ""
        parts = [round_, self.model or self.provider, self.step, passed]
        return " · ".join(part for part in parts if part)


def _skipped(event: Skipped) -> State:
    if event.doubts:
        return Status.UNCERTAIN
    return Phase.FRESH if event.fresh else Phase.SKIPPED


class States:
    """The last known state of every piece of work, by document."""

    def __init__(self) -> None:
        self._states: dict[Path, dict[tuple[str, str], WorkState]] = {}

    def start(self, work: Work, intent: Intent | None) -> WorkState:
        """Begin anew for this work; what the file was stays known."""
        known = self.get(work.document, work.intent, work.target)
        state = WorkState(work, intent.digest if intent else "", file=known.file if known else None)
        state.prompt = known.prompt if known else ""
        if intent is not None:
            state.sources = {example.number: example.source for example in intent.examples}
        self._states.setdefault(work.document, {})[work.intent, work.target] = state
        return state

    def put(self, state: WorkState) -> None:
        """Replace what is known about a piece of work."""
        self._states.setdefault(state.work.document, {})[state.work.intent, state.work.target] = state

    def get(self, document: Path, intent: str, target: str) -> WorkState | None:
        """What is known about this work."""
        return self._states.get(document, {}).get((intent, target))

    def of(self, document: Path) -> list[WorkState]:
        """Everything known about a document, in the order in which it became known."""
        return list(self._states.get(document, {}).values())

    def under_way(self, document: Path, intent: str) -> bool:
        """Whether an intent's work has begun and not ended."""
        return any(state.running for state in self.of(document) if state.work.intent == intent)

    def all(self) -> list[WorkState]:
        """Everything known."""
        return [state for states in self._states.values() for state in states.values()]
