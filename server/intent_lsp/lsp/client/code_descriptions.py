"""Where the documentation says what a diagnostic's code means: ``codeDescription.href`` (LSP 3.17).

The pages come with the package, so that a link works without a network and fits the version: in ``intent_lsp/docs`` of
an installed package, in the repository's ``docs`` of a checkout.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"^#{2,4} ([a-z][a-z-]*)$", re.MULTILINE)
_PAGES = {"intent": "format.md", "intent run": "diagnostics.md"}
"""By the diagnostic's source: what is found while typing, and what transpiling finds."""


def href(diagnostic: dict[str, Any]) -> str | None:
    """The URI of the page and place that explain a diagnostic; ``None`` where nothing does."""
    code = diagnostic.get("code")
    if code == "configuration":
        page = _page("configuration.md")
        return page.as_uri() if page is not None else None
    name = _PAGES.get(diagnostic.get("source", ""))
    if name is None or not isinstance(code, str) or code not in headings(name):
        return None
    page = _page(name)
    return f"{page.as_uri()}#{code}" if page is not None else None


@cache
def headings(name: str) -> frozenset[str]:
    """The codes that a page explains: its headings that look like one."""
    page = _page(name)
    return frozenset(_HEADING.findall(page.read_text(encoding="utf-8"))) if page is not None else frozenset()


@cache
def _page(name: str) -> Path | None:
    here = Path(__file__).resolve()
    folders = (here.parents[2] / "docs", here.parents[4] / "docs")
    return next((page for folder in folders if (page := folder / name).is_file()), None)
