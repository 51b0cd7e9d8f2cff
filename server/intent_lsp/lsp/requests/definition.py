"""``textDocument/definition``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


async def handle(ls: IntentServer, params: types.DefinitionParams) -> list[dict[str, Any]] | None:
    """Where the name at a place is declared; from generated code, the intent."""
    view = ls.session.documents.views.get(params.text_document.uri)
    if view is None:
        return None
    if view.kind == "intent":
        return await navigation.definition(ls.session.context, view, view.place(params.position))
    return await navigation.source_of(ls.session.context, view.path, view.text.source) if view.path else None
