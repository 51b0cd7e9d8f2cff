"""Where the parts of a ``def`` stand: its parameters, the parenthesis that ends them, and its colon."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass

from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Function, Source

WIDTH = 88
"""Lines that formatters of Python leave alone are no longer."""


@dataclass(frozen=True, slots=True)
class DefHeader:
    """Places in bytes from the start of the module."""

    start: int
    """Of ``def`` or ``async``."""
    opened: int
    """Behind the parenthesis that opens the parameters."""
    closed: int
    """Before the one that closes them."""
    colon: int
    """Behind the colon."""


def header_of(source: Source, function: Function) -> DefHeader | None:
    """``None`` where the text does not read as expected."""
    start = source.span(function)[0]
    data = source.data[start : source.span(function.body[-1])[1]]
    lines = [0]
    for line in data.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    depth, opened, closed = 0, -1, -1
    try:
        for token in tokenize.generate_tokens(io.StringIO(data.decode("utf-8", "surrogatepass")).readline):
            row, column = token.start
            here = start + lines[row - 1] + len(token.line[:column].encode("utf-8", "surrogatepass"))
            if token.type != tokenize.OP:
                continue
            if token.string in "([{":
                depth += 1
                opened = here + 1 if opened < 0 else opened
            elif token.string in ")]}":
                depth -= 1
                closed = here if not depth and closed < 0 else closed
            elif token.string == ":" and not depth:
                return DefHeader(start, opened, closed, here + 1) if closed >= 0 else None
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return None
    return None


def folded(source: Source, header: DefHeader, edits: list[Edit]) -> list[Edit]:
    """The edits that put each parameter on its own line where ``edits`` make a header of one line too long."""
    before = source.data[header.start : header.colon].decode("utf-8", "surrogatepass")
    own = [Edit(e.start - header.start, e.end - header.start, e.text) for e in edits if e.start < header.colon]
    if "\n" in before or len(apply_edits(before, own)) <= WIDTH or header.opened == header.closed:
        return []
    commas = _commas(source, header)
    return [
        Edit(header.opened, header.opened, "\n    "),
        *(Edit(comma, end, ",\n    ") for comma, end in commas),
        Edit(header.closed, header.closed, ",\n"),
    ]


def _commas(source: Source, header: DefHeader) -> list[tuple[int, int]]:
    """The commas between parameters, each with the blanks behind it."""
    found: list[tuple[int, int]] = []
    text = source.data[header.opened : header.closed]
    depth = 0
    line = io.StringIO(f"({text.decode('utf-8', 'surrogatepass')})")
    for token in tokenize.generate_tokens(line.readline):
        if token.string in ("(", "[", "{"):
            depth += 1
        elif token.string in (")", "]", "}"):
            depth -= 1
        elif token.string == "," and depth == 1:
            at = header.opened + len(token.line[1 : token.start[1]].encode("utf-8", "surrogatepass"))
            end = at + 1
            while source.data[end : end + 1] == b" ":
                end += 1
            found.append((at, end))
    return found
