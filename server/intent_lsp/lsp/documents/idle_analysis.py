"""The document in front of the user is worked out while nobody waits, so that the first hover need not.

Diagnostics need little more than a glance at an intent (:mod:`intent_lsp.document.fast_path.glance`); whoever
asks about it needs an analysis. A while after a document was opened, and only as long as it is in front, its intents
are analysed a few at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from intent_lsp.document.fast_path.intent_cache import RECENT
from intent_lsp.lsp.documents.open_document import View

SOON = 0.1
"""Seconds after the opening: what the editor asks at once goes first."""
SLICE = 0.002
"""Seconds of work before somebody else has a turn; a key waits no longer than this."""
PAUSE = 0.004


class IdleAnalysis:
    """Works out one document at a time: the one that was opened last."""

    def __init__(self, wanted: Callable[[View], bool]) -> None:
        """``wanted``: whether a document is open and in front."""
        self._wanted = wanted
        self._next: asyncio.TimerHandle | None = None

    def opened(self, view: View) -> None:
        """A document was opened."""
        self.close()
        self._next = asyncio.get_running_loop().call_later(SOON, self._step, view, 0)

    def close(self) -> None:
        """Stop."""
        if self._next is not None:
            self._next.cancel()

    def _step(self, view: View, index: int) -> None:
        if view.is_evicted or not self._wanted(view):
            return
        intents = view.document.intents[:RECENT]  # of more, none is kept
        until = time.perf_counter() + SLICE
        while index < len(intents) and time.perf_counter() < until:
            _ = intents[index].types  # small, and found by the analysis, which is kept
            index += 1
        if index < len(intents):
            self._next = asyncio.get_running_loop().call_later(PAUSE, self._step, view, index)
