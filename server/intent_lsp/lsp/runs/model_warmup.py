"""Models are loaded while a person still writes, so that the first transpilation need not wait for it.

Some time after a document was opened, once per folder and configuration, in the background, and only where it is of
use: never in untrusted workspaces, never offline, never where nothing but the built-in provider is configured.
"""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.runs.workbenches import Workbenches
from intent_lsp.lsp.scope import Scope

WARM_SECONDS = 1.5
"""How long a document stays open before models are loaded for it: whoever only looks in wakes nothing."""
PATIENCE = 20
"""How many times that long a pause in the typing is waited for: what is imported makes keystrokes wait."""


class ModelWarmup:
    """Remembers what was warmed up."""

    def __init__(
        self, scope: Scope, documents: OpenDocuments, workbenches: Workbenches, background: Background
    ) -> None:
        self._scope = scope
        self._documents = documents
        self._workbenches = workbenches
        self._background = background
        self._done: dict[Path, Config] = {}
        self._latest: dict[Path, View] = {}
        """The document that was opened last, of each folder for which models will be loaded in a while."""

    def opened(self, view: View) -> None:
        """A document was opened."""
        if view.path is None or not self._scope.trusted:
            return
        root = self._scope.root_of(view.path)
        waiting = root in self._latest
        if waiting or self._done.get(root) != self._scope.config_of(view.path):
            self._latest[root] = view
        if not waiting and root in self._latest:
            self._background.start(self._warm_after_pause(root))

    async def _warm_after_pause(self, root: Path) -> None:
        try:
            await self._pause(root)
        finally:
            latest = self._latest.pop(root)
        view = latest if self._documents.is_open(latest) else self._other(root)
        if view is None or view.path is None or not self._scope.settings_of(view.path).warm_up:
            return
        config = self._scope.config_of(view.path)
        if self._done.get(root) == config or not _useful(config) or not view.document.intents:
            return
        self._done[root] = config
        # In a thread, because it takes a while and somebody may be typing.
        await asyncio.to_thread(importlib.import_module, "intent_lsp.workbench")
        async with self._workbenches.use(root, config) as workbench:
            await workbench.warm()

    async def _pause(self, root: Path) -> None:
        """Wait until nobody has opened or typed anything for a while."""
        for _ in range(PATIENCE):
            view = self._latest[root]
            revision = view.text.revision
            await asyncio.sleep(WARM_SECONDS)
            if self._latest[root] is view and view.text.revision == revision:
                return

    def _other(self, root: Path) -> View | None:
        """Another open document of the folder: it was there before the one that was closed again."""
        here = (v for v in self._documents.intents() if v.path is not None and self._scope.root_of(v.path) == root)
        return next(here, None)


def _useful(config: Config) -> bool:
    return not config.offline and (not config.providers or any(item.type != "builtin" for item in config.providers))
