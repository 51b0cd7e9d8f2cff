"""Examples in a description, because their heading is missing: models would read them, and nobody check them."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.example_items import may_hold_example
from intent_lsp.document.example_lines import find_examples
from intent_lsp.document.report import Report
from intent_lsp.document.sections import Part

_PROSE = ("", "name", "description")


def report_prose_examples(text: str, parts: Sequence[Part], name: str, report: Report) -> None:
    """Name the first example in a description of ``text``; for documents in which no section holds one."""
    for part in parts:
        if part.key not in _PROSE or not may_hold_example(text[part.line_end : part.end], name):
            continue
        if part.key == "" and part is not parts[0]:
            continue  # a section that nobody reads: its examples are named already
        for start, end in find_examples("\n" + text, part.line_end, part.end, name):
            message = "this example is read as description: put the heading # examples: above it"
            report.add("not-read", start, end, message, severity="warning")
            return
