"""Places and ranges in a text: 0-based lines, columns in code points."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place in a text: 0-based line, and column in code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A half-open range: 0-based lines, columns in code points."""

    line: int
    column: int
    end_line: int
    end_column: int

    def contains(self, place: Place) -> bool:
        """Whether a place is in it, its end included."""
        return self[:2] <= place <= self[2:]

    def down(self, lines: int) -> Span:
        """The same range, ``lines`` further down."""
        return Span(self.line + lines, self.column, self.end_line + lines, self.end_column)


NOWHERE = Span(0, 0, 0, 0)
