"""Columns as clients count them: the one codec between code points and UTF-8, UTF-16 or UTF-32 units (LSP 3.17,
"Position"). Lines are given without their ends, or with them: ends are never counted."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.model import Span
from intent_lsp.lsp.capabilities import Encoding


def to_units(line: str, column: int, encoding: Encoding) -> int:
    """Code points to units. A column behind the line's end is the line's end."""
    head = line[:column]
    if encoding == "utf-32" or head.isascii():
        return len(head)
    return len(head.encode("utf-8")) if encoding == "utf-8" else len(head.encode("utf-16-le")) // 2


def from_units(line: str, units: int, encoding: Encoding) -> int:
    """Units to code points. Behind the line's end is the line's end; inside a character is its start."""
    if encoding == "utf-32" or line.isascii():
        return min(units, len(line))
    if encoding == "utf-8":
        return len(line.encode("utf-8")[:units].decode("utf-8", "ignore"))
    return len(line.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))


def to_range(lines: Sequence[str], span: Span, encoding: Encoding) -> dict[str, dict[str, int]]:
    """A span as an LSP range. ``lines`` are the document's; places behind its end are moved to its end."""
    return {
        "start": to_position(lines, span.line, span.column, encoding),
        "end": to_position(lines, span.end_line, span.end_column, encoding),
    }


def to_position(lines: Sequence[str], line: int, column: int, encoding: Encoding) -> dict[str, int]:
    """A place as an LSP position."""
    if line >= len(lines):
        line = len(lines) - 1
        column = len(lines[line])
    return {"line": line, "character": to_units(lines[line], column, encoding) if column else 0}
