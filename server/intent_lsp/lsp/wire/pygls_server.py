"""pygls' server with our protocol in it: the one that ``lsp.server`` gives a session."""

from __future__ import annotations

import logging
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from intent_lsp import __version__
from intent_lsp.lsp.wire.initialize_reply import NAME
from intent_lsp.lsp.wire.protocol import Protocol

logger = logging.getLogger(__name__)


class PyglsServer(LanguageServer):
    """A server that has no session yet."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            NAME,
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=default_converter,
        )

    def as_json_object(self, value: Any) -> dict[str, Any]:
        """One of lsprotocol's values as the JSON object it came from, for what only travels through (resolve)."""
        result: dict[str, Any] = self.protocol._converter.unstructure(value)
        return result

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors of handlers belong into the log, not into the user's face."""
        logger.error("%s: %s", getattr(source, "__name__", source), error)
