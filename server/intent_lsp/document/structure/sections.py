"""An intent's text cut into sections: headings classified, values as ranges of offsets."""

from __future__ import annotations

import re
from typing import NamedTuple

from intent_lsp.document.model import Section
from intent_lsp.document.structure.blocks import blocks
from intent_lsp.document.structure.heading_scan import Heading, headings
from intent_lsp.document.structure.keys import KEYS, Directive, directive
from intent_lsp.text.nearest import nearest
from intent_lsp.text.source import Source

DIVIDED = frozenset(("description", "types", "constraints", "examples", "hidden examples", "properties", "uses"))
"""The sections that a deeper heading divides; it ends every other one."""
SHORT_KEY = 5
_INK = re.compile(r"[^\n]")


class Part(NamedTuple):
    """One heading with what belongs to it; all numbers are offsets."""

    key: str
    """The canonical key, or empty."""
    word: str
    word_start: int
    colon: bool
    start: int
    """Where the heading's line starts."""
    line_end: int
    value: int
    """Where the value starts, still on the heading's line."""
    inline_end: int
    """Where the value on the heading's line ends (a closing run of ``#`` is none)."""
    end: int
    """Where the next heading starts that does not only divide this section, or the text ends."""
    dividers: tuple[tuple[int, int], ...] = ()
    """The lines of the headings within it."""


def split_sections(padded: str) -> list[Part]:
    """The sections of a text in order. ``padded`` has a line end in front of it; offsets count without it."""
    found: list[Part] = []
    dividers: list[tuple[int, int]] = []
    level = 7  # of the section that a deeper heading divides; no heading is that deep
    marks = headings(padded)
    length = len(padded) - 1
    for mark, end in zip(marks, [*(later.start for later in marks[1:]), length], strict=False):
        said, offset, size, line_end = _directive_of(padded, mark, end)
        if mark.level > level and is_divider(said, size):
            dividers.append((mark.start, line_end))
            continue
        _close(found, dividers, mark.start)
        level = mark.level if said.key in DIVIDED else 7
        value, inline_end = offset + min(said.value, size), offset + size
        start = offset + said.word_start
        found.append(Part(said.key, said.word, start, said.colon, mark.start, line_end, value, inline_end, end))
    _close(found, dividers, length)
    return found


def _directive_of(padded: str, mark: Heading, end: int) -> tuple[Directive, int, int, int]:
    """What a heading says, where its text starts, how long that is, and where its last line ends."""
    after = mark.text
    line_end = padded.find("\n", after + 1, end + 1)
    line_end = end if line_end < 0 else line_end - 1
    content = padded[after + 1 : line_end + 1]
    text = content.lstrip()
    offset = after + len(content) - len(text)
    text = text.rstrip()
    if text[-1:] == "#" and mark.underline < 0:
        closing = text.rstrip("#")
        if not closing or closing[-1] in " \t":
            text = closing.rstrip()
    size = len(text)
    line_end = line_end if mark.underline < 0 else mark.underline
    return directive(text if size <= 400 else text[:400]), offset, size, line_end


def _close(found: list[Part], dividers: list[tuple[int, int]], end: int) -> None:
    """The last section gets the headings that divide it, and ends where the next one starts."""
    if dividers:
        found[-1] = found[-1]._replace(end=end, dividers=tuple(dividers))
        dividers.clear()


def is_divider(said: Directive, size: int) -> bool:
    """Whether a heading that is deeper than its section's own only divides it: it is neither a directive nor like one.

    ``size``: how long the heading's text is. Short words are too easily near to a key (``more`` and ``pure``).
    """
    if said.key or (said.colon and said.value < size):
        return False
    near = nearest(said.word, KEYS)
    return near is None or len(near) < SHORT_KEY


def section(source: Source, part: Part) -> Section:
    """The section as the model shows it."""
    _, last = source.trim(part.start, part.end)
    return Section(
        part.key or part.word, bool(part.key), source.span(part.start, part.line_end), source.span(part.start, last)
    )


