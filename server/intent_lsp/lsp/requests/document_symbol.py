"""``textDocument/documentSymbol``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import symbols
from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_DOCUMENT_SYMBOL


def handle(ls: IntentServer, params: types.DocumentSymbolParams) -> list[dict[str, Any]] | None:
    """The outline."""
    view = ls.session.view(params.text_document.uri)
    return symbols.outline(view, hierarchical=ls.session.flags.hierarchical_symbols) if view is not None else None
