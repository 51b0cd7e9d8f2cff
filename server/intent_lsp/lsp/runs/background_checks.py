"""Code that came from elsewhere is checked while nobody waits: its document need not say "not checked here" for long.

Only for open documents, one at a time, the one in front first; only what the report calls verified and stands in its
file; in the sandbox, and no model is asked. What the user starts goes first: a check gives way, and begins anew.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.errors import IntentError
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.documents.generated_files import GeneratedFiles
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.runs.workbenches import Workbenches
from intent_lsp.lsp.scope import Scope
from intent_lsp.status import Status
from intent_lsp.transpile.events import Disagreed, DocumentFailed, Event, Exhausted, Work
from intent_lsp.transpile.progress import States
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.transpile.planning.plan import Request

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
"""How long nothing has to be typed and nothing to run."""
Pair: TypeAlias = tuple[Path, str, str, tuple[tuple[Target, str], ...]]
"""Document, intent, its digest, and the digests of its files' code."""


@dataclass(slots=True)
class ChecksContext:
    """What the checks need to know of the session."""

    busy: Callable[[], bool]
    """Whether anything runs that somebody waits for."""
    settings_answered: Callable[[], Awaitable[None]]
    """Waits for the editor's settings."""
    checked: Callable[[View], None]
    """Told when something of a document was checked."""


@dataclass(slots=True)
class BackgroundChecks:
    """Knows what is to be checked, and what was."""

    scope: Scope
    documents: OpenDocuments
    files: GeneratedFiles
    states: States
    workbenches: Workbenches
    background: Background
    context: ChecksContext
    _waiting: dict[str, View] = field(default_factory=dict)
    _tried: set[Pair] = field(default_factory=set)
    """Nothing is checked twice in a session: where no record can be kept, it would never end."""
    _working: bool = False
    _current: tuple[View, asyncio.Task[None]] | None = None

    def restored(self, view: View) -> None:
        """Something has become known of a document, perhaps that it holds what was not checked here."""
        if not self.scope.trusted or not self._names(view):
            return
        self._waiting[view.uri] = view
        if not self._working:
            self._working = True
            self.background.start(self._work())

    def closed(self, uri: str) -> None:
        """The editor closed a document."""
        self._waiting.pop(uri, None)
        if self._current is not None and self._current[0].uri == uri:
            self._current[1].cancel()

    def give_way(self) -> None:
        """The user starts something."""
        if self._current is not None:
            view, task = self._current
            self._waiting[view.uri] = view
            task.cancel()

    async def _work(self) -> None:
        try:
            while (view := self._next()) is not None:
                revision = view.text.revision
                await asyncio.sleep(IDLE_SECONDS)
                if view.text.revision == revision and not self.context.busy() and self._next() is view:
                    del self._waiting[view.uri]
                    await self._guarded(view)
        finally:
            self._working = False

    def _next(self) -> View | None:
        self._waiting = {uri: view for uri, view in self._waiting.items() if self.documents.is_open(view)}
        return min(self._waiting.values(), key=lambda view: view.path != self.documents.front, default=None)

    async def _guarded(self, view: View) -> None:
        """Check a document in a task that can be cancelled without an end of the others."""
        task = asyncio.create_task(self._check(view), name=f"check {view.uri}")
        self._current = view, task
        try:
            await asyncio.wait({task})
        finally:
            self._current = None
            task.cancel()
        if not task.cancelled() and (error := task.exception()) is not None:
            level = logging.INFO if isinstance(error, IntentError) else logging.ERROR
            logger.log(level, "%s could not be checked", view.path, exc_info=error)

    async def _check(self, view: View) -> None:
        await self.context.settings_answered()
        path, pairs = view.path, list(self._unchecked(view))
        if path is None or not pairs or not self.scope.settings_of(path).check_on_open:
            return
        # In a thread, because it takes a while and somebody may be typing.
        await asyncio.to_thread(importlib.import_module, "intent_lsp.workbench")
        root, config = self.scope.root_of(path), self.scope.config_of(path)
        async with self.workbenches.use(root, config) as workbench:
            for pair in pairs:
                events: list[Event] = []
                await workbench.transpile([_request(view, path, pair)], events.append)
                self._tried.add(pair)
                self._fail(view, pair, events)
        self.context.checked(view)

    def _names(self, view: View) -> set[tuple[str, str]]:
        """Names and digests of the intents with something unchecked."""
        states = self.states.of(view.path) if view.path is not None else ()
        return {(state.work.intent, state.digest) for state in states if state.status is Status.UNCHECKED}

    def _unchecked(self, view: View) -> Iterator[Pair]:
        """The same as the document says them now, with the generated files of each."""
        names = self._names(view)
        for intent in view.document.intents if names else ():
            if (intent.name, intent.digest) not in names:
                continue
            places = {target: self.files.place(view, intent, target) for target in view.document.targets(intent)}
            files = tuple(
                (target, self.files.code_digest(view, place))
                for target, place in places.items()
                if self.files.kind(view, place) == "generated"
            )
            pair = (view.path or Path(), intent.name, intent.digest, files)
            if files and pair not in self._tried:
                yield pair

    def _fail(self, view: View, pair: Pair, events: list[Event]) -> None:
        """Show what failed as a run would. What passed is in this machine's records, where it is looked for now."""
        path, name, digest, files = pair
        intent = view.document.intent(name)
        if intent is None or intent.digest != digest:
            return  # it was edited meanwhile: what failed is not what it says now
        for work in (Work(path, name, target) for target, _ in files):
            own = [event for event in events if not isinstance(event, DocumentFailed) and event.work == work]
            if any(isinstance(event, (Exhausted, Disagreed)) for event in own):
                state = self.states.start(work, intent)
                for event in own:
                    state.apply(event)


def _request(view: View, path: Path, pair: Pair) -> Request:
    from intent_lsp.transpile.planning.plan import Request

    _, name, _, files = pair
    targets = frozenset(target for target, _ in files)
    document = view.document
    return Request(path, document.text, frozenset((name,)), targets, mode="check", document=document)
