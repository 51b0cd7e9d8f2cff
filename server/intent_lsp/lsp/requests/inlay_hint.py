"""``textDocument/inlayHint``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import hints
from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_INLAY_HINT


def handle(ls: IntentServer, params: types.InlayHintParams) -> list[dict[str, Any]] | None:
    """What came back for the examples in sight."""
    view = ls.session.view(params.text_document.uri)
    return hints.hints(ls.session, view, params.range.start.line, params.range.end.line) if view is not None else None
