"""``textDocument/references``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


async def handle(ls: IntentServer, params: types.ReferenceParams) -> list[dict[str, Any]] | None:
    """Where the name at a place is used."""
    view = ls.session.documents.view(params.text_document.uri)
    if view is None:
        return None
    wanted = params.context.include_declaration
    return await navigation.references(ls.session.context, view, view.place(params.position), with_declaration=wanted)
