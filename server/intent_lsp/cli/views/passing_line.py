"""One line about a file that passes everything."""

from __future__ import annotations


def good_line(document: str, intent: str, target: str, examples: tuple[int, int], by: str, file: str) -> str:
    """``docs/a.intent.md f js: 5/5 examples, builtin -> src/js/auto/f.js``. ``examples``: passed, and all of them."""
    place = f" -> {file}" if file else ""
    return f"{document} {intent} {target}: {examples[0]}/{examples[1]} examples, {by}{place}"
