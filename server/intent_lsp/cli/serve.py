"""``intent lsp`` where options stand in front of it; the usual way in is ``intent_lsp.__main__``."""

from __future__ import annotations

import argparse

from intent_lsp.lsp.start import main


def run(_options: argparse.Namespace) -> int:
    """Serve over stdio."""
    return main([])
