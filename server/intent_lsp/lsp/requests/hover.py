"""``textDocument/hover``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import hover
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.HoverParams) -> dict[str, Any] | None:
    """What is at a place."""
    view = ls.session.documents.views.get(params.text_document.uri)
    if view is not None and view.kind == "config":
        from intent_lsp.lsp.features import config_completion

        return config_completion.hover(view, view.place(params.position))
    return (
        hover.hover(ls.session.context, view, view.place(params.position)) if view and view.kind == "intent" else None
    )