def value_range(source: Source, part: Part) -> tuple[int, int]:
    """The value from the heading's line on, trimmed; it starts below if the heading's line holds none.

    A closing run of ``#`` is not part of it.
    """
    start, end = part.value, part.end
    if not source.text[part.line_end : end].strip():
        return source.trim(start, part.inline_end)
    if not source.text[part.value : part.inline_end].strip():
        start = min(part.line_end, end)
    return source.trim(start, end)


_BULLETS = "•‣◦·▪●–—"
_QUOTE = r"\n[ \t]*+((?:>(?!>>(?:[ \t]|\n|\Z))[ \t]?)*+)[ \t]*+"
_QUOTED = re.compile(rf"{_QUOTE}([{_BULLETS}](?=[ \t\u00a0]))?")
_QUOTED_ITEM = re.compile(rf"{_QUOTE}(?:([{_BULLETS}](?=[ \t\u00a0]))|(?=[-*+][ \t]))")
_DRESS = {
    "examples": _QUOTED,
    "hidden examples": _QUOTED,
    "properties": _QUOTED_ITEM,  # an expression may go on with > in its second line
    "types": _QUOTED_ITEM,
    "uses": _QUOTED_ITEM,
}
"""What means nothing at the start of a line, by section; prose keeps it."""


def readable_text(padded: str, found: list[Part]) -> str:
    """The text with what only dresses it made blank, character by character, so that all offsets hold.

    That is, headings that divide a section and, but for prose, the ``>`` of block quotes; bullets become ``-``.
    """
    pieces: list[str] = []
    position = 0
    for part in found:
        dress = _DRESS.get(part.key)
        value = padded[part.line_end + 1 : part.end + 1]
        dressed = dress is not None and (">" in value or not value.isascii())
        if not dressed and not part.dividers:
            continue
        value = _undivided(value, part)
        pieces += padded[position : part.line_end + 1], dress.sub(_undressed, value) if dress and dressed else value
        position = part.end + 1
    return "".join([*pieces, padded[position:]]) if pieces else padded


def _undivided(value: str, part: Part) -> str:
    """The text from the end of the section's heading on, with the headings in it made blank."""
    pieces: list[str] = []
    position = 0
    for first, last in part.dividers:
        start, stop = first - part.line_end, last - part.line_end
        pieces += value[position:start], _INK.sub(" ", value[start:stop])
        position = stop
    return "".join([*pieces, value[position:]])


def _undressed(match: re.Match[str]) -> str:
    bullet = match.start(2) - match.start() if match[2] else len(match[0])
    return match[0][:bullet].replace(">", " ") + ("-" if match[2] else "")


def items(padded: str, source: Source, part: Part) -> list[tuple[int, int]]:
    """The list items of a value; without list markers, each line (also of a fence) is one. Trimmed, none empty.

    ``padded`` is the :func:`readable_text` text, ``source`` the same without the line end in front.
    """
    found = [source.trim(part.value, part.inline_end)]
    text = source.text
    for block in blocks(padded, min(part.line_end + 1, part.end), part.end):
        if block.kind == "open":
            continue
        if block.fence is None:
            found.append(source.trim(block.line if block.kind == "doctest" else block.start, block.end))
            continue
        start = block.fence.start
        while start < block.fence.content_end:
            stop = text.find("\n", start, block.fence.content_end)
            stop = block.fence.content_end if stop < 0 else stop
            found.append(source.trim(start, stop))
            start = stop + 1
    return [(start, end) for start, end in found if start < end]


def unwrap(source: Source, start: int, end: int) -> tuple[int, int]:
    """The range inside backticks that enclose the whole of it, and inside a fence."""
    text = source.text
    if text.startswith(("```", "~~~"), start) and "\n" in text[start:end]:
        first = text.find("\n", start, end) + 1
        last = text.rfind("\n", first, end)
        if last >= 0 and text[last + 1 : end].strip().strip("`~") == "":
            return source.trim(first, last)
        return source.trim(first, end)
    while end - start >= 2 and text[start] == "`" and text[end - 1] == "`":
        start, end = source.trim(start + 1, end - 1)
    return start, end
