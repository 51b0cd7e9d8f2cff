"""The server with everything that :mod:`intent_lsp.lsp.wire.registry` lists."""

from __future__ import annotations

from intent_lsp.lsp import notifications
from intent_lsp.lsp.commands import Commands
from intent_lsp.lsp.requests import handler
from intent_lsp.lsp.runs.workbenches import OpenWorkbench
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.wire.registry import NOTIFICATIONS, REQUESTS


def create_server(open_workbench: OpenWorkbench | None = None) -> IntentServer:
    """A server with every handler registered. ``open_workbench`` replaces the engine (for tests)."""
    server = IntentServer(open_workbench)
    for method, function in NOTIFICATIONS.items():
        server.feature(method)(getattr(notifications, function))
    for method in REQUESTS:
        server.feature(method)(handler(method))
    server.commands = Commands(server.session)
    return server
