"""``textDocument/semanticTokens/range``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import tokens
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.SemanticTokensRangeParams) -> dict[str, Any] | None:
    """The tokens of the lines that are in sight."""
    view = ls.session.documents.view(params.text_document.uri)
    if view is None:
        return None
    return {"data": tokens.tokens(view, params.range.start.line, params.range.end.line)}
