"""Which inputs the words of an intent speak of, although its examples may show none: an empty list, several words, a
negative number. Pure.

What the text names is not outside of what was asked for: there two programs that differ are not both right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intent_lsp.document.model import Intent

_OPPOSITES = ("no ", "non-", "non ", "not ", "not be ", "never ", "never be ", "without ", "without any ")
_RESULTS = ("return an ", "returns an ", "return the ", "returns the ", "give an ", "gives an ", "yields an ")
"""In front of a word, these say that it is not about the input."""


def _affirmed(words: str, *but: str) -> re.Pattern[str]:
    denied = "".join(f"(?<!{re.escape(before)})" for before in (*_OPPOSITES, *but))
    return re.compile(rf"{denied}\b(?:{words})\b", re.IGNORECASE)


_SPACED = _affirmed(r"(?:white ?|blank )?spaces?|blanks|words|sentences?|phrases?")
_EMPTY = _affirmed(r"empty", *_RESULTS)
_NEGATIVE = _affirmed(r"negatives?|(?:below|less than) zero")
_ZERO = _affirmed(r"zeros?|zeroes", "return ", "returns ", "below ", "than ")
_FRACTION = _affirmed(r"fractions?|fractional|decimals?")
_CASES = _affirmed(r"(?:upper|lower)[- ]?case|capitals?|letter case|case-insensitive(?:ly)?")
_LEADING_ZERO = re.compile(r"\bleading zero(?:e?s)?\b", re.IGNORECASE)
"""Also where the text says "without": somebody has to look for them."""


@dataclass(frozen=True, slots=True)
class Described:
    """What the text mentions: spaces between words, emptiness, numbers below zero, zero, fractions, letters of both
    cases, numbers that begin with a zero."""

    spaced: bool = False
    empty: bool = False
    negative: bool = False
    zero: bool = False
    fractional: bool = False
    cases: bool = False
    leading_zero: bool = False


def described_inputs(intent: Intent) -> Described:
    """What description and constraints of an intent speak of."""
    text = "\n".join([intent.description, *(constraint.text for constraint in intent.constraints)])
    patterns = (_SPACED, _EMPTY, _NEGATIVE, _ZERO, _FRACTION, _CASES, _LEADING_ZERO)
    return Described(*(bool(said.search(text)) for said in patterns))
