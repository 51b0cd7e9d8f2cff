"""Formatting of examples: tables are aligned, list items get one blank between their parts. Nothing else is touched."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from intent_lsp.document.examples.add_example import Change
from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.workspace_edits import text_edit
from intent_lsp.lsp.features.example_forms import remark
from intent_lsp.text.span import Span

_RULE = re.compile(r"\s*:?-+:?\s*")
_CELLS = re.compile(r"(?<!\\)\|")


def format_examples(view: View) -> list[dict[str, Any]]:
    """The edits; none for what is formatted already."""
    found: list[dict[str, Any]] = []
    for intent in view.document.intents:
        for change in (*_tables(view, intent), *_items(view, intent)):
            span, text = change
            if view.document.lines[span.line][span.column : span.end_column] != text:
                found.append(text_edit(view, change))
    return found


def _items(view: View, intent: Intent) -> Iterator[Change]:
    for example in intent.examples:
        span = intent.place(example.span)
        line = view.document.lines[span.line]
        if example.form == "in-out" and span.line == span.end_line and (text := _item(line, intent, example)):
            yield span, text


def _item(line: str, intent: Intent, example: Example) -> str:
    """The item's text; empty where somebody remarked something between its parts."""
    given, wanted = intent.place(example.in_span), intent.place(example.out_span)
    if "/" in line[given.end_column : wanted.column]:
        return ""
    word = "error:" if example.raises else "out:"
    said = remark(line[: intent.place(example.span).end_column], wanted.end_column)
    value, result = line[given.column : given.end_column].strip(), line[wanted.column : wanted.end_column].strip()
    return f"in: {value} {word} {result}{said}"


def _tables(view: View, intent: Intent) -> Iterator[Change]:
    lines = view.document.lines
    for section in intent.sections:
        if section.key not in ("examples", "hidden examples"):
            continue
        span, rows = intent.place(section.span), []
        for number in range(span.line + 1, min(span.end_line + 2, len(lines))):
            inside = number <= span.end_line and lines[number].lstrip().startswith("|")
            if inside:
                rows.append(number)
            elif rows:
                yield from _aligned(lines, rows)
                rows = []
        yield from _aligned(lines, rows) if rows else ()


def _aligned(lines: tuple[str, ...], rows: list[int]) -> Iterator[Change]:
    cells = [[cell.strip() for cell in _CELLS.split(lines[row].strip().strip("|"))] for row in rows]
    if len({len(row) for row in cells}) != 1:
        return
    widths = [max(3, *(_width(row[i]) for row in cells if not _RULE.fullmatch(row[i]))) for i in range(len(cells[0]))]
    for number, row in zip(rows, cells, strict=True):
        parts = [
            _rule(cell, width) if _RULE.fullmatch(cell) else cell + " " * (width - _width(cell))
            for cell, width in zip(row, widths, strict=True)
        ]
        yield Span(number, 0, number, len(lines[number])), f"| {' | '.join(parts)} |"


def _rule(cell: str, width: int) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return ":" * left + "-" * (width - left - right) + ":" * right


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)
