"""``textDocument/documentLink``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import navigation
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.DocumentLinkParams) -> list[dict[str, Any]] | None:
    """The documents that are used."""
    view = ls.session.documents.view(params.text_document.uri)
    return navigation.links(view) if view is not None else None
