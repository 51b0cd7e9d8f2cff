"""One runner for everything that transpiles: commands, code actions and saving end here.

A **run** is one intent of one document for some targets. At most one run per intent goes on at a time: asking again for
the same text joins it, asking for a newer text, or to check it once more, supersedes it (and only it). Events of a run
that is no longer the current one are dropped: a result belongs to the text it was made from.

A **job** is what one command or one save asked for: some runs, one progress, one answer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from intent_lsp.config import Config
from intent_lsp.document.model import Document, Intent
from intent_lsp.errors import IntentError
from intent_lsp.lsp.client.progress import Progress
from intent_lsp.lsp.runs.fair_queue import FairQueue
from intent_lsp.lsp.runs.workbenches import Workbenches
from intent_lsp.transpile.events import DocumentFailed, Event, Failed, Work
from intent_lsp.transpile.progress import States, WorkState
from intent_lsp.values import Json, Target

if TYPE_CHECKING:
    from intent_lsp.transpile.planning.plan import Mode
    from intent_lsp.transpile.results import Result

logger = logging.getLogger(__name__)

Reason: TypeAlias = Literal["cancelled", "superseded"]
RunKey: TypeAlias = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done for one document."""

    root: Path
    config: Config
    path: Path
    document: Document
    intents: tuple[Intent, ...]
    targets: frozenset[Target] | None = None
    """``None``: the intents' own."""
    regenerate: bool = False
    force: bool = False
    mode: Mode = "transpile"
    provider: str = ""

    def targets_of(self, intent: Intent) -> tuple[Target, ...]:
        """The targets this order means for an intent."""
        own = intent.targets if intent.targets is not None else self.config.default_targets
        return tuple(target for target in own if self.targets is None or target in self.targets)


@dataclass(eq=False, slots=True)
class Run:
    """One intent under way."""

    key: RunKey
    digest: str
    order: Order
    targets: tuple[Target, ...]
    results: tuple[Result, ...] = ()
    reason: Reason | None = None
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    def cancel(self, reason: Reason) -> None:
        """Stop; the run ends soon, with its work cancelled."""
        if self.task is not None and not self.task.done() and self.reason is None:
            self.reason = reason
            self.task.cancel(reason)

    def satisfies(self, intent: Intent, order: Order) -> bool:
        """Whether this run already does what is asked for. No check does: the files may have changed since it began."""
        return (
            self.reason is None
            and order.mode != "check"
            and self.digest == intent.digest
            and set(order.targets_of(intent)) <= set(self.targets)
            and (self.order.regenerate or not order.regenerate)
            and (self.order.force or not order.force)
            and (self.order.mode, self.order.provider) == (order.mode, order.provider)
        )


@dataclass(slots=True)
class JobOutcome:
    """How a job ended."""

    results: list[Json]
    runs: list[Run]
    failures: list[Failed | DocumentFailed]
    cancelled: bool


