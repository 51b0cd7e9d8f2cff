"""Examples in a description, because their heading is missing: models would read them, and nobody check them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from intent_lsp.document.examples.example_items import may_hold_example
from intent_lsp.document.examples.stray_examples import stray_examples
from intent_lsp.document.report import Report
from intent_lsp.document.structure.sections import Part
from intent_lsp.text.source import Source

_PROSE = ("", "name", "description")


def report_prose_examples(
    source: Source,
    parts: Sequence[Part],
    naming: Part | None,
    name: str,
    parameters: Collection[str],
    report: Report,
) -> None:
    """Name the first example in a description; for documents in which no section holds one."""
    for part in parts:
        if part.key not in _PROSE or not may_hold_example(source.text[part.line_end : part.end], name):
            continue
        if part.key == "" and part is not naming:
            continue  # a section that nobody reads: its examples are named already
        for place in stray_examples(source, min(part.line_end, part.end), part.end, name, parameters):
            message = "this example is read as description: put the heading # examples: above it"
            report.add_at("not-read", place, message, severity="warning")
            return
