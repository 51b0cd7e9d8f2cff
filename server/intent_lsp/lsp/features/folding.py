"""What can be folded, and how a selection grows."""

from __future__ import annotations

from intent_lsp.document.model import Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.answer_cache import encoded
from intent_lsp.lsp.wire.positions import Encoded
from intent_lsp.text.span import Place, Span
from intent_lsp.values import Json


def folds(view: View) -> Encoded:
    """Every intent, and every section of more than one line."""
    return encoded(view, "folds", None, _folds)


def _folds(intent: Intent) -> list[Json]:
    last = max((intent.place(section.span).end_line for section in intent.sections), default=intent.line)
    found: list[Json] = []
    if last > intent.line:
        found.append({"startLine": intent.line, "endLine": last, "kind": "region"})
    for section in intent.sections:
        span = intent.place(section.span)
        if span.end_line > span.line and section.key != "name":
            found.append({"startLine": span.line, "endLine": span.end_line})
    return found


def selection(view: View, place: Place) -> Json:
    """From the innermost thing at a place outwards: value, example, section, intent, document."""
    lines = view.text.lines
    last = len(lines) - 1
    spans = [Span(0, 0, last, len(lines[last]))]
    intent = view.document.intent_at(place.line)
    if intent is not None:
        spans.append(intent.span)
        spans += [intent.place(section.span) for section in intent.sections]
        spans += [intent.place(parameter.span) for parameter in intent.signature.parameters]
        spans.append(intent.place(intent.signature.span))
        for example in intent.examples:
            spans += [intent.place(span) for span in (example.span, example.in_span, example.out_span)]
    around = sorted({span for span in spans if span.contains(place)}, key=_size, reverse=True)
    chain: Json | None = None
    outer: Span | None = None
    for span in around:
        if outer is not None and not (outer[:2] <= span[:2] and span[2:] <= outer[2:]):
            continue
        chain = {"range": view.range(span)} | ({"parent": chain} if chain is not None else {})
        outer = span
    return chain or {"range": view.range(Span(place.line, place.column, place.line, place.column))}


def _size(span: Span) -> tuple[int, int]:
    return span.end_line - span.line, span.end_column - span.column
