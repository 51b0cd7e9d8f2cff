"""``textDocument/didSave``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_DID_SAVE


def handle(ls: IntentServer, params: types.DidSaveTextDocumentParams) -> None:
    """The document was saved: work starts here, never while it is being saved."""
    ls.session.saved(params.text_document.uri)
