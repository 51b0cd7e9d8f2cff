"""``textDocument/completion``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import completion, config_completion
from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_COMPLETION


async def handle(ls: IntentServer, params: types.CompletionParams) -> list[dict[str, Any]] | None:
    """What could stand here."""
    view = ls.session.views.get(params.text_document.uri)
    if view is None:
        return None
    if view.kind == "config":
        return config_completion.complete(ls.session, view, view.place(params.position))
    if view.kind != "intent":
        return None
    place = view.place(params.position)
    others = await ls.session.all_views() if completion.needs_others(view, place) else ()
    return completion.complete(ls.session, view, place, others)
