"""``textDocument/formatting``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import formatting
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.DocumentFormattingParams) -> list[dict[str, Any]] | None:
    """Format the examples."""
    view = ls.session.documents.view(params.text_document.uri)
    return formatting.format_examples(view) if view is not None else None
