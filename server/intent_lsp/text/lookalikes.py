"""Characters that word processors, chats and keyboards put in the place of those that were meant, and their repair."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import NamedTuple

_OPEN = "“”„‟«»″‘’‚‛‹›′`´"
_CLOSE = dict(
    zip(_OPEN, ("“”", "“”", "“”", "“”", "«»", "«»", "″", *["‘’"] * 4, "‹›", "‹›", "′", "`", "´"), strict=True)
)
_MEANT = {
    **dict.fromkeys("−–—‐‑‒", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", ""),
    **{chr(ord(char) + 0xFEE0): char for char in "\"'(),:=[]{}"},  # their full-width forms
}
_ODD = re.compile(f"[{re.escape(_OPEN.replace('`', '') + ''.join(_MEANT))}]")
_LONGEST = 100


class Lookalike(NamedTuple):
    """What is wrong at a range of offsets, and what may stand there instead."""

    message: str
    start: int
    end: int
    suggestion: str


def lookalike(text: str, position: int, end: int) -> Lookalike | None:
    """The character at ``position``, if it only looks like one that may stand there."""
    char = text[position] if position < end else ""
    named = f"{char} (U+{ord(char):04X}, {unicodedata.name(char, '?').lower()})" if char else ""
    if char and char in _OPEN:
        stop = next((at for at in range(position + 1, min(end, position + _LONGEST)) if text[at] in _CLOSE[char]), -1)
        if stop < 0 or "\n" in text[position:stop]:
            return Lookalike(f'{named} does not quote text: write "', position, position + 1, '"')
        meant = json.dumps(text[position + 1 : stop], ensure_ascii=False)
        return Lookalike(f"{named} does not quote text: write {meant}", position, stop + 1, meant)
    if char not in _MEANT:
        return None
    meant = _MEANT[char]
    if meant:
        return Lookalike(f"{named} is not {meant}: write {meant}", position, position + 1, meant)
    stop = position + 1
    while stop < end and text[stop] in _MEANT and not _MEANT[text[stop]]:
        stop += 1
    behind = text[stop : stop + 1].strip() if stop < end else ""
    named = named[2:]  # nobody can see it
    return Lookalike(f"an invisible character stands here {named}: remove it", position, stop + len(behind), behind)


def first_lookalike(text: str, start: int, end: int) -> Lookalike | None:
    """The first such character between two offsets, back-ticks aside: they are marks of code there."""
    match = _ODD.search(text, start, end)
    return None if match is None else lookalike(text, match.start(), end)
