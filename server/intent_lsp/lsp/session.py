"""One session with one editor: its documents, what is known about them, and what runs."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pygls.exceptions import JsonRpcException

from intent_lsp.config import Config
from intent_lsp.lsp.client import code_descriptions
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.file_registrations import FileRegistrations
from intent_lsp.lsp.client.initialize_params import Hello
from intent_lsp.lsp.client.published_diagnostics import DiagnosticStore, Source
from intent_lsp.lsp.client.refresh_notifications import RefreshNotifications
from intent_lsp.lsp.client.settings import EditorSettings
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.lsp.client.workspace_folders import root_of
from intent_lsp.lsp.documents import linked_documents
from intent_lsp.lsp.documents.idle_analysis import IdleAnalysis
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.parsed_cache import ParsedCache
from intent_lsp.lsp.documents.shared_names import SharedNames
from intent_lsp.lsp.documents.text_buffer import TextDocument, Workspace
from intent_lsp.lsp.documents.workspace_index import PAUSE, WorkspaceIndex
from intent_lsp.lsp.features import problems, rounds
from intent_lsp.lsp.runs.fair_queue import FairQueue
from intent_lsp.lsp.runs.model_warmup import ModelWarmup
from intent_lsp.lsp.runs.orders import Orders
from intent_lsp.lsp.runs.restored_reports import RestoredReports
from intent_lsp.lsp.runs.runner import Runner
from intent_lsp.lsp.runs.work_state import States
from intent_lsp.lsp.runs.workbenches import Workbenches, engine
from intent_lsp.lsp.seam import Client, OpenWorkbench
from intent_lsp.lsp.wire.uris import kind_of, path_of
from intent_lsp.search import documents_below
from intent_lsp.transpile.events import DocumentFailed, Event

if TYPE_CHECKING:
    from intent_lsp.lsp.runs.editor_writer import EditorWriter

logger = logging.getLogger(__name__)

CHEAP_SECONDS = 0.02
"""A document that is checked this fast is checked at every keystroke."""
LONGEST_PAUSE = 0.25
CROSSING_PAUSE = 0.2
"""Before other documents are looked at."""


class Session:
    """Everything between the protocol and the features."""

    def __init__(self, client: Client, open_workbench: OpenWorkbench | None) -> None:
        self.client = client
        self.hello = Hello()
        self.views: dict[str, View] = {}
        self.states = States()
        self.diagnostics = DiagnosticStore(
            lambda params: client.notify("textDocument/publishDiagnostics", params),
            lambda diagnostic: code_descriptions.href(diagnostic) if self.flags.diagnostic_code_description else None,
        )
        self.notices = RefreshNotifications(self)
        self.benches = Workbenches(open_workbench or engine(self.notices.preparing, self._writer))
        self.front: Path | None = None
        """The document that was opened, changed, saved or asked about last: the one before the user's eyes."""
        self.turns = FairQueue(lambda: self.front)
        self.runner = Runner(self.benches, self.states, self._happened, self.turns)
        self.transpiling = Orders(self)
        self.settings = SettingsStore(self)
        self.warming = ModelWarmup(self)
        self.restoring = RestoredReports(self)
        self.ahead = IdleAnalysis(lambda view: self.front == view.path and self.views.get(view.uri) is view)
        self.places = FileRegistrations(self)
        self.owners = SharedNames(self)
        self.survey = WorkspaceIndex(self)
        self._workspace: Workspace | None = None
        self._uris: dict[Path, str] = {}
        self.file_kinds: dict[Path, tuple[tuple[int, int, int], str]] = {}
        """What generated files are, by what ``stat`` said when they were looked at."""
        self._closed: dict[Path, tuple[int, View]] = {}
        self._awake = ParsedCache()
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._cost: dict[str, tuple[float, float]] = {}
        self._crossing: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, hello: Hello, workspace: Workspace) -> None:
        """Start with what the client said."""
        self.hello = hello
        self._workspace = workspace
        self.settings.begin(hello.options)

    async def initialized(self) -> None:
        """The client is ready for requests: watch files, learn the settings."""
        await self.settings.register()
        await self.settings.pull()
        await self.survey.search(PAUSE)

    async def close(self) -> None:
        """End everything that runs. Safe to call twice."""
        for handle in (*self._due.values(), *self._crossing.values()):
            handle.cancel()
        self._due.clear()
        self.notices.close()
        self.ahead.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(self.benches.close(), self.runner.close(), self.transpiling.close())

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; what goes wrong is logged."""

        async def guarded() -> None:
            try:
                await work
            except JsonRpcException as error:
                logger.info("the editor refused: %s", error)
            except Exception:
                logger.exception("background work failed")

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- who and where -----------------------------------------------------------------------------------------------

    @property
    def flags(self) -> ClientFlags:
        """What the client can do."""
        return self.hello.flags

    @property
    def trusted(self) -> bool:
        """Whether generated code may run here; clients that know no trust are trusted."""
        return self.hello.options.get("trusted") is not False

    @property
    def folders(self) -> tuple[Path, ...]:
        """The workspace folders that are on this machine's disk."""
        if self._workspace is None:
            return ()
        paths = (path_of(folder.uri) for folder in self._workspace.folders.values())
        return tuple(path for path in paths if path is not None)

    def root_of(self, path: Path) -> Path:
        """The folder a document belongs to."""
        return root_of(path, self.folders)

    def config_of(self, path: Path) -> Config:
        """The configuration that counts for a document."""
        return self.settings.loaded(self.root_of(path)).config

    def settings_of(self, path: Path) -> EditorSettings:
        """The editor's settings that count for a document."""
        return self.settings.editor(self.root_of(path))

    def show(self, kind: Literal["error", "warning", "info"], message: str) -> None:
        """Show a message to the user."""
        number = {"error": 1, "warning": 2, "info": 3}[kind]
        self.client.notify("window/showMessage", {"type": number, "message": message})

    # --- documents ---------------------------------------------------------------------------------------------------

    def opened(self, uri: str) -> None:
        """The editor opened a document."""
        document = self._workspace.get_text_document(uri) if self._workspace is not None else None
        if not isinstance(document, TextDocument):
            return
        view = View(uri, document, kind_of(uri, document.language_id), path_of(uri), awake=self._awake)
        if view.path is not None:
            self._uris[view.path] = uri
            if view.kind == "intent":
                view.default_targets = self.config_of(view.path).default_targets
        self.views[uri] = view
        self._in_front(view)
        self.diagnostics.open(uri)
        self.refresh_soon(uri)
        if view.kind == "intent" and view.path is not None:
            self.restoring.opened(view)
            self.ahead.opened(view)
            self.warming.opened(view)

    def changed(self, uri: str) -> None:
        """The document has another text now."""
        if (view := self.views.get(uri)) is not None:
            self._in_front(view)
        self.refresh_soon(uri)

    def saved(self, uri: str) -> None:
        """The document was saved."""
        view = self.views.get(uri)
        if view is None:
            return
        self._in_front(view)
        if view.kind == "intent":
            if view.path is not None:
                self.background(self.survey.look_again([view.path]))
            self.transpiling.saved(view)
        elif view.kind == "config":
            self.configuration_changed()
        else:
            self.notices.redraw()

    def _in_front(self, view: View) -> None:
        if view.kind == "intent" and self.front != view.path:
            self.front = view.path
            self.turns.look()

    def closed(self, uri: str) -> None:
        """The editor closed the document; what runs for it runs on."""
        view = self.views.pop(uri, None)
        self._awake.forget(uri)
        if view is not None and view.path is not None and self._uris.get(view.path) == uri:
            del self._uris[view.path]
        self._cost.pop(uri, None)
        if (handle := self._crossing.pop(uri, None)) is not None:
            handle.cancel()
        if (handle := self._due.pop(uri, None)) is not None:
            handle.cancel()
        self.diagnostics.close(uri)

    def view(self, uri: str) -> View | None:
        """The open document of that URI, if it is an intent document."""
        view = self.views.get(uri)
        if view is None and (path := path_of(uri)) is not None:
            view = self.view_of(path)  # the same file, its name encoded in another way
        return view if view is not None and view.kind == "intent" else None

    def view_of(self, path: Path) -> View | None:
        """The open document of that file."""
        uri = self._uris.get(path)
        return self.views.get(uri) if uri is not None else None

    def model_names(self, root: Path) -> list[str]:
        """Models that are configured anywhere, and those of servers that were found already. Asks nobody."""
        configs = [self.settings.loaded(folder).config for folder in (root, *self.folders)]
        names = [provider.model for config in configs for provider in config.providers if provider.model]
        for bench in self.benches.ready():
            servers = getattr(getattr(bench, "models", None), "servers", ())
            names += [candidate.name for server in servers for candidate in server.models]
        return list(dict.fromkeys(names))

    def generated_view(self, path: Path) -> View | None:
        """The open document at the place of a generated file; ``path`` has no symlinks in its folders."""
        for view in self.views.values():
            if view.kind != "other" or view.path is None or view.path.name != path.name:
                continue
            if view.path == path or Path(os.path.realpath(view.path.parent)) / path.name == path:
                return view
        return None

    def _writer(self, root: Path) -> EditorWriter:
        from intent_lsp.lsp.runs.editor_writer import EditorWriter  # brings the engine's output with it

        return EditorWriter(self, root)

    async def read(self, path: Path) -> View:
        """A document that is not open, from the disk. Raises ``OSError``, and ``ValueError`` when it is not UTF-8."""
        if (view := self.view_of(path)) is not None:
            return view
        data = await asyncio.to_thread(path.read_bytes)
        uri = path.as_uri()
        text = TextDocument(uri, data.decode("utf-8-sig"), None, "markdown", self.flags.encoding)
        return View(uri, text, "intent", path, self.config_of(path).default_targets)

    async def all_views(self) -> list[View]:
        """Every intent document that is open or lies in a folder of the workspace."""
        views = {view.path: view for view in self.views.values() if view.kind == "intent"}
        for folder in self.folders:
            for path in await self.documents_in(folder):
                if path not in views and (view := await self._from_disk(path)) is not None:
                    views[path] = view
        return list(views.values())

    def known(self, path: Path) -> View | None:
        """A document that is open or was read before, without looking at the disk."""
        path = Path(os.path.normpath(path))
        closed = self._closed.get(path)
        return self.view_of(path) or (closed[1] if closed is not None else None)

    async def closed_or_open(self, path: Path) -> View | None:
        """A document as it stands in the editor, else as it is on disk; ``None`` if it cannot be read."""
        return self.view_of(path) or await self._from_disk(path)

    async def _from_disk(self, path: Path) -> View | None:
        """A closed document, read again only when it has changed."""
        try:
            stamp = (await asyncio.to_thread(path.stat)).st_mtime_ns
            known = self._closed.get(path)
            if known is None or known[0] != stamp:
                known = self._closed[path] = stamp, await self.read(path)
        except (OSError, ValueError):
            self._closed.pop(path, None)
            return None
        return known[1]

    async def documents_in(self, folder: Path) -> list[Path]:
        """All intent documents below a folder, honouring ``.gitignore``."""
        return await asyncio.to_thread(documents_below, folder)

    def configuration_changed(self) -> None:
        """Settings or a configuration file changed: everything open may mean something else now."""
        self.settings.forget()
        for view in self.views.values():
            if view.path is not None and view.kind == "intent":
                view.default_targets = self.config_of(view.path).default_targets
        for uri in list(self.views):
            self.refresh_soon(uri)
        self.background(self.places.follow())

    def files_changed(self, uris: list[str]) -> None:
        """Files changed on the disk."""
        if any(kind_of(uri, None) == "config" for uri in uris):
            self.configuration_changed()
        documents = [uri for uri in uris if kind_of(uri, None) == "intent"]
        if documents:
            paths = [path for uri in documents if (path := path_of(uri)) is not None]
            self.background(self.survey.look_again(paths))
            for uri in list(self._crossing):
                self.cross_soon(uri)
        self.notices.redraw()

    async def clear_cache(self, uri: str | None) -> int:
        """Forget the kept replies of one folder or of all; returns how many there were."""
        from intent_lsp.models.cache import cache_of

        path = path_of(uri) if uri else None
        roots = [self.root_of(path)] if path is not None else list(self.folders)
        removed = 0
        for root in roots:
            cache = cache_of(root, self.settings.loaded(root).config)
            removed += await asyncio.to_thread(cache.clear)
        return removed

    # --- diagnostics -------------------------------------------------------------------------------------------------

    def _happened(self, event: Event) -> None:
        path = event.document if isinstance(event, DocumentFailed) else event.work.document
        if (uri := self._uris.get(path)) is not None and self.notices.changes_diagnostics(event):
            self.refresh_soon(uri)
        self.notices.happened(event)

    def refresh_soon(self, uri: str) -> None:
        """Check the document after what has arrived by now is handled; the slower that is, the longer the pause."""
        if uri in self._due or uri not in self.views:
            return
        # Of the last two checks the quicker one: the first is never typical, and any may have been interrupted.
        cost = min(self._cost.get(uri, (0.0, 0.0)))
        pause = 0.0 if cost < CHEAP_SECONDS else min(3 * cost, LONGEST_PAUSE)
        self._due[uri] = asyncio.get_running_loop().call_later(pause, self.refresh, uri)

    def refresh(self, uri: str) -> None:
        """Check the document now and publish."""
        if (handle := self._due.pop(uri, None)) is not None:
            handle.cancel()
        view = self.views.get(uri)
        if view is None:
            return
        found: dict[Source, list[dict[str, Any]]] = {}
        if view.kind == "intent":
            began = time.perf_counter()
            found["document"] = problems.diagnostics(view, self.flags)
            self._cost[uri] = (self._cost.get(uri, (0.0, 0.0))[1], time.perf_counter() - began)
            if view.path is not None:
                found["run"] = rounds.diagnostics(view, self.states.of(view.path), self.flags)
        elif view.kind == "config":
            found["config"] = self.settings.diagnostics(view)
        self.diagnostics.set(uri, view.version, found)
        if view.kind == "intent" and (
            uri in self._crossing or linked_documents.crosses(view) or self.owners.others(view)
        ):
            self.cross_soon(uri)

    def cross_soon(self, uri: str) -> None:
        """Look at other documents after a pause in the typing."""
        if (handle := self._crossing.get(uri)) is not None:
            handle.cancel()
        loop = asyncio.get_running_loop()
        self._crossing[uri] = loop.call_later(CROSSING_PAUSE, lambda: self.background(self._cross(uri)))

    async def _cross(self, uri: str) -> None:
        view = self.view(uri)
        if view is None:
            return
        version = view.version
        found = await linked_documents.problems(self, view)
        if self.view(uri) is view and view.version == version:
            view.crossing = found
            self.diagnostics.set(uri, version, {"links": problems.across(view, self.flags)})
