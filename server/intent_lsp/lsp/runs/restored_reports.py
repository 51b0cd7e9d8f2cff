"""What was known before the session: the report beside the document, turned into states."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.checks.shortfall import shortfall
from intent_lsp.checks.verdict import Verdict
from intent_lsp.document.model import Document, Intent
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.scope import Scope
from intent_lsp.status import Status
from intent_lsp.transpile.events import Work
from intent_lsp.transpile.progress import ShownRound, States, WorkState

if TYPE_CHECKING:
    from intent_lsp.output.report import Entry


AT_ONCE = 100
"""Of so many documents the reports are read in one go."""


class RestoredReports:
    """Reads the reports of documents as they are opened."""

    def __init__(self, scope: Scope, states: States, background: Background, restored: Callable[[View], None]) -> None:
        """``restored`` is called for a document of which something has become known."""
        self._scope = scope
        self._states = states
        self._background = background
        self._restored = restored
        self._waiting: list[View] = []
        self._reading = False

    def opened(self, view: View) -> None:
        """A document was opened that is a file."""
        self._waiting.append(view)
        if not self._reading:
            self._reading = True
            self._background.start(self._restore())

    async def _restore(self) -> None:
        """Fill in what the documents' reports know and this session does not."""
        try:
            while self._waiting:
                views, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                asked = [(self._scope.root_of(view.path), view.path) for view in views if view.path is not None]
                found = await asyncio.to_thread(_entries, asked)
                for view, (root, path), entries in zip(views, asked, found, strict=True):
                    self._fill_in(view, root, path, entries)
        finally:
            self._reading = False

    def _fill_in(self, view: View, root: Path, path: Path, entries: list[Entry]) -> None:
        fresh = False
        for entry in entries:
            if self._states.get(path, entry.intent, entry.target) is None:
                self._states.put(_state(root, path, entry, view.document))
                fresh = True
        if fresh:
            self._restored(view)


def _entries(documents: list[tuple[Path, Path]]) -> list[list[Entry]]:
    """What the reports say, by folder and document."""
    reports = {root: (root / ".promirror" / "reports").is_dir() for root in {root for root, _ in documents}}
    return [_of_document(root, path) if reports[root] else [] for root, path in documents]


def _of_document(root: Path, path: Path) -> list[Entry]:
    from intent_lsp.errors import OutputError
    from intent_lsp.output.reports import load_report
    from intent_lsp.output.workspace import Workspace

    try:
        return list(load_report(Workspace(root), path).entries.values())
    except OutputError:
        return []


def _state(root: Path, path: Path, entry: Entry, document: Document) -> WorkState:
    verdict = entry.verdict
    last = next((item.verdict for item in reversed(entry.history) if item.verdict is not None), None)
    state = WorkState(
        Work(path, entry.intent, entry.target),
        entry.digest,
        entry.status,
        round=entry.round,
        rounds=entry.rounds,
        provider=entry.provider,
        model=entry.model,
        question=entry.question,
        note=entry.note,
        doubts=entry.doubts,
        history=[
            ShownRound(item.number, item.provider, item.model, False, item.verdict, item.reason, item.detours)
            for item in entry.history
        ],
    )
    counted = verdict or last
    if counted is not None:
        state.passed, state.total = counted.passed_examples, len(counted.examples)
        state.failed = shortfall(counted, entry.target) or entry.withheld
        state.reason = entry.withheld
    if entry.file:
        place = root / entry.file
        state.file, state.candidate = (place, None) if entry.passed else (None, place)
    intent = document.intent(entry.intent)
    spared = entry.contradicted(intent.digest) if intent is not None else None
    if intent is not None and spared is not None:
        _contradicted(state, intent, spared)
    elif intent is not None and intent.digest == entry.digest:
        state.sources = {example.number: example.source for example in intent.examples}
    elif not entry.passed:
        # The document has changed since: nobody knows which example is which any more.
        state.history = [
            ShownRound(item.number, item.provider, item.model, False, None, item.reason, item.detours)
            for item in state.history
        ]
    return state


def _contradicted(state: WorkState, intent: Intent, verdict: Verdict) -> None:
    """One of the intent's examples contradicts the verified file, as the run before has found out."""
    state.status, state.digest, state.doubts = Status.FAILED, intent.digest, ()
    state.history = [ShownRound(0, verdict=verdict)]
    state.reason = verdict.failures[0].message if verdict.failures else ""
    state.passed, state.total = verdict.passed_examples, len(verdict.examples)
    state.failed = shortfall(verdict, state.work.target)
    state.sources = {example.number: example.source for example in intent.examples}
