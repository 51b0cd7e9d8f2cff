"""Inputs with letters beyond ASCII, for examples that have none: what both targets do with "José". Pure.

Nobody has said that such letters come, and most code treats them alike in both languages without a thought. Where it
does not, that is worth a question; it is not a disagreement that one of them would have to repair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from intent_lsp.checks.inputs import have_declared_types
from intent_lsp.document.model import Intent
from intent_lsp.values import JsonValue, texts_in

_MOST = 6
_WORD = re.compile(r"[A-Za-z]{2,}")


def foreign_inputs(intent: Intent) -> list[tuple[JsonValue, ...]]:
    """A few argument lists of examples, each with one letter changed to one beyond ASCII; none where some example has
    one already."""
    seeds = [example.args for example in intent.examples if not example.raises]
    if not all(text.isascii() for args in seeds for value in args for text in texts_in(value)):
        return []
    return list(islice((made for args in seeds for made in _foreign(args) if have_declared_types(made, intent)), _MOST))


def _foreign(args: tuple[JsonValue, ...]) -> Iterator[tuple[JsonValue, ...]]:
    for index, value in enumerate(args):
        changed = _changed(value)
        if changed is not None:
            yield (*args[:index], changed, *args[index + 1 :])


def _changed(value: JsonValue) -> JsonValue:
    """The value with an accent on the first word of its first text that has one; ``None`` if there is none."""
    if isinstance(value, str) and (word := _WORD.search(value)):
        accented = word[0].replace("e", "é", 1) if "e" in word[0] else word[0] + "é"
        return value[: word.start()] + accented + value[word.end() :]
    if isinstance(value, list):
        for index, item in enumerate(value):
            changed = _changed(item)
            if changed is not None:
                return [*value[:index], changed, *value[index + 1 :]]
    return None
