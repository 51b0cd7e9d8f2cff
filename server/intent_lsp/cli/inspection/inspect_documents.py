"""Looks at documents: reads them, and what was generated from them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from intent_lsp.cli.inspection.freshness import State, inspect
from intent_lsp.cli.inspection.lint import Lint
from intent_lsp.cli.inspection.remember_unchanged import claims, unchanged_document
from intent_lsp.cli.inspection.workspace_findings import WorkspaceFindings
from intent_lsp.document.cross_document import link, resolve_path
from intent_lsp.document.model import Document
from intent_lsp.files.paths import Paths
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Phase
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.unchanged.lookup import UnchangedDocuments
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.row_format import UnchangedDocument

BATCH_SIZE = 500
"""Documents that are held in memory while they are looked at by and by."""


def inspect_all(found: WorkspaceFindings) -> None:
    """Set the states and the lints of the documents that are not settled."""
    planner, root = _planner(found), Workspace(found.root).root
    found.states = inspect(found.root, found.config, found.documents_to_inspect, planner)
    found.lints = _lints(root, planner, found.documents_to_inspect)


def inspect_in_batches(found: WorkspaceFindings, memory: UnchangedDocuments) -> None:
    """Look at a part of the documents after the other, and let ``memory`` know those with which everything is in order:
    so nothing but a line of each has to be kept. Ends when that is true of few: they have to be looked at together."""
    for start in range(0, len(found.documents_to_inspect), BATCH_SIZE):
        part = WorkspaceFindings(
            found.root,
            found.config,
            Paths(),
            found.began_ns,
            None,
            documents_to_inspect=found.documents_to_inspect[start : start + BATCH_SIZE],
        )
        inspect_all(part)
        good = list(unchanged_documents(part, part.states))
        memory.enter(good)
        if len(good) < len(part.documents_to_inspect) / 2:
            break


def _planner(found: WorkspaceFindings) -> Planner:
    """It reads each document once, however often is looked."""
    if found.planner is None:
        found.planner = Planner(Workspace(found.root).root, found.config, most=None)
    return found.planner


def _lints(root: Path, planner: Planner, documents: Sequence[Path]) -> list[Lint]:
    """The documents' own problems, and those that only several documents together show."""
    parsed: dict[str, Document | None] = {}
    names = {path.relative_to(root).as_posix(): path for path in documents}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        read = planner.document(root / name)
        parsed[name] = document = read if isinstance(read, Document) else None
        used = {use.path for intent in document.intents for use in intent.uses if use.path} if document else set()
        there = {resolve_path(name, path) for path in used} - {None}
        waiting += [path for path in sorted(filter(None, there)) if path not in parsed and path not in waiting]
    readable = {name: document for name, document in parsed.items() if document is not None}
    crossing = link(readable)
    return [
        Lint(path, problem)
        for name, path in names.items()
        if name in readable  # else a state already says so
        for problem in (*readable[name].problems(), *crossing[name])
    ]


def claims_of(found: WorkspaceFindings) -> set[int]:
    """What the documents that were looked at claim (:func:`intent_lsp.unchanged.packed_folder.claim`)."""
    return {number for path in found.documents_to_inspect for number in claims(_planner(found).document(path))}


def unchanged_documents(found: WorkspaceFindings, states: Sequence[State]) -> Iterator[UnchangedDocument]:
    """The documents with which everything is in order, and that have nothing to do with others."""
    planner, workspace = _planner(found), Workspace(found.root)
    by_document: dict[Path, list[State]] = {}
    for state in states:
        by_document.setdefault(state.document, []).append(state)
    troubled = {lint.document for lint in found.lints} | _used(found)
    for path in found.documents_to_inspect:
        members = by_document.get(path)
        document = planner.document(path)
        if path in troubled or not members or not isinstance(document, Document):
            continue
        if all(state.status is Phase.FRESH for state in members):
            made = [_finding_of(workspace, state) for state in members]
            yield from unchanged_document(workspace, found.config, document, path, made)


def _used(found: WorkspaceFindings) -> set[Path]:
    """Documents whose intents others use."""
    return {
        (path.parent / use.path).resolve()
        for path, document in _planner(found).read_so_far().items()
        if isinstance(document, Document)
        for intent in document.intents
        for use in intent.uses
        if use.path
    }


def _finding_of(workspace: Workspace, state: State) -> TargetFinding | None:
    verdict = state.entry.verdict if state.entry else None
    if state.entry is None or verdict is None or state.file is None:
        return None
    total = len(verdict.examples)
    if total != verdict.passed_examples:
        return None
    file = workspace.relative(state.file)
    provider, model = sys.intern(state.entry.provider), sys.intern(state.entry.model)
    return TargetFinding(state.intent, state.target, file, provider, model, total)
