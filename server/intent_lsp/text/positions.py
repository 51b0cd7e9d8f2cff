"""Columns in the three units that clients count in (LSP 3.17, "Position Encoding"), both ways.

Inside the program a column is a number of code points. ``line`` is the text of one line, without its end. Out of
range is clamped, and a column inside a character (half of a surrogate pair, the middle of its bytes) becomes its
start. A lone surrogate counts as one unit of UTF-16 and three bytes of UTF-8, as it would be encoded.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """Code points to units: how many units stand before the code point at ``column``."""
    column = max(0, min(column, len(line)))
    if encoding == "utf-32" or line.isascii():
        return column
    before = line[:column]
    if encoding == "utf-16":
        return column + sum(char > "\uffff" for char in before)
    return len(before.encode("utf-8", "surrogatepass"))


def from_units(line: str, units: int, encoding: Encoding) -> int:
    """Units to code points: the column of the code point that holds the unit."""
    if encoding == "utf-32" or line.isascii():
        return max(0, min(units, len(line)))
    if units <= 0:
        return 0
    if encoding == "utf-16":
        seen = 0
        for column, char in enumerate(line):
            seen += 1 + (char > "\uffff")
            if seen > units:
                return column
        return len(line)
    head = line.encode("utf-8", "surrogatepass")[: units + 1]
    if units >= len(line) and len(head) <= units:
        return len(line)
    # Every byte that is not a continuation starts a character; the unit belongs to the last one started.
    return sum(byte & 0xC0 != 0x80 for byte in head) - 1


def split_lines(text: str) -> tuple[str, ...]:
    """The lines without their ends; ``\\n``, ``\\r\\n`` and ``\\r`` end a line, nothing else does."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(text.split("\n"))
