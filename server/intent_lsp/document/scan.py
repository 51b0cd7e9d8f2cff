"""The one pass over a text that finds headings outside of fenced code and HTML comments (CommonMark's block rules).

Every pattern starts at a line's end and uses possessive quantifiers, so the pass is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BLOCKS = (
    r"\n(?:[ \t]*+(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+(?![^\n`]*+`)|~{3,}+)"
    r"|(?P<comment> {0,3}<!--)"
)
_HEADINGS = re.compile(_BLOCKS + r"| {0,3}(?P<heading>#{1,6})(?=[ \t\n]|\Z))")
_PLAIN_HEADINGS = re.compile(r"\n {0,3}#{1,6}(?=[ \t\n]|\Z)")
_NAMES = re.compile(_BLOCKS + r"| {0,3}(?P<heading>#{1,6})[ \t]++[*_`]*+name[*_` \t]*+(?=:|\n|\Z|#))", re.IGNORECASE)
_PLAIN_NAMES = re.compile(r"\n {0,3}#{1,6}[ \t]++[*_`]*+name[*_` \t]*+(?=:|\n|\Z|#)", re.IGNORECASE)
_MARKS = ("```", "~~~", "<!--")
_CLOSE = {mark: re.compile(rf"\n[ \t]*+(?P<fence>{mark}{{3,}}+)[ \t]*+(?=\n|\Z)") for mark in "`~"}
# A fence inside a list item also ends where the item does: at a line that is not indented.
_CLOSE_ITEM = {
    mark: re.compile(rf"\n(?:[ \t]*+(?P<fence>{mark}{{3,}}+)[ \t]*+(?=\n|\Z)|(?=[^ \t\n]))") for mark in "`~"
}


def headings(padded: str) -> list[tuple[int, int]]:
    """Each ATX heading's line start and the offset just after its ``#`` marks.

    ``padded`` is the text with a line end in front of it; offsets count in the text itself.
    """
    if "```" in padded or "~~~" in padded or "<!--" in padded:
        return list(_scan(padded, 0))
    return [(match.start(), match.end() - 1) for match in _PLAIN_HEADINGS.finditer(padded)]


def name_headings(padded: str, start: int) -> Iterator[int]:
    """Where the headings stand that start an intent, ``name:`` or just ``name``, from a line's start on.

    What could begin a fence or a comment is looked for apart from the headings: there is little of it.
    """
    position = start
    places = dict.fromkeys(_MARKS, -1)
    while position >= 0:
        for mark, known in places.items():
            if known < position:
                found = padded.find(mark, position)
                places[mark] = found if found >= 0 else len(padded)
        place = min(places.values())
        line = padded.rfind("\n", position, place) if place < len(padded) else place
        if line > position:
            for heading in _PLAIN_NAMES.finditer(padded, position, line):
                yield heading.start()
        if place == len(padded):
            return
        match = _NAMES.match(padded, line) if line >= 0 else None
        if match is None or match["heading"] is not None:
            if match is not None:
                yield match.start()
            position = padded.find("\n", place)
        else:
            position = _behind(padded, match)


class Fence(NamedTuple):
    """A fenced block: its info string, where its content starts and ends, where its last line ends."""

    info: str
    start: int
    content_end: int
    end: int
    closed: bool


def fence_at(padded: str, line: int, end: int) -> Fence | None:
    """The fence that the line starting at offset ``line`` opens; one that is never closed runs to ``end``."""
    match = _HEADINGS.match(padded, line, end + 1)
    if match is None or match["fence"] is None:
        return None
    content = padded.find("\n", match.end("fence"), end + 1)
    if content < 0:
        return Fence(padded[match.end("fence") : end + 1].strip(), end, end, end, False)
    info = padded[match.end("fence") : content].strip()
    close = _find_close(padded, match, end + 1)
    if close is None:
        return Fence(info, content, end, end, False)
    if close["fence"] is None:
        return Fence(info, content, close.start(), close.start(), False)
    return Fence(info, content, max(content, close.start()), close.end() - 1, True)


def _scan(padded: str, position: int) -> Iterator[tuple[int, int]]:
    while (match := _HEADINGS.search(padded, position)) is not None:
        if match["heading"] is not None:
            yield match.start(), match.end("heading") - 1
            position = match.end("heading")
        elif (position := _behind(padded, match)) < 0:
            return


def _behind(padded: str, opened: re.Match[str]) -> int:
    """Where to go on behind the fence or the comment that is opened; -1 where it is never closed."""
    if opened["comment"] is not None:
        return padded.find("-->", opened.end("comment"))
    close = _find_close(padded, opened, len(padded))
    if close is None:
        return -1
    return close.end() if close["fence"] else close.start()


def _find_close(padded: str, opened: re.Match[str], end: int) -> re.Match[str] | None:
    mark = opened["fence"]
    line = padded[opened.start() + 1 : opened.start() + 3]
    in_item = opened["item"] is not None or line == "  " or line[:1] == "\t"
    pattern = (_CLOSE_ITEM if in_item else _CLOSE)[mark[0]]
    position = opened.end("fence")
    while (found := pattern.search(padded, position, end)) is not None:
        if found["fence"] is None or len(found["fence"]) >= len(mark):
            return found
        position = found.end()
    return None
