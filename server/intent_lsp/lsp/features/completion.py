"""Completion: section names, targets, types, parameter names, other intents, front matter, and whole new intents."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from intent_lsp.document.model import Intent, Section
from intent_lsp.document.occurrences import declared_types
from intent_lsp.document.structure.keys import KEYS
from intent_lsp.document.type_language.types import type_text
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import value_completion
from intent_lsp.lsp.features.help import NEW_INTENT, SNIPPETS, section_help
from intent_lsp.text.inert import Markup, one_line
from intent_lsp.text.span import Place, Span
from intent_lsp.values import Json

KEYWORD, VALUE, TYPE, FIELD, FUNCTION, SNIPPET, FILE = 14, 12, 7, 5, 3, 15, 17
"""LSP 3.17, ``CompletionItemKind``."""
TYPES = ("number", "integer", "string", "boolean", "null", "any", "Record<string, any>", "Array<any>")
TARGETS = {"js": "JavaScript", "py": "Python", "js,py": "both"}

FRONT = {
    "targets": "languages of all intents",
    "rounds": "how many times a model may try",
    "tolerance": "relative tolerance for numbers that are not integers",
    "outDir": "folder for generated code",
}

_FROM = re.compile(r"([\w$]+)[ \t]+from[ \t]+(\S*)$")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*([^:]*)$")
_WORD_BEFORE = re.compile(r"[\w$]*$")


def complete(view: View, place: Place, flags: ClientFlags, others: Sequence[View] = ()) -> list[Json]:
    """The items for a place; none where prose is written. ``others``: documents whose intents may be used."""
    if (front := _front_matter(view, place)) is not None:
        return front
    line = view.text.lines[place.line].rstrip("\r\n")
    head = line[: place.column]
    intent = view.document.intent_at(place.line) or (view.document.intents[-1] if view.document.intents else None)
    heading = _HEADING.match(head)
    if heading is not None:
        start = heading.start(2)
        return _sections(view, intent, Span(place.line, start, place.line, len(line)), flags)
    if intent is None:
        if head.strip():
            return []
        return [_new_intent(view, Span(place.line, 0, place.line, place.column), flags)]
    section = section_at(intent, place.line - intent.line)
    if section is None:
        return []
    before = _WORD_BEFORE.search(head)
    span = Span(place.line, before.start() if before else place.column, place.line, place.column)
    if section.key == "uses":
        return _uses(view, intent, head, span, others)
    if section.key == "types" and (borrowed := _types_of_others(view, intent, head, span, others)):
        return borrowed
    if section.key in ("examples", "hidden examples"):
        inside = value_completion.complete(view, intent, section, place)
        return _new_example(view, intent, head, span, flags) if inside is None else inside
    return _in_section(view, intent, section, head, span)


def needs_others(view: View, place: Place) -> bool:
    """Whether the intents of other documents may stand at a place."""
    intent = view.document.intent_at(place.line)
    section = section_at(intent, place.line - intent.line) if intent is not None else None
    return section is not None and section.key in ("uses", "types")


def section_at(intent: Intent, line: int) -> Section | None:
    """The section that a line (counted from the intent's) belongs to, blank lines behind it included."""
    return next((s for s in reversed(intent.sections) if s.heading.line <= line), None)


def _in_section(view: View, intent: Intent, section: Section, head: str, span: Span) -> list[Json]:
    match section.key:
        case "target":
            have = re.findall(r"[a-z]+", head.partition(":")[2].rpartition(",")[0] if ":" in head else head)
            return [
                _item(view, name, VALUE, detail, span)
                for name, detail in TARGETS.items()
                if not have or ("," not in name and name not in have)
            ]
        case "signature" | "types":
            own = [
                _item(view, name, TYPE, type_text(intent.types[name]) if name in intent.types else "", span)
                for name in declared_types(view.document, intent)
            ]
            return own + [_item(view, name, TYPE, "", span) for name in TYPES]
        case "properties":
            types = {parameter.name: type_text(parameter.type) for parameter in intent.signature.parameters}
            types["result"] = type_text(intent.signature.returns)
            return [_item(view, name, FIELD, detail, span) for name, detail in types.items()]
        case _:
            return []


def _new_example(view: View, intent: Intent, head: str, span: Span, flags: ClientFlags) -> list[Json]:
    if head.strip(" \t-*+"):
        return []
    names = [parameter.name for parameter in intent.signature.parameters]
    keys = [f'"{name}": ${{{number}:1}}' for number, name in enumerate(names, 1)]
    plain = ", ".join(f'"{name}": ' for name in names)
    item = _item(view, "in: … out: …", SNIPPET, "a new example", span)
    bullet = "" if head.strip() else "- "
    if flags.snippets:
        item["textEdit"]["newText"] = f"{bullet}in: {{ {', '.join(keys)} }} out: ${{0}}"
        item["insertTextFormat"] = 2
    else:
        item["textEdit"]["newText"] = f"{bullet}in: {{ {plain}}} out: "
    return [item]


def _types_of_others(view: View, intent: Intent, head: str, span: Span, others: Sequence[View]) -> list[Json]:
    """At the start of a line: types of other documents with the way to them; behind ``from``: only that way."""
    lent = {
        way: list(
            dict.fromkeys(name for found in other.document.intents for name in declared_types(other.document, found))
        )
        for way, other in _ways(view, others).items()
    }
    from_where = _FROM.search(head)
    if from_where is not None:
        where = span._replace(column=from_where.start(2))
        known = [way for way, names in lent.items() if from_where[1] in names]
        return [_item(view, way, FILE, "", where) for way in known or [way for way, names in lent.items() if names]]
    if head[: span.column].strip(" \t-*+`"):
        return []
    have = declared_types(view.document, intent)
    return [
        _item(view, name, TYPE, f"from {way}", span, text=f"{name} from {way}")
        for way, names in lent.items()
        for name in names
        if name not in have
    ]


def _ways(view: View, others: Sequence[View]) -> dict[str, View]:
    """Other documents by the way to them, as it is written."""
    ways = {}
    for other in others:
        if other.path is not None and view.path is not None and other.path != view.path:
            way = Path(os.path.relpath(other.path, view.path.parent)).as_posix()
            ways[way if way.startswith("../") else f"./{way}"] = other
    return ways


def _uses(view: View, intent: Intent, head: str, span: Span, others: Sequence[View]) -> list[Json]:
    """Intents of this document, those of others with the way to them, or only that way."""
    ways = _ways(view, others)
    from_where = _FROM.search(head)
    if from_where is not None:
        name, start = from_where[1], from_where.start(2)
        where = span._replace(column=start)
        return [
            _item(view, way, FILE, "", where)
            for way, other in ways.items()
            if any(found.name == name for found in other.document.intents)
        ] or [_item(view, way, FILE, "", where) for way in ways]
    have = {use.name for use in intent.uses}
    own = [
        found.name for found in view.document.intents if found.name not in ("", intent.name) and found.name not in have
    ]
    return [_item(view, name, FUNCTION, "an intent of this document", span) for name in own] + [
        _item(view, found.name, FUNCTION, f"from {way}", span, text=f"{found.name} from {way}")
        for way, other in ways.items()
        for found in other.document.intents
        if found.name and found.name not in have
    ]


def _front_matter(view: View, place: Place) -> list[Json] | None:
    """The settings of the whole document; ``None`` outside of the front matter."""
    lines = view.text.lines
    if place.line == 0 or lines[0].strip() != "---":
        return None
    if any(line.strip() in ("---", "...") for line in lines[1 : place.line]):
        return None
    head = lines[place.line][: place.column]
    before = _WORD_BEFORE.search(head)
    span = Span(place.line, before.start() if before else place.column, place.line, place.column)
    if ":" in head:
        values = TARGETS if head.startswith("targets") else {}
        return [_item(view, name, VALUE, detail, span) for name, detail in values.items() if "," not in name]
    have = {line.partition(":")[0].strip() for line in lines[1:] if ":" in line}
    return [_item(view, key, KEYWORD, what, span, text=f"{key}: ") for key, what in FRONT.items() if key not in have]


def _sections(view: View, intent: Intent | None, span: Span, flags: ClientFlags) -> list[Json]:
    have = {section.key for section in intent.sections} if intent is not None else set()
    found = []
    for order, key in enumerate(KEYS):
        if key in have and key not in ("name", "examples", "hidden examples"):
            continue
        item = _item(view, key, KEYWORD, "", span, text=f"{key}: " if key in _INLINE else f"{key}:\n")
        item["documentation"] = _documentation(key, flags)
        item["filterText"] = key
        item["sortText"] = f"{order:02}"  # as documents usually hold them, not by the alphabet
        if flags.snippets:
            item["textEdit"]["newText"] = SNIPPETS[key]
            item["insertTextFormat"] = 2
        found.append(item)
    return found


_INLINE = frozenset(("name", "target", "uses", "tolerance", "rounds", "pure"))


def _new_intent(view: View, span: Span, flags: ClientFlags) -> Json:
    item = _item(view, "new intent", SNIPPET, "name, description, signature and an example", span)
    if flags.snippets:
        item["textEdit"]["newText"] = NEW_INTENT
        item["insertTextFormat"] = 2
    else:
        item["textEdit"]["newText"] = "# name: "
    return item


def _documentation(key: str, flags: ClientFlags) -> Json | str:
    text = section_help(key, Markup(flags.markdown_completion))
    return {"kind": "markdown", "value": text} if flags.markdown_completion else text


def _item(view: View, label: str, kind: int, detail: str, span: Span, *, text: str | None = None) -> Json:
    item: Json = {
        "label": one_line(label),
        "kind": kind,
        "textEdit": {"range": view.range(span), "newText": text or label},
    }
    if detail:
        item["detail"] = one_line(detail)
    return item
