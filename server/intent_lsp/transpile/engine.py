"""The engine: requests in, one stream of events and one result per piece of work out. Knows no editor, no terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TypeAlias

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.config import Config
from intent_lsp.formatting.formatter import Formatter
from intent_lsp.models.contract import Models
from intent_lsp.output.workspace import Workspace
from intent_lsp.remote_store.shared import SharedCache
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.status import Phase
from intent_lsp.transpile.events import Cancelled, DocumentFailed, Emit, Work, cancel_reason
from intent_lsp.transpile.intent_run import IntentRun
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import Piece, RemoteOutcome, RemoteRounds
from intent_lsp.transpile.loop.work_queue import WorkQueue
from intent_lsp.transpile.only_rounds import only_rounds
from intent_lsp.transpile.planning.plan import IntentKey, IntentPlan, Request
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.transpile.port_rounds import Original, Widen, port_rounds
from intent_lsp.transpile.publishing.companions import write_index_files
from intent_lsp.transpile.publishing.target_state import Tools
from intent_lsp.transpile.publishing.writer import DiskWriter, Writer
from intent_lsp.transpile.results import Finding, Result
from intent_lsp.transpile.reuse import shared_proofs
from intent_lsp.values import Target

_Running: TypeAlias = "asyncio.Task[tuple[IntentRun | None, list[Result]]]"


class Engine:
    """Runs requests against one workspace. Several runs may go on at once; they share the slots."""

    most_open = 1000
    """Intents of a run that are open at once: each holds its texts and tasks, so memory does not grow with a workspace.
    It is more than the slots by far, because first drafts go before second rounds only among those that are open."""

    def __init__(
        self,
        config: Config,
        *,
        models: Models,
        sandbox: Sandbox,
        workspace: Workspace,
        writer: Writer | None = None,
        runtimes: Runtimes | None = None,
        oldest: OldestRuntimes = DEFAULT,
        elsewhere: RemoteRounds | None = None,
        shared: SharedCache | None = None,
    ) -> None:
        """``shared``: where a team's proofs are looked up and put."""
        self._tools = Tools(
            config=config,
            models=models,
            checker=Checker(sandbox, Limits(seconds_per_call=config.seconds_per_example), runtimes, oldest),
            workspace=workspace,
            writer=writer or DiskWriter(workspace),
            slots=WorkQueue(config.jobs, lambda: models.calls_at_once),
            formatter=Formatter(workspace.root, config),
            elsewhere=elsewhere,
            shared=shared,
        )

    async def rounds(self, piece: Piece, emit: Emit) -> RemoteOutcome:
        """See :func:`intent_lsp.transpile.only_rounds.only_rounds`."""
        return await only_rounds(piece, self._tools, emit)

    async def verdict(self, piece: Piece, candidate: Candidate) -> Verdict:
        """What this machine says of code for a piece. Raises :class:`~intent_lsp.errors.SandboxError`."""
        async with self._tools.slots.turn(0):
            return await self._tools.checker.check(candidate, piece.plan.intent)

    async def port(self, original: Original, widen: Widen, emit: Emit) -> Attempt | str:
        """See :func:`intent_lsp.transpile.port_rounds.port_rounds`."""
        return await port_rounds(original, widen, self._tools, emit)

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        """Do everything that was asked for, used intents first; results in the order of the documents.

        Never raises for what documents, models, generated code or disks do: those are results. When the task is
        cancelled, every open piece of work emits ``Cancelled`` and the cancellation goes on.
        """
        with self._tools.shared.run() if self._tools.shared else nullcontext():
            return await self._transpile(requests, emit)

    async def _transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        plan = Planner(self._tools.workspace.root, self._tools.config).plan(requests)
        shared_proofs.prefetch(plan, self._tools)
        results: list[Result] = []
        for path, error in plan.unreadable:
            emit(DocumentFailed(path, str(error), error.hint))
            finding = Finding("document", error.sentence, 1, 1)
            results.append(Result(path, "", "", Phase.ERROR, problems=(finding,)))
        runs: dict[IntentKey, _Running] = {}
        used = {key for _, keys in plan.intents.uses() for key in keys}
        room = asyncio.Semaphore(self.most_open)
        try:
            for key, item in plan.intents.items():  # what is used comes first, so that nobody waits for one outside
                await room.acquire()
                runs[key] = asyncio.create_task(self._run(item, runs, emit, keep=key in used))
                runs[key].add_done_callback(lambda _: room.release())
            for key in runs:
                results += (await runs[key])[1]
        except asyncio.CancelledError as stop:
            for task in runs.values():
                task.cancel(*stop.args)
            for key, targets in plan.intents.targets():
                if key not in runs:
                    _tell_cancelled(key, targets, stop, emit)
            raise
        finally:
            await asyncio.gather(*runs.values(), return_exceptions=True)
        if not any(request.mode in ("check", "keep") for request in requests):
            await write_index_files(self._tools, results)
        return tuple(results)

    async def _run(
        self, item: IntentPlan, runs: Mapping[IntentKey, _Running], emit: Emit, *, keep: bool
    ) -> tuple[IntentRun | None, list[Result]]:
        """One intent; ``keep``: its run is of use for others. Else only the results are, and the rest can go."""
        try:
            # Shielded: one user's cancellation must not end a run that others use as well.
            used_runs = {key: (await asyncio.shield(runs[key]))[0] for key in item.uses}
        except asyncio.CancelledError as stop:
            _tell_cancelled(item.key, item.targets, stop, emit)
            raise
        used = {target: _modules(target, used_runs) for target in item.targets}
        run = IntentRun(item, self._tools, emit, used)
        results = await run.run()
        shared_proofs.share(item, self._tools, run.states.values())
        return run if keep else None, results


def _tell_cancelled(key: IntentKey, targets: Sequence[Target], stop: asyncio.CancelledError, emit: Emit) -> None:
    """An intent that had not begun has ended."""
    for target in targets:
        emit(Cancelled(Work(key.document, key.intent, target), cancel_reason(stop)))


def _modules(target: Target, used: Mapping[IntentKey, IntentRun | None]) -> dict[str, str] | str:
    """The sources an intent may import, those of its uses' own uses included; or why there are none."""
    modules: dict[str, str] = {}
    for key, run in used.items():
        code = run.code(target) if run is not None else ""
        if run is None or not code:
            return f"it uses `{key.intent}`, which is not verified for {target}"
        modules |= run.states[target].used
        modules[key.intent] = code
    return modules
