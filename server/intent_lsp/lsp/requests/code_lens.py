"""``textDocument/codeLens``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import back_to_intent, lenses
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.wire.positions import Encoded


def handle(ls: IntentServer, params: types.CodeLensParams) -> Encoded | list[dict[str, Any]] | None:
    """Lenses without titles; in generated files, with them."""
    view = ls.session.documents.views.get(params.text_document.uri)
    if view is None or view.kind == "config":
        return None
    if view.kind == "intent":
        return lenses.lenses(ls.session.context, view)
    return back_to_intent.lenses(view, ls.session.context)
