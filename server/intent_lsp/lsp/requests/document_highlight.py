"""``textDocument/documentHighlight``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.DocumentHighlightParams) -> list[dict[str, Any]] | None:
    """The same name in the document."""
    view = ls.session.documents.view(params.text_document.uri)
    return navigation.highlights(view, view.place(params.position)) if view is not None else None
