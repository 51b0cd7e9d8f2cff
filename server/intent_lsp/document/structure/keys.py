"""The directive keys of docs/format.md, their aliases, and which key a mistyped word most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

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

MOST_CANDIDATES = 200
MOST_SUGGESTIONS = 20

_KEY = re.compile(r"[*_`]*+([A-Za-z][A-Za-z \t_-]{0,39}?)[*_`]*+[ \t]*+:[*_`]*+[ \t]*+")
_SPACES = re.compile(r"[ \t_-]+")
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
        return Directive(ALIASES.get(_normalized(word), ""), word, match.start(1), match.end(), True)
    word = text.strip(_MARKS)
    start = text.find(word) if word else 0
    return Directive(ALIASES.get(_normalized(word), "") if len(word) <= 40 else "", word, start, len(text), False)


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs from the word by the fewest edits, if few enough to be a slip; case is ignored."""
    word = _normalized(word)
    if not 1 < len(word) <= 40:
        return None
    best: str | None = None
    limit = 1 if len(word) < 6 else 2 if len(word) < 9 else 3
    for candidate in islice(candidates, MOST_CANDIDATES):
        if abs(len(candidate) - len(word)) > limit + 2:
            continue
        edits = _distance(word, _normalized(candidate), limit)
        if edits <= limit and edits < len(candidate):
            best, limit = candidate, edits - 1
    return best


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


def _normalized(word: str) -> str:
    return _SPACES.sub(" ", word.strip().lower())


def _distance(left: str, right: str, limit: int) -> int:
    """Edits between two short words (a swap of neighbours is one edit), or ``limit + 1``."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        above, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and other == left[i - 2]:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)
