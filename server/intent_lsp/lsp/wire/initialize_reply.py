"""What the server says it can do: the one place, as plain JSON, ready before anything heavy is imported.

A test holds it against the handlers that are really registered.
"""

from __future__ import annotations

from intent_lsp import __version__
from intent_lsp.lsp.wire.raw_capabilities import (
    choose_encoding,
    prepares_renames,
    speaks_code_action_literals,
    wants_formatting,
)
from intent_lsp.lsp.wire.registry import COMMANDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = "intent-lsp"

TOKEN_TYPES = ("function", "parameter", "type", "keyword", "number", "string", "property")
"""The legend of semantic tokens."""
CODE_ACTION_KINDS: tuple[str, ...] = ("quickfix", "refactor.rewrite.intent", "source.intent.transpile")


def initialize_result(params: dict[str, Any]) -> dict[str, Any]:
    """The answer to ``initialize`` with these parameters."""
    capabilities = server_capabilities(
        params.get("capabilities"), formatting=wants_formatting(params.get("initializationOptions"))
    )
    return {"capabilities": capabilities, "serverInfo": {"name": NAME, "version": __version__}}


def server_capabilities(client: object, *, formatting: bool) -> dict[str, Any]:
    """``ServerCapabilities`` of LSP 3.17, for a client with these raw ``capabilities``."""
    return {
        "positionEncoding": choose_encoding(client),
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "executeCommandProvider": {"commands": list(COMMANDS), "workDoneProgress": True},
        "codeActionProvider": (
            {"codeActionKinds": list(CODE_ACTION_KINDS), "resolveProvider": False}
            if speaks_code_action_literals(client)
            else True
        ),
        "codeLensProvider": {"resolveProvider": True},
        "completionProvider": {"triggerCharacters": ["#", '"', " "], "resolveProvider": False},
        "definitionProvider": True,
        "documentHighlightProvider": True,
        "documentLinkProvider": {"resolveProvider": False},
        "documentSymbolProvider": True,
        "foldingRangeProvider": True,
        "hoverProvider": True,
        "inlayHintProvider": {"resolveProvider": False},
        "referencesProvider": True,
        "renameProvider": {"prepareProvider": True} if prepares_renames(client) else True,
        "selectionRangeProvider": True,
        "semanticTokensProvider": {
            "legend": {"tokenTypes": list(TOKEN_TYPES), "tokenModifiers": []},
            "full": {"delta": True},
            "range": True,
        },
        "workspaceSymbolProvider": {"resolveProvider": False},
        **({"documentFormattingProvider": True} if formatting else {}),
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        "experimental": {"intentState": True},
    }
