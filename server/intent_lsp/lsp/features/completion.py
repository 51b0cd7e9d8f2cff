"""Completion: section names, targets, types, parameter names, other intents, and whole new intents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from intent_lsp.document.keys import KEYS
from intent_lsp.document.model import Intent, Section, Span
from intent_lsp.document.types import type_text
from intent_lsp.lsp.features.help import NEW_INTENT, SNIPPETS, section_help

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View
    from intent_lsp.lsp.workspace import Place

Json = dict[str, Any]
KEYWORD, VALUE, TYPE, FIELD, FUNCTION, SNIPPET = 14, 12, 7, 5, 3, 15
"""LSP 3.17, ``CompletionItemKind``."""
TYPES = ("number", "integer", "string", "boolean", "null", "any", "Record<string, any>", "Array<any>")
TARGETS = {"js": "JavaScript", "py": "Python", "js,py": "both"}

_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*([^:]*)$")
_WORD_BEFORE = re.compile(r"[\w$]*$")


def complete(session: Session, view: View, place: Place) -> list[Json]:
    """The items for a place; none where prose is written."""
    line = view.text.lines[place.line].rstrip("\r\n")
    head = line[: place.column]
    intent = view.document.intent_at(place.line) or (view.document.intents[-1] if view.document.intents else None)
    heading = _HEADING.match(head)
    if heading is not None:
        start = heading.start(2)
        return _sections(session, view, intent, Span(place.line, start, place.line, len(line)))
    if intent is None:
        if head.strip():
            return []
        return [_new_intent(session, view, Span(place.line, 0, place.line, place.column))]
    section = section_at(intent, place.line - intent.line)
    if section is None:
        return []
    before = _WORD_BEFORE.search(head)
    span = Span(place.line, before.start() if before else place.column, place.line, place.column)
    return _in_section(session, view, intent, section, head, span)


def section_at(intent: Intent, line: int) -> Section | None:
    """The section that a line (counted from the intent's) belongs to, blank lines behind it included."""
    return next((s for s in reversed(intent.sections) if s.heading.line <= line), None)


def _in_section(session: Session, view: View, intent: Intent, section: Section, head: str, span: Span) -> list[Json]:
    match section.key:
        case "target":
            return [_item(view, name, VALUE, detail, span) for name, detail in TARGETS.items()]
        case "signature" | "types":
            own = [_item(view, name, TYPE, type_text(t), span) for name, t in intent.types.items()]
            return own + [_item(view, name, TYPE, "", span) for name in TYPES]
        case "examples" | "hidden examples":
            return _examples(session, view, intent, head, span)
        case "properties":
            names = [*(p.name for p in intent.signature.parameters), "result"]
            return [_item(view, name, FIELD, "", span) for name in names]
        case "uses":
            others = (other.name for other in view.document.intents if other.name not in ("", intent.name))
            return [_item(view, name, FUNCTION, "an intent of this document", span) for name in others]
        case _:
            return []


def _examples(session: Session, view: View, intent: Intent, head: str, span: Span) -> list[Json]:
    names = [parameter.name for parameter in intent.signature.parameters]
    if not head.strip(" \t-*+"):
        keys = [f'"{name}": ${{{number}:1}}' for number, name in enumerate(names, 1)]
        plain = ", ".join(f'"{name}": ' for name in names)
        item = _item(view, "in: … out: …", SNIPPET, "a new example", span)
        bullet = "" if head.strip() else "- "
        if session.flags.snippets:
            item["textEdit"]["newText"] = f"{bullet}in: {{ {', '.join(keys)} }} out: ${{0}}"
            item["insertTextFormat"] = 2
        else:
            item["textEdit"]["newText"] = f"{bullet}in: {{ {plain}}} out: "
        return [item]
    tail = head[head.rfind("in:") :] if "in:" in head else ""
    if not tail or "out:" in tail or tail.count("{") + tail.count("[") - tail.count("}") - tail.count("]") != 1:
        return []
    quoted = head[: span.column].endswith('"')
    return [
        _item(view, name, FIELD, "a parameter", span, text=name if quoted else f'"{name}": ')
        for name in names
        if f'"{name}"' not in tail
    ]


def _sections(session: Session, view: View, intent: Intent | None, span: Span) -> list[Json]:
    have = {section.key for section in intent.sections} if intent is not None else set()
    found = []
    for key in KEYS:
        if key in have and key not in ("name", "examples", "hidden examples"):
            continue
        item = _item(view, key, KEYWORD, "", span, text=f"{key}: " if key in _INLINE else f"{key}:\n")
        item["documentation"] = _documentation(session, section_help(key))
        item["filterText"] = key
        if session.flags.snippets:
            item["textEdit"]["newText"] = SNIPPETS[key]
            item["insertTextFormat"] = 2
        found.append(item)
    return found


_INLINE = frozenset(("name", "target", "uses", "tolerance", "rounds"))


def _new_intent(session: Session, view: View, span: Span) -> Json:
    item = _item(view, "new intent", SNIPPET, "name, description, signature and an example", span)
    if session.flags.snippets:
        item["textEdit"]["newText"] = NEW_INTENT
        item["insertTextFormat"] = 2
    else:
        item["textEdit"]["newText"] = "# name: "
    return item


def _documentation(session: Session, text: str) -> Json:
    return {"kind": "markdown" if session.flags.markdown_completion else "plaintext", "value": text}


def _item(view: View, label: str, kind: int, detail: str, span: Span, *, text: str | None = None) -> Json:
    item: Json = {"label": label, "kind": kind, "textEdit": {"range": view.range(span), "newText": text or label}}
    if detail:
        item["detail"] = detail
    return item
