"""Spans and places of a document as LSP ranges and positions, in the units the client counts in (LSP 3.17, "Position").

The counting itself is :mod:`intent_lsp.text.positions`; this is the one place where its result becomes JSON.
"""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.text.positions import Encoding, to_units
from intent_lsp.text.span import Span


class Encoded(bytes):
    """JSON that is ready to be sent, from handlers with large answers of which little changes."""


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
    # Lines may come with their ends, which have no width.
    return {"line": line, "character": to_units(lines[line].rstrip("\r\n"), column, encoding) if column else 0}
