"""The documents of a session: open ones as they stand in the editor, others as they are on disk."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from intent_lsp.files import single_file
from intent_lsp.lsp.documents.lent_types import LentTypes
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.parsed_cache import ParsedCache
from intent_lsp.lsp.scope import Scope
from intent_lsp.lsp.wire.text_buffer import MOST_BYTES, TextDocument
from intent_lsp.lsp.wire.uris import kind_of, path_of
from intent_lsp.search import documents_below


class OpenDocuments:
    """Views by URI and by path."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.views: dict[str, View] = {}
        """Everything that is open, by URI: intent documents, configuration files, and others."""
        self.front: Path | None = None
        """The document that was opened, changed, saved or asked about last: the one before the user's eyes."""
        self._uris: dict[Path, str] = {}
        self._closed: dict[Path, tuple[int, View]] = {}
        self._parsed_cache = ParsedCache()

    def open(self, uri: str, document: TextDocument) -> View:
        """The editor opened a document."""
        view = View(uri, document, kind_of(uri, document.language_id), path_of(uri), parsed_cache=self._parsed_cache)
        if view.path is not None:
            self._uris[view.path] = uri
            if view.kind == "intent":
                view.default_targets = self._scope.config_of(view.path).default_targets
                view.lent_types = self._lent(view.path)
        self.views[uri] = view
        return view

    def close(self, uri: str) -> None:
        """The editor closed a document."""
        view = self.views.pop(uri, None)
        self._parsed_cache.forget(uri)
        if view is not None and view.path is not None and self._uris.get(view.path) == uri:
            del self._uris[view.path]

    def intents(self) -> Iterator[View]:
        """The open intent documents."""
        return (view for view in self.views.values() if view.kind == "intent")

    def is_open(self, view: View) -> bool:
        """Whether this very view is open still."""
        return self.views.get(view.uri) is view

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

    def generated_view(self, path: Path) -> View | None:
        """The open document at the place of a generated file; ``path`` has no symlinks in its folders."""
        for view in self.views.values():
            if view.kind != "other" or view.path is None or view.path.name != path.name:
                continue
            if view.path == path or Path(os.path.realpath(view.path.parent)) / path.name == path:
                return view
        return None

    def configuration_changed(self) -> None:
        """The targets of documents that name none may be others now."""
        for view in self.intents():
            if view.path is not None:
                view.default_targets = self._scope.config_of(view.path).default_targets

    # --- on disk -----------------------------------------------------------------------------------------------------

    async def read(self, path: Path) -> View:
        """A document that is not open, from the disk.

        Raises ``OSError``, also for one that a symlink keeps outside of its folder or that is too large, and
        ``ValueError`` when it is not UTF-8.
        """
        if (view := self.view_of(path)) is not None:
            return view
        data = await asyncio.to_thread(_read, path, self._scope.root_of(path))
        uri = path.as_uri()
        text = TextDocument(uri, data.decode("utf-8-sig"), None, "markdown", self._scope.flags.encoding)
        return View(uri, text, "intent", path, self._scope.config_of(path).default_targets, lent_types=self._lent(path))

    def _lent(self, path: Path) -> LentTypes:
        def open_text(other: Path) -> TextDocument | None:
            view = self.view_of(other)
            return view.text if view is not None else None

        return LentTypes(path, self._scope.root_of, open_text)

    def view_of_path(self, path: Path) -> View | None:
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

    async def all_views(self) -> list[View]:
        """Every intent document that is open or lies in a folder of the workspace."""
        views = {view.path: view for view in self.intents()}
        for folder in self._scope.folders:
            for path in await documents_in(folder):
                if path not in views and (view := await self._from_disk(path)) is not None:
                    views[path] = view
        return list(views.values())


def _read(path: Path, root: Path) -> bytes:
    data = single_file.read_linked(path, MOST_BYTES + 1, within=root)
    if data is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it has more than {MOST_BYTES >> 20} MB")
    return data


async def documents_in(folder: Path) -> Sequence[Path]:
    """All intent documents below a folder, honouring ``.gitignore``."""
    return await asyncio.to_thread(documents_below, folder)
