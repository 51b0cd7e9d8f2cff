"""Where a name occurs: intents, parameters and types, in signature, types, examples, properties, uses and prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from intent_lsp.document.model import Document, Intent, Section, Span

if TYPE_CHECKING:
    from intent_lsp.lsp.workspace import Place

Kind: TypeAlias = Literal["intent", "parameter", "type"]

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
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
    name_span = intent.place(intent.name_span)
    if _contains(name_span, place):
        return Symbol("intent", intent.name, intent, name_span)
    for use in intent.uses:
        span = intent.place(use.span)
        if _contains(span, place):
            start = document.lines[span.line].find(use.name, span.column)
            if start <= place.column <= start + len(use.name):
                return Symbol("intent", use.name, intent, Span(span.line, start, span.line, start + len(use.name)))
    line = document.lines[place.line] if place.line < len(document.lines) else ""
    word = next((m for m in _WORD.finditer(line) if m.start() <= place.column <= m.end()), None)
    if word is None:
        return None
    span = Span(place.line, word.start(), place.line, word.end())
    kinds: tuple[Kind, ...] = ("parameter", "type")
    for kind in kinds:
        if any(found == span for found in occurrences(document, intent, kind, word.group())):
            return Symbol(kind, word.group(), intent, span)
    return None


def occurrences(document: Document, intent: Intent, kind: Kind, name: str) -> Iterator[Span]:
    """Every occurrence within one intent (for intents: its name and the uses in the whole document), in order."""
    if kind == "intent":
        for other in document.intents:
            if other.name == name:
                yield other.place(other.name_span)
            for use in other.uses:
                if use.name == name and not use.path:
                    span = other.place(use.span)
                    start = document.lines[span.line].find(name, span.column)
                    if start >= 0:
                        yield Span(span.line, start, span.line, start + len(name))
        return
    known = {p.name for p in intent.signature.parameters} if kind == "parameter" else set(intent.types)
    if name not in known:
        return
    for section, line in _lines(document, intent):
        text = document.lines[line]
        for start, end in _in_line(kind, name, section, text, is_heading=line == section.heading.line + intent.line):
            yield Span(line, start, line, end)


def _lines(document: Document, intent: Intent) -> Iterator[tuple[Section, int]]:
    for section in intent.sections:
        span = intent.place(section.span)
        for line in range(span.line, min(span.end_line + 1, len(document.lines))):
            yield section, line


def _in_line(kind: Kind, name: str, section: Section, text: str, *, is_heading: bool) -> Iterator[tuple[int, int]]:
    word = re.escape(name)
    start = text.find(":") + 1 if is_heading else 0
    if is_heading and not start:
        return
    patterns: list[str] = []
    match section.key, kind:
        case "signature", "parameter":
            patterns = [rf"(?:(?<=[(,])|(?<=\.\.\.)|^)\s*({word})(?=\s*[?:,)=])"]
        case "signature" | "types", "type":
            patterns = [rf"(?<![\w$'\"]){'(' + word + ')'}(?![\w$'\"]|\s*\??:)"]
        case "examples" | "hidden examples", "parameter":
            patterns = [rf"(?<=[{{,])\s*[\"']?({word})[\"']?(?=\s*:)"]
            if text.lstrip().startswith("|"):
                patterns = [rf"\|\s*`?({word})`?\s*(?=\|)"]
        case "properties", "parameter":
            patterns = [rf"(?<![\w$.'\"])({word})(?![\w$'\"])"]
        case "description" | "constraints", _:
            patterns = [rf"`({word})`"]
    for pattern in patterns:
        for found in re.compile(pattern).finditer(text, start):
            if section.key in ("examples", "hidden examples") and not _is_input_key(text, found.start(1)):
                continue
            yield found.span(1)


def _is_input_key(text: str, column: int) -> bool:
    """Whether a key of an example stands in its input, directly, and not in its output or a nested value."""
    if text.lstrip().startswith("|"):
        return True
    head = text[:column]
    opened = head.rfind("in:")
    if opened < 0 or "out:" in head[opened:] or "error:" in head[opened:]:
        return False
    inside = head[opened:]
    return sum(inside.count(c) for c in "{[") - sum(inside.count(c) for c in "}]") == 1


def declaration(document: Document, intent: Intent, kind: Kind, name: str) -> Span | None:
    """Where a parameter, a type or an intent is declared."""
    if kind == "intent":
        found = document.intent(name)
        return found.place(found.name_span) if found is not None else None
    if kind == "parameter":
        return next((intent.place(p.span) for p in intent.signature.parameters if p.name == name), None)
    for section, line in _lines(document, intent):
        if section.key == "types":
            match = _TYPE_DECLARATION.match(document.lines[line])
            if match is not None and match.group(1) == name:
                return Span(line, match.start(1), line, match.end(1))
    return None


def _contains(span: Span, place: Place) -> bool:
    return span[:2] <= place <= span[2:]
