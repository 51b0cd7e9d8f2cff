"""Whether a generated file is what its intent would give, told from header, report and hashes. Runs nothing.

What no record of this machine confirms is ``unchecked``, whatever the files say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.errors import DocumentError, OutputError
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.report import Entry
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import FileState, Workspace
from intent_lsp.status import GOOD, NOT_CHECKED, Phase, Status
from intent_lsp.transpile.checked_here import CheckedCode, CheckSettings, doubts_here, record_key
from intent_lsp.transpile.events import Work
from intent_lsp.transpile.findings import intent_finding, plan_findings, verdict_findings
from intent_lsp.transpile.loop.contradiction import contradictions
from intent_lsp.transpile.next_step import doubts_with_next_step
from intent_lsp.transpile.planning.plan import IntentPlan, Plan, Request
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.transpile.publishing.publish import conflict_reason, fresh_record
from intent_lsp.transpile.publishing.used_code import used_code
from intent_lsp.transpile.results import Finding
from intent_lsp.values import Target

Orphan: TypeAlias = Literal["orphan"]
"""A generated file whose intent has gone."""
Freshness: TypeAlias = Status | Phase | Orphan


@dataclass(frozen=True, slots=True)
class State:
    """One intent for one target. ``findings`` says why it is not fresh."""

    document: Path
    intent: str
    target: str
    status: Freshness
    file: Path | None = None
    entry: Entry | None = None
    findings: tuple[Finding, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why it is uncertain."""


def inspect(root: Path, config: Config, documents: Iterable[Path], planner: Planner | None = None) -> list[State]:
    """The state of every intent and target of the documents, in their order. Reads only.

    ``planner``: who reads the documents, where they are of use for others too.
    """
    workspace = Workspace(root)
    check_settings = CheckSettings(config.seconds_per_example, promised_runtimes(workspace, config))
    plan = (planner or Planner(workspace.root, config)).plan([Request(document) for document in documents])
    states = [_unreadable(path, error) for path, error in plan.unreadable]
    for item in plan.intents.values():
        found = [_state(workspace, config, check_settings, plan, item, target) for target in item.targets]
        states += _paired(workspace, config, check_settings, plan, item, found)
    return states


def _paired(
    workspace: Workspace,
    config: Config,
    check_settings: CheckSettings,
    plan: Plan,
    item: IntentPlan,
    states: list[State],
) -> list[State]:
    """The states of one intent's targets, unchecked if each passes and this machine has not compared them."""
    passed = [(target, state) for target, state in zip(item.targets, states, strict=True) if state.status in GOOD]
    if len(passed) < 2:
        return states
    codes = [
        CheckedCode(
            target, state.entry.code_digest if state.entry else "", used_code(workspace, config, plan, item, target)
        )
        for target, state in passed
    ]
    if doubts_here(record_key(item.intent.digest, codes, check_settings)) is not None:
        return states
    return [_unchecked(workspace, state, item.intent) if state.status in GOOD else state for state in states]


def _unreadable(path: Path, error: DocumentError) -> State:
    return State(path, "", "", Phase.ERROR, findings=(Finding("document", error.sentence, 1, 1),))


def _state(
    workspace: Workspace, config: Config, check_settings: CheckSettings, plan: Plan, item: IntentPlan, target: Target
) -> State:
    document, intent = item.key.document, item.intent

    def state(status: Freshness, *findings: Finding, file: Path | None = None, entry: Entry | None = None) -> State:
        return State(document, intent.name, target, status, file, entry, findings)

    if item.problem:
        return state(Phase.ERROR, *plan_findings(item))
    try:
        path = workspace.target_path(document, intent, target, config)
        file = workspace.inspect(path)
        used = used_code(workspace, config, plan, item, target)
        fresh = fresh_record(workspace, item, Work(document, intent.name, target), file, used)
    except OutputError as error:
        return state(Phase.ERROR, intent_finding("write", str(error), intent))
    if fresh is not None:
        known = doubts_here(record_key(intent.digest, [CheckedCode(target, fresh.code_digest, used)], check_settings))
        if known is None:
            return _unchecked(workspace, state(Status.UNCHECKED, file=path, entry=fresh), intent)
        return with_doubts(state(Phase.FRESH, file=path, entry=fresh), (*fresh.doubts, *known), intent)
    entry = load_report(workspace, document).get(intent.name, target)
    name = workspace.relative(path)
    if file.kind in ("edited", "foreign"):
        reason = conflict_reason(workspace, path, file)
        return state(Phase.CONFLICT, intent_finding("hand-edited", reason, intent), file=path)
    if wrong := contradictions(intent):
        return state(Phase.ERROR, *wrong, file=path)
    if entry is not None and (spared := entry.contradicted(intent.digest)) is not None:
        return state(Status.FAILED, *verdict_findings(spared, intent), file=path, entry=entry)
    if entry is not None and not entry.passed and entry.digest == intent.digest:
        found = verdict_findings(entry.verdict, intent) if entry.verdict else ()
        if entry.withheld:
            found = (intent_finding("pair-incomplete", entry.withheld, intent),)
        lost = intent_finding("not-verified", f"the last transpilation to {target} failed", intent)
        return state(entry.status, *(found or (lost,)), file=path, entry=entry)
    if file.kind == "absent":
        return state(
            Status.MISSING, intent_finding("missing", f"{name} does not exist: transpile it", intent), file=path
        )
    return state(
        Status.STALE,
        intent_finding("stale", _why(file, name, workspace.relative(document), item, entry), intent),
        file=path,
        entry=entry,
    )


def _unchecked(workspace: Workspace, state: State, intent: Intent) -> State:
    name = workspace.relative(state.file) if state.file else "the file"
    text = f"{name} is {NOT_CHECKED}: its report comes from elsewhere. `intent check` runs its examples, once"
    finding = intent_finding("unchecked", text, intent)
    return replace(state, status=Status.UNCHECKED, findings=(finding,), doubts=())


def with_doubts(state: State, doubts: tuple[str, ...], intent: Intent) -> State:
    """The state of a file that passes everything, with what is open about it: uncertain if anything is."""
    doubts = tuple(dict.fromkeys(doubts))
    if not doubts:
        return replace(state, status=Phase.FRESH, findings=())
    question = state.entry.question if state.entry is not None else None
    text = f"passes everything, but {'; '.join(doubts_with_next_step(intent.name, doubts, question))}"
    doubt = intent_finding("uncertain", text, intent)
    return replace(state, status=Status.UNCERTAIN, findings=(doubt,), doubts=doubts)


def _why(file: FileState, name: str, document: str, item: IntentPlan, entry: Entry | None) -> str:
    made = file.header.provenance if file.header else None
    if made and (made.document, made.intent) != (document, item.key.intent):
        return f"{name} was generated from {made.document}#{made.intent}: rename one of the two, or transpile it again"
    if made is None or made.digest != item.intent.digest:
        return f"the intent was changed since {name} was generated: transpile it again"
    if entry is None or entry.digest != item.intent.digest:
        return f"there is no report that proves {name}: transpile it again"
    return f"{name} is not the code that was verified, or what it uses was changed: transpile it again"


def by_document(states: Iterable[State]) -> Mapping[Path, list[State]]:
    """Grouped, in order."""
    groups: dict[Path, list[State]] = {}
    for item in states:
        groups.setdefault(item.document, []).append(item)
    return groups
