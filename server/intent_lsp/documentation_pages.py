"""The documentation that comes with the package: where a code is explained, and what it says there.

The pages are in ``intent_lsp/docs`` of an installed package, in the repository's ``docs`` of a checkout: they are there
without a network, and fit the version.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PAGES = ("format.md", "diagnostics.md")
"""What explains codes: those found while typing, and those of a transpilation."""
_HEADING = re.compile(r"^#{2,4} ([a-z][a-z-]*)$", re.MULTILINE)
_ANY_HEADING = re.compile(r"^#{1,4} ", re.MULTILINE)
FENCED = re.compile(r"^(`{3,}).*?^\1`*\n?", re.MULTILINE | re.DOTALL)
"""A sample, in which lines that look like headings are none."""


@cache
def page(name: str) -> Path | None:
    """The file of a page."""
    here = Path(__file__).resolve()
    folders = (here.parents[0] / "docs", here.parents[2] / "docs")
    return next((path for folder in folders if (path := folder / name).is_file()), None)


@cache
def explanations(name: str) -> dict[str, str]:
    """What a page says of each code: the Markdown below the headings that look like one."""
    path = page(name)
    if path is None:
        return {}
    text = path.read_text(encoding="utf-8")
    prose = FENCED.sub(lambda sample: " " * len(sample[0]), text)
    found = {}
    for heading in _HEADING.finditer(prose):
        end = _ANY_HEADING.search(prose, heading.end())
        found[heading[1]] = text[heading.end() : end.start() if end else len(text)].strip()
    return found
