"""An intent's text cut into sections: headings classified, values as ranges of offsets."""

from __future__ import annotations

from typing import NamedTuple

from intent_lsp.document.blocks import blocks
from intent_lsp.document.keys import directive
from intent_lsp.document.model import Section
from intent_lsp.document.scan import headings
from intent_lsp.text.source import Source


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
    """Where the next heading starts, or the text ends."""


def parts(padded: str) -> list[Part]:
    """The sections of a text in order. ``padded`` has a line end in front of it; offsets count without it."""
    found: list[Part] = []
    marks = headings(padded)
    length = len(padded) - 1
    for (start, after), (end, _) in zip(marks, [*marks[1:], (length, 0)], strict=False):
        line_end = padded.find("\n", after + 1, end + 1)
        line_end = end if line_end < 0 else line_end - 1
        content = padded[after + 1 : line_end + 1]
        text = content.lstrip()
        offset = after + len(content) - len(text)
        text = text.rstrip()
        if text[-1:] == "#":
            closing = text.rstrip("#")
            if not closing or closing[-1] in " \t":
                text = closing.rstrip()
        size = len(text)
        key, word, word_start, value, colon = directive(text if size <= 400 else text[:400])
        found.append(
            Part(key, word, offset + word_start, colon, start, line_end, offset + min(value, size), offset + size, end)
        )
    return found


def section(source: Source, part: Part) -> Section:
    """The section as the model shows it."""
    _, last = source.trim(part.start, part.end)
    return Section(
        part.key or part.word, bool(part.key), source.span(part.start, part.line_end), source.span(part.start, last)
    )


def value_range(source: Source, part: Part) -> tuple[int, int]:
    """The value from the heading's line on, trimmed; it starts below if the heading's line holds none.

    A closing run of ``#`` is no part of it.
    """
    start, end = part.value, part.end
    if not source.text[part.line_end : end].strip():
        return source.trim(start, part.inline_end)
    if not source.text[part.value : part.inline_end].strip():
        start = min(part.line_end, end)
    return source.trim(start, end)


def items(padded: str, source: Source, part: Part) -> list[tuple[int, int]]:
    """The list items of a value; without list markers, each line (also of a fence) is one. Trimmed, none empty."""
    found = [source.trim(part.value, part.inline_end)]
    text = source.text
    for block in blocks(padded, min(part.line_end + 1, part.end), part.end):
        if block.fence is None:
            found.append(source.trim(block.start, block.end))
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
