"""What the editor is told beside diagnostics: the state for status bars, and that lenses and hints are out of date."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from intent_lsp.lsp.client.background import Background
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.transpile.events import Event, Token, Waiting

logger = logging.getLogger(__name__)

STATE_SECONDS = 0.1
"""States are sent no closer together than this."""


class RefreshNotifications:
    """Collects what changed and tells it in one go."""

    def __init__(self, editor: Editor, background: Background, overview: Callable[[], dict[str, Any]]) -> None:
        """``overview``: the body of ``intent/state``."""
        self._editor = editor
        self._background = background
        self._overview = overview
        self._later: asyncio.TimerHandle | None = None
        self._redraw = False
        self._prepared = ""

    @staticmethod
    def changes_diagnostics(event: Event) -> bool:
        """Whether an event can change what is published."""
        return not isinstance(event, (Token, Waiting))

    def happened(self, event: Event) -> None:
        """Tell soon."""
        self._redraw = self._redraw or not isinstance(event, (Token, Waiting))
        self._tell_soon()

    def redraw(self) -> None:
        """Lenses and hints are out of date."""
        self._redraw = True
        self._tell_soon()

    def _tell_soon(self) -> None:
        if self._later is None:
            self._later = asyncio.get_running_loop().call_later(STATE_SECONDS, self._tell)

    def _tell(self) -> None:
        self._later = None
        flags = self._editor.flags
        if flags.state_notification:
            self._editor.client.notify("intent/state", self._overview())
        if self._redraw:
            self._redraw = False
            if flags.code_lens_refresh:
                self._background.start(self._ask("workspace/codeLens/refresh"))
            if flags.inlay_hint_refresh:
                self._background.start(self._ask("workspace/inlayHint/refresh"))

    async def _ask(self, method: str) -> None:
        await self._editor.client.ask(method)

    def preparing(self, what: str, share: float) -> None:
        """Something is being prepared once per user; may be called from any thread. The log is the place for it."""
        if what != self._prepared or share >= 1.0:
            self._prepared = what
            logger.info("%s: %d %%", what, round(share * 100))

    def close(self) -> None:
        """Stop telling."""
        if self._later is not None:
            self._later.cancel()
