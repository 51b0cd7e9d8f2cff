"""The rules of a ``constraints`` section that say nothing: docs/format.md, "empty-rule"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intent_lsp.document.structure.blocks import blocks
from intent_lsp.document.structure.sections import Part
from intent_lsp.text.source import Source

_MAYBE = re.compile(r"\n[ \t]*+(?:[-*+]|\d{1,9}[.)])[^\S\n]*+(?:\[[ xX]\][^\S\n]*+)?+(?=\n|\Z|//|<!--)")
"""A list marker with nothing or a comment behind it; what stands in the lines below may still be its text."""
_NOTHING = re.compile(r"(?:\[[ xX]\])?+(?:\s++|//[^\n]*+|<!--(?s:.*?)-->)*+")
"""An item's text that is only a task's box, white space and comments."""


def may_be_there(value: str) -> bool:
    """Whether a closer look may find an empty rule. ``value`` starts with the end of the heading's line."""
    return _MAYBE.search(value) is not None


def empty_rules(padded: str, source: Source, part: Part) -> Iterator[tuple[int, int]]:
    """The offsets of each empty rule with its marker, trimmed; an empty item within a rule is part of that rule.

    ``padded`` is the readable text, ``source`` the same without the line end in front.
    """
    if not may_be_there(padded[part.line_end + 1 : part.end + 1]):
        return
    for block in blocks(padded, min(part.line_end + 1, part.end), part.end):
        if block.kind == "item" and _NOTHING.fullmatch(source.text, block.start, block.end):
            yield source.trim(block.line, block.end)
