"""``intent watch``: transpile what changes, until interrupted. Half-written documents are shown, never fatal."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from intent_lsp.cli.commands.transpiling import request, stop_on_terminate, with_options
from intent_lsp.cli.documents.document_users import DocumentUsers
from intent_lsp.cli.documents.stable_read import WrittenText, digest, read_written
from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents, root_of
from intent_lsp.cli.documents.watched_documents import IGNORE, Watched
from intent_lsp.cli.inspection.orphans import orphans
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import INTERRUPTED, UsageError
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.cli.views.view import View, choose_view
from intent_lsp.config import Config
from intent_lsp.configuration.sources import workspace_file
from intent_lsp.errors import ConfigError
from intent_lsp.search import is_document
from intent_lsp.workbench import Result, Workbench, open_workbench

_STEP_MS, _MOST_MS = 5, 50
"""How long the watcher waits for more changes after one, and at most."""
_GONE_MS = 200
"""How long an editor that saves by replacing a document may take."""
_LOOK_MS = 1000
"""How often it is looked whether the watched folders are still the same ones."""


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``ConfigError`` only before the first run."""
    here = Path.cwd()
    known = by_workspace(find_documents(options.paths), options.root, here)
    configs = {root: with_options(config_of(root), options) for root in known}
    try:
        asyncio.run(Watch(options, here, configs).run())
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("\nstopped watching; every file is whole")
    return INTERRUPTED


@dataclass(slots=True)
class Changes:
    """What has changed and was not worked on yet: nothing is missed while a run goes on."""

    documents: set[Path] = field(default_factory=set)
    config: bool = False
    event: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, documents: Iterable[Path], *, config: bool = False) -> None:
        self.documents.update(documents)
        self.config = self.config or config
        self.event.set()

    def take(self) -> set[Path]:
        taken, self.documents = self.documents, set()
        self.event.clear()
        return taken


