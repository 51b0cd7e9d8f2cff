"""``workspace/symbol``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import symbols
from intent_lsp.lsp.server import IntentServer


async def handle(ls: IntentServer, params: types.WorkspaceSymbolParams) -> list[dict[str, Any]]:
    """Intents of the whole workspace by name."""
    return symbols.workspace_symbols(await ls.session.documents.all_views(), params.query)
