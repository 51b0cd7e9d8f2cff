"""``textDocument/foldingRange``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.features import folding
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.wire.positions import Encoded


def handle(ls: IntentServer, params: types.FoldingRangeParams) -> Encoded | None:
    """What can be folded."""
    view = ls.session.documents.view(params.text_document.uri)
    return folding.folds(view) if view is not None else None
