"""The first sentence of a description, for a docstring or a comment."""

from __future__ import annotations

import re
import textwrap

from intent_lsp.document.model import Intent

_END = re.compile(r"[.!?][\"'”’)`*]*(?=\s+[\"'“‘(`*]*[^\W\d_a-z]|\s*$)")
"""Where a sentence ends: before white space and a capital, so that ``e.g. this`` goes on."""
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|cf|vs|approx|[A-Z])\.$")
_BLOCK = re.compile(r"\n\s*(?:\n|[-*+>|]\s|\d+[.)]\s|#|```|~~~)")
"""Where the first paragraph ends."""


def summary(intent: Intent) -> str:
    """One sentence on one line, with its full stop; empty where there is no description.

    What does not print (controls, marks of direction) is left out.
    """
    paragraph = _BLOCK.split(intent.description.strip(), maxsplit=1)[0]
    text = " ".join("".join(c if c.isprintable() else " " for c in paragraph).split())
    for match in _END.finditer(text):
        if not _ABBREVIATION.search(text[: match.start() + 1]):
            return text[: match.end()]
    text = text.rstrip(" ,;:-–—")
    ends = text.rstrip("\"'”’)`*")[-1:] in (*".!?…。！？", "")
    return text if ends else f"{text}."


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, none longer than ``width`` unless a word is."""
    return textwrap.wrap(text, max(20, width), break_long_words=False, break_on_hyphens=False)
