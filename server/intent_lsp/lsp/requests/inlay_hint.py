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
    wanted = ls.session.scope.settings_of(view.path).inlay_hints if view.path is not None else "off"
    if wanted == "off":
        return []
    lines = params.range.start.line, params.range.end.line
    return hints.hints(view, ls.session.states, *lines, failures=wanted == "failures")
