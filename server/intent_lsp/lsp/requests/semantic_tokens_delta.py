"""``textDocument/semanticTokens/full/delta``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import tokens
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.SemanticTokensDeltaParams) -> dict[str, Any] | None:
    """What changed since an earlier answer."""
    view = ls.session.documents.view(params.text_document.uri)
    return tokens.delta(view, params.previous_result_id) if view is not None else None
