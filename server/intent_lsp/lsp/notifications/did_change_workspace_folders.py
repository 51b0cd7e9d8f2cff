"""``workspace/didChangeWorkspaceFolders``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS


def handle(ls: IntentServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went: documents may belong elsewhere now."""
    ls.session.configuration_changed()
    ls.session.background(ls.session.settings.pull())
    ls.session.background(ls.session.survey.search())
