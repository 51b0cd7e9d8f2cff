"""Where a name occurs: intents, parameters and types, in signature, types, examples, properties, uses and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from intent_lsp.document.examples.example_names import calls, parameter_names
from intent_lsp.document.model import Document, Intent
from intent_lsp.text.span import NOWHERE, Span

if TYPE_CHECKING:
    from intent_lsp.text.span import Place

Kind: TypeAlias = Literal["intent", "parameter", "type"]

_WORD = re.compile(r"(?:[^\W\d]|\$)[\w$]*")
_TYPE_DECLARATION = re.compile(r"[ \t]*(?:[-*+][ \t]+)?`?([A-Za-z_]\w*)[ \t]*=")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name with what it names; parameters and types belong to one intent."""

    kind: Kind
    name: str
    intent: Intent
    span: Span
    """The occurrence that was asked about, in the document."""


def symbol_at(document: Document, place: Place) -> Symbol | None:
    """The name at a place, if it is one of an intent, a parameter or a type."""
    intent = document.intent_at(place.line)
    if intent is None:
        return None
    name_span = stated_name(document, intent)
    if name_span is not None and name_span.contains(place):
        return Symbol("intent", intent.name, intent, name_span)
    for use in intent.uses:
        span = intent.place(use.span)
        if span.contains(place):
            start = document.lines[span.line].find(use.name, span.column)
            if start <= place.column <= start + len(use.name):
                return Symbol("intent", use.name, intent, Span(span.line, start, span.line, start + len(use.name)))
    line = document.lines[place.line] if place.line < len(document.lines) else ""
    word = next((m for m in _WORD.finditer(line) if m.start() <= place.column <= m.end()), None)
    if word is None:
        return None
    span = Span(place.line, word.start(), place.line, word.end())
    if span in calls(document, intent):
        return Symbol("intent", intent.name, intent, span)
    kinds: tuple[Kind, ...] = ("parameter", "type")
    for kind in kinds:
        if any(found == span for found in occurrences(document, intent, kind, word.group())):
            return Symbol(kind, word.group(), intent, span)
    return None


def stated_name(document: Document, intent: Intent) -> Span | None:
    """Where the document says the intent's name; ``None`` where the file's name is taken, or the name is empty."""
    span = intent.place(intent.name_span)
    said = document.lines[span.line][span.column : span.end_column] if span.line == span.end_line else ""
    return span if said and said == intent.name else None


def occurrences(document: Document, intent: Intent, kind: Kind, name: str) -> Iterator[Span]:
    """Every occurrence within one intent (for intents: its name, uses and calls in the whole document), in order."""
    if kind == "intent":
        yield from sorted(_of_intent(document, name))
    elif kind == "type" and name in intent.types:
        yield from _in_sections(document, intent, name, declared=True)
    elif kind == "parameter" and any(parameter.name == name for parameter in intent.signature.parameters):
        found = {intent.place(p.span) for p in intent.signature.parameters if p.name == name and p.span != NOWHERE}
        found |= {span for key, span in parameter_names(document, intent) if key == name}
        found |= set(in_text(document, intent, name))
        yield from sorted(found)


def in_text(document: Document, intent: Intent, name: str) -> Iterator[Span]:
    """Where properties and prose name a parameter."""
    yield from _in_properties(document, intent, name)
    yield from _in_sections(document, intent, name, declared=False)


def _of_intent(document: Document, name: str) -> Iterator[Span]:
    for other in document.intents:
        if other.name == name:
            if (stated := stated_name(document, other)) is not None:
                yield stated
            yield from calls(document, other)
            if name not in other.types and all(name != parameter.name for parameter in other.signature.parameters):
                yield from _in_sections(document, other, name, declared=False)
        for use in other.uses:
            if use.name == name and not use.path:
                span = other.place(use.span)
                start = document.lines[span.line].find(name, span.column)
                if start >= 0:
                    yield Span(span.line, start, span.line, start + len(name))


def _in_properties(document: Document, intent: Intent, name: str) -> Iterator[Span]:
    for item in intent.properties:
        if name not in item.text:
            continue
        from intent_lsp.document import cel  # for those who have properties

        span = intent.place(item.span)
        lines = [document.lines[line] for line in range(span.line, span.end_line + 1)]
        lines[-1] = lines[-1][: span.end_column]
        text = "\n".join([lines[0][span.column :], *lines[1:]])
        try:
            free = cel.check(text, 0, len(text))
        except cel.CelSyntaxError:
            continue
        for variable, (start, end) in free:
            if variable == name:
                line = text.count("\n", 0, start)
                column = start - (text.rfind("\n", 0, start) + 1) + (span.column if line == 0 else 0)
                yield Span(span.line + line, column, span.line + line, column + end - start)


def _in_sections(document: Document, intent: Intent, name: str, *, declared: bool) -> Iterator[Span]:
    """In prose, where it stands in backticks; a type also wherever types are written."""
    word = re.escape(name)
    prose = re.compile(rf"`({word})`")
    types = re.compile(rf"(?<![\w$'\"])({word})(?![\w$'\"]|\s*\??:)")
    for section in intent.sections:
        if section.key in ("description", "constraints"):
            pattern = prose
        elif declared and section.key in ("signature", "types"):
            pattern = types
        else:
            continue
        span = intent.place(section.span)
        for line in range(span.line, min(span.end_line + 1, len(document.lines))):
            text = document.lines[line]
            if name not in text:
                continue
            start = text.find(":") + 1 if line == section.heading.line + intent.line else 0
            if start or line > span.line:
                for found in pattern.finditer(text, start):
                    yield Span(line, found.start(1), line, found.end(1))


def declaration(document: Document, intent: Intent, kind: Kind, name: str) -> Span | None:
    """Where a parameter, a type or an intent is declared."""
    if kind == "intent":
        found = document.intent(name)
        return found.place(found.name_span) if found is not None else None
    if kind == "parameter":
        stated = (p for p in intent.signature.parameters if p.name == name and p.span != NOWHERE)
        return next((intent.place(p.span) for p in stated), None) or next(
            occurrences(document, intent, kind, name), None
        )
    return declared_types(document, intent).get(name)


def declared_types(document: Document, intent: Intent) -> dict[str, Span]:
    """The names of the types that the intent declares or borrows, also of one that is not complete yet."""
    found = {one.name: intent.place(one.span) for one in intent.borrowed}
    for section in intent.sections:
        if section.key == "types":
            span = intent.place(section.span)
            for line in range(span.line, min(span.end_line + 1, len(document.lines))):
                match = _TYPE_DECLARATION.match(document.lines[line])
                if match is not None:
                    found.setdefault(match[1], Span(line, match.start(1), line, match.end(1)))
    return found
