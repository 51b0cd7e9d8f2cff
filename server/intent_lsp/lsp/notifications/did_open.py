"""``textDocument/didOpen``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_DID_OPEN


def handle(ls: IntentServer, params: types.DidOpenTextDocumentParams) -> None:
    """The editor opened a document."""
    ls.session.opened(params.text_document.uri)
