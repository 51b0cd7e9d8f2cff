"""Models are loaded while a person still writes, so that the first transpilation need not wait for it.

Some time after a document was opened, once per folder and configuration, in the background, and only where it is of
use: never in untrusted workspaces, never offline, never where nothing but the built-in provider is configured.
"""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

from intent_lsp.config import Config

if TYPE_CHECKING:
    from pathlib import Path

    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View

WARM_SECONDS = 1.5
"""How long a document stays open before models are loaded for it: whoever only looks in wakes nothing."""
PATIENCE = 20
"""How many times that long a pause in the typing is waited for: what is imported makes keystrokes wait."""


class Warming:
    """Remembers what was warmed up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._done: dict[Path, Config] = {}

    def opened(self, view: View) -> None:
        """A document was opened."""
        if view.path is not None and self._session.trusted:
            self._session.background(self._later(view, view.path))

    async def _later(self, view: View, path: Path) -> None:
        for _ in range(PATIENCE):
            revision = view.text.revision
            await asyncio.sleep(WARM_SECONDS)
            if view.text.revision == revision:
                break
        session = self._session
        if session.views.get(view.uri) is not view or not session.settings_of(path).warm_up:
            return
        root, config = session.root_of(path), session.config_of(path)
        if self._done.get(root) == config or not _useful(config) or not view.document.intents:
            return
        self._done[root] = config
        # In a thread, because it takes a while and somebody may be typing.
        await asyncio.to_thread(importlib.import_module, "intent_lsp.workbench")
        async with session.benches.use(root, config) as workbench:
            await workbench.warm()


def _useful(config: Config) -> bool:
    return not config.offline and (not config.providers or any(item.type != "builtin" for item in config.providers))
