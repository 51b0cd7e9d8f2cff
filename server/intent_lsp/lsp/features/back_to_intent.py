"""In a generated file: lenses and actions that lead back to its intent, and out of an edit by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.action_shape import command_action, for_client, is_wanted
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.scope import Scope
from intent_lsp.status import NOT_CHECKED, Status, status_of
from intent_lsp.text.inert import label
from intent_lsp.values import Json

KIND = "refactor.rewrite.intent"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a generated file comes from."""

    document: Path
    intent: str
    target: str
    edited: bool
    digest: str
    """Of the code that the header speaks of."""
    description: str
    """What the header says of its status and the examples that passed: ``✓ 6/6``, ``? 6/6 · why``."""

    @property
    def argument(self) -> Json:
        """What commands about it take."""
        return {"uri": self.document.as_uri(), "intent": self.intent, "target": self.target}


def origin(view: View, scope: Scope) -> Origin | None:
    """What the header of an open file says, with the document it names inside of the folder."""
    from intent_lsp.output.provenance import MARK, read

    if view.path is None or not any(MARK in line for line in view.text.lines[:40]):
        return None
    header = read(view.text.source)
    made = header.provenance if header is not None else None
    if header is None or made is None:
        return None
    root = scope.root_of(view.path)
    document = (root / made.document).resolve()
    if not document.is_relative_to(root.resolve()):
        return None  # whoever wrote this header, it leads out of the folder
    told = f"{status_of(made.doubts).sign} {made.examples_passed}/{made.examples_total}"
    told = " · ".join(filter(None, (told, "; ".join(made.doubts))))
    return Origin(root / made.document, made.intent, made.target, not header.intact, header.code_digest, told)


def lenses(view: View, context: Context) -> list[Json]:
    """The intent, and whether the code is as it was verified; on the first line, and resolved already."""
    scope = context.scope
    found = origin(view, scope)
    if found is None or view.path is None or not scope.settings_of(view.path).code_lens:
        return []
    back = _back(found)
    commands = [back if scope.flags.show_document else {"title": back["title"], "command": ""}]
    if found.edited:
        commands.append({"title": "edited by hand", "command": ""})
        commands += [action["command"] for action in _ways_out(found, trusted=scope.trusted)]
    elif status := _status(found, context):
        commands.append({"title": label(status), "command": ""})
    start = {"line": 0, "character": 0}
    return [{"range": {"start": start, "end": start}, "command": command} for command in commands]


def _status(found: Origin, context: Context) -> str:
    """The header's word, if this machine has checked that code; empty where that is not known."""
    state = context.states.get(found.document, found.intent, found.target)
    if state is None:
        return ""
    return found.description if state.code_digest == found.digest else f"{Status.UNCHECKED.sign} {NOT_CHECKED}"


def actions(view: View, scope: Scope, only: Sequence[str] | None) -> list[Json]:
    """The same as actions."""
    found = origin(view, scope)
    if found is None or not is_wanted(KIND, only):
        return []
    items = _ways_out(found, trusted=scope.trusted) if found.edited else []
    if scope.flags.show_document:
        back = _back(found)
        items.insert(0, command_action(back["title"], KIND, back["command"], back["arguments"][0]))
    return [action for item in items if (action := for_client(item, scope.flags)) is not None]


def _back(found: Origin) -> Json:
    argument = {"uri": found.document.as_uri(), "intent": found.intent}
    title = label(f"Open the intention '{found.intent}' in {found.document.name}")
    return {"title": title, "command": "intent.open", "arguments": [argument]}


def _ways_out(found: Origin, *, trusted: bool) -> list[Json]:
    ways = [command_action("Show what was edited", KIND, "intent.diff", found.argument)]
    if trusted:
        ways.append(command_action("Keep the edit, if it passes the examples", KIND, "intent.keep", found.argument))
        force = {**found.argument, "force": True}
        ways.append(command_action("Take the generated code", KIND, "intent.transpile", force))
    return ways
