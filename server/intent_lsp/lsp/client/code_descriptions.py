"""Where the documentation says what a diagnostic's code means: ``codeDescription.href`` (LSP 3.17)."""

from __future__ import annotations

from typing import Any

from intent_lsp.documentation_pages import explanations, page

_PAGES = {"intent": "format.md", "intent run": "diagnostics.md"}
"""By the diagnostic's source: what is found while typing, and what transpiling finds."""


def href(diagnostic: dict[str, Any]) -> str | None:
    """The URI of the page and place that explain a diagnostic; ``None`` where nothing does."""
    code = diagnostic.get("code")
    if code == "configuration":
        settings = page("configuration.md")
        return settings.as_uri() if settings is not None else None
    name = _PAGES.get(diagnostic.get("source", ""))
    if name is None or not isinstance(code, str) or code not in explanations(name):
        return None
    there = page(name)
    return f"{there.as_uri()}#{code}" if there is not None else None
