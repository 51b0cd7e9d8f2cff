"""One session with one editor: its parts, made once and put together, and what happens to them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.lsp.client import code_descriptions
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.client.editor import Client, Editor
from intent_lsp.lsp.client.file_registrations import FileRegistrations
from intent_lsp.lsp.client.initialize_params import InitializeMessage
from intent_lsp.lsp.client.published_diagnostics import DiagnosticStore
from intent_lsp.lsp.client.refresh_notifications import RefreshNotifications
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.lsp.documents.generated_files import GeneratedFiles
from intent_lsp.lsp.documents.idle_analysis import IdleAnalysis
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.documents.workspace_index import PAUSE, IndexedDocument, WorkspaceIndex
from intent_lsp.lsp.features import status
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.publisher import Publisher
from intent_lsp.lsp.runs.background_checks import BackgroundChecks, ChecksContext
from intent_lsp.lsp.runs.fair_queue import FairQueue
from intent_lsp.lsp.runs.model_warmup import ModelWarmup
from intent_lsp.lsp.runs.orders import Orders
from intent_lsp.lsp.runs.restored_reports import RestoredReports
from intent_lsp.lsp.runs.runner import Runner
from intent_lsp.lsp.runs.workbenches import OpenWorkbench, Workbenches, engine
from intent_lsp.lsp.scope import Scope
from intent_lsp.lsp.wire.text_buffer import TextDocument, Workspace
from intent_lsp.lsp.wire.uris import kind_of, path_of
from intent_lsp.transpile.events import DocumentFailed, Event
from intent_lsp.transpile.progress import States

if TYPE_CHECKING:
    from intent_lsp.lsp.runs.editor_writer import EditorWriter


class Session:
    """Owns the parts. Each part is given the others that it needs, never the session."""

    def __init__(self, client: Client, open_workbench: OpenWorkbench | None) -> None:
        self.editor = Editor(client)
        self.background = Background()
        self.settings = SettingsStore(self.editor, self.configuration_changed)
        self.scope = Scope(self.editor, self.settings)
        self.documents = OpenDocuments(self.scope)
        self.files = GeneratedFiles(self.scope, self.documents)
        self.states = States()
        self.notifications = RefreshNotifications(
            self.editor, self.background, lambda: status.overview(self.context, None)
        )
        self.workbenches = Workbenches(open_workbench or engine(self.notifications.preparing, self._writer))
        self.queue = FairQueue(lambda: self.documents.front)
        self.runner = Runner(self.workbenches, self.states, self._happened, self.queue, lambda: self._checks.give_way())
        self.orders = Orders(self.editor, self.settings, self.scope, self.documents, self.runner)
        store = DiagnosticStore(
            lambda params: client.notify("textDocument/publishDiagnostics", params),
            lambda found: code_descriptions.href(found) if self.scope.flags.diagnostic_code_description else None,
        )
        self.publisher = Publisher(self.scope, self.settings, self.documents, self.states, store, self.background)
        self.context = Context(
            self.scope,
            self.documents,
            self.files,
            self.states,
            store.of,
        )
        self.registrations = FileRegistrations(self.editor, self.settings)
        self.index = WorkspaceIndex(lambda: self.scope.folders, self._indexed)
        self._reports = RestoredReports(self.scope, self.states, self.background, self._restored)
        context = ChecksContext(lambda: bool(self.runner.running()), self.settings.until_answered, self._checked)
        self._checks = BackgroundChecks(
            self.scope, self.documents, self.files, self.states, self.workbenches, self.background, context
        )
        self._warmup = ModelWarmup(self.scope, self.documents, self.workbenches, self.background)
        self._analysis = IdleAnalysis(lambda view: self.documents.front == view.path and self.documents.is_open(view))
        self._workspace: Workspace | None = None

    def begin(self, initialize: InitializeMessage, workspace: Workspace) -> None:
        """Start with what the client said."""
        self._workspace = workspace
        self.editor.begin(initialize, lambda: [folder.uri for folder in workspace.folders.values()])
        self.settings.begin(initialize.options)

    async def initialized(self) -> None:
        """The client is ready for requests: watch files, learn the settings."""
        await self.settings.register(self.registrations.begin())
        await self.settings.pull()
        await self.index.search(PAUSE)

    async def close(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.publisher.close()
        self.notifications.close()
        self._analysis.close()
        self.background.close()
        await asyncio.gather(self.workbenches.close(), self.runner.close(), self.orders.close())

    # --- what the editor does ----------------------------------------------------------------------------------------

    def opened(self, uri: str) -> None:
        """The editor opened a document."""
        document = self._workspace.get_text_document(uri) if self._workspace is not None else None
        if not isinstance(document, TextDocument):
            return
        view = self.documents.open(uri, document)
        self._in_front(view)
        self._redraw_for(view)
        self.publisher.opened(uri)
        if view.kind == "intent" and view.path is not None:
            self._reports.opened(view)
            self._analysis.opened(view)
            self._warmup.opened(view)

    def changed(self, uri: str) -> None:
        """The document has another text now."""
        if (view := self.documents.views.get(uri)) is not None:
            self._in_front(view)
            self._redraw_for(view)
        self.publisher.refresh_soon(uri)

    def saved(self, uri: str) -> None:
        """The document was saved."""
        view = self.documents.views.get(uri)
        if view is None:
            return
        self._in_front(view)
        if view.kind == "intent":
            if view.path is not None:
                self.background.start(self.index.look_again([view.path]))
            self.orders.saved(view)
        elif view.kind == "config":
            self.configuration_changed()
        self._redraw_for(view)

    def closed(self, uri: str) -> None:
        """The editor closed the document; what runs for it runs on."""
        view = self.documents.views.get(uri)
        self.documents.close(uri)
        if view is not None:
            self._redraw_for(view)
        self.publisher.closed(uri)
        self._checks.closed(uri)

    def configuration_changed(self) -> None:
        """Settings or a configuration file changed: everything open may mean something else now."""
        self.settings.forget()
        self.documents.configuration_changed()
        for uri in list(self.documents.views):
            self.publisher.refresh_soon(uri)
        self.background.start(self.registrations.follow())

    def files_changed(self, uris: Iterable[str]) -> None:
        """Files changed on the disk."""
        kinds = [(kind_of(uri, None), path_of(uri)) for uri in uris]
        if any(kind == "config" for kind, _ in kinds):
            self.configuration_changed()
        if any(kind == "intent" for kind, _ in kinds):
            changed = [path for kind, path in kinds if kind == "intent" and path is not None]
            self.background.start(self.index.look_again(changed))
            self.publisher.recheck_across_documents()
        reports = {path.name for _, path in kinds if path is not None and path.name.endswith(".report.json")}
        for view in list(self.documents.intents()) if reports else ():
            if view.path is not None and f"{view.path.name}.report.json" in reports:
                self._reports.changed(view)
        self.notifications.redraw()

    def _redraw_for(self, view: View) -> None:
        """A generated file is what its buffer holds: the lenses of its document tell of that."""
        if view.kind == "other":
            self.notifications.redraw()

    def _in_front(self, view: View) -> None:
        if view.kind == "intent" and self.documents.front != view.path:
            self.documents.front = view.path
            self.queue.look()

    # --- what the parts tell -----------------------------------------------------------------------------------------

    def _happened(self, event: Event) -> None:
        path = event.document if isinstance(event, DocumentFailed) else event.work.document
        view = self.documents.view_of(path)
        if view is not None and self.notifications.changes_diagnostics(event):
            self.publisher.refresh_soon(view.uri)
        self.notifications.happened(event)

    def _restored(self, view: View) -> None:
        if view.uri in self.documents.views:
            self.publisher.refresh_soon(view.uri)
            self.notifications.redraw()
            self._checks.restored(view)

    def _checked(self, view: View) -> None:
        self._reports.changed(view)  # what passed is believed now; then the editor hears of it

    async def _indexed(self, found: Mapping[Path, IndexedDocument], everything: bool) -> None:
        if everything:
            self.registrations.forget()
        self.publisher.names.learn({path: look.names for path, look in found.items()})
        await self.registrations.learn({path: look.folder for path, look in found.items()})

    def _writer(self, root: Path) -> EditorWriter:
        from intent_lsp.lsp.runs.editor_writer import EditorWriter  # brings the engine's output with it

        return EditorWriter(self.editor, self.documents, self.files, root)
