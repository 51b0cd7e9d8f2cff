"""How much work a property is: loops within loops over long lists are refused before they begin.

The library that evaluates CEL can neither be interrupted nor does it let other threads run meanwhile, so the work is
estimated: the longest list there is, once per loop within loops.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from intent_lsp.document.model import Intent
from intent_lsp.values import JsonValue

MOST_STEPS = 250_000
"""Rounds of a loop in one evaluation; about a fifth of a second."""
_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+"|\.\s*+(?:all|exists|exists_one|existsOne|map|filter)\s*+\(|[(\[{}\])]"""
)


def loops(expression: str) -> int:
    """How deep loops (``all``, ``exists``, ``map``, …) stand within each other."""
    deepest = 0
    brackets: list[int] = []
    for piece in _TOKEN.findall(expression):
        if piece[0] == "." or piece in "([{":
            brackets.append(int(piece[0] == "."))
            deepest = max(deepest, sum(brackets)) if brackets[-1] else deepest
        elif piece in ")]}" and brackets:
            brackets.pop()
    return deepest


def too_much(expression: str, values: Sequence[JsonValue]) -> str | None:
    """Why an expression is not evaluated for these values; ``None`` when it is little enough work."""
    depth = loops(expression)
    longest = max(_longest(values), expression.count(",") + 1) if depth else 0
    if longest**depth <= MOST_STEPS:
        return None
    return f"{depth} loops within each other over {longest} items are too much work (at most {MOST_STEPS} steps)"


def is_laborious(intent: Intent) -> bool:
    """Whether a property may take long enough to hold up the loop."""
    return any(loops(text.text) > 1 for text in intent.properties)


def _longest(values: Sequence[JsonValue]) -> int:
    longest = 1
    rest: list[JsonValue] = [*values]
    while rest:
        value = rest.pop()
        if isinstance(value, (list, tuple, dict)):
            longest = max(longest, len(value))
            rest.extend(value.values() if isinstance(value, dict) else value)
    return longest