class Runner:
    """Starts runs, and tells ``on_event`` what happens in them."""

    def __init__(
        self,
        workbenches: Workbenches,
        states: States,
        on_event: Callable[[Event], None],
        queue: FairQueue,
        on_start: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_start`` is called before a run starts."""
        self._workbenches = workbenches
        self._states = states
        self._on_event = on_event
        self._queue = queue
        self._on_start = on_start
        self._current: dict[RunKey, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def job(
        self,
        orders: Sequence[Order],
        progress: Progress,
        *,
        eager: bool = False,
    ) -> JobOutcome:
        """Do what is ordered, and wait for it. Cancelling the waiting cancels the runs that this job started.

        ``eager`` shows the progress at once, not only when a model is asked.
        """
        runs: list[Run] = []
        started: list[Run] = []
        failures: list[Failed | DocumentFailed] = []

        def listen(event: Event) -> None:
            if isinstance(event, (Failed, DocumentFailed)):
                failures.append(event)
            elif (state := self._state(event)) is not None and state.round:  # before, no model was asked
                progress.show(_line(event.work, state, many=len(runs) > 1))

        for order in orders:
            for intent in order.intents:
                run, new = self._start(order, intent)
                run.listeners.append(listen)
                runs.append(run)
                if new:
                    started.append(run)

        def cancel() -> None:
            for run in started:
                run.cancel("cancelled")

        progress.on_cancel = cancel
        if not started:
            progress.mute()  # whoever started the runs shows them already
        elif eager:
            progress.show("starting")
        try:
            tasks = {run.task for run in runs if run.task is not None}
            if tasks:
                await asyncio.wait(tasks)
        except asyncio.CancelledError:
            cancel()
            raise
        finally:
            for run in runs:
                if listen in run.listeners:
                    run.listeners.remove(listen)
        results = [result.as_json() for run in runs for result in run.results] + [
            _unfinished(run, target) for run in runs if not run.results for target in run.targets
        ]
        return JobOutcome(results, runs, failures, any(run.reason is not None for run in runs))

    def _start(self, order: Order, intent: Intent) -> tuple[Run, bool]:
        key = (order.path, intent.name)
        current = self._current.get(key)
        if current is not None:
            if current.satisfies(intent, order):
                return current, False
            current.cancel("superseded")
            self._settle(current, None)  # nothing that it still says will count
            if order.targets is not None and current.order.mode == order.mode == "check":
                order = replace(order, targets=order.targets | set(current.targets))  # they are checked all the same
        run = Run(key, intent.digest, order, order.targets_of(intent))
        used = [
            self._current[order.path, use.name].task
            for use in intent.uses
            if not use.path and (order.path, use.name) in self._current and use.name != intent.name
        ]
        self._on_start()
        before = {task for task in (current.task if current else None, *used) if task is not None}
        self._current[key] = run
        for target in run.targets:
            work = Work(order.path, intent.name, target)
            known = self._states.get(order.path, intent.name, target)
            state = self._states.start(work, intent)
            if order.mode == "check":
                state.digest = known.digest if known else ""  # what is there is what it was
        run.task = asyncio.create_task(self._run(run, before), name=f"transpile {intent.name}")
        self._tasks.add(run.task)
        run.task.add_done_callback(lambda task: self._ended(run, task))
        return run, True

    def _ended(self, run: Run, task: asyncio.Task[None]) -> None:
        """A run is over, perhaps cancelled before it began."""
        self._tasks.discard(task)
        if self._current.get(run.key) is run:
            self._settle(run, None)
            del self._current[run.key]

    async def _run(self, run: Run, before: set[asyncio.Task[None]]) -> None:
        """Never raises; a cancelled run ends like any other."""
        from intent_lsp.transpile.planning.plan import Request

        order, (path, name) = run.order, run.key
        request = Request(
            path,
            order.document.text,
            frozenset((name,)),
            order.targets,
            regenerate=order.regenerate,
            force=order.force,
            mode=order.mode,
            provider=order.provider,
            document=order.document,
        )
        try:
            # What is being replaced must have ended, and what is used should be there.
            await asyncio.wait(before) if before else None
            turn = self._queue.turn(order.root, path, cost=len(run.targets), places=order.config.places)
            async with turn, self._workbenches.use(order.root, order.config) as workbench:
                run.results = await workbench.transpile([request], lambda event: self._emit(run, event))
        except asyncio.CancelledError:
            self._settle(run, None)
        except IntentError as error:
            self._settle(run, Failed(Work(path, name, "js"), str(error), error.hint, "engine"))
        except Exception as error:
            logger.exception("transpiling %s failed", name)
            hint = "this is a defect of intent-lsp; the log tells more"
            self._settle(run, Failed(Work(path, name, "js"), f"{type(error).__name__}: {error}", hint, "internal"))

    def _settle(self, run: Run, failure: Failed | None) -> None:
        """End what the engine has not ended itself: as failed, or else as cancelled."""
        from intent_lsp.transpile.events import Cancelled

        for target in run.targets:
            work = Work(*run.key, target)
            state = self._states.get(*run.key, target)
            if state is not None and state.running:
                if failure is None:
                    self._emit(run, Cancelled(work, run.reason or "cancelled"))
                else:
                    self._emit(run, Failed(work, failure.error, failure.hint, failure.code))

    def _emit(self, run: Run, event: Event) -> None:
        if self._current.get(run.key) is not run:
            return
        state = self._state(event)
        if state is not None:
            state.apply(event)
        for listener in tuple(run.listeners):
            listener(event)
        self._on_event(event)

    def _state(self, event: Event) -> WorkState | None:
        if isinstance(event, DocumentFailed):
            return None
        work = event.work
        return self._states.get(work.document, work.intent, work.target) or self._states.start(work, None)

    def supersede(self, path: Path, intents: Iterable[Intent]) -> None:
        """The document was saved with these intents: runs of an older text of them, or of others, end."""
        digests = {intent.name: intent.digest for intent in intents}
        for run in self.running(path):
            if digests.get(run.key[1]) != run.digest:
                run.cancel("superseded")

    def cancel(self, path: Path | None = None, intent: str | None = None) -> int:
        """Cancel what runs: everything, a document's, or an intent's. Returns how many runs were under way."""
        runs = self.running(path, intent)
        for run in runs:
            run.cancel("cancelled")
        return len(runs)

    def running(self, path: Path | None = None, intent: str | None = None) -> list[Run]:
        """What runs at the moment."""
        return [
            run
            for (run_path, run_intent), run in self._current.items()
            if path in (None, run_path) and intent in (None, run_intent)
        ]

    async def close(self) -> None:
        """Cancel everything and wait for it."""
        for run in self.running():
            run.cancel("cancelled")
        if self._tasks:
            await asyncio.wait(set(self._tasks))


def _unfinished(run: Run, target: Target) -> Json:
    from intent_lsp.transpile.results import result_data

    document, intent = run.key
    return result_data(str(document), intent, target, run.reason or "error")


def _line(work: Work, state: WorkState, *, many: bool) -> str:
    head = f"{work.intent} ({work.target})" if many else work.target
    return f"{head}: {state.message()}" if state.message() else head
