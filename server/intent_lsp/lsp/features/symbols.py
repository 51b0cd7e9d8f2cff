"""Outlines: the symbols of a document and of the workspace."""

from __future__ import annotations

from intent_lsp.document.model import Intent, Section
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.answer_cache import encoded
from intent_lsp.lsp.wire.positions import Encoded
from intent_lsp.text.inert import one_line
from intent_lsp.values import Json

FUNCTION, KEY = 12, 20
"""LSP 3.17, ``SymbolKind``."""
_SETTINGS = frozenset(("name", "target", "tolerance", "rounds", "pure"))
"""Sections of one value, which the line says itself: an outline is for finding one's way among the others."""


def outline(view: View, *, hierarchical: bool) -> Encoded:
    """Intents with their sections, and how many examples these hold; intents only for clients that know no hierarchy.

    Examples are not symbols of their own: they have no names, and would be half of an answer that is asked for after
    every pause in the typing.
    """
    return encoded(view, "outline", hierarchical, lambda intent: [_symbol(view, intent, hierarchical=hierarchical)])


def _symbol(view: View, intent: Intent, *, hierarchical: bool) -> Json:
    if hierarchical:
        return _intent(view, intent)
    return {
        "name": one_line(intent.name),
        "kind": FUNCTION,
        "location": {"uri": view.uri, "range": view.range(intent.span)},
    }


def _intent(view: View, intent: Intent) -> Json:
    whole = intent.span
    name = intent.place(intent.name_span)
    if not (whole.line <= name.line and name.end_line <= whole.end_line):
        name = whole
    return {
        "name": one_line(intent.name) or "(no name)",
        "detail": one_line(signature_text(intent.signature)),
        "kind": FUNCTION,
        "range": view.range(whole),
        "selectionRange": view.range(name),
        "children": [
            _section(view, intent, section, examples)
            for section, examples in zip(intent.sections, intent.examples_per_section, strict=True)
            if section.key not in _SETTINGS
        ],
    }


def _section(view: View, intent: Intent, section: Section, examples: int) -> Json:
    symbol = {
        "name": one_line(section.key) or "(no title)",
        "kind": KEY,
        "range": view.range(intent.place(section.span)),
        "selectionRange": view.range(intent.place(section.heading)),
    }
    return symbol | {"detail": str(examples)} if examples else symbol


def matches(query: str, name: str) -> bool:
    """Whether the query's letters occur in the name in order (LSP 3.17 leaves the matching to the server)."""
    letters = iter(name.lower())
    return all(letter in letters for letter in query.lower() if not letter.isspace())


def workspace_symbols(views: list[View], query: str) -> list[Json]:
    """The intents of all documents whose names match."""
    return [
        {
            "name": one_line(intent.name),
            "kind": FUNCTION,
            "containerName": view.uri.rpartition("/")[2],
            "location": {"uri": view.uri, "range": view.range(intent.place(intent.name_span))},
        }
        for view in views
        for intent in view.document.intents
        if intent.name and matches(query, intent.name)
    ]
