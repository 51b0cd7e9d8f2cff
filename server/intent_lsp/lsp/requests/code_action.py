"""``textDocument/codeAction``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import actions
from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_CODE_ACTION


def handle(ls: IntentServer, params: types.CodeActionParams) -> list[dict[str, Any]] | None:
    """What can be done at this place."""
    view = ls.session.view(params.text_document.uri)
    if view is None:
        return None
    start, end = view.place(params.range.start), view.place(params.range.end)
    only = params.context.only
    return actions.at(ls.session, view, start.line, end.line, list(only) if only is not None else None)
