"""The shape of code actions: an edit or a command, its kind, and what a client understands of it."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.examples.add_example import Change
from intent_lsp.document.model import Problem
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.documents import workspace_edits
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.text.inert import label
from intent_lsp.values import Json

QUICKFIX = "quickfix"
REWRITE = "refactor.rewrite.intent"
SOURCE = "source.intent.transpile"


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Kinds are hierarchical: ``source`` asks for ``source.intent.transpile`` too (LSP 3.17, ``CodeActionKind``)."""
    return only is None or any(
        not requested or kind == requested or kind.startswith(f"{requested}.") for requested in only
    )


def command_action(title: str, kind: str, command: str, argument: Json) -> Json:
    """An action that runs one of our commands."""
    title = label(title)
    return {"title": title, "kind": kind, "command": {"title": title, "command": command, "arguments": [argument]}}


def edit_action(
    context: Context,
    view: View,
    title: str,
    changes: list[Change],
    *,
    kind: str = QUICKFIX,
    problem: Problem | None = None,
    there: View | None = None,
) -> Json:
    """``there``: the document that is changed, if it is another one."""
    action: Json = {
        "title": label(title),
        "kind": kind,
        "edit": workspace_edits.workspace_edit([(there or view, changes)], context.flags),
    }
    if problem is not None:
        action["isPreferred"] = "suggestion" in problem.data or "nearest" in problem.data
        action["diagnostics"] = [
            d
            for d in context.published(view.uri)
            if d["code"] == problem.code and d["range"] == view.range(problem.span)
        ]
    return action


def disabled(action: Json, reason: str) -> Json:
    """The action with the reason why it cannot be done; as it is without a reason."""
    if reason:
        action["disabled"] = {"reason": label(reason)}
        del action["command"]
    return action


def for_client(action: Json, flags: ClientFlags) -> Json | None:
    """What this client understands of an action."""
    if "disabled" in action and not flags.code_action_disabled:
        return None
    if not flags.code_action_literals:
        if "edit" in action:
            # Clients of old take commands only: one that applies the edit.
            return {"title": action["title"], "command": "intent.applyEdit", "arguments": [{"edit": action["edit"]}]}
        command: Json | None = action.get("command")
        return command
    if not flags.code_action_preferred:
        action.pop("isPreferred", None)
    return action
