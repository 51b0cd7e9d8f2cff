"""``workspace/didChangeWatchedFiles``."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer

METHOD = types.WORKSPACE_DID_CHANGE_WATCHED_FILES


def handle(ls: IntentServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    ls.session.files_changed([change.uri for change in params.changes])
