"""All examples of a section, in any mix of the forms of FORMAT.md, read unit by unit (see :mod:`raw`).

A unit that was read before, here or in an earlier parse of the intent, is not read again.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from intent_lsp.document.blocks import Block, blocks
from intent_lsp.document.example_blocks import Header, lines_between, read_json, read_row
from intent_lsp.document.example_items import ExampleSyntaxError, looks_like_example, read_item
from intent_lsp.document.fast_path.plain_examples import read_plain
from intent_lsp.document.report import Report
from intent_lsp.document.scan import Fence, fence_at
from intent_lsp.document.unbound_examples import Finding, Placed, Raw, Unit, span_in
from intent_lsp.text.source import Source

Units: TypeAlias = dict[str | tuple[str, str], Unit]
"""A unit's text (of a table's row with the header before it) to what it holds; all read for one name."""

_MARKS = ("```", "~~~")
# Items of one line each, as `blocks` would find them: no other marker, no fence, no line that goes on with an item.
_RUN = re.compile(r"(?:\n[-*+][ \t]++(?!```)[A-Za-z{`][^\n]*+(?=\n[-*+][ \t]|\n*+\Z|\n\n++[!-~]))++")


class ExampleReader:
    """Reads the examples of one intent: shown and hidden ones, of as many sections as there are."""

    def __init__(self, source: Source, padded: str, name: str, report: Report, known: Units) -> None:
        self.source = source
        self.padded = padded
        """The text with a line end in front of it."""
        self.name = name
        self.report = report
        self.known = known
        self.units: Units = {}
        """What this intent holds now: what the next parse may know."""

    def read(self, start: int, end: int) -> list[Placed]:
        """The examples between two offsets, in order; what cannot be read becomes an ``example-syntax`` problem.

        Plain lines that do not look like examples are prose.
        """
        padded, units, known = self.padded, self.units, self.known
        found: list[Placed] = []
        add = found.append
        position = start
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
                self._block(block, found)
                position = block.end + 1
                continue
            first = self.source.line(position)
            for line, item in enumerate(padded[position + 1 : run.end()].split("\n"), first):
                unit = units.get(item)
                if unit is None:
                    unit = units[item] = known.get(item) or self._item_of_one_line(item)
                raws, findings = unit
                for raw in raws:
                    add((raw, line, 0, 0, 0))
                if findings:
                    self._tell(unit, item, line, 0)
            position = run.end()
        return found

    def _item_of_one_line(self, item: str) -> Unit:
        start = len(item) - len(item[1:].lstrip(" \t"))  # behind the marker
        plain = read_plain(item, start, len(item), self.name)
        return Unit((plain,)) if plain is not None else _item(item, start, self.name)

    def _block(self, block: Block, found: list[Placed]) -> None:
        text = self.source.text[block.line : block.end]
        line, column = self.source.place(block.line)
        if block.kind == "table":
            self._table(text, line, column, found)
            return
        unit = self.units.get(text)
        if unit is None:
            unit = self.units[text] = self.known.get(text) or self._read(block, text)
        found += [(raw, line, column, 0, 0) for raw in unit.raws]
        self._tell(unit, text, line, column)

    def _read(self, block: Block, text: str) -> Unit:
        start = block.start - block.line
        fence = block.fence
        if block.kind == "item" and text.startswith(_MARKS, start):
            fence = fence_at(self.padded, block.line, block.end)
        if fence is not None:
            moved = Fence(fence.info, fence.start - block.line, fence.content_end - block.line, len(text), fence.closed)
            return _fenced(text, moved, self.name)
        if block.kind == "item":
            return _item(text, start, self.name) if text[start:].strip() else Unit(())
        return _item(text, start, self.name) if looks_like_example(text, start, len(text)) else Unit(())

    def _table(self, text: str, line: int, column: int, found: list[Placed]) -> None:
        lines = text.split("\n")
        add = found.append
        try:
            header = Header(lines[0])
        except ExampleSyntaxError as error:
            self._tell(Unit((), (_finding(error),)), lines[0], line, column)
            return
        if not header.cells:
            return
        for number, row in enumerate(lines[2:], line + 2):
            key = (lines[0], row)
            unit = self.units.get(key)
            if unit is None:
                unit = self.units[key] = self.known.get(key) or _row(row, header)
            for raw in unit.raws:
                add((raw, number, 0, line, column))
            if unit.findings:
                self._tell(unit, row, number, 0)

    def _tell(self, unit: Unit, text: str, line: int, column: int) -> None:
        for code, start, end, message, data, _ in unit.findings:
            self.report.add_at(code, span_in(text, line, column, start, end), message, data=data)


def _finding(error: ExampleSyntaxError) -> Finding:
    data = {"replacement": error.replacement} if error.replacement else {}
    return Finding("example-syntax", error.start, error.end, error.message, data)


def _item(text: str, start: int, name: str) -> Unit:
    try:
        return Unit((read_item(text, start, len(text), name),))
    except ExampleSyntaxError as error:
        return Unit((), (_finding(error),))


def _row(text: str, header: Header) -> Unit:
    try:
        return Unit((read_row(text, header),))
    except ExampleSyntaxError as error:
        return Unit((), (_finding(error),))


def _fenced(text: str, fence: Fence, name: str) -> Unit:
    """JSON, or (in a block of another language) calls with arrows, one per line; other lines are code to look at."""
    errors: list[ExampleSyntaxError] = []
    found: list[Raw] = []
    if not fence.closed:
        errors.append(ExampleSyntaxError("this fenced block is never closed", fence.start, fence.start))
    language = fence.info.split()[0].lower() if fence.info else ""
    content = text[fence.start : fence.content_end].lstrip()
    if language.startswith("json") or (not language and content[:1] in ("[", "{")):
        found = read_json(text, fence.start, fence.content_end, errors.append)
    else:
        for start, end in lines_between(text, fence.start, fence.content_end):
            if looks_like_example(text, start, end):
                try:
                    found.append(read_item(text, start, end, name))
                except ExampleSyntaxError as error:
                    errors.append(error)
    return Unit(tuple(found), tuple(map(_finding, errors)))
