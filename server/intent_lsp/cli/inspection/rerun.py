"""What header, hashes and report call verified, and this machine has not checked, is run on its examples, and a pair is
compared beyond them.

Header and report are files like any other: somebody could have written them by hand, or merged them wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from intent_lsp.cli.executors import executors
from intent_lsp.cli.inspection.freshness import State, with_doubts
from intent_lsp.cluster.on_option import ClusterTarget
from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import GOOD, Phase, Status
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.findings import intent_finding
from intent_lsp.transpile.loop.remote_rounds import RemoteRounds
from intent_lsp.transpile.planning.plan import IntentKey
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.transpile.results import Result
from intent_lsp.workbench import Request, open_workbench


@dataclass(frozen=True, slots=True)
class RerunFindings:
    """What is said of the documents of one workspace."""

    config: Config
    states: Sequence[State]


async def rerun_all(
    by_root: Mapping[Path, RerunFindings],
    place: ClusterTarget | None,
    on_progress: Callable[[str, float], None],
    emit: Emit,
) -> dict[Path, list[State]]:
    """:func:`rerun` for several workspaces, on a cluster if there is a ``place`` and anything to be run.

    Raises :class:`~intent_lsp.errors.ClusterError`.
    """
    open_ = any(state.status is Status.UNCHECKED for one in by_root.values() for state in one.states)
    found = {}
    async with executors(place if open_ else None, {root: one.config for root, one in by_root.items()}) as elsewhere:
        for root, one in by_root.items():
            async with elsewhere(root) as workers:
                found[root] = await rerun(root, one.config, one.states, on_progress, workers, emit)
    return found


async def rerun(
    root: Path,
    config: Config,
    states: Sequence[State],
    on_progress: Callable[[str, float], None],
    elsewhere: RemoteRounds | None,
    emit: Emit,
) -> list[State]:
    """The states, but those that are ``unchecked`` as they turn out to be: fresh, uncertain, disagreeing, failed.

    Asks no model, and writes nothing into the workspace.
    """
    claimed: dict[Path, set[str]] = {}
    for state in states:
        if state.status is Status.UNCHECKED:
            claimed.setdefault(state.document, set()).add(state.intent)
    if not claimed:
        return list(states)
    requests = [Request(path, intents=frozenset(names), mode="check") for path, names in claimed.items()]
    async with open_workbench(root, config, offline=True, on_progress=on_progress, elsewhere=elsewhere) as bench:
        results = await bench.transpile(requests, emit)
    found = {(result.document, result.intent, result.target): result for result in results}
    intents = Planner(Workspace(root).root, config).plan(requests).intents
    return [
        _judged(state, found.get((state.document, state.intent, state.target)), lambda key: intents[key].intent, root)
        for state in states
    ]


def _judged(state: State, result: Result | None, intent_of: Callable[[IntentKey], Intent], root: Path) -> State:
    if state.status is not Status.UNCHECKED or result is None:
        return state
    intent = intent_of(IntentKey(state.document, state.intent))
    if result.status in GOOD:
        doubts = state.entry.doubts if state.entry is not None else ()
        return with_doubts(state, (*doubts, *result.doubts), intent)
    if result.status in (Phase.ERROR, Status.DISAGREE):
        return replace(state, status=result.status, findings=result.problems)
    name = Workspace(root).relative(state.file) if state.file else "the file"
    text = f"the report says that {name} is verified, but it does not pass: transpile it with --regenerate"
    lie = intent_finding("not-verified", text, intent)
    return replace(state, status=Status.FAILED, entry=None, findings=(lie, *result.problems))
