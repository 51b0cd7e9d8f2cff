"""Edits of documents, as the client takes them: versioned where it can, and in its units."""

from __future__ import annotations

import re

from intent_lsp.document.examples.add_example import Change
from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.text.span import Span
from intent_lsp.values import Json

_COMMA_BEHIND = re.compile(r"\s*,[ \t]*")
_COMMA_BEFORE = re.compile(r"\s*,\s*$")


def workspace_edit(changes: list[tuple[View, list[Change]]], flags: ClientFlags) -> Json:
    """A ``WorkspaceEdit`` over several documents."""
    by_view = [(view, [text_edit(view, change) for change in edits]) for view, edits in changes if edits]
    if not flags.document_changes:
        return {"changes": {view.uri: edits for view, edits in by_view}}
    return {
        "documentChanges": [
            {"textDocument": {"uri": view.uri, "version": view.version}, "edits": edits} for view, edits in by_view
        ]
    }


def text_edit(view: View, change: Change) -> Json:
    """One ``TextEdit``; line ends become the document's own."""
    span, text = change
    return {"range": view.range(span), "newText": text if "\r\n" not in view.text.lines[0] else _crlf(text)}


def _crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def remove_example(view: View, intent: Intent, example: Example) -> Change:
    """Take an example out: with its lines, or only itself where something else stands on them."""
    span = intent.place(example.span)
    if example.form == "fenced" and (inner := _within_lines(view, span)) is not None:
        return inner, ""
    return without_lines(view, span)


def without_lines(view: View, span: Span) -> Change:
    """Take out the lines that a span touches."""
    last = len(view.text.lines) - 1
    if span.end_line < last:
        return Span(span.line, 0, span.end_line + 1, 0), ""
    return Span(span.line, 0, last, len(view.text.lines[last])), ""


def _within_lines(view: View, span: Span) -> Span | None:
    """An entry of a list together with its comma; ``None`` if it has its lines for itself."""
    before = view.document.lines[span.line][: span.column]
    behind = view.document.lines[span.end_line][span.end_column :]
    if not before.strip() and behind.strip() in ("", ","):
        return None
    comma = _COMMA_BEHIND.match(behind)
    if comma is not None:
        return Span(span.line, span.column, span.end_line, span.end_column + comma.end())
    return Span(span.line, len(_COMMA_BEFORE.sub("", before)), span.end_line, span.end_column)
