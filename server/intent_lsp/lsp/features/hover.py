"""Hover: what a name, a type, an example or a section is, and how it stands."""

from __future__ import annotations

from intent_lsp.document.model import Example, Intent
from intent_lsp.document.place_contents import PlaceContents, contents_at
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.help import section_help
from intent_lsp.lsp.features.target_status import target_statuses
from intent_lsp.output.report import Round
from intent_lsp.status import Status
from intent_lsp.text.inert import Markup
from intent_lsp.text.span import Place
from intent_lsp.values import Json, show


def hover(context: Context, view: View, place: Place) -> Json | None:
    """Markdown (plain text for clients that want that) for what is at a place."""
    found = contents_at(view.document, place)
    if found is None:
        return None
    text = _text_of(context, view, found, Markup(context.flags.markdown_hover))
    kind = "markdown" if context.flags.markdown_hover else "plaintext"
    return {"contents": {"kind": kind, "value": text}, "range": view.range(found.span)}


def _text_of(context: Context, view: View, found: PlaceContents, markup: Markup) -> str:
    match found:
        case PlaceContents(kind="section"):
            return section_help(found.name, markup)
        case PlaceContents(example=Example() as example):
            return _example(context, view, found.intent, example, markup)
        case PlaceContents(kind="intent"):
            there, named = _named(context, view, found.intent, found.name)
            return _intent(context, there, named, markup) if named else f"{markup.code(found.name)}, another intent"
    declaration = markup.block(found.declaration, "ts")
    if found.kind == "type":
        return declaration
    return f"{declaration}\nA parameter of {markup.code(found.intent.name)}."


def _named(context: Context, view: View, intent: Intent, name: str) -> tuple[View, Intent | None]:
    """The intent a name means, and its document, as far as it has been read."""
    for use in intent.uses:
        if use.name == name and use.path and view.path is not None:
            there = context.documents.view_of_path(view.path.parent / use.path)
            return there or view, there.document.intent(name) if there is not None else None
    return view, view.document.intent(name)


def _intent(context: Context, view: View, intent: Intent, markup: Markup) -> str:
    lines = [markup.block(signature_text(intent.signature, intent.name), "ts")]
    if intent.description:
        lines.append(markup.prose(intent.description.strip()))
    for at in target_statuses(context, view, intent):
        notes = [at.state.note, at.state.remark] if at.state is not None else []
        note = "".join(f": {text}" for text in notes if text)
        lines.append(f"{markup.strong(at.target)} {markup.prose(at.text + note)}")
        if at.state is not None:
            lines += [f"- {markup.prose(told)}" for record in at.state.history if (told := _round(record))]
    return "\n\n".join(lines)


def _round(record: Round) -> str:
    """What is worth telling of a round: that it failed, or that not the first provider answered at once."""
    detours = "; ".join(map(str, record.detours))
    if not (record.reason or detours):
        return ""
    by = record.model or record.provider
    told = ": ".join(part for part in (f"round {record.number}" + f" · {by}" * bool(by), record.reason) if part)
    return told + f" ({detours})" * bool(detours)


def _example(context: Context, view: View, intent: Intent, example: Example, markup: Markup) -> str:
    call = f"{intent.name}({', '.join(show(value) for value in example.args)})"
    lines = [f"{markup.code(call)} → {_expected(example, markup)}"]
    if example.hidden:
        lines.append("Hidden: verified, but never shown to a model.")
    for target in view.document.targets(intent):
        state = context.states.get(view.path, intent.name, target) if view.path is not None else None
        if state is None or state.sources.get(example.number) != example.source:
            continue
        for record in state.history:
            results = record.verdict.examples if record.verdict else ()
            result = next((result for result in results if result.number == example.number), None)
            if result is not None:
                sign = (Status.VERIFIED if result.passed else Status.FAILED).sign
                when = markup.prose(f"{target}, round {record.number} · {record.model}: {sign}")
                lines.append(f"- {when} {markup.code(result.got)}")
    return "\n\n".join(lines)


def _expected(example: Example, markup: Markup) -> str:
    if not example.raises:
        return markup.code(show(example.expected))
    return "an error" if example.expected is True else f"an error with {markup.code(show(example.expected))}"
