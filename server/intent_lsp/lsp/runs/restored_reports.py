"""What was known before the session: the report beside the document, turned into states.

A report may come from elsewhere. What it calls verified counts as such where this machine has checked that code.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.config import Config
from intent_lsp.errors import OutputError
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.runs.confirmed_reports import CheckedHere, Claim, checked_here
from intent_lsp.lsp.runs.restored_state import restored_state
from intent_lsp.lsp.scope import Scope
from intent_lsp.status import GOOD, Status
from intent_lsp.transpile.progress import States

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

    def changed(self, view: View) -> None:
        """The report of an open document has changed: this session wrote it, or another program, or it was pulled."""
        self.opened(view)

    async def _restore(self) -> None:
        """Fill in what the documents' reports know and this session does not."""
        try:
            while self._waiting:
                views, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                asked = [(self._scope.root_of(view.path), view.path) for view in views if view.path is not None]
                found = await asyncio.to_thread(_entries, asked)
                news = [
                    NewClaims(view, root, path, self._scope.config_of(path), new, entries)
                    for view, (root, path), entries in zip(views, asked, found, strict=True)
                    if (new := [entry for entry in entries if self._is_new(path, entry)])
                ]
                checked = await self._checked([item.claim() for item in news])
                for item, here in zip(news, checked, strict=True):
                    self._fill_in(item, here)
        finally:
            self._reading = False

    def _is_new(self, path: Path, entry: Entry) -> bool:
        """Whether the session knows nothing of it, or that other code was verified."""
        state = self._states.get(path, entry.intent, entry.target)
        if state is None:
            return True
        return state.status in GOOD | {Status.UNCHECKED} and entry.passed and entry.code_digest != state.code_digest

    async def _checked(self, claims: list[Claim]) -> list[CheckedHere]:
        """What this machine has checked of each; nothing is looked up where nothing is claimed."""
        if not any(claim.entries for claim in claims):
            return [{} for _ in claims]
        return await asyncio.to_thread(lambda: list(map(checked_here, claims)))

    def _fill_in(self, news: NewClaims, checked: CheckedHere) -> None:
        for entry in news.entries:
            if self._is_new(news.path, entry):  # still: a run may have ended meanwhile
                here = checked.get(entry.key)
                self._states.put(restored_state(news.root, news.path, entry, news.view.document, news.config, here))
        self._restored(news.view)


@dataclass(frozen=True, slots=True)
class NewClaims:
    """Entries of a document's report that say something new."""

    view: View
    root: Path
    path: Path
    config: Config
    entries: list[Entry]
    report: list[Entry]
    """All entries: a pair counts as a whole."""

    def claim(self) -> Claim:
        """What of it has to be looked up, and what is needed for that; no view, as those belong to the event loop."""
        new = {entry.intent for entry in self.entries}
        passed = [entry for entry in self.report if entry.passed and entry.intent in new]
        intents = {entry.intent: self.view.document.intent(entry.intent) for entry in passed}
        using = frozenset(name for name, intent in intents.items() if intent is not None and intent.uses)
        return Claim(self.root, self.path, self.config, passed, using, self.view.text.source if using else "")


def _entries(documents: list[tuple[Path, Path]]) -> list[list[Entry]]:
    """What the reports say, by folder and document."""
    reports = {root: (root / ".promirror" / "reports").is_dir() for root in {root for root, _ in documents}}
    return [_of_document(root, path) if reports[root] else [] for root, path in documents]


def _of_document(root: Path, path: Path) -> list[Entry]:
    from intent_lsp.output.reports import load_report
    from intent_lsp.output.workspace import Workspace

    try:
        return list(load_report(Workspace(root), path).entries.values())
    except OutputError:
        return []
