"""What a change of a program is, and what the examples suggest for it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from intent_lsp.document.model import Intent
from intent_lsp.syntax.edits import Edit
from intent_lsp.values import JsonValue, is_number

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?!\w|\.\d)")
_QUOTED = re.compile(r"[\"'`“‘]([^\"'`”’\n]{1,20})[\"'`”’]")
_WORDS = {
    word: number
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())  # noqa: SIM905
}  # fmt: skip
_MOST_NUMBERS = 12
_MOST_TEXTS = 10


TIES = "changed the order of ties"
"""A mistake that examples should show, and never a way to mend one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One small change of a program's text. Nearer ones cost less; ``kind`` says for people what was done."""

    edits: tuple[Edit, ...]
    kind: str
    cost: int
    introduced: tuple[JsonValue, ...] = ()
    """The constants that were not in the program before."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Constants that the description and the examples suggest, the likelier first."""

    numbers: tuple[int | float, ...]
    texts: tuple[str, ...]
    around: tuple[tuple[str, str], ...] = ()
    """What the expected texts have in front of and behind what came back, when it is the same in all of them."""
    factor: float | None = None
    """How many times what came back the expected numbers are, when it is the same for all of them."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A program near the candidate that passes the shown examples, or more of them than the candidate."""

    code: str
    kinds: tuple[str, ...]
    cost: int
    passed: int
    """How many shown examples pass."""


@dataclass(frozen=True, slots=True)
class ChosenVariant:
    """The variant that was chosen."""

    variant: Variant
    doubts: tuple[str, ...]
    """Why it may be wrong although it passes what is shown."""


def hints_of(intent: Intent, got: list[tuple[JsonValue, JsonValue]]) -> Hints:
    """``got``: expected and returned values of the failing examples."""
    said = " ".join([intent.description, *(constraint.text for constraint in intent.constraints)])
    numbers: list[int | float] = [_number(text) for text in _NUMBER.findall(said)]
    numbers += [_WORDS[word] for word in re.findall(r"[a-z]+", said.lower()) if word in _WORDS]
    numbers += _differences(got)
    texts = [*_QUOTED.findall(said), *_separators(intent)]
    return Hints(
        tuple(dict.fromkeys(numbers))[:_MOST_NUMBERS],
        tuple(dict.fromkeys(texts))[:_MOST_TEXTS],
        tuple(_around(got)),
        _factor(got),
    )


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _differences(got: list[tuple[JsonValue, JsonValue]]) -> list[int | float]:
    """By how much numbers are off, when it is the same everywhere."""
    found = {want - have for want, have in got if is_number(want) and is_number(have)}
    return list(found) if len(found) == 1 and len(got) > 1 else []


def _factor(got: list[tuple[JsonValue, JsonValue]]) -> float | None:
    if len(got) < 2 or not all(is_number(want) and is_number(have) and have and want for want, have in got):
        return None
    factors = [want / have for want, have in got]
    alike = all(math.isclose(factor, factors[0], rel_tol=1e-9) for factor in factors)
    return factors[0] if alike and len({have for _, have in got}) > 1 else None


def _separators(intent: Intent) -> list[str]:
    """Characters that are not letters or digits and stand in expected texts."""
    texts = [e.expected for e in intent.shown if isinstance(e.expected, str)]
    return sorted({char for text in texts for char in text if not char.isalnum()})


def _around(got: list[tuple[JsonValue, JsonValue]]) -> list[tuple[str, str]]:
    pairs = [(want, have) for want, have in got if isinstance(want, str) and isinstance(have, str)]
    if len(pairs) < 2 or len(pairs) < len(got) or len({have for _, have in pairs}) < 2:
        return []
    found = {(want.partition(have)[0], want.partition(have)[2]) for want, have in pairs if have and have in want}
    return list(found) if len(found) == 1 and all(have in want for want, have in pairs) else []
