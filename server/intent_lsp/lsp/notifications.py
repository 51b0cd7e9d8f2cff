"""What the client notifies us of, one function each; :mod:`intent_lsp.lsp.wire.registry` lists them."""

from __future__ import annotations

from lsprotocol import types

from intent_lsp.lsp.server import IntentServer


def initialized(ls: IntentServer, params: types.InitializedParams) -> None:
    """The client takes requests from now on."""
    ls.session.background.start(ls.session.initialized())


def did_open(ls: IntentServer, params: types.DidOpenTextDocumentParams) -> None:
    """The editor opened a document."""
    ls.session.opened(params.text_document.uri)


def did_change(ls: IntentServer, params: types.DidChangeTextDocumentParams) -> None:
    """The text is changed already; check it."""
    ls.session.changed(params.text_document.uri)


def did_save(ls: IntentServer, params: types.DidSaveTextDocumentParams) -> None:
    """The document was saved: work starts here, never while it is being saved."""
    ls.session.saved(params.text_document.uri)


def did_close(ls: IntentServer, params: types.DidCloseTextDocumentParams) -> None:
    """The editor closed a document."""
    ls.session.closed(params.text_document.uri)


def did_change_configuration(ls: IntentServer, params: types.DidChangeConfigurationParams) -> None:
    """Ask for the settings again; the payload is not looked at."""
    ls.session.configuration_changed()
    ls.session.background.start(ls.session.settings.pull())


def did_change_watched_files(ls: IntentServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on the disk."""
    ls.session.files_changed([change.uri for change in params.changes])


def did_change_workspace_folders(ls: IntentServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders came or went: documents may belong elsewhere now."""
    ls.session.configuration_changed()
    ls.session.background.start(ls.session.settings.pull())
    ls.session.background.start(ls.session.index.search())
