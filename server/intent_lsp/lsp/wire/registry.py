"""Everything that clients can ask for, and the module that serves it: the one place where a feature is entered.

Builtins only: ``initialize`` is answered from here before anything is imported. The modules of requests and commands
are imported when they are asked for the first time: the first diagnostics do not wait for them.
"""

REQUESTS = {
    "textDocument/codeAction": "code_action",
    "textDocument/codeLens": "code_lens",
    "codeLens/resolve": "code_lens_resolve",
    "textDocument/completion": "completion",
    "textDocument/definition": "definition",
    "textDocument/documentHighlight": "document_highlight",
    "textDocument/documentLink": "document_link",
    "textDocument/documentSymbol": "document_symbol",
    "textDocument/foldingRange": "folding_range",
    "textDocument/formatting": "formatting",
    "textDocument/hover": "hover",
    "textDocument/inlayHint": "inlay_hint",
    "textDocument/prepareRename": "prepare_rename",
    "textDocument/references": "references",
    "textDocument/rename": "rename",
    "textDocument/selectionRange": "selection_range",
    "textDocument/semanticTokens/full": "semantic_tokens",
    "textDocument/semanticTokens/full/delta": "semantic_tokens_delta",
    "textDocument/semanticTokens/range": "semantic_tokens_range",
    "workspace/symbol": "workspace_symbol",
}
"""The module of :mod:`intent_lsp.lsp.requests` with ``handle(ls, params)``."""

COROUTINES = frozenset(
    (
        "textDocument/completion",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/rename",
        "workspace/symbol",
    )
)
"""Requests whose ``handle`` is a coroutine function; pygls has to know before the module is there."""

NOTIFICATIONS = {
    "initialized": "initialized",
    "textDocument/didOpen": "did_open",
    "textDocument/didChange": "did_change",
    "textDocument/didSave": "did_save",
    "textDocument/didClose": "did_close",
    "workspace/didChangeConfiguration": "did_change_configuration",
    "workspace/didChangeWatchedFiles": "did_change_watched_files",
    "workspace/didChangeWorkspaceFolders": "did_change_workspace_folders",
}
"""The function of :mod:`intent_lsp.lsp.notifications`."""

COMMANDS = {
    "intent.transpile": "transpile",
    "intent.transpileWorkspace": "transpile_workspace",
    "intent.check": "check",
    "intent.keep": "keep",
    "intent.diff": "diff",
    "intent.debug": "debug",
    "intent.prompt": "prompt",
    "intent.pull": "pull",
    "intent.cancel": "cancel",
    "intent.clearCache": "clear_cache",
    "intent.status": "status",
    "intent.debugInfo": "debug_info",
    "intent.open": "open_file",
    "intent.adopt": "adopt",
    "intent.applyEdit": "apply_edit",
}
"""The module of :mod:`intent_lsp.lsp.commands` with ``async def run(session, argument, token)``."""
