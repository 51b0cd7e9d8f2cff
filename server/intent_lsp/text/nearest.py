"""Which of some words a mistyped one most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

MOST_CANDIDATES = 200
_SPACES = re.compile(r"[ \t_-]+")


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs from the word by the fewest edits, if few enough to be a slip; case is ignored."""
    word = normalized(word)
    if not 1 < len(word) <= 40:
        return None
    best: str | None = None
    limit = 1 if len(word) < 6 else 2 if len(word) < 9 else 3
    for candidate in islice(candidates, MOST_CANDIDATES):
        if abs(len(candidate) - len(word)) > limit + 2:
            continue
        edits = _distance(word, normalized(candidate), limit)
        if edits <= limit and edits < len(candidate):
            best, limit = candidate, edits - 1
    return best


def normalized(word: str) -> str:
    """A word without what people write in different ways: case, and what stands between its parts."""
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
