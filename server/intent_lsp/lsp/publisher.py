"""When documents are checked, and what is published of them."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from intent_lsp.document.model import Problem
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.client.published_diagnostics import DiagnosticStore, Source
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.lsp.documents import linked_documents
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.documents.shared_names import SharedNames
from intent_lsp.lsp.features import config_problems, problems, rounds
from intent_lsp.lsp.scope import Scope
from intent_lsp.transpile.progress import States

CHEAP_SECONDS = 0.02
"""A document that is checked this fast is checked at every keystroke."""
LONGEST_PAUSE = 0.25
ACROSS_DOCUMENTS_PAUSE = 0.2
"""Before other documents are looked at."""


class Publisher:
    """Checks what is open, after what has arrived by then is handled."""

    def __init__(
        self,
        scope: Scope,
        settings: SettingsStore,
        documents: OpenDocuments,
        states: States,
        store: DiagnosticStore,
        background: Background,
    ) -> None:
        self._scope = scope
        self._settings = settings
        self._documents = documents
        self._states = states
        self._store = store
        self._background = background
        self.names = SharedNames(scope, documents, lambda view: self.schedule_check_across_documents(view.uri))
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._cost: dict[str, tuple[float, float]] = {}
        self._scheduled: dict[str, asyncio.TimerHandle] = {}

    def opened(self, uri: str) -> None:
        """A document was opened."""
        self._store.open(uri)
        self.refresh_soon(uri)

    def closed(self, uri: str) -> None:
        """A document was closed; nothing more is published of it."""
        self._cost.pop(uri, None)
        for waiting in (self._scheduled, self._due):
            if (handle := waiting.pop(uri, None)) is not None:
                handle.cancel()
        self._store.close(uri)

    def close(self) -> None:
        """Stop checking."""
        for handle in (*self._due.values(), *self._scheduled.values()):
            handle.cancel()
        self._due.clear()

    def refresh_soon(self, uri: str) -> None:
        """Check the document after what has arrived by now is handled; the slower that is, the longer the pause."""
        if uri in self._due or uri not in self._documents.views:
            return
        # Of the last two checks the quicker one: the first is never typical, and any may have been interrupted.
        cost = min(self._cost.get(uri, (0.0, 0.0)))
        pause = 0.0 if cost < CHEAP_SECONDS else min(3 * cost, LONGEST_PAUSE)
        self._due[uri] = asyncio.get_running_loop().call_later(pause, self._refresh, uri)

    def _refresh(self, uri: str) -> None:
        """Check the document now and publish."""
        del self._due[uri]
        view = self._documents.views.get(uri)
        if view is None:
            return
        self._store.set(uri, view.version, self._diagnostics_of(view))
        if view.kind == "intent" and view.path is not None:
            self._tell_borrowers(view.path)
        if view.kind == "intent" and (
            uri in self._scheduled or linked_documents.refers_to_others(view) or self.names.others(view)
        ):
            self.schedule_check_across_documents(uri)

    def _tell_borrowers(self, path: Path) -> None:
        """Look again at the open documents that take types from the one at ``path``."""
        for other in self._documents.intents():
            if other.lent_types is not None and other.path != path and other.lent_types.looked_at(path):
                self.schedule_check_across_documents(other.uri)

    def _diagnostics_of(self, view: View) -> dict[Source, list[dict[str, Any]]]:
        found: dict[Source, list[dict[str, Any]]] = {}
        flags = self._scope.flags
        if view.kind == "intent":
            began = time.perf_counter()
            found["document"] = problems.diagnostics(view, flags)
            self._cost[view.uri] = (self._cost.get(view.uri, (0.0, 0.0))[1], time.perf_counter() - began)
            if view.path is not None:
                found["run"] = rounds.diagnostics(view, self._states.of(view.path), flags)
        elif view.kind == "config":
            wrong = self._settings.problems(view.path, view.text.source) if view.path is not None else []
            found["config"] = config_problems.diagnostics(view, wrong)
        return found

    # --- several documents together ----------------------------------------------------------------------------------

    def recheck_across_documents(self) -> None:
        """Other documents have changed: look again at what they mean for those that are open."""
        for uri in list(self._scheduled):
            self.schedule_check_across_documents(uri)

    def schedule_check_across_documents(self, uri: str) -> None:
        """Look at other documents after a pause in the typing."""
        if (handle := self._scheduled.get(uri)) is not None:
            handle.cancel()
        loop = asyncio.get_running_loop()
        self._scheduled[uri] = loop.call_later(
            ACROSS_DOCUMENTS_PAUSE, lambda: self._background.start(self._check_across_documents(uri))
        )

    async def _check_across_documents(self, uri: str) -> None:
        view = self._documents.view(uri)
        if view is None:
            return
        version = view.version
        found = await self._problems_across(view)
        if self._documents.view(uri) is view and view.version == version:
            view.cross_document_problems = found
            told: dict[Source, list[dict[str, Any]]] = {
                "links": problems.cross_document_diagnostics(view, self._scope.flags)
            }
            if view.borrows:  # whose own problems others can change
                told["document"] = problems.diagnostics(view, self._scope.flags)
            self._store.set(uri, version, told)

    async def _problems_across(self, view: View) -> tuple[Problem, ...]:
        if view.path is None:
            return ()
        root = self._scope.root_of(view.path)
        return await linked_documents.problems(view, self._documents, root, self.names.others(view))
