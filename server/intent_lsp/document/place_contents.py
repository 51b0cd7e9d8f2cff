"""What stands at a place of a document: a section's key, an example, or a name with its declaration."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from intent_lsp.document.model import Document, Example, Intent
from intent_lsp.document.occurrences import symbol_at
from intent_lsp.document.type_language.types import parameter_text, type_text
from intent_lsp.text.span import Place, Span

Kind: TypeAlias = Literal["section", "example", "intent", "type", "parameter"]


class PlaceContents(NamedTuple):
    """``name``: the section's key, or the name that stands there. ``span`` counts from the document's first line."""

    kind: Kind
    intent: Intent
    span: Span
    name: str = ""
    declaration: str = ""
    """Of a type and of a parameter: how it would be written as TypeScript."""
    example: Example | None = None


def contents_at(document: Document, place: Place) -> PlaceContents | None:
    """What a person points at; ``None`` where there is only prose or nothing."""
    intent = document.intent_at(place.line)
    if intent is None:
        return None
    return _section(document, intent, place) or _example(intent, place) or _name(document, intent, place)


def _section(document: Document, intent: Intent, place: Place) -> PlaceContents | None:
    for section in intent.sections:
        if section.heading.line == place.line - intent.line:
            heading = intent.place(section.heading)
            key_end = document.lines[heading.line].find(":") if section.key != "name" else heading.column + 6
            if place.column <= key_end or key_end < 0:
                return PlaceContents("section", intent, heading, section.key)
    return None


def _example(intent: Intent, place: Place) -> PlaceContents | None:
    here = (place.line - intent.line, place.column)  # as the intent's spans count
    for example in intent.examples:
        if example.span[:2] <= here <= example.span[2:]:
            return PlaceContents("example", intent, intent.place(example.span), example=example)
    return None


def _name(document: Document, intent: Intent, place: Place) -> PlaceContents | None:
    symbol = symbol_at(document, place)
    if symbol is None:
        return None
    name, declaration = symbol.name, ""
    if symbol.kind == "type":
        declaration = f"{name} = {type_text(intent.types[name])}"
    elif symbol.kind == "parameter":
        declaration = parameter_text(next(each for each in intent.signature.parameters if each.name == name))
    return PlaceContents(symbol.kind, intent, symbol.span, name, declaration)
