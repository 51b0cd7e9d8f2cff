"""Which handler serves which method: every module of ``requests`` and ``notifications`` names its METHOD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.lsp.commands import Commands
from intent_lsp.lsp.notifications import NOTIFICATIONS
from intent_lsp.lsp.requests import REQUESTS
from intent_lsp.lsp.server import IntentServer

if TYPE_CHECKING:
    from intent_lsp.lsp.seam import OpenWorkbench


def create_server(open_workbench: OpenWorkbench | None = None) -> IntentServer:
    """A server with every handler registered. ``open_workbench`` replaces the engine (for tests)."""
    server = IntentServer(open_workbench)
    for module in (*REQUESTS, *NOTIFICATIONS):
        server.feature(module.METHOD)(module.handle)
    server.commands = Commands(server.session)
    return server
