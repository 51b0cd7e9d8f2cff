"""``textDocument/rename``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


async def handle(ls: IntentServer, params: types.RenameParams) -> dict[str, Any] | None:
    """Rename what is at a place."""
    view = ls.session.documents.view(params.text_document.uri)
    if view is None:
        return None
    return await navigation.rename(ls.session.context, view, view.place(params.position), params.new_name)
