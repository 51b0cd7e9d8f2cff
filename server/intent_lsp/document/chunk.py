"""An intent's text, with what was found out about it as long as that is worth keeping."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from intent_lsp.document import later
from intent_lsp.document.analysis import Analysis, Context, analyse
from intent_lsp.document.binding import Binder
from intent_lsp.document.examples import Units

KEEP_UNITS = 24
"""From that many examples on, what was read of each is kept for the next parse; fewer are as quickly read again."""
RECENT = 64
"""Of how many intents all that was found out is kept. The rest is found out again when somebody asks."""


class Chunk:
    """The text of one intent in its context. Its problems are all that is worked out at once.

    Whoever asks for more (:meth:`part`) makes it appear, and then it stays: documents that nobody looks into stay
    small. ``titled``: the first heading may give the name (FORMAT.md, "The relaxed form").
    """

    __slots__ = ("binder", "context", "heritage", "made", "text", "titled", "units")

    def __init__(self, text: str, context: Context, titled: bool, heritage: Mapping[str, Chunk] | None) -> None:
        self.text = text
        self.context = context
        self.titled = titled
        self.heritage = heritage
        """What was kept of the intents of the last parse, by name; only until this one is analysed."""
        self.units: Units = {}
        self.binder: Binder | None = None
        self.made: dict[str, Any] | None = None

    def analysis(self) -> Analysis:
        """All that was found out about the text."""
        return _analysis(self)

    def part(self, name: str) -> Any:
        """A field of the intent that is made on first use (:data:`~intent_lsp.document.model.LATER`)."""
        made = self.made
        if made is None:
            made = self.made = {}
        if name not in made:
            made.update(later.make(name, self.analysis()))
        return made[name]


@lru_cache(RECENT)
def _analysis(chunk: Chunk) -> Analysis:
    heritage, chunk.heritage = chunk.heritage, None
    result = analyse(chunk.text, chunk.context, chunk.titled, _Inheritance(chunk, heritage))
    kept = result.units if len(result.units) >= KEEP_UNITS else {}
    chunk.units, chunk.binder = kept, result.binder if kept else None
    return result


class _Inheritance(NamedTuple):
    """Where an analysis finds what is known of an intent of that name."""

    chunk: Chunk
    heritage: Mapping[str, Chunk] | None

    def of(self, name: str) -> tuple[Units, Binder | None]:
        other = self.heritage.get(name, self.chunk) if self.heritage else self.chunk
        return other.units, other.binder
