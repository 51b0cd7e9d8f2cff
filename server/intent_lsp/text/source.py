"""Offsets of a text turned into spans: parsers work on offsets, people on lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from intent_lsp.text.span import Span


class Source:
    """A text whose only line end is ``\\n``, with its line starts found once, on first use."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            starts = list(accumulate([len(line) + 1 for line in self.text.split("\n")], initial=0))
            starts.pop()
            self._starts = starts
        return self._starts

    def span(self, start: int, end: int) -> Span:
        """The span of the half-open range of offsets."""
        starts = self._starts or self.starts
        line = bisect_right(starts, start) - 1
        base = starts[line]
        if end <= start:
            return Span(line, start - base, line, start - base)
        if line + 1 == len(starts) or end < starts[line + 1]:
            return Span(line, start - base, line, end - base)
        last = bisect_right(starts, end, line) - 1
        return Span(line, start - base, last, end - starts[last])

    def line(self, offset: int) -> int:
        """The line of an offset."""
        return bisect_right(self._starts or self.starts, offset) - 1

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = self.line(offset)
        return line, offset - self.starts[line]

    def trim(self, start: int, end: int) -> tuple[int, int]:
        """The range without white space at both ends; empty at ``start`` when there is nothing else."""
        piece = self.text[start:end]
        left = len(piece) - len(piece.lstrip())
        if left == len(piece):
            return start, start
        return start + left, start + len(piece.rstrip())


_BLOCK_ID = re.compile(r"(?:(?<=[ \t])|^)\^[A-Za-z0-9-]{1,64}(?=[ \t]*$)", re.MULTILINE)
_WIDE_BLANK = re.compile(r"^([ \t]*(?:#{1,6}|[-*+]))\u00a0", re.MULTILINE)


def normalise(text: str) -> str:
    """The text as it is read: columns and lines stay what they were.

    ``\\n`` is its only line end. A byte-order mark, the block ids of Obsidian (``^id`` at the end of a line), and the
    no-break space behind the mark of a heading or an item (typed by mistake on macOS) are blanks.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "^" in text:
        text = _BLOCK_ID.sub(lambda match: " " * len(match[0]), text)
    if "\u00a0" in text:
        text = _WIDE_BLANK.sub(r"\1 ", text)
    return " " + text[1:] if text.startswith("\ufeff") else text
