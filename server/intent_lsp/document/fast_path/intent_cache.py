"""An intent's text, with what was found out about it as long as that is worth keeping."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple
from weakref import ref

from intent_lsp.document.analysis import Analysis, Context, analyse
from intent_lsp.document.examples.binding import Binder
from intent_lsp.document.examples.example_section import Units
from intent_lsp.document.fast_path import glance, lazy_fields

KEEP_UNITS = 24
"""From that many examples on, what was read of each is kept for the next parse; fewer are as quickly read again."""
RECENT = 512
"""Of how many intents all that was found out is kept, as long as they live: those of 8,000 lines or more, 10 KB each.
The rest is found out again when somebody asks."""


class CachedIntent:
    """The text of one intent in its context. Its problems are all that is worked out at once.

    Whoever asks for more (:meth:`part`) makes it appear, and then it stays: documents that nobody looks into stay
    small. ``titled``: the first heading may give the name (docs/format.md, "Sloppy is fine").
    """

    __slots__ = ("__weakref__", "binder", "context", "found", "heritage", "made", "seen", "text", "titled", "units")

    def __init__(self, text: str, context: Context, titled: bool, heritage: Mapping[str, CachedIntent] | None) -> None:
        self.text = text
        self.context = context
        self.titled = titled
        self.heritage = heritage
        """What was kept of the intents of the last parse, by name; only until this one is analysed."""
        self.units: Units = {}
        self.binder: Binder | None = None
        self.made: dict[str, Any] | None = None
        self.found: Analysis | None = None
        self.seen: tuple[int, int] | None = None
        """How many examples are shown and hidden, where a glance told that all is in order."""

    def analysis(self) -> Analysis:
        """All that was found out about the text."""
        if self.found is None:
            self.found = self._analyse()
            _keep(self)
        return self.found

    def glance(self) -> glance.Glance | None:
        """What the intent says of itself, if nothing is wrong with it, which is then known without an analysis."""
        if self.heritage:
            return None  # of many examples most were read already
        seen = glance.glance(self.text, self.context)
        self.seen = seen.counts if seen is not None else None
        return seen

    def _analyse(self) -> Analysis:
        heritage, self.heritage = self.heritage, None
        result = analyse(self.text, self.context, self.titled, _Inheritance(self, heritage))
        kept = result.units if len(result.units) >= KEEP_UNITS else {}
        self.units, self.binder = kept, result.binder if kept else None
        return result

    def part(self, name: str) -> Any:
        """A field of the intent that is made on first use (:data:`~intent_lsp.document.model.LATER`)."""
        made = self.made
        if made is None:
            made = self.made = {}
        if name not in made:
            quick = lazy_fields.AT_A_GLANCE.get(name) if self.seen is not None and self.found is None else None
            if quick is not None and self.seen is not None:
                made[name] = quick(self.text, self.seen)
            else:
                made.update(lazy_fields.make_field(name, self.analysis()))
        return made[name]


_recent: deque[ref[CachedIntent]] = deque()


def _keep(cached: CachedIntent) -> None:
    """Note that this chunk holds an analysis; the one that was made longest ago loses its own."""
    _recent.append(ref(cached))
    if len(_recent) > RECENT and (oldest := _recent.popleft()()) is not None:
        oldest.found = None


class _Inheritance(NamedTuple):
    """Where an analysis finds what is known of an intent of that name."""

    cached: CachedIntent
    heritage: Mapping[str, CachedIntent] | None

    def of(self, name: str) -> tuple[Units, Binder | None]:
        other = self.heritage.get(name, self.cached) if self.heritage else self.cached
        return other.units, other.binder
