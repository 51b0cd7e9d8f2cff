"""``textDocument/inlayHint``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import hints
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.InlayHintParams) -> list[dict[str, Any]] | None:
    """What came back for the examples in sight."""
    view = ls.session.documents.view(params.text_document.uri)
    if view is None:
        return None
    if view.path is None or not ls.session.scope.settings_of(view.path).inlay_hints:
        return []
    return hints.hints(view, ls.session.states, params.range.start.line, params.range.end.line)
