"""A valid request that is not fulfilled, with a message for the user."""

from __future__ import annotations

from intent_lsp.lsp.wire.errors import JsonRpcException

REQUEST_FAILED = -32803
"""LSP 3.17, ``RequestFailed``."""


def refused(message: str) -> JsonRpcException:
    """A refusal that the editor shows to the user."""
    return JsonRpcException(message, REQUEST_FAILED)
