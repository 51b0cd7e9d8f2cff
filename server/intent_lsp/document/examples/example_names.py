"""Where examples name what they are about: the parameters in their inputs, and the intent that they call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intent_lsp.document.examples.example_blocks import Header
from intent_lsp.document.examples.example_items import ExampleSyntaxError
from intent_lsp.document.model import Document, Example, Intent
from intent_lsp.text.span import Span

_PIECE = re.compile(
    r"(?P<text>\"(?:[^\"\\]|\\[\s\S])*\"|'(?:[^'\\]|\\[\s\S])*')|//[^\n]*|/\*[\s\S]*?\*/"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<word>(?:[^\W\d]|\$)[\w$]*)"
)
_COLON = re.compile(r"\s*:")
_NAMED = re.compile(r"[ \t]*[=:](?!=)")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def parameter_names(document: Document, intent: Intent) -> Iterator[tuple[str, Span]]:
    """Every name of a parameter in the inputs of an intent's examples, with its place (quotes not included)."""
    headers: set[int] = set()
    for example in intent.examples:
        if example.form == "table":
            line = _header(document, intent.place(example.span).line)
            if line not in headers:
                headers.add(line)
                yield from _columns(document, line)
        else:
            yield from _keys(document, intent.place(example.in_span), example)


def calls(document: Document, intent: Intent) -> Iterator[Span]:
    """The intent's own name in the examples that are written as calls."""
    for example in intent.examples:
        span = intent.place(example.in_span)
        if example.form == "call" and document.lines[span.line].startswith(intent.name, span.column):
            yield Span(span.line, span.column, span.line, span.column + len(intent.name))


def _keys(document: Document, span: Span, example: Example) -> Iterator[tuple[str, Span]]:
    """The keys of the input itself, not those of values in it; for calls the names of named arguments."""
    lines = document.lines
    if span.line == span.end_line:
        text = lines[span.line][span.column : span.end_column]
    else:
        between = lines[span.line + 1 : span.end_line]
        text = "\n".join((lines[span.line][span.column :], *between, lines[span.end_line][: span.end_column]))
    behind = _NAMED if example.form == "call" else _COLON
    depth = 0
    for piece in _PIECE.finditer(text):
        if piece["open"]:
            depth += 1
        elif piece["close"]:
            depth -= 1
        elif depth == 1 and piece.lastgroup in ("text", "word") and behind.match(text, piece.end()):
            quotes = 1 if piece.lastgroup == "text" else 0
            start, end = piece.start() + quotes, piece.end() - quotes
            line = text.count("\n", 0, start)
            column = start - (text.rfind("\n", 0, start) + 1) + (span.column if line == 0 else 0)
            yield text[start:end], Span(span.line + line, column, span.line + line, column + end - start)


def _header(document: Document, row: int) -> int:
    """The line that names the columns of the table with this row."""
    line = row
    while line > 0 and _RULE.fullmatch(document.lines[line]) is None:
        line -= 1
    return max(line - 1, 0)


def _columns(document: Document, line: int) -> Iterator[tuple[str, Span]]:
    text = document.lines[line]
    try:
        keys = Header(text).keys
    except ExampleSyntaxError:  # not the header after all
        return
    for name, (start, end) in keys.items():
        start = text.find(name, start, end)
        yield name, Span(line, start, line, start + len(name))
