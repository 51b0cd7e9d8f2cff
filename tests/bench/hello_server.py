"""The floor of the benchmark: pygls as it comes, with our features and trivial answers."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("hello", "1")


def publish(ls: LanguageServer, uri: str, version: int) -> None:
    """Nothing is ever wrong."""
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=[]))


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    """Publish."""
    publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Publish."""
    publish(ls, params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(ls: LanguageServer, params: types.HoverParams) -> types.Hover:
    """One word."""
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "hello"))


@server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["#"]))
def completion(ls: LanguageServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    """One item."""
    return [types.CompletionItem("hello")]


@server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
def symbols(ls: LanguageServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """None."""
    return []


@server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
def actions(ls: LanguageServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """None."""
    return []


@server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
def folds(ls: LanguageServer, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """None."""
    return []


@server.feature(types.TEXT_DOCUMENT_CODE_LENS)
def lenses(ls: LanguageServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """None."""
    return []


if __name__ == "__main__":
    server.start_io()
