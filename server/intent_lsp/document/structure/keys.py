"""The directive keys of docs/format.md, their aliases, and which key a mistyped word most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from intent_lsp.text.nearest import nearest, normalized

KEYS: dict[str, tuple[str, ...]] = {
    "name": (),
    "target": ("targets", "language", "languages"),
    "description": ("intent", "summary"),
    "signature": (),
    "types": ("type",),
    "constraints": ("rules", "requirements"),
    "examples": ("example", "tests"),
    "hidden examples": ("holdout",),
    "properties": ("invariants",),
    "uses": (),
    "tolerance": (),
    "rounds": (),
    "pure": (),
}
"""Canonical key to aliases, in the order in which documents usually hold them."""

ALIASES: dict[str, str] = {alias: key for key, aliases in KEYS.items() for alias in (key, *aliases)}
"""Every spelling to its canonical key."""

MOST_SUGGESTIONS = 20

_KEY = re.compile(r"[*_`]*+([A-Za-z][A-Za-z \t_-]{0,39}?)[*_`]*+[ \t]*+:[*_`]*+[ \t]*+")
_MARKS = "*_` \t"


class Directive(NamedTuple):
    """What a heading's text says. ``key`` is empty for a plain section."""

    key: str
    word: str
    """The key as written, without emphasis; the whole text for a plain section."""
    word_start: int
    """Offset of the word in the heading's text."""
    value: int
    """Offset at which the value starts in the heading's text."""
    colon: bool


@lru_cache(512)  # most headings are alike; those that say a name are many and each its own
def directive(text: str) -> Directive:
    """Classify a heading's text (docs/format.md, "Directives" and "Sloppy is fine")."""
    match = _KEY.match(text)
    if match is not None:
        word = match[1]
        return Directive(ALIASES.get(normalized(word), ""), word, match.start(1), match.end(), True)
    word = text.strip(_MARKS)
    start = text.find(word) if word else 0
    return Directive(ALIASES.get(normalized(word), "") if len(word) <= 40 else "", word, start, len(text), False)


class Suggestions:
    """:func:`nearest`, for the first few mistakes of a text: who has made hundreds of them needs no guesses."""

    def __init__(self) -> None:
        self.left = MOST_SUGGESTIONS

    def nearest(self, word: str, candidates: Iterable[str]) -> str | None:
        """The candidate that was most likely meant; ``None`` also when enough has been suggested."""
        if self.left <= 0:
            return None
        self.left -= 1
        return nearest(word, candidates)
