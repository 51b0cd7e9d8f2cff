"""``initialized``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.INITIALIZED


def handle(ls: IntentServer, params: types.InitializedParams) -> None:
    """The client takes requests from now on."""
    ls.session.background(ls.session.initialized())
