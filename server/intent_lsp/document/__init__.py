"""Text to intents: the format that people write (docs/format.md). Pure: no I/O, and parsing never fails."""

from intent_lsp.document.parser import parse

__all__ = ["parse"]
