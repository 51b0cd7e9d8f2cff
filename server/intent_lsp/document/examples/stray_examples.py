"""Examples where nobody reads them, in any form in which they could be read."""

from __future__ import annotations

from collections.abc import Collection

from intent_lsp.document.examples.example_section import ExampleReader
from intent_lsp.document.examples.unbound_examples import UnboundExample, span_of
from intent_lsp.document.report import Report
from intent_lsp.text.source import Source
from intent_lsp.text.span import Span


def stray_examples(source: Source, start: int, end: int, name: str, parameters: Collection[str]) -> list[Span]:
    """Where the examples of the function ``name`` stand between two offsets, in order.

    ``parameters``: the function's; a table of other columns is about something else.
    """
    reader = ExampleReader(source, "\n" + source.text, name, Report(source), {})
    found = reader.read(start, end)
    return [span_of(placed, *placed[0].full_range) for placed in found if _is_meant(placed[0], parameters)]


def _is_meant(example: UnboundExample, parameters: Collection[str]) -> bool:
    return example.form != "table" or (bool(example.keys) and set(example.keys or ()) <= set(parameters))