class Watch:
    """One watch over the paths that were typed."""

    def __init__(self, options: argparse.Namespace, here: Path, configs: dict[Path, Config]) -> None:
        self._options = options
        self._here = here
        self._configs = configs
        self._changes = Changes()
        self._seen: dict[Path, str] = {}
        """The hash of each document's text when its last run ended."""
        self._loaded = {file: digest(file) for file in self._config_files()}
        """The hash of each configuration file that is in use."""
        self._folders = {path.resolve() if path.is_dir() else path.parent.resolve() for path in options.paths}
        self._recursive = any(path.is_dir() for path in options.paths)
        self._view: View | None = None
        self._uses = DocumentUsers()
        self._watched = Watched(self._documents)

    async def run(self) -> None:
        """Until cancelled."""
        stop_on_terminate()
        self._changes.add(self._documents())
        watcher = asyncio.create_task(self._watch())
        try:
            while not watcher.done():
                self._changes.config = False
                async with AsyncExitStack() as stack:
                    await self._serve(stack, watcher)
                self._reload()
            await watcher  # it ends only by an error, which is raised here
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)

    async def _serve(self, stack: AsyncExitStack, watcher: asyncio.Task[None]) -> None:
        """Work on changes with the present configuration, until that changes."""
        workbenches: dict[Path, Workbench] = {}
        while not self._changes.config and not watcher.done():
            documents = await self._documents_to_run(self._changes.take())
            if documents:
                await self._work(documents, workbenches, stack)
                if not self._options.quiet:
                    count = len(self._watched)
                    say(f"watching {count} document{'s' * (count != 1)}; Ctrl-C stops\n")
            waiting = asyncio.create_task(self._changes.event.wait())
            await asyncio.wait((waiting, watcher), return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()

    async def _work(
        self, documents: dict[Path, WrittenText], workbenches: dict[Path, Workbench], stack: AsyncExitStack
    ) -> None:
        """One run, given up and begun anew with all its documents when one of them is saved again meanwhile."""
        while True:
            view = self._view = choose_view(
                as_json=False, here=self._here, quiet=self._options.quiet, verbose=self._options.verbose > 0
            )
            with view:
                run = asyncio.create_task(self._transpile(documents, view, workbenches, stack))
                superseded = await self._superseded(run, documents)
            if not superseded:
                self._seen |= {path: read.digest for path, read in documents.items()}
                return
            documents |= await self._documents_to_run(self._changes.take())

    async def _superseded(self, run: asyncio.Task[None], documents: Mapping[Path, WrittenText]) -> bool:
        """Wait for the run; whether it was cancelled because one of its documents changed."""
        try:
            while not run.done():
                waiting = asyncio.create_task(self._changes.event.wait())
                await asyncio.wait((run, waiting), return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                again = await read_written(self._changes.documents & documents.keys(), self._root_of)
                changed = any(read.digest not in ("", documents[path].digest) for path, read in again.items())
                if not run.done() and changed:
                    run.cancel("superseded")
                    await asyncio.gather(run, return_exceptions=True)
                    return True
                self._changes.event.clear()  # what changed is kept for the next run
            await run
        finally:
            run.cancel()
            await asyncio.gather(run, return_exceptions=True)
            if self._changes.documents or self._changes.config:
                self._changes.event.set()
        return False

    async def _transpile(
        self,
        documents: Mapping[Path, WrittenText],
        view: View,
        workbenches: dict[Path, Workbench],
        stack: AsyncExitStack,
    ) -> None:
        groups = by_workspace(sorted(documents), self._options.root, self._here)
        results: list[Result] = []
        for root, members in groups.items():
            if root not in workbenches:
                bench = open_workbench(root, self._config(root), on_progress=self._progress)
                workbenches[root] = await stack.enter_async_context(bench)
            requests = [replace(request(path, self._options), text=documents[path].text) for path in members]
            results += await workbenches[root].transpile(requests, view.emit)
        view.finish(results)

    def _progress(self, what: str, share: float) -> None:
        if self._view is not None:
            self._view.progress(what, share)

    def _config(self, root: Path) -> Config:
        if root not in self._configs:
            self._configs[root] = with_options(config_of(root), self._options)
        return self._configs[root]

    def _reload(self) -> None:
        """Take the new configurations; one that is wrong is named, and the old one stays."""
        for root in self._configs:
            self._loaded[workspace_file(root)] = digest(workspace_file(root))
            try:
                self._configs[root] = with_options(config_of(root), self._options)
            except ConfigError as error:
                say(f"{error}\n  the configuration before stays in use")
        self._seen.clear()
        self._changes.add(self._documents())

    def _root_of(self, document: Path) -> Path:
        return self._options.root or root_of(document, self._here)

    def _documents(self) -> list[Path]:
        try:
            return list(find_documents(self._options.paths))
        except UsageError:
            return []  # all of them are gone just now

    async def _documents_to_run(self, changed: set[Path]) -> dict[Path, WrittenText]:
        """The changed documents that are watched and differ from their last run, and those that use them."""
        if not changed:
            return {}
        changed = self._watched.update(changed)
        self._uses.update(changed)
        for gone in sorted(path for path in changed if path not in self._watched):
            if self._seen.pop(gone, None) is not None:
                await self._tell_gone(gone)
        read = await read_written(self._watched.in_order(changed), self._root_of)
        wanted = {path: text for path, text in read.items() if text.digest not in ("", self._seen.get(path))}
        wanted |= await read_written(self._watched.in_order(self._uses.dependents(wanted)), self._root_of)
        return wanted

    async def _tell_gone(self, document: Path) -> None:
        """Name a deleted document, with the files that stay; an editor that replaces it is waited for."""
        await asyncio.sleep(_GONE_MS / 1000)
        if not _exists(document):
            self._say_gone(document)

    def _say_gone(self, document: Path) -> None:
        root = next(iter(by_workspace([document], self._options.root, self._here)))
        left = orphans(root, self._config(root), [], [document])
        names = ", ".join(display_path(state.file, self._here) for state in left if state.file)
        stays = f"; {names} stay{'s' * (len(left) == 1)}: intent clean deletes what no intent asks for" if names else ""
        say(f"gone      {display_path(document, self._here)}{stays}")

    async def _watch(self) -> None:
        async with aclosing(self._events()) as events:
            async for paths in events:
                documents = {path for path in paths if is_document(path.name)}
                folders = [path for path in paths - documents if path.is_dir()]
                if folders:  # they came, with whatever is in them
                    documents |= self._watched.below(folders)
                if any(path.name == IGNORE for path in paths):
                    documents |= self._watched.folders_changed()
                config = any(digest(path) != self._loaded.get(path) for path in paths & set(self._config_files()))
                if documents or config:
                    self._changes.add(documents, config=config)

    async def _events(self) -> AsyncGenerator[set[Path], None]:
        """What changes, for ever: folders that vanish are watched again when they are back."""
        from watchfiles import awatch  # imported late: only this command watches

        files = {str(file) for file in self._config_files()}
        while True:
            places = self._places()
            with suppress(FileNotFoundError):  # it vanished again
                async for changes in awatch(
                    *places or (self._here,),
                    watch_filter=lambda _, path: _matters(Path(path)) or path in files,
                    recursive=self._recursive and bool(places),
                    step=_STEP_MS,
                    debounce=_MOST_MS,
                    rust_timeout=_LOOK_MS,
                    yield_on_timeout=True,
                ):
                    if changes and places:
                        yield {Path(path) for _change, path in changes}
                    if self._places() != places:
                        break
            yield {*self._documents(), *self._config_files()}

    def _places(self) -> dict[Path, tuple[int, int]]:
        """The folders to watch that are there, each with what tells it from another of that name."""
        places: dict[Path, tuple[int, int]] = {}
        for folder in sorted({*self._folders, *(file.parent for file in self._config_files())}):
            with suppress(OSError):
                status = folder.stat()
                places[folder] = status.st_dev, status.st_ino
        return places

    def _config_files(self) -> list[Path]:
        return [workspace_file(root) for root in self._configs]


def _matters(path: Path) -> bool:
    """Whether a change there may change what is watched."""
    return is_document(path.name) or path.name == IGNORE or path.is_dir()


def _exists(path: Path) -> bool:
    return os.path.lexists(path)
