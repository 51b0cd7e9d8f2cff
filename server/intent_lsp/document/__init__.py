"""Text to intents: the format that people write (docs/format.md). Pure: no I/O, and parsing never fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intent_lsp.document.parser import parse

__all__ = ["parse"]


def __getattr__(name: str) -> Any:
    """The parser, when somebody parses: most who import from here want the types of :mod:`.model` only."""
    if name != "parse":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from intent_lsp.document.parser import parse

    globals()["parse"] = parse
    return parse
