"""``textDocument/documentSymbol``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.features import symbols
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.wire.positions import Encoded


def handle(ls: IntentServer, params: types.DocumentSymbolParams) -> Encoded | None:
    """The outline."""
    view = ls.session.documents.view(params.text_document.uri)
    if view is None:
        return None
    return symbols.outline(view, hierarchical=ls.session.scope.flags.hierarchical_symbols)
