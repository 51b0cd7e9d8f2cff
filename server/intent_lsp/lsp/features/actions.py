"""Code actions: everything that can be done at a place, so that editors without lenses miss nothing.

Kinds: ``quickfix`` changes the document, ``refactor.rewrite.intent`` works on the intent under the cursor,
``source.intent.transpile`` on the document. Nothing that asks a model is ever in ``source.fixAll``: that runs on save.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intent_lsp.document.model import Intent
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.settings import UNTRUSTED
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.fixes import fixes
from intent_lsp.text.inert import label
from intent_lsp.values import Json

REWRITE = "refactor.rewrite.intent"
SOURCE = "source.intent.transpile"


def at(context: Context, view: View, first: int, last: int, only: Sequence[str] | None) -> list[Json]:
    """The actions for the lines ``first`` to ``last``, filtered by the kinds the client asks for."""
    found = [action for action in _all(context, view, first, last) if wanted(action["kind"], only)]
    return [fit for action in found if (fit := shaped(action, context.flags)) is not None]


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Kinds are hierarchical: ``source`` asks for ``source.intent.transpile`` too (LSP 3.17, ``CodeActionKind``)."""
    return only is None or any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in only)


def _all(context: Context, view: View, first: int, last: int) -> Iterator[Json]:
    document = view.document
    here = [intent for intent in document.intents if intent.line <= last and first < intent.line + intent.lines]
    yield from fixes(context, view, first, last)
    for intent in here:
        yield _transpile(context, view, intent)
        yield from _variants(context, view, intent)
        yield from _on_files(context, view, intent)
    if document.intents:
        action = command_action(
            "Transpile all intentions in this document", SOURCE, "intent.transpile", {"uri": view.uri}
        )
        yield _disabled(action, _why_not(context, view))
    if document.intents and context.scope.folders:
        whole = command_action("Transpile all documents of the workspace", SOURCE, "intent.transpileWorkspace", {})
        yield _disabled(whole, "" if context.trusted else UNTRUSTED)


def _transpile(context: Context, view: View, intent: Intent) -> Json:
    action = command_action(
        f"Transpile intention '{intent.name}'", REWRITE, "intent.transpile", {"uri": view.uri, "intent": intent.name}
    )
    reason = _why_not(context, view)
    if not reason and intent.broken:
        reason = "The intention has errors; fix them first."
    if not reason and not intent.examples:
        reason = "The intent has no examples, so nothing could be verified."
    return _disabled(action, reason)


def _variants(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """Less usual ways to transpile an intent, and to stop it."""
    argument = {"uri": view.uri, "intent": intent.name}
    if view.path is not None and context.running(view.path, intent.name):
        yield command_action(f"Cancel transpiling '{intent.name}'", REWRITE, "intent.cancel", argument)
    if _why_not(context, view) or intent.broken or not intent.examples:
        return
    again = {**argument, "regenerate": True}
    yield command_action(f"Transpile '{intent.name}' anew, past the cache", REWRITE, "intent.transpile", again)
    targets = view.document.targets(intent)
    for target in targets if len(targets) > 1 else ():
        only = {**argument, "target": target}
        yield command_action(f"Transpile '{intent.name}' only for {target}", REWRITE, "intent.transpile", only)
    for name, shown in _other_providers(context, view):
        title = f"Transpile '{intent.name}' with {shown}"
        yield command_action(title, REWRITE, "intent.transpile", {**again, "provider": name})


def _other_providers(context: Context, view: View) -> Iterator[tuple[str, str]]:
    """Every configured provider but the one that is asked first anyway: name, and name with model."""
    config = context.scope.config_of(view.path) if view.path is not None else None
    if config is None:
        return
    first = config.draft[0] if config.draft else config.providers[0].name if config.providers else ""
    for provider in config.providers:
        if provider.name != first:
            yield provider.name, f"{provider.name} ({provider.model})" if provider.model else provider.name


def _on_files(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """What needs no model: run the examples on what is there, open it, read the prompt."""
    files = {}
    for target in view.document.targets(intent):
        file = context.files.place(view, intent, target)
        if file is not None and context.files.kind(view, file):
            files[target] = file
    argument = {"uri": view.uri, "intent": intent.name}
    if files and intent.examples and not intent.broken and not _why_not(context, view):
        yield command_action(
            f"Run the examples of '{intent.name}' on the code that is there", REWRITE, "intent.check", argument
        )
    for target, file in files.items():
        if context.flags.show_document:
            yield command_action(f"Open the {target} file", REWRITE, "intent.open", {"uri": file.as_uri()})
    for target in view.document.targets(intent):
        if view.path is not None and context.states.get(view.path, intent.name, target) is not None:
            title = f"Show the {target} prompt"
            yield command_action(title, REWRITE, "intent.prompt", {**argument, "target": target})


def _why_not(context: Context, view: View) -> str:
    if not context.trusted:
        return UNTRUSTED
    return "" if view.path is not None else "Save the document to a file first."


def command_action(title: str, kind: str, command: str, argument: Json) -> Json:
    """An action that runs one of our commands."""
    title = label(title)
    return {"title": title, "kind": kind, "command": {"title": title, "command": command, "arguments": [argument]}}


def _disabled(action: Json, reason: str) -> Json:
    if reason:
        action["disabled"] = {"reason": label(reason)}
        del action["command"]
    return action


def shaped(action: Json, flags: ClientFlags) -> Json | None:
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
