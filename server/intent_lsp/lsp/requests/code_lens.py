"""``textDocument/codeLens``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import lenses
from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_CODE_LENS


def handle(ls: IntentServer, params: types.CodeLensParams) -> list[dict[str, Any]] | None:
    """Lenses without titles."""
    view = ls.session.view(params.text_document.uri)
    return lenses.lenses(ls.session, view) if view is not None else None
