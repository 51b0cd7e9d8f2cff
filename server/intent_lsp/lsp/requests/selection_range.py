"""``textDocument/selectionRange``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import folding
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.SelectionRangeParams) -> list[dict[str, Any]] | None:
    """How each selection grows."""
    view = ls.session.documents.view(params.text_document.uri)
    return [folding.selection(view, view.place(position)) for position in params.positions] if view else None
