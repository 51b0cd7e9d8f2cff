"""``textDocument/codeAction``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import actions, adoption_actions, back_to_intent
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.CodeActionParams) -> list[dict[str, Any]] | None:
    """What can be done at this place."""
    view = ls.session.documents.views.get(params.text_document.uri)
    if view is None or view.kind == "config":
        return None
    only = list(params.context.only) if params.context.only is not None else None
    if view.kind == "other":
        found = back_to_intent.actions(view, ls.session.scope, only)
        return found or adoption_actions.actions(view, ls.session.scope, params.range.start.line, only)
    start, end = view.place(params.range.start), view.place(params.range.end)
    return actions.at(ls.session.context, view, start.line, end.line, only)
