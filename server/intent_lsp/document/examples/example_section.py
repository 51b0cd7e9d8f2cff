"""All examples of a section, in any mix of forms (docs/format.md), read unit by unit (:mod:`unbound_examples`).

A unit that was read before, here or in an earlier parse of the intent, is not read again.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from intent_lsp.document.examples.example_blocks import Header, read_row
from intent_lsp.document.examples.example_items import ExampleSyntaxError, is_input, is_outcome
from intent_lsp.document.examples.plain_examples import read_plain
from intent_lsp.document.examples.unbound_examples import Finding, Placed, Unit, span_in
from intent_lsp.document.model import Severity
from intent_lsp.document.report import Report
from intent_lsp.document.structure.blocks import Block, blocks
from intent_lsp.document.structure.heading_scan import Fence
from intent_lsp.text.source import Source

Units: TypeAlias = dict[str | tuple[str, str], Unit]
"""A unit's text (of a table's row with the header before it) to what it holds; all read for one name."""

# Items of one line each, as `blocks` would find them: no other marker, no fence, no line that goes on with an item.
_RUN = re.compile(r"(?:\n[-*+][ \t]++(?!```)[A-Za-z{`][^\n]*+(?=\n[-*+][ \t]|\n*+\Z|\n\n++[!-~]))++")


class ExampleReader:
    """Reads the examples of one intent: shown and hidden ones, of as many sections as there are."""

    def __init__(self, source: Source, padded: str, name: str, report: Report, known: Units) -> None:
        self.source = source
        self.padded = padded
        """See :func:`~intent_lsp.document.structure.sections.readable_text`; a line end in front of it."""
        self.name = name
        self.report = report
        self.known = known
        self.units: Units = {}
        """What this intent holds now: what the next parse may know."""
        self.header: tuple[Header, int, int] | None = None
        """Of the last table of the section, with its place."""

    def read(self, start: int, end: int) -> list[Placed]:
        """The examples between two offsets, in order; what cannot be read becomes an ``example-syntax`` problem.

        What is neither an example nor allowed beside one is a ``not-read`` problem.
        """
        padded, units, known = self.padded, self.units, self.known
        found: list[Placed] = []
        add = found.append
        position = start
        self.header = None
        stop = padded.find("\n", start + 1, end + 1)
        if stop >= 0 and not padded[start + 1 : stop].strip():
            position = stop  # nothing stands on the heading's own line
        while position < end:
            if padded.startswith("\n\n", position):
                position += 1
                continue
            run = _RUN.match(padded, position, end + 1)
            if run is None:
                block = next(blocks(padded, position, end), None)
                if block is None:
                    break
                if block.kind == "line":
                    block = self._pair(block, end)
                self._block(block, found)
                position = block.end + 1
                continue
            first = self.source.line(position)
            for line, item in enumerate(padded[position + 1 : run.end()].split("\n"), first):
                unit = units.get(item)
                if unit is None:
                    unit = units[item] = known.get(item) or self._item_of_one_line(item)
                examples, findings = unit
                for unbound in examples:
                    add((unbound, line, 0, 0, 0))
                if findings:
                    self._tell(unit, item, line, 0)
            position = run.end()
        return found

    def _item_of_one_line(self, item: str) -> Unit:
        start = len(item) - len(item[1:].lstrip(" \t"))  # behind the marker
        plain = read_plain(item, start, len(item), self.name)
        return Unit((plain,)) if plain is not None else self._read(Block("item", start, len(item), 0), item)

    def _block(self, block: Block, found: list[Placed]) -> None:
        text = self.padded[block.line + 1 : block.end + 1]
        line, column = self.source.place(block.line)
        if block.kind == "table":
            self._table(text, line, column, found)
        elif block.kind == "line" and text.lstrip().startswith("|"):
            self._row_alone(text, line, column, found)
        elif block.kind != "open":  # which is said once for the whole text
            unit = self.units.get(text)
            if unit is None:
                unit = self.units[text] = self.known.get(text) or self._read(block, text)
            found += [(unbound, line, column, 0, 0) for unbound in unit.examples]
            self._tell(unit, text, line, column)

    def _read(self, block: Block, text: str) -> Unit:
        from intent_lsp.document.examples.example_lines import LineReader  # most examples are read without it

        start, end = block.start - block.line, block.end - block.line
        fence = block.fence
        if fence is not None:
            ends = fence.start - block.line, fence.content_end - block.line
            fence = Fence(fence.info, *ends, end, fence.closed)
        return LineReader(text, self.name).unit(Block(block.kind, start, end, 0, fence))

    def _pair(self, block: Block, end: int) -> Block:
        """A line ``in:`` with the line ``out:`` that stands below it."""
        text = self.padded
        if not is_input(text, block.start + 1, block.end + 1) or "\n" in text[block.start + 1 : block.end + 1]:
            return block
        below = next(blocks(text, block.end + 1, end), None)
        if below is None or below.kind != "line" or not is_outcome(text, below.start + 1, below.end + 1):
            return block
        return block._replace(kind="item", end=below.end)

    def _table(self, text: str, line: int, column: int, found: list[Placed]) -> None:
        lines = text.split("\n")
        self.header = None
        try:
            header = Header(lines[0])
        except ExampleSyntaxError as error:
            self._tell(Unit((), (_finding(error),)), lines[0], line, column)
            return
        if not header.cells:
            return
        self.header = header, line, column
        for number, row in enumerate(lines[2:], line + 2):
            self._row(row, number, 0, found)

    def _row(self, row: str, line: int, column: int, found: list[Placed]) -> None:
        """A row of the last table."""
        if self.header is None:
            return
        header, header_line, header_column = self.header
        key = (header.text, row)
        unit = self.units.get(key)
        if unit is None:
            unit = self.units[key] = self.known.get(key) or _row(row, header)
        found += [(unbound, line, column, header_line, header_column) for unbound in unit.examples]
        if unit.findings:
            self._tell(unit, row, line, column)

    def _row_alone(self, text: str, line: int, column: int, found: list[Placed]) -> None:
        """A row behind a blank line or a remark goes on with the table above it."""
        if self.header is not None:
            self._row(text, line, column, found)
            return
        message = "this row is not read: a table starts with the parameters' names and a line such as |---|---|"
        self._tell(Unit((), (Finding("not-read", 0, len(text.rstrip()), message, {}),)), text, line, column)

    def _tell(self, unit: Unit, text: str, line: int, column: int) -> None:
        for code, start, end, message, data, _ in unit.findings:
            severity: Severity = "warning" if code == "not-read" else "error"
            self.report.add_at(code, span_in(text, line, column, start, end), message, severity=severity, data=data)


def _finding(error: ExampleSyntaxError) -> Finding:
    data = {"replacement": error.replacement} if error.replacement else {}
    return Finding("example-syntax", error.start, error.end, error.message, data)


def _row(text: str, header: Header) -> Unit:
    try:
        return Unit((read_row(text, header),))
    except ExampleSyntaxError as error:
        return Unit((), (_finding(error),))
