"""Logging: to stderr or a file, never to stdout, and never what is in people's documents."""

from __future__ import annotations

import logging
from typing import TextIO


def start_logging(stream: TextIO, *, verbose: bool) -> None:
    """Send our log to ``stream``; pygls logs whole messages, so it may only warn."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("intent_lsp").setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("pygls").setLevel(logging.WARNING)
