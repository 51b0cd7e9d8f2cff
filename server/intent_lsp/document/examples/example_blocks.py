"""Examples written as tables and as fenced JSON (docs/format.md, "Examples")."""

from __future__ import annotations

import re
from collections.abc import Callable

from intent_lsp.document.examples.example_items import ExampleSyntaxError
from intent_lsp.document.examples.plain_examples import read_plain_list
from intent_lsp.document.examples.unbound_examples import Range, UnboundExample, with_input
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error, Node

_OUT_NAMES = frozenset(("out", "output", "returns", "return", "→", "->", "=>", "result", "expected"))
_ERROR_NAMES = frozenset(("error", "throws", "raises"))
_CELL = re.compile(r"(?:[^|\\]++|\\[\s\S]?)*+")

OnError = Callable[[ExampleSyntaxError], None]


class Header:
    """The first line of a table: the names of the parameters and, last, of the outcome."""

    __slots__ = ("cells", "keys", "raises", "text")

    def __init__(self, text: str) -> None:
        """Raises :class:`ExampleSyntaxError` (offsets of the line) when the last column holds no outcome."""
        self.text = text
        self.cells = [(text[a:b].strip("*_` \t"), (a, b)) for a, b in _cells(text, 0, len(text))]
        self.keys: dict[str, Range] = dict(self.cells[:-1])
        self.raises = False
        if self.cells:
            last, place = self.cells[-1]
            self.raises = last.lower() in _ERROR_NAMES
            if not self.raises and last.lower() not in _OUT_NAMES:
                message = "the last column must hold the outcome: name it out (or error)"
                raise ExampleSyntaxError(message, *place, "out")


def read_row(text: str, header: Header) -> UnboundExample:
    """One row of a table. Raises :class:`ExampleSyntaxError`."""
    cells = _cells(text, 0, len(text))
    names = header.cells
    if len(cells) > len(names):
        raise ExampleSyntaxError("this row has more cells than the header", cells[len(names)][0], cells[-1][1])
    if len(cells) < len(names) or cells[-1][0] == cells[-1][1]:
        where = cells[-1] if cells else (0, len(text))
        raise ExampleSyntaxError("the outcome is missing in this row", where[1], where[1])
    named: dict[str, object] = {}
    ranges: dict[str | int, Range] = {}
    for (name, _), cell in zip(names[:-1], cells, strict=False):
        if cell[0] < cell[1]:  # an empty cell leaves the parameter out
            named[name], ranges[name] = _cell_value(text, cell)
    expected, out = _cell_value(text, cells[-1])
    if header.raises and not (isinstance(expected, str) or expected is True):
        raise ExampleSyntaxError("error must be part of the message, or true for any error", *out)
    into = (cells[0][0], cells[-2][1]) if len(cells) > 1 else (0, 0)
    return UnboundExample(
        "table",
        text,
        (0, len(text)),
        into,
        out,
        expected,
        header.raises,
        named=named,
        ranges=ranges,
        keys=header.keys,
        header=header.text,
    )


def _cell_value(text: str, cell: Range) -> tuple[object, Range]:
    start, end = cell
    while end - start > 1 and text[start] == "`" and text[end - 1] == "`":
        start, end = start + 1, end - 1
    quick = json5.read_quickly(text, start, end)
    if quick is not None and quick[1] == end:
        return quick[0], (start, end)
    try:
        start = json5.skip(text, start, end)
        value, stop = json5.read(text, start, end)
        rest = json5.skip(text, stop, end)
    except Json5Error as error:
        raw = text[start:end]
        whole = json5.quote(raw) if error.suggestion.startswith('"') else error.suggestion
        stop = end if error.suggestion.startswith('"') else error.end
        raise ExampleSyntaxError(error.message, error.start, stop, whole) from None
    if rest < end:
        raise ExampleSyntaxError("nothing may follow the value; text needs quotes", rest, end)
    return value, (start, stop)


def _cells(text: str, start: int, end: int) -> list[Range]:
    """The cells of a row, trimmed. A pipe inside a cell is written ``\\|``, which JSON5 reads as a pipe in a string."""
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    end = start + len(line.strip())
    if text.startswith("|", start, end):
        start += 1
    found: list[Range] = []
    while True:
        match = _CELL.match(text, start, end)
        stop = match.end() if match else end
        cell = text[start:stop]
        if stop >= end and not cell.strip() and found:
            return found
        left = start + len(cell) - len(cell.lstrip())
        found.append((left, max(left, start + len(cell.rstrip()))))
        if stop >= end:
            return found
        start = stop + 1


def lines_between(text: str, start: int, end: int) -> list[Range]:
    """The ranges of the lines between two offsets, without their ends."""
    found: list[Range] = []
    while start <= end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        found.append((start, stop))
        start = stop + 1
    return found


def read_json(text: str, start: int, end: int, on_error: OnError) -> list[UnboundExample]:
    """The examples of a fenced block: a list of ``{"in": …, "out": …}``, or one such object."""
    try:
        at = json5.skip(text, start, end)
        if at >= end:
            return []
        quick = read_plain_list(text, at, end)
        if quick is not None:
            return quick
        root = json5.read_tree(text, at, end)
        rest = json5.skip(text, root.end, end)
    except Json5Error as error:
        on_error(ExampleSyntaxError(error.message, error.start, error.end, error.suggestion))
        return []
    nodes = root.items if root.items is not None else [root]
    while rest < end and root.members is not None and text.startswith("{", rest):  # JSON lines
        try:
            nodes.append(json5.read_tree(text, rest, end))
            rest = json5.skip(text, nodes[-1].end, end)
        except Json5Error as error:
            on_error(ExampleSyntaxError(error.message, error.start, error.end, error.suggestion))
            rest = end
    if rest < end:
        stop = rest + len(text[rest:end].rstrip())
        on_error(ExampleSyntaxError("nothing may follow the list of examples", rest, stop))
    found: list[UnboundExample] = []
    for node in nodes:
        try:
            found.append(_entry(text, node))
        except ExampleSyntaxError as error:
            on_error(error)
    return found


def _entry(text: str, node: Node) -> UnboundExample:
    if node.members is None:
        raise ExampleSyntaxError('an example is an object: {"in": …, "out": …}', node.start, node.end)
    for key, _ in node.members:
        if key.name not in ("in", "out", "error"):
            raise ExampleSyntaxError(
                f"an example has in and out (or error), but no {key.name[:40]}", key.start, key.end
            )
    into, out, error = node.child("in"), node.child("out"), node.child("error")
    if into is None:
        raise ExampleSyntaxError('the input is missing: add "in"', node.start, node.end)
    if (out is None) == (error is None):
        message = '"out" and "error" exclude each other' if out else 'the outcome is missing: add "out"'
        raise ExampleSyntaxError(message, node.start, node.end)
    outcome = out or error
    assert outcome is not None  # noqa: S101 - one of the two is there
    if error is not None and not (isinstance(error.value, str) or error.value is True):
        raise ExampleSyntaxError("error must be part of the message, or true for any error", error.start, error.end)
    return with_input(
        "fenced",
        text,
        (node.start, node.end),
        input_range=(into.start, into.end),
        out=(outcome.start, outcome.end),
        expected=outcome.value,
        raises=error is not None,
        value=into.value,
    )
