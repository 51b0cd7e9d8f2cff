"""Which numbers and texts of a function's code are worth trying as arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intent_lsp.values import JsonValue

_MOST_TEXT = 40
"""A longer text is prose."""
_PATTERN = re.compile(r"\\|\(\?|\[\^|\]\+|\)\(|\.\*|.\$$|^\^.|\]\)|%[sdrf]|\{\w*\}")
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
