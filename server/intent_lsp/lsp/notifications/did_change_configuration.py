"""``workspace/didChangeConfiguration``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.WORKSPACE_DID_CHANGE_CONFIGURATION


def handle(ls: IntentServer, params: types.DidChangeConfigurationParams) -> None:
    """Ask for the settings again; the payload is not looked at."""
    ls.session.configuration_changed()
    ls.session.background(ls.session.settings.pull())
