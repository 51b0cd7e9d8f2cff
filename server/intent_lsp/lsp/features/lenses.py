"""Code lenses: a cheap list of places, and titles by resolve, so that only what is visible is looked at.

Of small documents all is visible, and their lenses come with titles: no editor shows them half. Editors order a line's
lenses by column (Neovim with a sort that is not stable), so each has a column of its own.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from intent_lsp.document.model import Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.answer_cache import encoded
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.target_status import TargetStatus, target_status, target_statuses
from intent_lsp.lsp.wire.positions import Encoded
from intent_lsp.status import Phase, Status
from intent_lsp.text.inert import label
from intent_lsp.text.span import Span
from intent_lsp.values import Json, Target

if TYPE_CHECKING:
    from pathlib import Path


AT_ONCE = 40
"""As many lenses have their titles from the beginning."""
_NAMES: dict[Target, str] = {"js": "JS", "py": "Python"}
_WITH_FILE = frozenset(Status)


def _differs(context: Context, view: View, intent: Intent, at: TargetStatus) -> bool:
    if at.kind not in (Status.FAILED, Status.DISAGREE):
        return at.kind is Status.EDITED
    file = context.files.place(view, intent, at.target)
    return file != at.file and bool(context.files.kind(view, file))


def lenses(context: Context, view: View) -> Encoded:
    """One lens to start or cancel each intent, one for each of its targets, and what can be done with files."""
    if view.path is None or not context.scope.settings_of(view.path).code_lens:
        return Encoded(b"[]")
    answer = encoded(view, "lenses", view.default_targets, lambda intent: _places(view, intent))
    more = _for_files(context, view, view.path)
    if len(view.document.intents) * 2 + len(more) <= AT_ONCE:
        found = sorted([*json.loads(answer), *more], key=lambda lens: _column(lens["range"]["start"]))
        titled = [resolve(context, lens) for lens in found[:AT_ONCE]] + found[AT_ONCE:]
        return Encoded(json.dumps(titled, separators=(",", ":")).encode())
    if not more:
        return answer
    return Encoded(b"%b,%b" % (answer[:-1], json.dumps(more, separators=(",", ":"))[1:].encode()))


def _places(view: View, intent: Intent) -> list[Json]:
    """What only depends on the text."""
    if intent.only_types:
        return []
    data = {"uri": view.uri, "intent": intent.name}
    places: list[Json] = [{"range": _place(view, intent, 0), "data": data}]
    for column, target in enumerate(view.document.targets(intent), 1):
        places.append({"range": _place(view, intent, column), "data": {**data, "target": target}})
    return places


def _for_files(context: Context, view: View, path: Path) -> list[Json]:
    """What depends on what has been transpiled, and on files."""
    transpiled = {state.work.intent for state in context.states.of(path)}
    found: list[Json] = []
    for intent in view.document.intents if transpiled else ():
        if intent.name not in transpiled:
            continue
        data = {"uri": view.uri, "intent": intent.name}
        known = [
            at
            for target in view.document.targets(intent)
            if context.states.get(path, intent.name, target) is not None
            and (at := target_status(context, view, intent, target)).kind in _WITH_FILE
        ]
        column = len(view.document.targets(intent)) + 1
        if any(at.kind not in (Status.FAILED, Status.DISAGREE) and at.file is not None for at in known):
            found.append({"range": _place(view, intent, column), "data": {**data, "does": "check"}})
        for at in known:
            if _differs(context, view, intent, at):
                column += 1
                where = _place(view, intent, column)
                found.append({"range": where, "data": {**data, "target": at.target, "does": "diff"}})
    return found


def _place(view: View, intent: Intent, column: int) -> Json:
    """On the intent's first line; the column only decides about the order."""
    column = min(column, len(view.document.lines[intent.line]))
    return view.range(Span(intent.line, column, intent.line, column))


def _column(place: Json) -> tuple[int, int]:
    return place["line"], place["character"]


def resolve(context: Context, lens: Json) -> Json:
    """Give a lens its title and command; one whose intent has gone gets an empty one."""
    data = lens["data"] if isinstance(lens.get("data"), dict) else {}
    uri, name, target = str(data.get("uri")), str(data.get("intent")), data.get("target")
    view = context.documents.view(uri)
    intent = view.document.intent(name) if view is not None else None
    if view is None or view.path is None or intent is None:
        return lens | {"command": {"title": "", "command": ""}}
    argument = {"uri": uri, "intent": name}
    if data.get("does") == "check":
        running = context.states.under_way(view.path, intent.name)
        return lens | {
            "command": {"title": "Run examples", "command": ""}
            if running or not context.trusted
            else _command("Run examples", "intent.check", argument)
        }
    if data.get("does") == "diff":
        return lens | {"command": _command("Diff with the file", "intent.diff", {**argument, "target": target})}
    if target is not None:
        at = target_status(context, view, intent, target)
        title = label(_title(context, view, intent, at))
        if at.file is not None and context.flags.show_document:
            return lens | {"command": _command(title, "intent.open", {"uri": at.file.as_uri()})}
        return lens | {"command": {"title": title, "command": ""}}
    if context.states.under_way(view.path, intent.name):
        return lens | {"command": _command("■ Cancel", "intent.cancel", argument)}
    if not context.trusted:
        return lens | {"command": {"title": "Transpiling is off: the workspace is not trusted", "command": ""}}
    if intent.broken:
        return lens | {"command": {"title": "Fix the errors to transpile", "command": ""}}
    return lens | {"command": _command("▶ Transpile", "intent.transpile", argument)}


def _title(context: Context, view: View, intent: Intent, at: TargetStatus) -> str:
    """``✓ JS``, ``✗ Python 3/4``: who wrote it and what is doubted is the hover's. What both have is told once."""
    name = _NAMES[at.target]
    if at.kind is Status.VERIFIED:
        return f"{at.kind.sign} {name}"
    said = _summary_of(at)
    if said and isinstance(at.kind, Status | Phase):
        first = next(each for each in target_statuses(context, view, intent) if _summary_of(each) == said)
        return f"{at.kind.sign} {name}" + (f": {said}" if first.target == at.target else "")
    sign, space, rest = at.text.partition(" ")
    return f"{sign} {name} {rest}" if space and not sign.isalnum() else f"{name}: {at.text}"


def _summary_of(at: TargetStatus) -> str:
    """What can be true of all targets: what to do about a doubt, or why nothing came of it."""
    if at.kind is Status.UNCERTAIN and at.state is not None:
        return at.state.next_step
    return at.text.removeprefix(f"{Phase.ERROR.sign} ") if at.kind is Phase.ERROR else ""


def _command(title: str, command: str, argument: Json) -> Json:
    return {"title": title, "command": command, "arguments": [argument]}
