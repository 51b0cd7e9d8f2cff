"""The one pass over a text that finds headings outside of fenced code and HTML comments (CommonMark's block rules).

Every pattern starts at a line's end and uses possessive quantifiers, so the pass is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from intent_lsp.document.structure.keys import ALIASES, directive

LONGEST_TITLE = 200
"""Characters of a Setext heading; longer lines are prose."""

_BLOCKS = (
    r"\n(?:[ \t]*+(?P<item>(?:[-*+]|\d{1,9}[.)])[ \t]++)?(?P<fence>`{3,}+(?![^\n`]*+`)|~{3,}+)"
    r"|(?P<comment> {0,3}<!--)"
)
_LINE = r" {0,3}(?P<underline>=++|--++)[ \t]*+(?=\n|\Z)"
_KEYS = "|".join(key.replace(" ", r"[ \t_-]++") for key in sorted(ALIASES, key=len, reverse=True))
_HEADING = rf" {{0,3}}(?P<heading>#{{1,6}})(?=[ \t\n]|\Z|(?i:[*_`]*+(?:{_KEYS})[*_`]*+[ \t]*+:))"
"""The blank behind the marks may be missing where a key and a colon follow: no tag looks like that."""
_HEADINGS = re.compile(rf"{_BLOCKS}|{_HEADING}|{_LINE})")
_PLAIN_HEADINGS = re.compile(rf"\n(?:{_HEADING}|{_LINE})")
_NAME = r"[*_`]*+name[*_` \t]*+"
_NAMED = (
    rf" {{0,3}}(?P<heading>#{{1,6}}(?:[ \t]++{_NAME}(?=:|\n|\Z|#)|{_NAME}(?=:))"
    rf"|{_NAME}:[^\n]*+\n {{0,3}}(?:=++|--++)[ \t]*+(?=\n|\Z))"
)
_NAMES = re.compile(rf"{_BLOCKS}|{_NAMED})", re.IGNORECASE)
_PLAIN_NAMES = re.compile(rf"\n{_NAMED}", re.IGNORECASE)
_NO_TITLE = re.compile(r" {4}|[ \t]*+(?:[-*+>|#<`~=\t]|\d{1,9}[.)](?:[ \t]|\Z)|\Z)")
_TITLE = re.compile(r" {0,3}[*_`]*+[^\W\d_][\w \t*`'’&/+()-]*+\Z")
"""Words, and nothing that a sentence, an example, a type or a property would have."""
_MARKS = ("```", "~~~", "<!--")
_CLOSE = {mark: re.compile(rf"\n[ \t]*+(?P<fence>{mark}{{3,}}+)[ \t]*+(?=\n|\Z)") for mark in "`~"}
# A fence inside a list item also ends where the item does: at a line that is not indented.
_CLOSE_ITEM = {
    mark: re.compile(rf"\n(?:[ \t]*+(?P<fence>{mark}{{3,}}+)[ \t]*+(?=\n|\Z)|(?=[^ \t\n]))") for mark in "`~"
}


class Heading(NamedTuple):
    """A heading of either kind; offsets count in the text, without the line end in front of it."""

    start: int
    """Where its line starts."""
    text: int
    """Where its text may start: behind the ``#`` marks."""
    level: int
    underline: int = -1
    """Where the line below a Setext heading ends."""


def headings(padded: str) -> list[Heading]:
    """The headings of a text. ``padded`` is the text with a line end in front of it.

    A Setext heading is one line that says a directive's key, or, behind a blank line, one that is neither a sentence
    nor anything that an example, a type or a property could be; ``---`` below other text is a rule.
    """
    marked = "```" in padded or "~~~" in padded or "<!--" in padded
    matches = _scan(padded, 0) if marked else _PLAIN_HEADINGS.finditer(padded)
    return [heading for match in matches if (heading := _heading(padded, match)) is not None]


def _heading(padded: str, match: re.Match[str]) -> Heading | None:
    if match["heading"] is not None:
        return Heading(match.start(), match.end("heading") - 1, len(match["heading"]))
    if match.start() == 0:
        return None
    start = padded.rfind("\n", 0, match.start())
    title = padded[start + 1 : match.start()]
    if len(title) > LONGEST_TITLE or _NO_TITLE.match(title) is not None:
        return None
    if not directive(title.strip()).key:
        before = padded[padded.rfind("\n", 0, start) + 1 : start] if start else ""
        if _TITLE.match(title) is None or (before and not before.isspace()):
            return None
    return Heading(start, start, 1 if match["underline"][0] == "=" else 2, match.end() - 1)


def open_comment(padded: str) -> int:
    """Where the comment starts that is never closed, and thus hides the rest of the text; -1 where there is none."""
    if padded.rfind("<!--") <= padded.rfind("-->"):
        return -1
    position = 0
    while (match := _HEADINGS.search(padded, position)) is not None:
        if match["heading"] is not None or match["underline"] is not None:
            position = match.end()
        elif (position := _end_of_opened(padded, match)) < 0:
            return match.end("comment") - len("<!--") - 1 if match["comment"] is not None else -1
    return -1


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
            position = _end_of_opened(padded, match)


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


def _scan(padded: str, position: int) -> Iterator[re.Match[str]]:
    """What may be a heading, outside of fences and comments."""
    while (match := _HEADINGS.search(padded, position)) is not None:
        if match["heading"] is not None or match["underline"] is not None:
            yield match
            position = match.end()
        elif (position := _end_of_opened(padded, match)) < 0:
            return


def _end_of_opened(padded: str, opened: re.Match[str]) -> int:
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
