"""One line about a file that passes everything."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.cli.shown_path import shown


def good_line(
    document: Path, intent: str, target: str, examples: tuple[int, int], by: str, file: Path | None, here: Path
) -> str:
    """``docs/a.intent.md f js: 5/5 examples, builtin -> src/js/auto/f.js``. ``examples``: passed, and all of them."""
    place = f" -> {shown(file, here)}" if file else ""
    return f"{shown(document, here)} {intent} {target}: {examples[0]}/{examples[1]} examples, {by}{place}"
