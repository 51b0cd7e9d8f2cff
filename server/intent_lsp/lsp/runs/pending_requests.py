"""What has been asked for and has not begun: documents are still being read, or settings waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from intent_lsp.document.model import Intent


@dataclass(eq=False, slots=True)
class PendingRequest:
    """One command or one save before its runs exist."""

    places: tuple[Path, ...]
    """A document, or folders."""
    intent: str | None
    task: asyncio.Task[object]
    withdrawn: bool = False
    """None of it is wanted now."""
    dropped: set[tuple[Path, str | None]] = field(default_factory=set)
    """Documents and intents of it that are no longer wanted."""

    def still_wanted(self, path: Path, intents: Sequence[Intent]) -> tuple[Intent, ...]:
        """Those of a document's intents that are still wanted."""
        if (path, None) in self.dropped:
            return ()
        return tuple(intent for intent in intents if (path, intent.name) not in self.dropped)


class PendingRequests:
    """Everything that has been asked for and has not begun."""

    def __init__(self) -> None:
        self._registered: set[PendingRequest] = set()

    @contextmanager
    def register(self, *places: Path, intent: str | None = None) -> Iterator[PendingRequest]:
        """Within the block the current task can be withdrawn from, which leaves the block at once, without an error."""
        task = cast("asyncio.Task[object]", asyncio.current_task())  # there is one: this is called by coroutines
        item = PendingRequest(places, intent, task)
        self._registered.add(item)
        try:
            yield item
        except asyncio.CancelledError:
            if not item.withdrawn or task.uncancel() > 0:  # also cancelled by somebody else
                raise
        finally:
            self._registered.discard(item)

    def withdraw(self, path: Path | None = None, intent: str | None = None) -> int:
        """Withdraw everything, a document, or an intent of it; returns how many had been waiting to begin."""
        count = 0
        for item in self._registered:
            if item.withdrawn or not (path is None or any(path.is_relative_to(place) for place in item.places)):
                continue
            if path is None or (item.places == (path,) and intent in (None, item.intent)):
                item.withdrawn = True
                item.task.cancel()
            elif item.intent is None:
                item.dropped.add((path, intent))
            else:
                continue
            count += 1
        return count
