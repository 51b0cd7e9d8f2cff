"""From names to where they are declared and used, between documents and generated code, and renaming."""

from __future__ import annotations

import re
from pathlib import Path

from intent_lsp.document.examples.add_example import Change
from intent_lsp.document.model import Borrowed, Intent, Use
from intent_lsp.document.occurrences import Symbol, declaration, declared_types, occurrences, stated_name, symbol_at
from intent_lsp.document.structure.names import is_identifier, reserved_in
from intent_lsp.document.type_language.typelang import KNOWN
from intent_lsp.files import single_file
from intent_lsp.lsp.documents import workspace_edits
from intent_lsp.lsp.documents.generated_files import MOST_BYTES
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams
from intent_lsp.text.span import Place, Span
from intent_lsp.values import Json


async def definition(context: Context, view: View, place: Place) -> list[Json]:
    """From a use to its intent, from a parameter or type to its declaration, from an intent to its generated code."""
    symbol = symbol_at(view.document, place)
    if symbol is None:
        return []
    if symbol.kind == "type" and (there := await _lender(context, view, symbol)) is not None:
        return there
    if symbol.kind != "intent":
        found = declaration(view.document, symbol.intent, symbol.kind, symbol.name)
        return [_location(view, found)] if found is not None else []
    if symbol.span == symbol.intent.place(symbol.intent.name_span):
        return generated(context, view, symbol.intent)
    return [_location(there, intent.place(intent.name_span)) for there, intent in await _named(context, view, symbol)]


async def _lender(context: Context, view: View, symbol: Symbol) -> list[Json] | None:
    """Where a type of another document is declared; ``None`` for one of this document."""
    way = next((one.path for one in symbol.intent.borrowed if one.name == symbol.name), None)
    if way is None or view.path is None:
        return None
    there = await context.documents.closed_or_open((view.path.parent / way).resolve())
    if there is None:
        return []
    places = (declared_types(there.document, intent).get(symbol.name) for intent in there.document.intents)
    return [_location(there, found) for found in places if found is not None][:1]


def generated(context: Context, view: View, intent: Intent) -> list[Json]:
    """Where the generated functions of an intent are."""
    found = []
    for target in view.document.targets(intent):
        file = context.files.place(view, intent, target)
        if file is None:
            continue
        try:
            lines = (single_file.read(file, MOST_BYTES) or b"").decode("utf-8").splitlines()
        except (OSError, ValueError):
            continue
        if not lines:
            continue
        word = re.compile(rf"\b(?:function|def|const|let)\s+{re.escape(file.stem)}\b")
        line = next((number for number, text in enumerate(lines) if word.search(text)), 0)
        where = {"line": line, "character": 0}
        found.append({"uri": file.as_uri(), "range": {"start": where, "end": where}})
    return found


async def source_of(context: Context, path: Path, text: str) -> list[Json]:
    """From a generated file back to its intent."""
    from intent_lsp.output.provenance import read

    header = read(text)
    if header is None or header.provenance is None:
        return []
    document = context.scope.root_of(path) / header.provenance.document
    try:
        view = await context.documents.read(document)
    except (OSError, ValueError):
        return []
    intent = view.document.intent(header.provenance.intent)
    return [_location(view, intent.place(intent.name_span))] if intent is not None else []


async def references(context: Context, view: View, place: Place, *, with_declaration: bool) -> list[Json]:
    """Every place that means the same name; for intents also in other documents, and the generated code."""
    symbol = symbol_at(view.document, place)
    if symbol is None:
        return []
    if symbol.kind != "intent":
        first = declaration(view.document, symbol.intent, symbol.kind, symbol.name)
        same = occurrences(view.document, symbol.intent, symbol.kind, symbol.name)
        return [_location(view, span) for span in same if with_declaration or span != first]
    found: list[Json] = []
    for there, intent in await _named(context, view, symbol):
        for other, spans in await _uses(context, there, intent):
            name = intent.place(intent.name_span)
            found += [
                _location(other, span) for span in spans if with_declaration or not (other is there and span == name)
            ]
        found += generated(context, there, intent)
    return found


def highlights(view: View, place: Place) -> list[Json]:
    """The same name within the document."""
    symbol = symbol_at(view.document, place)
    if symbol is None:
        return []
    return [
        {"range": view.range(span), "kind": 1}
        for span in occurrences(view.document, symbol.intent, symbol.kind, symbol.name)
    ]


def prepare_rename(view: View, place: Place) -> Json | None:
    """What would be renamed at a place."""
    symbol = symbol_at(view.document, place)
    if symbol is None:
        return None
    return {"range": view.range(symbol.span), "placeholder": symbol.name}


