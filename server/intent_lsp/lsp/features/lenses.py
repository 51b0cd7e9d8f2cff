"""Code lenses: a cheap list of places, and titles by resolve, so that only what is visible is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intent_lsp.document.model import Intent, Span
from intent_lsp.lsp.features.standing import Standing, file_kind, file_of, standing

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View

Json = dict[str, Any]


_WITH_FILE = ("verified", "stale", "edited", "failed")


def _differs(session: Session, view: View, intent: Intent, at: Standing) -> bool:
    if at.kind != "failed":
        return at.kind == "edited"
    file = file_of(session, view, intent, at.target)
    return file != at.file and bool(file_kind(session, view, file))


def lenses(session: Session, view: View) -> list[Json]:
    """One lens to start or cancel each intent, one for each of its targets, and what can be done with files."""
    if view.path is None or not session.settings_of(view.path).code_lens:
        return []
    document, found = view.document, []
    for intent in document.intents:
        where = view.range(Span(intent.line, 0, intent.line, 0))
        data = {"uri": view.uri, "intent": intent.name}
        found.append({"range": where, "data": data})
        targets = document.targets(intent)
        found += [{"range": where, "data": {**data, "target": target}} for target in targets]
        known = [
            at
            for target in targets
            if session.states.get(view.path, intent.name, target) is not None
            and (at := standing(session, view, intent, target)).kind in _WITH_FILE
        ]
        if any(at.kind != "failed" for at in known):
            found.append({"range": where, "data": {**data, "does": "check"}})
        found += [
            {"range": where, "data": {**data, "target": at.target, "does": "diff"}}
            for at in known
            if _differs(session, view, intent, at)
        ]
    return found


def resolve(session: Session, lens: Json) -> Json:
    """Give a lens its title and command; one whose intent has gone gets an empty one."""
    data = lens.get("data") or {}
    uri, name, target = str(data.get("uri")), str(data.get("intent")), data.get("target")
    view = session.view(uri)
    intent = view.document.intent(name) if view is not None else None
    if view is None or view.path is None or intent is None:
        return lens | {"command": {"title": "", "command": ""}}
    argument = {"uri": uri, "intent": name}
    if data.get("does") == "check":
        running = session.runner.running(view.path, intent.name)
        return lens | {
            "command": {"title": "Run examples", "command": ""}
            if running or not session.trusted
            else _command("Run examples", "intent.check", argument)
        }
    if data.get("does") == "diff":
        return lens | {"command": _command("Diff with the file", "intent.diff", {**argument, "target": target})}
    if target is not None:
        at = standing(session, view, intent, target)
        title = f"{target}: {at.text}"
        if at.file is not None and session.flags.show_document:
            return lens | {"command": _command(title, "intent.open", {"uri": at.file.as_uri()})}
        return lens | {"command": {"title": title, "command": ""}}
    if session.runner.running(view.path, intent.name):
        return lens | {"command": _command("■ Cancel", "intent.cancel", argument)}
    if not session.trusted:
        return lens | {"command": {"title": "Transpiling is off: the workspace is not trusted", "command": ""}}
    if intent.broken:
        return lens | {"command": {"title": "Fix the errors to transpile", "command": ""}}
    return lens | {"command": _command("▶ Transpile", "intent.transpile", argument)}


def _command(title: str, command: str, argument: Json) -> Json:
    return {"title": title, "command": command, "arguments": [argument]}
