"""``textDocument/didClose``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_DID_CLOSE


def handle(ls: IntentServer, params: types.DidCloseTextDocumentParams) -> None:
    """The editor closed a document."""
    ls.session.closed(params.text_document.uri)