async def rename(context: Context, view: View, place: Place, new_name: str) -> Json | None:
    """Rename an intent or a type through the workspace, a parameter through its intent.

    Raises ``JsonRpcInvalidParams`` with the reason for a name that is not valid, or taken.
    """
    symbol = symbol_at(view.document, place)
    if symbol is None:
        return None
    _check_name(view, symbol, new_name)
    if symbol.kind == "type" and any(one.name == symbol.name for one in symbol.intent.borrowed):
        raise JsonRpcInvalidParams(f"{symbol.name!r} belongs to another document: rename it there.")
    if symbol.kind != "intent":
        own = view, list(occurrences(view.document, symbol.intent, symbol.kind, symbol.name))
        others = await _borrowers(context, view, symbol.name) if symbol.kind == "type" else []
        everywhere = [(there, [(span, new_name) for span in spans]) for there, spans in (own, *others)]
        return workspace_edits.workspace_edit(everywhere, context.flags)
    changes: list[tuple[View, list[Change]]] = []
    for there, intent in (await _named(context, view, symbol))[:1]:
        if stated_name(there.document, intent) is None:
            raise JsonRpcInvalidParams(
                f"{intent.name!r} is named after its file: give it a `# name:` of its own first."
            )
        changes += [
            (other, [(span, new_name) for span in spans]) for other, spans in await _uses(context, there, intent)
        ]
    return workspace_edits.workspace_edit(changes, context.flags)


def _check_name(view: View, symbol: Symbol, name: str) -> None:
    targets = view.document.targets(symbol.intent)
    if not is_identifier(name, targets):
        raise JsonRpcInvalidParams(f"{name!r} is not an identifier in {' and '.join(targets)}.")
    if symbol.kind != "type" and (reserved := reserved_in(name, targets)):
        raise JsonRpcInvalidParams(f"{name!r} is a reserved word of {reserved}.")
    if symbol.kind == "type" and name in KNOWN:
        raise JsonRpcInvalidParams(f"{name!r} is a built-in type.")
    taken = {
        "intent": [intent.name for intent in view.document.intents],
        "parameter": [parameter.name for parameter in symbol.intent.signature.parameters],
        "type": list(symbol.intent.types),
    }[symbol.kind]
    if name != symbol.name and name in taken:
        raise JsonRpcInvalidParams(f"There is a {symbol.kind} named {name!r} already.")


async def _named(context: Context, view: View, symbol: Symbol) -> list[tuple[View, Intent]]:
    """The intent a name means: in the document, or where its use says."""
    for use in symbol.intent.uses:
        if use.name == symbol.name and use.path and symbol.span.line == symbol.intent.place(use.span).line:
            if view.path is None:
                return []
            try:
                there = await context.documents.read((view.path.parent / use.path).resolve())
            except (OSError, ValueError):
                return []
            intent = there.document.intent(use.name)
            return [(there, intent)] if intent is not None else []
    intent = view.document.intent(symbol.name)
    return [(view, intent)] if intent is not None else []


async def _uses(context: Context, view: View, intent: Intent) -> list[tuple[View, list[Span]]]:
    """Where an intent is named: in its own document first, then in the documents that use it from there."""
    found = [(view, list(occurrences(view.document, intent, "intent", intent.name)))]
    if view.path is None:
        return found
    for other in await context.documents.all_views():
        if other.path is None or other.path == view.path:
            continue
        spans = []
        for user in other.document.intents:
            for use in user.uses:
                if use.name == intent.name and use.path and (other.path.parent / use.path).resolve() == view.path:
                    span = user.place(use.span)
                    start = other.document.lines[span.line].find(use.name, span.column)
                    if start >= 0:
                        spans.append(Span(span.line, start, span.line, start + len(use.name)))
        if spans:
            found.append((other, spans))
    return found


async def _borrowers(context: Context, view: View, name: str) -> list[tuple[View, list[Span]]]:
    """Where other documents name a type that they take from this one."""
    found = []
    for other in await context.documents.all_views():
        if other.path is None or other.path == view.path or not other.borrows:
            continue
        spans = [
            span
            for intent in other.document.intents
            if any(
                one.name == name and (other.path.parent / one.path).resolve() == view.path for one in intent.borrowed
            )
            for span in occurrences(other.document, intent, "type", name)
        ]
        if spans:
            found.append((other, spans))
    return found


def links(view: View) -> list[Json]:
    """The documents that ``uses`` and ``types`` name."""
    if view.path is None:
        return []
    found: dict[Span, Json] = {}
    for intent in view.document.intents:
        named: list[Use | Borrowed] = [*intent.uses, *(intent.borrowed if view.borrows else ())]
        for use in named:
            if not use.path:
                continue
            span = intent.place(use.span)
            start = view.document.lines[span.line].find(use.path, span.column)
            if start >= 0:
                where = Span(span.line, start, span.line, start + len(use.path))
                target = (view.path.parent / use.path).resolve().as_uri()
                found[where] = {"range": view.range(where), "target": target}
    return list(found.values())


def _location(view: View, span: Span) -> Json:
    return {"uri": view.uri, "range": view.range(span)}
