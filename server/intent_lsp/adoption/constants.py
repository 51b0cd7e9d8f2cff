"""What a function's text offers for its examples: numbers and texts to try, and a name where it has none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intent_lsp.document.structure.names import suggest_name
from intent_lsp.values import JsonValue

_MOST_TEXT = 40
"""A longer text is prose."""
_PATTERN = re.compile(r"\\|\(\?|\[\^|\]\+|\)\(|\.\*|.\$$|^\^.|\]\)|%[sdrf]|\{\w*\}|\$[\d&]|\x00")
"""What is more likely a regular expression, or a format, than a text that somebody passes."""


def distinct(values: Iterable[JsonValue]) -> list[JsonValue]:
    """The numbers and texts, each once, in their order; no patterns and no prose."""
    found: dict[str, JsonValue] = {}
    for value in values:
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, str) and (len(value) > _MOST_TEXT or _PATTERN.search(value)):
            continue
        found.setdefault(repr(value), value)
    return list(found.values())


def usual_name(file: str) -> str:
    """What a function is called that only its file gives a name to: ``just-compare/index.js`` is ``justCompare``."""
    *folders, name = file.split("/")
    stem = name.partition(".")[0]
    if stem in ("index", "main", "mod") and folders:
        stem = folders[-1]
    return suggest_name(stem)
