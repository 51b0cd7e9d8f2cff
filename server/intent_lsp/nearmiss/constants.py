"""Which other constants may stand where one stands, the nearer first. The same for both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator

from intent_lsp.nearmiss.contract import Hints

_SMALL = (0, 1, 2, -1)


def numbers(value: int | float, hints: Hints) -> Iterator[tuple[int | float, int]]:
    """Other numbers with the cost of each: by one, small ones, what the text says, other numbers of digits."""
    seen: set[int | float] = {value}
    for other in scaled(value, hints):
        seen.add(other)
        yield other, 1
    groups: list[tuple[list[int | float], int]] = [
        ([value + 1, value - 1], 1),
        (list(_SMALL), 2),
        (list(hints.numbers), 2),
        ([digits for n in hints.numbers if n in (1, 2, 3, 4) for digits in (10**n - 1, 10**n)], 3),
        ([value * 10, value * 2], 3),
    ]
    for group, cost in groups:
        for other in group:
            if other not in seen and abs(other) < 1e9:
                seen.add(other)
                yield other, cost


def scaled(value: float, hints: Hints) -> list[int | float]:
    """The constant that makes all results as large as the examples want, when it has few digits."""
    if hints.factor is None or not value:
        return []
    exact = value * hints.factor
    short = round(exact, 6)
    if not math.isclose(exact, short, rel_tol=1e-9) or short == value:
        return []
    return [int(short) if short == int(short) else short]


def texts(value: str, hints: Hints) -> Iterator[tuple[str, int]]:
    """Other texts with the cost of each: nothing, a space, other cases, what the description quotes; patterns."""
    seen = {value}
    groups = [
        ([value.lower(), value.upper(), value.strip(), *patterns(value)], 2),
        (["", " "], 2),
        ([value + value.upper(), value.lower() + value.upper()] if len(value) > 2 else [], 3),
        (list(hints.texts), 3),
    ]
    for group, cost in groups:
        for other in group:
            if other not in seen:
                seen.add(other)
                yield other, cost


def patterns(value: str) -> list[str]:
    """Regular expressions that take one more or less."""
    if not any(char in value for char in "\\[+*."):
        return []
    found = [value.replace("+", ""), value.replace("+", "*"), value.replace("*", "+"), value + "+"]
    found += [value.replace(r"\w", "[a-zA-Z]"), value.replace(r"\s", " "), f"^{value}$", value.strip("^$")]
    return [value.replace(r"\b", ""), *found]
