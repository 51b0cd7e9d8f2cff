"""Which handler serves which method: every module of ``notifications`` names its METHOD; ``requests`` has a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.lsp.commands import Commands
from intent_lsp.lsp.notifications import NOTIFICATIONS
from intent_lsp.lsp.requests import REQUESTS, handler
from intent_lsp.lsp.server import IntentServer

if TYPE_CHECKING:
    from intent_lsp.lsp.seam import OpenWorkbench


def create_server(open_workbench: OpenWorkbench | None = None) -> IntentServer:
    """A server with every handler registered. ``open_workbench`` replaces the engine (for tests)."""
    server = IntentServer(open_workbench)
    for module in NOTIFICATIONS:
        server.feature(module.METHOD)(module.handle)
    for method in REQUESTS:
        server.feature(method)(handler(method))
    server.commands = Commands(server.session)
    return server
