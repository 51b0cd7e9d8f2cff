"""Outlines: the symbols of a document and of the workspace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intent_lsp.document.model import Document, Intent, Section
from intent_lsp.document.types import signature_text
from intent_lsp.lsp.codec import Encoded

if TYPE_CHECKING:
    from intent_lsp.lsp.views import View

Json = dict[str, Any]
FUNCTION, KEY, CONSTANT = 12, 20, 14
"""LSP 3.17, ``SymbolKind``."""


def encoded_outline(view: View, *, hierarchical: bool) -> Encoded:
    """The same as :func:`outline`, ready to be sent. Only intents that changed or moved since the last time are done
    again: editors ask after every pause in the typing, and the answer is larger than the document."""
    document = view.document
    known = view.prepared.get("outline")
    if known is not None and known.document is document and known.hierarchical == hierarchical:
        answer: Encoded = known.answer
        return answer
    before = known.intents if known is not None and known.hierarchical == hierarchical else ()
    pieces = [
        before[index][1] if index < len(before) and _same(before[index][0], intent)
        else json.dumps(_symbol(view, intent, hierarchical=hierarchical), separators=(",", ":"))
        for index, intent in enumerate(document.intents)
    ]  # fmt: skip
    answer = Encoded(f"[{','.join(pieces)}]".encode())
    intents = tuple(zip(document.intents, pieces, strict=True))
    view.prepared["outline"] = _Outline(document, hierarchical, intents, answer)
    return answer


@dataclass(frozen=True, slots=True)
class _Outline:
    document: Document
    hierarchical: bool
    intents: tuple[tuple[Intent, str], ...]
    answer: Encoded


def _same(before: Intent, now: Intent) -> bool:
    """Whether nothing that the outline tells has changed; what the parser takes over is the very same object."""
    return before is now or (
        before.line == now.line
        and before.lines == now.lines
        and before.name == now.name
        and before.name_span == now.name_span
        and before.signature is now.signature
        and before.sections is now.sections
        and before.examples is now.examples
    )


def outline(view: View, *, hierarchical: bool) -> list[Json]:
    """Intents with their sections and examples; a flat list of intents for clients that know no hierarchy."""
    return [_symbol(view, intent, hierarchical=hierarchical) for intent in view.document.intents]


def _symbol(view: View, intent: Intent, *, hierarchical: bool) -> Json:
    if hierarchical:
        return _intent(view, intent)
    return {"name": intent.name, "kind": FUNCTION, "location": {"uri": view.uri, "range": view.range(intent.span)}}


def _intent(view: View, intent: Intent) -> Json:
    examples: dict[int, list[Json]] = {}
    for example in intent.examples:
        where = view.range(intent.place(example.span))
        symbol = {
            "name": example.source or f"example {example.number}",
            "kind": CONSTANT,
            "range": where,
            "selectionRange": where,
        }
        examples.setdefault(_section_of(intent, example.span.line), []).append(symbol)
    whole = intent.span
    name = intent.place(intent.name_span)
    if not (whole.line <= name.line and name.end_line <= whole.end_line):
        name = whole
    return {
        "name": intent.name or "(no name)",
        "detail": signature_text(intent.signature),
        "kind": FUNCTION,
        "range": view.range(whole),
        "selectionRange": view.range(name),
        "children": [
            _section(view, intent, section, examples.get(index, []))
            for index, section in enumerate(intent.sections)
            if section.key != "name"
        ],
    }


def _section(view: View, intent: Intent, section: Section, children: list[Json]) -> Json:
    return {
        "name": section.key or "(no title)",
        "kind": KEY,
        "range": view.range(intent.place(section.span)),
        "selectionRange": view.range(intent.place(section.heading)),
        "children": children,
    }


def _section_of(intent: Intent, line: int) -> int:
    return max((index for index, section in enumerate(intent.sections) if section.span.line <= line), default=-1)


def matches(query: str, name: str) -> bool:
    """Whether the query's letters occur in the name in order (LSP 3.17 leaves the matching to the server)."""
    letters = iter(name.lower())
    return all(letter in letters for letter in query.lower() if not letter.isspace())


def workspace_symbols(views: list[View], query: str) -> list[Json]:
    """The intents of all documents whose names match."""
    return [
        {
            "name": intent.name,
            "kind": FUNCTION,
            "containerName": view.uri.rpartition("/")[2],
            "location": {"uri": view.uri, "range": view.range(intent.place(intent.name_span))},
        }
        for view in views
        for intent in view.document.intents
        if intent.name and matches(query, intent.name)
    ]
