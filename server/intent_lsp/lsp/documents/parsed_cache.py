"""How many open documents stay parsed: the ones that were parsed last.

A parsed document takes ten times the memory of its text, and an editor may have a thousand open. Whoever needs one that
was evicted has it parsed again, which takes a few milliseconds.
"""

from __future__ import annotations

from typing import Protocol

MOST = 8


class Evictable(Protocol):
    """Something that can give up what it can make again."""

    @property
    def uri(self) -> str:
        """Which document it is."""
        ...

    def evict(self) -> None:
        """Give it up."""
        ...


class ParsedCache:
    """Evicts the document that was parsed longest ago."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._views: dict[str, Evictable] = {}

    def parsed(self, view: Evictable) -> None:
        """A document has just been parsed."""
        self._views.pop(view.uri, None)
        self._views[view.uri] = view
        if len(self._views) > self._most:
            oldest = next(iter(self._views))
            self._views.pop(oldest).evict()

    def forget(self, uri: str) -> None:
        """A document was closed."""
        self._views.pop(uri, None)
