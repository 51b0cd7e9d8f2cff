"""Code actions: what can be done at a place, so that editors without lenses miss nothing.

Kinds: ``quickfix`` changes the document or settles what failed, ``refactor.rewrite.intent`` works on the intent under
the cursor, ``source.intent.transpile`` on the document. Nothing that asks a model is ever in ``source.fixAll``, which
runs on save.

Some editors show titles only, all kinds in one list. So a line has what is likely there, most likely first; the line
with an intent's name has what can be done with the intent, the line with its targets what can be done for one of them.
Who asks for ``refactor`` or ``source`` gets all of that, wherever the cursor is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from intent_lsp.document.model import Intent
from intent_lsp.lsp.client.settings import UNTRUSTED
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import result_fixes
from intent_lsp.lsp.features.action_shape import (
    QUICKFIX,
    REWRITE,
    SOURCE,
    command_action,
    disabled,
    for_client,
    is_wanted,
)
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.fixes import fixes, rewrites
from intent_lsp.models.contract import BUILTIN
from intent_lsp.status import Status
from intent_lsp.values import Json, Target


def at(context: Context, view: View, first: int, last: int, only: Sequence[str] | None) -> list[Json]:
    """The actions for the lines ``first`` to ``last``, filtered by the kinds the client asks for."""
    found = _all(context, view, first, last, everything=only is not None and QUICKFIX not in only)
    fitting = (for_client(action, context.flags) for action in found if is_wanted(action["kind"], only))
    return [fit for fit in fitting if fit is not None]


def _all(context: Context, view: View, first: int, last: int, *, everything: bool) -> Iterator[Json]:
    here = [intent for intent in view.document.intents if intent.line <= last and first < intent.line + intent.lines]
    named = [intent for intent in here if everything or first <= intent.place(intent.name_span).line]
    yield from fixes(context, view, first, last)
    for intent in here:
        yield from _on_intent(context, view, intent, first, last, everything=intent in named, kind_requested=everything)
    if view.document.intents and (everything or named or not here):
        yield from _on_document(context, view)


def _on_intent(
    context: Context, view: View, intent: Intent, first: int, last: int, *, everything: bool, kind_requested: bool
) -> Iterator[Json]:
    """``everything`` about the intent, or what is likely here; ``kind_requested``: of a kind, not of a place."""
    fails = result_fixes.fails_on(context, view, intent, first, last)
    yield from result_fixes.for_lines(context, view, intent, first, last)
    if everything:
        yield from result_fixes.for_intent(context, view, intent)
    if everything or fails:
        yield from result_fixes.repairs(context, view, intent)
    if view.path is not None and context.states.under_way(view.path, intent.name):
        argument = {"uri": view.uri, "intent": intent.name}
        yield command_action(f"Cancel transpiling '{intent.name}'", REWRITE, "intent.cancel", argument)
    transpile = _transpile(context, view, intent)
    if everything or "disabled" not in transpile:
        yield transpile
    if everything:
        yield from _on_files(context, view, intent)
    if everything or not fails:
        yield from rewrites(context, view, intent, first, last)
    if kind_requested or _on_targets(intent, first, last, on_name=everything):
        yield from _for_one_target(context, view, intent)
    if everything:
        yield from _variants(context, view, intent)


def _on_document(context: Context, view: View) -> Iterator[Json]:
    action = command_action("Transpile all intentions in this document", SOURCE, "intent.transpile", {"uri": view.uri})
    yield disabled(action, _why_not(context, view))
    if context.scope.folders:
        whole = command_action("Transpile all documents of the workspace", SOURCE, "intent.transpileWorkspace", {})
        yield disabled(whole, "" if context.trusted else UNTRUSTED)


def _transpile(context: Context, view: View, intent: Intent) -> Json:
    action = command_action(
        f"Transpile intention '{intent.name}'", REWRITE, "intent.transpile", {"uri": view.uri, "intent": intent.name}
    )
    reason = _why_not(context, view)
    if not reason and intent.broken:
        reason = "The intent has errors; fix them first."
    if not reason and not intent.examples:
        reason = "The intent has no examples, so nothing could be verified."
    return disabled(action, reason)


def _on_targets(intent: Intent, first: int, last: int, *, on_name: bool) -> bool:
    """Whether the section with the intent's targets is on these lines; without one, the name stands for it."""
    places = [intent.place(section.span) for section in intent.sections if section.key == "target"]
    return any(place.line <= last and first <= place.end_line for place in places) if places else on_name


def _for_one_target(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    targets = view.document.targets(intent)
    if len(targets) < 2 or _why_not(context, view) or intent.broken or not intent.examples:
        return
    for target in targets:
        only = {"uri": view.uri, "intent": intent.name, "target": target}
        yield command_action(f"Transpile '{intent.name}' only for {target}", REWRITE, "intent.transpile", only)


def _variants(context: Context, view: View, intent: Intent) -> Iterator[Json]:
    """Less usual ways to transpile an intent, and what was asked of a model."""
    argument = {"uri": view.uri, "intent": intent.name}
    if _why_not(context, view) or intent.broken or not intent.examples:
        return
    again = {**argument, "regenerate": True}
    yield command_action(f"Transpile '{intent.name}' anew, past the cache", REWRITE, "intent.transpile", again)
    for name, shown in _other_providers(context, view):
        title = f"Transpile '{intent.name}' with {shown}"
        yield command_action(title, REWRITE, "intent.transpile", {**again, "provider": name})
    for target in view.document.targets(intent):
        state = context.states.get(view.path, intent.name, target) if view.path is not None else None
        if state is not None and state.model != BUILTIN and (state.prompt or state.status is Status.FAILED):
            title = f"Show the {target} prompt of '{intent.name}'"
            yield command_action(title, REWRITE, "intent.prompt", {**argument, "target": target})


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
    """What needs no model: run the examples on what is there, and open it."""
    files: dict[Target, Path] = {}
    for target in view.document.targets(intent):
        file = context.files.place(view, intent, target)
        if file is not None and context.files.kind(view, file):
            files[target] = file
    argument = {"uri": view.uri, "intent": intent.name}
    if files and intent.examples and not intent.broken and not _why_not(context, view):
        title = f"Run the examples of '{intent.name}' on the code that is there"
        yield command_action(title, REWRITE, "intent.check", argument)
    for file in files.values() if context.flags.show_document else ():
        yield command_action(f"Open {file.name}", REWRITE, "intent.open", {"uri": file.as_uri()})


def _why_not(context: Context, view: View) -> str:
    if not context.trusted:
        return UNTRUSTED
    return "" if view.path is not None else "Save the document to a file first."
