"""``textDocument/didChange``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.TEXT_DOCUMENT_DID_CHANGE


def handle(ls: IntentServer, params: types.DidChangeTextDocumentParams) -> None:
    """The text is changed already; check it."""
    ls.session.changed(params.text_document.uri)
