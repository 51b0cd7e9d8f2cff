"""Logging: to stderr or a file, and to the editor if it asks; never to stdout, and never what documents say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TextIO

from intent_lsp.text import inert
from intent_lsp.text.log_lines import InertFormatter

_KINDS = {logging.ERROR: 1, logging.WARNING: 2, logging.INFO: 3, logging.DEBUG: 4}
"""LSP 3.17, ``MessageType``."""


class ToEditor(logging.Handler):
    """Sends our log to the editor as well, as ``window/logMessage``, as long as it traces (``$/setTrace``)."""

    def __init__(self, traces: Callable[[], bool], notify: Callable[[str, Any], object]) -> None:
        """``notify`` may be called from any thread."""
        super().__init__()
        self._traces, self._notify = traces, notify

    def emit(self, record: logging.LogRecord) -> None:
        """See ``logging.Handler``."""
        if self._traces():
            text = inert.message(f"{record.name.removeprefix('intent_lsp.')}: {record.getMessage()}")
            self._notify("window/logMessage", {"type": _KINDS.get(record.levelno, 4), "message": text})


def start_logging(stream: TextIO, *, verbose: bool) -> None:
    """Send our log to ``stream``; pygls logs whole messages, so it may only warn."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(InertFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("intent_lsp").setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("pygls").setLevel(logging.WARNING)
