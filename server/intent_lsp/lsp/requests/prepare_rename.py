"""``textDocument/prepareRename``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.PrepareRenameParams) -> dict[str, Any] | None:
    """Whether the name at a place can be renamed."""
    view = ls.session.documents.view(params.text_document.uri)
    return navigation.prepare_rename(view, view.place(params.position)) if view is not None else None
