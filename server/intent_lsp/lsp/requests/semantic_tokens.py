"""``textDocument/semanticTokens/full``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import tokens
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.SemanticTokensParams) -> dict[str, Any] | None:
    """The tokens of the whole document."""
    view = ls.session.documents.view(params.text_document.uri)
    return tokens.full(view) if view is not None else None
