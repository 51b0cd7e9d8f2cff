"""Intent documents of any length, made of the shipped examples."""

from __future__ import annotations

import re
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def intent_document(lines: int, seed: int) -> str:
    """That many lines; every intent has a name of its own, also between documents of different ``seed``."""
    texts = [
        text for path in sorted(EXAMPLES.glob("*.intent.md")) if (text := path.read_text("utf-8")).startswith("# name")
    ]
    found: list[str] = []
    while len(found) < lines:
        for text in texts[seed % len(texts) :] + texts[: seed % len(texts)]:
            for name in re.findall(r"# name: (\w+)", text):
                text = text.replace(name, f"{name}{seed}n{len(found)}")
            found += text.split("\n")
    return "\n".join(found[:lines]) + "\n"
